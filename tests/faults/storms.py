"""Rounds sent through storms: limits that slam shut, errors before and after the deed, cut and silent wires, warnings.

The real client, courier and sender against the loopback Discord, whose ledger says what everybody really has.
What strikes which request is drawn by lot from the seed, the person and the number of the try, so the same
seed plays the same storm however requests happen to interleave. Only the engine's clock is made up.
"""

import asyncio
import random
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from unittest.mock import patch

from aiohttp import web

from bot.courier import DiscordCourier
from bot.pace import in_no_hurry
from cogs.cards import draw
from surveys.core.careful import NO_CANARY
from surveys.engine.scenes import Scenes
from surveys.engine.sending import Sender
from surveys.engine.versions import Versions
from surveys.store.database import Database
from tests.faults.findings import Findings
from tests.faults.town import RESULTS, count_invitations, found, under_way
from tests.wire.api import OPEN, SEND
from tests.wire.conftest import new_client
from tests.wire.discord_server import LoopbackDiscord, pointed_at
from tests.wire.faults import Fault, Kind
from tests.wire.limits import Limits, Verdict
from tests.wire.payloads import TOKEN

#: People of the short form and of the full one.
SHORT, FULL = 40, 400
#: As the bot is set up by default, against Discord's own limit.
_RATE, _LIMIT, _IN_FLIGHT = 48.0, 50, 16
_LATENCY: Final = 0.02
_BEGIN: Final = datetime(2026, 11, 25, 12, tzinfo=UTC)
#: A round that isn't sent after so many tries never will be.
_MOST_PASSES: Final = 40
#: The share of requests each trouble strikes, and Discord's status where it answers.
_TROUBLES: Final[tuple[tuple[float, Kind, int], ...]] = (
    (0.03, Kind.REFUSE, 503),
    (0.01, Kind.REFUSE, 500),
    (0.03, Kind.FAIL_AFTER, 503),
    (0.01, Kind.FAIL_AFTER, 502),
    (0.03, Kind.RESET, 500),
    (0.03, Kind.LOSE, 500),
    (0.01, Kind.STALL, 500),
)
#: The share of people with whom nothing works for more tries than the courier makes, and how many these are.
_UNLUCKY, _UNLUCKY_TRIES = 0.05, 6
_UNLUCKY_KINDS: Final = (Kind.LOSE, Kind.RESET, Kind.FAIL_AFTER)
#: The share of requests met by a limit shared with other bots, and how long any limit lasts, in seconds.
_SHARED: Final = 0.08
_SHUT: Final = 0.4
_QUARANTINED, _TOO_FAST = 20026, 40003


def _lot(*what: object) -> random.Random:
    return random.Random(".".join(map(str, what)))


@dataclass
class Weather(Limits):
    """Discord's limits, which also shut without a reason: for all, for one channel, or for all bots in it.

    What is asked while one is shut is refused, too, and counts in `refused` by the limit's scope.
    """

    seed: int = 0
    #: At which requests, counted from the first, a limit of the bot's own shuts, and which.
    storms: deque[tuple[int, str]] = field(default_factory=deque)
    refused: Counter[str] = field(default_factory=Counter)
    _judged: int = 0
    _tries: Counter[str] = field(default_factory=Counter)
    _shut: dict[str, tuple[float, str]] = field(default_factory=dict)

    def judge(self, route: str, major: str, now: float, wall: float, *, exempt: bool) -> Verdict:
        """The verdict, and what the weather says to it."""
        if route != SEND:
            return super().judge(route, major, now, wall, exempt=exempt)
        self._judged += 1
        self._tries[major] += 1
        if self.storms and self._judged >= self.storms[0][0]:
            _, scope = self.storms.popleft()
            self._shut["" if scope == "global" else major] = now + _SHUT, scope
        elif _lot(self.seed, "limit", major, self._tries[major]).random() < _SHARED:
            self._shut[major] = now + _SHUT, "shared"
        for key in ("", major):
            until, scope = self._shut.get(key, (0.0, ""))
            if now < until:
                self.refused[scope] += 1
                return Verdict(False, {}, until - now, scope)
        verdict = super().judge(route, major, now, wall, exempt=exempt)
        if not verdict.passes:
            self.refused[verdict.scope] += 1
        return verdict


class StormyDiscord(LoopbackDiscord):
    """What goes wrong with a request, the lot says; `struck` counts that."""

    def __init__(self, seed: int, weather: Weather) -> None:
        super().__init__(limits=weather, latency=_LATENCY)
        self.seed = seed
        self.struck: Counter[str] = Counter()
        self._tries: Counter[str] = Counter()

    async def _fault(self, route: str, request: web.Request) -> Fault | None:
        about = request.match_info.get("channel_id", "")
        if route == OPEN:
            about = f"opening {(await request.json())['recipient_id']}"
        if not about:
            return None
        self._tries[about] += 1
        fault = self._drawn(about, self._tries[about])
        if fault is not None:
            self.struck[fault.kind] += 1
        return fault

    def _drawn(self, about: str, nth: int) -> Fault | None:
        unlucky = _lot(self.seed, "luck", about)
        if unlucky.random() < _UNLUCKY:
            kind = unlucky.choice(_UNLUCKY_KINDS)
            return Fault(kind, status=503) if nth <= _UNLUCKY_TRIES else None
        lot = _lot(self.seed, about, nth).random()
        for share, kind, status in _TROUBLES:
            if lot < share:
                return Fault(kind, status=status)
            lot -= share
        return None


