"""`/round`: starting, watching, steering and closing rounds."""

import re
from collections.abc import Callable
from datetime import datetime

from discord import app_commands
from discord.ext import commands

from cogs.series import MOST_TARGET, SeriesCommands
from cogs.speaking import Interaction, actor_of, in_time, pressing, redraw, respond, server_of
from surveys.core import ids, words
from surveys.core.audience import MOST_PEOPLE
from surveys.core.audience_rules import LONGEST_NAME
from surveys.core.prompt import Say, Verb
from surveys.core.rounds import DEFAULT_DAYS, FEWEST_DAYS, MOST_DAYS
from surveys.engine.audiences import Audiences
from surveys.engine.proposing import Like, Proposing
from surveys.engine.rounds import Rounds
from surveys.engine.scheduling import Scheduling
from surveys.engine.steering import Steering
from surveys.engine.surveys import Surveys

_WHICH = "Which round; left out, the latest"
Number = app_commands.Range[int, 1, 1_000_000]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class RoundsCog(
    SeriesCommands, commands.GroupCog, group_name="round", group_description="Ask your followers"
):
    """Nothing is sent before the creator saw what it costs and confirmed. `wake` gets the engine going at once."""

    def __init__(
        self,
        proposing: Proposing,
        rounds: Rounds,
        steering: Steering,
        scheduling: Scheduling,
        surveys: Surveys,
        audiences: Audiences,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        super().__init__(scheduling, surveys, audiences, now, wake)
        self._proposing = proposing
        self._rounds = rounds
        self._steering = steering
        self.items = (
            pressing(ids.pattern(Verb.ROUND_START, "plan"), self._start_confirmed),
            pressing(ids.pattern(Verb.ROUND_DONT), self._start_dropped),
            pressing(ids.pattern(Verb.ROUND_REFRESH, "number"), self._refresh),
            pressing(ids.pattern(Verb.ROUND_CLOSE, "number"), self._close_pressed),
            pressing(ids.pattern(Verb.ROUND_PAUSE, "number"), self._pause_pressed),
            pressing(ids.pattern(Verb.ROUND_RESUME, "number"), self._resume_pressed),
            pressing(ids.pattern(Verb.ROUND_CANCEL, "number"), self._cancel_confirmed),
            pressing(ids.pattern(Verb.ROUND_KEEP), self._kept),
            *self.series_items,
        )

    @app_commands.command(description="Ask your followers: see first what it costs, then confirm")
    @app_commands.describe(
        survey="Which survey",
        days="How many days it stays open",
        special="Reaches those, too, who only want special rounds",
        reminder="One friendly reminder to those who haven't replied",
        target="Close it early when so many have completed it",
        audience="Who it is for, from /audience list; left out, everybody",
        sample="Ask only so many of them, those first who waited longest",
    )
    async def start(
        self,
        interaction: Interaction,
        survey: str,
        days: app_commands.Range[int, FEWEST_DAYS, MOST_DAYS] = DEFAULT_DAYS,
        special: bool = False,
        reminder: bool = True,
        target: app_commands.Range[int, 1, MOST_TARGET] | None = None,
        audience: app_commands.Range[str, 1, LONGEST_NAME] | None = None,
        sample: app_commands.Range[int, 1, MOST_PEOPLE] | None = None,
    ) -> None:
        """Show the cost in attention and the card people would get, with a button that starts."""
        like = Like(days, special, reminder, target, audience, sample)
        server, actor = server_of(interaction), actor_of(interaction)
        proposing = self._proposing.propose(server, actor, survey, like, self._now())
        for card in await in_time(interaction, proposing):
            await respond(interaction, card)

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

    start.autocomplete("survey")(SeriesCommands.suggest_survey)
    start.autocomplete("audience")(SeriesCommands.suggest_audience)

    async def _start_confirmed(self, interaction: Interaction, match: re.Match[str]) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        starting = self._proposing.start(server, actor, int(match["plan"]), self._now())
        await redraw(interaction, await in_time(interaction, starting))
        self._wake()

    async def _start_dropped(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, Say((words.ROUND_NOT_STARTED,)))

    async def _status(self, interaction: Interaction, number: int | None) -> Say:
        return await self._rounds.status(server_of(interaction), actor_of(interaction), number)

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
