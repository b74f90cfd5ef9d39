"""Queries for the worker that tells people: what is due, what is on its way, and what became of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from surveys.core.ideas import IdeaState
from surveys.core.respect import Why, Wishes
from surveys.core.tellings import DELAY
from surveys.store import wishes
from surveys.store.tables import communities, followers, people, tellings
from surveys.store.tellings import PENDING
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom it is for. `language` and `locale` are what the person chose and what Discord last said."""

    follower_id: int
    user_id: int
    dm_channel_id: int | None
    following: bool
    community_id: int
    community: str
    language: str | None
    locale: str | None
    wishes: Wishes


@dataclass(frozen=True, slots=True)
class Pending:
    """One thing to tell somebody."""

    id: int
    idea_id: int
    state: IdeaState
    planned_at: datetime


@dataclass(frozen=True, slots=True)
class InDoubt:
    """A message that was claimed and whose outcome was never recorded: its number, whose it is, what is in it.

    `planned_at` is the lead's.
    """

    lead_id: int
    planned_at: datetime
    follower_id: int
    tellings: tuple[int, ...]


async def due(tx: Tx, after: int, most: int, now: datetime) -> tuple[int, ...]:
    """Up to `most` followers with ids above `after` who are to be told something now, in order."""
    rows = await tx.scalars(
        select(tellings.c.follower_id)
        .where(PENDING, tellings.c.due_at <= now, tellings.c.follower_id > after)
        .distinct()
        .order_by(tellings.c.follower_id)
        .limit(most)
    )
    return tuple(rows)


async def pending(tx: Tx, follower_ids: Collection[int], now: datetime) -> dict[int, list[Pending]]:
    """Everything each of these followers may be told now, whatever it waited for; the oldest first."""
    rows = await tx.execute(
        select(
            tellings.c.follower_id,
            tellings.c.id,
            tellings.c.idea_id,
            tellings.c.state,
            tellings.c.planned_at,
        )
        .where(PENDING, tellings.c.follower_id.in_(follower_ids), tellings.c.planned_at <= now - DELAY)
        .order_by(tellings.c.planned_at, tellings.c.id)
    )
    found: dict[int, list[Pending]] = {}
    for row in rows:
        one = Pending(row.id, row.idea_id, IdeaState(row.state), row.planned_at)
        found.setdefault(row.follower_id, []).append(one)
    return found


async def readers(tx: Tx, follower_ids: Collection[int]) -> dict[int, Reader]:
    """These followers as people to write to; who is forgotten is left out."""
    rows = await tx.execute(
        select(
            followers.c.id,
            followers.c.user_id,
            followers.c.left_at,
            people.c.dm_channel_id,
            communities.c.id.label("community_id"),
            communities.c.name.label("community"),
            *wishes.COLUMNS,
        )
        .join(people, people.c.user_id == followers.c.user_id)
        .join(communities, communities.c.id == followers.c.community_id)
        .where(followers.c.id.in_(follower_ids))
    )
    return {
        row.id: Reader(
            follower_id=row.id,
            user_id=row.user_id,
            dm_channel_id=row.dm_channel_id,
            following=row.left_at is None,
            community_id=row.community_id,
            community=row.community,
            language=row.language,
            locale=row.locale,
            wishes=wishes.of_row(row),
        )
        for row in rows
    }


async def claim(tx: Tx, telling_ids: Collection[int], lead_id: int, now: datetime) -> None:
    """These go out in one message; whether they did is in doubt until its outcome is recorded."""
    await tx.execute(
        update(tellings).where(tellings.c.id.in_(telling_ids)).values(lead_id=lead_id, claimed_at=now)
    )


async def wait(tx: Tx, telling_ids: Collection[int], until: datetime, why: Why | None) -> None:
    """These aren't to be told before `until`. What was claimed gives way to what was planned for it since."""
    newer = tellings.alias("newer")
    await tx.execute(
        delete(tellings).where(
            tellings.c.id.in_(telling_ids),
            tellings.c.claimed_at.is_not(None),
            select(newer.c.id)
            .where(
                newer.c.idea_id == tellings.c.idea_id,
                newer.c.follower_id == tellings.c.follower_id,
                newer.c.ended_at.is_(None),
                newer.c.claimed_at.is_(None),
            )
            .exists(),
        )
    )
    await tx.execute(
        update(tellings)
        .where(tellings.c.id.in_(telling_ids), tellings.c.ended_at.is_(None))
        .values(due_at=until, claimed_at=None, lead_id=None, reason=why)
    )


async def end(tx: Tx, telling_ids: Collection[int], now: datetime, why: str | None, *, sent: bool) -> None:
    """These are over: told, or for the reason given never to be."""
    await tx.execute(
        update(tellings)
        .where(tellings.c.id.in_(telling_ids))
        .values(ended_at=now, sent_at=now if sent else None, reason=why)
    )


async def in_doubt(tx: Tx) -> tuple[InDoubt, ...]:
    """Messages that were claimed and whose outcome was never recorded."""
    rows = await tx.execute(
        select(tellings.c.lead_id, tellings.c.planned_at, tellings.c.follower_id, tellings.c.id)
        .where(tellings.c.claimed_at.is_not(None), tellings.c.ended_at.is_(None))
        .order_by(tellings.c.lead_id, tellings.c.id)  # the lead has the lowest number
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.lead_id, []).append(row)
    return tuple(
        InDoubt(lead, rows[0].planned_at, rows[0].follower_id, tuple(row.id for row in rows))
        for lead, rows in found.items()
    )


async def next_due(tx: Tx) -> datetime | None:
    """When somebody is to be told something next."""
    query = select(tellings.c.due_at).where(PENDING).order_by(tellings.c.due_at).limit(1)
    return await tx.scalar(query)


async def rejudge(tx: Tx, whose: Any) -> None:
    """Let what waits for these followers be judged anew; `whose` is a select of their ids."""
    await tx.execute(
        update(tellings)
        .where(PENDING, tellings.c.follower_id.in_(whose), tellings.c.reason.is_not(None))
        .values(due_at=tellings.c.planned_at, reason=None)
    )
