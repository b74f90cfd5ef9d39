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
    """The community. Raises KindError where `/setup` was never run."""
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


async def has(database: Database, community_id: int, actor: Actor, right: Right) -> bool:
    """Whether the actor has that right too, for what is only shown to those who have it."""
    async with database.reading() as tx:
        community = await _loaded(tx, community_id)
        granted = await grants.load(tx, community_id)
    return may(actor, right, community.creator_role_id, granted)


async def _loaded(tx: Tx, community_id: int) -> Community:
    community = await communities.load(tx, community_id)
    if community is None:
        raise KindError(joining.NOT_SET_UP)
    return community
