"""Who is still in a server, asked without the privileged intent that would tell of every coming and going.

A hundred people are looked up in one gateway request. Whom that doesn't find may still be there (an answer
cut short by a reconnect looks the same), so each of them is asked for by name before it counts.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import discord

#: As many as one gateway request may name.
_MOST_AT_ONCE: Final = 100
#: Seconds to wait for an answer. Where none comes, sending goes on: a message to somebody gone does no harm.
_PATIENCE: Final = 5.0
#: Seconds after a silence before that server is asked about again.
_REST: Final = 600.0
_log = logging.getLogger(__name__)

#: Asks for one member; whether Discord said that there is none.
IsUnknown = Callable[[int, int], Awaitable[bool]]


class Members:
    """Asks who is still in a server; where Discord stays silent, not again for a while."""

    def __init__(self, client: discord.Client, is_unknown: IsUnknown) -> None:
        self._client = client
        self._is_unknown = is_unknown
        self._silent_until: dict[int, float] = {}

    async def absent(self, community_id: int, user_ids: Sequence[int]) -> frozenset[int]:
        """Those of `user_ids` who certainly aren't in the server any more; nobody where that can't be told."""
        guild = self._client.get_guild(community_id)
        loop = asyncio.get_running_loop()
        if guild is None or guild.unavailable or loop.time() < self._silent_until.get(community_id, 0.0):
            return frozenset()
        gone: set[int] = set()
        for start in range(0, len(user_ids), _MOST_AT_ONCE):
            some = list(user_ids[start : start + _MOST_AT_ONCE])
            there = await _found(guild, some)
            if there is None:
                self._silent_until[community_id] = loop.time() + _REST
                break
            missing = [user_id for user_id in some if user_id not in there]
            gone |= {user_id for user_id in missing if await self._is_unknown(community_id, user_id)}
        return frozenset(gone)


async def _found(guild: discord.Guild, user_ids: list[int]) -> set[int] | None:
    asking: Awaitable[list[Any]] = guild.query_members(user_ids=user_ids, limit=_MOST_AT_ONCE, cache=False)
    try:
        members = await asyncio.wait_for(asking, _PATIENCE)
    except (TimeoutError, discord.ClientException):
        _log.warning("Discord did not say who is still in server %d", guild.id)
        return None
    return {member.id for member in members}
