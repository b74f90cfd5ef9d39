"""Clocks: every change of every zone's time in five years, and a machine's clock that is set while a series runs."""

import asyncio
import random
import time as stopwatch
import zoneinfo
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import text

from bot.app import App
from surveys.core.series import Occurrence, Schedule, SeriesState
from surveys.store import communities, followers, series, surveys
from surveys.store.communities import Community
from surveys.store.series import Plan
from surveys.store.tx import Tx
from tests.faults.findings import Findings
from tests.faults.town import GUILD, RESULTS, SURVEY, dm_of, running
from tests.wire.discord_server import LoopbackDiscord, pointed_at
from tests.wire.limits import Limits

#: Zones of the short form; the full one takes all there are.
SHORT: Final = 20
_FIRST, _LAST = date(2026, 1, 1), date(2031, 1, 1)
_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
#: Days before and after a change that are looked at.
_AROUND: Final = 2
#: Times of day that many zones change at, and some that none does.
_TIMES: Final = (time(0, 30), time(1, 30), time(2, 30), time(3, 30))
_NOT_PLACES: Final = frozenset({"Factory", "localtime"})


@dataclass(frozen=True, slots=True)
class Change:
    """A moment at which a zone's clocks are set: from which offset to which."""

    at: datetime
    before: timedelta
    after: timedelta

    @property
    def times(self) -> tuple[time, ...]:
        """Times of day the clocks skip or show twice: the first, one in the middle, the last, and those beside them."""
        first, last = sorted((self.at + self.before, self.at + self.after))
        middle = first + (last - first) / 2
        beside = (first - _MINUTE, first, middle, last - _MINUTE, last)
        return tuple(one.time().replace(second=0, microsecond=0) for one in beside)


