"""Closing rounds and posting their summaries, once."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from surveys.core import words
from surveys.core.ids import mark_of_summary, summary_args
from surveys.core.invitation import ANSWERED, REACHED
from surveys.core.prompt import Button, Pages, Say, Section, Tone, Verb, Weight
from surveys.core.roles import Actor
from surveys.core.text import clip
from surveys.core.wording import summary as wording
from surveys.engine.bringing_in import brought_in, round_to_read
from surveys.engine.collecting import no_long_looks
from surveys.engine.summarising import Drafted, Summarising
from surveys.engine.versions import Versions
from surveys.insight import orders
from surveys.insight.worker import Workshop, WorkshopClosedError
from surveys.ports import Channel, Fate, Person, Poster
from surveys.store import rounds, summaries
from surveys.store.database import Database
from surveys.store.rights import NOBODY
from surveys.store.rounds import RoundRow
from surveys.store.tx import Tx

#: How soon to look again at a round whose last deliveries are still under way.
_SOON: Final = timedelta(seconds=1)
#: How soon to try again to make a summary, or to post one that Discord would not take.
_LATER: Final = timedelta(seconds=30)
#: How often a summary is tried whole, and then in numbers alone, before it comes with less.
_TRIES: Final = 3
_LONGEST_TITLE: Final = 100
_log = logging.getLogger(__name__)


class Results:
    """What a round brought in, computed in the workshop, off the event loop."""

    def __init__(self, database: Database, versions: Versions, workshop: Workshop) -> None:
        self._database = database
        self._versions = versions
        self._workshop = workshop

    async def pages(self, row: RoundRow) -> Pages:
        """The round's summary as it stands now."""
        with no_long_looks():
            async with self._database.reading() as tx:
                data = await brought_in(tx, self._versions, row)
            return await self._workshop.run(orders.summary, data)

    async def show(self, community_id: int, actor: Actor, number: int | None) -> Pages:
        """The summary of the community's round `number`, or of its latest. Raises KindError where none may be seen."""
        return await self.pages(await round_to_read(self._database, community_id, actor, number))


class Closer:
    """Closes rounds whose time is over and posts each summary once.

    A summary that can't be made is tried again; after some failures it comes in numbers alone, and in the end as the
    bare counts, so that there is always one. One `close_due` runs at a time; the clock sees to it.
    """

    def __init__(
        self,
        database: Database,
        courier: Poster,
        summarising: Summarising,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._courier = courier
        self._summarising = summarising
        self._now = now
        self._wake = wake
        self._failures: Counter[int] = Counter()

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
            drafted = await self._drafted(row)
            if drafted is None:
                return False
            pages = await self._kept(row, drafted)
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
        self._failures.pop(row.id, None)
        return True

    async def _drafted(self, row: RoundRow) -> Drafted | None:
        """The summary as whole as it can be made; None where it is to be tried again a little later."""
        failed = self._failures[row.id]
        try:
            if failed < _TRIES:
                return await self._summarising.whole(row)
            if failed < 2 * _TRIES:
                return await self._summarising.reduced(row)
        except WorkshopClosedError:
            raise
        except Exception:  # noqa: BLE001  logged, and the summary comes with less
            # Whatever it was: a worker killed for its memory, a defect that this round's replies bring out.
            _log.exception("the summary of round %d could not be made", row.id)
            self._failures[row.id] += 1
            return None
        return await self._bare(row)

    async def _bare(self, row: RoundRow) -> Drafted:
        """What can be counted without the workshop."""
        async with self._database.reading() as tx:
            states = await rounds.count_states(tx, row.id)
            made_from = await summaries.said(tx, row.id)
        answered = sum(number for state, number in states.items() if state in ANSWERED)
        reached = sum(number for state, number in states.items() if state in REACHED)
        text = words.say(wording.BARE_COUNTS, answered=f"{answered:,}", reached=f"{reached:,}")
        title = clip(str(row.definition.get("title", "")), _LONGEST_TITLE)
        export = Button(
            Verb.EXPORT, summary_args(row.number, row.opened_at), words.SUMMARY_EXPORT, Weight.QUIET
        )
        pages = Pages(
            words.say(words.SUMMARY_TITLE, title=title, number=row.number),
            (Section(text),),
            wording.BARE,
            (export,),
        )
        return Drafted(pages, (), made_from)

    async def _kept(self, row: RoundRow, drafted: Drafted) -> Pages:
        """The summary to post, stored first: a quote in it can be taken out from the moment it can be read."""

        async def keep(tx: Tx) -> Pages:
            return await summaries.keep(
                tx,
                row.id,
                row.results_channel_id,
                drafted.pages,
                drafted.invitation_ids,
                drafted.made_from,
            )

        return await self._database.write(keep, lengthy=True)
