"""A server's channels and roles as the bot sees them, as plain data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import discord

from cogs.speaking import Interaction, actor_of, locale_of, server_of
from surveys.core.errors import KindError
from surveys.core.surroundings import Room, Surroundings, Visit
from surveys.core.wording import setup as wording

#: What the bot needs in a channel it posts to, with the names Discord's settings use.
NEEDED: Final[Mapping[str, str]] = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}


def visit_of(interaction: Interaction, now: datetime) -> Visit:
    """Who uses a command or card about the server's settings, where and when.

    Raises KindError outside a server, and where Discord hasn't told the bot of the server yet.
    """
    server, actor = server_of(interaction), actor_of(interaction)
    guild = interaction.guild
    if guild is None or guild.unavailable or guild.me is None:
        raise KindError(wording.JUST_STARTED)
    around = Surroundings(
        name=guild.name,
        me=guild.me.display_name,
        # Announcement channels are among them; threads and forums aren't, since nobody can join or read there later.
        rooms={channel.id: _room(channel, guild) for channel in guild.text_channels},
        roles=frozenset(role.id for role in guild.roles),
        here=_here(interaction),
        locale=None if interaction.guild_locale is None else str(interaction.guild_locale),
        their_locale=locale_of(interaction),
    )
    return Visit(server, actor, around, interaction.id, now)


def _room(channel: discord.TextChannel, guild: discord.Guild) -> Room:
    mine = channel.permissions_for(guild.me)
    missing = tuple(name for flag, name in NEEDED.items() if not getattr(mine, flag))
    return Room(missing, public=channel.permissions_for(guild.default_role).view_channel)


def _here(interaction: Interaction) -> int | None:
    """The channel somebody is in; that of their thread, where they are in one."""
    channel = interaction.channel
    return channel.parent_id if isinstance(channel, discord.Thread) else interaction.channel_id
