"""`/audience`: who a round is for, built on one card."""

import re
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any

from discord import app_commands
from discord.ext import commands

from cogs.sheets import Filled, Filling, open_sheet
from cogs.speaking import (
    Interaction,
    actor_of,
    in_time,
    picked,
    picking,
    pressing,
    redraw,
    respond,
    server_of,
)
from cogs.suggesting import audiences_like
from surveys.core import ids
from surveys.core.audience_rules import LONGEST_NAME
from surveys.core.prompt import Say, Verb
from surveys.core.roles import Actor
from surveys.engine.audience_building import AudienceBuilding
from surveys.engine.audience_menus import At
from surveys.engine.audiences import Audiences

Name = app_commands.Range[str, 1, LONGEST_NAME]
_Handle = Callable[[Interaction, re.Match[str]], Awaitable[None]]
_AtPlace = Callable[[int, Actor, int, int, int, datetime], Coroutine[Any, Any, Say]]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class AudiencesCog(commands.GroupCog, group_name="audience", group_description="Who your rounds are for"):
    """Counting people may mean asking Discord for their roles, which takes a while where many follow."""

    def __init__(self, audiences: Audiences, building: AudienceBuilding, now: Callable[[], datetime]) -> None:
        self._audiences = audiences
        self._building = building
        self._now = now
        self.items = (
            pressing(ids.pattern(Verb.AUDIENCE, "audience"), self._shown),
            pressing(ids.pattern(Verb.AUDIENCE_LIST), self._listed),
            pressing(ids.pattern(Verb.AUDIENCE_SETTINGS, "audience"), self._settings),
            pressing(ids.pattern(Verb.AUDIENCE_DELETE, "audience"), self._ask_to_delete),
            pressing(ids.pattern(Verb.AUDIENCE_GONE, "audience"), self._deleted),
            pressing(
                ids.pattern(Verb.AUDIENCE_MOVE, "audience", "version", "rule"), self._changing(building.move)
            ),
            pressing(
                ids.pattern(Verb.AUDIENCE_REMOVE, "audience", "version", "rule"),
                self._changing(building.remove),
            ),
            pressing(ids.pattern(Verb.AUDIENCE_LIMIT, "audience", "version", "rule"), self._limit),
            picking(ids.pick_pattern(Verb.AUDIENCE), self._chosen),
            picking(ids.pick_pattern(Verb.AUDIENCE_ADD, "audience", "side"), self._added),
            picking(ids.pick_pattern(Verb.AUDIENCE_RULE, "audience", "version"), self._rule),
            picking(ids.pick_pattern(Verb.AUDIENCE_PICK, "audience", "side", "kind"), self._picked),
            picking(ids.pick_pattern(Verb.AUDIENCE_ASKED, "audience", "side", "survey"), self._asked),
            picking(
                ids.pick_pattern(Verb.AUDIENCE_ASKED, "audience", "side", "survey", "question"), self._asked
            ),
        )
        self.sheets = (
            Filling(ids.sheet_pattern(Verb.AUDIENCE_FILL, "audience", "side", "kind"), self._filled),
            Filling(ids.sheet_pattern(Verb.AUDIENCE_LIMIT, "audience", "version", "rule"), self._limited),
            Filling(ids.sheet_pattern(Verb.AUDIENCE_SETTINGS, "audience"), self._set),
        )

    @app_commands.command(description="Say who a round is for, and save that under a name")
    @app_commands.describe(name="What you call it")
    async def new(self, interaction: Interaction, name: Name) -> None:
        """Make an audience, and show the card it is built on."""
        making = self._audiences.make(server_of(interaction), actor_of(interaction), name, self._now())
        await respond(interaction, await in_time(interaction, making))

    @app_commands.command(description="Change who an audience is, and see how many people that means now")
    @app_commands.describe(audience="Which audience")
    async def edit(self, interaction: Interaction, audience: Name) -> None:
        """Show the card an audience is built on."""
        server, actor = server_of(interaction), actor_of(interaction)
        showing = self._audiences.show_named(server, actor, audience, self._now())
        await respond(interaction, await in_time(interaction, showing))

    @app_commands.command(name="list", description="All audiences, and how many people each means now")
    async def list_(self, interaction: Interaction) -> None:
        """Show all audiences, with a menu to change one."""
        await respond(interaction, await self._all(interaction))

    @app_commands.command(description="Delete an audience")
    @app_commands.describe(audience="Which audience")
    async def delete(self, interaction: Interaction, audience: Name) -> None:
        """Ask whether to."""
        server, actor = server_of(interaction), actor_of(interaction)
        await respond(interaction, await self._audiences.ask_to_delete_named(server, actor, audience))

    @app_commands.command(
        description="How many follow, came and went, can be reached, answer, and are silent"
    )
    async def overview(self, interaction: Interaction) -> None:
        """Show how followers stand."""
        card = await self._audiences.overview(server_of(interaction), actor_of(interaction), self._now())
        await respond(interaction, card)

    @edit.autocomplete("audience")
    @delete.autocomplete("audience")
    async def _suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await audiences_like(self._audiences, interaction, typed)

    async def _all(self, interaction: Interaction) -> Say:
        listing = self._audiences.list(server_of(interaction), actor_of(interaction), self._now())
        return await in_time(interaction, listing)

    async def _show(self, interaction: Interaction, audience_id: int) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        showing = self._audiences.show(server, actor, audience_id, self._now())
        await redraw(interaction, await in_time(interaction, showing))

    async def _shown(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._show(interaction, int(match["audience"]))

    async def _chosen(self, interaction: Interaction, match: re.Match[str]) -> None:
        chosen = next(iter(picked(interaction)), "")
        await self._show(interaction, int(chosen) if re.fullmatch(ids.NUMBER, chosen) else 0)

    async def _listed(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, await self._all(interaction))

    async def _ask_to_delete(self, interaction: Interaction, match: re.Match[str]) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        await redraw(interaction, await self._audiences.ask_to_delete(server, actor, int(match["audience"])))

    async def _deleted(self, interaction: Interaction, match: re.Match[str]) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        card = await self._audiences.delete(server, actor, int(match["audience"]), self._now())
        await redraw(interaction, card)

    async def _added(self, interaction: Interaction, match: re.Match[str]) -> None:
        server, actor, kind = (
            server_of(interaction),
            actor_of(interaction),
            next(iter(picked(interaction)), ""),
        )
        audience, side = int(match["audience"]), int(match["side"])
        # A form has to be the first answer, so nothing may be deferred before.
        form = await self._building.form(server, actor, audience, side, kind)
        if form is not None:
            await open_sheet(interaction, form)
            return
        changing = self._building.add(server, actor, audience, side, kind, self._now())
        await redraw(interaction, await in_time(interaction, changing))

    async def _picked(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._pick(interaction, At.of(*(int(one) for one in match.groups())))

    async def _asked(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._pick(interaction, At.asked(*(int(one) for one in match.groups())))

    async def _pick(self, interaction: Interaction, at: At) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        adding = self._building.pick(server, actor, at, picked(interaction), self._now())
        await redraw(interaction, await in_time(interaction, adding))

    async def _filled(self, interaction: Interaction, match: re.Match[str], filled: Filled) -> None:
        place = At.of(*(int(one) for one in match.groups()))
        changing = self._building.fill(
            server_of(interaction), actor_of(interaction), place, filled.texts, self._now()
        )
        await redraw(interaction, await in_time(interaction, changing))

    async def _rule(self, interaction: Interaction, match: re.Match[str]) -> None:
        changing = self._building.rule(
            server_of(interaction),
            actor_of(interaction),
            int(match["audience"]),
            int(match["version"]),
            picked(interaction),
            self._now(),
        )
        await redraw(interaction, await in_time(interaction, changing))

    def _changing(self, work: _AtPlace) -> _Handle:
        async def change(interaction: Interaction, match: re.Match[str]) -> None:
            audience, version, rule = (int(one) for one in match.groups())
            changing = work(
                server_of(interaction), actor_of(interaction), audience, version, rule, self._now()
            )
            await redraw(interaction, await in_time(interaction, changing))

        return change

    async def _limit(self, interaction: Interaction, match: re.Match[str]) -> None:
        audience, version, rule = (int(one) for one in match.groups())
        form = await self._building.limit_sheet(
            server_of(interaction), actor_of(interaction), audience, version, rule
        )
        await open_sheet(interaction, form)

    async def _limited(self, interaction: Interaction, match: re.Match[str], filled: Filled) -> None:
        audience, version, rule = (int(one) for one in match.groups())
        changing = self._building.limit(
            server_of(interaction), actor_of(interaction), audience, version, rule, filled.texts, self._now()
        )
        await redraw(interaction, await in_time(interaction, changing))

    async def _settings(self, interaction: Interaction, match: re.Match[str]) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        form = await self._building.settings_sheet(server, actor, int(match["audience"]))
        await open_sheet(interaction, form)

    async def _set(self, interaction: Interaction, match: re.Match[str], filled: Filled) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        changing = self._building.settings(server, actor, int(match["audience"]), filled.texts, self._now())
        await redraw(interaction, await in_time(interaction, changing))
