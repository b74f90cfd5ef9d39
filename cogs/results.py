"""`/results`: what a round brought in."""

import re
from contextlib import aclosing

from discord import app_commands
from discord.ext import commands

from cogs.speaking import Interaction, actor_of, pressing, respond, server_of
from cogs.suggesting import rounds_like
from surveys.core import ids
from surveys.core.exports import Format
from surveys.core.prompt import Verb
from surveys.core.roles import Right
from surveys.engine.closing import Results
from surveys.engine.exporting import Exports
from surveys.engine.quoting import Quotes
from surveys.engine.round_names import RoundNames
from surveys.engine.statements import Statements

_FORMATS = [
    app_commands.Choice(name="Spreadsheet (XLSX)", value=Format.XLSX.value),
    app_commands.Choice(name="CSV tables in a ZIP", value=Format.CSV.value),
    app_commands.Choice(name="JSON for programs", value=Format.JSON.value),
]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class ResultsCog(commands.GroupCog, group_name="results", group_description="What a round brought in"):
    """Summaries and exports are computed anew each time, from the rows."""

    def __init__(
        self,
        results: Results,
        quotes: Quotes,
        exports: Exports,
        statements: Statements,
        names: RoundNames,
    ) -> None:
        self._results = results
        self._quotes = quotes
        self._exports = exports
        self._statements = statements
        self._names = names
        self.items = (pressing(ids.pattern(Verb.EXPORT, "number", "opened"), self._pressed),)

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

    @app_commands.command(description="Everything people answered in a round, as a file for you alone")
    @app_commands.rename(number="round", wanted="format")
    @app_commands.describe(
        number="Which round; left out, the latest", wanted="Which kind of file; left out, a spreadsheet"
    )
    @app_commands.choices(wanted=_FORMATS)
    async def export(
        self,
        interaction: Interaction,
        number: app_commands.Range[int, 1, 1_000_000] | None = None,
        wanted: app_commands.Choice[str] | None = None,
    ) -> None:
        """Give the round's answers as a file, or several where they are too large for one."""
        await self._give(interaction, number, Format.XLSX if wanted is None else Format(wanted.value))

    @app_commands.command(description="Who is quoted in a round's summary, and taking a quote out of it")
    @app_commands.rename(number="round")
    @app_commands.describe(number="Which round; left out, the latest")
    async def quotes(
        self, interaction: Interaction, number: app_commands.Range[int, 1, 1_000_000] | None = None
    ) -> None:
        """List the quotes that stand in a posted summary."""
        server, actor = server_of(interaction), actor_of(interaction)
        await respond(interaction, await self._quotes.listed(server, actor, number))

    @app_commands.command(description="Replies that others vote on, and a way to take one out")
    @app_commands.rename(number="round")
    @app_commands.describe(number="Which round; left out, the latest")
    async def statements(
        self, interaction: Interaction, number: app_commands.Range[int, 1, 1_000_000] | None = None
    ) -> None:
        """Show what a round puts to others."""
        card = await self._statements.of_round(server_of(interaction), actor_of(interaction), number)
        await respond(interaction, card)

    @statements.autocomplete("number")
    @show.autocomplete("number")
    @quotes.autocomplete("number")
    @export.autocomplete("number")
    async def _suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[int]]:
        return await rounds_like(self._names, interaction, typed, Right.RESULTS)

    async def _pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._give(interaction, int(match["number"]), Format.XLSX)

    async def _give(self, interaction: Interaction, number: int | None, wanted: Format) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        server, actor = server_of(interaction), actor_of(interaction)
        async with aclosing(self._exports.export(server, actor, number, wanted)) as cards:
            async for card in cards:
                await respond(interaction, card)
