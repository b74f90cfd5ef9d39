"""`/setup`: the guided card, and how everything stands."""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from cogs.places import visit_of
from cogs.sheets import Filled, Filling, open_sheet
from cogs.speaking import Handle, Interaction, picked, picking, pressing, redraw, respond
from cogs.suggesting import zones_like
from surveys.core import ids
from surveys.core.prompt import Say, Verb
from surveys.core.surroundings import Visit
from surveys.engine.setup import Setup, Wishes
from surveys.engine.setup_picks import Picks
from surveys.engine.status import Status


class SetupCog(commands.Cog):
    """Setting a server up needs Manage Server; looking at how it stands, any right."""

    setup = app_commands.Group(
        name="setup",
        description="Set Earful up in this server, and see how it stands",
        default_permissions=discord.Permissions(manage_guild=True),
        guild_only=True,
    )

    def __init__(
        self,
        setup: Setup,
        picks: Picks,
        status: Status,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._setup = setup
        self._status = status
        self._picks = picks
        self._now = now
        self._wake = wake
        self.items = (
            pressing(ids.pattern(Verb.SETUP, "step"), self._turned),
            pressing(ids.pattern(Verb.SETUP_FORM, "form"), self._form_wanted),
            pressing(ids.pattern(Verb.SETUP_JOIN, "channel"), self._put_up),
            pressing(ids.pattern(Verb.SETUP_STATUS), self._looked_again),
            pressing(ids.pattern(Verb.SETUP_MODEL, "on"), self._model_switched),
            picking(ids.pick_pattern(Verb.SETUP_CHANNEL, "which"), self._channel_picked),
            picking(ids.pick_pattern(Verb.SETUP_ROLE), self._picking(picks.role)),
            picking(ids.pick_pattern(Verb.SETUP_OFTEN), self._picking(picks.often)),
            picking(ids.pick_pattern(Verb.SETUP_KEPT), self._picking(picks.kept)),
            picking(ids.pick_pattern(Verb.SETUP_ZONE), self._picking(picks.zone)),
        )
        self.sheets = (Filling(ids.sheet_pattern(Verb.SETUP_FORM, "form"), self._filled),)

    @setup.command(name="start", description="Set Earful up, step by step, or change what is in force")
    @app_commands.describe(
        results_channel="Where summaries are posted: your team's private channel",
        join_channel="Where the join card goes: a channel your followers see",
        creator_role="Who else may run rounds, besides everyone with Manage Server",
        time_zone="In which zone you think of dates: start typing a city",
        topics="What rounds may be about, with commas; followers choose among them. A single comma: none",
    )
    async def start(
        self,
        interaction: Interaction,
        results_channel: discord.TextChannel | None = None,
        join_channel: discord.TextChannel | None = None,
        creator_role: discord.Role | None = None,
        time_zone: str | None = None,
        topics: str | None = None,
    ) -> None:
        """Store what was given, and show the guided card with what is in force."""
        wishes = Wishes(_id(results_channel), _id(join_channel), _id(creator_role), time_zone, topics)
        visit = visit_of(interaction, self._now())
        await interaction.response.defer(ephemeral=True, thinking=True)
        await respond(interaction, await self._setup.start(visit, wishes))

    @setup.command(
        name="status", description="What is in force here, what is missing, and how Earful is doing"
    )
    async def status(self, interaction: Interaction) -> None:
        """Show everything on one screen."""
        await respond(interaction, await self._status.show(visit_of(interaction, self._now())))

    @start.autocomplete("time_zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zones_like(typed)

    async def _turned(self, interaction: Interaction, match: re.Match[str]) -> None:
        visit = visit_of(interaction, self._now())
        await redraw(interaction, await self._setup.show(visit, int(match["step"])))

    async def _looked_again(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, await self._status.show(visit_of(interaction, self._now())))

    async def _model_switched(self, interaction: Interaction, match: re.Match[str]) -> None:
        visit = visit_of(interaction, self._now())
        await redraw(interaction, await self._picks.model(visit, int(match["on"])))

    async def _form_wanted(self, interaction: Interaction, match: re.Match[str]) -> None:
        visit = visit_of(interaction, self._now())
        await open_sheet(interaction, await self._picks.form(visit, int(match["form"])))

    async def _filled(self, interaction: Interaction, match: re.Match[str], filled: Filled) -> None:
        visit = visit_of(interaction, self._now())
        await interaction.response.defer()
        card = await self._picks.fill(visit, int(match["form"]), filled.texts, filled.picks)
        await redraw(interaction, card)
        self._wake()

    async def _channel_picked(self, interaction: Interaction, match: re.Match[str]) -> None:
        visit = visit_of(interaction, self._now())
        await redraw(interaction, await self._picks.channel(visit, int(match["which"]), picked(interaction)))

    def _picking(self, work: Callable[[Visit, Sequence[str]], Awaitable[Say]]) -> Handle:
        async def pick(interaction: Interaction, _: re.Match[str]) -> None:
            visit = visit_of(interaction, self._now())
            await interaction.response.defer()  # a join card that is up may follow, which takes a moment
            await redraw(interaction, await work(visit, picked(interaction)))
            self._wake()

        return pick

    async def _put_up(self, interaction: Interaction, match: re.Match[str]) -> None:
        visit = visit_of(interaction, self._now())
        await interaction.response.defer()
        await redraw(interaction, await self._setup.put_up(visit, int(match["channel"])))
        self._wake()


def _id(chosen: discord.abc.Snowflake | None) -> int | None:
    return None if chosen is None else chosen.id
