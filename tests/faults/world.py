"""One round from its series' date to its summary, on the real engine and a real file, however often the process ends.

What is real here: Sender, Closer, FollowingUp, Telling, RoundCards, SeriesOpener, Answering, CatchingUp, the writer,
SQLite. What is not: Discord (`small_discord`), the clock, and the pictures of the summary.
"""

import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar, cast

from sqlalchemy import text

from surveys.core.board import Change
from surveys.core.careful import NO_CANARY
from surveys.core.ideas import IdeaState
from surveys.core.ids import mark_of_invitation, mark_of_round_card, mark_of_summary
from surveys.core.prompt import Pages, Section, Verb
from surveys.core.replies import Tapped
from surveys.core.results import RoundData
from surveys.core.series import Schedule, SeriesState
from surveys.engine.answering import Answering
from surveys.engine.catching_up import CatchingUp
from surveys.engine.choosing import Choosing
from surveys.engine.closing import Closer
from surveys.engine.following_up import FollowingUp
from surveys.engine.hearing import Hearing, Reply
from surveys.engine.ideas import Ideas
from surveys.engine.narrating import Allowance, Narrating
from surveys.engine.receiving import Receiving
from surveys.engine.round_cards import RoundCards
from surveys.engine.scenes import Scenes
from surveys.engine.sending import Sender
from surveys.engine.series import SeriesOpener
from surveys.engine.summarising import Summarising
from surveys.engine.tellings import Telling
from surveys.engine.versions import Versions
from surveys.insight.orders import summary
from surveys.insight.worker import Workshop
from surveys.ports import Person, Written
from surveys.store import board, communities, followers, ideas, series, surveys
from surveys.store.attachments import Attachments
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.series import Plan
from surveys.store.tx import Tx
from tests.faults.small_discord import BEGIN, Message, Post, SmallDiscord
from tests.faults.steps import SteppedDatabase, Steps

P = ParamSpec("P")
T = TypeVar("T")

GUILD, RESULTS, TOWN_SQUARE = 100, 101, 102
DAYS: Final = 3
SURVEY: Final = {
    "key": "k",
    "title": "What next?",
    "questions": [
        {"id": "more", "kind": "yes_no", "text": "More of these?"},
        {"id": "why", "kind": "short_text", "text": "Why?"},
    ],
}
#: What each person does once they were asked: what they tap, and what they type. Nothing: they stay silent.
PEOPLE: Final[dict[int, tuple[str | None, str | None]]] = {
    1: ("yes", "because"),
    2: ("no", "enough of it"),
    3: (None, None),
    4: ("yes", None),
    5: (None, None),
    6: ("yes", "at the last moment"),
}
#: Types in the last hours of the round only.
_LATE: Final = 6
_LAST_HOURS: Final = timedelta(hours=15)
#: Who wished for something that was made just before.
_WISHED: Final = (1, 2, 5)
#: What stands on messages that tell of it.
_NEWS: Final = f"ear:do:{Verb.IDEA_NEWS}:"
#: Seconds between two turns.
_BETWEEN: Final = (31, 600, 5 * 3600, 9 * 3600, 9 * 3600)
#: Seconds for which the connection is lost.
_CUT_OFF: Final = (5, 600, 9 * 3600)
#: A round that isn't over after so many turns hangs.
_MOST_TURNS: Final = 200
_INVITED: Final = re.compile(r"ear:go:(\d+):")


