"""`/round status`, `pause`, `resume`, `close`, `cancel`: watching and steering rounds, and the buttons of that."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from discord import app_commands
from discord.ext import commands

from cogs.speaking import Interaction, Item, actor_of, pressing, redraw, respond, server_of
from surveys.core import ids, words
from surveys.core.prompt import Say, Verb
from surveys.engine.round_status import RoundStatus
from surveys.engine.steering import Steering

_WHICH = "Which round; left out, the latest"
Number = app_commands.Range[int, 1, 1_000_000]


class SteeringCommands(commands.Cog):
    """The part of the `/round` group that is about rounds that are open."""

    _watching: RoundStatus
    _steering: Steering
    _now: Callable[[], datetime]
    _wake: Callable[[], None]

    @property
    def steering_items(self) -> Sequence[type[Item]]:
        """The buttons on the cards of a round."""
        return (
            pressing(ids.pattern(Verb.ROUND_REFRESH, "number"), self._refresh),
            pressing(ids.pattern(Verb.ROUND_CLOSE, "number"), self._close_pressed),
            pressing(ids.pattern(Verb.ROUND_PAUSE, "number"), self._pause_pressed),
            pressing(ids.pattern(Verb.ROUND_RESUME, "number"), self._resume_pressed),
            pressing(ids.pattern(Verb.ROUND_CANCEL, "number"), self._cancel_confirmed),
            pressing(ids.pattern(Verb.ROUND_KEEP), self._kept),
        )

    @app_commands.command(description="How a round is going")
    @app_commands.describe(number=_WHICH)
    async def status(self, interaction: Interaction, number: Number | None = None) -> None:
        """Show the funnel so far."""
        await respond(interaction, await self._status(interaction, number))

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

    async def _status(self, interaction: Interaction, number: int | None) -> Say:
        return await self._watching.status(server_of(interaction), actor_of(interaction), number)

    async def _close(self, interaction: Interaction, number: int | None) -> Say:
        return await self._steering.close(server_of(interaction), actor_of(interaction), number, self._now())

    async def _refresh(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, await self._status(interaction, int(match["number"])))

    async def _close_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, await self._close(interaction, int(match["number"])))
        self._wake()

    async def _pause_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        number = int(match["number"])
        await self._steering.pause(server_of(interaction), actor_of(interaction), number, self._now())
        await redraw(interaction, await self._status(interaction, number))

    async def _resume_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        number = int(match["number"])
        await self._steering.resume(server_of(interaction), actor_of(interaction), number, self._now())
        await redraw(interaction, await self._status(interaction, number))
        self._wake()

    async def _cancel_confirmed(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._steering.cancel(
            server_of(interaction), actor_of(interaction), int(match["number"]), self._now()
        )
        await redraw(interaction, card)
        self._wake()

    async def _kept(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, Say((words.ROUND_KEPT,)))
