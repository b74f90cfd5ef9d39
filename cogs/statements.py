"""The buttons and the menu on the team's card of what is put to others."""

import re
from collections.abc import Callable
from datetime import datetime

from discord.ext import commands

from cogs.speaking import Interaction, actor_of, picked, picking, pressing, redraw, server_of
from surveys.core import ids
from surveys.core.prompt import Verb
from surveys.engine.statements import Statements


class StatementsCog(commands.Cog):
    """One card that is drawn anew, for whoever may read results."""

    def __init__(self, statements: Statements, now: Callable[[], datetime]) -> None:
        self._statements = statements
        self._now = now
        self.items = (
            pressing(ids.pattern(Verb.STATEMENTS, "round", "page"), self._turned),
            picking(ids.pick_pattern(Verb.STATEMENTS, "round", "page"), self._toggled),
        )

    async def _turned(self, interaction: Interaction, match: re.Match[str]) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        card = await self._statements.page(server, actor, int(match["round"]), int(match["page"]))
        await redraw(interaction, card)

    async def _toggled(self, interaction: Interaction, match: re.Match[str]) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        which = next(iter(picked(interaction)), "")
        card = await self._statements.toggle(
            server, actor, int(match["round"]), int(match["page"]), which, self._now()
        )
        await redraw(interaction, card)
