"""Queries about the idea board: who wants what, and what the team says to it.

An idea is wanted by its author, by those who voted for it, by those behind a theme that asks for the same, and by
all of those of every idea merged into it. Each person counts once, however often they said so.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, Subquery, func, insert, or_, select, union, update

from surveys.core.board import LIVE, Change, Order, Wanted
from surveys.core.ideas import IdeaState
from surveys.core.webhooks import Event
from surveys.store import summary_ideas, tellings, webhooks
from surveys.store.board_ties import AT_ONCE
from surveys.store.tables import (
    boards,
    followers,
    idea_events,
    idea_themes,
    idea_votes,
    ideas,
    invitations,
    theme_replies,
)
from surveys.store.tx import Tx

#: How long changes gather before the public board is drawn anew.
GATHERED: Final = timedelta(seconds=20)


async def set_status(
    tx: Tx,
    idea_id: int,
    change: Change,
    by_user: int,
    now: datetime,
    *,
    duplicate_of: int | None = None,
    quietly: bool = False,
) -> int:
    """The team says what became of the idea, and those who want it are to be told; the id of the event.

    `duplicate_of` goes with DUPLICATE alone. `quietly`: nobody is told, and what wasn't told yet won't be. The caller
    checked whose idea it is, and that a made one has a link.
    """
    state, response, link = change.state, change.response, change.link
    community_id: int = (
        await tx.execute(
            update(ideas)
            .where(ideas.c.id == idea_id)
            .values(
                state=state,
                response=response,
                link=link,
                state_at=now,
                state_by=by_user,
                duplicate_of=duplicate_of,
            )
            .returning(ideas.c.community_id)
        )
    ).scalar_one()
    adding = insert(idea_events).values(
        idea_id=idea_id, state=state, response=response, link=link, by_user=by_user, at=now
    )
    event_id: int = (await tx.execute(adding.returning(idea_events.c.id))).scalar_one()
    if quietly:
        await tellings.take_back(tx, idea_id)
    else:
        await tellings.plan(tx, idea_id, state, now)
    if state is IdeaState.MADE and not quietly:
        facts = {
            "community_id": str(community_id),
            "idea_id": str(idea_id),
            "link": link,
            "people": await demand_of(tx, idea_id),
        }
        await webhooks.enqueue(tx, community_id, Event.IDEA_MADE, facts, now)
    await touch(tx, community_id, now)
    return event_id


async def touch(tx: Tx, community_id: int, now: datetime) -> None:
    """The community's public board may say something else now: it is looked at in a moment, once for many changes."""
    at = now + GATHERED
    sooner = or_(boards.c.due_at.is_(None), boards.c.due_at > at)
    await tx.execute(update(boards).where(boards.c.community_id == community_id, sooner).values(due_at=at))


async def touch_that_of(tx: Tx, idea_id: int, now: datetime) -> None:
    """The same for the community an idea is for."""
    community_id = await tx.scalar(select(ideas.c.community_id).where(ideas.c.id == idea_id))
    if community_id is not None:
        await touch(tx, community_id, now)


async def touch_those_of(tx: Tx, follower_ids: Collection[int]) -> None:
    """Something about these people's ideas may not be shown any more: their boards are looked at without delay.

    What may not stand in posted summaries any more is taken out there, too.
    """
    await summary_ideas.take_out_those_of(tx, follower_ids)
    theirs = select(followers.c.community_id).where(followers.c.id.in_(follower_ids))
    await tx.execute(update(boards).where(boards.c.community_id.in_(theirs)).values(due_at=AT_ONCE))


# --- Who wants it ------------------------------------------------------------------------------------


async def wanting(tx: Tx, idea_id: int) -> frozenset[int]:
    """Everyone known who wants the idea, as followers: its author, voters, theirs of merged ideas, and of themes."""
    wants = wants_of(_roots(ideas.c.id == idea_id))
    return frozenset(await tx.scalars(select(wants.c.who).where(wants.c.who > 0)))


async def demand_of(tx: Tx, idea_id: int) -> int:
    """How many people want the idea."""
    wants = wants_of(_roots(ideas.c.id == idea_id))
    return await tx.scalar(select(func.count()).select_from(wants)) or 0


async def votes_of(tx: Tx, idea_id: int) -> int:
    """How many people voted for the idea or one merged into it; a vote for one's own doesn't count."""
    voters = _voters(_roots(ideas.c.id == idea_id))
    return await tx.scalar(select(func.count()).select_from(voters)) or 0


async def top(tx: Tx, community_id: int, most: int) -> tuple[Wanted, ...]:
    """The ideas the community can still act on, those wanted most first."""
    return await page(tx, community_id, LIVE, Order.DEMAND, most)


