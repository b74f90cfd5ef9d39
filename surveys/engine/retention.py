"""Letting go of what is old, by itself, in portions small enough that nobody notices."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import Final

from surveys.core import words
from surveys.core.rights import BACKUP_DAYS, days_kept
from surveys.engine.traces import Traces
from surveys.store import ageing, audiences, communities, erasing, rights
from surveys.store.database import Database
from surveys.store.tx import Tx

_EVERY: Final = timedelta(days=1)
#: People, or ideas, in one transaction.
_PORTION: Final = 100
_FOLLOWERS: Final = 20
_log = logging.getLogger(__name__)

Files = tuple[int, ...]


class Retention:
    """Makes answers nobody's once their time is over: `days` after their round, or sooner where a community wants that.

    `run_due` is a worker of the clock; one runs at a time.
    """

    def __init__(self, database: Database, traces: Traces, now: Callable[[], datetime], days: int) -> None:
        self._database = database
        self._traces = traces
        self._now = now
        self._days = days
        self._ran: datetime | None = None

    async def run_due(self) -> datetime | None:
        """Let go of what is old enough; when to look again. What is interrupted goes on next time."""
        now = self._now()
        if self._ran is not None and timedelta() <= now - self._ran < _EVERY:
            return self._ran + _EVERY
        async with self._database.reading() as tx:
            chosen = await communities.retentions(tx)
        for own_days in chosen:
            await self._let_go(own_days, now - timedelta(days=days_kept(self._days, own_days)), now)
        await self._in_portions(lambda tx: ageing.counted_no_longer(tx, _PORTION), ageing.age)
        await self._database.write(ageing.tidy, lengthy=True)
        await self._database.write(lambda tx: audiences.tidy_plans(tx, now))
        removed = await asyncio.to_thread(
            erasing.remove_backups, self._database.path, now - timedelta(days=BACKUP_DAYS)
        )
        if removed:
            _log.info("removed %d old backups", removed)
        self._ran = now
        return now + _EVERY

    async def _let_go(self, own_days: int | None, cutoff: datetime, now: datetime) -> None:
        """What is older than `cutoff` in the communities that chose `own_days`."""
        await self._rounds(own_days, cutoff, now)
        await self._in_portions(
            lambda tx: ageing.long_gone(tx, cutoff, _FOLLOWERS, own_days),
            lambda tx, some: rights.let_go_of_followers(tx, some, words.HELD_LEFT, now),
        )
        await self._in_portions(lambda tx: ageing.old_ideas(tx, cutoff, _PORTION, own_days), _age_ideas)

    async def _rounds(self, own_days: int | None, cutoff: datetime, now: datetime) -> None:
        while True:
            async with self._database.reading() as tx:
                round_id = await ageing.to_age(tx, cutoff, own_days)
            if round_id is None:
                return
            await self._age(round_id, now)
            _log.info("the answers of round %d are nobody's now", round_id)

    async def _age(self, round_id: int, now: datetime) -> None:
        last = 0
        while True:
            async with self._database.reading() as tx:
                some = await ageing.invited(tx, round_id, last, _PORTION)
            if not some:
                break

            async def age(tx: Tx, some: Files = some) -> Files:
                return await ageing.age(tx, some)

            await self._traces.let_go(await self._database.write(age, lengthy=True))
            last = some[-1]

        async def done(tx: Tx) -> None:
            await ageing.aged(tx, round_id, now)

        await self._database.write(done)

    async def _in_portions(
        self,
        find: Callable[[Tx], Awaitable[tuple[int, ...]]],
        let_go: Callable[[Tx, Collection[int]], Awaitable[Files]],
    ) -> None:
        """Let go of all that `find` finds, portion by portion."""
        before: Files = ()
        while True:
            async with self._database.reading() as tx:
                some = await find(tx)
            if not some or some == before:
                return
            before = some

            async def write(tx: Tx, some: tuple[int, ...] = some) -> Files:
                return await let_go(tx, some)

            await self._traces.let_go(await self._database.write(write, lengthy=True))


async def _age_ideas(tx: Tx, some: Collection[int]) -> Files:
    await ageing.age_ideas(tx, some)
    return ()
