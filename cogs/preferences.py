"""The preferences card: its menus and buttons, wherever it stands; pausing; and "keep me in"."""

import re
from collections.abc import Callable
from datetime import datetime

from discord.ext import commands

from cogs.speaking import Interaction, locale_of, picked, picking, pressing, redraw, respond
from surveys.core import ids
from surveys.core.preferences import What, place_token
from surveys.core.prompt import Card, Verb
from surveys.engine.preferences import Preferences


async def say(interaction: Interaction, card: Card) -> None:
    """Answer a follower: in the server only they see it, in the DM it stays where they can find it again."""
    await respond(interaction, card, private=interaction.guild_id is not None)


async def settle(interaction: Interaction, card: Card) -> None:
    """Answer a tap on a follower's own card by drawing it anew; a card that everybody sees stays as it is."""
    message = interaction.message
    if interaction.guild_id is not None and (message is None or not message.flags.ephemeral):
        await respond(interaction, card)
    else:
        await redraw(interaction, card)


class PreferencesCog(commands.Cog):
    """What followers pick takes effect at once, so whoever sends is woken after every change."""

    def __init__(
        self, preferences: Preferences, now: Callable[[], datetime], wake: Callable[[], None]
    ) -> None:
        self._preferences = preferences
        self._now = now
        self._wake = wake
        self.items = (
            pressing(ids.pattern(Verb.PREFERENCES, "follower"), self._opened),
            pressing(ids.pattern(Verb.PREFERENCES, "follower", "page"), self._turned),
            pressing(ids.pattern(Verb.PREFERENCES, "follower", "what", "choice"), self._placed),
            picking(ids.pick_pattern(Verb.PREFERENCES, "follower", "what"), self._picked),
            pressing(ids.pattern(Verb.PAUSE, "follower", "how"), self._paused),
            pressing(ids.pattern(Verb.KEEP_ME, "follower"), self._kept),
        )

    async def _opened(self, interaction: Interaction, match: re.Match[str]) -> None:
        await say(interaction, await self._page(interaction, match, None))

    async def _turned(self, interaction: Interaction, match: re.Match[str]) -> None:
        await settle(interaction, await self._page(interaction, match, int(match["page"])))

    async def _page(self, interaction: Interaction, match: re.Match[str], page: int | None) -> Card:
        return await self._preferences.turn(
            interaction.user.id,
            int(match["follower"]),
            page,
            locale_of(interaction),
            self._now(),
            here=interaction.guild_id is not None,
        )

    async def _picked(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._choose(interaction, match, int(match["what"]), picked(interaction))

    async def _placed(self, interaction: Interaction, match: re.Match[str]) -> None:
        token = place_token(int(match["choice"]))
        wanted = token is not None and int(match["what"]) == What.WHERE
        await self._choose(interaction, match, What.WHERE, (token,) if wanted and token else ())

    async def _choose(
        self, interaction: Interaction, match: re.Match[str], what: int, tokens: tuple[str, ...]
    ) -> None:
        card = await self._preferences.choose(
            interaction.user.id,
            int(match["follower"]),
            what,
            tokens,
            locale_of(interaction),
            self._now(),
            here=interaction.guild_id is not None,
        )
        await settle(interaction, card)
        self._wake()

    async def _paused(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._preferences.press_pause(
            interaction.user.id,
            int(match["follower"]),
            int(match["how"]),
            locale_of(interaction),
            self._now(),
            here=interaction.guild_id is not None,
        )
        await settle(interaction, card)
        self._wake()

    async def _kept(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._preferences.keep_me(
            interaction.user.id, int(match["follower"]), locale_of(interaction), self._now()
        )
        await settle(interaction, card)
        self._wake()
