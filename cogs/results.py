"""`/results`: what a round brought in."""

import io
import re

import discord
from discord import app_commands
from discord.ext import commands

from cogs.speaking import Interaction, actor_of, pressing, respond, server_of
from surveys.core import ids
from surveys.core.prompt import Verb
from surveys.engine.closing import Results


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class ResultsCog(commands.GroupCog, group_name="results", group_description="What a round brought in"):
    """Summaries are computed anew each time, from the rows."""

    def __init__(self, results: Results) -> None:
        self._results = results
        self.items = (pressing(ids.pattern(Verb.EXPORT, "number", "opened"), self._export),)

    @app_commands.command(description="The summary of a round, shown to you alone")
    @app_commands.describe(number="Which round; left out, the latest")
    async def show(
        self, interaction: Interaction, number: app_commands.Range[int, 1, 1_000_000] | None = None
    ) -> None:
        """Show a round's summary as it stands now."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await respond(
            interaction, await self._results.show(server_of(interaction), actor_of(interaction), number)
        )

    async def _export(self, interaction: Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        name, data = await self._results.export(
            server_of(interaction), actor_of(interaction), int(match["number"])
        )
        await interaction.followup.send(file=discord.File(io.BytesIO(data), filename=name), ephemeral=True)
