"""`/round`: starting, watching, steering and closing rounds."""

import re
from collections.abc import Callable
from datetime import datetime

from discord import app_commands
from discord.ext import commands

from cogs.series import MOST_TARGET, SeriesCommands
from cogs.speaking import Interaction, actor_of, in_time, pressing, redraw, respond, server_of
from cogs.steering import SteeringCommands
from surveys.core import ids, words
from surveys.core.audience import MOST_PEOPLE
from surveys.core.audience_rules import LONGEST_NAME
from surveys.core.prompt import Say, Verb
from surveys.core.rounds import DEFAULT_DAYS, FEWEST_DAYS, MOST_DAYS
from surveys.engine.audiences import Audiences
from surveys.engine.proposing import Like, Proposing
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
        audiences: Audiences,
        names: RoundNames,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        super().__init__(scheduling, surveys, audiences, now, wake)
        self._proposing = proposing
        self._watching = watching
        self._steering = steering
        self._names = names
        self._reminding = reminding
        self.items = (
            pressing(ids.pattern(Verb.ROUND_START, "plan"), self._start_confirmed),
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

    start.autocomplete("survey")(SeriesCommands.suggest_survey)
    start.autocomplete("audience")(SeriesCommands.suggest_audience)

    async def _start_confirmed(self, interaction: Interaction, match: re.Match[str]) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        starting = self._proposing.start(server, actor, int(match["plan"]), self._now())
        await redraw(interaction, await in_time(interaction, starting))
        self._wake()

    async def _start_dropped(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, Say((words.ROUND_NOT_STARTED,)))
