"""Months in the lives of three followers, made up: whatever happens, what they get keeps every rule.

The engine and a real database, without Discord: a carrier stands in, and its own log of what arrived is
recounted here, by other means than the code under test. It loses messages, delivers them without saying so,
and the process is ended in the middle of a delivery.
"""

import asyncio
import tempfile
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from surveys.core.careful import NO_CANARY
from surveys.core.consent import Place
from surveys.core.hours import Snooze
from surveys.core.ids import mark_of_goodbye, mark_of_invitation, press
from surveys.core.language import Languages
from surveys.core.preferences import Choices
from surveys.core.prompt import Ask, Card, Pages, Say, Verb
from surveys.core.replies import Heard, PutOff, Tapped
from surveys.core.respect import FOREVER, Cadence, Sort, Where
from surveys.core.rounds import RoundState, reminder_at
from surveys.engine.answering import Answering
from surveys.engine.following_up import FollowingUp
from surveys.engine.hearing import Hearing
from surveys.engine.ideas import Ideas
from surveys.engine.joining import withdraw
from surveys.engine.receiving import Receiving
from surveys.engine.scenes import Scenes
from surveys.engine.sending import Sender
from surveys.engine.versions import Versions
from surveys.ports import Address, Channel, Fate, Outcome, Person
from surveys.store import communities, followers, preferences, rounds, surveys, wishes
from surveys.store.attachments import Attachments
from surveys.store.communities import Community
from surveys.store.database import Database
from tests.made_up import NOON

HOME: Final = 100
PEOPLE: Final = (1, 2, 3)
TOPICS: Final = (None, "games", "music")
ZONES: Final = ("Asia/Tokyo", "America/St_Johns", "Europe/Berlin", "Pacific/Kiritimati")
QUIET: Final = (None, (time(0), time(0)), (time(13), time(12)), (time(22, 30), time(7)))
DAY: Final = timedelta(days=1)
_STRAIGHT: Final = "delivered"
ACCIDENTS: Final = (_STRAIGHT, "lost", "unsure", "silently", "postponed", "killed before", "killed after")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message that stands in somebody's DM."""

    at: datetime
    user: int
    sort: Sort
    nonce: str
    mark: str
    invitation: int


@dataclass
class Carrier:
    """Discord, as far as it matters here; what comes of the next sends is drawn up in `accidents`."""

    now: Callable[[], datetime]
    heard: Callable[[Arrival], None]
    accidents: list[str] = field(default_factory=list)
    arrived: list[Arrival] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    blind: bool = False
    worker: asyncio.Task[Any] | None = None
    per_second: float = 50.0

    async def open_dm(self, user_id: int) -> Outcome:
        return Outcome(Fate.DELIVERED, channel_id=user_id + 1000)

    async def send(self, to: Address, card: Card, nonce: str) -> Outcome:
        if isinstance(to, Channel):
            return Outcome(Fate.DELIVERED, (1,))
        accident = self.accidents.pop(0) if self.accidents else _STRAIGHT
        if accident in {"lost", "postponed", "killed before"}:
            if accident == "killed before":
                await self._die()
            return Outcome(Fate.UNSURE if accident == "lost" else Fate.POSTPONED)
        self._keep(to, card, nonce)
        if accident == "killed after":
            await self._die()
        if accident in {"unsure", "silently"}:
            return Outcome(Fate.UNSURE)
        return Outcome(Fate.DELIVERED, (len(self.arrived),), to.user_id + 1000)

    def _keep(self, to: Person, card: Card, nonce: str) -> None:
        if isinstance(card, Ask):
            sort = Sort.INVITATION if nonce.startswith("i") else Sort.REMINDER
            if card.note and "come back" in card.note:
                sort = Sort.RETURN
            mark = mark_of_invitation(card.invitation, card.prompt)
            arrival = Arrival(self.now(), to.user_id, sort, nonce, mark, card.invitation)
        else:
            assert isinstance(card, Say)
            (keep,) = card.buttons
            assert keep.verb is Verb.KEEP_ME
            arrival = Arrival(self.now(), to.user_id, Sort.GOODBYE, nonce, press(keep), 0)
        self.arrived.append(arrival)
        self.heard(arrival)

    async def _die(self) -> None:
        assert self.worker is not None
        self.worker.cancel()
        await asyncio.Event().wait()

    async def find(self, to: Address, mark: str, since: datetime | None = None) -> Outcome:
        if self.blind:
            return Outcome(Fate.POSTPONED)
        assert isinstance(to, Person)
        found = [n for n, one in enumerate(self.arrived, 1) if (one.user, one.mark) == (to.user_id, mark)]
        return Outcome(Fate.DELIVERED if found else Fate.NOT_FOUND, tuple(found), to.user_id + 1000)

    def warm_up(self, share: float) -> None:
        """Time does not pass while it carries."""

    async def absent(self, community_id: int, user_ids: Sequence[int]) -> frozenset[int]:
        return frozenset(self.gone & set(user_ids))

    async def roles(self, community_id: int, user_ids: Sequence[int]) -> Mapping[int, frozenset[int]] | None:
        raise AssertionError("no round here is for a role")

    async def replace(self, to: Address, message_id: int, card: Card) -> Outcome:
        return Outcome(Fate.DELIVERED)

    async def remove(self, to: Channel, message_id: int) -> Outcome:
        return Outcome(Fate.DELIVERED)

    async def amend(self, to: Channel, message_ids: Sequence[int], pages: Pages) -> Outcome:
        return Outcome(Fate.DELIVERED)


