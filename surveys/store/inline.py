"""SQLite called where we stand: the driver under the writer's connection.

A statement inside a transaction that is already open takes microseconds; handing each one to a
thread and back, several hops per statement as aiosqlite does, costs far more than the statement.
So the writer's statements run on the event loop's own thread. What may wait for the disk or for
another process (taking a contended lock, COMMIT) and units announced as lengthy go to one thread.

The classes offer what SQLAlchemy's aiosqlite dialect asks of its driver, and no more.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Self, TypeVar

T = TypeVar("T")

#: What every connection is set to.
PRAGMAS: Final = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16384",  # KiB
)


def connect(path: Path) -> sqlite3.Connection:
    """A connection for writing that starts no transaction by itself and never waits for a lock."""
    raw = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    for pragma in PRAGMAS:
        raw.execute(pragma)
    return raw


class InlineConnection:
    """One SQLite connection, and the one thread that takes what may wait.

    For one task at a time, which begins and ends transactions on `raw`. While `guarded`, a unit of
    work has the connection: then it refuses to run a statement outside the writer's transaction. While `lengthy`, every
    statement runs in the thread, so that the event loop stays free.
    """

    def __init__(self, raw: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self.raw = raw
        self.guarded = False
        self.lengthy = False
        self._thread = thread
        self._connection: sqlite3.Connection | None = raw  # the dialect looks here for "still open"

    async def opened(self) -> Self:
        """Itself; SQLAlchemy wants something to await."""
        return self

    async def elsewhere(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call `function` in the thread and wait for it."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)

    async def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call `function` here, or in the thread while a lengthy unit runs."""
        if self.lengthy:
            return await self.elsewhere(function, *arguments)
        return function(*arguments)

    def cursor(self) -> "InlineCursor":
        """A new cursor."""
        return InlineCursor(self)

    async def create_function(self, name: str, narg: int, func: Any, *, deterministic: bool = False) -> None:
        """Register a function for use in SQL; the dialect brings one."""
        self.raw.create_function(name, narg, func, deterministic=deterministic)

    async def commit(self) -> None:
        """Nothing: transactions are the writer's. Raises RuntimeError when a unit of work asks for it."""
        self._refuse("commit")

    async def rollback(self) -> None:
        """Nothing, as above; SQLAlchemy also calls this to tidy up its books."""
        self._refuse("roll back")

    async def close(self) -> None:
        """Close the connection; more than once is fine."""
        self._connection = None
        await self.elsewhere(self.raw.close)

    def stop(self) -> None:
        """Close the connection where nothing can be awaited any more."""
        self._connection = None
        self.raw.close()

    def check(self) -> None:
        """Raise sqlite3.OperationalError for a statement of a unit whose transaction SQLite took away.

        Outside a transaction each statement would commit itself, and half a unit would be stored.
        """
        if self.guarded and not self.raw.in_transaction:
            raise sqlite3.OperationalError("the transaction was rolled back by SQLite")

    def _refuse(self, deed: str) -> None:
        if self.guarded:
            raise RuntimeError(f"a unit of work does not {deed}; the writer does, for the whole batch")


class InlineCursor:
    """A cursor whose coroutines mostly never suspend."""

    def __init__(self, connection: InlineConnection) -> None:
        self._connection = connection
        self._cursor = connection.raw.cursor()

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        """The columns of the result, None where there is no result."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """How many rows were changed, -1 where that means nothing."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The id of the row inserted last."""
        return self._cursor.lastrowid

    @property
    def arraysize(self) -> int:
        """How many rows `fetchmany` fetches unless told."""
        return self._cursor.arraysize

    @arraysize.setter
    def arraysize(self, size: int) -> None:
        self._cursor.arraysize = size

    async def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Self:
        """Run one statement."""
        self._connection.check()
        await self._connection.call(self._cursor.execute, sql, parameters)
        return self

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any] | Mapping[str, Any]]) -> Self:
        """Run one statement for each of `rows`."""
        self._connection.check()
        await self._connection.call(self._cursor.executemany, sql, rows)
        return self

    async def fetchone(self) -> Any:
        """The next row, None at the end."""
        return await self._connection.call(self._cursor.fetchone)

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """Up to `size` rows."""
        return await self._connection.call(self._cursor.fetchmany, size or self._cursor.arraysize)

    async def fetchall(self) -> list[Any]:
        """All remaining rows."""
        return await self._connection.call(self._cursor.fetchall)

    async def close(self) -> None:
        """Forget the result."""
        self._cursor.close()
