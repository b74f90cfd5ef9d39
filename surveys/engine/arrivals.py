"""What arrived is recorded several at a time: a commit and its statements cost the same for one as for thirty."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

from surveys.store import sending
from surveys.store.database import Database
from surveys.store.sending import Arrived
from surveys.store.tx import Tx

#: Seconds a record waits for others, and how many are enough. What isn't recorded yet when the process
#: ends is looked up in the DM by the next one.
_WAIT: Final = 0.1
_ENOUGH: Final = 32


class Arrivals:
    """Records of deliveries. While others are under way they gather; the last one under way waits for none."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._under_way = 0
        self._noted: list[Arrived] = []
        self._enough = asyncio.Event()
        self._recording: asyncio.Task[None] | None = None

    def set_out(self) -> None:
        """A message is on its way now."""
        self._under_way += 1

    def ended(self) -> None:
        """It isn't any more, whatever became of it."""
        self._under_way -= 1
        if not self._under_way:
            self._enough.set()

    async def record(self, invitation_id: int, message_id: int) -> None:
        """Record that an invitation arrived; returns when that is durable."""
        self._noted.append(Arrived(invitation_id, message_id, self._now()))
        if self._recording is None:
            self._enough.clear()
            self._recording = asyncio.create_task(self._record(), name="recording arrivals")
        if not self._under_way or len(self._noted) >= _ENOUGH:
            self._enough.set()
        await asyncio.shield(self._recording)

    async def drain(self) -> None:
        """Record what was noted, at once; for whoever stops sending."""
        self._enough.set()
        if self._recording is not None:
            # Whoever noted something hears what became of it; nobody may be left to, and it is looked up then.
            await asyncio.gather(self._recording, return_exceptions=True)

    async def _record(self) -> None:
        try:
            async with asyncio.timeout(_WAIT):
                await self._enough.wait()
        except TimeoutError:
            pass  # so be it: these are enough
        noted, self._noted, self._recording = tuple(self._noted), [], None

        async def work(tx: Tx) -> None:
            await sending.arrived(tx, noted)

        await self._database.write(work)
