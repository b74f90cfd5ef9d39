"""Closing rounds and posting their summaries, once."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.ids import mark_of_summary
from surveys.core.prompt import Pages, Say, Tone
from surveys.core.results import RoundData
from surveys.core.roles import Actor, Right
from surveys.engine.access import allowed, is_allowed
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

    async def numbered(self, row: RoundRow) -> tuple[Pages, tuple[int, ...]]:
        """The summary, and the invitations behind the running numbers in it, that of number 1 first."""
        data, invitations = await self._data(row)
        return await self._workshop.run(orders.summary, data), invitations

    async def show(self, community_id: int, actor: Actor, number: int | None) -> Pages:
        """The summary of the community's round `number`, or of its latest. Raises KindError where there is none."""
        return await self.pages(await self._round(community_id, actor, number))

    async def export(self, community_id: int, actor: Actor, number: int | None) -> tuple[str, bytes]:
        """A file name and the answers as CSV; those to private questions only for who may see people.

        Raises KindError where there is no such round.
        """
        row = await self._round(community_id, actor, number)
        data, _ = await self._data(row)
        if not await is_allowed(self._database, community_id, actor, Right.PEOPLE):
            data = replace(data, survey=data.survey.shared())
        return f"answers-round-{row.number}.csv", await self._workshop.run(orders.answers, data)

    async def _round(self, community_id: int, actor: Actor, number: int | None) -> RoundRow:
        await allowed(self._database, community_id, actor, Right.RESULTS)
        async with self._database.reading() as tx:
            row = await rounds.by_number(tx, community_id, number)
        if row is None:
            unknown = words.say(words.RESULTS_ROUND_UNKNOWN, number=number)
            raise KindError(words.ROUND_NONE if number is None else unknown)
        return row

    async def _data(self, row: RoundRow) -> tuple[RoundData, tuple[int, ...]]:
        async with self._database.reading() as tx:
            invited = await results.everyone(tx, row.id)
            invitations = await results.numbered(tx, row.id)
        data = RoundData(
            community=row.community,
            number=row.number,
            survey=self._versions.survey(row.version_id, row.definition),
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            invited=invited,
        )
        return data, invitations


class Closer:
    """Closes rounds whose time is over and posts each summary once.

    One `close_due` runs at a time; the clock sees to it.
    """

    def __init__(
        self, database: Database, courier: Poster, results_of: Results, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._courier = courier
        self._results = results_of
        self._now = now

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

        async def keep(tx: Tx) -> Pages:
            return await summaries.keep(tx, row.id, row.results_channel_id, pages, invitations)

        return await self._database.write(keep, lengthy=True)
