"""Everything the client asks of Discord's REST API passes here: evenly spaced, watched, never stalled for long.

Discord allows a bot 50 requests a second over all routes (replies to interactions aside) and bans an
address for 10,000 refusals in ten minutes. discord.py has no cap of its own and retries by itself, so
the pace is kept where requests really leave: in the HTTP session's trace. Nothing can go round it, and
discord.py's own retries and hidden 429s are paced and counted like everything else.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from time import monotonic
from types import SimpleNamespace
from typing import Final

import aiohttp
import discord
from discord.http import Route

#: Discord bans an address at 10,000 answers of 401, 403 or 429 in ten minutes. Half of it is plenty.
INVALID_ALLOWED: Final = 5_000
INVALID_WINDOW_SECONDS: Final = 600.0
#: How long a request of the courier may wait for the head of its answer.
STALL_SECONDS: Final = 20.0

_INVALID: Final = frozenset({401, 403, 429})
#: Replies to interactions and their followups have limits of their own.
_EXEMPT: Final = ("/interactions/", "/webhooks/")

_patience: ContextVar[asyncio.Timeout | None] = ContextVar("patience", default=None)


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
        self._queue = asyncio.Lock()  # its waiters are served in order

    async def turn(self) -> None:
        """Wait for one's turn. Cancelled while waiting, it takes none."""
        async with self._queue:
            while (wait := self._due - self._clock()) > 0:
                await self._sleep(wait)
            self._due = max(self._due, self._clock() - self._gap) + self._gap


class InvalidRequests:
    """Counts the answers for which Discord bans an address, over a sliding window."""

    def __init__(
        self,
        allowed: int = INVALID_ALLOWED,
        window: float = INVALID_WINDOW_SECONDS,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._allowed = allowed
        self._window = window
        self._clock = clock
        self._at: deque[float] = deque()

    def note(self, status: int, scope: str | None = None) -> None:
        """Take note of an answer. Limits shared with other bots are not held against one."""
        if status in _INVALID and scope != "shared":
            self._at.append(self._clock())
            self._forget()

    @property
    def spent(self) -> bool:
        """Whether no request should be made for now."""
        self._forget()
        return len(self._at) >= self._allowed

    def _forget(self) -> None:
        while self._at and self._at[0] <= self._clock() - self._window:
            self._at.popleft()


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


def keep(client: discord.Client, pace: Pace, invalid: InvalidRequests) -> None:
    """Make every REST request of `client` take its turn, and count what Discord refuses.

    Raises RuntimeError once the client has logged in: its session exists and can't be watched any more.
    """
    if client.http.token is not None:
        raise RuntimeError("set the pace before the client logs in, or its requests would not be paced")
    trace = client.http.http_trace or aiohttp.TraceConfig()
    base = Route.BASE

    async def start(
        _session: aiohttp.ClientSession, _context: SimpleNamespace, request: aiohttp.TraceRequestStartParams
    ) -> None:
        url = str(request.url)
        if url.startswith(base) and not url.removeprefix(base).startswith(_EXEMPT):
            await pace.turn()
        _wait_until(asyncio.get_running_loop().time() + STALL_SECONDS)

    async def end(
        _session: aiohttp.ClientSession, _context: SimpleNamespace, request: aiohttp.TraceRequestEndParams
    ) -> None:
        _wait_until(None)
        invalid.note(request.response.status, request.response.headers.get("X-RateLimit-Scope"))

    trace.on_request_start.append(start)
    trace.on_request_end.append(end)
    client.http.http_trace = trace


def _wait_until(moment: float | None) -> None:
    patience = _patience.get()
    if patience is not None and not patience.expired():
        patience.reschedule(moment)
