"""Followers coming and going: the join card, `/feedback join`, `/feedback leave`."""

import re
from collections.abc import Callable
from datetime import datetime

from discord import app_commands
from discord.ext import commands

from cogs.speaking import Interaction, pressing, redraw, respond, server_of
from surveys.core import ids
from surveys.core.consent import Place
from surveys.core.prompt import Verb
from surveys.engine.joining import Joining


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class JoiningCog(
    commands.GroupCog, group_name="feedback", group_description="Have a say, or stop having one"
):
    """Joining is one click, leaving is one word."""

    def __init__(self, joining: Joining, now: Callable[[], datetime]) -> None:
        self._joining = joining
        self._now = now
        self.items = (
            pressing(ids.pattern(Verb.JOIN, "community"), self._join_pressed),
            pressing(ids.pattern(Verb.LEAVE, "community"), self._leave_pressed),
        )

    @app_commands.command(description="Get this server's questions by DM")
    async def join(self, interaction: Interaction) -> None:
        """Sign the person up in this server."""
        await self._join(interaction, server_of(interaction), Place.COMMAND)

    @app_commands.command(description="Stop getting questions")
    async def leave(self, interaction: Interaction) -> None:
        """End the membership in this server; from a DM, the latest one."""
        if interaction.guild_id is None:
            card = await self._joining.leave_latest(interaction.user.id, Place.COMMAND, self._now())
        else:
            card = await self._joining.leave(
                interaction.guild_id, interaction.user.id, Place.COMMAND, self._now()
            )
        await respond(interaction, card)

    async def _join_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._join(interaction, server_of(interaction), Place.JOIN_CARD)

    async def _join(self, interaction: Interaction, community_id: int, place: Place) -> None:
        # Opening a DM and writing to it can take longer than the three seconds Discord waits.
        await interaction.response.defer(ephemeral=True, thinking=True)
        joined = await self._joining.join(
            community_id, interaction.user.id, place, interaction.id, self._now()
        )
        await respond(interaction, joined.card)

    async def _leave_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._joining.leave(
            int(match["community"]), interaction.user.id, Place.DM_BUTTON, self._now()
        )
        await redraw(interaction, card)
