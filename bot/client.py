"""The discord.py client: intents, cogs, commands kept in step, and the last resort for errors."""

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.translating import CatalogueTranslator
from cogs.sheets import Filling, take_sheet
from cogs.speaking import Speaker, explain
from surveys.core.language import Languages, Words

#: What the bot needs where it posts; also what the invite link asks for.
PERMISSIONS: Final = discord.Permissions(
    view_channel=True, send_messages=True, attach_files=True, read_message_history=True
)
WordsFor = Callable[[int, str | None], Awaitable[Words]]
_log = logging.getLogger(__name__)


def intents() -> discord.Intents:
    """Guilds and direct messages. Nothing privileged: the text of DMs to the bot comes without it."""
    return discord.Intents(guilds=True, dm_messages=True)


class Tree(app_commands.CommandTree[Any]):
    """The command tree; every error ends as a sentence to the person."""

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        """Explain what went wrong, privately."""
        await explain(interaction, error)


class Touch(Protocol):
    """Who wants to know when nobody is heard."""

    def parted(self) -> None:
        """The connection is lost."""

    def resumed(self) -> None:
        """It goes on where it was lost, and nothing is missing."""

    def lost_touch(self) -> None:
        """There is a new one, which can't say what happened before it; told before any of its events."""


class Client(commands.Bot, Speaker):
    """Earful's presence on Discord. It keeps nothing: all state is in the database."""

    def __init__(self, commands_file: Path, languages: Languages, words_for: WordsFor) -> None:
        # Earful never speaks; without this every start warns that it couldn't.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=(),
            help_command=None,
            intents=intents(),
            tree_cls=Tree,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            # Nothing waits for servers to arrive; the library would sit out two seconds at each start.
            guild_ready_timeout=0.5,
        )
        self.languages = languages
        self.words_for = words_for
        self._commands_file = commands_file
        self._cogs_to_add: Sequence[commands.Cog] = ()
        self._sheets: tuple[Filling, ...] = ()
        self._on_connected: Callable[[], None] | None = None
        self._touch: Touch | None = None

    def bring(
        self,
        cogs: Iterable[commands.Cog],
        on_connected: Callable[[], None],
        touch: Touch,
    ) -> None:
        """Say, before the client logs in, which cogs there are, and whom to tell that it did, or of gaps."""
        self._cogs_to_add = tuple(cogs)
        self._on_connected = on_connected
        self._touch = touch

    async def setup_hook(self) -> None:
        """Add the cogs with their buttons and menus, then tell Discord of the commands if they changed."""
        await self.tree.set_translator(CatalogueTranslator(self.languages))
        for cog in self._cogs_to_add:
            await self.add_cog(cog)
            items: tuple[type[ui.DynamicItem[Any]], ...] = getattr(cog, "items", ())
            self.add_dynamic_items(*items)
            self._sheets += getattr(cog, "sheets", ())
            for menu in getattr(cog, "menus", ()):
                self.tree.add_command(menu)
        await self._sync_commands()

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Forms go to the cog they belong to; commands and buttons find theirs by themselves."""
        await take_sheet(interaction, self._sheets)

    async def on_connect(self) -> None:
        """A session began; nobody tells what happened before it. A resumed one doesn't come here."""
        if self._touch is not None:
            self._touch.lost_touch()

    async def on_disconnect(self) -> None:
        """The session is cut off, for a moment or for longer. The library says so at each vain try, too."""
        if self._touch is not None:
            self._touch.parted()

    async def on_resumed(self) -> None:
        """The session goes on, and everything that happened meanwhile has been told."""
        if self._touch is not None:
            self._touch.resumed()

    async def on_ready(self) -> None:
        """Logged in, or again after a gap: wake the workers."""
        _log.info("connected as %s, in %d servers", self.user, len(self.guilds))
        if self._on_connected is not None:
            self._on_connected()

    async def on_message(self, message: discord.Message, /) -> None:
        """No text commands: what people write in DMs belongs to the answering cog alone."""

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log what a listener raised, without the event's content."""
        _log.exception("trouble in %s", event_method)

    async def _sync_commands(self) -> None:
        """Send the commands to Discord only when they differ from those it has: it allows few updates a day."""
        translator = self.tree.translator
        assert translator is not None
        shape = [
            await command.get_translated_payload(self.tree, translator)
            for command in self.tree.get_commands()
        ]
        told = json.dumps([self.application_id, shape], sort_keys=True, default=str)
        digest = hashlib.sha256(told.encode()).hexdigest()
        known = self._commands_file.read_text() if self._commands_file.exists() else ""
        if known.strip() == digest:
            return
        await self.tree.sync()
        self._commands_file.write_text(digest + "\n")
        _log.info("told Discord of the commands")
