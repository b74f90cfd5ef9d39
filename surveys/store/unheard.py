"""Queries about people whose messages may not have been heard: who they are, and since when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, literal, or_, select

from surveys.core.invitation import LISTENING, REACHED, WAITING, InvitationState
from surveys.core.refs import first_at
from surveys.core.rounds import RoundState
from surveys.store.tables import followers, invitations, people, rounds
from surveys.store.tx import Tx
from surveys.store.types import Instant


@dataclass(frozen=True, slots=True)
class Unheard:
    """Somebody's DM, and the newest message in it that needs no looking up.

    `on_its_way`: a card may be, so where the DM is may turn out yet.
    """

    channel_id: int | None
    after: int
    on_its_way: bool


async def followers_to_ask(tx: Tx, since: datetime, gap: datetime) -> tuple[int, ...]:
    """Everybody who may have something to say in the DM, those first who are in the middle of it.

    Those are the people in rounds that are open or closed after `since`, and those who joined after it. Where
    the DM is need not be known of those whose first card was on its way at the `gap`: it may have arrived.
    """
    on_its_way = (invitations.c.state == InvitationState.SENDING) & (
        invitations.c.claimed_at <= literal(gap, Instant())
    )
    reachable = followers.c.left_at.is_(None) & (people.c.dm_channel_id.is_not(None) | on_its_way)
    known = followers.c.left_at.is_(None) & people.c.dm_channel_id.is_not(None)
    heeded = or_(
        and_(rounds.c.state != RoundState.CLOSED, invitations.c.state.in_(sorted(LISTENING))),
        and_(rounds.c.closed_at >= literal(since, Instant()), invitations.c.state.in_(sorted(REACHED))),
    )
    answering = and_(rounds.c.state != RoundState.CLOSED, invitations.c.state.in_(sorted(WAITING)))
    newest = func.max(func.max(invitations.c.heard, func.coalesce(invitations.c.message_id, 0)))
    asked = await tx.scalars(
        select(people.c.user_id)
        .select_from(invitations)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .join(followers, followers.c.id == invitations.c.follower_id)
        .join(people, people.c.user_id == followers.c.user_id)
        .where(reachable, heeded)
        .group_by(people.c.user_id)
        .order_by(func.max(case((answering, 1), else_=0)).desc(), newest.desc())
    )
    joined = await tx.scalars(
        select(people.c.user_id)
        .join(followers, followers.c.user_id == people.c.user_id)
        .where(known, followers.c.joined_at >= literal(since, Instant()))
    )
    return tuple(dict.fromkeys([*asked, *joined]))


async def of(tx: Tx, user_ids: Collection[int]) -> dict[int, Unheard]:
    """Since when each of these people, as far as they follow anything, may have written unheard.

    That is the newest message heard from them; before the first, the first card they got, or their joining.
    """
    rows = await tx.execute(
        select(
            people.c.user_id,
            people.c.dm_channel_id,
            people.c.heard,
            func.min(invitations.c.message_id).label("card"),
            func.min(followers.c.joined_at, type_=Instant()).label("joined_at"),
            func.max(case((invitations.c.state == InvitationState.SENDING, 1), else_=0)).label("on_its_way"),
        )
        .join(followers, followers.c.user_id == people.c.user_id)
        .outerjoin(invitations, invitations.c.follower_id == followers.c.id)
        .where(people.c.user_id.in_(user_ids), followers.c.left_at.is_(None))
        .group_by(people.c.user_id)
    )
    return {
        row.user_id: Unheard(
            row.dm_channel_id, row.heard or row.card or first_at(row.joined_at), bool(row.on_its_way)
        )
        for row in rows
    }
