"""Queries about invitations on their way to people."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from surveys.core.invitation import Happening, InvitationState, move
from surveys.core.rounds import Halt, RoundState
from surveys.store.joins import of_invitations
from surveys.store.tables import communities, followers, invitations, people, rounds, survey_versions
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Parcel:
    """One invitation to deliver: to whom, from which round, with which survey version."""

    invitation_id: int
    round_id: int
    follower_id: int
    user_id: int
    dm_channel_id: int | None
    community: str
    closes_at: datetime
    version_id: int
    definition: dict[str, Any]


def _parcels() -> Any:
    return of_invitations(
        invitations.c.id,
        invitations.c.round_id,
        invitations.c.follower_id,
        followers.c.user_id,
        people.c.dm_channel_id,
        communities.c.name,
        rounds.c.closes_at,
        rounds.c.version_id,
        survey_versions.c.definition,
    )


async def claim(tx: Tx, after: int, most: int, now: datetime) -> tuple[Parcel, ...]:
    """Claim up to `most` queued invitations with ids above `after`, in order, of rounds that are sending.

    The claim is durable once the transaction is: from then on, whether a message went out is in
    doubt until its outcome is recorded.
    """
    rows = await tx.execute(
        _parcels()
        .where(
            invitations.c.state == InvitationState.QUEUED,
            invitations.c.id > after,
            rounds.c.state == RoundState.OPEN,
            rounds.c.closes_at > now,
            rounds.c.halted.is_(None),
        )
        .order_by(invitations.c.id)
        .limit(most)
    )
    parcels = tuple(Parcel(*row) for row in rows)
    await tx.execute(
        update(invitations)
        .where(invitations.c.id.in_([parcel.invitation_id for parcel in parcels]))
        .values(state=move(InvitationState.QUEUED, Happening.CLAIMED), claimed_at=now)
    )
    return parcels


async def in_doubt(tx: Tx) -> tuple[Parcel, ...]:
    """Claimed invitations whose outcome was never recorded: a process ended in between."""
    rows = await tx.execute(
        _parcels().where(invitations.c.state == InvitationState.SENDING).order_by(invitations.c.id)
    )
    return tuple(Parcel(*row) for row in rows)


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

    A reply that overtook the record stays: then only the message and the time are noted.
    """
    if happening is Happening.DELIVERED:
        await tx.execute(
            update(invitations)
            .where(invitations.c.id == invitation_id, invitations.c.sent_at.is_(None))
            .values(sent_at=now)
        )
        await tx.execute(
            update(invitations)
            .where(invitations.c.id == invitation_id, invitations.c.message_id.is_(None))
            .values(message_id=message_id)
        )
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
