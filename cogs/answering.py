"""Followers answering: taps on question cards, and messages typed in the DM."""

import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import discord
from discord.ext import commands

from cogs.speaking import Interaction, picking, pressing, redraw, respond
from surveys.core import ids, words
from surveys.core.prompt import Control, Say
from surveys.core.replies import Back, Done, Heard, Skip, Stop, Tapped
from surveys.engine.answering import Answering, Reply
from surveys.ports import Courier, Fate, Person

_EXPIRED = 10062
_log = logging.getLogger(__name__)


class AnsweringCog(commands.Cog):
    """Turns what Discord carries into replies, and what the engine says into messages."""

    def __init__(self, answering: Answering, courier: Courier, now: Callable[[], datetime]) -> None:
        self._answering = answering
        self._courier = courier
        self._now = now
        self.items = (
            pressing(ids.TAP, self._tapped),
            picking(ids.MENU, self._picked),
            pressing(ids.CONTROL, self._controlled),
        )

    async def _tapped(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._take(interaction, match, Tapped(match["question"], (match["token"],)))

    async def _picked(self, interaction: Interaction, match: re.Match[str]) -> None:
        data: Mapping[str, Any] = interaction.data or {}
        picked = tuple(str(value) for value in data.get("values", ()))
        await self._take(interaction, match, Tapped(match["question"], picked))

    async def _controlled(self, interaction: Interaction, match: re.Match[str]) -> None:
        question = match["question"]
        heard: dict[str, Heard] = {
            Control.SKIP: Skip(question),
            Control.BACK: Back(question),
            Control.STOP: Stop(),
            ids.DONE: Done(question),
        }
        if match["control"] in heard:
            await self._take(interaction, match, heard[match["control"]])

    async def _take(self, interaction: Interaction, match: re.Match[str], heard: Heard) -> None:
        reply = await self._answering.take_tap(
            interaction.user.id, int(match["invitation"]), heard, interaction.id, self._now()
        )
        try:
            if reply.card is None:
                await interaction.response.defer()
            elif reply.private:
                await respond(interaction, reply.card)
            else:
                await redraw(interaction, reply.card)
        except discord.NotFound as error:
            if error.code != _EXPIRED or reply.card is None:
                raise
            # Too late for a response, but the answer is stored: confirm it by an ordinary message.
            await self._speak(interaction.user.id, interaction.channel_id, reply, interaction.id)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """A message typed in a DM with the bot."""
        if message.author.bot or message.guild is not None:
            return
        if not message.content.strip():
            reply = Reply(Say((words.EMPTY_MESSAGE,)))
        else:
            reply = await self._answering.take_text(
                message.author.id, message.content, message.id, self._now()
            )
        await self._speak(message.author.id, message.channel.id, reply, message.id)

    async def _speak(self, user_id: int, channel_id: int | None, reply: Reply, ref: int) -> None:
        if reply.card is None:
            return
        to = Person(user_id, channel_id)
        outcome = await self._courier.send(to, reply.card, f"r{ref}")
        if outcome.fate is not Fate.DELIVERED:
            _log.warning("a reply was stored, but saying so failed: %s %s", outcome.fate, outcome.code)
            return
        if reply.invitation is not None:
            await self._answering.showed(reply.invitation, outcome.message_ids[0])
        if reply.retire is not None and reply.retired is not None:
            await self._courier.replace(to, reply.retire, reply.retired)
