"""What creators change in a posted summary: its themes, and who is quoted."""

import re
from collections.abc import Callable
from datetime import datetime

from discord.ext import commands

from cogs.sheets import Filled, Filling, open_sheet
from cogs.speaking import (
    Interaction,
    actor_of,
    in_time,
    picked_ids,
    picking,
    pressing,
    redraw,
    respond,
    server_of,
)
from surveys.core import ids
from surveys.core.prompt import Verb
from surveys.core.roles import Actor
from surveys.engine.quoting import Quotes
from surveys.engine.theming import NAME, Theming


class ThemingCog(commands.Cog):
    """Buttons and menus under summaries; there is no command in here."""

    def __init__(self, theming: Theming, quotes: Quotes, now: Callable[[], datetime]) -> None:
        self._theming = theming
        self._quotes = quotes
        self._now = now
        self.items = (
            pressing(ids.pattern(Verb.THEMES, "number", "opened"), self._opened),
            pressing(ids.pattern(Verb.THEMES, "number"), self._back),
            picking(ids.pick_pattern(Verb.THEME, "number"), self._chosen),
            pressing(ids.pattern(Verb.THEME_RENAME, "number", "theme", "revision"), self._naming),
            pressing(ids.pattern(Verb.THEME_SPLIT, "number", "theme", "revision"), self._splitting),
            pressing(ids.pattern(Verb.THEME_SPLIT_SURE, "number", "theme", "revision"), self._split),
            picking(ids.pick_pattern(Verb.THEME_MERGE, "number", "theme", "revision"), self._merged),
            pressing(ids.pattern(Verb.THEME_UNDO, "number", "revision"), self._undone),
            pressing(ids.pattern(Verb.QUOTES, "number", "page"), self._turned),
            picking(ids.pick_pattern(Verb.QUOTE_OUT, "number"), self._taken_out),
        )
        self.sheets = (
            Filling(ids.sheet_pattern(Verb.THEME_RENAME, "number", "theme", "revision"), self._renamed),
        )

    async def _opened(self, interaction: Interaction, match: re.Match[str]) -> None:
        await respond(interaction, await self._theming.listed(*_who(interaction), int(match["number"])))

    async def _back(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, await self._theming.listed(*_who(interaction), int(match["number"])))

    async def _chosen(self, interaction: Interaction, match: re.Match[str]) -> None:
        theme = _picked(interaction)
        await redraw(interaction, await self._theming.shown(*_who(interaction), int(match["number"]), theme))

    async def _naming(self, interaction: Interaction, match: re.Match[str]) -> None:
        await open_sheet(interaction, await self._theming.naming(*_who(interaction), *_numbers(match)))

    async def _renamed(self, interaction: Interaction, match: re.Match[str], filled: Filled) -> None:
        typed = filled.texts.get(NAME, "")
        await redraw(
            interaction,
            await self._theming.rename(*_who(interaction), *_numbers(match), typed, self._now()),
        )

    async def _merged(self, interaction: Interaction, match: re.Match[str]) -> None:
        into = _picked(interaction)
        await redraw(
            interaction,
            await self._theming.merge(*_who(interaction), *_numbers(match), into, self._now()),
        )

    async def _splitting(self, interaction: Interaction, match: re.Match[str]) -> None:
        asking = self._theming.ask_to_split(*_who(interaction), *_numbers(match))
        await redraw(interaction, await in_time(interaction, asking))

    async def _split(self, interaction: Interaction, match: re.Match[str]) -> None:
        splitting = self._theming.split(*_who(interaction), *_numbers(match), self._now())
        await redraw(interaction, await in_time(interaction, splitting))

    async def _undone(self, interaction: Interaction, match: re.Match[str]) -> None:
        number, revision = int(match["number"]), int(match["revision"])
        await redraw(
            interaction,
            await self._theming.undo(*_who(interaction), number, revision, self._now()),
        )

    async def _turned(self, interaction: Interaction, match: re.Match[str]) -> None:
        number, page = int(match["number"]), int(match["page"])
        await redraw(interaction, await self._quotes.listed(*_who(interaction), number, page))

    async def _taken_out(self, interaction: Interaction, match: re.Match[str]) -> None:
        quote = _picked(interaction)
        await redraw(
            interaction,
            await self._quotes.take_out(*_who(interaction), int(match["number"]), quote, self._now()),
        )


def _who(interaction: Interaction) -> tuple[int, Actor]:
    """Where, and who."""
    return server_of(interaction), actor_of(interaction)


def _numbers(match: re.Match[str]) -> tuple[int, int, int]:
    """The round's number, the theme, and the revision it was shown at."""
    return int(match["number"]), int(match["theme"]), int(match["revision"])


def _picked(interaction: Interaction) -> int:
    """The row that was picked; 0, which is none, where a forged menu names no row."""
    return next(iter(picked_ids(interaction)), 0)
