"""Every kind of card a follower meets, one after another in one DM, for the pictures of the follower guide.

The bot that runs draws and sends them; only the moments are made up.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import simcord

from bot.app import App
from cogs.cards import draw
from config.languages import read_languages
from demo.guests import Guest
from surveys.core.conversation import Conversation, advance, begin
from surveys.core.hours import Hours
from surveys.core.invitation import InvitationState
from surveys.core.phrases import later
from surveys.core.prompt import Ask, Say
from surveys.core.replies import Change, Later, Typed
from surveys.core.rounds import DEFAULT_DAYS
from surveys.core.scene import Scene, moment
from surveys.core.showing import again, goodbye, opening, question_card, round_card, standing_card
from surveys.core.survey import Survey
from surveys.core.values import Picked, Rated, Wrote
from surveys.engine.joining import join_card
from surveys.formats import read_survey

_SURVEY: Final = Path(__file__).with_name("every-kind.yaml")
_INVITATION: Final = 9_000_001


def cards(now: datetime) -> dict[str, Ask | Say]:
    """Each card under the name of its picture."""
    survey = read_survey(_SURVEY.read_bytes(), _SURVEY.name)
    scene = _scene(survey, now, "en")
    begun = begin(survey, _INVITATION)
    kinds = {question.id: _at(survey, question.id) for question in survey.questions}
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
        **{
            f"kind-{name}": question_card(scene, at, None)
            for name, at in kinds.items()
            if name != "recommend"
        },
        "misread": advance(scene, begun, Typed("eleven")).card,
        "later": advance(scene, begun, Later()).card,
        "reminder": again(scene, begun, later.REMINDER, 1),
        "thanks": standing_card(scene, answered, None),
        "change": advance(scene, answered, Change()).card,
        "goodbye": goodbye(scene.lang, scene.community, 1),
        "round-card": round_card(1, survey, scene.community, scene.lang, moment(scene.closes_at)),
    }
    for code in ("de", "ja"):
        drawn[f"opening-{code}"] = opening(_scene(survey, now, code), begun)
    return drawn


async def hang(env: simcord.Env, app: App, visitor: Guest) -> dict[str, int]:
    """Send every card into the visitor's DM; the message behind each name."""
    hung: dict[str, int] = {}
    channel = app.client.get_partial_messageable(visitor.dm.id)
    for name, card in cards(env.now()).items():
        view = draw(card)[0].view
        view.stop()
        hung[name] = (await channel.send(view=view)).id
    return hung


def _at(survey: Survey, question: str) -> Conversation:
    way = [one.id for one in survey.questions]
    return Conversation(_INVITATION, InvitationState.STARTED, question, tuple(way[: way.index(question)]))


def _scene(survey: Survey, now: datetime, language: str) -> Scene:
    closes_at = now.replace(hour=18) + timedelta(days=DEFAULT_DAYS)
    lang = read_languages().of(language)
    return Scene(survey, "Night Lab", lang, Hours("Europe/Berlin"), closes_at, now, name="Ines")
