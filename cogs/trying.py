"""`/survey preview` and `/survey rehearse`: trying a survey out, alone or with a few of the team."""

import re
from collections.abc import Callable
from datetime import datetime

from discord import app_commands
from discord.ext import commands

from cogs.cards import FORM_FILES, FORM_TEXT, form
from cogs.heard import control_of, snooze_of
from cogs.sheets import Filled, Filling
from cogs.speaking import (
    Interaction,
    actor_of,
    locale_of,
    picked,
    picked_ids,
    picking,
    pressing,
    redraw,
    respond,
    server_of,
)
from cogs.suggesting import surveys_like
from surveys.core import ids
from surveys.core.prompt import Verb
from surveys.core.replies import Change, Heard, Show, Stop, Tapped, Typed
from surveys.core.widgets import Form
from surveys.engine.previewing import Previewing
from surveys.engine.rehearsing import Rehearsing
from surveys.engine.surveys import Surveys


class TryingCommands(commands.Cog):
    """The part of the `/survey` group with which a survey is tried out."""

    _surveys: Surveys
    _previewing: Previewing
    _rehearsing: Rehearsing
    _now: Callable[[], datetime]

    @app_commands.command(description="Play a survey through, for you alone; nothing is stored")
    @app_commands.describe(survey="Which survey")
    async def preview(self, interaction: Interaction, survey: str) -> None:
        """Show the first card; its buttons lead on."""
        card = await self._previewing.play(
            server_of(interaction),
            actor_of(interaction),
            survey,
            interaction.id,
            locale_of(interaction),
            self._now(),
        )
        await respond(interaction, card)

    @app_commands.command(
        description="Send a survey to a few of your team as a rehearsal that counts nowhere"
    )
    @app_commands.describe(survey="Which survey")
    async def rehearse(self, interaction: Interaction, survey: str) -> None:
        """Show a menu of members; picking them sends it."""
        card = await self._rehearsing.ask(server_of(interaction), actor_of(interaction), survey)
        await respond(interaction, card)

    @preview.autocomplete("survey")
    @rehearse.autocomplete("survey")
    async def _suggest_tried(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await surveys_like(self._surveys, interaction, typed)


class TryingCog(commands.Cog):
    """What is pressed, picked and typed on the cards of previews, and the menu that sends a rehearsal."""

    def __init__(
        self,
        previewing: Previewing,
        rehearsing: Rehearsing,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._previewing = previewing
        self._rehearsing = rehearsing
        self._now = now
        self._wake = wake
        on = ids.tried_pattern
        self.items = (
            pressing(on(ids.TAP), self._tapped),
            picking(on(ids.MENU), self._picked),
            pressing(on(ids.CONTROL), self._controlled),
            pressing(on(ids.WRITE), self._asked_to_write),
            pressing(on(ids.SNOOZE), self._put_off),
            pressing(on(ids.pattern(Verb.CONTINUE, "invitation")), self._continued),
            pressing(on(ids.pattern(Verb.CHANGE, "invitation")), self._asked_to_change),
            picking(on(ids.pick_pattern(Verb.CHANGE, "invitation")), self._chose_to_change),
            pressing(on(ids.pattern(Verb.LEAVE, "community")), self._left),
            pressing(ids.pattern(Verb.DRAFT_PLAY, "draft"), self._draft_played),
            picking(ids.pick_pattern(Verb.REHEARSE, "version"), self._people_picked),
        )
        self.sheets = (Filling(on(ids.FORM), self._form_sent),)

    async def _draft_played(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._previewing.play_draft(
            server_of(interaction),
            actor_of(interaction),
            int(match["draft"]),
            interaction.id,
            locale_of(interaction),
            self._now(),
        )
        await respond(interaction, card)

    async def _tapped(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._hear(interaction, match["invitation"], Tapped(match["question"], (match["token"],)))

    async def _picked(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._hear(interaction, match["invitation"], Tapped(match["question"], picked(interaction)))

    async def _controlled(self, interaction: Interaction, match: re.Match[str]) -> None:
        heard = control_of(match)
        if heard is not None:
            await self._hear(interaction, match["invitation"], heard)

    async def _put_off(self, interaction: Interaction, match: re.Match[str]) -> None:
        heard = snooze_of(match)
        if heard is not None:
            await self._hear(interaction, match["invitation"], heard)

    async def _continued(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._hear(interaction, match["invitation"], Show())

    async def _asked_to_change(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._hear(interaction, match["invitation"], Change())

    async def _chose_to_change(self, interaction: Interaction, match: re.Match[str]) -> None:
        for question in picked(interaction)[:1]:
            await self._hear(interaction, match["invitation"], Change(question))

    async def _left(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._hear(interaction, match["community"], Stop())

    async def _asked_to_write(self, interaction: Interaction, match: re.Match[str]) -> None:
        preview, question = int(match["invitation"]), match["question"]
        shape = self._previewing.form(interaction.user.id, preview, question, self._now())
        if isinstance(shape, Form):
            await interaction.response.send_modal(form(ids.tried(ids.form(preview, question)), shape))
        else:
            await respond(interaction, shape)

    async def _form_sent(self, interaction: Interaction, match: re.Match[str], filled: Filled) -> None:
        files = tuple(one.file for one in filled.files.get(FORM_FILES, ()))
        typed = Typed(filled.texts.get(FORM_TEXT, ""), files, match["question"])
        await self._hear(interaction, match["invitation"], typed)

    async def _hear(self, interaction: Interaction, preview: str, heard: Heard) -> None:
        card = self._previewing.hear(interaction.user.id, int(preview), heard, interaction.id, self._now())
        if card is None:
            await interaction.response.defer()
        elif interaction.message is not None and interaction.message.flags.ephemeral:
            await redraw(interaction, card)
        else:
            await respond(interaction, card)  # a preview is for one person alone, whatever was pressed

    async def _people_picked(self, interaction: Interaction, match: re.Match[str]) -> None:
        people = picked_ids(interaction)
        card = await self._rehearsing.start(
            server_of(interaction), actor_of(interaction), int(match["version"]), people, self._now()
        )
        await redraw(interaction, card)
        self._wake()
