"""`/setup start`: where summaries go, who may run rounds, where people join."""

from collections.abc import Callable
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from cogs.speaking import Interaction, actor_of, respond, server_of
from cogs.suggesting import zones_like
from surveys.core import words
from surveys.core.errors import KindError
from surveys.engine.setup import Setup, Wishes

#: What the bot needs in a channel it posts to, with the names Discord's settings use.
_NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}


class SetupCog(commands.Cog):
    """Setting a server up needs Manage Server."""

    setup = app_commands.Group(
        name="setup",
        description="Choose where summaries go and where followers join",
        default_permissions=discord.Permissions(manage_guild=True),
        guild_only=True,
    )

    def __init__(self, setup: Setup, now: Callable[[], datetime]) -> None:
        self._setup = setup
        self._now = now

    @setup.command(name="start", description="Choose where summaries go and where followers join")
    @app_commands.describe(
        results_channel="Where summaries are posted: your team's private channel",
        join_channel="Where the join card goes: a channel your followers see",
        creator_role="Who else may run rounds, besides everyone with Manage Server",
        time_zone="In which zone you think of dates: start typing a city",
        topics="What rounds may be about, with commas; followers choose among them. A single comma: none",
    )
    async def set_up(
        self,
        interaction: Interaction,
        results_channel: discord.TextChannel,
        join_channel: discord.TextChannel | None = None,
        creator_role: discord.Role | None = None,
        time_zone: str | None = None,
        topics: str | None = None,
    ) -> None:
        """Check what the bot may do in the channels, then store the wishes and post the join card."""
        self._setup.require_manager(actor_of(interaction))
        for channel in (results_channel, join_channel):
            if channel is not None:
                _check_permissions(channel)
        await interaction.response.defer(ephemeral=True, thinking=True)
        wishes = Wishes(
            results_channel_id=results_channel.id,
            join_channel_id=join_channel.id if join_channel is not None else None,
            creator_role_id=creator_role.id if creator_role is not None else None,
            time_zone=time_zone,
            topics=topics,
        )
        name = interaction.guild.name if interaction.guild is not None else ""
        card = await self._setup.set_up(
            server_of(interaction),
            name,
            actor_of(interaction),
            wishes,
            interaction.id,
            str(interaction.guild_locale) if interaction.guild_locale is not None else None,
            self._now(),
        )
        await respond(interaction, card)

    @set_up.autocomplete("time_zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zones_like(typed)


def _check_permissions(channel: discord.TextChannel) -> None:
    """Raise KindError where the bot lacks something in `channel`, naming it as Discord's settings do."""
    mine = channel.permissions_for(channel.guild.me)
    missing = [name for flag, name in _NEEDED.items() if not getattr(mine, flag)]
    if missing:
        names = " and ".join(f"**{name}**" for name in missing)
        raise KindError(words.say(words.SETUP_MISSING, channel=channel.mention, permissions=names))
