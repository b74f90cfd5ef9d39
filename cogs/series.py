"""`/round schedule` and `/round list`: series, and the buttons on their cards."""

import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any

from discord import app_commands
from discord.ext import commands

from cogs.speaking import (
    Interaction,
    Item,
    actor_of,
    in_time,
    picked,
    picking,
    pressing,
    redraw,
    respond,
    server_of,
)
from cogs.suggesting import audiences_like, surveys_like
from surveys.core import ids
from surveys.core.audience_rules import LONGEST_NAME
from surveys.core.prompt import Say, Verb
from surveys.core.roles import Actor
from surveys.core.rounds import DEFAULT_DAYS, FEWEST_DAYS, MOST_DAYS
from surveys.core.series import MOST_DAYS_BETWEEN, Repeat
from surveys.engine.audiences import Audiences
from surveys.engine.scheduling import Scheduling, Wanted
from surveys.engine.surveys import Surveys

_REPEATS = [
    app_commands.Choice(name="every day, or every so many days", value=int(Repeat.DAYS)),
    app_commands.Choice(name="every week, on the weekday of the first date", value=int(Repeat.WEEKS)),
    app_commands.Choice(name="every month, on the same date", value=int(Repeat.MONTHS_BY_DATE)),
    app_commands.Choice(
        name="every month, on the same weekday (as first Monday)", value=int(Repeat.MONTHS_BY_WEEKDAY)
    ),
    app_commands.Choice(
        name="every month, on the last such weekday", value=int(Repeat.MONTHS_BY_LAST_WEEKDAY)
    ),
    app_commands.Choice(name="every month, on its last day", value=int(Repeat.MONTHS_LAST_DAY)),
]
MOST_TARGET = 100_000
_Change = Callable[[int, Actor, int, datetime], Awaitable[Say]]
_Settle = Callable[[int, Actor, int, int, datetime], Coroutine[Any, Any, Say]]


class SeriesCommands(commands.Cog):
    """The part of the `/round` group that is about series."""

    def __init__(
        self,
        scheduling: Scheduling,
        surveys: Surveys,
        audiences: Audiences,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._scheduling = scheduling
        self._surveys = surveys
        self._audiences = audiences
        self._now = now
        self._wake = wake

    @property
    def series_items(self) -> Sequence[type[Item]]:
        """The buttons and the menu on the cards of series."""
        do = self._scheduling
        return (
            pressing(ids.pattern(Verb.SERIES_KEEP, "series"), self._changing(do.keep)),
            pressing(ids.pattern(Verb.SERIES_PAUSE, "series"), self._changing(do.pause)),
            pressing(ids.pattern(Verb.SERIES_RESUME, "series"), self._changing(do.resume)),
            pressing(ids.pattern(Verb.SERIES_END, "series"), self._changing(do.end)),
            pressing(ids.pattern(Verb.SERIES_SKIP, "series", "date"), self._settling(do.skip)),
            pressing(ids.pattern(Verb.SERIES_OPEN, "series", "date"), self._settling(do.open_missed)),
            pressing(ids.pattern(Verb.SERIES_LEAVE, "series", "date"), self._settling(do.leave_missed)),
            pressing(ids.pattern(Verb.SERIES_DROP, "series"), self._dropped),
            pressing(ids.pattern(Verb.SERIES_CALENDAR, "series"), self._calendar),
            pressing(ids.pattern(Verb.SERIES_LIST), self._listed),
            picking(ids.pick_pattern(Verb.SERIES), self._chosen),
        )

    @app_commands.command(
        description="Open rounds of a survey again and again: see the dates first, then confirm"
    )
    @app_commands.describe(
        survey="Which survey",
        repeat="How it goes on from the first date",
        at="When on those days, as 18:00, in your server's time zone",
        first="The first date, as 2027-01-31; left out, today",
        every="Every so many days, weeks or months; left out, every one",
        days="How many days each round stays open",
        ends="The last date, as 2027-12-31",
        skip="Dates to leave out, with commas between",
        reminder="One friendly reminder to those who haven't replied",
        target="Close a round early when so many have completed it",
        audience="Who its rounds are for, from /audience list; left out, everybody",
        cron="For experts: five fields as in “0 18 * * 1”, instead of repeat, at and every",
    )
    @app_commands.choices(repeat=_REPEATS)
    async def schedule(
        self,
        interaction: Interaction,
        survey: str,
        repeat: app_commands.Choice[int],
        at: app_commands.Range[str, 1, 10] = "18:00",
        first: app_commands.Range[str, 1, 30] | None = None,
        every: app_commands.Range[int, 1, MOST_DAYS_BETWEEN] = 1,
        days: app_commands.Range[int, FEWEST_DAYS, MOST_DAYS] = DEFAULT_DAYS,
        ends: app_commands.Range[str, 1, 30] | None = None,
        skip: app_commands.Range[str, 1, 1000] | None = None,
        reminder: bool = True,
        target: app_commands.Range[int, 1, MOST_TARGET] | None = None,
        audience: app_commands.Range[str, 1, LONGEST_NAME] | None = None,
        cron: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """Show the schedule with its next dates, and a button that keeps it."""
        card = await self._scheduling.propose(
            server_of(interaction),
            actor_of(interaction),
            survey,
            Wanted(Repeat(repeat.value), every, at, first, ends, skip, cron),
            days,
            target,
            self._now(),
            remind=reminder,
            audience=audience,
        )
        await respond(interaction, card)

    @app_commands.command(name="list", description="Open rounds, and what is scheduled, with the next dates")
    async def list_(self, interaction: Interaction) -> None:
        """Show open rounds and series."""
        await respond(interaction, await self._overview(interaction))

    @schedule.autocomplete("survey")
    async def suggest_survey(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Surveys whose name has what was typed in it."""
        return await surveys_like(self._surveys, interaction, typed)

    @schedule.autocomplete("audience")
    async def suggest_audience(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Saved audiences whose name has what was typed in it."""
        return await audiences_like(self._audiences, interaction, typed)

    async def _overview(self, interaction: Interaction) -> Say:
        return await self._scheduling.overview(server_of(interaction), actor_of(interaction), self._now())

    def _changing(self, work: _Change) -> Callable[[Interaction, re.Match[str]], Awaitable[None]]:
        async def change(interaction: Interaction, match: re.Match[str]) -> None:
            card = await work(
                server_of(interaction), actor_of(interaction), int(match["series"]), self._now()
            )
            await redraw(interaction, card)
            self._wake()

        return change

    def _settling(self, work: _Settle) -> Callable[[Interaction, re.Match[str]], Awaitable[None]]:
        async def settle(interaction: Interaction, match: re.Match[str]) -> None:
            settling = work(
                server_of(interaction),
                actor_of(interaction),
                int(match["series"]),
                int(match["date"]),
                self._now(),
            )
            await redraw(interaction, await in_time(interaction, settling))
            self._wake()

        return settle

    async def _dropped(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._scheduling.drop(
            server_of(interaction), actor_of(interaction), int(match["series"])
        )
        await redraw(interaction, card)

    async def _calendar(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._scheduling.calendar(
            server_of(interaction), actor_of(interaction), int(match["series"]), self._now()
        )
        await respond(interaction, card)

    async def _listed(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, await self._overview(interaction))

    async def _chosen(self, interaction: Interaction, match: re.Match[str]) -> None:
        chosen = next(iter(picked(interaction)), "")
        series_id = int(chosen) if re.fullmatch(ids.NUMBER, chosen) else 0
        card = await self._scheduling.show(
            server_of(interaction), actor_of(interaction), series_id, self._now()
        )
        await redraw(interaction, card)
