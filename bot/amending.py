"""The files of a message that is drawn anew: which stay, which go, which take their place."""

from collections.abc import Awaitable, Callable

import discord

from cogs.cards import Drawn


def differs(posted: discord.Message, part: Drawn) -> bool:
    """Whether the message as it was posted has other files than `part`, in which those that stay have no data."""
    there = {one.filename for one in posted.attachments}
    return any(one.data for one in part.files) or not there <= _kept(part)


def with_files(
    earlier: discord.PartialMessage, posted: discord.Message, part: Drawn
) -> Callable[[Drawn], Awaitable[discord.Message]]:
    """An edit that gives the message the files of `part`; those that stay are those `posted` has."""
    kept = [one for one in posted.attachments if one.filename in _kept(part)]

    def edit(this: Drawn) -> Awaitable[discord.Message]:
        return earlier.edit(
            view=this.view,
            attachments=[*kept, *this.uploads()],
            allowed_mentions=discord.AllowedMentions.none(),
        )

    return edit


def _kept(part: Drawn) -> frozenset[str]:
    return frozenset(one.name for one in part.files if not one.data)
