"""Queries about what follows an invitation: a reminder, a question put off, a goodbye."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.invitation import InvitationState
from surveys.core.respect import SILENT_AFTER, Sort, Why, Wishes
from surveys.core.rounds import RoundState
from surveys.store import wishes
from surveys.store.joins import of_invitations
from surveys.store.past import pasts
from surveys.store.tables import follow_ups, followers, invitations, rounds
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One message that is due or in doubt; `claimed_at` is set where it may have gone out already."""

    id: int
    invitation_id: int
    sort: Sort
    claimed_at: datetime | None


async def plan(tx: Tx, invitation_id: int, sort: Sort, due_at: datetime) -> None:
    """Plan a follow-up; a reminder or goodbye that was planned before stays as it is."""
    adding = insert(follow_ups).values(invitation_id=invitation_id, sort=sort, due_at=due_at)
    await tx.execute(adding.on_conflict_do_nothing())


async def plan_reminders(tx: Tx, invitation_ids: Collection[int]) -> None:
    """Plan the reminder of those who were just reached, where their round has one."""
    theirs = (
        select(invitations.c.id, literal(Sort.REMINDER.value), rounds.c.remind_at)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .where(
            invitations.c.id.in_(invitation_ids),
            invitations.c.follower_id.is_not(None),
            rounds.c.remind_at.is_not(None),
        )
    )
    planning = insert(follow_ups).from_select(["invitation_id", "sort", "due_at"], theirs)
    await tx.execute(planning.on_conflict_do_nothing())


@dataclass(frozen=True, slots=True)
class Remindable:
    """Somebody who was reached and hasn't replied, and what became of their reminder so far, if there is one.

    `over`: it was sent, is on its way, or never will be for that `reason`.
    """

    invitation_id: int
    follower_id: int
    following: bool
    wishes: Wishes
    sent: bool
    over: bool
    reason: str | None


async def remindable(tx: Tx, round_id: int, after: int, most: int) -> tuple[Remindable, ...]:
    """Up to `most` of those who were reached in the round and haven't replied, by invitation id above `after`."""
    query = of_invitations(
        invitations.c.id, invitations.c.follower_id, followers.c.left_at, *wishes.COLUMNS
    ).add_columns(follow_ups.c.claimed_at, follow_ups.c.sent_at, follow_ups.c.ended_at, follow_ups.c.reason)
    rows = await tx.execute(
        query.outerjoin(
            follow_ups,
            (follow_ups.c.invitation_id == invitations.c.id) & (follow_ups.c.sort == Sort.REMINDER),
        )
        .where(
            invitations.c.round_id == round_id,
            invitations.c.state == InvitationState.SENT,
            invitations.c.id > after,
        )
        .order_by(invitations.c.id)
        .limit(most)
    )
    return tuple(
        Remindable(
            invitation_id=row.id,
            follower_id=row.follower_id,
            following=row.left_at is None,
            wishes=wishes.of_row(row),
            sent=row.sent_at is not None or (row.claimed_at is not None and row.ended_at is None),
            over=row.claimed_at is not None or row.ended_at is not None,
            reason=row.reason,
        )
        for row in rows
    )


async def remind_now(tx: Tx, round_id: int, now: datetime) -> int:
    """The one reminder of everybody who was reached in the round and hasn't replied is due now; how many there are.

    Whoever had theirs, or is never to get one, stays as they are.
    """
    waiting = select(invitations.c.id).where(
        invitations.c.round_id == round_id, invitations.c.state == InvitationState.SENT
    )
    brought = await tx.execute(
        update(follow_ups)
        .where(
            follow_ups.c.invitation_id.in_(waiting),
            follow_ups.c.sort == Sort.REMINDER,
            follow_ups.c.ended_at.is_(None),
            follow_ups.c.claimed_at.is_(None),
        )
        .values(due_at=now, reason=None)
    )
    theirs = select(
        invitations.c.id, literal(Sort.REMINDER.value), literal(now, follow_ups.c.due_at.type)
    ).where(
        invitations.c.round_id == round_id,
        invitations.c.state == InvitationState.SENT,
        invitations.c.follower_id.is_not(None),
    )
    planning = insert(follow_ups).from_select(["invitation_id", "sort", "due_at"], theirs)
    planned = await tx.execute(planning.on_conflict_do_nothing())
    return int(brought.rowcount + planned.rowcount)


