"""What Discord refuses is counted here, and too much of it slows the bot down before Discord would."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from time import monotonic
from typing import Final

#: Discord bans an address at 10,000 answers of 401, 403 or 429 in ten minutes. Half of it is plenty.
INVALID_ALLOWED: Final = 5_000
INVALID_WINDOW_SECONDS: Final = 600.0
#: Answers of 403 a second at most: 4,800 in ten minutes.
FORBIDDEN_ALLOWED: Final = 8
#: The brake lets go after this many answers in a row without a 403.
CALM_AFTER: Final = 20

_INVALID: Final = frozenset({401, 403, 429})


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


class Brake:
    """Keeps what nobody waits for from being refused (403) more than `allowed` times in any second.

    While refusals come, as many requests may be under way as may still be refused. It begins like
    that, too, and lets go after `CALM_AFTER` answers in a row without a refusal; a refusal then grips
    it again. Those let in by then wait once more when their turn comes; those on the wire already may
    exceed the limit, once.
    """

    def __init__(
        self,
        allowed: int = FORBIDDEN_ALLOWED,
        *,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._allowed = allowed
        self._clock = clock
        self._sleep = sleep
        self._refused: deque[float] = deque()
        self._calm = 0
        self._under_way = 0
        self._on_wire = 0
        self._line = asyncio.Lock()
        self._changed = asyncio.Event()

    def note(self, status: int) -> None:
        """Take note of an answer."""
        if status == HTTPStatus.FORBIDDEN:
            self._calm = 0
            self._refused.append(self._clock())
        else:
            self._calm += 1

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Make a request inside, as soon as it may be refused."""
        async with self._line:  # its waiters are served in order
            await self._room(lambda: self._under_way)
            self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._changed.set()

    def goes_out(self) -> bool:
        """Whether a request that was let in may go on the wire, now that it has its turn; then it counts there."""
        free = self._is_free(self._on_wire)
        self._on_wire += free
        return free

    def came_back(self) -> None:
        """A request on the wire was answered, or never will be."""
        self._on_wire -= 1
        self._changed.set()

    async def room_on_wire(self) -> None:
        """Wait until one more may go out."""
        await self._room(lambda: self._on_wire)

    def _is_free(self, others: int) -> bool:
        """Whether one more may be refused, besides so many others."""
        while self._refused and self._refused[0] <= self._clock() - 1:
            self._refused.popleft()
        return self._calm >= CALM_AFTER or len(self._refused) + others < self._allowed

    async def _room(self, others: Callable[[], int]) -> None:
        while not self._is_free(others()):
            if others():
                self._changed.clear()
                await self._changed.wait()
            else:
                await self._sleep(self._refused[0] + 1 - self._clock())
