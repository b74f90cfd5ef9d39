"""Every kind of card a follower meets, one after another in one DM, for the pictures of the follower guide.

The bot that runs draws and sends them; only the moments are made up.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

import simcord
from PIL import Image, ImageDraw

from bot.app import App
from cogs.cards import draw
from config.languages import read_languages
from demo.guests import Guest
from demo.stage import Play, StuckError
from surveys.core import series_cards
from surveys.core.conversation import Conversation, advance, begin
from surveys.core.hours import Hours
from surveys.core.invitation import InvitationState
from surveys.core.phrases import later
from surveys.core.prompt import Ask, Say
from surveys.core.questions import Question
from surveys.core.replies import Change, Later, Typed
from surveys.core.rounds import DEFAULT_DAYS
from surveys.core.scene import Scene, moment
from surveys.core.series import Occurrence, Repeat, Schedule, SeriesState, rule_of
from surveys.core.showing import again, goodbye, opening, question_card, round_card, standing_card
from surveys.core.survey import Survey
from surveys.core.values import Picked, Rated, Wrote
from surveys.engine.joining import join_card
from surveys.formats import read_survey

_SURVEY: Final = Path(__file__).with_name("every-kind.yaml")
_MORE: Final = Path(__file__).with_name("more-kinds.yaml")
_INVITATION: Final = 9_000_001
#: What the visitor asks for by command: the picture's name, the command and its options.
_ASKED: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "preferences": ("feedback preferences", {}),
    "idea": ("idea", {"text": "A studio tour"}),
    "mydata": ("feedback mydata", {}),
    "forget": ("feedback forget", {}),
    "privacy": ("feedback privacy", {}),
}


def cards(now: datetime) -> dict[str, Ask | Say]:
    """Each card under the name of its picture."""
    survey = read_survey(_SURVEY.read_bytes(), _SURVEY.name)
    scene = _scene(survey, now, "en")
    more = _scene(read_survey(_MORE.read_bytes(), _MORE.name), now, "en")
    begun = begin(survey, _INVITATION)
    answered = Conversation(
        _INVITATION,
        InvitationState.COMPLETED,
        None,
        tuple(question.id for question in survey.questions),
        {"recommend": Rated(9), "found": Picked(("shorts",)), "wish": Wrote("A night in the lab")},
    )
    drawn: dict[str, Ask | Say] = {
        "join": join_card(1, scene.community, scene.lang),
        "opening": opening(scene, begun),
        **_kinds(scene, survey.questions[1:]),
        **_kinds(more, more.survey.questions),
        "misread": advance(scene, begun, Typed("eleven")).card,
        "later": advance(scene, begun, Later()).card,
        "reminder": again(scene, begun, later.REMINDER, 1),
        "thanks": standing_card(scene, answered, None),
        "change": advance(scene, answered, Change()).card,
        "goodbye": goodbye(scene.lang, scene.community, 1),
        **_series(now),
        "round-card": round_card(1, survey, scene.community, scene.lang, moment(scene.closes_at)),
    }
    for code in ("de", "ja"):
        drawn[f"opening-{code}"] = opening(_scene(survey, now, code), begun)
    return drawn


async def hang(play: Play, app: App, visitor: Guest) -> dict[str, int]:
    """Send every card into the visitor's DM; the message behind each name."""
    hung: dict[str, int] = {}
    channel = app.client.get_partial_messageable(visitor.dm.id)
    for name, card in cards(play.env.now()).items():
        view = draw(card)[0].view
        view.stop()
        hung[name] = (await channel.send(view=view)).id
    friend = Guest(play.env, play.guild, "Friend", lambda *_: None)
    for guest in (friend, visitor):
        await guest.member.slash(play.welcome, "feedback join")
    await friend.user.slash("idea", text="A tour of the studio")
    for name, (command, options) in _ASKED.items():
        answered: simcord.InteractionResult = await visitor.user.slash(command, **options)
        message = next((one for one in (answered.response, *answered.followups) if one is not None), None)
        if message is None:
            raise StuckError(f"/{command} was not answered.")
        hung[name] = message.id
    return hung


def thumbnails() -> dict[str, tuple[str, bytes]]:
    """The pictures the gallery's survey asks about, by address: a lamp on warm ground, stars on cold."""
    warm, cold = Image.new("RGB", (320, 180), "#7a3b1e"), Image.new("RGB", (320, 180), "#14284f")
    lamp, sky = ImageDraw.Draw(warm), ImageDraw.Draw(cold)
    lamp.polygon([(130, 60), (190, 60), (250, 180), (70, 180)], fill="#f2b84b")
    lamp.polygon([(140, 25), (180, 25), (200, 65), (120, 65)], fill="#2b1a12")
    for x, y in ((40, 30), (110, 70), (170, 25), (230, 90), (285, 45), (70, 110), (150, 125)):
        sky.ellipse((x - 3, y - 3, x + 3, y + 3), fill="#e8eefc")
    sky.polygon([(0, 180), (160, 140), (320, 180)], fill="#0a1226")
    return {
        f"https://night-lab.example/{name}.png": (f"{name}.png", _png(picture))
        for name, picture in (("warm", warm), ("cold", cold))
    }


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _series(now: datetime) -> dict[str, Say]:
    """What a creator sees of series."""
    first = now.date().replace(day=1) + timedelta(days=40)
    monthly = Schedule(rule_of(Repeat.MONTHS_BY_WEEKDAY, 1, first), time(18), "Europe/Berlin", first)
    weekly = Schedule(rule_of(Repeat.WEEKS, 2, now.date()), time(12), "Europe/Berlin", now.date())
    return {
        "schedule": series_cards.proposal(1, "Monthly ideas", monthly, 3, 50, now, remind=True, gap_days=7),
        "rounds": series_cards.overview(
            [("A bit of everything", 4, now + timedelta(days=2))],
            [
                (1, "Monthly ideas", monthly, SeriesState.ACTIVE),
                (2, "Stream check-in", weekly, SeriesState.PAUSED),
            ],
            now,
        ),
        "series": series_cards.one(1, "Monthly ideas", monthly, SeriesState.ACTIVE, now),
        "missed": series_cards.missed(1, "Monthly ideas", Occurrence(now.date(), now - timedelta(hours=9))),
    }


def _kinds(scene: Scene, questions: Sequence[Question]) -> dict[str, Ask]:
    return {f"kind-{one.id}": question_card(scene, _at(scene.survey, one.id), None) for one in questions}


def _at(survey: Survey, question: str) -> Conversation:
    way = [one.id for one in survey.questions]
    return Conversation(_INVITATION, InvitationState.STARTED, question, tuple(way[: way.index(question)]))


def _scene(survey: Survey, now: datetime, language: str) -> Scene:
    closes_at = now.replace(hour=18) + timedelta(days=DEFAULT_DAYS)
    lang = read_languages().of(language)
    return Scene(survey, "Night Lab", lang, Hours("Europe/Berlin"), closes_at, now, name="Ines")
