"""The check every creator's command passes, whatever Discord let through."""

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.phrases import joining
from surveys.core.roles import Actor, is_creator
from surveys.store import communities
from surveys.store.communities import Community
from surveys.store.database import Database


async def community_of(database: Database, community_id: int) -> Community:
    """The community. Raises KindError where `/setup` was never run."""
    async with database.reading() as tx:
        community = await communities.load(tx, community_id)
    if community is None:
        raise KindError(joining.NOT_SET_UP)
    return community


async def as_creator(database: Database, community_id: int, actor: Actor) -> Community:
    """The community, for one of its creators. Raises KindError for everyone else."""
    community = await community_of(database, community_id)
    if not is_creator(actor, community.creator_role_id):
        raise KindError(words.NOT_ALLOWED)
    return community
