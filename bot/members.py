"""Who is still in a server, and with which roles, asked without the privileged intent that would tell of every coming and going.

A hundred people are looked up in one gateway request. Whom that doesn't find may still be there (an answer
cut short by a reconnect looks the same), so each of them is asked for by name before it counts.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

import discord

#: As many as one gateway request may name.
_MOST_AT_ONCE: Final = 100
#: Seconds to wait for an answer. Where none comes, sending goes on: a message to somebody gone does no harm.
_PATIENCE: Final = 5.0
#: Seconds after a silence before that server is asked about again.
_REST: Final = 600.0
#: A connection takes 120 requests a minute from us, heartbeats included. So many are made at once, and
#: after them one every so many seconds.
_AT_ONCE, _EVERY = 40, 0.75
_log = logging.getLogger(__name__)

#: Asks for one member; whether Discord said that there is none.
IsUnknown = Callable[[int, int], Awaitable[bool]]


class Members:
    """Asks who is still in a server; where Discord stays silent, not again for a while."""

    def __init__(
        self,
        client: discord.Client,
        is_unknown: IsUnknown,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._is_unknown = is_unknown
        self._sleep = sleep
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
            found = await _found(guild, some)
            if found is None:
                self._silent_until[community_id] = loop.time() + _REST
                break
            there = {member.id for member in found}
            missing = [user_id for user_id in some if user_id not in there]
            gone |= {user_id for user_id in missing if await self._is_unknown(community_id, user_id)}
        return frozenset(gone)

    async def roles(self, community_id: int, user_ids: Sequence[int]) -> Mapping[int, frozenset[int]] | None:
        """Which roles each of `user_ids` has who was found in the server; None where Discord doesn't say.

        A thousand people take ten requests, one after the other, and large numbers more than a minute.
        """
        guild = self._client.get_guild(community_id)
        if guild is None or guild.unavailable:
            return None
        known: dict[int, frozenset[int]] = {}
        for number, start in enumerate(range(0, len(user_ids), _MOST_AT_ONCE)):
            if number >= _AT_ONCE:
                await self._sleep(_EVERY)
            found = await _found(guild, list(user_ids[start : start + _MOST_AT_ONCE]))
            if found is None:
                return None
            known |= {member.id: frozenset(role.id for role in member.roles) for member in found}
        return known


async def _found(guild: discord.Guild, user_ids: list[int]) -> Sequence[discord.Member] | None:
    """Those of up to a hundred people who are members; None where Discord doesn't say."""
    asking: Awaitable[list[discord.Member]] = guild.query_members(
        user_ids=user_ids, limit=_MOST_AT_ONCE, cache=False
    )
    try:
        return await asyncio.wait_for(asking, _PATIENCE)
    except (TimeoutError, discord.ClientException):
        _log.warning("Discord did not say who is still in server %d", guild.id)
        return None
