"""`/ideas`: the board for the team, and “Save as idea” on messages."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.places import visit_of
from cogs.sheets import Filled, Filling, open_sheet
from cogs.speaking import (
    Handle,
    Interaction,
    actor_of,
    guarded,
    in_time,
    picked,
    picked_ids,
    picking,
    pressing,
    redraw,
    respond,
    server_of,
)
from cogs.suggesting import ideas_like
from surveys.core import ids
from surveys.core.board import LONGEST_LINK, LONGEST_RESPONSE, SETTABLE, Place
from surveys.core.ideas import IdeaState
from surveys.core.prompt import Say, Verb
from surveys.core.roles import Actor
from surveys.engine.board import Board
from surveys.engine.board_channel import BoardChannel
from surveys.engine.board_merging import Merging
from surveys.engine.board_saving import Message, Saving

_STATES = [app_commands.Choice(name=state.value, value=state.value) for state in SETTABLE]
_LONGEST_TYPED = 100
_Turn = Callable[[int, Actor, Place, str], Awaitable[Say]]
_Decide = Callable[[int, Actor, int, int, Place, datetime], Awaitable[Say]]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class BoardCog(commands.GroupCog, group_name="ideas", group_description="What your followers want made"):
    """What people want, and what becomes of it. `wake` gets telling them and the public board going."""

    def __init__(
        self,
        board: Board,
        merging: Merging,
        channel: BoardChannel,
        saving: Saving,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._board = board
        self._merging = merging
        self._place = channel
        self._saving = saving
        self._now = now
        self._wake = wake
        self.items = (
            pressing(ids.pattern(Verb.BOARD), self._wanted),
            pressing(ids.pattern(Verb.BOARD, "place"), self._turned),
            pressing(ids.pattern(Verb.BOARD_IDEA, "idea", "place"), self._shown),
            pressing(ids.pattern(Verb.BOARD_MERGE, "idea", "seen", "place"), self._merge_asked),
            pressing(ids.pattern(Verb.BOARD_SEARCH, "idea", "seen", "place"), self._search_wanted),
            pressing(ids.pattern(Verb.BOARD_GATHER, "idea", "seen", "place"), self._gathered),
            pressing(ids.pattern(Verb.BOARD_UNMERGE, "idea", "seen", "place"), self._unmerged),
            pressing(ids.pattern(Verb.BOARD_THEMES, "idea", "place"), self._themes_asked),
            pressing(ids.pattern(Verb.BOARD_HIDE, "idea", "place", "hidden"), self._hidden),
            pressing(ids.pattern(Verb.BOARD_DOWN), self._taken_down),
            picking(ids.pick_pattern(Verb.BOARD_FILTER, "place"), self._turning(board.filtered)),
            picking(ids.pick_pattern(Verb.BOARD_ORDER, "place"), self._turning(board.ordered)),
            picking(ids.pick_pattern(Verb.BOARD_OPEN, "place"), self._opened),
            picking(ids.pick_pattern(Verb.BOARD_STATUS, "idea", "seen", "place"), self._state_picked),
            picking(ids.pick_pattern(Verb.BOARD_MERGE, "idea", "seen", "place"), self._merged),
            picking(ids.pick_pattern(Verb.BOARD_THEMES, "idea", "place"), self._tied),
            picking(ids.pick_pattern(Verb.BOARD_CHANNEL), self._channel_picked),
        )
        self.sheets = (
            Filling(ids.sheet_pattern(Verb.BOARD_STATUS, "idea", "seen", "place", "state"), self._filled),
            Filling(ids.sheet_pattern(Verb.BOARD_SEARCH, "idea", "seen", "place"), self._searched),
        )
        saving_menu = app_commands.ContextMenu(name="Save as idea", callback=self._save)
        self.menus = (
            app_commands.guild_only(app_commands.default_permissions(manage_guild=True)(saving_menu)),
        )

    # --- Commands ----------------------------------------------------------------------------------

    @app_commands.command(name="board", description="What followers want most, and what becomes of it")
    async def show(self, interaction: Interaction) -> None:
        """Show the front page."""
        await respond(interaction, await in_time(interaction, self._front(interaction)))

    async def _wanted(self, interaction: Interaction, _: re.Match[str]) -> None:
        """The front page, from a message that everybody in the channel sees."""
        await respond(interaction, await in_time(interaction, self._front(interaction)))

    @app_commands.command(description="Say what becomes of an idea; those who want it hear of it")
    @app_commands.describe(
        idea="Which idea: start typing its words, or its number",
        status="What becomes of it",
        response="What you say to those who want it",
        link="Where they find it; “made” needs one",
    )
    @app_commands.choices(status=_STATES)
    async def status(
        self,
        interaction: Interaction,
        idea: app_commands.Range[str, 1, _LONGEST_TYPED],
        status: app_commands.Choice[str],
        response: app_commands.Range[str, 1, LONGEST_RESPONSE] = "",
        link: app_commands.Range[str, 1, LONGEST_LINK] = "",
    ) -> None:
        """Save it, and show the idea."""
        server, actor, state = server_of(interaction), actor_of(interaction), IdeaState(status.value)
        card = await self._board.set_status(server, actor, idea, state, response, link, self._now())
        await respond(interaction, card)
        self._wake()

    @app_commands.command(description="Merge an idea into another that asks for the same")
    @app_commands.describe(
        idea="Which idea goes: start typing its words, or its number", into="The one that stays"
    )
    async def merge(
        self,
        interaction: Interaction,
        idea: app_commands.Range[str, 1, _LONGEST_TYPED],
        into: app_commands.Range[str, 1, _LONGEST_TYPED],
    ) -> None:
        """Merge, and show the idea with a button that takes it back."""
        server, actor = server_of(interaction), actor_of(interaction)
        await respond(interaction, await self._merging.merge_named(server, actor, idea, into, self._now()))
        self._wake()

    @app_commands.command(description="Where everybody sees the ideas and votes for them")
    @app_commands.describe(channel="A channel your followers see; left out, you see where the board stands")
    async def channel(self, interaction: Interaction, channel: discord.TextChannel | None = None) -> None:
        """Show or choose where the public board stands."""
        visit = visit_of(interaction, self._now())
        showing = self._place.show(visit) if channel is None else self._place.choose(visit, channel.id)
        await respond(interaction, await showing)
        self._wake()

    @status.autocomplete("idea")
    @merge.autocomplete("idea")
    @merge.autocomplete("into")
    async def _suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await ideas_like(self._board, interaction, typed)

    async def _save(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        await guarded(interaction, self._saved(interaction, message))

    async def _saved(self, interaction: Interaction, message: discord.Message) -> None:
        one = Message(message.id, message.author.id, message.content)
        server, actor = server_of(interaction), actor_of(interaction)
        await respond(interaction, await self._saving.save(server, actor, one, self._now()))
        self._wake()

    # --- The board ---------------------------------------------------------------------------------

    async def _front(self, interaction: Interaction) -> Say:
        return await self._board.page(server_of(interaction), actor_of(interaction), Place())

    async def _turned(self, interaction: Interaction, match: re.Match[str]) -> None:
        turning = self._board.page(server_of(interaction), actor_of(interaction), _place(match))
        await redraw(interaction, await in_time(interaction, turning))

    def _turning(self, work: _Turn) -> Handle:
        async def turn(interaction: Interaction, match: re.Match[str]) -> None:
            server, actor = server_of(interaction), actor_of(interaction)
            await redraw(interaction, await work(server, actor, _place(match), _one(interaction)))

        return turn

    # --- One idea ----------------------------------------------------------------------------------

    async def _opened(self, interaction: Interaction, match: re.Match[str]) -> None:
        chosen = next(iter(picked_ids(interaction)), 0)
        server, actor = server_of(interaction), actor_of(interaction)
        await redraw(interaction, await self._board.show(server, actor, chosen, _place(match)))

    async def _shown(self, interaction: Interaction, match: re.Match[str]) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        await redraw(interaction, await self._board.show(server, actor, int(match["idea"]), _place(match)))

    async def _state_picked(self, interaction: Interaction, match: re.Match[str]) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        idea, seen = int(match["idea"]), int(match["seen"])
        form = self._board.form(server, actor, idea, seen, _place(match), _one(interaction))
        await open_sheet(interaction, await form)

    async def _filled(self, interaction: Interaction, match: re.Match[str], filled: Filled) -> None:
        card = await self._board.fill(
            server_of(interaction),
            actor_of(interaction),
            int(match["idea"]),
            int(match["seen"]),
            _place(match),
            int(match["state"]),
            filled.texts.get("response", ""),
            filled.texts.get("link", ""),
            self._now(),
        )
        await redraw(interaction, card)
        self._wake()

    async def _hidden(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._board.hide(
            server_of(interaction),
            actor_of(interaction),
            int(match["idea"]),
            _place(match),
            self._now(),
            hidden=match["hidden"] != "0",
        )
        await redraw(interaction, card)
        self._wake()

    # --- Merging -----------------------------------------------------------------------------------

    async def _merge_asked(self, interaction: Interaction, match: re.Match[str]) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        asking = self._merging.ask(server, actor, int(match["idea"]), _place(match))
        await redraw(interaction, await in_time(interaction, asking))

    async def _search_wanted(self, interaction: Interaction, match: re.Match[str]) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        form = self._merging.search_form(server, actor, int(match["idea"]), _place(match))
        await open_sheet(interaction, await form)

    async def _searched(self, interaction: Interaction, match: re.Match[str], filled: Filled) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        typed = filled.texts.get("typed", "")
        card = await self._merging.search(server, actor, int(match["idea"]), _place(match), typed)
        await redraw(interaction, card)

    async def _merged(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._merging.merge(
            server_of(interaction),
            actor_of(interaction),
            int(match["idea"]),
            int(match["seen"]),
            _place(match),
            _one(interaction),
            self._now(),
        )
        await redraw(interaction, card)
        self._wake()

    async def _gathered(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._decided(interaction, match, self._merging.gather)

    async def _unmerged(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._decided(interaction, match, self._merging.unmerge)

    async def _decided(self, interaction: Interaction, match: re.Match[str], decide: _Decide) -> None:
        card = await decide(
            server_of(interaction),
            actor_of(interaction),
            int(match["idea"]),
            int(match["seen"]),
            _place(match),
            self._now(),
        )
        await redraw(interaction, card)
        self._wake()

    # --- Themes, and the channel -------------------------------------------------------------------

    async def _themes_asked(self, interaction: Interaction, match: re.Match[str]) -> None:
        server, actor = server_of(interaction), actor_of(interaction)
        await redraw(interaction, await self._board.themes(server, actor, int(match["idea"]), _place(match)))

    async def _tied(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._board.tie(
            server_of(interaction),
            actor_of(interaction),
            int(match["idea"]),
            _place(match),
            picked(interaction),
            self._now(),
        )
        await redraw(interaction, card)
        self._wake()

    async def _channel_picked(self, interaction: Interaction, match: re.Match[str]) -> None:
        visit = visit_of(interaction, self._now())
        chosen = next(iter(picked_ids(interaction)), 0)
        await redraw(interaction, await self._place.choose(visit, chosen))
        self._wake()

    async def _taken_down(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(interaction, await self._place.take_down(visit_of(interaction, self._now())))
        self._wake()


def _place(match: re.Match[str]) -> Place:
    return Place.of(int(match["place"]))


def _one(interaction: Interaction) -> str:
    return next(iter(picked(interaction)), "")
