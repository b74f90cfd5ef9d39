"""Queries about communities: what `/setup start` says."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.terms import USUAL, Terms, clock
from surveys.store.tables import communities
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Community:
    """A Discord server where `/setup start` was run. `topics` are what its rounds may be about, `locale` is its language.

    `retention_days`: how long answers are kept after their round, where that is to be shorter than the host's time.
    `model_host`: where replies go to be summed up by a language model, if they do.
    """

    id: int
    name: str
    results_channel_id: int
    join_channel_id: int | None
    join_message_id: int | None
    creator_role_id: int | None
    time_zone: str
    topics: tuple[str, ...] = ()
    locale: str | None = None
    terms: Terms = USUAL
    retention_days: int | None = None
    model_host: str | None = None


_COLUMNS = (
    communities.c.id,
    communities.c.name,
    communities.c.results_channel_id,
    communities.c.join_channel_id,
    communities.c.join_message_id,
    communities.c.creator_role_id,
    communities.c.time_zone,
)
_MORE = (
    communities.c.topics,
    communities.c.locale,
    communities.c.gap_days,
    communities.c.quiet_from,
    communities.c.quiet_until,
    communities.c.retention_days,
    communities.c.model_host,
)


async def load(tx: Tx, community_id: int) -> Community | None:
    """The community, if it was set up."""
    row = (await tx.execute(select(*_COLUMNS, *_MORE).where(communities.c.id == community_id))).first()
    if row is None:
        return None
    return Community(
        id=row.id,
        name=row.name,
        results_channel_id=row.results_channel_id,
        join_channel_id=row.join_channel_id,
        join_message_id=row.join_message_id,
        creator_role_id=row.creator_role_id,
        time_zone=row.time_zone,
        topics=tuple(row.topics),
        locale=row.locale,
        terms=terms_of(row.gap_days, row.quiet_from, row.quiet_until),
        retention_days=row.retention_days,
        model_host=row.model_host,
    )


def terms_of(gap_days: int, quiet_from: str, quiet_until: str) -> Terms:
    """A community's terms, as its row has them."""
    return Terms(gap_days, (time.fromisoformat(quiet_from), time.fromisoformat(quiet_until)))


async def save(tx: Tx, community: Community, now: datetime) -> None:
    """Store what `/setup start` decided; the first time is remembered."""
    begin, end = community.terms.quiet
    values: dict[str, Any] = {column.name: getattr(community, column.name) for column in _COLUMNS}
    values |= {
        "topics": list(community.topics),
        "locale": community.locale,
        "gap_days": community.terms.gap_days,
        "quiet_from": clock(begin),
        "quiet_until": clock(end),
        "retention_days": community.retention_days,
        "model_host": community.model_host,
    }
    adding = insert(communities).values(**values, set_up_at=now)
    await tx.execute(adding.on_conflict_do_update(index_elements=["id"], set_=values))


async def retentions(tx: Tx) -> tuple[int | None, ...]:
    """Every retention any community has of its own, each once; None where there are some that have none."""
    return tuple(await tx.scalars(select(communities.c.retention_days).distinct()))


def keeping(days: int | None) -> Any:
    """A select of the communities whose own retention that is; None: those that have none."""
    return select(communities.c.id).where(communities.c.retention_days.is_not_distinct_from(days))


async def set_join_message(tx: Tx, community_id: int, message_id: int | None) -> None:
    """Remember which message carries the join card."""
    where = communities.c.id == community_id
    await tx.execute(update(communities).where(where).values(join_message_id=message_id))
