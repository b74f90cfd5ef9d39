"""Followers answering: taps on question cards, forms, and messages typed, edited or deleted in the DM."""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import discord
from discord.ext import commands

from cogs.cards import FORM_FILES, FORM_TEXT, form
from cogs.heard import control_of, snooze_of, verdict_of
from cogs.sheets import Filled, Filling
from cogs.speaking import (
    Interaction,
    locale_of,
    picked,
    picking,
    pressing,
    redraw,
    respond,
    server_of,
)
from cogs.typed import written
from surveys.core import ids
from surveys.core.errors import KindError
from surveys.core.prompt import Ask, Say, Verb
from surveys.core.replies import Change, Heard, Judge, Show, Tapped, Typed
from surveys.core.widgets import Form
from surveys.engine.answering import Answering
from surveys.engine.catching_up import CatchingUp
from surveys.engine.hearing import Reply
from surveys.engine.waiting import Waiting
from surveys.ports import Courier, Fate, Person, Written

_EXPIRED = 10062
#: Seconds a button waits for what was written before it was used; Discord gives an answer three.
_SETTLING = 1.5
_log = logging.getLogger(__name__)


class AnsweringCog(commands.Cog):
    """Turns what Discord carries into replies, and what the engine says into messages.

    `wake` gets the workers going where a reply planned something for later.
    """

    def __init__(
        self,
        answering: Answering,
        waiting: Waiting,
        catching_up: CatchingUp,
        courier: Courier,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._answering = answering
        self._waiting = waiting
        self._catching_up = catching_up
        self._courier = courier
        self._now = now
        self._wake = wake
        # What is still to be said to whom, by invitation, and who is being spoken to: see `speak`.
        self._unsaid: dict[int, dict[int | None, _Unsaid]] = {}
        self._speaking: set[int] = set()
        catching_up.tell(self)
        self.items = (
            pressing(ids.TAP, self._tapped),
            picking(ids.MENU, self._picked),
            pressing(ids.CONTROL, self._controlled),
            pressing(ids.WRITE, self._asked_to_write),
            pressing(ids.SNOOZE, self._put_off),
            pressing(ids.pattern(Verb.CONTINUE, "invitation"), self._continued),
            pressing(ids.pattern(Verb.CHANGE, "invitation"), self._asked_to_change),
            picking(ids.pick_pattern(Verb.CHANGE, "invitation"), self._chose_to_change),
            pressing(ids.pattern(Verb.ANSWER_HERE, "round"), self._answer_here),
            pressing(ids.pattern(Verb.JUDGE, "invitation", "statement", "verdict"), self._judged),
            pressing(ids.pattern(Verb.STATEMENT, "invitation", "statement"), self._looked_again),
        )
        self.sheets = (Filling(ids.FORM, self._form_sent),)

    async def _tapped(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._take(interaction, match, Tapped(match["question"], (match["token"],)))

    async def _picked(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._take(interaction, match, Tapped(match["question"], picked(interaction)))

    async def _controlled(self, interaction: Interaction, match: re.Match[str]) -> None:
        heard = control_of(match)
        if heard is not None:
            await self._take(interaction, match, heard)

    async def _put_off(self, interaction: Interaction, match: re.Match[str]) -> None:
        heard = snooze_of(match)
        if heard is not None:
            await self._take(interaction, match, heard)
            self._wake()

    async def _continued(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._take(interaction, match, Show())

    async def _asked_to_change(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._take(interaction, match, Change())

    async def _chose_to_change(self, interaction: Interaction, match: re.Match[str]) -> None:
        for question in picked(interaction)[:1]:
            await self._take(interaction, match, Change(question))

    async def _judged(self, interaction: Interaction, match: re.Match[str]) -> None:
        heard = verdict_of(match)
        if heard is not None:
            await self._take(interaction, match, heard)

    async def _looked_again(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._take(interaction, match, Judge(int(match["statement"])))

    async def _take(self, interaction: Interaction, match: re.Match[str], heard: Heard) -> None:
        await self._settled(interaction)
        reply = await self._answering.take_tap(
            _who(interaction),
            int(match["invitation"]),
            heard,
            interaction.id,
            locale_of(interaction),
            self._now(),
            here=interaction.guild_id is not None,
        )
        await self.answer(interaction, reply)

    async def _settled(self, interaction: Interaction) -> None:
        """What the person wrote in the DM before they used a button comes first."""
        await self._catching_up.settle(_who(interaction), _SETTLING)

    async def answer(self, interaction: Interaction, reply: Reply) -> None:
        """Say `reply` to whoever tapped: on the card itself, or beside it."""
        try:
            if reply.card is None:
                await interaction.response.defer()
            elif reply.private or interaction.message is None:
                await respond(interaction, reply.card)
            else:
                await redraw(interaction, reply.card)
                await self._moved_to(interaction.user.id, interaction.message, reply)
        except discord.NotFound as error:
            if error.code != _EXPIRED or reply.card is None:
                raise
            # Too late for a response, but the answer is stored: confirm it by an ordinary message.
            self._keep_in_mind(Person(interaction.user.id), reply, f"r{interaction.id}")
            await self.speak(interaction.user.id)

    async def _moved_to(self, user_id: int, message: discord.Message, reply: Reply) -> None:
        """The conversation goes on at that message; where another in the DM still asks, it stops asking."""
        earlier = reply.shown_on
        if earlier is None or message.id == earlier or reply.retired is None:
            return
        if reply.invitation is not None and not message.flags.ephemeral:
            await self._answering.showed(reply.invitation, message.id)
        await self._courier.replace(Person(user_id, reply.dm), earlier, reply.retired)

    async def _answer_here(self, interaction: Interaction, match: re.Match[str]) -> None:
        reply = await self._waiting.answer_here(
            interaction.user.id,
            server_of(interaction),
            int(match["round"]),
            interaction.id,
            locale_of(interaction),
            self._now(),
        )
        await self.answer(interaction, reply)

    async def waiting(self, interaction: Interaction) -> None:
        """Show the person what waits for them, privately: in the server what is of that server, in the DM all."""
        reply = await self._waiting.waiting(
            interaction.user.id,
            interaction.guild_id,
            interaction.id,
            locale_of(interaction),
            self._now(),
            here=interaction.guild_id is not None,
        )
        await self.answer(interaction, reply)

    async def _asked_to_write(self, interaction: Interaction, match: re.Match[str]) -> None:
        invitation, question = int(match["invitation"]), match["question"]
        shape = await self._waiting.form(
            interaction.user.id,
            invitation,
            question,
            locale_of(interaction),
            self._now(),
            here=interaction.guild_id is not None,
        )
        if isinstance(shape, Form):
            await interaction.response.send_modal(form(ids.form(invitation, question), shape))
        else:
            await respond(interaction, shape)

    async def _form_sent(self, interaction: Interaction, match: re.Match[str], filled: Filled) -> None:
        await self._settled(interaction)
        reply = await self._answering.take_form(
            _who(interaction),
            int(match["invitation"]),
            Typed(filled.texts.get(FORM_TEXT, ""), question=match["question"]),
            filled.files.get(FORM_FILES, ()),
            interaction.id,
            locale_of(interaction),
            self._now(),
            here=interaction.guild_id is not None,
        )
        await self.answer(interaction, reply)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """A message typed in a DM with the bot."""
        if message.author.bot or message.guild is not None:
            return
        person = Person(message.author.id, message.channel.id)
        try:
            async with self._catching_up.turn(person):
                await self.take(person, written(message))
        finally:  # also where this one failed: those before it may have left the answer to it
            await self.speak(person.user_id)

    async def take(self, person: Person, written: Written) -> None:
        """Hear what the person wrote, and keep in mind what to say to it."""
        taking = self._answering.take_text(person, written.text, written.files, written.ref, self._now())
        self._keep_in_mind(person, await self._kindly(person.user_id, taking), f"r{written.ref}")

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Somebody edited a message in a DM; Discord says so, too, when only a link's preview came in."""
        message = payload.message
        if payload.guild_id is not None or message.author.bot or message.edited_at is None:
            return
        person = Person(message.author.id, payload.channel_id)
        try:
            async with self._catching_up.turn(person):
                taking = self._answering.take_edit(person.user_id, message.id, message.content, self._now())
                reply = await self._kindly(person.user_id, taking)
                # Each edit of the same message is told of its own.
                edit = message.id ^ int(message.edited_at.timestamp() * 1000)
                self._keep_in_mind(person, reply, f"e{edit}")
        finally:
            await self.speak(person.user_id)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Somebody deleted a message in a DM."""
        if payload.guild_id is not None:
            return
        self._catching_up.deleted(payload.message_id)
        found = await self._answering.take_deletion(payload.message_id, self._now())
        if found is not None:
            user_id, reply = found
            self._keep_in_mind(Person(user_id, payload.channel_id), reply, f"d{payload.message_id}")
            await self.speak(user_id)

    async def _kindly(self, user_id: int, taking: Awaitable[Reply]) -> Reply:
        """What `taking` says; a mistake the person can put right is said as kindly as an answer."""
        try:
            return await taking
        except KindError as error:
            return Reply(Say((error.said(await self._answering.language(user_id)),)))

    def _keep_in_mind(self, person: Person, reply: Reply, nonce: str) -> None:
        """This is to be said; whatever was to be said about the same conversation no longer is."""
        if reply.card is not None:
            unsaid = self._unsaid.setdefault(person.user_id, {})
            unsaid.pop(reply.invitation, None)
            unsaid[reply.invitation] = _Unsaid(person, reply, nonce)

    async def speak(self, user_id: int) -> None:
        """Answer by ordinary messages. To somebody who writes faster than that, only the newest is said.

        All they wrote is stored by then; a card for each of two hundred messages would help nobody. While
        more of theirs waits to be heard, nothing is said: what is heard last says it.
        """
        if user_id in self._speaking or self._catching_up.is_awaited(user_id):
            return
        self._speaking.add(user_id)
        try:
            while unsaid := self._unsaid.get(user_id):
                say = unsaid.pop(next(iter(unsaid)))
                if not (unsaid and await self._is_over(say.reply)):
                    await self._say(say)
        finally:
            if not self._unsaid.get(user_id):
                self._unsaid.pop(user_id, None)
            self._speaking.discard(user_id)

    async def _is_over(self, reply: Reply) -> bool:
        """Whether what came after `reply` ended the conversation in which it asks something."""
        return isinstance(reply.card, Ask) and not await self._catching_up.is_open(reply.card.invitation)

    async def _say(self, say: "_Unsaid") -> None:
        to, reply = say.person, say.reply
        assert reply.card is not None
        outcome = await self._courier.send(to, reply.card, say.nonce)
        if outcome.fate is not Fate.DELIVERED:
            _log.warning("a reply was stored, but saying so failed: %s %s", outcome.fate, outcome.code)
            return
        earlier = reply.shown_on
        if reply.invitation is not None:
            earlier = await self._answering.showed(reply.invitation, outcome.message_ids[0])
        if earlier is not None and reply.retired is not None:
            await self._courier.replace(to, earlier, reply.retired)


@dataclass(frozen=True, slots=True)
class _Unsaid:
    """Something to say to somebody."""

    person: Person
    reply: Reply
    nonce: str


def _who(interaction: Interaction) -> Person:
    """Who used a button or a form, and where their DM is if that is where they did it."""
    return Person(interaction.user.id, interaction.channel_id if interaction.guild_id is None else None)
