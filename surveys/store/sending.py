"""Queries about invitations on their way to people."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select, update

from surveys.core.invitation import Happening, InvitationState, move
from surveys.core.respect import Why
from surveys.core.rounds import Halt, RoundState
from surveys.store import follow_ups
from surveys.store.standings import Standing, standing_of, standings
from surveys.store.tables import invitations, rounds
from surveys.store.tx import Tx


async def queued(tx: Tx, after: int, most: int, now: datetime) -> tuple[Standing, ...]:
    """Up to `most` queued invitations that are due, with ids above `after`, in order, of rounds that are sending."""
    rows = await tx.execute(
        standings()
        .where(
            invitations.c.state == InvitationState.QUEUED,
            invitations.c.id > after,
            or_(invitations.c.due_at.is_(None), invitations.c.due_at <= now),
            rounds.c.state == RoundState.OPEN,
            rounds.c.closes_at > now,
            rounds.c.halted.is_(None),
        )
        .order_by(invitations.c.id)
        .limit(most)
    )
    return tuple(standing_of(row) for row in rows)


async def claim(tx: Tx, invitation_ids: Collection[int], now: datetime) -> None:
    """Claim queued invitations.

    The claim is durable once the transaction is: from then on, whether a message went out is in
    doubt until its outcome is recorded.
    """
    await tx.execute(
        update(invitations)
        .where(invitations.c.id.in_(invitation_ids), invitations.c.state == InvitationState.QUEUED)
        .values(
            state=move(InvitationState.QUEUED, Happening.CLAIMED), claimed_at=now, reason=None, due_at=None
        )
    )


async def wait(tx: Tx, invitation_id: int, until: datetime, why: Why) -> None:
    """A queued invitation is not to be sent before `until`."""
    await tx.execute(
        update(invitations)
        .where(invitations.c.id == invitation_id, invitations.c.state == InvitationState.QUEUED)
        .values(due_at=until, reason=why)
    )


async def withhold(tx: Tx, invitation_id: int, why: Why, now: datetime) -> None:
    """A queued invitation is not to be sent in this round at all."""
    await tx.execute(
        update(invitations)
        .where(invitations.c.id == invitation_id, invitations.c.state == InvitationState.QUEUED)
        .values(state=move(InvitationState.QUEUED, Happening.WITHHELD), reason=why, ended_at=now)
    )


async def next_due(tx: Tx) -> datetime | None:
    """When the next invitation that waits may be sent."""
    return await tx.scalar(
        select(invitations.c.due_at)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .where(
            invitations.c.state == InvitationState.QUEUED,
            invitations.c.due_at.is_not(None),
            rounds.c.state == RoundState.OPEN,
            rounds.c.halted.is_(None),
        )
        .order_by(invitations.c.due_at)
        .limit(1)
    )


async def in_doubt(tx: Tx) -> tuple[Standing, ...]:
    """Claimed invitations whose outcome was never recorded: a process ended in between."""
    rows = await tx.execute(
        standings().where(invitations.c.state == InvitationState.SENDING).order_by(invitations.c.id)
    )
    return tuple(standing_of(row) for row in rows)


async def settle(
    tx: Tx,
    invitation_id: int,
    happening: Happening,
    now: datetime,
    *,
    message_id: int | None = None,
    error: str | None = None,
) -> None:
    """Record what became of a claimed invitation.

    A reply that overtook the record stays: then only the message and the time are noted. Who was
    reached is due a reminder, if the round has one.
    """
    # Somebody may have been forgotten while their message was on its way: nothing new is kept of them.
    mine = (invitations.c.id == invitation_id, invitations.c.follower_id.is_not(None))
    if happening is Happening.DELIVERED:
        await tx.execute(
            update(invitations).where(*mine, invitations.c.sent_at.is_(None)).values(sent_at=now)
        )
        await tx.execute(
            update(invitations).where(*mine, invitations.c.message_id.is_(None)).values(message_id=message_id)
        )
        await follow_ups.plan_reminder(tx, invitation_id)
    changes: dict[str, object] = {"state": move(InvitationState.SENDING, happening), "error": error}
    if happening in {Happening.NOT_REACHED, Happening.REJECTED}:
        changes["ended_at"] = now
    await tx.execute(
        update(invitations)
        .where(invitations.c.id == invitation_id, invitations.c.state == InvitationState.SENDING)
        .values(**changes)
    )


async def halt(tx: Tx, why: Halt, round_id: int | None, now: datetime) -> tuple[int, ...]:
    """Put sending on hold, for one round or for all that are open.

    The rounds that were not on hold already, so that each is announced once.
    """
    stopping = update(rounds).where(rounds.c.state == RoundState.OPEN, rounds.c.halted.is_(None))
    if round_id is not None:
        stopping = stopping.where(rounds.c.id == round_id)
    rows = await tx.scalars(stopping.values(halted=why, halted_at=now).returning(rounds.c.id))
    return tuple(rows)


async def lift_halts(tx: Tx, whys: Collection[Halt], until: datetime | None) -> None:
    """Let sending go on where it was put on hold for one of `whys`, before `until` if given."""
    lifting = update(rounds).where(rounds.c.halted.in_([why.value for why in whys]))
    if until is not None:
        lifting = lifting.where(rounds.c.halted_at <= until)
    await tx.execute(lifting.values(halted=None, halted_at=None))


async def next_halted(tx: Tx, whys: Collection[Halt]) -> datetime | None:
    """When the longest-standing hold for one of `whys` began."""
    return await tx.scalar(
        select(rounds.c.halted_at)
        .where(rounds.c.halted.in_([why.value for why in whys]), rounds.c.state == RoundState.OPEN)
        .order_by(rounds.c.halted_at)
        .limit(1)
    )
