"""Statuses in channels that keep themselves up to date.

A status is a row before it is a message, so it is carried on by the next process. It is drawn anew only where what
it says has changed, less and less often, and for the last time when its round is over.
"""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from surveys.core import words
from surveys.core.ids import mark_of_status
from surveys.core.prompt import Say, Tone
from surveys.core.rounds import RoundState
from surveys.core.status import next_look
from surveys.core.status_cards import moved_card, status_card
from surveys.core.wording import live as wording
from surveys.engine.versions import Versions
from surveys.ports import Channel, Courier, Fate, Outcome, Person
from surveys.store import rounds, statuses
from surveys.store.database import Database
from surveys.store.rights import NOBODY
from surveys.store.rounds import RoundRow
from surveys.store.statuses import Posted
from surveys.store.tx import Tx

#: How long a status belongs to whoever asked for it, who posts it, before the worker looks whether it is there.
_POSTING: Final = timedelta(minutes=2)
#: How soon to try again what Discord didn't take.
_LATER: Final = timedelta(minutes=1)
#: Outcomes after which trying again may help.
PASSING: Final = frozenset({Fate.POSTPONED, Fate.HALTED, Fate.UNSURE})
#: Discord lets a message be edited only so often; a new one has to take its place.
_TOO_MANY_EDITS: Final = 30046
_log = logging.getLogger(__name__)


class LiveStatus:
    """Posts statuses and keeps them up to date. One `draw_due` runs at a time; the clock sees to it."""

    def __init__(
        self, database: Database, versions: Versions, courier: Courier, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._versions = versions
        self._courier = courier
        self._now = now

    async def post(self, row: RoundRow) -> Outcome:
        """Post a status of that round in its results channel; an earlier one stops. Where that fails, nothing is left of it.

        After a passing failure it stays to be posted by `draw_due`.
        """
        now = self._now()

        async def add(tx: Tx) -> Posted:
            return await statuses.add(tx, row.id, row.results_channel_id, now, now + _POSTING)

        return await self._put_up(await self._database.write(add), row)

    async def draw_due(self) -> datetime | None:
        """Draw every status that no longer says what is so; when to look again."""
        async with self._database.reading() as tx:
            due = await statuses.due(tx, self._now())
        for one in due:
            await self._look(one)
        async with self._database.reading() as tx:
            return await statuses.next_due(tx)

    async def card(self, row: RoundRow, posted_at: datetime | None) -> Say:
        """The round's card as it stands now; `posted_at` as in `status_card`."""
        title = self._versions.survey(row.version_id, row.definition).title
        async with self._database.reading() as tx:
            status = await statuses.of_round(tx, row, title, self._now())
        return status_card(status, posted_at)

    async def drawn(self, one: Posted, message_id: int, card: Say) -> None:
        """That status stands on that message now, and says what is on `card`."""
        now, what = self._now(), fingerprint(card)
        moved_at = one.moved_at if what == one.drawn else now

        async def record(tx: Tx) -> None:
            await statuses.drawn(tx, one, message_id, what, now, next_look(one.posted_at, moved_at, now))

        await self._database.write(record)

    async def _look(self, one: Posted) -> None:
        async with self._database.reading() as tx:
            row = await rounds.load(tx, one.round_id)
        assert row is not None
        if one.replaced:
            await self._retire(one, row)
        elif one.message_id is None:
            await self._find(one, row)
        else:
            await self._redraw(one, one.message_id, row)

    async def _find(self, one: Posted, row: RoundRow) -> None:
        """It was to be posted: a process may have ended between posting and recording it."""
        if row.state is RoundState.CLOSED:
            await self._end(one)
            return
        found = await self._courier.find(
            Channel(one.channel_id), mark_of_status(row.number, one.posted_at), one.posted_at
        )
        if found.fate is Fate.NOT_FOUND:
            found = await self._put_up(one, row)
        elif found.fate is Fate.DELIVERED:
            # What it says isn't known any more, so it is drawn in any case.
            await self._redraw(one, found.message_ids[0], row)
        elif found.fate in PASSING:
            await self._later(one)
        if found.fate is Fate.NO_ACCESS:
            await self._lose(one, row)

    async def _put_up(self, one: Posted, row: RoundRow) -> Outcome:
        card = await self.card(row, one.posted_at)
        # Row ids are given out again, moments aren't.
        nonce = f"l{one.id}-{int(one.posted_at.timestamp() * 1000) % 10**9}"
        outcome = await self._courier.send(Channel(one.channel_id), card, nonce)
        if outcome.fate is Fate.DELIVERED:
            await self.drawn(one, outcome.message_ids[0], card)
        elif outcome.fate in PASSING:
            await self._later(one)
        else:
            await self._end(one)
            _log.warning("a status of round %d was not posted: %s", row.id, outcome.fate)
        return outcome

    async def _redraw(self, one: Posted, message_id: int, row: RoundRow) -> None:
        card = await self.card(row, one.posted_at)
        over = row.state is RoundState.CLOSED
        if fingerprint(card) == one.drawn and not over:
            await self.drawn(one, message_id, card)
            return
        outcome = await self._courier.replace(Channel(one.channel_id), message_id, card)
        if outcome.fate is Fate.DELIVERED and not over:
            await self.drawn(one, message_id, card)
        elif outcome.fate in PASSING:
            await self._later(one)
        elif outcome.code == _TOO_MANY_EDITS and not over:
            await self._post_anew(one, row)
        elif outcome.fate is Fate.NO_ACCESS and not over:
            await self._lose(one, row)
        else:
            # Drawn for the last time; or gone, because somebody didn't want it there.
            await self._end(one)

    async def _post_anew(self, one: Posted, row: RoundRow) -> None:
        now = self._now()

        async def clear(tx: Tx) -> Posted | None:
            await statuses.anew(tx, one, now, now + _POSTING)
            return await statuses.load(tx, one.id)

        cleared = await self._database.write(clear)
        if cleared is not None:
            await self._put_up(cleared, row)

    async def _retire(self, one: Posted, row: RoundRow) -> None:
        """A newer status of the round is up: this one says where, and no more."""
        if one.message_id is not None:
            title = self._versions.survey(row.version_id, row.definition).title
            card = moved_card(title, row.number, row.results_channel_id)
            outcome = await self._courier.replace(Channel(one.channel_id), one.message_id, card)
            if outcome.fate in PASSING:
                await self._later(one)
                return
        await self._end(one)

    async def _lose(self, one: Posted, row: RoundRow) -> None:
        """The channel is closed to the bot: whoever started the round gets to know."""
        await self._end(one)
        if row.started_by == NOBODY:
            return
        lost = words.say(wording.LOST, number=row.number, channel=f"<#{one.channel_id}>")
        card = Say((lost,), tone=Tone.CAREFUL)
        told = await self._courier.send(Person(row.started_by), card, f"u{row.id}")
        _log.info("the creator was told that a status is lost: %s", told.fate)

    async def _later(self, one: Posted) -> None:
        now = self._now()
        await self._database.write(lambda tx: statuses.later(tx, one, now, now + _LATER))

    async def _end(self, one: Posted) -> None:
        await self._database.write(lambda tx: statuses.end(tx, one.id))


def fingerprint(card: Say) -> str:
    """What stands for everything a card says; the same in every process."""
    return hashlib.sha256(repr(card).encode()).hexdigest()[:32]
