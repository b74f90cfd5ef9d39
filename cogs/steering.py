"""`/round status`, `pause`, `resume`, `close`, `cancel`: watching and steering rounds, and the buttons of that."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from discord import app_commands
from discord.ext import commands

from cogs.speaking import Interaction, Item, actor_of, pressing, redraw, respond, server_of
from cogs.suggesting import rounds_like
from surveys.core import ids, words
from surveys.core.prompt import Say, Verb
from surveys.core.roles import Right
from surveys.engine.reminding import Reminding
from surveys.engine.round_names import RoundNames
from surveys.engine.round_status import RoundStatus
from surveys.engine.steering import Steering

_WHICH = "Which round; left out, the latest"
Number = app_commands.Range[int, 1, 1_000_000]


class SteeringCommands(commands.Cog):
    """The part of the `/round` group that is about rounds that are open."""

    _watching: RoundStatus
    _steering: Steering
    _reminding: Reminding
    _names: RoundNames
    _now: Callable[[], datetime]
    _wake: Callable[[], None]

    @property
    def steering_items(self) -> Sequence[type[Item]]:
        """The buttons on the cards of a round."""
        return (
            pressing(ids.pattern(Verb.ROUND_REFRESH, "number"), self._refresh),
            pressing(ids.pattern(Verb.ROUND_REFRESH, "number", "posted"), self._refresh),
            pressing(ids.pattern(Verb.ROUND_REMIND, "number"), self._remind_pressed),
            pressing(ids.pattern(Verb.ROUND_REMIND_SURE, "number"), self._remind_confirmed),
            pressing(ids.pattern(Verb.ROUND_CLOSE, "number"), self._close_pressed),
            pressing(ids.pattern(Verb.ROUND_CLOSE_SURE, "number"), self._close_confirmed),
            pressing(ids.pattern(Verb.ROUND_PAUSE, "number"), self._pause_pressed),
            pressing(ids.pattern(Verb.ROUND_RESUME, "number"), self._resume_pressed),
            pressing(ids.pattern(Verb.ROUND_CANCEL, "number"), self._cancel_confirmed),
            pressing(ids.pattern(Verb.ROUND_KEEP), self._kept),
        )

    @app_commands.command(description="How a round is going, kept up to date in the results channel")
    @app_commands.describe(number=_WHICH)
    async def status(self, interaction: Interaction, number: Number | None = None) -> None:
        """Post the status of a round, and say where."""
        # Posting it can take longer than an answer may.
        await interaction.response.defer(ephemeral=True, thinking=True)
        card = await self._watching.show(server_of(interaction), actor_of(interaction), number)
        await respond(interaction, card)
        self._wake()

    @app_commands.command(description="Close an open round now and get its summary")
    @app_commands.describe(number=_WHICH)
    async def close(self, interaction: Interaction, number: Number | None = None) -> None:
        """End an open round."""
        await respond(interaction, await self._close(interaction, number))
        self._wake()

    @app_commands.command(description="Send nothing more of an open round for now; answers still count")
    @app_commands.describe(number=_WHICH)
    async def pause(self, interaction: Interaction, number: Number | None = None) -> None:
        """Put a round's sending on hold."""
        card = await self._steering.pause(server_of(interaction), actor_of(interaction), number, self._now())
        await respond(interaction, card)
        self._wake()

    @app_commands.command(description="Go on sending a round that was paused; nobody is asked twice")
    @app_commands.describe(number=_WHICH)
    async def resume(self, interaction: Interaction, number: Number | None = None) -> None:
        """Let a round's sending go on."""
        card = await self._steering.resume(server_of(interaction), actor_of(interaction), number, self._now())
        await respond(interaction, card)
        self._wake()

    @app_commands.command(description="End an open round for good, without a summary")
    @app_commands.describe(number=_WHICH)
    async def cancel(self, interaction: Interaction, number: Number | None = None) -> None:
        """Say what cancelling would mean, and ask whether to."""
        await respond(
            interaction,
            await self._steering.ask_to_cancel(server_of(interaction), actor_of(interaction), number),
        )

    @status.autocomplete("number")
    async def _suggest_any(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[int]]:
        return await rounds_like(self._names, interaction, typed, Right.ROUNDS)

    @close.autocomplete("number")
    @pause.autocomplete("number")
    @resume.autocomplete("number")
    @cancel.autocomplete("number")
    async def _suggest_open(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[int]]:
        return await rounds_like(self._names, interaction, typed, Right.ROUNDS, only_open=True)

    async def _close(self, interaction: Interaction, number: int | None) -> Say:
        return await self._steering.close(server_of(interaction), actor_of(interaction), number, self._now())

    async def _redraw_status(self, interaction: Interaction, number: int) -> None:
        """Draw the card whose button was pressed anew; one in a channel is there for everybody."""
        message = interaction.message
        posted = None if message is None or message.flags.ephemeral else message.id
        card = await self._watching.refreshed(server_of(interaction), actor_of(interaction), number, posted)
        await redraw(interaction, card)

    async def _refresh(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._redraw_status(interaction, int(match["number"]))

    async def _close_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._steering.ask_to_close(
            server_of(interaction), actor_of(interaction), int(match["number"])
        )
        await respond(interaction, card)

    async def _close_confirmed(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, await self._close(interaction, int(match["number"])))
        self._wake()

    async def _pause_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        number = int(match["number"])
        await self._steering.pause(server_of(interaction), actor_of(interaction), number, self._now())
        await self._redraw_status(interaction, number)

    async def _resume_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        number = int(match["number"])
        await self._steering.resume(server_of(interaction), actor_of(interaction), number, self._now())
        await self._redraw_status(interaction, number)
        self._wake()

    async def _remind_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        # Everybody who may be reminded is judged, which can take longer than an answer may.
        await interaction.response.defer(ephemeral=True, thinking=True)
        card = await self._reminding.ask(
            server_of(interaction), actor_of(interaction), int(match["number"]), self._now()
        )
        await respond(interaction, card)

    async def _remind_confirmed(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._reminding.send(
            server_of(interaction), actor_of(interaction), int(match["number"]), self._now()
        )
        await redraw(interaction, card)
        self._wake()

    async def _cancel_confirmed(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._steering.cancel(
            server_of(interaction), actor_of(interaction), int(match["number"]), self._now()
        )
        await redraw(interaction, card)
        self._wake()

    async def _kept(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, Say((words.ROUND_KEPT,)))
