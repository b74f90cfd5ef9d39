"""`/feedback`: everything a follower can ask for, and the join card."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime

from discord import app_commands
from discord.ext import commands

from cogs.preferences import say, settle
from cogs.speaking import Interaction, locale_of, pressing, redraw, respond, server_of
from cogs.suggesting import zones_like
from surveys.core import ids
from surveys.core.consent import Place
from surveys.core.preferences import Pause
from surveys.core.prompt import Say, Verb
from surveys.engine.ideas import Ideas
from surveys.engine.joining import Joining
from surveys.engine.preferences import Preferences
from surveys.engine.rights import Rights

_PAUSES = {
    "a week": Pause.WEEK,
    "a month": Pause.MONTH,
    "until I say": Pause.OPEN,
    "not any more: ask me again": Pause.RESUME,
}


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class FeedbackCog(
    commands.GroupCog, group_name="feedback", group_description="Have a say, or stop having one"
):
    """Joining is one click, leaving is one word, and everything in between is the follower's to set.

    `answer` responds with what waits to be answered; it belongs to the cog that carries conversations.
    """

    def __init__(
        self,
        joining: Joining,
        preferences: Preferences,
        rights: Rights,
        ideas: Ideas,
        answer: Callable[[Interaction], Awaitable[None]],
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._joining = joining
        self._preferences = preferences
        self._rights = rights
        self._ideas = ideas
        self._answer = answer
        self._now = now
        self._wake = wake
        self.items = (
            pressing(ids.pattern(Verb.JOIN, "community"), self._join_pressed),
            pressing(ids.pattern(Verb.LEAVE, "community"), self._leave_pressed),
            pressing(ids.pattern(Verb.PRIVACY, "community"), self._privacy_pressed),
            pressing(ids.pattern(Verb.FORGET), self._forget_pressed),
            pressing(ids.pattern(Verb.FORGET_DONT), self._forget_dropped),
        )

    # --- Coming and going --------------------------------------------------------------------------

    @app_commands.command(description="Get this server's questions by DM")
    async def join(self, interaction: Interaction) -> None:
        """Sign the person up in this server."""
        await self._join(interaction, server_of(interaction), Place.COMMAND)

    @app_commands.command(description="Stop getting questions")
    async def leave(self, interaction: Interaction) -> None:
        """End the membership in this server; from a DM, the latest one."""
        await respond(interaction, await self._leave(interaction, interaction.guild_id, Place.COMMAND))

    # --- How they are asked ------------------------------------------------------------------------

    @app_commands.command(description="How often, when, about what and where you are asked")
    @app_commands.describe(time_zone="Where you live: start typing a city or country")
    async def preferences(self, interaction: Interaction, time_zone: str | None = None) -> None:
        """Show the preferences; a time zone that is given is set first."""
        card = await self._preferences.show(
            interaction.user.id, interaction.guild_id, time_zone, locale_of(interaction), self._now()
        )
        await say(interaction, card)
        self._wake()

    @app_commands.command(description="Get no questions for a while, or go on getting them")
    @app_commands.describe(how_long="For how long")
    @app_commands.choices(
        how_long=[app_commands.Choice(name=name, value=how.value) for name, how in _PAUSES.items()]
    )
    async def pause(self, interaction: Interaction, how_long: app_commands.Choice[int]) -> None:
        """Pause in this server, or in the one joined last."""
        card = await self._preferences.pause(
            interaction.user.id,
            interaction.guild_id,
            Pause(how_long.value),
            locale_of(interaction),
            self._now(),
        )
        await say(interaction, card)
        self._wake()

    @preferences.autocomplete("time_zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zones_like(typed)

    # --- Answers, and what became of them ----------------------------------------------------------

    @app_commands.command(description="See what waits for an answer, and change what you answered")
    async def answer(self, interaction: Interaction) -> None:
        """Show what can be answered or changed now."""
        await self._answer(interaction)

    @app_commands.command(description="See what came of your answers and ideas")
    async def impact(self, interaction: Interaction) -> None:
        """Show the way from their answers to what was made."""
        card = await self._ideas.impact(interaction.user.id, interaction.guild_id, locale_of(interaction))
        await say(interaction, card)

    # --- Their data --------------------------------------------------------------------------------

    @app_commands.command(description="Get everything stored about you, as a file")
    async def mydata(self, interaction: Interaction) -> None:
        """Hand over the file, to them alone."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await respond(
            interaction, await self._rights.mydata(interaction.user.id, locale_of(interaction), self._now())
        )

    @app_commands.command(description="Delete everything personal about you")
    async def forget(self, interaction: Interaction) -> None:
        """Say what would be deleted, and ask whether to."""
        await respond(
            interaction, await self._rights.ask_to_forget(interaction.user.id, locale_of(interaction))
        )

    @app_commands.command(description="What is stored, for how long, and who sees it")
    async def privacy(self, interaction: Interaction) -> None:
        """Show the privacy page."""
        await self._show_privacy(interaction, interaction.guild_id)

    # --- Buttons -----------------------------------------------------------------------------------

    async def _join_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._join(interaction, server_of(interaction), Place.JOIN_CARD)

    async def _join(self, interaction: Interaction, community_id: int, place: Place) -> None:
        # Opening a DM and writing to it can take longer than the three seconds Discord waits.
        await interaction.response.defer(ephemeral=True, thinking=True)
        joined = await self._joining.join(
            community_id, interaction.user.id, place, interaction.id, locale_of(interaction), self._now()
        )
        await respond(interaction, joined.card)

    async def _leave_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        place = Place.DM_BUTTON if interaction.guild_id is None else Place.PREFERENCES
        await settle(interaction, await self._leave(interaction, int(match["community"]), place))

    async def _leave(self, interaction: Interaction, community_id: int | None, place: Place) -> Say:
        user_id, locale, now = interaction.user.id, locale_of(interaction), self._now()
        if community_id is None:
            return await self._joining.leave_latest(user_id, place, locale, now)
        return await self._joining.leave(community_id, user_id, place, locale, now)

    async def _privacy_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._show_privacy(interaction, int(match["community"]))

    async def _show_privacy(self, interaction: Interaction, community_id: int | None) -> None:
        card = await self._rights.privacy(community_id, locale_of(interaction), interaction.user.id)
        await say(interaction, card)

    async def _forget_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        # Backups are cleaned, too, which can take longer than the three seconds Discord waits.
        await interaction.response.defer()
        card = await self._rights.forget(interaction.user.id, locale_of(interaction), self._now())
        self._ideas.let_go()
        await redraw(interaction, card)
        self._wake()

    async def _forget_dropped(self, interaction: Interaction, match: re.Match[str]) -> None:
        await settle(interaction, await self._rights.keep(interaction.user.id, locale_of(interaction)))
