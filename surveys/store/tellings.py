"""Planning who hears what became of an idea, and counting what they made of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, insert, literal, select, union, update

from surveys.core.ideas import IdeaState
from surveys.core.tellings import DELAY, Hits
from surveys.store.tables import (
    followers,
    idea_themes,
    idea_votes,
    ideas,
    invitations,
    rounds,
    tellings,
    theme_replies,
    themes,
)
from surveys.store.tx import Tx

#: Not over, and not on its way.
PENDING: Final = tellings.c.ended_at.is_(None) & tellings.c.claimed_at.is_(None)
#: It reached them, or may have.
_SAID: Final = tellings.c.sent_at.is_not(None) | (
    tellings.c.claimed_at.is_not(None) & tellings.c.ended_at.is_(None)
)


async def plan(tx: Tx, idea_id: int, state: IdeaState, now: datetime) -> None:
    """Plan to tell everyone who wants the idea that it is `state` now, in the transaction of the change.

    What wasn't told yet about this idea gives way. Nobody is told twice in a row the same; that it is OPEN
    again is told only to those who heard otherwise. Whoever changed it knows. Call it when the idea's row is changed.
    """
    await take_back(tx, idea_id)
    concerned = _concerned(idea_id, grouped=state is not IdeaState.DUPLICATE).subquery()
    theirs = (
        select(
            literal(idea_id),
            followers.c.id,
            literal(state.value),
            literal(now, tellings.c.planned_at.type),
            literal(now + DELAY, tellings.c.due_at.type),
        )
        .join(concerned, concerned.c.who == followers.c.id)
        .join(ideas, ideas.c.id == idea_id)
        .where(
            followers.c.left_at.is_(None),
            followers.c.community_id == ideas.c.community_id,
            followers.c.user_id.is_distinct_from(ideas.c.state_by),
            _is_news(idea_id, state),
        )
    )
    columns = ["idea_id", "follower_id", "state", "planned_at", "due_at"]
    await tx.execute(insert(tellings).from_select(columns, theirs))


async def take_back(tx: Tx, idea_id: int) -> None:
    """What wasn't told yet about this idea isn't to be told."""
    await tx.execute(delete(tellings).where(tellings.c.idea_id == idea_id, PENDING))


def group_of(idea_id: Any) -> Any:
    """A select of the idea (its id, or an expression for it) and every idea merged into it, however far."""
    found = select(ideas.c.id).where(ideas.c.id == idea_id).cte("merged_group", recursive=True)
    merged = ideas.alias("merged_one")
    # A union of sets ends, even if two ideas were each merged into the other.
    found = found.union(select(merged.c.id).join(found, merged.c.duplicate_of == found.c.id))
    return select(found.c.id)


def _concerned(idea_id: int, *, grouped: bool) -> Any:
    """The followers who want it; `grouped`: those in themes that ask for the same are among them."""
    group = group_of(idea_id).subquery()
    authors = select(ideas.c.follower_id.label("who")).join(group, group.c.id == ideas.c.id)
    voters = select(idea_votes.c.follower_id.label("who")).join(group, group.c.id == idea_votes.c.idea_id)
    if not grouped:
        return union(authors, voters)
    replied = (
        select(invitations.c.follower_id.label("who"))
        .join(theme_replies, theme_replies.c.invitation_id == invitations.c.id)
        .join(idea_themes, (idea_themes.c.theme_id == theme_replies.c.theme_id) & (idea_themes.c.linked == 1))
        .join(themes, themes.c.id == idea_themes.c.theme_id)
        .join(rounds, rounds.c.id == themes.c.round_id)
        .join(group, group.c.id == idea_themes.c.idea_id)
        .where(rounds.c.rehearsal == 0, rounds.c.summarised_at.is_not(None))
    )
    return union(authors, voters, replied)


def _is_news(idea_id: int, state: IdeaState) -> Any:
    """Whether the follower of the outer query hears something new. A merge lies beside the other states."""
    heard = select(tellings.c.state).where(
        tellings.c.idea_id == idea_id, tellings.c.follower_id == followers.c.id, _SAID
    )
    beside = heard if state is IdeaState.DUPLICATE else heard.where(tellings.c.state != IdeaState.DUPLICATE)
    last = beside.order_by(tellings.c.id.desc()).limit(1).correlate(followers).scalar_subquery()
    if state is IdeaState.OPEN:
        return last.is_not(None) & (last != state)
    return last.is_distinct_from(state.value)


async def hits(tx: Tx, idea_ids: Collection[int]) -> Mapping[int, Hits]:
    """What those who were told that these ideas are made say to it; an idea nobody was told of is left out."""
    who = func.coalesce(tellings.c.follower_id, -tellings.c.id)
    rows = await tx.execute(
        select(
            tellings.c.idea_id,
            func.count(who.distinct()).label("told"),
            func.count(who.distinct()).filter(tellings.c.hit == 1).label("hit"),
            func.count(who.distinct()).filter(tellings.c.hit == 0).label("missed"),
        )
        .where(
            tellings.c.idea_id.in_(idea_ids),
            tellings.c.state == IdeaState.MADE,
            tellings.c.sent_at.is_not(None),
        )
        .group_by(tellings.c.idea_id)
    )
    return {row.idea_id: Hits(row.hit, row.missed, row.told) for row in rows}


async def drop(tx: Tx, follower_id: int, now: datetime, why: str) -> None:
    """The follower left: nothing is told any more, and nobody looks for what may be on its way."""
    await tx.execute(
        update(tellings)
        .where(tellings.c.follower_id == follower_id, tellings.c.ended_at.is_(None))
        .values(ended_at=now, reason=why)
    )
