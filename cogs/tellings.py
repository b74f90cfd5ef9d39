"""Messages with news: whether it hit, and how much of this somebody wants to hear."""

import re
from collections.abc import Callable
from datetime import datetime

from discord.ext import commands

from cogs.preferences import say
from cogs.speaking import Interaction, locale_of, pressing, redraw
from surveys.core import ids
from surveys.core.prompt import Verb
from surveys.engine.verdicts import Verdicts


class TellingsCog(commands.Cog):
    """The buttons on messages with news, whenever they were sent."""

    def __init__(self, verdicts: Verdicts, now: Callable[[], datetime], wake: Callable[[], None]) -> None:
        self._verdicts = verdicts
        self._now = now
        self._wake = wake
        self.items = (
            pressing(ids.pattern(Verb.IDEA_HIT, "telling", "hit"), self._rated),
            pressing(ids.pattern(Verb.IDEA_NEWS, "telling", "planned"), self._asked_how_much),
        )

    async def _rated(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._verdicts.rate(
            interaction.user.id,
            int(match["telling"]),
            int(match["hit"]),
            locale_of(interaction),
            self._now(),
        )
        await redraw(interaction, card)
        self._wake()

    async def _asked_how_much(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._verdicts.how_much(
            interaction.user.id,
            int(match["telling"]),
            locale_of(interaction),
            self._now(),
            here=interaction.guild_id is not None,
        )
        await say(interaction, card)
