"""A round's summary with its papers, as it may stand in a channel that others read, too."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from surveys.core.exports import Format, Order
from surveys.core.papers import Papers
from surveys.core.prompt import Pages
from surveys.core.results import RoundData
from surveys.engine.bringing_in import brought_in
from surveys.engine.collecting import no_long_looks
from surveys.engine.exporting import seed_of
from surveys.engine.narrating import Narrating
from surveys.engine.versions import Versions
from surveys.insight import orders
from surveys.insight.worker import Workshop
from surveys.store import exports, results, summaries
from surveys.store.database import Database
from surveys.store.rounds import RoundRow


@dataclass(frozen=True, slots=True)
class Drafted:
    """A summary to be stored: `invitation_ids` turns the numbers in it into rows, `made_from` is what was said then."""

    pages: Pages
    invitation_ids: tuple[int, ...]
    made_from: str


class Summarising:
    """Makes summaries in the workshop, from the rows as they are."""

    def __init__(
        self,
        database: Database,
        versions: Versions,
        workshop: Workshop,
        narrating: Narrating,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._versions = versions
        self._workshop = workshop
        self._narrating = narrating
        self._now = now

    async def whole(self, row: RoundRow) -> Drafted:
        """The summary with its papers. Raises whatever the worker raises, and WorkerDiedError where it died."""
        with no_long_looks():
            async with self._database.reading() as tx:
                data = await brought_in(tx, self._versions, row)
                seed = await seed_of(tx, row, data)
                invitation_ids = await results.numbered(tx, row.id)
                made_from = await summaries.said(tx, row.id)
            data = await self._narrating.narrated(row, data, invitation_ids)
            now = self._now()
            papers = await self._papers(row, data, seed, now)
            pages = await self._workshop.run(orders.summary, data, papers, now)
        return Drafted(pages, invitation_ids, made_from)

    async def reduced(self, row: RoundRow) -> Drafted:
        """The summary in numbers alone. Raises as `whole`."""
        with no_long_looks():
            async with self._database.reading() as tx:
                data = await brought_in(tx, self._versions, row)
                invitation_ids = await results.numbered(tx, row.id)
                made_from = await summaries.said(tx, row.id)
            return Drafted(await self._workshop.run(orders.reduced, data), invitation_ids, made_from)

    async def _papers(self, row: RoundRow, data: RoundData, seed: str, now: datetime) -> Papers:
        folder = await asyncio.to_thread(exports.folder_of, self._database.path)
        _, stem = exports.name(row.number, now)
        book = Order(data, row.definition, Format.XLSX, seed, now, folder, stem)
        return Papers(f"report-round-{row.number}.html", f"answers-round-{row.number}.xlsx", book)
