"""`/round`: starting, watching, steering and closing rounds."""

import re
from collections.abc import Callable
from datetime import datetime

from discord import app_commands
from discord.ext import commands

from cogs.series import MOST_TARGET, SeriesCommands
from cogs.speaking import Interaction, actor_of, pressing, redraw, respond, server_of
from cogs.steering import SteeringCommands
from surveys.core import ids, words
from surveys.core.prompt import Say, Verb
from surveys.core.rounds import DEFAULT_DAYS, FEWEST_DAYS, MOST_DAYS
from surveys.engine.proposing import REMIND, SPECIAL, Proposing
from surveys.engine.reminding import Reminding
from surveys.engine.round_names import RoundNames
from surveys.engine.round_status import RoundStatus
from surveys.engine.scheduling import Scheduling
from surveys.engine.steering import Steering
from surveys.engine.surveys import Surveys


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class RoundsCog(
    SteeringCommands,
    SeriesCommands,
    commands.GroupCog,
    group_name="round",
    group_description="Ask your followers",
):
    """Nothing is sent before the creator saw what it costs and confirmed. `wake` gets the engine going at once."""

    def __init__(
        self,
        proposing: Proposing,
        watching: RoundStatus,
        steering: Steering,
        reminding: Reminding,
        scheduling: Scheduling,
        surveys: Surveys,
        names: RoundNames,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        super().__init__(scheduling, surveys, now, wake)
        self._proposing = proposing
        self._watching = watching
        self._steering = steering
        self._names = names
        self._reminding = reminding
        self.items = (
            pressing(
                ids.pattern(Verb.ROUND_START, "version", "days", "how", "target"),
                self._start_confirmed,
            ),
            pressing(ids.pattern(Verb.ROUND_DONT), self._start_dropped),
            *self.steering_items,
            *self.series_items,
        )

    @app_commands.command(description="Ask your followers: see first what it costs, then confirm")
    @app_commands.describe(
        survey="Which survey",
        days="How many days it stays open",
        special="Reaches those, too, who only want special rounds",
        reminder="One friendly reminder to those who haven't replied",
        target="Close it early when so many have completed it",
    )
    async def start(
        self,
        interaction: Interaction,
        survey: str,
        days: app_commands.Range[int, FEWEST_DAYS, MOST_DAYS] = DEFAULT_DAYS,
        special: bool = False,
        reminder: bool = True,
        target: app_commands.Range[int, 1, MOST_TARGET] | None = None,
    ) -> None:
        """Show the cost in attention and the card people would get, with a button that starts."""
        cost, sample = await self._proposing.propose(
            server_of(interaction),
            actor_of(interaction),
            survey,
            days,
            self._now(),
            special=special,
            remind=reminder,
            target=target,
        )
        await respond(interaction, cost)
        await respond(interaction, sample)

    start.autocomplete("survey")(SeriesCommands.suggest_survey)

    async def _start_confirmed(self, interaction: Interaction, match: re.Match[str]) -> None:
        how = int(match["how"])
        card = await self._proposing.start(
            server_of(interaction),
            actor_of(interaction),
            int(match["version"]),
            min(int(match["days"]), MOST_DAYS),
            self._now(),
            special=bool(how & SPECIAL),
            remind=bool(how & REMIND),
            target=int(match["target"]) or None,
        )
        await redraw(interaction, card)
        self._wake()

    async def _start_dropped(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, Say((words.ROUND_NOT_STARTED,)))