class Settled(DiscordCourier):
    """The courier of a bot that has sent before, in a server nobody left: the pace is the whole one."""

    def warm_up(self, share: float) -> None:
        """It is warm."""

    async def absent(self, community_id: int, user_ids: Sequence[int]) -> frozenset[int]:
        """Nobody is."""
        return frozenset()


@dataclass(slots=True)
class Sending:
    """A round being sent. `now` is the engine's clock, which stands still while it is sent."""

    path: Path
    server: LoopbackDiscord
    now: datetime = _BEGIN
    again: datetime | None = None

    @asynccontextmanager
    async def process(
        self, *, people: int = 0, strangers: int = 0, hurry: float = 1.0
    ) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        """What a process has while it lives: how to send once what may be sent.

        With `people` the town is founded first. The courier's pauses take `hurry` times as long as they should.
        """

        async def sleep(seconds: float) -> None:
            await asyncio.sleep(seconds * hurry)

        database = await Database.open(self.path, now=self.now)
        try:
            if people:
                await found(database, self.server, people, self.now, strangers=strangers)
            with pointed_at(self.server.base):  # the pace is kept towards whatever is Discord by then
                client = new_client()
                courier = Settled(client, requests_per_second=_RATE, draw=draw, sleep=sleep)
                sender = Sender(
                    database,
                    Scenes(Versions()),
                    courier,
                    lambda: self.now,
                    in_flight=_IN_FLIGHT,
                    canary=NO_CANARY,
                )
                send = in_no_hurry(sender.send_queued)

                async def once() -> None:
                    await send()

                async with client:
                    await client.login(TOKEN)
                    yield once
        finally:
            await database.close()

    @property
    def left(self) -> int:
        """How many invitations aren't sent, or aren't known to be."""
        return under_way(self.path)

    def pass_time(self, lot: random.Random) -> None:
        """Until what waits may be tried again, and now and then until Discord has forgotten the nonces."""
        self.now += timedelta(seconds=31)
        if lot.random() < 0.5:
            self.now += timedelta(minutes=5)
            self.server.forget_nonces()


