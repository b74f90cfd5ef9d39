"""A community's settings as they are changed: stored with whoever did it, and told on its join card."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.language import Languages
from surveys.core.phrases import joining
from surveys.core.prompt import Say
from surveys.core.roles import Actor
from surveys.core.surroundings import Surroundings, Visit
from surveys.core.wording import setup as wording
from surveys.engine.access import community_of
from surveys.engine.joining import join_card
from surveys.engine.setup_cards import mention, warning
from surveys.ports import Channel, Courier, Fate
from surveys.store import audit, communities, preferences
from surveys.store.audit import Deed
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.tx import Tx

#: What becomes of a join card when it is to be drawn anew and can't be: it isn't there any more.
_LOST: Final = frozenset({Fate.REJECTED, Fate.NO_ACCESS})


class Settings:
    """Changes what is in force. Whoever calls has checked that the person may."""

    def __init__(self, database: Database, courier: Courier, languages: Languages) -> None:
        self._database = database
        self._courier = courier
        self._languages = languages
        #: One card at a time is put up, so that a double tap doesn't post two.
        self._posting = asyncio.Lock()

    async def change(
        self, visit: Visit, what: Callable[[Community], Community], subject: str
    ) -> tuple[Community, tuple[str, ...]]:
        """Store what `what` makes of the community; it, and what to say. `subject` goes into the audit log.

        A join card that is up tells the terms, so it follows them. Raises KindError where nothing is set up.
        """

        async def work(tx: Tx) -> tuple[Community, Community]:
            before = await communities.load(tx, visit.community_id)
            if before is None:
                raise KindError(joining.NOT_SET_UP)
            after = what(named(before, visit.around))
            await store(tx, before, after, visit.actor, subject, visit.now)
            return before, after

        before, after = await self._database.write(work)
        if before.terms == after.terms:
            return after, (wording.SAVED,)
        after, lost = await self.redraw(after)
        return after, (wording.SAVED, *lost)

    def join_card(self, community: Community) -> Say:
        """The card with which people join, in the server's language and with its terms."""
        lang = self._languages.of(community.locale)
        return join_card(community.id, community.name, lang, community.terms)

    async def put_up(self, visit: Visit, channel_id: int) -> Community | str:
        """Post the join card in a channel, or draw it anew where it stands there already.

        The community then, or a sentence on why nothing was posted.
        """
        async with self._posting:
            # Whoever tapped twice finds the card of the first tap here.
            community = named(await community_of(self._database, visit.community_id), visit.around)
            channel, card = Channel(channel_id), self.join_card(community)
            message_id = community.join_message_id if channel_id == community.join_channel_id else None
            if message_id is not None:
                redrawn = await self._courier.replace(channel, message_id, card)
                if redrawn.fate is Fate.DELIVERED:
                    return community
                if (
                    redrawn.fate not in _LOST
                ):  # it may well stand there still, and a second one would be one too many
                    return wording.CARD_REFUSED
            outcome = await self._courier.send(channel, card, f"u{visit.ref}")
            if outcome.fate is Fate.NO_ACCESS:
                return words.say(wording.CARD_FORBIDDEN, channel=mention(channel_id))
            if outcome.fate is not Fate.DELIVERED:
                return wording.CARD_REFUSED

            async def remember(tx: Tx) -> Community:
                before = await communities.load(tx, community.id)
                assert before is not None, "communities stay"
                after = replace(
                    named(before, visit.around),
                    join_channel_id=channel_id,
                    join_message_id=outcome.message_ids[0],
                )
                subject = f"join card in channel {channel_id}"
                await store(tx, before, after, visit.actor, subject, visit.now)
                return after

            return await self._database.write(remember)

    async def redraw(self, community: Community) -> tuple[Community, tuple[str, ...]]:
        """Draw the join card anew where it stands. One that was deleted isn't posted again by itself.

        The community then, and what there is to say about it.
        """
        if community.join_channel_id is None or community.join_message_id is None:
            return community, ()
        channel = Channel(community.join_channel_id)
        redrawn = await self._courier.replace(channel, community.join_message_id, self.join_card(community))
        if redrawn.fate is Fate.DELIVERED:
            return community, ()
        if redrawn.fate not in _LOST:
            return community, (warning(wording.CARD_OLD),)

        async def forget(tx: Tx) -> None:
            await communities.set_join_message(tx, community.id, None)

        await self._database.write(forget)
        return replace(community, join_message_id=None), (warning(wording.CARD_LOST),)


async def store(
    tx: Tx, before: Community | None, after: Community, actor: Actor, subject: str, now: datetime
) -> None:
    """Store a community in the caller's transaction; nothing, where nothing changed."""
    if before == after:
        return
    await communities.save(tx, after, now)
    if before is not None and before.terms != after.terms:
        await preferences.rejudge_community(tx, after.id)
    await audit.record(tx, after.id, actor.user_id, Deed.SET_UP, subject, now)


def named(community: Community, around: Surroundings) -> Community:
    """With the name and language the server has now."""
    return replace(community, name=around.name, locale=around.locale or community.locale)
