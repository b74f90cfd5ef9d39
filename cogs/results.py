"""`/results`: what a round brought in."""

import io
import re

import discord
from discord import app_commands
from discord.ext import commands

from cogs.speaking import Interaction, actor_of, pressing, respond, server_of
from cogs.suggesting import rounds_like
from surveys.core import ids
from surveys.core.prompt import Verb
from surveys.core.roles import Right
from surveys.engine.closing import Results
from surveys.engine.round_names import RoundNames


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class ResultsCog(commands.GroupCog, group_name="results", group_description="What a round brought in"):
    """Summaries are computed anew each time, from the rows."""

    def __init__(self, results: Results, names: RoundNames) -> None:
        self._results = results
        self._names = names
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

    @show.autocomplete("number")
    async def _suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[int]]:
        return await rounds_like(self._names, interaction, typed, Right.RESULTS)

    async def _export(self, interaction: Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        name, data = await self._results.export(
            server_of(interaction), actor_of(interaction), int(match["number"])
        )
        await interaction.followup.send(file=discord.File(io.BytesIO(data), filename=name), ephemeral=True)