async def page(
    tx: Tx, community_id: int, states: Collection[IdeaState], order: Order, most: int, skipped: int = 0
) -> tuple[Wanted, ...]:
    """The community's ideas in those states, `most` of them after `skipped`. Ideas whose words are gone are left out."""
    merged_too = IdeaState.DUPLICATE in states
    merged = (ideas.c.community_id == community_id) & ideas.c.state.in_(states)
    everyone = _roots(merged) if merged_too else roots_of(community_id)
    demand, votes = per_root(wants_of(everyone), "demand"), per_root(_voters(everyone), "votes")
    newest = (ideas.c.at.desc(), ideas.c.id.desc())
    demanded, voted = func.coalesce(demand.c.demand, 0), func.coalesce(votes.c.votes, 0)
    by = {
        Order.DEMAND: (demanded.desc(), voted.desc(), *newest),
        Order.VOTES: (voted.desc(), demanded.desc(), *newest),
        Order.NEWEST: newest,
    }
    rows = await tx.execute(
        select(
            ideas.c.id,
            ideas.c.text,
            ideas.c.state,
            ideas.c.at,
            demanded.label("demand"),
            voted.label("votes"),
        )
        .outerjoin(demand, demand.c.root == ideas.c.id)
        .outerjoin(votes, votes.c.root == ideas.c.id)
        .where(*_listed(community_id, states))
        .order_by(*by[order])
        .limit(most)
        .offset(skipped)
    )
    return tuple(
        Wanted(row.id, row.text, IdeaState(row.state), row.at, row.demand, row.votes) for row in rows
    )


async def count(tx: Tx, community_id: int, states: Collection[IdeaState]) -> int:
    """How many ideas `page` has to show."""
    counted = select(func.count()).select_from(ideas).where(*_listed(community_id, states))
    return await tx.scalar(counted) or 0


def _listed(community_id: int, states: Collection[IdeaState]) -> tuple[Any, ...]:
    # Without anything it is merged into, a duplicate is one its author withdrew.
    there = or_(ideas.c.state != IdeaState.DUPLICATE, ideas.c.duplicate_of.is_not(None))
    return (ideas.c.community_id == community_id, ideas.c.state.in_(states), ideas.c.text != "", there)


def roots_of(community_id: int) -> CTE:
    """Each of the community's ideas (`id`) with the one it is merged into in the end (`root`)."""
    return _roots((ideas.c.community_id == community_id) & ideas.c.duplicate_of.is_(None))


def _roots(first: ColumnElement[bool]) -> CTE:
    """Each idea (`id`) with the one it is merged into in the end (`root`); `first` says which roots."""
    found = select(ideas.c.id.label("id"), ideas.c.id.label("root")).where(first).cte("roots", recursive=True)
    merged = ideas.alias("merged")
    return found.union_all(select(merged.c.id, found.c.root).join(found, merged.c.duplicate_of == found.c.id))


def wants_of(roots: CTE) -> CTE:
    """Who (`who`) wants which idea (`root`), each once; whoever isn't known any more has a number below 0."""
    authors = select(roots.c.root, _author().label("who")).join(ideas, ideas.c.id == roots.c.id)
    voters = select(roots.c.root, _voter().label("who")).join(idea_votes, idea_votes.c.idea_id == roots.c.id)
    grouped = (
        select(roots.c.root, invitations.c.follower_id.label("who"))
        .join(idea_themes, (idea_themes.c.idea_id == roots.c.id) & (idea_themes.c.linked == 1))
        .join(theme_replies, theme_replies.c.theme_id == idea_themes.c.theme_id)
        .join(invitations, invitations.c.id == theme_replies.c.invitation_id)
        .where(invitations.c.follower_id.is_not(None))
    )
    return union(authors, voters, grouped).cte("wants")


def _voters(roots: CTE) -> CTE:
    """Who voted for which idea (`root`), each once; a vote for one's own doesn't count."""
    first = ideas.alias("first")
    return (
        select(roots.c.root, _voter().label("who"))
        .join(idea_votes, idea_votes.c.idea_id == roots.c.id)
        .join(first, first.c.id == roots.c.root)
        .where(or_(first.c.follower_id.is_(None), _voter() != first.c.follower_id))
        .distinct()
        .cte("voters")
    )


def _author() -> ColumnElement[int]:
    return func.coalesce(ideas.c.follower_id, -2 * ideas.c.id)


def _voter() -> ColumnElement[int]:
    return func.coalesce(idea_votes.c.follower_id, -2 * idea_votes.c.id - 1)


def per_root(people: CTE, name: str) -> Subquery:
    """How many people (`name`) each idea (`root`) has in `people`."""
    counted = select(people.c.root, func.count().label(name)).group_by(people.c.root)
    return counted.subquery(name)