class Life:
    """The followers' side of the story: what they asked for and did, and whether what arrives keeps to it."""

    def __init__(self) -> None:
        self.choices: dict[int, Choices] = {}
        self.following = set(PEOPLE)
        self.asked: defaultdict[int, list[datetime]] = defaultdict(list)
        self.prompted: defaultdict[int, list[datetime]] = defaultdict(list)
        self.unanswered: Counter[int] = Counter()
        self.goodbye_said: set[int] = set()
        self.round: tuple[str | None, bool, datetime] = (None, False, NOON)
        self.finished: set[int] = set()
        self.put_off: Counter[int] = Counter()
        self.seen: Counter[str] = Counter()
        self.reminded: Counter[int] = Counter()

    def replied(self, user: int) -> None:
        self.unanswered[user] = 0
        self.goodbye_said.discard(user)

    def arrives(self, one: Arrival) -> None:
        """Check a message against everything that holds for this person at this moment."""
        mine = self.choices[one.user]
        local = one.at.astimezone(ZoneInfo(mine.time_zone or mine.guessed_zone)).time()
        begin, end = mine.quiet or (time(21), time(9))
        quiet = begin <= local < end if begin <= end else (local >= begin or local < end)
        assert not quiet, f"in the quiet hours: {local}"
        assert one.user in self.following, "to somebody who left"
        assert mine.where is Where.DM, "to somebody who asked for the server"
        assert mine.paused_until is None or mine.paused_until <= one.at, "in a pause"
        self.seen[one.nonce] += 1
        assert self.seen[one.nonce] == 1, "twice"
        getattr(self, f"_{one.sort}")(one, mine)
        if one.sort is not Sort.RETURN:
            self.prompted[one.user].append(one.at)
            lately = [at for at in self.prompted[one.user] if one.at - at <= 28 * DAY]
            assert len(lately) <= 4, "a fifth prompt in 28 days"

    def _fits(self, mine: Choices) -> None:
        topic, special, _ = self.round
        assert special or mine.cadence is not Cadence.SPECIAL, "not special"
        assert topic is None or not mine.topics or topic in mine.topics, "another topic"

    def _invitation(self, one: Arrival, mine: Choices) -> None:
        self._fits(mine)
        silent = self.unanswered[one.user]
        assert silent < 3, "a fourth round after three without a reply"
        gap = 28 * DAY if mine.cadence is Cadence.MONTHLY else 7 * DAY
        for earlier in self.asked[one.user]:
            assert one.at - earlier > gap * (2 if silent == 2 else 1), "too soon after the last round"
        assert one.at + timedelta(minutes=30) <= self.round[2], "too late to answer"
        self.asked[one.user].append(one.at)
        self.unanswered[one.user] += 1

    def _reminder(self, one: Arrival, mine: Choices) -> None:
        self._fits(mine)
        self.reminded[one.invitation] += 1
        assert self.reminded[one.invitation] == 1, "a second reminder"
        assert one.invitation not in self.finished, "a reminder to somebody who is done"
        assert not self.put_off[one.invitation], "a reminder to somebody who asked for another time"
        assert self.unanswered[one.user] < 3, "a reminder after three silent rounds"
        assert one.at + timedelta(minutes=30) <= self.round[2], "too late to answer"

    def _return(self, one: Arrival, mine: Choices) -> None:
        assert self.put_off[one.invitation] > 0, "came back without being asked to"
        self.put_off[one.invitation] -= 1
        assert one.invitation not in self.finished

    def _goodbye(self, one: Arrival, mine: Choices) -> None:
        assert self.unanswered[one.user] == 3
        assert one.user not in self.goodbye_said, "a second goodbye"
        self.goodbye_said.add(one.user)


