"""Where a process may end: every request, every reading and every step of a write, counted."""

import asyncio
import selectors
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from surveys.store.database import READERS, Database
from surveys.store.inline import InlineConnection, connect
from surveys.store.tx import Tx
from surveys.store.writer import Work

T = TypeVar("T")


#: How a step is called at which Discord has done something and the bot hasn't heard of it.
_UNANSWERED: Final = "before the answer came"


class PowerCutError(BaseException):
    """The process ends here. Nothing catches it, as nothing catches a SIGKILL."""


@dataclass(slots=True)
class Steps:
    """Counts the steps of one process; at number `ends_at` it ends, and whatever is still under way with it."""

    ends_at: int | None = None
    count: int = 0
    over: bool = False
    #: What the step was at which it ended.
    where: str = ""
    #: Steps right after Discord did something, which isn't stored yet.
    untold: list[int] = field(default_factory=list)

    def step(self, where: str) -> None:
        """One step further. Raises PowerCutError at the last one, and ever after."""
        if self.over:
            raise PowerCutError(where)
        self.count += 1
        if where.startswith("after ") and where.endswith(_UNANSWERED):
            self.untold.append(self.count)
        if self.count == self.ends_at:
            self.over, self.where = True, where
            raise PowerCutError(where)


class SteppedDatabase(Database):
    """The real database, in which a process may end before, inside and after each transaction."""

    steps: Steps

    async def write(self, work: Work[T], *, lengthy: bool = False) -> T:
        self.steps.step("before a write")

        async def inside(tx: AsyncConnection) -> T:
            self.steps.step("inside a write, before anything")
            result = await work(tx)
            self.steps.step("inside a write, before its commit")
            return result

        result = await super().write(inside, lengthy=lengthy)
        self.steps.step("after a commit")
        return result

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Tx]:
        self.steps.step("before a reading")
        async with super().reading() as tx:
            yield tx


async def pause() -> None:
    """Let everything else that is under way have its turn."""
    for _ in range(3):
        await asyncio.sleep(0)


class _Impatient(selectors.DefaultSelector):
    """Waits for nothing: it notes how long it should have."""

    waited = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.waited += timeout or 0
        return list(super().select(timeout if timeout is None else 0))


class AtOnce(asyncio.SelectorEventLoop):
    """A loop on which nothing happens in another thread and waiting takes no time.

    So everything happens in the same order each time.
    """

    def __init__(self) -> None:
        self._impatient = _Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        """Seconds that passed on this loop."""
        return self._impatient.waited

    def run_in_executor(  # type: ignore[override]  # it gives what the loop's own gives: something to await
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """Call `func` here and now."""
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001  whoever awaits it is told
            done.set_exception(error)
        return done


class _Reader(InlineConnection):
    """A connection that only reads, and whose transactions end when SQLAlchemy says so."""

    async def commit(self) -> None:
        self.raw.commit()

    async def rollback(self) -> None:
        self.raw.rollback()


def reading_at_once(path: Path) -> AsyncEngine:
    """What the database reads through, without aiosqlite's threads."""
    thread = ThreadPoolExecutor(1)  # which the loop never asks

    async def new_reader() -> InlineConnection:
        raw = connect(path)
        raw.execute("PRAGMA query_only=ON")
        return _Reader(raw, thread)

    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        poolclass=AsyncAdaptedQueuePool,
        async_creator=new_reader,
        pool_size=READERS,
        max_overflow=0,
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine
