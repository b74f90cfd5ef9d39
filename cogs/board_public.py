"""The public idea board: the buttons on its cards, and the form for an idea."""

import re
from collections.abc import Callable
from datetime import datetime

from discord.ext import commands

from cogs.sheets import Filled, Filling, open_sheet
from cogs.speaking import Interaction, locale_of, pressing, respond, server_of
from surveys.core import ids
from surveys.core.prompt import Verb
from surveys.engine.board_voting import BoardVoting
from surveys.engine.ideas import Ideas


class PublicBoardCog(commands.Cog):
    """Everybody in the server can tap; what they read is theirs alone."""

    def __init__(
        self, voting: BoardVoting, ideas: Ideas, now: Callable[[], datetime], wake: Callable[[], None]
    ) -> None:
        self._voting = voting
        self._ideas = ideas
        self._now = now
        self._wake = wake
        self.items = (
            pressing(ids.pattern(Verb.IDEA_UP, "card", "added"), self._tapped),
            pressing(ids.pattern(Verb.IDEA_NEW, "card", "added"), self._form_wanted),
        )
        self.sheets = (Filling(ids.sheet_pattern(Verb.IDEA_NEW, "card", "added"), self._sent),)

    async def _tapped(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._voting.tap(
            server_of(interaction),
            interaction.user.id,
            int(match["card"]),
            int(match["added"]),
            locale_of(interaction),
            self._now(),
        )
        await respond(interaction, card)
        self._wake()

    async def _form_wanted(self, interaction: Interaction, match: re.Match[str]) -> None:
        args = (match["card"], match["added"])
        await open_sheet(
            interaction, await self._voting.form(interaction.user.id, args, locale_of(interaction))
        )

    async def _sent(self, interaction: Interaction, match: re.Match[str], filled: Filled) -> None:
        card = await self._ideas.take(
            interaction.user.id,
            server_of(interaction),
            filled.texts.get("idea", ""),
            interaction.id,
            locale_of(interaction),
            self._now(),
        )
        if card is not None:
            await respond(interaction, card)