class World:
    """One community, its followers, and the workers, which can be ended and begun anew at any moment."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.now = NOON
        self.life = Life()
        self.carrier = Carrier(lambda: self.now, self.life.arrives)
        self.scenes = Scenes(Versions())
        self.ref = 1
        receiving = Receiving(Attachments(folder))
        hearing = Hearing(self.scenes)
        self.answering = Answering(database, self.scenes, hearing, Ideas(database, Languages()), receiving)
        self.begin()

    def begin(self) -> None:
        """A new process on the same data."""
        now = lambda: self.now  # noqa: E731  the clock, read late
        self.sender = Sender(self.database, self.scenes, self.carrier, now, in_flight=2, canary=NO_CANARY)
        self.following_up = FollowingUp(self.database, self.scenes, self.carrier, now, in_flight=2)

    async def do(self, query: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> Any:
        return await self.database.write(lambda tx: query(tx, *args, **kwargs))

    async def found(self) -> None:
        await self.do(communities.save, Community(HOME, "Studio", 1, 2, None, None, "UTC"), NOON)
        for user in PEOPLE:
            await self.join(user)

    async def join(self, user: int) -> None:
        await self.do(followers.know_person, user)
        follower, new = await self.do(followers.join, HOME, user, self.now)
        if new:
            await self.do(wishes.keep, follower, self.now)
        self.life.choices[user] = (await self.do(preferences.load, follower)).choices
        self.life.following.add(user)
        self.carrier.gone.discard(user)
        if new:
            self.life.replied(user)

    async def leave(self, user: int, *, quietly: bool) -> None:
        if quietly:
            self.carrier.gone.add(user)  # only the server knows
        else:
            await self.do(withdraw, self.life.choices[user].follower, Place.DM, self.now)
            self.life.following.discard(user)

    async def open_round(self, topic: str | None, special: bool, remind: bool, days: int) -> None:
        if await self.do(rounds.running, HOME) is not None:
            return
        questions = [{"id": "a", "kind": "yes_no", "text": "A?"}, {"id": "b", "kind": "yes_no", "text": "B?"}]
        survey = {"key": "k", "title": "T", "topic": topic, "questions": questions}
        version = await self.do(surveys.add_version, HOME, "k", survey, 1, self.now)
        closes = self.now + timedelta(days=days)
        at = reminder_at(self.now, closes) if remind else None
        await self.do(rounds.open_round, HOME, version.id, 1, self.now, closes, remind_at=at, special=special)
        self.life.round = (topic, special, closes)
        await self.work()

    async def reply(self, user: int, heard: Heard) -> None:
        """The person uses the newest card they have, if its round is still open."""
        mine = [one for one in self.carrier.arrived if one.user == user and one.invitation]
        running = await self.do(rounds.running, HOME)
        if not mine or running is None or running.state is not RoundState.OPEN:
            return
        newest, self.ref = mine[-1].invitation, self.ref + 1
        reply = await self.answering.take_tap(
            Person(user), newest, heard, self.ref, None, self.now, here=False
        )
        now = (await self.rows("SELECT state, heard, round_id FROM invitations WHERE id = :id", id=newest))[0]
        if now.round_id != running.id or now.heard != self.ref:
            return
        self.life.replied(user)
        if now.state == "completed":
            self.life.finished.add(newest)
        if (
            isinstance(heard, PutOff)
            and isinstance(reply.card, Say)
            and "ask again" in reply.card.paragraphs[0]
        ):
            self.life.put_off[newest] = 1

    async def wish(self, user: int, changes: dict[str, Any]) -> None:
        days = changes.get("paused_until")
        until = None if days is None else FOREVER if days > 40 else self.now + timedelta(days=days)
        wished = replace(self.life.choices[user], **{**changes, "paused_until": until})
        await self.do(preferences.save, user, wished)
        await self.do(preferences.rejudge, user)
        self.life.choices[user] = wished

    async def keep(self, user: int) -> None:
        follower = self.life.choices[user].follower
        await self.do(wishes.keep, follower, self.now)
        await self.do(preferences.rejudge, user)
        self.life.choices[user] = replace(self.life.choices[user], paused_until=None)
        self.life.replied(user)

    async def pass_time(self, hours: float) -> None:
        """The workers are called when they asked for it, as the clock does, and at the end."""
        target = self.now + timedelta(hours=hours)
        for _ in range(6):
            again = await self.work()
            if again is None or again >= target:
                break
            self.now = max(again, self.now + timedelta(seconds=1))
        self.now = max(self.now, target)
        await self.work()

    async def work(self) -> datetime | None:
        for round_id in await self.do(rounds.due_to_close, self.now):
            await self.do(rounds.close, round_id, "over", self.now)
        closes: datetime | None = await self.do(rounds.next_close)
        sent = await self._run(self.sender.send_queued)
        followed = await self._run(self.following_up.send_due)
        gone = self.carrier.gone & self.life.following
        left = await self.rows("SELECT user_id FROM followers WHERE left_at IS NOT NULL")
        self.life.following -= gone & {row.user_id for row in left}
        return min((at for at in (closes, sent, followed) if at is not None), default=None)

    async def _run(self, worker: Callable[[], Awaitable[datetime | None]]) -> datetime | None:
        async def run() -> datetime | None:
            return await worker()

        self.carrier.worker = asyncio.create_task(run())
        with suppress(asyncio.CancelledError):
            again: datetime | None = await self.carrier.worker
            return again
        self.begin()
        return self.now + timedelta(minutes=1)

    async def rows(self, query: str, **values: object) -> Sequence[Any]:
        async with self.database.reading() as tx:
            return (await tx.execute(text(query), values)).all()

    async def check(self) -> None:
        """In the end the rows tell of nothing that didn't arrive, and of everything that did."""
        arrived = {one.invitation for one in self.carrier.arrived if one.sort is Sort.INVITATION}
        sent = {row.id for row in await self.rows("SELECT id FROM invitations WHERE sent_at IS NOT NULL")}
        doubtful = {row.id for row in await self.rows("SELECT id FROM invitations WHERE state = 'sending'")}
        left = {row.id for row in await self.rows("SELECT id FROM invitations WHERE state = 'refused'")}
        assert sent - left <= arrived, "recorded, but it never arrived"
        assert arrived - sent <= doubtful, "arrived, but not recorded"


