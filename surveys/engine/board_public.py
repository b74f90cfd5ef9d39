"""The public idea board: one card for each idea, in a channel of the community, kept true to the rows.

A card is a row before it is a message, so that the next process carries on where one ended. Changes gather for a moment
and are drawn a few at a time; what may not be shown any more is taken down first.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from surveys.core import words
from surveys.core.board_public import Shown, card
from surveys.core.ids import mark_of_idea_card
from surveys.core.language import Languages
from surveys.core.prompt import Say, Tone
from surveys.core.wording import board as wording
from surveys.engine.live_status import fingerprint
from surveys.ports import Channel, Courier, Fate, Outcome
from surveys.store import board_cards, board_entries, board_ties
from surveys.store.board_cards import BoardRow, CardRow
from surveys.store.database import Database
from surveys.store.tx import Tx

#: Cards on a board.
MOST_CARDS: Final = 50
#: Cards that are posted or drawn anew in one go, and when the next ones follow.
_AT_ONCE: Final = 10
_NEXT: Final = timedelta(seconds=5)
#: How long a look takes at most, before somebody else looks whether it ended.
_LEASE: Final = timedelta(minutes=10)
#: How soon to try again what Discord didn't take.
_LATER: Final = timedelta(minutes=1)
#: A board nothing happens to is looked at so often: ideas that were made leave it after a time, and a channel that
#: was closed to the bot may be open again.
_DAILY: Final = timedelta(days=1)
#: Outcomes after which trying again may help.
_PASSING: Final = frozenset({Fate.POSTPONED, Fate.HALTED, Fate.UNSURE})
#: Discord lets a message be edited only so often; a new one has to take its place.
_TOO_MANY_EDITS: Final = 30046
#: The channel is gone, and every card in it.
_UNKNOWN_CHANNEL: Final = 10003
#: Somebody deleted the message.
_UNKNOWN_MESSAGE: Final = 10008
_log = logging.getLogger(__name__)


class PublicBoards:
    """Keeps the boards true. One `draw_due` runs at a time; the clock sees to it."""

    def __init__(
        self, database: Database, languages: Languages, courier: Courier, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._languages = languages
        self._courier = courier
        self._now = now

    async def draw_due(self) -> datetime | None:
        """Look at every board that something changed on; when to look again."""
        async with self._database.reading() as tx:
            due = await board_cards.due(tx, self._now())
        for row in due:
            until = self._now() + _LEASE
            await self._database.write(partial(board_cards.look, row=row, until=until))
            again = await self._draw(row)
            await self._database.write(partial(board_cards.looked_at, row=row, until=until, again=again))
        async with self._database.reading() as tx:
            return await board_cards.next_due(tx)

    async def _draw(self, row: BoardRow) -> datetime | None:
        """Do some of what there is to do on that board; when to go on."""
        now = self._now()
        shown: Sequence[Shown] = ()
        if row.channel_id is not None:
            async with self._database.reading() as tx:
                shown = await board_cards.shown(tx, row.community_id, now, MOST_CARDS)
        by_idea = {one.idea_id: one for one in shown}

        async def arrange(tx: Tx) -> tuple[frozenset[int], bool, Sequence[CardRow]]:
            new, complete = await board_cards.arrange(
                tx, row.community_id, row.channel_id, tuple(by_idea), now, _AT_ONCE
            )
            return new, complete, await board_cards.cards(tx, row.community_id)

        new, complete, cards = await self._database.write(arrange)
        stuck = await self._clear([one for one in cards if one.idea_id is None])
        if stuck == _LATER:
            return self._now() + _LATER
        left = _AT_ONCE
        for one in cards:
            if one.idea_id is None:
                continue
            drawn = self._card(one, by_idea[one.idea_id], row)
            if one.message_id is not None and one.drawn == fingerprint(drawn):
                continue
            if left == 0:
                return now + _NEXT
            left -= 1
            outcome = await self._put(one, drawn, new=one.id in new)
            if outcome.fate in _PASSING:
                return self._now() + _LATER
            if outcome.fate is Fate.NO_ACCESS:
                await self._lose(row, one)
                return now
            if outcome.code == _TOO_MANY_EDITS:
                return now
        if not complete:
            return now + _NEXT
        return now + _DAILY if by_idea or stuck else None

    async def _clear(self, cards: Sequence[CardRow]) -> timedelta | None:
        """Take these cards down; how long to wait where one couldn't be, None if all are gone."""
        closed: set[int] = set()
        for one in cards:
            if one.channel_id in closed:
                continue
            outcome = await self._take_down(one)
            if outcome.fate in _PASSING:
                return _LATER
            if outcome.fate is Fate.NO_ACCESS:
                closed.add(one.channel_id)
        return _DAILY if closed else None

    def _card(self, one: CardRow, shown: Shown, row: BoardRow) -> Say:
        return card(one.id, one.added_at, shown, row.community, self._languages.of(row.locale))

    async def _put(self, one: CardRow, drawn: Say, *, new: bool) -> Outcome:
        """Post the card, or draw it anew where it stands. A `new` one was added a moment ago and was never posted."""
        where, message_id = Channel(one.channel_id), one.message_id
        if message_id is None:
            outcome = Outcome(Fate.NOT_FOUND)
            if not new:
                # A process may have ended between posting and recording it.
                mark = mark_of_idea_card(one.id, one.added_at)
                outcome = await self._courier.find(where, mark, one.added_at)
            if outcome.fate is Fate.NOT_FOUND:
                # Row ids are given out again, moments aren't.
                nonce = f"b{one.id % 10**7}-{int(one.added_at.timestamp() * 1000) % 10**9}"
                outcome = await self._courier.send(where, drawn, nonce)
                if outcome.fate is Fate.DELIVERED:
                    await self._note(one, outcome.message_ids[0], fingerprint(drawn))
                    return outcome
            if outcome.fate is not Fate.DELIVERED:
                return await self._refused(one, outcome)
            # What it says isn't known any more, so it is drawn in any case.
            message_id = outcome.message_ids[0]
        outcome = await self._courier.replace(where, message_id, drawn)
        if outcome.fate is Fate.DELIVERED:
            await self._note(one, message_id, fingerprint(drawn))
            return outcome
        if outcome.code == _UNKNOWN_MESSAGE:
            # Somebody didn't want it there.
            await self._database.write(lambda tx: self._kept_off(tx, one))
            return Outcome(Fate.DELIVERED)
        if outcome.code == _TOO_MANY_EDITS:
            await self._note(one, message_id, None)
            await self._database.write(lambda tx: board_ties.take_down(tx, (one.idea_id or 0,)))
            return outcome
        return await self._refused(one, outcome)

    async def _refused(self, one: CardRow, outcome: Outcome) -> Outcome:
        if outcome.fate not in _PASSING and outcome.fate is not Fate.NO_ACCESS:
            # It would be refused again and again; the idea itself is on the team's board.
            _log.warning("an idea's card was not drawn: %s %s", outcome.code, outcome.detail)
            await self._database.write(lambda tx: self._kept_off(tx, one))
        return outcome

    async def _kept_off(self, tx: Tx, one: CardRow) -> None:
        if one.idea_id is not None:
            await board_entries.set_hidden(tx, one.idea_id, hidden=True)
        await board_cards.gone(tx, (one.id,))

    async def _take_down(self, one: CardRow) -> Outcome:
        """Remove the message, and then the row; it stays where the channel is closed to the bot, to be tried again."""
        where, message_id = Channel(one.channel_id), one.message_id
        if message_id is None:
            found = await self._courier.find(where, mark_of_idea_card(one.id, one.added_at), one.added_at)
            if found.fate in _PASSING or _closed(found):
                return found
            message_id = found.message_ids[0] if found.fate is Fate.DELIVERED else None
        outcome = Outcome(Fate.NOT_FOUND)
        if message_id is not None:
            outcome = await self._courier.remove(where, message_id)
        if outcome.fate not in _PASSING and not _closed(outcome):
            await self._database.write(lambda tx: board_cards.gone(tx, (one.id,)))
            return Outcome(Fate.DELIVERED)
        return outcome

    async def _lose(self, row: BoardRow, one: CardRow) -> None:
        """The channel is closed to the bot: the team gets to know, in its own channel."""
        await self._database.write(lambda tx: board_cards.lost(tx, row.community_id, one.channel_id))
        lost = words.say(wording.CHANNEL_LOST, channel=f"<#{one.channel_id}>")
        card = Say((lost,), tone=Tone.CAREFUL)
        told = await self._courier.send(Channel(row.results_channel_id), card, f"bl{one.channel_id % 10**15}")
        _log.info("the team was told that the public board is lost: %s", told.fate)

    async def _note(self, one: CardRow, message_id: int, drawn: str | None) -> None:
        await self._database.write(lambda tx: board_cards.posted(tx, one.id, message_id, drawn))


def _closed(outcome: Outcome) -> bool:
    """Whether the channel is there, and closed to the bot."""
    return outcome.fate is Fate.NO_ACCESS and outcome.code != _UNKNOWN_CHANNEL
