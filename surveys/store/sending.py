"""Queries about invitations on their way to people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Integer, bindparam, case, exists, func, or_, select, update

from surveys.core.invitation import Happening, InvitationState, move
from surveys.core.respect import Why
from surveys.core.rounds import Halt, RoundState
from surveys.store import follow_ups
from surveys.store.standings import Standing, standing_of, standings
from surveys.store.tables import invitations, rounds
from surveys.store.tx import Tx
from surveys.store.types import Instant


@dataclass(frozen=True, slots=True)
class DueRound:
    """A round with people who may be written to now. `canary_left`: None before the first of them was."""

    id: int
    canary_left: int | None
    canary_until: datetime | None


def _sending() -> ColumnElement[bool]:
    return (rounds.c.state == RoundState.OPEN) & rounds.c.halted.is_(None)


async def due_rounds(tx: Tx, now: datetime) -> tuple[DueRound, ...]:
    """Rounds that are sending and have somebody queued who is due, in order; those under watch, too."""
    waiting = (invitations.c.round_id == rounds.c.id) & (invitations.c.state == InvitationState.QUEUED)
    # Two questions, each of which the index answers at once, however many wait for the morning.
    rows = await tx.execute(
        select(rounds.c.id, rounds.c.canary_left, rounds.c.canary_until)
        .where(
            _sending(),
            rounds.c.closes_at > now,
            or_(
                exists().where(waiting, invitations.c.due_at.is_(None)),
                exists().where(waiting, invitations.c.due_at <= now),
            ),
        )
        .order_by(rounds.c.id)
    )
    return tuple(DueRound(*row) for row in rows)


async def queued(tx: Tx, round_id: int, most: int, now: datetime) -> tuple[Standing, ...]:
    """Up to `most` of the round's queued invitations that are due, those that waited for nothing first."""
    rows = await tx.execute(
        standings()
        .where(
            invitations.c.round_id == round_id,
            invitations.c.state == InvitationState.QUEUED,
            or_(invitations.c.due_at.is_(None), invitations.c.due_at <= now),
        )
        .order_by(invitations.c.due_at, invitations.c.id)
        .limit(most)
    )
    return tuple(standing_of(row) for row in rows)


async def set_canary(tx: Tx, round_id: int, left: int | None, until: datetime | None) -> None:
    """How many of the round may still go ahead, and until when they are watched."""
    await tx.execute(
        update(rounds).where(rounds.c.id == round_id).values(canary_left=left, canary_until=until)
    )


async def canaries(tx: Tx, round_id: int, most: int) -> tuple[InvitationState, ...]:
    """What became of the `most` invitations of the round that were claimed last."""
    states = await tx.scalars(
        select(invitations.c.state)
        .where(invitations.c.round_id == round_id, invitations.c.claimed_at.is_not(None))
        .order_by(invitations.c.claimed_at.desc(), invitations.c.id.desc())
        .limit(most)
    )
    return tuple(InvitationState(state) for state in states)


async def watched_until(tx: Tx) -> datetime | None:
    """When the next round under watch may go on."""
    return await tx.scalar(
        select(rounds.c.canary_until)
        .where(_sending(), rounds.c.canary_until.is_not(None))
        .order_by(rounds.c.canary_until)
        .limit(1)
    )


async def delivered(tx: Tx, most: int) -> int:
    """How many invitations were ever delivered; it counts no further than `most`."""
    some = select(invitations.c.id).where(invitations.c.sent_at.is_not(None)).limit(most).subquery()
    return await tx.scalar(select(func.count()).select_from(some)) or 0


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


async def retry_now(tx: Tx) -> None:
    """Invitations that Discord didn't take need not wait any longer. Who waits for a reason of theirs does."""
    sending = select(rounds.c.id).where(_sending())
    await tx.execute(
        update(invitations)
        .where(
            invitations.c.round_id.in_(sending),
            invitations.c.state == InvitationState.QUEUED,
            invitations.c.due_at.is_not(None),
            invitations.c.reason.is_(None),
        )
        .values(due_at=None)
    )


async def next_due(tx: Tx) -> datetime | None:
    """When the next invitation that waits may be sent."""
    return await tx.scalar(
        select(invitations.c.due_at)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .where(
            invitations.c.state == InvitationState.QUEUED,
            invitations.c.due_at.is_not(None),
            _sending(),
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


@dataclass(frozen=True, slots=True)
class Arrived:
    """An invitation that arrived, the message it is in, and when."""

    invitation_id: int
    message_id: int | None
    at: datetime


# Built once: for a round of 10,000 that is seconds.
_ARRIVED: Final = (
    update(invitations)
    # Somebody may have been forgotten while their message was on its way: nothing new is kept of them.
    .where(invitations.c.id == bindparam("invitation"), invitations.c.follower_id.is_not(None))
    .values(
        state=case(
            (
                invitations.c.state == InvitationState.SENDING,
                move(InvitationState.SENDING, Happening.DELIVERED),
            ),
            else_=invitations.c.state,
        ),
        sent_at=func.coalesce(invitations.c.sent_at, bindparam("at", type_=Instant())),
        message_id=func.coalesce(invitations.c.message_id, bindparam("message", type_=Integer())),
        error=case((invitations.c.state == InvitationState.SENDING, None), else_=invitations.c.error),
    )
)


async def settle(
    tx: Tx,
    invitation_id: int,
    happening: Happening,
    now: datetime,
    *,
    message_id: int | None = None,
    error: str | None = None,
    again_at: datetime | None = None,
) -> None:
    """Record what became of a claimed invitation.

    A reply that overtook the record stays: then only the message and the time are noted. Who was
    reached is due a reminder, if the round has one. What is postponed isn't tried before `again_at`.
    """
    if happening is Happening.DELIVERED:
        await arrived(tx, [Arrived(invitation_id, message_id, now)])
        return
    sending = InvitationState.SENDING
    changes: dict[str, object] = {"state": move(sending, happening), "error": error}
    if happening is Happening.POSTPONED:
        changes["due_at"] = again_at
    else:
        changes["ended_at"] = now
    await tx.execute(
        update(invitations)
        .where(invitations.c.id == invitation_id, invitations.c.state == sending)
        .values(**changes)
    )


async def arrived(tx: Tx, arrivals: Sequence[Arrived]) -> None:
    """Record invitations that arrived, as `settle` does, in two statements however many they are."""
    await tx.execute(
        _ARRIVED,
        [{"invitation": one.invitation_id, "message": one.message_id, "at": one.at} for one in arrivals],
    )
    await follow_ups.plan_reminders(tx, [one.invitation_id for one in arrivals])


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
    # A few go ahead again: what was the matter may still be.
    await tx.execute(lifting.values(halted=None, halted_at=None, canary_left=None, canary_until=None))


async def next_halted(tx: Tx, whys: Collection[Halt]) -> datetime | None:
    """When the longest-standing hold for one of `whys` began."""
    return await tx.scalar(
        select(rounds.c.halted_at)
        .where(rounds.c.halted.in_([why.value for why in whys]), rounds.c.state == RoundState.OPEN)
        .order_by(rounds.c.halted_at)
        .limit(1)
    )