async def put_off(tx: Tx, invitation_id: int, until: datetime, now: datetime) -> None:
    """The question comes back at `until`, once, and takes the place of the reminder."""
    await tx.execute(
        update(follow_ups)
        .where(
            follow_ups.c.invitation_id == invitation_id,
            follow_ups.c.ended_at.is_(None),
            follow_ups.c.claimed_at.is_(None),
        )
        .values(ended_at=now, reason=Why.ANSWERED)
    )
    # A row of its own that is over at once keeps a reminder from being planned later.
    closed = insert(follow_ups).values(
        invitation_id=invitation_id, sort=Sort.REMINDER, due_at=until, ended_at=now, reason=Why.ANSWERED
    )
    await tx.execute(closed.on_conflict_do_nothing())
    await plan(tx, invitation_id, Sort.RETURN, until)


async def plan_goodbyes(tx: Tx, round_id: int, now: datetime) -> None:
    """Plan a goodbye for everyone for whom this closed round was the third in a row without a reply."""
    rows = await tx.execute(
        select(invitations.c.id, invitations.c.follower_id)
        .join(followers, followers.c.id == invitations.c.follower_id)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .where(
            invitations.c.round_id == round_id,
            rounds.c.rehearsal == 0,
            invitations.c.sent_at.is_not(None),
            invitations.c.started_at.is_(None),
            invitations.c.heard == 0,
            followers.c.left_at.is_(None),
        )
    )
    invited = {row.follower_id: row.id for row in rows}
    known = await pasts(tx, invited, now) if invited else {}
    for follower_id, past in known.items():
        if past.silent >= SILENT_AFTER:
            await plan(tx, invited[follower_id], Sort.GOODBYE, now)


async def due(tx: Tx, after: int, most: int, now: datetime) -> tuple[FollowUp, ...]:
    """Up to `most` follow-ups that are due and not over, by id."""
    rows = await tx.execute(
        _pending()
        .where(
            _goes_on(), follow_ups.c.due_at <= now, follow_ups.c.claimed_at.is_(None), follow_ups.c.id > after
        )
        .order_by(follow_ups.c.id)
        .limit(most)
    )
    return tuple(_follow_up(row) for row in rows)


async def in_doubt(tx: Tx) -> tuple[FollowUp, ...]:
    """Follow-ups that were claimed and whose outcome was never recorded."""
    rows = await tx.execute(_pending().where(follow_ups.c.claimed_at.is_not(None)).order_by(follow_ups.c.id))
    return tuple(_follow_up(row) for row in rows)


def _goes_on() -> ColumnElement[bool]:
    """Nothing is sent of a round whose sending is on hold."""
    return follow_ups.c.invitation_id.not_in(
        select(invitations.c.id)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .where(rounds.c.state == RoundState.OPEN, rounds.c.halted.is_not(None))
    )


def _pending() -> Any:
    return select(
        follow_ups.c.id, follow_ups.c.invitation_id, follow_ups.c.sort, follow_ups.c.claimed_at
    ).where(follow_ups.c.ended_at.is_(None))


def _follow_up(row: Any) -> FollowUp:
    return FollowUp(row.id, row.invitation_id, Sort(row.sort), row.claimed_at)


async def next_due(tx: Tx) -> datetime | None:
    """When the next follow-up is due."""
    return await tx.scalar(
        select(follow_ups.c.due_at)
        .where(_goes_on(), follow_ups.c.ended_at.is_(None), follow_ups.c.claimed_at.is_(None))
        .order_by(follow_ups.c.due_at)
        .limit(1)
    )


async def claim(tx: Tx, follow_up_id: int, now: datetime) -> None:
    """From now on, whether it went out is in doubt until its outcome is recorded."""
    await tx.execute(update(follow_ups).where(follow_ups.c.id == follow_up_id).values(claimed_at=now))


async def wait(tx: Tx, follow_up_id: int, until: datetime, why: Why | None) -> None:
    """It is not to be sent before `until`."""
    await tx.execute(
        update(follow_ups)
        .where(follow_ups.c.id == follow_up_id)
        .values(due_at=until, claimed_at=None, reason=why)
    )


async def end(tx: Tx, follow_up_id: int, now: datetime, why: str | None, *, sent: bool) -> None:
    """It is over: sent, or for the reason given never to be."""
    await tx.execute(
        update(follow_ups)
        .where(follow_ups.c.id == follow_up_id)
        .values(ended_at=now, sent_at=now if sent else None, reason=why)
    )


async def round_is_over(tx: Tx, invitation_id: int) -> bool:
    """Whether the invitation's round takes no replies any more."""
    state = await tx.scalar(
        select(rounds.c.state)
        .join(invitations, invitations.c.round_id == rounds.c.id)
        .where(invitations.c.id == invitation_id)
    )
    return state != RoundState.OPEN
