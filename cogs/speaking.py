"""How cogs answer: cards as responses, kind sentences for mistakes, a reference for defects."""

import asyncio
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, TypeVar

import discord
from discord import app_commands, ui

from cogs.cards import Drawn, draw
from surveys.core import ids, words
from surveys.core.errors import KindError
from surveys.core.language import Languages, Words
from surveys.core.phrases import joining, trouble
from surveys.core.prompt import Card, Say, Tone
from surveys.core.roles import Actor


class Speaker(discord.Client):
    """A client that knows the languages there are, for the sentences that need no engine."""

    languages: Languages
    #: The language of a user, chosen or by Discord's setting, which is the second argument.
    words_for: Callable[[int, str], Awaitable[Words]]


Interaction = discord.Interaction[Speaker]
Item = ui.DynamicItem[Any]
Handle = Callable[[Interaction, re.Match[str]], Awaitable[None]]

#: Discord's codes: a response to what has been responded to already, and a message that is there no more.
_ANSWERED, _GONE = 40060, 10008
#: Seconds to wait before saying that something is under way; Discord gives up after three.
_PATIENCE = 1.5
T = TypeVar("T")
_log = logging.getLogger(__name__)


async def respond(interaction: Interaction, card: Card, *, private: bool = True) -> None:
    """Answer an interaction with `card`: as its response, or as a follow-up where one was given already."""
    for drawn in draw(card):
        drawn.view.stop()  # an unstopped view would be kept in memory for ever
        if interaction.response.is_done():
            await interaction.followup.send(view=drawn.view, files=drawn.uploads(), ephemeral=private)
        else:
            await interaction.response.send_message(view=drawn.view, files=drawn.uploads(), ephemeral=private)


async def redraw(interaction: Interaction, card: Card) -> None:
    """Answer a tap by drawing its own card anew, at once or, where it was deferred, now.

    A card that is gone by then, since its owner dismissed it or somebody deleted it, comes as a new one.
    """
    drawn: Drawn = draw(card)[0]
    drawn.view.stop()
    files = drawn.uploads()  # those of the card before it go, where it has none
    if not interaction.response.is_done():
        await interaction.response.edit_message(view=drawn.view, attachments=files)
        return
    try:
        await interaction.edit_original_response(view=drawn.view, attachments=files)
    except discord.NotFound as error:
        if error.code != _GONE:
            raise
        await respond(interaction, card)


async def explain(interaction: Interaction, error: Exception) -> None:
    """Tell the person what went wrong, privately: a kind sentence, or a reference to the log.

    The log gets the traceback under that reference, and never anybody's words.
    """
    original = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    if isinstance(original, discord.HTTPException) and original.code == _ANSWERED:
        _log.info("an event was delivered twice; it was answered the first time")
        return
    if isinstance(original, KindError):
        sentence = original.said(
            await interaction.client.words_for(interaction.user.id, locale_of(interaction))
        )
    elif isinstance(error, app_commands.CheckFailure):
        sentence = words.NOT_ALLOWED
    else:
        reference = secrets.token_hex(4)
        _log.error("trouble %s", reference, exc_info=original)
        # Nothing is looked up for it: what went wrong may be the database.
        lang = interaction.client.languages.of(locale_of(interaction))
        sentence = lang.say(trouble.TROUBLE, reference=reference)
    try:
        await respond(interaction, Say((sentence,), tone=Tone.CAREFUL))
    except discord.HTTPException as unsaid:
        _log.warning("could not explain to the person: %s", unsaid.code)


async def in_time(interaction: Interaction, work: Coroutine[Any, Any, T]) -> T:
    """What `work` comes to. Where that takes longer than Discord would wait, the person sees that it is under way."""
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=_PATIENCE)
        if not done and interaction.type is discord.InteractionType.application_command:
            await interaction.response.defer(ephemeral=True, thinking=True)
        elif not done:
            await interaction.response.defer()
        return await task
    finally:
        task.cancel()  # only if we were cancelled ourselves is there anything left of it


def locale_of(interaction: Interaction) -> str:
    """Discord's language setting of whoever did this."""
    return interaction.locale.value


def picked(interaction: Interaction) -> tuple[str, ...]:
    """What was picked from a menu, by token."""
    data: Mapping[str, Any] = interaction.data or {}
    return tuple(str(value) for value in data.get("values", ()))


def picked_ids(interaction: Interaction) -> tuple[int, ...]:
    """What was picked from a menu of what the server has, by Discord's ids; anything else in it is left out."""
    return tuple(int(one) for one in picked(interaction) if re.fullmatch(ids.NUMBER, one))


def actor_of(interaction: Interaction) -> Actor:
    """Who uses the command. Roles and permissions are those Discord sent along with it."""
    user = interaction.user
    roles = user.roles if isinstance(user, discord.Member) else []
    return Actor(
        user_id=user.id,
        role_ids=frozenset(role.id for role in roles),
        manages_server=interaction.permissions.manage_guild and interaction.guild_id is not None,
    )


def server_of(interaction: Interaction) -> int:
    """The server's id. Raises KindError outside a server."""
    if interaction.guild_id is None:
        raise KindError(joining.SERVER_ONLY)
    return interaction.guild_id


def pressing(template: str, handle: Handle) -> type[Item]:
    """A kind of button that works on every message that was ever sent, whichever process sent it."""
    return _used(template, handle, ui.Button[Any])


def picking(template: str, handle: Handle) -> type[Item]:
    """The same for menus; `handle` finds what was picked in the interaction's data."""
    return _used(template, handle, ui.Select[Any])


def _used(
    template: str, handle: Handle, component: type[ui.Button[Any]] | type[ui.Select[Any]]
) -> type[Item]:
    class Used(ui.DynamicItem[Any], template=template):
        def __init__(self, match: re.Match[str]) -> None:
            super().__init__(component(custom_id=match.string))
            self._match = match

        @classmethod
        async def from_custom_id(
            cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
        ) -> "Used":
            return cls(match)

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            await guarded(interaction, handle(interaction, self._match))

    return Used


async def guarded(interaction: Interaction, work: Awaitable[None]) -> None:
    """Do `work`; whatever it raises is explained to the person."""
    try:
        await work
    except Exception as error:  # noqa: BLE001  the last resort at the edge: nobody is left without an answer
        await explain(interaction, error)
