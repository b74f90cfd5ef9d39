"""Everything the client asks of Discord's REST API passes here: evenly spaced, watched, never stalled for long.

Discord allows a bot 50 requests a second over all routes (replies to interactions aside) and bans an
address for 10,000 refusals in ten minutes. discord.py has no cap of its own and retries by itself, so
the pace is kept where requests really leave: in the HTTP session's trace. Nothing can go round it, and
discord.py's own retries and hidden 429s are paced and counted like everything else.

Whoever talks to the bot comes before whoever is written to unasked: what workers send waits in a line of
its own, of which one at a time joins the line of all.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from time import monotonic
from types import SimpleNamespace
from typing import Final, TypeVar

import aiohttp
import discord
from discord.http import Route

from bot.brakes import Brake, InvalidRequests

#: How long a request of the courier may wait for the head of its answer.
STALL_SECONDS: Final = 20.0

#: Replies to interactions and their followups have limits of their own.
_EXEMPT: Final = ("/interactions/", "/webhooks/")

_patience: ContextVar[asyncio.Timeout | None] = ContextVar("patience", default=None)
#: Whether nobody waits for what is asked here.
_unhurried: ContextVar[bool] = ContextVar("unhurried", default=False)
#: Asked when a request's turn has come: raises where none may be made by now.
_last_look: ContextVar["Callable[[], None] | None"] = ContextVar("last_look", default=None)


_T = TypeVar("_T")


class Pace:
    """Gives out turns, `per_second` of them a second, evenly.

    One turn may be caught up on at once, so that a timer waking late costs nothing; more may not. In
    any second, however the loop stalls, at most `per_second + 2` turns are taken: 48 stays within 50.
    """

    def __init__(
        self,
        per_second: float,
        *,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        if per_second <= 0:
            raise ValueError("the pace needs more than 0 requests a second")
        self.per_second = per_second
        self._gap = 1 / per_second
        self._due = clock()
        self._clock = clock
        self._sleep = sleep
        # Locks serve their waiters in order. At most one who is in no hurry waits in the first.
        self._line = asyncio.Lock()
        self._unhurried = asyncio.Lock()
        self._share = 1.0
        self._eased_until = 0.0
        self._eased = 1.0
        self._next_unhurried = 0.0

    def warm_up(self, share: float) -> None:
        """From now on requests nobody waits for get that share of the pace (0 to 1) at most."""
        self._share = share

    def ease_off(self, share: float, seconds: float) -> None:
        """The same, for a while: after a warning one begins again slowly."""
        self._eased, self._eased_until = share, self._clock() + seconds

    def rest(self, seconds: float) -> None:
        """Give out no turn for so long: Discord takes nothing now, and holds whatever comes against the bot."""
        self._due = max(self._due, self._clock() + seconds)

    async def turn(self) -> None:
        """Wait for one's turn. Cancelled while waiting, it takes none."""
        if not _unhurried.get():
            await self._take()
            return
        async with self._unhurried:
            while (wait := self._next_unhurried - self._clock()) > 0:
                await self._sleep(wait)
            await self._take()
            share = min(self._share, self._eased if self._clock() < self._eased_until else 1.0)
            # At the full pace the line itself keeps the distance.
            self._next_unhurried = self._clock() + self._gap / share if share < 1 else 0.0

    async def _take(self) -> None:
        async with self._line:
            while (wait := self._due - self._clock()) > 0:
                await self._sleep(wait)
            self._due = max(self._due, self._clock() - self._gap) + self._gap


def in_no_hurry(work: Callable[[], Awaitable[_T]]) -> Callable[[], Awaitable[_T]]:
    """`work`, whose requests let those of people who wait for an answer pass."""

    async def run() -> _T:
        token = _unhurried.set(True)
        try:
            return await work()
        finally:
            _unhurried.reset(token)

    return run


def is_unhurried() -> bool:
    """Whether nobody waits for what is asked here."""
    return _unhurried.get()


@contextmanager
def last_look(look: Callable[[], None]) -> Iterator[None]:
    """Requests made inside are made only if `look` doesn't raise when their turn has come.

    Many wait for theirs at a time, and the answer to the first may be that the others must not be made.
    """
    token = _last_look.set(look)
    try:
        yield
    finally:
        _last_look.reset(token)


@asynccontextmanager
async def impatiently() -> AsyncIterator[None]:
    """Raise TimeoutError when a request made inside waits longer than `STALL_SECONDS` for its answer.

    Only the time on the wire counts. discord.py must not be cancelled while it sleeps out a global
    429: it would never again let anything pass.
    """
    async with asyncio.timeout(None) as patience:
        token = _patience.set(patience)
        try:
            yield
        finally:
            _patience.reset(token)


def keep(client: discord.Client, pace: Pace, invalid: InvalidRequests, brake: Brake) -> None:
    """Make every REST request of `client` take its turn, and count what Discord refuses.

    Raises RuntimeError once the client has logged in: its session exists and can't be watched any more.
    """
    if client.http.token is not None:
        raise RuntimeError("set the pace before the client logs in, or its requests would not be paced")
    trace = client.http.http_trace or aiohttp.TraceConfig()
    base = Route.BASE

    async def start(
        _session: aiohttp.ClientSession, context: SimpleNamespace, request: aiohttp.TraceRequestStartParams
    ) -> None:
        url = str(request.url)
        if url.startswith(base) and not url.removeprefix(base).startswith(_EXEMPT):
            await _turn(pace)
            if is_unhurried():
                while not brake.goes_out():
                    await brake.room_on_wire()
                    await _turn(pace)
                context.on_wire = True
        _wait_until(asyncio.get_running_loop().time() + STALL_SECONDS)

    async def fail(
        _session: aiohttp.ClientSession, context: SimpleNamespace, _: aiohttp.TraceRequestExceptionParams
    ) -> None:
        _came_back(brake, context)

    async def end(
        _session: aiohttp.ClientSession, context: SimpleNamespace, request: aiohttp.TraceRequestEndParams
    ) -> None:
        _wait_until(None)
        _came_back(brake, context)
        status, scope = request.response.status, request.response.headers.get("X-RateLimit-Scope")
        invalid.note(status, scope)
        brake.note(status)
        if scope == "global":
            # discord.py holds back what begins from now on, but not what waits for its turn here.
            pace.rest(_seconds(request.response.headers.get("Retry-After")))

    trace.on_request_start.append(start)
    trace.on_request_end.append(end)
    trace.on_request_exception.append(fail)
    client.http.http_trace = trace


async def _turn(pace: Pace) -> None:
    await pace.turn()
    if (look := _last_look.get()) is not None:
        look()


def _came_back(brake: Brake, context: SimpleNamespace) -> None:
    if vars(context).pop("on_wire", False):
        brake.came_back()


def _seconds(retry_after: str | None) -> float:
    try:
        return float(retry_after or "")
    except ValueError:
        return 1.0


def _wait_until(moment: float | None) -> None:
    patience = _patience.get()
    if patience is not None and not patience.expired():
        patience.reschedule(moment)
