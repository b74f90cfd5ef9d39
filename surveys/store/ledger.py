"""Queries for the promise ledger: what a team did about its followers' ideas, and when."""

from datetime import datetime

from sqlalchemy import select

from surveys.core.ideas import IdeaState
from surveys.core.ledger import Change, Wish
from surveys.store.tables import idea_events, ideas
from surveys.store.tx import Tx


async def wishes(tx: Tx, community_id: int) -> tuple[Wish, ...]:
    """Every idea of the community that the team did something about; what is merged is part of what it went into."""
    into = ideas.alias("into")
    mine = ideas.c.community_id == community_id
    rows = await tx.execute(
        select(ideas.c.id, ideas.c.at, ideas.c.state, ideas.c.duplicate_of).where(
            mine,
            ideas.c.id.in_(select(idea_events.c.idea_id))
            | ideas.c.duplicate_of.is_not(None)
            | ideas.c.id.in_(select(into.c.duplicate_of)),
        )
    )
    known = {row.id: row for row in rows}
    asked: dict[int, datetime] = {}
    changes: dict[int, list[Change]] = {}
    roots = {one: _root(one, {row.id: row.duplicate_of for row in known.values()}) for one in known}
    for one, root in roots.items():
        asked[root] = min(asked.get(root, known[one].at), known[one].at)
    events = await tx.execute(
        select(idea_events.c.idea_id, idea_events.c.state, idea_events.c.at)
        .join(ideas, ideas.c.id == idea_events.c.idea_id)
        .where(mine)
        .order_by(idea_events.c.at, idea_events.c.id)
    )
    for event in events:
        change = Change(event.idea_id, IdeaState(event.state), event.at)
        changes.setdefault(roots[event.idea_id], []).append(change)
    return tuple(
        Wish(root, asked[root], IdeaState(known[root].state), tuple(found))
        for root, found in changes.items()
        if root in known and known[root].state != IdeaState.DUPLICATE
    )


def _root(idea_id: int, merged: dict[int, int | None]) -> int:
    """What the idea went into in the end. Two that were merged into each other end with the first seen twice."""
    seen: set[int] = set()
    while (into := merged.get(idea_id)) is not None and idea_id not in seen:
        seen.add(idea_id)
        idea_id = into
    return idea_id
