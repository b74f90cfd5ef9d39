"""Which rows have had their time, and letting go of them, portion by portion."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update

from surveys.core.invitation import InvitationState
from surveys.core.rounds import RoundState
from surveys.store.communities import keeping
from surveys.store.letting_go import blank_ideas, let_go, mark, nobodys_tellings, nobodys_votes
from surveys.store.tables import (
    followers,
    idea_votes,
    ideas,
    invitations,
    rounds,
    tellings,
)
from surveys.store.tx import Tx


async def long_gone(tx: Tx, left_before: datetime, most: int, own_days: int | None) -> tuple[int, ...]:
    """Up to `most` followers who left before that, the longest gone first.

    Here and below only in communities whose own retention is `own_days`; None: in those that have none.
    """
    rows = await tx.scalars(
        select(followers.c.id)
        .where(followers.c.left_at < left_before, followers.c.community_id.in_(keeping(own_days)))
        .order_by(followers.c.left_at)
        .limit(most)
    )
    return tuple(rows)


async def to_age(tx: Tx, closed_before: datetime, own_days: int | None) -> int | None:
    """The round closed longest ago, before that moment, whose answers are still somebody's."""
    return await tx.scalar(
        select(rounds.c.id)
        .where(
            rounds.c.state == RoundState.CLOSED,
            rounds.c.closed_at < closed_before,
            rounds.c.summarised_at.is_not(None),
            rounds.c.aged_at.is_(None),
            rounds.c.rehearsal == 0,
            rounds.c.community_id.in_(keeping(own_days)),
        )
        .order_by(rounds.c.closed_at)
        .limit(1)
    )


async def invited(tx: Tx, round_id: int, after: int, most: int) -> tuple[int, ...]:
    """Up to `most` invitations of the round with ids above `after`, in order."""
    rows = await tx.scalars(
        select(invitations.c.id)
        .where(invitations.c.round_id == round_id, invitations.c.id > after)
        .order_by(invitations.c.id)
        .limit(most)
    )
    return tuple(rows)


async def age(tx: Tx, invitation_ids: Collection[int]) -> tuple[int, ...]:
    """Make these invitations of a closed round nobody's, as their time is over. The ids of their files.

    One exception protects the person: that they were asked and said nothing is kept as theirs until they
    say something in a later round or leave, or nobody would know that they are not to be asked on and on.
    """
    kept = await _still_counting(tx, invitation_ids)
    files = tuple(await let_go(tx, [one for one in invitation_ids if one not in kept], empty_themes=False))
    await tx.execute(
        update(invitations)
        .where(invitations.c.id.in_(kept))
        .values(message_id=None, current=None, trail=None, draft=None)
    )
    await mark(tx)
    return files


async def counted_no_longer(tx: Tx, most: int) -> tuple[int, ...]:
    """Up to `most` invitations of aged rounds that are still somebody's and need not be any more."""
    rows = await tx.scalars(
        select(invitations.c.id)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .where(
            rounds.c.aged_at.is_not(None),
            invitations.c.follower_id.is_not(None),
            invitations.c.id.not_in(_counting()),
        )
        .order_by(invitations.c.id)
        .limit(most)
    )
    return tuple(rows)


async def aged(tx: Tx, round_id: int, now: datetime) -> None:
    """All of the round's answers are nobody's now."""
    await tx.execute(update(rounds).where(rounds.c.id == round_id).values(aged_at=now))


async def old_ideas(tx: Tx, cutoff: datetime, most: int, own_days: int | None) -> tuple[int, ...]:
    """Up to `most` ideas that were sent before `cutoff` and that nobody has voted for since."""
    recently = exists().where(idea_votes.c.idea_id == ideas.c.id, idea_votes.c.at >= cutoff)
    personal = (ideas.c.follower_id.is_not(None)) | (ideas.c.text != "")
    rows = await tx.scalars(
        select(ideas.c.id)
        .where(ideas.c.at < cutoff, personal, ~recently, ideas.c.community_id.in_(keeping(own_days)))
        .order_by(ideas.c.at)
        .limit(most)
    )
    return tuple(rows)


async def age_ideas(tx: Tx, idea_ids: Collection[int]) -> None:
    """Make these ideas, and the votes for them, nobody's; their words go."""
    rows = (
        await tx.execute(select(idea_votes.c.id, idea_votes.c.at).where(idea_votes.c.idea_id.in_(idea_ids)))
    ).all()
    await nobodys_votes(tx, rows)
    await tx.execute(delete(tellings).where(tellings.c.idea_id.in_(idea_ids), tellings.c.sent_at.is_(None)))
    await nobodys_tellings(tx, tellings.c.idea_id.in_(idea_ids))
    await blank_ideas(tx, idea_ids)
    await mark(tx)


async def tidy(tx: Tx) -> None:
    """Take from invitations that are nobody's what a message on its way may have left in them since."""
    nobodys = invitations.c.follower_id.is_(None)
    left = (invitations.c.message_id.is_not(None)) | (invitations.c.heard != 0)
    await tx.execute(update(invitations).where(nobodys, left).values(message_id=None, heard=0))


def _counting() -> Any:
    """Invitations that were sent and never replied to, since the follower was last heard or asked to be kept in."""
    later = invitations.alias("later")
    spoke = exists().where(
        later.c.follower_id == invitations.c.follower_id,
        later.c.id > invitations.c.id,
        later.c.sent_at.is_not(None),
        later.c.round_id.not_in(select(rounds.c.id).where(rounds.c.rehearsal == 1)),
        (later.c.heard != 0)
        | later.c.state.not_in([InvitationState.SENDING, InvitationState.SENT, InvitationState.EXPIRED]),
    )
    return (
        select(invitations.c.id)
        .join(followers, followers.c.id == invitations.c.follower_id)
        .where(
            invitations.c.state == InvitationState.EXPIRED,
            invitations.c.heard == 0,
            invitations.c.sent_at.is_not(None),
            followers.c.left_at.is_(None),
            followers.c.kept_at.is_(None) | (followers.c.kept_at < invitations.c.sent_at),
            ~spoke,
        )
    )


async def _still_counting(tx: Tx, invitation_ids: Collection[int]) -> frozenset[int]:
    return frozenset(await tx.scalars(_counting().where(invitations.c.id.in_(invitation_ids))))
