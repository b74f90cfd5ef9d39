"""`/rights` and `/audit`: who may do what, and who did."""

import re
from collections.abc import Callable
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from cogs.speaking import Interaction, actor_of, picked, picking, pressing, redraw, respond, server_of
from surveys.core import ids
from surveys.core.prompt import Verb
from surveys.engine.team import Team


class TeamCog(commands.Cog):
    """For those who answer for the server."""

    def __init__(self, team: Team, now: Callable[[], datetime]) -> None:
        self._team = team
        self._now = now
        self.items = (
            picking(ids.pick_pattern(Verb.RIGHTS, "role"), self._granted),
            pressing(ids.pattern(Verb.AUDIT, "before"), self._older),
        )

    @app_commands.command(description="Let a role do single things: surveys, rounds, results")
    @app_commands.describe(role="Which role; left out, you see all that have rights")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def rights(self, interaction: Interaction, role: discord.Role | None = None) -> None:
        """Show who may do what, or one role with a menu."""
        server, actor = server_of(interaction), actor_of(interaction)
        showing = (
            self._team.overview(server, actor) if role is None else self._team.of_role(server, actor, role.id)
        )
        await respond(interaction, await showing)

    @app_commands.command(description="What creators did here, and when")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def audit(self, interaction: Interaction) -> None:
        """Show the newest lines of the audit log."""
        await respond(interaction, await self._team.done(server_of(interaction), actor_of(interaction), None))

    async def _granted(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._team.grant(
            server_of(interaction),
            actor_of(interaction),
            int(match["role"]),
            picked(interaction),
            self._now(),
        )
        await redraw(interaction, card)

    async def _older(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._team.done(server_of(interaction), actor_of(interaction), int(match["before"]))
        await redraw(interaction, card)
