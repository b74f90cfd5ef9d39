"""The one writer: it takes every unit of work that waits, and makes them durable with one commit.

A commit costs a flush to the disk, whatever it holds, so a hundred people who answer at once share
one. Each unit runs in a savepoint of its own; nobody hears back before the commit.
"""

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from surveys.store.errors import StoreBusyError, StoreClosedError
from surveys.store.inline import InlineConnection, connect

log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]

#: Units in one commit at most: bounds what a failing commit takes with it.
MOST_AT_ONCE: Final = 256
#: Units waiting or running at most; further callers wait for room.
MOST_WAITING: Final = 10_000
#: Milliseconds to wait for another process's write lock. An interaction has three seconds in all, and where a
#: hundred people wait together, the last of them is told a second after the first.
PATIENCE_MS: Final = 1_500
#: Seconds of work after which everything else on the event loop gets its turn.
BREATH: Final = 0.005

# What the disk or another process is to blame for, not the unit.
_RESOURCE_CODES: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)


class _TransactionLostError(Exception):
    """SQLite rolled the whole transaction back while a unit ran; its cause says why."""


@dataclass(slots=True, eq=False)
class _Unit:
    writer: "Writer"
    work: Work[Any]
    lengthy: bool
    future: asyncio.Future[Any]
    running: bool = False
    result: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        """Tell the caller what came of it. A caller that gave up is not told."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        elif isinstance(self.error, asyncio.CancelledError):
            self.future.cancel()
        else:
            self.future.set_exception(self.error)

    def fail(self, error: BaseException) -> None:
        self.error = error
        self.settle()


# The unit a task runs in. Tasks started inside a unit inherit it, hence `running`.
_unit: ContextVar[_Unit | None] = ContextVar("_unit", default=None)


class Writer:
    """Owns the only connection that writes, and the task that uses it."""

    def __init__(
        self,
        engine: AsyncEngine,
        connection: AsyncConnection,
        driver: InlineConnection,
        thread: ThreadPoolExecutor,
        most_waiting: int,
    ) -> None:
        self._engine = engine
        self._connection = connection
        self._driver = driver
        self._thread = thread
        self._room = asyncio.Semaphore(most_waiting)
        self._waiting: deque[_Unit] = deque()
        self._callers = 0
        self._bell = asyncio.Event()
        self._closing = False
        self._stopped = False
        self._closed = False
        self._shut = asyncio.Lock()
        self._task = asyncio.create_task(self._run(), name="store writer")

    @classmethod
    async def open(cls, path: Path, *, most_waiting: int = MOST_WAITING) -> "Writer":
        """A running writer on a migrated database in WAL mode."""
        thread = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        try:
            raw = await asyncio.get_running_loop().run_in_executor(thread, connect, path)
            driver = InlineConnection(raw, thread)
            engine = create_async_engine(
                URL.create("sqlite+aiosqlite", database=str(path)),
                async_creator=driver.opened,
                poolclass=StaticPool,
                hide_parameters=True,  # errors may be logged; what people wrote may not
            )
            return cls(engine, await engine.connect(), driver, thread, most_waiting)
        except BaseException:
            thread.shutdown(wait=False)
            raise

    async def write(self, work: Work[T], *, lengthy: bool = False) -> T:
        """Run `work` inside a transaction and return its result once that is durable.

        What `work` raises is raised here, and of what it did nothing stays. It awaits nothing but
        the connection it is given, and neither commits nor rolls back. `lengthy` is for units that
        touch thousands of rows: their statements run in a thread, so the event loop stays free.

        A caller that is cancelled learns nothing: the work may happen or not. Raises StoreBusyError
        if it could not be made durable, StoreClosedError once closing has begun, RuntimeError when
        called inside another unit of this writer.
        """
        self._refuse_inside_a_unit()
        if self._closing:
            raise StoreClosedError
        self._callers += 1
        try:
            async with self._room:
                if self._stopped:
                    raise StoreClosedError
                future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
                self._waiting.append(_Unit(self, work, lengthy, future))
                self._bell.set()
                return await future
        finally:
            self._leave()

    async def drain(self) -> None:
        """Finish what was asked for and refuse anything new; the connection stays open."""
        self._refuse_inside_a_unit()
        self._closing = True
        self._bell.set()
        await asyncio.wait({self._task})

    async def close(self) -> None:
        """Drain, and close the connection. Idempotent."""
        await self.drain()
        async with self._shut:
            if self._closed:
                return
            self._closed = True
            await self._connection.close()
            await self._engine.dispose()
            self._thread.shutdown(wait=False)

    def _refuse_inside_a_unit(self) -> None:
        unit = _unit.get()
        if unit is not None and unit.writer is self and unit.running:
            raise RuntimeError(
                "a unit of work waits for the writer it runs in; use the connection it was given"
            )

    def _leave(self) -> None:
        self._callers -= 1
        if self._closing:  # the writer may have waited for this caller alone
            self._bell.set()

    async def _run(self) -> None:
        try:
            while await self._wanted():
                await self._batch()
        finally:
            # Also when the loop is torn down: nobody is left waiting.
            self._closing = self._stopped = True
            while self._waiting:
                self._waiting.popleft().fail(StoreClosedError())

    async def _wanted(self) -> bool:
        """Wait until a unit waits; False once there will be none any more."""
        while not self._waiting:
            if self._closing and not self._callers:
                return False
            self._bell.clear()
            await self._bell.wait()
        return True

    async def _batch(self) -> None:
        batch: list[_Unit] = []
        try:
            await self._begin(batch)
            await self._perform_waiting(batch)
            await self._driver.elsewhere(self._driver.raw.execute, "COMMIT")
        except (sqlite3.Error, _TransactionLostError) as error:
            log.error("rolled back a batch of %d units: %s", len(batch), error)  # noqa: TRY400  the disk's trouble, no defect to trace
            self._give_up(batch, error)
        except Exception as error:
            log.exception("rolled back a batch of %d units", len(batch))
            self._give_up(batch, error)
        except BaseException:
            self._roll_back()
            for unit in batch:
                unit.fail(StoreClosedError())
            raise
        else:
            for unit in batch:
                unit.settle()

    async def _begin(self, batch: list[_Unit]) -> None:
        raw = self._driver.raw
        self._roll_back()  # in case an earlier rollback failed
        try:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                await self._driver.elsewhere(_begin_patiently, raw)
        except sqlite3.Error:
            # All who wait have waited long enough to be told.
            batch.extend(self._waiting)
            self._waiting.clear()
            raise

    async def _perform_waiting(self, batch: list[_Unit]) -> None:
        loop = asyncio.get_running_loop()
        rested = loop.time()
        while self._waiting and len(batch) < MOST_AT_ONCE:
            unit = self._waiting.popleft()
            if unit.future.done():  # its caller has given up
                continue
            batch.append(unit)
            await self._perform(unit)
            if loop.time() - rested > BREATH:
                await asyncio.sleep(0)
                rested = loop.time()

    async def _perform(self, unit: _Unit) -> None:
        """Run one unit in its savepoint. Raises only what concerns the whole batch."""
        driver, raw = self._driver, self._driver.raw
        if not self._connection.in_transaction():
            await self._connection.begin()  # only in SQLAlchemy's books, as its rollback below
        raw.execute("SAVEPOINT unit")
        _unit.set(unit)
        unit.running = driver.guarded = True
        driver.lengthy = unit.lengthy
        try:
            unit.result = await self._run_unit(unit)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # whatever a unit raises is its caller's
            if _being_cancelled():
                raise
            unit.error = _plain(error)
        finally:
            unit.running = driver.guarded = driver.lengthy = False
            _unit.set(None)
        if unit.error is not None or not raw.in_transaction:
            # The driver leaves the transaction to us.
            await self._connection.rollback()
        if not raw.in_transaction:
            raise _TransactionLostError("SQLite gave the transaction up") from unit.error
        if unit.error is not None:
            raw.execute("ROLLBACK TO unit")
        raw.execute("RELEASE unit")

    async def _run_unit(self, unit: _Unit) -> Any:
        result = await unit.work(self._connection)
        if self._connection.in_nested_transaction():  # it would swallow the units that follow
            raise RuntimeError("a unit of work left a savepoint open; use `async with begin_nested()`")
        return result

    def _give_up(self, batch: list[_Unit], error: Exception) -> None:
        self._roll_back()
        for unit in batch:
            unit.fail(_busy(error))

    def _roll_back(self) -> None:
        raw = self._driver.raw
        if not raw.in_transaction:
            return
        try:
            raw.execute("ROLLBACK")
        except sqlite3.Error:
            log.exception("the rollback failed too")


def _begin_patiently(raw: sqlite3.Connection) -> None:
    raw.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
    try:
        raw.execute("BEGIN IMMEDIATE")
    finally:
        raw.execute("PRAGMA busy_timeout=0")


def _busy(cause: BaseException) -> StoreBusyError:
    busy = StoreBusyError()
    busy.__cause__ = cause
    return busy


def _plain(error: BaseException) -> BaseException:
    """`error`, or a StoreBusyError where the disk or another process is to blame."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", None)
        if code is not None and code & 0xFF in _RESOURCE_CODES:
            return _busy(error)
    return error


def _being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
