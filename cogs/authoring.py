"""The survey editor's buttons, menus and forms."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

import discord
from discord.ext import commands

from cogs.sheets import Filled, Filling, open_sheet
from cogs.speaking import Interaction, actor_of, picked, picking, pressing, redraw, respond, server_of
from surveys.core import ids
from surveys.core.editing_cards import Mark
from surveys.core.prompt import Say, Tone, Verb
from surveys.core.sheets import Given, Sheet
from surveys.core.wording import authoring as wording
from surveys.engine.authoring import Authoring

#: Discord's codes for a response that came too late or a second time; there is nobody to tell.
_TOO_LATE: Final = frozenset({10062, 40060})


class AuthoringCog(commands.Cog):
    """One card that is drawn anew with every step, for whoever may write surveys."""

    def __init__(self, authoring: Authoring, now: Callable[[], datetime]) -> None:
        self._authoring = authoring
        self._now = now
        self.items = (
            pressing(ids.pattern(Verb.DRAFT, "draft", "revision", "step", "number"), self._pressed),
            picking(ids.pick_pattern(Verb.DRAFT, "draft", "revision", "step", "number"), self._picked),
        )
        self.sheets = (
            Filling(ids.sheet_pattern(Verb.DRAFT, "draft", "revision", "step", "number"), self._filled),
        )

    async def _pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        answer = await self._authoring.pressed(
            server_of(interaction), actor_of(interaction), _mark(match), self._now()
        )
        await _show(interaction, answer)

    async def _picked(self, interaction: Interaction, match: re.Match[str]) -> None:
        answer = await self._authoring.picked(
            server_of(interaction), actor_of(interaction), _mark(match), picked(interaction), self._now()
        )
        await _show(interaction, answer)

    async def _filled(self, interaction: Interaction, match: re.Match[str], filled: Filled) -> None:
        given = Given(filled.texts, filled.picks)
        files = [file for some in filled.files.values() for file in some]
        if files:  # fetching one can take longer than the three seconds Discord waits
            await interaction.response.defer()
        card = await self._authoring.filled(
            server_of(interaction), actor_of(interaction), _mark(match), given, self._now(), files
        )
        await _show(interaction, card)


def _mark(match: re.Match[str]) -> Mark:
    return Mark(int(match["draft"]), int(match["revision"]), int(match["step"]), int(match["number"]))


async def _show(interaction: Interaction, answer: Say | Sheet) -> None:
    """Open the form, or draw the card anew; where Discord won't take it, say that what was done is stored."""
    if isinstance(answer, Sheet):
        await open_sheet(interaction, answer)
        return
    try:
        await redraw(interaction, answer)
    except discord.HTTPException as refused:
        if refused.code in _TOO_LATE:
            raise
        await respond(interaction, Say((wording.CARD_REFUSED,), tone=Tone.CAREFUL))