class Desk(Workshop):
    """Computes in this process, and draws no pictures: two long sections, so that the summary is two messages."""

    def __init__(self) -> None:
        super().__init__(idle_seconds=1)

    async def run(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        if cast("object", work) is not summary:
            return work(*args, **kwargs)
        pages = Pages("Summary", (Section("a" * 2500), Section("b" * 2500)), "footer", ())
        made = summary(cast("RoundData", args[0]))  # its papers are no part of what is tried here
        return cast("T", Pages(pages.title, pages.sections, made.footer, made.buttons))


@dataclass(slots=True)
class Truth:
    """What happened outside the database, however often the process ended."""

    discord: SmallDiscord
    path: Path
    #: Answers the bot acknowledged, by person and question.
    acknowledged: dict[tuple[int, str], str] = field(default_factory=dict)
    tapped: set[int] = field(default_factory=set)
    typed: dict[int, str] = field(default_factory=dict)
    ends: int = 0
    #: At which steps the process ended, in order.
    ended_at: list[str] = field(default_factory=list)
    done: bool = False

    def invitation_of(self, user_id: int) -> int | None:
        """The invitation that stands in the person's DM."""
        for one in self.discord.messages:
            if one.channel_id == self.discord.dm(user_id):
                for custom_id in one.custom_ids:
                    if found := _INVITED.match(custom_id):
                        return int(found[1])
        return None


async def found_town(path: Path) -> None:
    """A database with people who follow, and a weekly series whose first date is now."""
    database = await Database.open(path, now=BEGIN)

    async def fill(tx: Tx) -> None:
        await communities.save(tx, Community(GUILD, "Town", RESULTS, TOWN_SQUARE, None, None, "UTC"), BEGIN)
        await surveys.add_version(tx, GUILD, "k", SURVEY, 1, BEGIN)
        for person in PEOPLE:
            await followers.know_person(tx, person)
            await followers.join(tx, GUILD, person, BEGIN)
            if person != 2:  # whose DM has to be opened first
                await followers.set_dm_channel(tx, person, 50_000 + person)
        survey_id = await series.survey_id(tx, GUILD, "k")
        assert survey_id is not None
        schedule = Schedule("FREQ=WEEKLY;INTERVAL=1;BYDAY=WE", time(10), "UTC", date(2026, 11, 25))
        first = schedule.next_after(BEGIN - timedelta(minutes=1))
        assert first is not None
        plan = Plan(GUILD, survey_id, schedule, DAYS, None, remind=True, made_by=1)
        await series.set_state(tx, await series.draft(tx, plan, first, BEGIN), SeriesState.ACTIVE)

        wish = await ideas.add(tx, GUILD, await _follower(tx, _WISHED[0]), "a studio tour", 1, BEGIN)
        for person in _WISHED[1:]:
            await ideas.vote(tx, wish, await _follower(tx, person), BEGIN)
        await board.set_status(tx, wish, Change(IdeaState.MADE, None, "https://video.example"), 0, BEGIN)

    await database.write(fill)
    await database.close()


async def _follower(tx: Tx, person: int) -> int:
    follower_id, _ = await followers.join(tx, GUILD, person, BEGIN)
    return follower_id


class Life:
    """One life of the process: everything that is built at a start. Mutants change what it is made of."""

    post: type[Post] = Post
    sender: type[Sender] = Sender
    opener: type[SeriesOpener] = SeriesOpener
    following_up: type[FollowingUp] = FollowingUp
    telling: type[Telling] = Telling

    def __init__(self, truth: Truth, database: SteppedDatabase, steps: Steps, in_flight: int) -> None:
        self.truth = truth
        self.database = database
        self.steps = steps
        post = self.post(truth.discord, steps)
        post.arrived = self._somebody_is_quick
        versions = Versions()
        scenes = Scenes(versions)
        hearing = Hearing(scenes)
        receiving = Receiving(Attachments(truth.path.parent / "attachments"))
        ideas = Ideas(database, scenes.languages)
        self.answering = Answering(database, scenes, hearing, ideas, receiving)
        # A round's end waits for ever: a turn may be longer than a bot is patient.
        self.catching_up = CatchingUp(
            database, post, self.now, in_flight=in_flight, patience=timedelta(days=365)
        )
        self.catching_up.tell(self)
        self._opener = self.opener(
            database, versions, Choosing(database, versions, post), post, self.now, lambda: None
        )
        self._sender = self.sender(database, scenes, post, self.now, in_flight=in_flight, canary=NO_CANARY)
        self._following_up = self.following_up(database, scenes, post, self.now, in_flight=in_flight)
        self._telling = self.telling(database, scenes.languages, post, self.now, in_flight=in_flight)
        self._cards = RoundCards(database, scenes, post, self.now)
        desk = Desk()
        silent = Narrating(database, desk, None, Allowance(0, 0), self.now)
        summarising = Summarising(database, versions, desk, silent, self.now)
        self._closer = Closer(database, post, summarising, self.now, lambda: None)

    def now(self) -> Any:
        return self.truth.discord.now

    # The Listener of CatchingUp: what people typed, whether it came at once or was looked up.

    async def take(self, person: Person, written: Written) -> None:
        await self.answering.take_text(person, written.text, (), written.ref, self.now())
        self.truth.acknowledged[person.user_id, "why"] = written.text

    async def speak(self, user_id: int) -> None:
        pass

    async def _somebody_is_quick(self, message: Message) -> None:
        """Now and then the person replies before the bot even hears that its message arrived."""
        if self.truth.discord.luck.random() < 0.3:
            for user_id in PEOPLE:
                if message.channel_id == self.truth.discord.dm(user_id):
                    await self._taps(user_id)

    async def _taps(self, user_id: int) -> None:
        token, _ = PEOPLE[user_id]
        invitation = self.truth.invitation_of(user_id)
        if token is None or invitation is None or (user_id, "more") in self.truth.acknowledged:
            return
        if not self._left():  # they would be told that it is over
            return
        heard, ref = Tapped("more", (token,)), self.truth.discord.new_id()
        person = Person(user_id, self.truth.discord.dm(user_id))
        await self.hears(
            user_id,
            token,
            self.answering.take_tap(person, invitation, heard, ref, None, self.now(), here=False),
        )

    async def hears(self, user_id: int, token: str, storing: Awaitable[Reply]) -> None:
        """A tap is acknowledged when it is stored."""
        await storing
        self.truth.acknowledged[user_id, "more"] = token

    async def _types(self, user_id: int, connected: bool) -> None:
        _, words = PEOPLE[user_id]
        ready = (user_id, "more") in self.truth.acknowledged
        if words is None or not ready or user_id in self.truth.typed:
            return
        left = self._left()
        if not timedelta() < left < (_LAST_HOURS if user_id == _LATE else timedelta.max):
            return
        # It stands in the DM from now on, whether the bot is there to hear it or not.
        ref = self.truth.discord.new_id()
        self.truth.typed[user_id] = words
        self.truth.discord.written.append((ref, user_id, words))
        if connected:
            await self.take(Person(user_id, self.truth.discord.dm(user_id)), Written(ref, words))

    def _left(self) -> timedelta:
        """How long the round takes replies for sure."""
        return max(BEGIN + timedelta(days=DAYS) - self.truth.discord.now, timedelta())

    async def turn(self) -> None:
        """Everything a heartbeat wakes, and whatever people do meanwhile."""
        await self.catching_up.catch_up()
        await self._opener.open_due()
        await self._cards.draw_due()
        await self._sender.send_queued()
        await self._following_up.send_due()
        await self._telling.tell_due()
        luck = self.truth.discord.luck
        connected = luck.random() < 0.8
        for user_id in PEOPLE:
            if connected and luck.random() < 0.4:
                await self._taps(user_id)
            if luck.random() < 0.4:
                await self._types(user_id, connected)
        if not connected:
            self.parted()
            self.truth.discord.now += timedelta(seconds=luck.choice(_CUT_OFF))
            await self.close()
            self.lost_touch()
        await self.close()
        self.truth.done = await self.is_done()

    def lost_touch(self) -> None:
        """The connection is a new one: what was typed before it has to be looked up."""
        self.catching_up.lost_touch()

    def parted(self) -> None:
        """The connection is gone: what is typed now isn't heard."""
        self.catching_up.parted()

    async def close(self) -> None:
        """Rounds end when everybody has been heard."""
        await self.catching_up.catch_up()
        await self.catching_up.afterwards(self._closer.close_due)()

    async def is_done(self) -> bool:
        """Whether the round is over and nothing waits any more."""
        async with self.database.reading() as tx:
            rows = await tx.execute(
                text("SELECT summarised_at IS NOT NULL, card_channel_id IS NULL FROM rounds")
            )
            untold = await tx.execute(text("SELECT count(*) FROM tellings WHERE ended_at IS NULL"))
            return [tuple(row) for row in rows] == [(1, 1)] and untold.scalar_one() == 0


Factory = Callable[[Truth, SteppedDatabase, Steps, int], Life]


async def live(truth: Truth, steps: Steps, make: Factory, in_flight: int) -> None:
    """One life, until the power is cut or the round is over."""
    database = cast("SteppedDatabase", await SteppedDatabase.open(truth.path, now=truth.discord.now))
    database.steps = steps
    try:
        life = make(truth, database, steps, in_flight)
        life.lost_touch()
        for _ in range(_MOST_TURNS):
            await life.turn()
            if truth.done:
                return
            truth.discord.now += timedelta(seconds=truth.discord.luck.choice(_BETWEEN))
        raise AssertionError("the round never ended")
    finally:
        steps.over = True
        await database.close()


async def inspect_town(truth: Truth) -> list[str]:
    """What doesn't hold in the end, each as `word: more`; nothing if all is well."""
    bad: list[str] = []
    database = await Database.open(truth.path, now=truth.discord.now)
    try:
        async with database.reading() as tx:
            bad += await _judge(tx, truth)
    finally:
        await database.close()
    return bad


async def _judge(tx: Tx, truth: Truth) -> list[str]:
    async def rows(query: str) -> list[Any]:
        return [tuple(row) for row in await tx.execute(text(query))]

    opened = await rows("SELECT id, series_date, number FROM rounds")
    if len(opened) != 1 or opened[0][1] != "2026-11-25":
        return [f"occurrences: {opened}"]
    bad: list[str] = []
    if await rows("SELECT next_on, held_on FROM series") != [("2026-12-02", None)]:
        bad.append("occurrences: the next one is not as it should be")
    round_id = opened[0][0]
    known = await rows(
        "SELECT invitations.id, user_id, invitations.state FROM invitations"
        " JOIN followers ON followers.id = follower_id"
    )
    for invitation, user_id, state in known:
        got = truth.discord.bearing(truth.discord.dm(user_id), mark_of_invitation(invitation))
        if len(got) != 1:
            bad.append(
                f"{'lost' if not got else 'doubled'}: invitation {invitation} ({state}) {len(got)} times"
            )
        elif state in {"queued", "sending", "held_back", "failed", "unreachable"}:
            bad.append(f"record: invitation {invitation} arrived and stands as {state}")
    if len(known) != len(PEOPLE):
        bad.append(f"lost: {len(known)} invitations")
    for follow_up, invitation, user_id, sent in await rows(
        "SELECT follow_ups.id, invitation_id, user_id, follow_ups.sent_at FROM follow_ups"
        " JOIN invitations ON invitations.id = invitation_id JOIN followers ON followers.id = follower_id"
    ):
        mark = mark_of_invitation(invitation, follow_up)
        got = truth.discord.bearing(truth.discord.dm(user_id), mark)
        if len(got) != (sent is not None):
            bad.append(f"reminder: {len(got)} of them, on record: {sent}")
    bad += _news(truth, [sent for (sent,) in await rows("SELECT sent_at FROM tellings")])
    stored = {
        (user_id, question): value
        for user_id, question, value in await rows(
            "SELECT user_id, question_id, value FROM answers"
            " JOIN invitations ON invitations.id = invitation_id JOIN followers ON followers.id = follower_id"
        )
    }
    wanted = truth.acknowledged | {(user_id, "why"): words for user_id, words in truth.typed.items()}
    bad += [
        f"answers lost: {key} {value!r}, stored {stored.get(key)!r}"
        for key, value in wanted.items()
        if value not in str(stored.get(key))
    ]
    cards = truth.discord.bearing(TOWN_SQUARE, mark_of_round_card(round_id))
    if len(cards) != 1:
        bad.append(f"round card: {len(cards)} of them")
    return bad + _summaries(truth, int((await rows("SELECT number FROM rounds"))[0][0]))


def _news(truth: Truth, on_record: list[Any]) -> list[str]:
    """Everybody who wished heard once that it is made, and that is on record."""
    told = {one: len(truth.discord.bearing(truth.discord.dm(one), _NEWS)) for one in _WISHED}
    bad = [f"news: {number} of them for {one}" for one, number in told.items() if number != 1]
    if len(on_record) != len(_WISHED) or None in on_record:
        bad.append(f"news: on record {on_record}")
    return bad


def _summaries(truth: Truth, number: int) -> list[str]:
    """Each part of the summary once: the last by its button, the others by their numbers."""
    prefix = mark_of_summary(number, BEGIN).rsplit(":", 2)[0]
    last = [one for one in truth.discord.bearing(RESULTS, prefix) if one.channel_id == RESULTS]
    first = {one.id for one in truth.discord.messages if one.nonce.startswith("s") and "-" not in one.nonce}
    bad = []
    if len(last) != 1:
        bad.append(f"summary: {len(last)} of them")
    if len(first) != 1:
        bad.append(f"summary: begun {len(first)} times")
    return bad


def new_truth(path: Path, seed: int) -> Truth:
    """A world at its beginning; the same seed has the same luck."""
    return Truth(SmallDiscord(random.Random(seed)), path)
