"""Queries about rehearsals: rounds sent to a few of the team to try a survey, which count nowhere."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.invitation import InvitationState
from surveys.core.rounds import RoundState
from surveys.store import letting_go, rounds
from surveys.store.rights import NOBODY
from surveys.store.rounds import RoundRow
from surveys.store.tables import answers, attachments, follow_ups, followers, invitations, people, replies
from surveys.store.tables import rounds as rounds_table
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Tester:
    """Somebody who follows the community, and how many of its rehearsals they are in that aren't over."""

    user_id: int
    follower_id: int
    rehearsals: int


async def testers(tx: Tx, community_id: int, user_ids: Collection[int]) -> dict[int, Tester]:
    """Those of `user_ids` who follow the community now."""
    under_way = (
        select(func.count())
        .select_from(invitations)
        .join(rounds_table, rounds_table.c.id == invitations.c.round_id)
        .where(
            invitations.c.follower_id == followers.c.id,
            rounds_table.c.rehearsal == 1,
            rounds_table.c.state != RoundState.CLOSED,
        )
        .scalar_subquery()
    )
    rows = await tx.execute(
        select(followers.c.user_id, followers.c.id, under_way).where(
            followers.c.community_id == community_id,
            followers.c.left_at.is_(None),
            followers.c.user_id.in_(user_ids),
        )
    )
    return {row[0]: Tester(*row) for row in rows}


async def open_rehearsal(
    tx: Tx,
    community_id: int,
    version_id: int,
    started_by: int,
    follower_ids: Sequence[int],
    now: datetime,
    closes_at: datetime,
) -> int:
    """Open a rehearsal for these followers, in the caller's transaction. The round's id.

    Numbers below zero: what people number their rounds by isn't touched, and no command reads them.
    """
    lowest = await tx.scalar(
        select(func.min(rounds_table.c.number)).where(rounds_table.c.community_id == community_id)
    )
    adding = insert(rounds_table).values(
        community_id=community_id,
        number=min(lowest or 0, 0) - 1,
        version_id=version_id,
        state=RoundState.OPEN,
        started_by=started_by,
        opened_at=now,
        closes_at=closes_at,
        special=1,
        rehearsal=1,
    )
    round_id: int = (await tx.execute(adding.returning(rounds_table.c.id))).scalar_one()
    await tx.execute(
        insert(invitations),
        [{"round_id": round_id, "follower_id": one, "state": InvitationState.QUEUED} for one in follower_ids],
    )
    return round_id


async def due_to_close(tx: Tx, now: datetime) -> tuple[int, ...]:
    """Rehearsals whose time is over and that are not closed."""
    return await _ids(tx, rounds_table.c.state != RoundState.CLOSED, rounds_table.c.closes_at <= now)


async def unreported(tx: Tx) -> tuple[int, ...]:
    """Rehearsals of which the team wasn't told what came of them."""
    return await _ids(tx, rounds_table.c.summarised_at.is_(None))


async def to_wipe(tx: Tx) -> tuple[int, ...]:
    """Rehearsals that are over and told of, and whose data is still there."""
    return await _ids(
        tx,
        rounds_table.c.state == RoundState.CLOSED,
        rounds_table.c.summarised_at.is_not(None),
        rounds_table.c.aged_at.is_(None),
    )


async def next_close(tx: Tx) -> datetime | None:
    """When the next rehearsal is over."""
    return await tx.scalar(
        select(rounds_table.c.closes_at)
        .where(rounds_table.c.rehearsal == 1, rounds_table.c.state != RoundState.CLOSED)
        .order_by(rounds_table.c.closes_at)
        .limit(1)
    )


async def _ids(tx: Tx, *where: ColumnElement[bool]) -> tuple[int, ...]:
    query = select(rounds_table.c.id).where(rounds_table.c.rehearsal == 1, *where)
    return tuple(await tx.scalars(query.order_by(rounds_table.c.id)))


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part in a rehearsal: the card in their DM, and how far they got."""

    user_id: int
    dm_channel_id: int | None
    message_id: int | None
    language: str | None
    locale: str | None
    state: InvitationState
    reason: str | None


async def parts(tx: Tx, round_id: int) -> tuple[Part, ...]:
    """Everybody in the rehearsal who isn't forgotten."""
    rows = await tx.execute(
        select(
            followers.c.user_id,
            people.c.dm_channel_id,
            invitations.c.message_id,
            people.c.language,
            people.c.locale,
            invitations.c.state,
            invitations.c.reason,
        )
        .join(followers, followers.c.id == invitations.c.follower_id)
        .join(people, people.c.user_id == followers.c.user_id)
        .where(invitations.c.round_id == round_id)
        .order_by(invitations.c.id)
    )
    return tuple(Part(*row[:5], InvitationState(row[5]), row[6]) for row in rows)


async def reported(tx: Tx, round_id: int, now: datetime) -> None:
    """The team was told what came of the rehearsal."""
    await tx.execute(update(rounds_table).where(rounds_table.c.id == round_id).values(summarised_at=now))


async def wipe(tx: Tx, round_id: int, now: datetime) -> tuple[int, ...]:
    """Delete what is in a rehearsal that is over. The ids of its files, to be removed once this is durable.

    The bare rows of the round and its invitations stay, nobody's: their numbers stand on cards in people's DMs
    and in what was sent to Discord, and must never be given out again.
    """
    mine = select(invitations.c.id).where(invitations.c.round_id == round_id)
    files = tuple(await tx.scalars(select(attachments.c.id).where(attachments.c.invitation_id.in_(mine))))
    for table in (follow_ups, attachments, answers, replies):
        await tx.execute(delete(table).where(table.c.invitation_id.in_(mine)))
    await tx.execute(
        update(invitations)
        .where(invitations.c.round_id == round_id)
        .values(
            follower_id=None,
            reason=None,
            due_at=None,
            error=None,
            claimed_at=None,
            sent_at=None,
            started_at=None,
            ended_at=None,
            message_id=None,
            current=None,
            trail=None,
            draft=None,
            heard=0,
        )
    )
    await tx.execute(
        update(rounds_table).where(rounds_table.c.id == round_id).values(aged_at=now, started_by=NOBODY)
    )
    await letting_go.mark(tx)
    return files


async def load(tx: Tx, round_id: int) -> RoundRow:
    """The rehearsal with that id, which is known to be there."""
    row = await rounds.load(tx, round_id)
    assert row is not None
    return row
