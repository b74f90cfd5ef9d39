"""Ideas at any time: `/idea`, and the buttons and the menu on what it says."""

import re
from collections.abc import Callable
from datetime import datetime

from discord import app_commands
from discord.ext import commands

from cogs.speaking import Interaction, locale_of, picked, picking, pressing, redraw, respond
from surveys.core import ids
from surveys.core.prompt import Verb
from surveys.core.questions.idea import LONGEST
from surveys.engine.ideas import Ideas


class IdeasCog(commands.Cog):
    """An idea is one line away, in the server and in the DM."""

    def __init__(self, ideas: Ideas, now: Callable[[], datetime]) -> None:
        self._ideas = ideas
        self._now = now
        self.items = (
            pressing(ids.pattern(Verb.IDEA_VOTE, "idea", "mine", "on"), self._vote_pressed),
            pressing(ids.pattern(Verb.IDEA_KEEP, "idea"), self._keep_pressed),
            picking(ids.pick_pattern(Verb.IDEA_WHERE, "idea"), self._where_picked),
        )

    @app_commands.command(description="Send an idea for something you'd like to see made")
    @app_commands.describe(text="Your idea, in your own words")
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def idea(self, interaction: Interaction, text: app_commands.Range[str, 1, LONGEST]) -> None:
        """Keep the idea; privately in a server."""
        card = await self._ideas.take(
            interaction.user.id,
            interaction.guild_id,
            text,
            interaction.id,
            locale_of(interaction),
            self._now(),
        )
        if card is not None:
            await respond(interaction, card, private=interaction.guild_id is not None)

    async def _vote_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._ideas.vote(
            interaction.user.id,
            int(match["idea"]),
            int(match["mine"]),
            locale_of(interaction),
            self._now(),
            on=match["on"] != "0",
        )
        await redraw(interaction, card)

    async def _keep_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._ideas.keep(
            interaction.user.id,
            int(match["idea"]),
            locale_of(interaction),
            self._now(),
            in_server=interaction.guild_id is not None,
        )
        await redraw(interaction, card)

    async def _where_picked(self, interaction: Interaction, match: re.Match[str]) -> None:
        where = next(iter(picked(interaction)), "")
        card = await self._ideas.move(
            interaction.user.id, int(match["idea"]), where, locale_of(interaction), self._now()
        )
        await redraw(interaction, card)
