"""Queries about how a round is going, and about the messages in channels that say so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, exists, func, insert, or_, select, update

from surveys.core.invitation import InvitationState
from surveys.core.rounds import RoundState
from surveys.core.status import ENOUGH_REPLIES, PACE_WINDOW, Status
from surveys.store.rounds import RoundRow
from surveys.store.tables import invitations, rounds, statuses
from surveys.store.tx import Tx

_SECONDS_A_DAY = 86_400
_STEPS = (InvitationState.QUEUED, InvitationState.SENDING)


async def of_round(tx: Tx, row: RoundRow, title: str, now: datetime) -> Status:
    """How the round is going."""
    ready = or_(invitations.c.due_at.is_(None), invitations.c.due_at <= now)
    found = await tx.execute(
        select(
            invitations.c.state,
            invitations.c.reason,
            func.count().label("people"),
            func.sum(case((ready, 1), else_=0)).label("ready"),
            func.max(invitations.c.due_at, type_=invitations.c.due_at.type).label("last_due"),
        )
        .where(invitations.c.round_id == row.id)
        .group_by(invitations.c.state, invitations.c.reason)
    )
    counts: dict[InvitationState, int] = {}
    reasons: dict[InvitationState, dict[str, int]] = {}
    at_once, dues = 0, []
    for one in found:
        state = InvitationState(one.state)
        counts[state] = counts.get(state, 0) + one.people
        if one.reason is not None:
            reasons.setdefault(state, {})[one.reason] = one.people
        if state in _STEPS:
            at_once += one.ready if state is InvitationState.QUEUED else one.people
            dues += [one.last_due] if one.last_due is not None and one.last_due > now else []
    recent = await tx.scalar(
        select(func.count()).where(
            invitations.c.round_id == row.id, invitations.c.sent_at > now - PACE_WINDOW
        )
    )
    return Status(
        number=row.number,
        title=title,
        state=row.state,
        halted=row.halted,
        opened_at=row.opened_at,
        closes_at=row.closes_at,
        closed_at=row.closed_at,
        target=row.target,
        counts=counts,
        waiting=reasons.get(InvitationState.QUEUED, {}),
        held=reasons.get(InvitationState.HELD_BACK, {}),
        ready=at_once,
        last_due=max(dues, default=None),
        recent=recent or 0,
        median_seconds=await _median(tx, row.id),
        at=now,
    )


async def _median(tx: Tx, round_id: int) -> float | None:
    """How long it took until the first reply, in seconds, for half of those who replied."""
    replied = (
        invitations.c.round_id == round_id,
        invitations.c.started_at.is_not(None),
        invitations.c.sent_at.is_not(None),
    )
    number = await tx.scalar(select(func.count()).where(*replied)) or 0
    if number < ENOUGH_REPLIES:
        return None
    taken = func.julianday(invitations.c.started_at) - func.julianday(invitations.c.sent_at)
    middle = select(taken).where(*replied).order_by(taken).limit(1).offset((number - 1) // 2)
    days: float = (await tx.execute(middle)).scalar_one()
    return max(0.0, days * _SECONDS_A_DAY)


@dataclass(frozen=True, slots=True)
class Posted:
    """A status in a channel, or one that is to be posted there. `replaced`: a newer one of the round is there."""

    id: int
    round_id: int
    channel_id: int
    message_id: int | None
    posted_at: datetime
    drawn: str | None
    moved_at: datetime
    replaced: bool


def _posted() -> Any:
    newer = statuses.alias("newer")
    replaced = exists().where(newer.c.round_id == statuses.c.round_id, newer.c.id > statuses.c.id)
    return select(
        statuses.c.id,
        statuses.c.round_id,
        statuses.c.channel_id,
        statuses.c.message_id,
        statuses.c.posted_at,
        statuses.c.drawn,
        statuses.c.moved_at,
        replaced.label("replaced"),
    )


def _row(row: Any) -> Posted:
    values = list(row)
    values[-1] = bool(values[-1])
    return Posted(*values)


async def add(tx: Tx, round_id: int, channel_id: int, now: datetime, due_at: datetime) -> Posted:
    """A status that is to be posted; nobody else looks at it before `due_at`. Earlier ones of the round are over."""
    await soon(tx, round_id, now)
    adding = insert(statuses).values(
        round_id=round_id, channel_id=channel_id, posted_at=now, moved_at=now, looked_at=now, due_at=due_at
    )
    status_id: int = (await tx.execute(adding.returning(statuses.c.id))).scalar_one()
    found = await load(tx, status_id)
    assert found is not None
    return found


async def load(tx: Tx, status_id: int) -> Posted | None:
    """That status, unless it is over."""
    row = (await tx.execute(_posted().where(statuses.c.id == status_id))).first()
    return None if row is None else _row(row)


async def on_message(tx: Tx, round_id: int, message_id: int) -> Posted | None:
    """The status of that round on that message, if it is one that keeps itself up to date."""
    row = (
        await tx.execute(
            _posted().where(statuses.c.round_id == round_id, statuses.c.message_id == message_id)
        )
    ).first()
    return None if row is None else _row(row)


async def soon(tx: Tx, round_id: int, now: datetime) -> None:
    """Something was done to the round: its status is to be looked at now."""
    await tx.execute(
        update(statuses)
        .where(statuses.c.round_id == round_id, statuses.c.message_id.is_not(None), statuses.c.due_at > now)
        .values(due_at=now)
    )


async def due(tx: Tx, now: datetime) -> tuple[Posted, ...]:
    """Every status that is to be looked at now; those whose round was closed since they were, too."""
    closed = (rounds.c.state == RoundState.CLOSED) & (rounds.c.closed_at >= statuses.c.looked_at)
    rows = await tx.execute(
        _posted()
        .join(rounds, rounds.c.id == statuses.c.round_id)
        .where(or_(statuses.c.due_at <= now, closed))
        .order_by(statuses.c.id)
    )
    return tuple(_row(row) for row in rows)


async def next_due(tx: Tx) -> datetime | None:
    """When the next status is to be looked at."""
    return await tx.scalar(select(statuses.c.due_at).order_by(statuses.c.due_at).limit(1))


async def drawn(tx: Tx, one: Posted, message_id: int, what: str, now: datetime, due_at: datetime) -> None:
    """It stands on that message and says `what`; not to be looked at before `due_at`."""
    moved = {} if what == one.drawn else {"moved_at": now}
    await tx.execute(
        update(statuses)
        .where(statuses.c.id == one.id)
        .values(message_id=message_id, drawn=what, looked_at=now, due_at=due_at, **moved)
    )


async def later(tx: Tx, one: Posted, now: datetime, due_at: datetime) -> None:
    """It couldn't be drawn just now."""
    await tx.execute(update(statuses).where(statuses.c.id == one.id).values(looked_at=now, due_at=due_at))


async def anew(tx: Tx, one: Posted, now: datetime, due_at: datetime) -> None:
    """Its message can't be drawn any more: it is to be posted as a new one, by whoever does so before `due_at`."""
    await tx.execute(
        update(statuses)
        .where(statuses.c.id == one.id)
        .values(message_id=None, drawn=None, posted_at=now, moved_at=now, looked_at=now, due_at=due_at)
    )


async def end(tx: Tx, status_id: int) -> None:
    """It is over: nobody draws it any more."""
    await tx.execute(delete(statuses).where(statuses.c.id == status_id))