async def through_storms(folder: Path, seed: int, *, full: bool) -> Findings:
    """Everybody gets the invitation once, and at most one request in a hundred is one that Discord holds against a bot.

    A limit that shuts costs the request that meets it, and the one that was on its way by then.
    """
    began, people = time.monotonic(), FULL if full else SHORT
    result = Findings("storms", seed)
    lot = _lot(seed, "storms")
    scopes = ("global", "user") * (2 if full else 1)
    storms = sorted((lot.randrange(people // 4, people), scope) for scope in scopes)
    weather = Weather(per_second=_LIMIT, seed=seed, storms=deque(storms))
    async with StormyDiscord(seed, weather) as server:
        server.channels.add(RESULTS)
        sending = Sending(folder / "earful.sqlite3", server)
        with patch("bot.pace.STALL_SECONDS", 2.0 if full else 0.3):
            async with sending.process(
                people=people, strangers=people // 10, hurry=1.0 if full else 0.05
            ) as send:
                for _ in range(_MOST_PASSES):
                    await send()
                    result.figures["passes"] += 1
                    if not sending.left:
                        break
                    sending.pass_time(lot)
        result.must(not sending.left, f"{sending.left} invitations were never settled")
        count_invitations(result, server)
        statuses = server.ledger.statuses()
    requests, invalid = sum(statuses.values()), statuses[401] + statuses[403] + statuses[429]
    invalid -= weather.refused["shared"]
    result.figures.update({f"refused_{scope}": number for scope, number in weather.refused.items()})
    result.figures.update({f"struck_{kind}": number for kind, number in server.struck.items()})
    result.figures.update(
        requests=requests, invalid=invalid, deduplicated=server.ledger.deduplicated, storms=len(storms)
    )
    if full:  # of so few as in the short form, one would be too many
        result.must(invalid <= requests / 100, f"{invalid} of {requests} requests count against the bot")
    # The request that meets the limit, and one that was on its way by then.
    result.must(invalid <= 2 * len(storms), f"{len(storms)} storms cost {invalid} requests")
    result.seconds = time.monotonic() - began
    return result


async def with_closed_dms(folder: Path, seed: int, *, full: bool) -> Findings:
    """Half of the people take no DMs: each is asked once, Discord refuses (403) at most eight times in any second.

    They come in a row, after as many who do take them as make the bot go at its full pace; then by lot.
    """
    began = time.monotonic()
    result = Findings("closed DMs", seed)
    first, row, mixed = (50, 50, FULL - 100) if full else (24, 16, 0)
    people = first + row + mixed
    by_lot = _lot(seed, "closed").sample(range(first + row + 1, people + 1), mixed // 2)
    closed = frozenset((*range(first + 1, first + row + 1), *by_lot))
    async with LoopbackDiscord(limits=Limits(per_second=_LIMIT), latency=_LATENCY) as server:
        server.channels.add(RESULTS)
        server.closed_dms |= closed
        sending = Sending(folder / "earful.sqlite3", server)
        async with sending.process(people=people) as send:
            await send()
            sending.now += timedelta(minutes=5)
            await send()
        result.must(not sending.left, f"{sending.left} invitations were never settled")
        count_invitations(result, server, but=closed)
        refused = [one.at for one in server.ledger.asked if one.status == 403]
        others = server.ledger.statuses()[401] + server.ledger.statuses()[429]
    worst = _most_in_a_second(refused)
    result.figures.update(closed=len(closed), refused_403=len(refused), most_403_in_a_second=worst)
    result.must(len(refused) == len(closed), f"{len(refused)} refusals of {len(closed)} people")
    result.must(not others, f"{others} answers of 401 or 429")
    result.must(worst <= 8, f"{worst} refusals in one second")
    result.seconds = time.monotonic() - began
    return result


def _most_in_a_second(moments: Sequence[float]) -> int:
    return max((sum(first <= one < first + 1 for one in moments) for first in moments), default=0)


class WarningDiscord(LoopbackDiscord):
    """At the `at`-th request to `route`, and from then on, it answers with a warning, until it is `appeased`."""

    def __init__(self, route: str, at: int, code: int) -> None:
        super().__init__(limits=Limits(per_second=_LIMIT), latency=_LATENCY)
        self.appeased = False
        self._route = route
        self._at = at
        self._code = code

    async def _fault(self, route: str, request: web.Request) -> Fault | None:
        concerned = route == OPEN if self._route == OPEN else request.method == "POST"
        self._at -= concerned
        if not concerned or self._at > 0 or self.appeased:
            return None
        return Fault(Kind.REFUSE, status=403, code=self._code, message="careful")

    def warnings(self) -> list[float]:
        """When it warned."""
        return [one.at for one in self.ledger.asked if one.code == self._code]


async def after_warnings(folder: Path, seed: int, *, full: bool) -> Findings:
    """“Quarantined” stops everything and “too fast” the opening of DMs, within one request of the first warning.

    Nothing is lost by that: once Discord is appeased and the bot was started anew, or the rest is over,
    everybody gets the invitation, once.
    """
    began, people = time.monotonic(), FULL // 4 if full else SHORT // 2
    result = Findings("warnings", seed)
    lot = _lot(seed, "warnings")
    await _quarantined(result, folder / "quarantined.d" / "earful.sqlite3", people, lot)
    await _too_fast(result, folder / "too-fast.d" / "earful.sqlite3", people, lot)
    result.seconds = time.monotonic() - began
    return result


async def _quarantined(result: Findings, path: Path, people: int, lot: random.Random) -> None:
    async with WarningDiscord(SEND, lot.randrange(2, people), _QUARANTINED) as server:
        server.channels.add(RESULTS)
        sending = Sending(path, server)
        async with sending.process(people=people) as send:
            for _ in range(3):
                await send()
                sending.now += timedelta(hours=1)
            warned = server.warnings()
            result.must(sending.left > 0, "nothing was left to send after the quarantine")
        server.appeased = True
        async with sending.process() as send:  # whoever hosts the bot started it anew
            await send()
        result.must(not sending.left, f"{sending.left} invitations were never settled after the quarantine")
        count_invitations(result, server)
    result.figures["requests_after_20026"] = len(warned) - 1
    result.must(len(warned) <= 2, f"{len(warned) - 1} requests after the first 20026")
    # Those that were sent before its answer came back, and none later.
    result.must(warned[-1] - warned[0] <= 2 * _LATENCY, "a request was made after 20026 was known")


async def _too_fast(result: Findings, path: Path, people: int, lot: random.Random) -> None:
    strangers, rest = people // 2, 0.5
    async with WarningDiscord(OPEN, lot.randrange(2, strangers), _TOO_FAST) as server:
        server.channels.add(RESULTS)
        sending = Sending(path, server)
        with patch("bot.courier.FIRST_REST_SECONDS", rest):
            async with sending.process(people=people, strangers=strangers) as send:
                await send()
                warned = server.warnings()
                known = people - strangers
                result.must(sending.left <= people - known, "people whose DM was known waited for the others")
                server.appeased = True
                for _ in range(_MOST_PASSES):
                    sending.now += timedelta(seconds=31)
                    await send()
                    if not sending.left:
                        break
                    await asyncio.sleep(rest / 2)
        result.must(not sending.left, f"{sending.left} invitations were never settled after “too fast”")
        count_invitations(result, server)
    result.figures["requests_after_40003"] = sum(one < warned[0] + rest for one in warned) - 1
    result.must(
        result.figures["requests_after_40003"] <= 0, "a DM was opened while none should be after 40003"
    )
