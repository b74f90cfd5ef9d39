"""The one place that reads the wall clock for the engine, and the alarm that wakes it.

APScheduler only rings. Due times live in the database; each worker says when it is next needed,
and is woken anyway every 30 seconds, so a clock that was set, a laptop that slept or a time that
was missed never costs more than that.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler

#: How often every worker looks at the rows, whatever it planned, in seconds.
HEARTBEAT: Final = 30

Work = Callable[[], Awaitable[datetime | None]]
_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  this is the place the ban names


class AlarmClock:
    """Runs named workers: when they asked for it, when somebody rings, and at every heartbeat.

    Each worker runs at most once at a time; a ring while it runs makes it run once more. A worker
    that raises is logged and tried again at the next occasion. `now` is the clock the workers go by.
    """

    def __init__(self, workers: dict[str, Work], now: Callable[[], datetime] = utc_now) -> None:
        self._workers = workers
        self._now = now
        self._bells = {name: asyncio.Event() for name in workers}
        self._busy: dict[str, bool] = dict.fromkeys(workers, False)
        #: When a worker last looked at what is due, by `now`; None before the first did.
        self.beat: datetime | None = None
        self._idle = asyncio.Condition()
        self._ready = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def start(self) -> None:
        """Start ringing. Workers wait until `connected` was called: before, nobody could be written to."""
        self._scheduler.start()
        for name, bell in self._bells.items():
            self._scheduler.add_job(_ring, "interval", (bell,), seconds=HEARTBEAT)
            self._tasks.append(asyncio.create_task(self._attend(name), name=f"worker {name}"))

    def connected(self) -> None:
        """The Discord client can send from now on."""
        self._ready.set()
        self.ring()

    def ring(self) -> None:
        """There is something to do: wake everyone now."""
        for bell in self._bells.values():
            bell.set()

    async def quiet(self) -> None:
        """Wait until no worker is running or about to."""
        async with self._idle:
            await self._idle.wait_for(
                lambda: not any(self._busy.values()) and not any(b.is_set() for b in self._bells.values())
            )

    async def close(self) -> None:
        """Stop ringing and end the workers; what one was doing is picked up from the rows next time."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _attend(self, name: str) -> None:
        await self._ready.wait()
        bell = self._bells[name]
        while True:
            await bell.wait()
            bell.clear()
            self._busy[name] = True
            again: datetime | None = None
            try:
                again = await self._workers[name]()
                self.beat = self._now()
            except Exception:  # noqa: BLE001  a worker that ends for ever would be worse than any defect
                _log.exception("trouble %s in worker %s; it goes on", secrets.token_hex(4), name)
            finally:
                async with self._idle:
                    self._busy[name] = False
                    self._idle.notify_all()
            if again is not None:
                # A worker that keeps asking for a moment already past must not run without pause.
                due = utc_now() + max(again - self._now(), timedelta(seconds=1))
                self._scheduler.add_job(_ring, "date", (bell,), run_date=due, id=name, replace_existing=True)


async def _ring(bell: asyncio.Event) -> None:
    bell.set()
