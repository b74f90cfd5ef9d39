"""The check every creator's command passes, whatever Discord let through."""

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.phrases import joining
from surveys.core.roles import Actor, Right, may
from surveys.store import communities, grants
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.tx import Tx


async def community_of(database: Database, community_id: int) -> Community:
    """The community. Raises KindError where `/setup start` was never run."""
    async with database.reading() as tx:
        return await _loaded(tx, community_id)


async def allowed(database: Database, community_id: int, actor: Actor, right: Right) -> Community:
    """The community, for somebody with that right. Raises KindError for everyone else."""
    async with database.reading() as tx:
        community = await _loaded(tx, community_id)
        granted = await grants.load(tx, community_id)
    if not may(actor, right, community.creator_role_id, granted):
        raise KindError(words.NOT_ALLOWED if not granted else words.NOT_GRANTED[right])
    return community


async def is_allowed(database: Database, community_id: int, actor: Actor, right: Right) -> bool:
    """Whether the actor has that right; nobody has one where `/setup` was never run."""
    async with database.reading() as tx:
        community = await communities.load(tx, community_id)
        granted = await grants.load(tx, community_id)
    return community is not None and may(actor, right, community.creator_role_id, granted)


async def allowed_any(database: Database, community_id: int, actor: Actor) -> Community:
    """The community, for somebody with any right at all. Raises KindError for everyone else."""
    async with database.reading() as tx:
        community = await _loaded(tx, community_id)
        granted = await grants.load(tx, community_id)
    if not any(may(actor, right, community.creator_role_id, granted) for right in Right):
        raise KindError(words.NOT_ALLOWED)
    return community


async def _loaded(tx: Tx, community_id: int) -> Community:
    community = await communities.load(tx, community_id)
    if community is None:
        raise KindError(joining.NOT_SET_UP)
    return community
