"""discord.py's table of rate limits, kept small.

It has an entry for each channel written to. From 256 entries on discord.py looks through all of them
whenever a channel is new, and it drops none that was used in the last five minutes: in a round of
20,000 that is most of the work. What a limit says is over within seconds, so entries can go then.
"""

from typing import Final

import discord
from discord.http import Ratelimit

#: Entries from which on old ones are dropped; discord.py's own search begins at 256.
ROOMY: Final = 192
#: How many are looked at for each that is added, so that adding costs the same however many there are.
_LOOKED_AT: Final = 4


class Buckets(dict[str, Ratelimit]):
    """The table. Entries leave, the oldest first, once nothing is on its way under them and what they say is over."""

    def __setitem__(self, key: str, limit: Ratelimit) -> None:
        """Add an entry, and drop some that say nothing any more."""
        super().__setitem__(key, limit)
        if len(self) <= ROOMY:
            return
        oldest = [one for one, _ in zip(self, range(_LOOKED_AT), strict=False)]
        for one in oldest:
            if one == key:
                continue
            held = self.pop(one)
            if not _says_nothing(held):
                super().__setitem__(one, held)  # it stands last now, so that the next ones are looked at


def keep_small(client: discord.Client) -> None:
    """Give the client a table that stays small; before it logs in."""
    client.http._buckets = Buckets()  # noqa: SLF001  there is no other way to it


def _says_nothing(limit: Ratelimit) -> bool:
    # A limit nothing was asked under yet has no time at which it ends.
    over = limit.is_expired() if limit.expires is not None else limit.remaining == limit.limit
    return over and limit.outgoing == 0 and not limit._pending_requests  # noqa: SLF001  who waits can't be asked else