_USER = st.sampled_from(PEOPLE)
_WISHES = st.fixed_dictionaries(
    {},
    optional={
        "cadence": st.sampled_from(Cadence),
        "where": st.sampled_from((Where.DM, Where.DM, Where.SERVER)),
        "topics": st.sampled_from(((), ("games",), ("music",))),
        "time_zone": st.sampled_from((None, *ZONES)),
        "quiet": st.sampled_from(QUIET),
        "paused_until": st.sampled_from((None, 3, 12, 99)),
    },
)
_HEARD = st.one_of(
    st.builds(Tapped, st.sampled_from(("a", "b")), st.just(("yes",))),
    st.builds(PutOff, st.sampled_from(Snooze)),
)
_ROUND = st.tuples(
    st.just("open_round"), st.sampled_from((None, *TOPICS)), st.booleans(), st.booleans(), st.integers(1, 9)
)
_PASS = st.tuples(st.just("pass_time"), st.sampled_from((0.5, 5.0, 26.0, 75.0, 170.0, 400.0)))
_ANYTHING = st.one_of(
    _ROUND,
    _PASS,
    st.tuples(st.just("reply"), _USER, _HEARD),
    st.tuples(st.just("wish"), _USER, _WISHES),
    st.tuples(st.just("accidents"), st.lists(st.sampled_from(ACCIDENTS), max_size=4)),
    st.tuples(st.just("blind"), st.booleans()),
    st.tuples(st.sampled_from(("keep", "join", "go", "leave", "restart")), _USER),
).map(lambda step: [step])
#: Rounds that run their course, perhaps with something in between: what the caps and the back-off are about.
_COURSE = st.tuples(_ROUND, _ANYTHING, _PASS).map(lambda three: [three[0], *three[1], three[2]])
STEPS: Final = st.lists(st.one_of(_ANYTHING, _COURSE, _COURSE), min_size=5, max_size=14).map(
    lambda parts: [step for part in parts for step in part]
)


