"""Messages with news, for those who asked for something; and the reminder, for those who can make it."""

import re
from collections.abc import Callable
from datetime import datetime

from discord.ext import commands

from cogs.preferences import say
from cogs.speaking import Interaction, actor_of, locale_of, pressing, redraw, server_of
from surveys.core import ids
from surveys.core.prompt import Verb
from surveys.engine.nudging import Nudging
from surveys.engine.verdicts import Verdicts


class TellingsCog(commands.Cog):
    """The buttons on messages with news and on reminders, whenever they were sent."""

    def __init__(
        self, verdicts: Verdicts, nudging: Nudging, now: Callable[[], datetime], wake: Callable[[], None]
    ) -> None:
        self._verdicts = verdicts
        self._nudging = nudging
        self._now = now
        self._wake = wake
        self.items = (
            pressing(ids.pattern(Verb.IDEA_HIT, "telling", "hit"), self._rated),
            pressing(ids.pattern(Verb.IDEA_NEWS, "telling", "planned"), self._asked_how_much),
            pressing(ids.pattern(Verb.NUDGE, "round", "on"), self._switched),
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

    async def _switched(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._nudging.switch(
            server_of(interaction),
            actor_of(interaction),
            int(match["round"]),
            int(match["on"]),
            self._now(),
        )
        await redraw(interaction, card)
