"""Queries about people: who they are to Discord, what they joined, what they agreed to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.consent import Consent
from surveys.store import board
from surveys.store.tables import answers, communities, consents, followers, invitations, people
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Following:
    """One membership of a person: the follower's id, and the community's id and name."""

    follower_id: int
    community_id: int
    community: str


def _following() -> ColumnElement[bool]:
    return followers.c.left_at.is_(None)


async def know_person(tx: Tx, user_id: int) -> None:
    """Make sure the person has a row."""
    await tx.execute(insert(people).values(user_id=user_id).on_conflict_do_nothing())


async def dm_channel(tx: Tx, user_id: int) -> int | None:
    """The person's DM channel, if it was ever opened."""
    return await tx.scalar(select(people.c.dm_channel_id).where(people.c.user_id == user_id))


async def set_dm_channel(tx: Tx, user_id: int, channel_id: int) -> None:
    """Remember the DM channel of a person that is known."""
    await tx.execute(update(people).where(people.c.user_id == user_id).values(dm_channel_id=channel_id))


async def set_dms_refused(tx: Tx, user_id: int, at: datetime | None) -> None:
    """Remember when the person's DMs were last found closed; None: one arrived."""
    await tx.execute(update(people).where(people.c.user_id == user_id).values(dms_refused_at=at))


async def dms_refused(tx: Tx, user_id: int) -> bool:
    """Whether the last message to the person was refused."""
    refused = await tx.scalar(select(people.c.dms_refused_at).where(people.c.user_id == user_id))
    return refused is not None


async def hear(tx: Tx, user_id: int, ref: int) -> bool:
    """Note a message with Discord's id `ref`. False for one that is not newer than the last: a replay.

    Nothing is kept about people who never joined anything; theirs are always news.
    """
    last = await tx.scalar(select(people.c.heard).where(people.c.user_id == user_id))
    if last is None:
        return True
    if ref <= last:
        return False
    await tx.execute(update(people).where(people.c.user_id == user_id).values(heard=ref))
    return True


async def has_answered(tx: Tx, follower_id: int) -> bool:
    """Whether the follower ever answered anything."""
    one = (
        select(answers.c.id)
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .where(invitations.c.follower_id == follower_id)
        .limit(1)
    )
    return await tx.scalar(one) is not None


async def join(tx: Tx, community_id: int, user_id: int, now: datetime) -> tuple[int, bool]:
    """Make the person a follower. The follower's id, and whether they weren't one a moment ago."""
    row = (
        await tx.execute(
            select(followers.c.id, followers.c.left_at).where(
                followers.c.community_id == community_id, followers.c.user_id == user_id
            )
        )
    ).first()
    if row is None:
        added = insert(followers).values(community_id=community_id, user_id=user_id, joined_at=now)
        return (await tx.execute(added.returning(followers.c.id))).scalar_one(), True
    if row.left_at is not None:
        await tx.execute(
            update(followers).where(followers.c.id == row.id).values(joined_at=now, left_at=None)
        )
        await board.touch(tx, community_id, now)
    return row.id, row.left_at is not None


async def leave(tx: Tx, follower_id: int, now: datetime) -> None:
    """The follower is one no more."""
    await tx.execute(update(followers).where(followers.c.id == follower_id).values(left_at=now))
    await board.touch_those_of(tx, (follower_id,))


async def is_follower(tx: Tx, follower_id: int, user_id: int) -> bool:
    """Whether that row is still this person's: it may be gone, and its number given to somebody else."""
    row = select(followers.c.id).where(followers.c.id == follower_id, followers.c.user_id == user_id)
    return await tx.scalar(row) is not None


async def record_consent(tx: Tx, follower_id: int, consent: Consent) -> None:
    """Append what was agreed to or withdrawn."""
    await tx.execute(
        insert(consents).values(
            follower_id=follower_id,
            scope=consent.scope,
            granted=int(consent.granted),
            place=consent.place,
            wording=consent.wording,
            at=consent.at,
        )
    )


async def following(tx: Tx, user_id: int) -> tuple[Following, ...]:
    """Everything the person follows, the latest joined first."""
    rows = await tx.execute(
        select(followers.c.id, communities.c.id, communities.c.name)
        .join(communities, communities.c.id == followers.c.community_id)
        .where(followers.c.user_id == user_id, _following())
        .order_by(followers.c.joined_at.desc(), followers.c.id.desc())
    )
    return tuple(Following(*row) for row in rows)


async def count_following(tx: Tx, community_id: int) -> int:
    """How many follow the community."""
    counted = select(func.count()).select_from(followers)
    return await tx.scalar(counted.where(followers.c.community_id == community_id, _following())) or 0
