"""The database of one data folder: opened once, written through one writer, read by several."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection, event
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from surveys.core import words
from surveys.store import opening
from surveys.store.errors import DatabaseError, StoreBusyError, StoreClosedError
from surveys.store.inline import PRAGMAS
from surveys.store.lock import FolderLock
from surveys.store.opening import Health, inspect
from surveys.store.writer import Work, Writer

__all__ = ["Database", "DatabaseError", "Health", "StoreBusyError", "StoreClosedError", "inspect"]

T = TypeVar("T")

#: Blocks of reading at a time; further ones wait for one of these to end.
READERS: Final = 4
#: Seconds a block of reading waits for its turn.
READER_PATIENCE: Final = 10.0
#: There are several of them, and each may fill its own.
_LITTLE_CACHE: Final = "PRAGMA cache_size=-2048"  # KiB


class Database:
    """An open database. Made by `open`; whoever opens it closes it."""

    def __init__(self, path: Path, lock: FolderLock, writer: Writer, readers: AsyncEngine) -> None:
        self.path = path
        self._lock = lock
        self._writer = writer
        self._readers = readers
        self._reading = 0
        self._unread = asyncio.Event()
        self._unread.set()
        self._closing = False
        self._closed = False
        self._shut = asyncio.Lock()
        # Writes wait here while the file is rewritten.
        self._at_work = asyncio.Event()
        self._at_work.set()
        self._scrubbing = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path, *, now: datetime) -> "Database":
        """Lock the data folder, check the file, migrate it after a backup, and open it.

        `path` is the SQLite file; the folder around it is the data folder and is made if only it
        is missing. `now` is aware and names the backup. Raises DatabaseError, whose sentence says
        what to do; the folder is free again then.
        """
        preparing = asyncio.create_task(asyncio.to_thread(opening.prepare, path, now))
        try:
            path, lock = await asyncio.shield(preparing)
        except asyncio.CancelledError:
            # A migration that has begun ends before anybody else may have the folder.
            await asyncio.wait({preparing})
            if preparing.exception() is None:
                preparing.result()[1].release()
            raise
        try:
            writer = await Writer.open(path)
            try:
                await writer.write(_overwrite_deleted)
            except BaseException:
                await writer.close()
                raise
        except BaseException:
            lock.release()
            raise
        return cls(path, lock, writer, _reading_engine(path))

    async def write(self, work: Work[T], *, lengthy: bool = False) -> T:
        """Run `work` in the writer's transaction; return when it is durable. See Writer.write."""
        await self._at_work.wait()
        return await self._writer.write(work, lengthy=lengthy)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that only reads, and sees one state of the database throughout the block.

        That state is the one at the first statement. Raises StoreClosedError once closing has begun,
        StoreBusyError when others read for too long.
        """
        if self._closing:
            raise StoreClosedError
        self._reading += 1
        self._unread.clear()
        try:
            async with self._readers.connect() as connection:
                yield connection
        except NoConnectionFreeError as error:
            raise StoreBusyError from error
        finally:
            self._reading -= 1
            if not self._reading:
                self._unread.set()

    def size(self) -> int:
        """Bytes the database takes on the disk, its log included; raises OSError."""
        log = self.path.with_name(f"{self.path.name}-wal")
        return self.path.stat().st_size + (log.stat().st_size if log.exists() else 0)

    async def scrub(self, *, whole: bool) -> bool:
        """Leave nothing of deleted rows in the log and, if `whole`, in the file; whether that was possible now.

        Folding the log into the file takes milliseconds. The file itself is written anew, about a second
        for each 100 MB, during which whoever wants to write waits. False where somebody reads for too
        long, or the disk refuses; nothing is lost then, and it may be tried again.
        """
        async with self._scrubbing:
            if self._closing:
                return False
            if whole:
                self._at_work.clear()
            try:
                return await asyncio.to_thread(opening.scrub, self.path, whole)
            finally:
                self._at_work.set()

    async def close(self) -> None:
        """Finish what was asked for, fold the log into the file, release the folder. Idempotent."""
        async with self._shut:
            if self._closed:
                return
            self._closing = True
            async with self._scrubbing:
                await self._writer.drain()
            await self._unread.wait()
            await self._readers.dispose()
            # The last connection to close folds the log into the file and removes it.
            await self._writer.close()
            self._lock.release()
            self._closed = True


@asynccontextmanager
async def looking(path: Path) -> AsyncIterator[AsyncConnection]:
    """A connection that only reads a database which another process may be using.

    Raises DatabaseError where there is none, it isn't whole, or another version of Earful made it.
    """
    health = await asyncio.to_thread(inspect, path)
    if health.problem is not None:
        raise DatabaseError(health.problem)
    if health.revision != health.newest:
        raise DatabaseError(words.say(words.DATABASE_NOT_CURRENT, folder=path.parent))
    engine = _reading_engine(path)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


async def _overwrite_deleted(tx: AsyncConnection) -> None:
    # For as long as the writer's connection lives: what is deleted or changed is overwritten with zeros.
    await tx.exec_driver_sql("PRAGMA secure_delete=ON")


def _reading_engine(path: Path) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=READER_PATIENCE,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": 2.0},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def settle_in(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (*PRAGMAS, _LITTLE_CACHE, "PRAGMA query_only=ON"):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine
