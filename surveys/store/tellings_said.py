"""Queries about what a message says: in which words somebody asked for an idea, and what they made of the result."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, bindparam, func, select, update

from surveys.core.ideas import IdeaState
from surveys.core.tellings import Asked, Told
from surveys.store import ideas as idea_queries
from surveys.store.tables import (
    communities,
    followers,
    idea_themes,
    idea_votes,
    ideas,
    invitations,
    tellings,
    theme_replies,
    themes,
)
from surveys.store.tellings import group_of
from surveys.store.tx import Tx

# Built once: a message to ten thousand people asks these ten thousand times.
_FOLLOWER: Final = bindparam("follower", type_=Integer)
_IDEA: Final = bindparam("idea", type_=Integer)
_GROUP: Final = group_of(_IDEA).subquery()
_FIRST: Final = (ideas.c.id != _IDEA, ideas.c.id)
_TELLING: Final = (
    select(
        tellings.c.idea_id,
        tellings.c.state,
        tellings.c.hit,
        ideas.c.state.label("stands"),
        ideas.c.response,
        ideas.c.link,
        ideas.c.duplicate_of,
    )
    .join(ideas, ideas.c.id == tellings.c.idea_id)
    .where(tellings.c.id == bindparam("telling", type_=Integer))
)
_OWN: Final = (
    select(ideas.c.text)
    .join(_GROUP, _GROUP.c.id == ideas.c.id)
    .where(ideas.c.follower_id == _FOLLOWER)
    .order_by(*_FIRST)
    .limit(1)
)
_VOTED: Final = (
    select(ideas.c.id)
    .join(_GROUP, _GROUP.c.id == ideas.c.id)
    .join(idea_votes, idea_votes.c.idea_id == ideas.c.id)
    .where(idea_votes.c.follower_id == _FOLLOWER)
    .order_by(*_FIRST)
    .limit(1)
)
_BEHIND_A_THEME: Final = (
    select(themes.c.label)
    .join(idea_themes, (idea_themes.c.theme_id == themes.c.id) & (idea_themes.c.linked == 1))
    .join(_GROUP, _GROUP.c.id == idea_themes.c.idea_id)
    .join(theme_replies, theme_replies.c.theme_id == themes.c.id)
    .join(invitations, invitations.c.id == theme_replies.c.invitation_id)
    .where(invitations.c.follower_id == _FOLLOWER)
    .order_by(themes.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Said:
    """A telling that was sent: whose it is, and in which message. `planned_at` is that of the message's lead."""

    id: int
    idea_id: int
    follower_id: int
    user_id: int
    following: bool
    state: IdeaState
    lead_id: int
    planned_at: datetime
    community_id: int
    community: str


async def told(tx: Tx, telling_id: int, follower_id: int) -> Told | None:
    """What the telling says, in the words the follower asked in; None where they ask for it no more."""
    row = (await tx.execute(_TELLING, {"telling": telling_id})).one()
    asked = await _asked(tx, row.idea_id, follower_id)
    if asked is None:
        return None
    how, words = asked
    same = row.stands == row.state
    return Told(
        telling=telling_id,
        state=IdeaState(row.state),
        asked=how,
        words=words,
        response=row.response if same else None,
        link=row.link if same else None,
        other=await _shown(tx, row.duplicate_of) if same and row.duplicate_of is not None else None,
        hit=None if row.hit is None else bool(row.hit),
        stands=same,
    )


async def _asked(tx: Tx, idea_id: int, follower_id: int) -> tuple[Asked, str] | None:
    """How the follower asked for it, and in which words: their own before others', an idea's before a theme's."""
    who = {"idea": idea_id, "follower": follower_id}
    own = await tx.scalar(_OWN, who)
    if own is not None:
        return Asked.OWN, own
    voted = await tx.scalar(_VOTED, who)
    if voted is not None:
        return Asked.VOTED, await _shown(tx, voted) or ""
    label = await tx.scalar(_BEHIND_A_THEME, who)
    return None if label is None else (Asked.THEME, label)


async def _shown(tx: Tx, idea_id: int) -> str | None:
    """An idea's words, if others may see them."""
    if not await idea_queries.may_be_shown(tx, idea_id):
        return None
    return await tx.scalar(select(ideas.c.text).where(ideas.c.id == idea_id))


async def load(tx: Tx, telling_id: int) -> Said | None:
    """A telling that was sent, or may have been, to somebody who is still known. Callers check whose it is."""
    lead = tellings.alias("lead")
    row = (
        await tx.execute(
            select(
                tellings.c.id,
                tellings.c.idea_id,
                tellings.c.follower_id,
                followers.c.user_id,
                followers.c.left_at,
                tellings.c.state,
                tellings.c.lead_id,
                func.coalesce(lead.c.planned_at, tellings.c.planned_at).label("planned_at"),
                followers.c.community_id,
                communities.c.name.label("community"),
            )
            .outerjoin(lead, lead.c.id == tellings.c.lead_id)
            .join(followers, followers.c.id == tellings.c.follower_id)
            .join(communities, communities.c.id == followers.c.community_id)
            .where(
                tellings.c.id == telling_id,
                tellings.c.lead_id.is_not(None),
                tellings.c.claimed_at.is_not(None),
            )
        )
    ).first()
    if row is None:
        return None
    return Said(
        row.id,
        row.idea_id,
        row.follower_id,
        row.user_id,
        row.left_at is None,
        IdeaState(row.state),
        row.lead_id,
        row.planned_at,
        row.community_id,
        row.community,
    )


async def in_message(tx: Tx, said: Said) -> tuple[int, ...]:
    """The tellings of the message that one is in, in its order."""
    rows = await tx.scalars(
        select(tellings.c.id)
        .where(tellings.c.lead_id == said.lead_id, tellings.c.follower_id == said.follower_id)
        .order_by(*message_order())
    )
    return tuple(rows)


def message_order() -> tuple[ColumnElement[Any], ...]:
    """How what is told together is ordered: what was made first, then as it happened."""
    return (tellings.c.state != IdeaState.MADE, tellings.c.planned_at, tellings.c.id)


async def rate(tx: Tx, said: Said, hit: bool) -> None:
    """What the follower makes of the idea, whichever message about it they say it on."""
    await tx.execute(
        update(tellings)
        .where(
            tellings.c.idea_id == said.idea_id,
            tellings.c.follower_id == said.follower_id,
            tellings.c.state == IdeaState.MADE,
        )
        .values(hit=int(hit))
    )
