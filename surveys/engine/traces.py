"""What is left of people outside the rows: files, the words of posted summaries, bytes in the database file.

Rows go first and in one transaction; all that is here follows, and is found again after a restart from what
the rows and the file say. None of it names anybody.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final

from surveys.core.prompt import Pages
from surveys.engine.summarising import Summarising
from surveys.insight.worker import WorkshopClosedError
from surveys.ports import Channel, Courier, Fate
from surveys.store import attachments, exports, letting_go, rounds, summaries
from surveys.store.attachments import Attachments
from surveys.store.database import Database
from surveys.store.summaries import Posted
from surveys.store.tx import Tx

#: How soon to try again what Discord or the disk would not take.
_SOON: Final = timedelta(minutes=1)
#: How soon to try a channel again that is closed to the bot.
_LATER: Final = timedelta(days=1)
#: The database file is written anew at most this often, and for at most a thousandth of the time.
_SCRUB_EVERY: Final = timedelta(hours=1)
_SCRUB_SHARE: Final = 1000

#: How often what can't be made anew is tried; then the summary stays without it.
_TRIES: Final = 3

_UNFINISHED: Final = frozenset({Fate.POSTPONED, Fate.UNSURE, Fate.HALTED})
_log = logging.getLogger(__name__)


class Traces:
    """Removes them. `remove` is a worker of the clock; one runs at a time."""

    def __init__(
        self,
        database: Database,
        courier: Courier,
        files: Attachments,
        summarising: Summarising,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._courier = courier
        self._files = files
        self._summarising = summarising
        self._now = now
        self._failures: Counter[int] = Counter()
        self._one = asyncio.Lock()
        self._swept = False
        # Something may be left from before this process.
        self._left = True
        self._again: datetime | None = None
        self._scrub_after: datetime | None = None

    def leave(self) -> None:
        """Rows were changed that leave traces: `remove` has something to do."""
        self._left, self._again = True, None

    async def let_go(self, file_ids: Collection[int]) -> None:
        """After rows were deleted: remove their files and all exports, and fold the log, which still holds the rows."""
        self.leave()
        try:
            await asyncio.to_thread(self._files.remove, file_ids)
            await asyncio.to_thread(exports.remove_all, self._database.path)
        except OSError:
            self._swept = False
            _log.warning("files could not be removed; it is tried again", exc_info=True)
        await self._database.scrub(whole=False)

    async def remove(self) -> datetime | None:
        """Remove what is left; when to try again, None if nothing is."""
        async with self._one:
            now = self._now()
            if not self._left or (self._again is not None and now < self._again):
                return self._again
            self._left = False
            pending = [
                await self._sweep(now),
                *[await self._redraw(one, now) for one in await self._stale()],
                await self._scrub(now),
            ]
            self._again = min((one for one in pending if one is not None), default=None)
            self._left = self._left or self._again is not None
            return self._again

    async def _sweep(self, now: datetime) -> datetime | None:
        """Files without a row, from a process that ended between the two."""
        if self._swept:
            return None
        try:
            there = await asyncio.to_thread(self._files.there)
            async with self._database.reading() as tx:
                known = await attachments.known(tx, there)
            lost = await asyncio.to_thread(self._files.sweep, known)
        except OSError:
            _log.warning("the folder of files can't be tidied; it is tried again", exc_info=True)
            return now + _SOON
        self._swept = True
        if lost:
            _log.info("removed %d files that belong to nobody", lost)
        return None

    async def _stale(self) -> tuple[Posted, ...]:
        async with self._database.reading() as tx:
            return await summaries.stale(tx)

    async def _redraw(self, posted: Posted, now: datetime) -> datetime | None:
        pages = await self._made_anew(posted) if posted.redo or posted.papers else posted.pages
        if pages is None and self._failures[posted.round_id] < _TRIES:
            # What may have to go goes now, whatever keeps the rest from being made.
            pages = summaries.without_papers(posted)
            await self._courier.amend(Channel(posted.channel_id), posted.message_ids, pages)
            return now + _SOON
        if pages is None:
            pages = summaries.without_papers(posted)
        outcome = await self._courier.amend(Channel(posted.channel_id), posted.message_ids, pages)
        if outcome.fate in _UNFINISHED:
            return now + _SOON
        if outcome.fate is not Fate.DELIVERED:
            _log.warning(
                "the summary of round %d was not drawn anew: %s %s",
                posted.round_id,
                outcome.code,
                outcome.detail,
            )
        if outcome.fate is Fate.NO_ACCESS:
            return now + _LATER

        self._failures.pop(posted.round_id, None)

        async def note(tx: Tx) -> None:
            await summaries.drawn(tx, posted)

        await self._database.write(note)
        return None

    async def _made_anew(self, posted: Posted) -> Pages | None:
        """The summary with what has to be made anew; None where that came to nothing, or something changed meanwhile."""
        async with self._database.reading() as tx:
            row = await rounds.load(tx, posted.round_id)
        assert row is not None
        try:
            drafted = await self._summarising.whole(row)
        except WorkshopClosedError:
            raise
        except Exception:  # noqa: BLE001  logged; what may have to go goes without it
            _log.exception("what is to stand in the summary of round %d could not be made anew", row.id)
            self._failures[row.id] += 1
            return None

        async def keep(tx: Tx) -> Pages | None:
            return await summaries.redone(
                tx, posted, drafted.pages, drafted.invitation_ids, drafted.made_from
            )

        return await self._database.write(keep, lengthy=True)

    async def _scrub(self, now: datetime) -> datetime | None:
        """The database file, where something was deleted since it was last written anew."""
        async with self._database.reading() as tx:
            marked = await letting_go.is_marked(tx)
        if not marked:
            return None
        if self._scrub_after is not None and now < self._scrub_after:
            return self._scrub_after
        loop = asyncio.get_running_loop()
        began = loop.time()
        if not await self._database.scrub(whole=True):
            return now + _SOON
        took = timedelta(seconds=loop.time() - began)
        self._scrub_after = now + max(_SCRUB_EVERY, _SCRUB_SHARE * took)
        return None