async def play(steps: Sequence[tuple[Any, ...]]) -> World:
    with tempfile.TemporaryDirectory() as name:
        database = await Database.open(Path(name) / "earful.sqlite3", now=NOON)
        try:
            world = World(database, Path(name))
            await world.found()
            for what, *given_ in steps:
                await _step(world, what, given_)
            world.carrier.blind = False
            world.carrier.accidents.clear()
            await world.work()
            await world.check()
            return world
        finally:
            await database.close()


async def _step(world: World, what: str, given_: list[Any]) -> None:
    world.now += timedelta.resolution  # no two things happen at once
    match what:
        case "accidents":
            world.carrier.accidents = list(given_[0])
        case "blind":
            world.carrier.blind = given_[0]
        case "restart":
            world.begin()
            await world.work()
        case "go" | "leave":
            await world.leave(given_[0], quietly=what == "go")
        case _:
            await getattr(world, what)(*given_)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
@given(STEPS)
def test_nothing_that_happens_breaks_a_rule(steps: list[tuple[Any, ...]]) -> None:
    asyncio.run(play(steps))


def test_the_story_of_three_silent_rounds_is_what_the_checks_are_about() -> None:
    """The checks above would hold for a bot that never sends; this one sends all there is to send."""
    round_ = [("open_round", None, False, True, 5), ("pass_time", 400.0)]
    put_off = [
        ("open_round", None, False, True, 5),
        ("reply", 1, PutOff(Snooze.TOMORROW)),
        ("pass_time", 75.0),
    ]
    world = asyncio.run(play([*put_off, ("pass_time", 400.0), *round_ * 5]))
    sorts = Counter(one.sort for one in world.carrier.arrived)
    assert sorts[Sort.GOODBYE] == 3
    assert sorts[Sort.RETURN] == 1
    assert sorts[Sort.REMINDER] >= 4
    assert mark_of_goodbye(world.life.choices[1].follower) in {one.mark for one in world.carrier.arrived}
