"""`/round`: starting, watching and closing rounds."""

import re
from collections.abc import Callable
from datetime import datetime

from discord import app_commands
from discord.ext import commands

from cogs.speaking import Interaction, actor_of, pressing, redraw, respond, server_of
from surveys.core import ids, words
from surveys.core.prompt import Say, Verb
from surveys.core.rounds import DEFAULT_DAYS, FEWEST_DAYS, MOST_DAYS
from surveys.engine.rounds import Rounds
from surveys.engine.surveys import Surveys

_MOST_CHOICES = 25


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class RoundsCog(commands.GroupCog, group_name="round", group_description="Ask your followers"):
    """Nothing is sent before the creator saw what it costs and confirmed. `wake` gets the engine going at once."""

    def __init__(
        self, rounds: Rounds, surveys: Surveys, now: Callable[[], datetime], wake: Callable[[], None]
    ) -> None:
        self._rounds = rounds
        self._surveys = surveys
        self._now = now
        self._wake = wake
        self.items = (
            pressing(
                ids.pattern(Verb.ROUND_START, "version", "days", "special", "remind"), self._start_confirmed
            ),
            pressing(ids.pattern(Verb.ROUND_DONT), self._start_dropped),
            pressing(ids.pattern(Verb.ROUND_REFRESH), self._refresh),
            pressing(ids.pattern(Verb.ROUND_CLOSE), self._close_pressed),
        )

    @app_commands.command(description="Ask your followers: see first what it costs, then confirm")
    @app_commands.describe(
        survey="Which survey",
        days="How many days it stays open",
        special="Reaches those, too, who only want special rounds",
        reminder="One friendly reminder to those who haven't replied",
    )
    async def start(
        self,
        interaction: Interaction,
        survey: str,
        days: app_commands.Range[int, FEWEST_DAYS, MOST_DAYS] = DEFAULT_DAYS,
        special: bool = False,
        reminder: bool = True,
    ) -> None:
        """Show the cost in attention and the card people would get, with a button that starts."""
        cost, sample = await self._rounds.propose(
            server_of(interaction),
            actor_of(interaction),
            survey,
            days,
            self._now(),
            special=special,
            remind=reminder,
        )
        await respond(interaction, cost)
        await respond(interaction, sample)

    @app_commands.command(description="How the latest round is going")
    async def status(self, interaction: Interaction) -> None:
        """Show the funnel so far."""
        await respond(interaction, await self._rounds.status(server_of(interaction), actor_of(interaction)))

    @app_commands.command(description="Close the open round now and get its summary")
    async def close(self, interaction: Interaction) -> None:
        """End the open round."""
        card = await self._rounds.close(server_of(interaction), actor_of(interaction), self._now())
        await respond(interaction, card)
        self._wake()

    @start.autocomplete("survey")
    async def _suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = await self._surveys.suggest(
            server_of(interaction), actor_of(interaction), typed, _MOST_CHOICES
        )
        return [app_commands.Choice(name=title, value=key) for key, title in found]

    async def _start_confirmed(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._rounds.start(
            server_of(interaction),
            actor_of(interaction),
            int(match["version"]),
            min(int(match["days"]), MOST_DAYS),
            self._now(),
            special=match["special"] == "1",
            remind=match["remind"] == "1",
        )
        await redraw(interaction, card)
        self._wake()

    async def _start_dropped(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, Say((words.ROUND_NOT_STARTED,)))

    async def _refresh(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, await self._rounds.status(server_of(interaction), actor_of(interaction)))

    async def _close_pressed(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._rounds.close(server_of(interaction), actor_of(interaction), self._now())
        await redraw(interaction, card)
        self._wake()
