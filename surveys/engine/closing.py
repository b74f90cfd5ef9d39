"""Closing rounds and posting their summaries, once."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from surveys.core import words
from surveys.core.ids import mark_of_summary
from surveys.core.prompt import Pages, Say, Tone
from surveys.core.roles import Actor
from surveys.engine.bringing_in import brought_in, round_to_read
from surveys.engine.narrating import Arranged, Narrating, with_claims
from surveys.engine.versions import Versions
from surveys.insight import orders
from surveys.insight.worker import Workshop
from surveys.ports import Channel, Fate, Person, Poster
from surveys.store import results, rounds, summaries
from surveys.store.database import Database
from surveys.store.rights import NOBODY
from surveys.store.rounds import RoundRow
from surveys.store.tx import Tx

#: How soon to look again at a round whose last deliveries are still under way.
_SOON: Final = timedelta(seconds=1)
#: How soon to try again to post a summary that Discord would not take.
_LATER: Final = timedelta(seconds=30)
_log = logging.getLogger(__name__)


class Results:
    """What a round brought in, computed in the workshop, off the event loop."""

    def __init__(self, database: Database, versions: Versions, workshop: Workshop) -> None:
        self._database = database
        self._versions = versions
        self._workshop = workshop

    async def pages(self, row: RoundRow) -> Pages:
        """The round's summary as it stands now."""
        return (await self.numbered(row))[0]

    async def numbered(
        self, row: RoundRow, arranged: Arranged | None = None
    ) -> tuple[Pages, tuple[int, ...]]:
        """The summary, and the invitations behind the running numbers in it, that of number 1 first.

        `arranged` are themes to make it with instead of grouping replies anew.
        """
        async with self._database.reading() as tx:
            data = await with_claims(tx, row, await brought_in(tx, self._versions, row))
            invitations = await results.numbered(tx, row.id)
        if arranged:
            data = replace(data, arranged={**data.arranged, **arranged})
        return await self._workshop.run(orders.summary, data), invitations

    async def show(self, community_id: int, actor: Actor, number: int | None) -> Pages:
        """The summary of the community's round `number`, or of its latest. Raises KindError where none may be seen."""
        return await self.pages(await round_to_read(self._database, community_id, actor, number))


class Closer:
    """Closes rounds whose time is over and posts each summary once.

    One `close_due` runs at a time; the clock sees to it.
    """

    def __init__(
        self,
        database: Database,
        courier: Poster,
        results_of: Results,
        narrating: Narrating,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._courier = courier
        self._results = results_of
        self._narrating = narrating
        self._now = now
        self._wake = wake

    async def close_due(self) -> datetime | None:
        """Close and summarise what is due; when the next one is, None if nothing is planned."""
        now = self._now()
        again: list[datetime] = []

        async def close(tx: Tx) -> bool:
            closed = [
                await rounds.close(tx, round_id, words.HELD_WINDOW, now)
                for round_id in await rounds.due_to_close(tx, now)
            ]
            return all(closed)

        if not await self._database.write(close, lengthy=True):
            again.append(now + _SOON)
        async with self._database.reading() as tx:
            unsummarised = await rounds.without_summary(tx)
        posted = [await self._post_summary(round_id) for round_id in unsummarised]
        if any(posted):
            # Webhooks are told of it at once.
            self._wake()
        if not all(posted):
            again.append(now + _LATER)
        async with self._database.reading() as tx:
            following = await rounds.next_close(tx)
        return min([*again, *([following] if following is not None else [])], default=None)

    async def _post_summary(self, round_id: int) -> bool:
        async with self._database.reading() as tx:
            row = await rounds.load(tx, round_id)
        assert row is not None
        channel = Channel(row.results_channel_id)
        # A process may have ended between posting and recording it, or between two of its messages.
        mark, since = mark_of_summary(row.number, row.opened_at), row.closed_at or row.opened_at
        outcome = await self._courier.find_pages(channel, mark, since)
        if outcome.fate is Fate.NOT_FOUND:
            pages = await self._kept_pages(row)
            outcome = await self._courier.post_pages(channel, pages, f"s{row.id}", mark, since)
        if outcome.fate is not Fate.DELIVERED:
            _log.warning(
                "the summary of round %d was not posted: %s %s", row.id, outcome.code, outcome.detail
            )
        if outcome.fate in {Fate.POSTPONED, Fate.HALTED, Fate.UNSURE}:
            return False
        if outcome.fate is Fate.NO_ACCESS and row.started_by != NOBODY:
            # That channel won't come back by trying: whoever started the round gets to know where to look.
            lost = words.say(
                words.SUMMARY_NO_CHANNEL, number=row.number, channel=f"<#{row.results_channel_id}>"
            )
            told = await self._courier.send(
                Person(row.started_by), Say((lost,), tone=Tone.CAREFUL), f"c{row.id}"
            )
            _log.info("the creator was told: %s", told.fate)

        async def remember(tx: Tx) -> None:
            await rounds.record_summary(tx, row.id, outcome.message_ids, self._now())

        await self._database.write(remember)
        return True

    async def _kept_pages(self, row: RoundRow) -> Pages:
        """The summary to post, stored first: a quote in it can be taken out from the moment it can be read."""
        pages, invitations = await self._results.numbered(row)
        arranged = await self._narrating.narrate(row, pages, invitations)
        if arranged is not None:
            pages, invitations = await self._results.numbered(row, arranged)

        async def keep(tx: Tx) -> Pages:
            return await summaries.keep(tx, row.id, row.results_channel_id, pages, invitations)

        return await self._database.write(keep, lengthy=True)