def changes(zone: ZoneInfo) -> Iterator[Change]:
    """When the zone's clocks are set in these years."""
    at, end = datetime.combine(_FIRST, time(), UTC), datetime.combine(_LAST, time(), UTC)
    offset = _offset(zone, at)
    while at < end:
        if _offset(zone, at + _DAY) != offset:
            low, high = at, at + _DAY
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if _offset(zone, middle) == offset else (low, middle)
            moment = high.replace(microsecond=0)
            yield Change(moment, offset, _offset(zone, moment))
            offset = _offset(zone, at + _DAY)
        at += _DAY


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def promised(zone: ZoneInfo, on: date, at: time, change: Change) -> datetime:
    """The moment that date and time of day mean near `change`, found by looking at the clock, not by the rule.

    The first moment at which the zone's clocks show it; where they never do, as much later as they skipped.
    """
    wall = datetime.combine(on, at)
    for offset in (change.before, change.after):
        moment = (wall - offset).replace(tzinfo=UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            return moment
    return (wall - change.before).replace(tzinfo=UTC)


async def every_zone(folder: Path, seed: int, *, full: bool) -> Findings:
    """A daily series comes round exactly once on each local date, whatever the clocks do there.

    A time they skip is shifted forward, of one they show twice the first counts: by the dates as they are
    shown, and by those the engine finds one after the other. As a rule and as a cron expression.
    """
    began, lot = stopwatch.monotonic(), random.Random(f"{seed}.zones")
    result = Findings("every zone", seed)
    zones = sorted(zoneinfo.available_timezones() - _NOT_PLACES)
    for key in zones if full else lot.sample(zones, SHORT):
        zone = ZoneInfo(key)
        result.figures["zones"] += 1
        for change in changes(zone):
            result.figures["transitions"] += 1
            for at in dict.fromkeys((*_TIMES, *change.times)):
                _near(result, zone, change, at)
        _for_five_years(result, zone, lot)
        await asyncio.sleep(0)
    result.must(result.figures["transitions"] > 0, "no zone ever changed its clocks")
    result.seconds = stopwatch.monotonic() - began
    return result


def _near(result: Findings, zone: ZoneInfo, change: Change, at: time) -> None:
    middle = (change.at + max(change.before, change.after)).date()
    days = [middle + number * _DAY for number in range(-_AROUND, _AROUND + 1)]
    expected = [Occurrence(on, promised(zone, on, at, change)) for on in days]
    for rule in ("FREQ=DAILY;INTERVAL=1", f"{at.minute} {at.hour} * * *"):
        schedule = Schedule(rule, at, zone.key, days[0], days[-1])
        shown, found = list(schedule.occurrences()), list(_one_by_one(schedule, expected[0].at - _HOUR))
        result.figures["occurrences"] += len(shown)
        what = f"{zone.key} {rule} at {at:%H:%M} around {change.at:%Y-%m-%d %H:%M}"
        result.must(shown == expected, f"{what}: {_differs(shown, expected)}")
        result.must(found == expected, f"{what}, one by one: {_differs(found, expected)}")


def _one_by_one(schedule: Schedule, since: datetime) -> Iterator[Occurrence]:
    """The dates as the engine finds them: when one has come, the next after that moment."""
    while (following := schedule.next_after(since)) is not None:
        yield following
        since = following.at


def _differs(got: Sequence[Occurrence], expected: Sequence[Occurrence]) -> str:
    wrong = [one for one in got if one not in expected]
    missing = [one for one in expected if one not in got]
    return f"wrong {wrong[:2]}, missing {missing[:2]}, {len(got)} for {len(expected)} dates"


def _for_five_years(result: Findings, zone: ZoneInfo, lot: random.Random) -> None:
    """Each date once and each later than the one before it, at a time of day drawn by lot."""
    at = time(lot.randrange(24), lot.randrange(60))
    shown = list(Schedule("FREQ=DAILY;INTERVAL=1", at, zone.key, _FIRST, _LAST - _DAY).occurrences())
    result.figures["occurrences"] += len(shown)
    days = [_FIRST + number * _DAY for number in range((_LAST - _FIRST).days)]
    what = f"{zone.key} at {at:%H:%M} for five years"
    result.must([one.on for one in shown] == days, f"{what}: {len(shown)} for {len(days)} dates")
    rising = all(one.at < other.at for one, other in pairwise(shown))
    result.must(rising, f"{what}: not one after the other")


# --- a clock that is set ------------------------------------------------------------------------------


class _Machine:
    """The whole bot with a daily series, on a machine whose clock is `now`."""

    def __init__(self, folder: Path, server: LoopbackDiscord, now: datetime) -> None:
        self.now = now
        self._folder = folder
        self._server = server
        self._app: App

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """A process, connected."""
        async with running(self._folder, lambda: self.now) as self._app:
            yield

    async def found(self, people: int, zone: str, at: time, first: date, last: date) -> None:
        """People, and a series that opens a round for one day on each of these dates."""

        async def fill(tx: Tx) -> None:
            await communities.save(tx, Community(GUILD, "Town", RESULTS, None, None, None, zone), self.now)
            await surveys.add_version(tx, GUILD, "k", SURVEY, 1, self.now)
            for person in range(1, people + 1):
                await followers.know_person(tx, person)
                await followers.join(tx, GUILD, person, self.now)
                await followers.set_dm_channel(tx, person, self._server.add_person(person, dm_of(person)))
            survey_id = await series.survey_id(tx, GUILD, "k")
            assert survey_id is not None
            schedule = Schedule("FREQ=DAILY;INTERVAL=1", at, zone, first, last)
            following = schedule.next_after(self.now)
            assert following is not None
            plan = Plan(GUILD, survey_id, schedule, 1, None, remind=False, made_by=1)
            await series.set_state(tx, await series.draft(tx, plan, following, self.now), SeriesState.ACTIVE)

        await self._app.database.write(fill)

    async def at(self, moment: datetime) -> None:
        """The clock shows that; whatever is due by it happens."""
        self.now = moment
        for _ in range(2):  # what the first round of work planned for now
            self._app.clock.ring()
            await self._app.clock.quiet()

    async def rows(self, query: str) -> list[Any]:
        """What is stored."""
        async with self._app.database.reading() as tx:
            return [tuple(row) for row in await tx.execute(text(query))]


async def set_clocks(folder: Path, seed: int, *, full: bool) -> Findings:
    """The clock is set back and forth by an hour when dates come and rounds close, and the process begins anew.

    Each date opens one round, each round has one summary, and nobody gets an invitation twice.
    """
    began, lot = stopwatch.monotonic(), random.Random(f"{seed}.clocks")
    result = Findings("set clocks", seed)
    days = 20 if full else 2
    zone, at = lot.choice(("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")), time(12)
    async with LoopbackDiscord(limits=Limits(per_second=10_000)) as server:
        server.add_community(GUILD, ((RESULTS, "results"),))
        machine = _Machine(folder, server, datetime(2027, 3, 1, 2, tzinfo=UTC))
        first = machine.now.astimezone(ZoneInfo(zone)).date() + _DAY
        with pointed_at(server.base):
            async with machine.running():
                await machine.found(3, zone, at, first, first + (days - 1) * _DAY)
            for number in range(days):
                due = datetime.combine(first + number * _DAY, at, ZoneInfo(zone)).astimezone(UTC)
                async with machine.running():
                    await machine.at(due - timedelta(seconds=30))
                    for jump in _jumps(lot):  # past it, and back to before it, and past it again
                        result.figures["jumps"] += 1
                        await machine.at(due + jump)
                    await machine.at(due + timedelta(hours=5))
            async with machine.running():
                await machine.at(machine.now + 2 * _DAY)  # by when the last is held, and every round closed
                await machine.at(machine.now + timedelta(seconds=31))
                opened = await machine.rows("SELECT series_date, state, summarised_at FROM rounds")
    dates = Counter(on for on, _, _ in opened)
    wanted = {(first + number * _DAY).isoformat() for number in range(days)}
    summaries = _nonces(server, "s")
    result.figures.update(
        occurrences=len(opened),
        lost=len(wanted - set(dates)),
        doubled=sum(number - 1 for number in dates.values()),
        summaries=len(summaries),
    )
    invited = [nonce for person in server.dms.values() for nonce in _nonces(server, "i", person)]
    result.must(set(dates) == wanted, f"opened {sorted(dates)} instead of {sorted(wanted)}")
    result.must(result.figures["doubled"] == 0, f"dates that came twice: {dates}")
    result.must(
        all(state == "closed" and summarised for _, state, summarised in opened), f"not closed: {opened}"
    )
    result.must(len(summaries) == len(set(summaries)) == days, f"{len(summaries)} summaries of {days} rounds")
    result.must(len(invited) == len(set(invited)) > 0, "an invitation came twice, or none at all")
    result.seconds = stopwatch.monotonic() - began
    return result


def _jumps(lot: random.Random) -> list[timedelta]:
    """Where the clock stands around a date, relative to it: never more than an hour from the time it really is."""
    really = timedelta(0)
    shown = []
    for _ in range(4):
        really += timedelta(minutes=lot.randint(1, 50))
        shown.append(really + lot.choice((-_HOUR, timedelta(0), _HOUR)))
    return shown


def _nonces(server: LoopbackDiscord, first: str, channel: int = RESULTS) -> list[str]:
    known = [str(one.get("nonce", "")) for one in server.ledger.in_channel(channel)]
    return [one for one in known if one.startswith(first) and "-" not in one]
