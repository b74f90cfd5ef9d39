"""What its team changes about an open round."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from surveys.core.rounds import Halt, RoundState
from surveys.store.tables import rounds
from surveys.store.tx import Tx


async def pause(tx: Tx, round_id: int, now: datetime) -> bool:
    """Send nothing more of an open round for now; whether that changed anything."""
    return await _set_halted(tx, round_id, rounds.c.halted.is_distinct_from(Halt.PAUSED), Halt.PAUSED, now)


async def resume(tx: Tx, round_id: int) -> bool:
    """Go on with a round that its team paused; whether that changed anything."""
    return await _set_halted(tx, round_id, rounds.c.halted == Halt.PAUSED, None, None)


async def _set_halted(tx: Tx, round_id: int, where: Any, why: Halt | None, at: datetime | None) -> bool:
    changed = await tx.execute(
        update(rounds)
        .where(rounds.c.id == round_id, rounds.c.state == RoundState.OPEN, where)
        .values(halted=why, halted_at=at)
        .returning(rounds.c.id)
    )
    return changed.first() is not None


async def cancel(tx: Tx, round_id: int, now: datetime) -> bool:
    """End an open round without a summary in the channel; whether that changed anything.

    It closes as any other, which ends what is pending. Nobody's silence in it counts.
    """
    changed = await tx.execute(
        update(rounds)
        .where(rounds.c.id == round_id, rounds.c.state == RoundState.OPEN)
        .values(closes_at=now, cancelled_at=now, summarised_at=now)
        .returning(rounds.c.id)
    )
    return changed.first() is not None


async def ask_to_close(tx: Tx, round_id: int, now: datetime) -> None:
    """Bring the round's end forward to now."""
    await tx.execute(
        update(rounds)
        .where(rounds.c.id == round_id, rounds.c.state == RoundState.OPEN, rounds.c.closes_at > now)
        .values(closes_at=now)
    )
