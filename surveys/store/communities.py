"""Queries about communities: what `/setup start` says."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.store.tables import communities
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Community:
    """A Discord server where `/setup start` was run. `topics` are what its rounds may be about, `locale` is its language."""

    id: int
    name: str
    results_channel_id: int
    join_channel_id: int | None
    join_message_id: int | None
    creator_role_id: int | None
    time_zone: str
    topics: tuple[str, ...] = ()
    locale: str | None = None


_COLUMNS = (
    communities.c.id,
    communities.c.name,
    communities.c.results_channel_id,
    communities.c.join_channel_id,
    communities.c.join_message_id,
    communities.c.creator_role_id,
    communities.c.time_zone,
)


async def load(tx: Tx, community_id: int) -> Community | None:
    """The community, if it was set up."""
    row = (
        await tx.execute(
            select(*_COLUMNS, communities.c.topics, communities.c.locale).where(
                communities.c.id == community_id
            )
        )
    ).first()
    return None if row is None else Community(*row[:-2], topics=tuple(row.topics), locale=row.locale)


async def save(tx: Tx, community: Community, now: datetime) -> None:
    """Store what `/setup start` decided; the first time is remembered."""
    values = {column.name: getattr(community, column.name) for column in _COLUMNS}
    values |= {"topics": list(community.topics), "locale": community.locale}
    adding = insert(communities).values(**values, set_up_at=now)
    await tx.execute(adding.on_conflict_do_update(index_elements=["id"], set_=values))


async def set_join_message(tx: Tx, community_id: int, message_id: int | None) -> None:
    """Remember which message carries the join card."""
    where = communities.c.id == community_id
    await tx.execute(update(communities).where(where).values(join_message_id=message_id))
