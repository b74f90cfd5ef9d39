"""Queries about the cards with which people answer a round in the server."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update

from surveys.core.rounds import RoundState
from surveys.store.tables import communities, rounds, survey_versions
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class CardRow:
    """A round's card in the community's channel: where it stands, or is to stand."""

    round_id: int
    community: str
    locale: str | None
    channel_id: int
    message_id: int | None
    open: bool
    opened_at: datetime
    closes_at: datetime
    version_id: int
    definition: dict[str, Any]


async def cards_to_draw(tx: Tx) -> tuple[CardRow, ...]:
    """Open rounds whose card isn't up, and closed ones whose card still offers to answer."""
    rows = await tx.execute(
        select(
            rounds.c.id,
            communities.c.name,
            communities.c.locale,
            func.coalesce(rounds.c.card_channel_id, communities.c.join_channel_id),
            rounds.c.card_message_id,
            rounds.c.state == RoundState.OPEN,
            rounds.c.opened_at,
            rounds.c.closes_at,
            rounds.c.version_id,
            survey_versions.c.definition,
        )
        .join(communities, communities.c.id == rounds.c.community_id)
        .join(survey_versions, survey_versions.c.id == rounds.c.version_id)
        .where(
            rounds.c.rehearsal == 0,
            or_(
                (rounds.c.state == RoundState.OPEN)
                & rounds.c.card_message_id.is_(None)
                & communities.c.join_channel_id.is_not(None),
                (rounds.c.state == RoundState.CLOSED) & rounds.c.card_channel_id.is_not(None),
            ),
        )
        .order_by(rounds.c.id)
    )
    return tuple(CardRow(*row) for row in rows)


async def card_is_up(tx: Tx, round_id: int, channel_id: int | None, message_id: int) -> None:
    """Remember the message with the round's card; no channel: it offers nothing any more, or can't be posted."""
    await tx.execute(
        update(rounds)
        .where(rounds.c.id == round_id)
        .values(card_channel_id=channel_id, card_message_id=message_id)
    )
