"""A round's card in the community's channel, with which people answer there."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from surveys.core.ids import mark_of_round_card
from surveys.core.prompt import Say
from surveys.core.scene import moment
from surveys.core.showing import round_card
from surveys.engine.scenes import Scenes
from surveys.ports import Channel, Courier, Fate, Outcome
from surveys.store import round_cards
from surveys.store.database import Database
from surveys.store.round_cards import CardRow
from surveys.store.tx import Tx

#: How soon to try again what Discord didn't take.
_LATER: Final = timedelta(minutes=1)
#: Outcomes after which trying again may help.
_PASSING: Final = frozenset({Fate.POSTPONED, Fate.HALTED, Fate.UNSURE})
_log = logging.getLogger(__name__)


class RoundCards:
    """Puts the card up when a round opens, and takes its button away when the round is over."""

    def __init__(
        self, database: Database, scenes: Scenes, courier: Courier, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._scenes = scenes
        self._courier = courier
        self._now = now

    async def draw_due(self) -> datetime | None:
        """Draw every card that isn't as it should be; when to try again, if one couldn't be drawn."""
        async with self._database.reading() as tx:
            rows = await round_cards.cards_to_draw(tx)
        done = [await (self._put_up(row) if row.open else self._take_down(row)) for row in rows]
        return None if all(done) else self._now() + _LATER

    async def _put_up(self, row: CardRow) -> bool:
        channel = Channel(row.channel_id)
        # A process may have ended between posting and recording it.
        outcome = await self._courier.find(channel, mark_of_round_card(row.round_id), row.opened_at)
        if outcome.fate is Fate.NOT_FOUND:
            card = self._card(row, moment(row.closes_at))
            outcome = await self._courier.send(channel, card, f"o{row.round_id}")
        if outcome.fate in _PASSING:
            return False
        if outcome.fate is Fate.DELIVERED:
            await self._remember(row, row.channel_id, outcome)
        else:
            _log.warning("the card of round %d was not posted: %s", row.round_id, outcome.fate)
            await self._remember(row, None, outcome)
        return True

    async def _take_down(self, row: CardRow) -> bool:
        outcome = await self._courier.replace(
            Channel(row.channel_id), row.message_id or 0, self._card(row, None)
        )
        if outcome.fate in _PASSING:
            return False
        await self._remember(row, None, outcome)
        return True

    def _card(self, row: CardRow, closes: str | None) -> Say:
        survey = self._scenes.versions.shown(row.version_id, row.definition, row.locale)
        return round_card(row.round_id, survey, row.community, self._scenes.languages.of(row.locale), closes)

    async def _remember(self, row: CardRow, channel_id: int | None, outcome: Outcome) -> None:
        message_id = outcome.message_ids[0] if outcome.message_ids else row.message_id or 0

        async def remember(tx: Tx) -> None:
            await round_cards.card_is_up(tx, row.round_id, channel_id, message_id)

        await self._database.write(remember)
