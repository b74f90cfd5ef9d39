"""Taking replies: load, decide in the core, save, and only then speak."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from surveys.core import understood
from surveys.core.consent import Place
from surveys.core.conversation import advance, amend, means_leaving, take_back
from surveys.core.ideas import idea_in
from surveys.core.language import Words
from surveys.core.phrases import asking, joining
from surveys.core.prompt import Button, Say, Verb
from surveys.core.questions import Accepted
from surveys.core.questions.agree import verdict_in
from surveys.core.replies import Heard, Typed
from surveys.core.text import storable
from surveys.core.values import Attached
from surveys.engine.hearing import NOTHING, Hearing, Reply, conversation_of, is_open
from surveys.engine.ideas import Ideas
from surveys.engine.joining import leave_latest
from surveys.engine.receiving import Receiving
from surveys.engine.scenes import Scenes
from surveys.ports import Offered, Person
from surveys.store import attachments, conversations, followers, wishes
from surveys.store.database import Database
from surveys.store.standings import Standing
from surveys.store.tx import Tx


class Answering:
    """One follower's replies, whichever way they come in."""

    def __init__(
        self, database: Database, scenes: Scenes, hearing: Hearing, ideas: Ideas, receiving: Receiving
    ) -> None:
        self._database = database
        self._scenes = scenes
        self._hearing = hearing
        self._ideas = ideas
        self._receiving = receiving

    async def take_tap(
        self,
        person: Person,
        invitation_id: int,
        heard: Heard,
        ref: int,
        locale: str | None,
        now: datetime,
        *,
        here: bool,
    ) -> Reply:
        """A tap on a card. The card names the invitation; the tapper must be its follower.

        `ref` is the interaction's id; one not newer than the last heard changes nothing. `here`: in
        the server, where only the tapper sees the card.
        """
        user_id = person.user_id

        async def take(tx: Tx) -> Reply:
            standing = await conversations.by_invitation(tx, invitation_id)
            if standing is None or standing.user_id != user_id:
                lang = self._scenes.languages.of(locale)
                return Reply(Say((lang.say(asking.NOT_YOURS),)), private=True)
            if locale != standing.locale:
                await wishes.note_locale(tx, user_id, locale)
            await _note_channel(tx, standing, person)
            place = Place.COMMAND if here else Place.DM_BUTTON
            return await self._hearing.hear(tx, standing, heard, ref, locale, now, place, here=here)

        return await self._commit(take)

    async def take_form(
        self,
        person: Person,
        invitation_id: int,
        typed: Typed,
        incoming: Sequence[Offered],
        ref: int,
        locale: str | None,
        now: datetime,
        *,
        here: bool,
    ) -> Reply:
        """A form sent from a card; `typed.question` is the question it was opened for."""
        files: tuple[Attached, ...] = ()
        if incoming:
            async with self._database.reading() as tx:
                standing = await conversations.by_invitation(tx, invitation_id)
            if standing is not None and standing.user_id == person.user_id:
                files = await self._fetch(standing, incoming, locale)
        whole = replace(typed, text=storable(typed.text), files=files)
        try:
            return await self.take_tap(person, invitation_id, whole, ref, locale, now, here=here)
        finally:
            await self._let_go(files)

    async def take_text(
        self, person: Person, text: str, incoming: Sequence[Offered], ref: int, now: datetime
    ) -> Reply:
        """A message typed in the DM. It belongs to the conversation whose card is the newest.

        `ref` is the message's id; one not newer than the last heard changes nothing.
        """
        files: tuple[Attached, ...] = ()
        if incoming:
            async with self._database.reading() as tx:
                standing = await conversations.waiting_for(tx, person.user_id, ref)
            files = await self._fetch(standing, incoming, None)
        try:
            return await self._take_typed(person, Typed(storable(text), files), ref, now)
        finally:
            await self._let_go(files)

    async def _take_typed(self, person: Person, heard: Typed, ref: int, now: datetime) -> Reply:
        user_id = person.user_id
        if idea_in(heard.text) is not None:
            await self._ideas.prepare(user_id)

        async def take(tx: Tx) -> Reply:
            if not await followers.hear(tx, user_id, ref):
                return NOTHING
            lang = self._scenes.languages.of(*await wishes.languages(tx, user_id))
            if not heard.text.strip() and not heard.files:
                return Reply(Say((lang.say(asking.EMPTY_MESSAGE),)))
            standing = await conversations.waiting_for(tx, user_id, ref)
            idea = idea_in(heard.text)
            if idea is not None and not self._is_asked_for(standing, idea, lang):
                likely = standing.community_id if standing is not None else None
                return Reply(await self._ideas.offer(tx, user_id, idea, ref, lang, now, likely=likely))
            if standing is None and verdict_in(heard.text, lang) is not None:
                # On a statement of somebody else, which only those are asked about who have answered.
                answered = await conversations.answered_last(tx, user_id)
                if answered is not None and await self._hearing.asks_about_others(tx, answered, now):
                    reply = await self._hearing.hear(
                        tx, answered, heard, ref, None, now, Place.DM, here=False
                    )
                    return replace(reply, retired=None)
            if standing is None:
                return await self._outside_a_round(tx, user_id, heard, lang, now)
            await _note_channel(tx, standing, person)
            meant = heard if idea is None else replace(heard, text=idea)
            reply = await self._hearing.hear(tx, standing, meant, ref, None, now, Place.DM, here=False)
            retired = reply.retired or self._hearing.retired(standing, now, {})
            return replace(reply, shown_on=standing.message_id, retired=retired)

        return await self._commit(take)

    async def _outside_a_round(self, tx: Tx, user_id: int, heard: Typed, lang: Words, now: datetime) -> Reply:
        if understood.is_stop(heard.text):
            return Reply(await leave_latest(tx, user_id, Place.DM, lang, now))
        joined = await followers.following(tx, user_id)
        if joined and understood.may_mean_leaving(heard.text):
            leave = Button(Verb.LEAVE, (str(joined[0].community_id),), lang.say(joining.LEAVE_BUTTON))
            return Reply(Say((lang.say(asking.DID_YOU_WANT_TO_LEAVE),), buttons=(leave,)))
        return Reply(Say((lang.say(asking.NOTHING_OPEN if joined else joining.NOT_SIGNED_UP),)))

    def _is_asked_for(self, standing: Standing | None, idea: str, lang: Words) -> bool:
        """Whether the current question asks for just such an idea; then it is an answer to it."""
        if standing is None or not is_open(standing):
            return False
        survey = self._scenes.versions.survey(standing.version_id, standing.definition)
        question = survey.question(standing.current or survey.questions[0].id)
        reading = question.read(Typed(idea), (), lang) if question is not None else None
        return (
            question is not None
            and isinstance(reading, Accepted)
            and question.idea(reading.value) is not None
        )

    async def take_edit(self, user_id: int, message_id: int, text: str, now: datetime) -> Reply:
        """The person edited a message of theirs in the DM: if it was an answer, that changes it."""

        async def take(tx: Tx) -> Reply:
            given = await conversations.answer_given_by(tx, message_id)
            if given is None:
                if not await conversations.was_heard(tx, message_id):
                    return NOTHING
                lang = self._scenes.languages.of(*await wishes.languages(tx, user_id))
                return Reply(Say((lang.say(asking.EDIT_UNCLEAR, command="`/feedback answer`"),)))
            standing = await conversations.by_invitation(tx, given[0])
            mine = standing is not None and standing.user_id == user_id and standing.following
            if standing is None or not mine or not is_open(standing):
                return NOTHING
            scene = self._scenes.of(standing, now)
            conversation = await conversation_of(tx, standing, scene.survey)
            heard = Typed(storable(text))
            if means_leaving(heard):
                turn = advance(scene, conversation, heard)
                return await self._hearing.leave(
                    tx, standing, turn, scene.lang, standing.heard, now, Place.DM
                )
            amended = amend(scene, conversation, given[1], heard.text)
            if amended is None:
                return NOTHING
            return await self._hearing.store(tx, standing, amended, message_id, now, newest=standing.heard)

        return await self._commit(take)

    async def take_deletion(self, message_id: int, now: datetime) -> tuple[int, Reply] | None:
        """Somebody's message in a DM was deleted: if it was an answer, it is taken back; whose, and what to say."""

        async def take(tx: Tx) -> tuple[int, Reply] | None:
            given = await conversations.answer_given_by(tx, message_id)
            standing = await conversations.by_invitation(tx, given[0]) if given is not None else None
            if given is None or standing is None or not standing.following or not is_open(standing):
                return None
            scene = self._scenes.of(standing, now)
            if scene.survey.question(given[1]) is None:
                return None
            turn = take_back(scene, await conversation_of(tx, standing, scene.survey), given[1])
            reply = await self._hearing.store(tx, standing, turn, message_id, now, newest=standing.heard)
            return standing.user_id, reply

        found = await self._database.write(take)
        if found is not None:
            await self._receiving.remove(found[1].discard)
        return found

    async def language(self, user_id: int) -> Words:
        """The language to speak to that person."""
        async with self._database.reading() as tx:
            return self._scenes.languages.of(*await wishes.languages(tx, user_id))

    async def showed(self, invitation_id: int, message_id: int) -> int | None:
        """The conversation's card is on this message now; the message it was on before."""

        async def remember(tx: Tx) -> int | None:
            return await conversations.show_on(tx, invitation_id, message_id)

        return await self._database.write(remember)

    async def _fetch(
        self, standing: Standing | None, incoming: Sequence[Offered], locale: str | None
    ) -> tuple[Attached, ...]:
        """The files that came with a reply. One whose question takes none is only named, not fetched."""
        if standing is None:
            return tuple(one.file for one in incoming)
        survey = self._scenes.versions.survey(standing.version_id, standing.definition)
        question = survey.question(standing.current or survey.questions[0].id)
        return await self._receiving.fetch(question, incoming, self._scenes.words(standing, locale))

    async def _let_go(self, files: Sequence[Attached]) -> None:
        """Remove what came and was not kept as part of an answer."""
        if not files:
            return
        async with self._database.reading() as tx:
            kept = await attachments.known(tx, [file.id for file in files])
        await self._receiving.remove([file.id for file in files if file.id not in kept])

    async def _commit(self, take: Callable[[Tx], Awaitable[Reply]]) -> Reply:
        reply = await self._database.write(take)
        await self._receiving.remove(reply.discard)
        return reply


async def _note_channel(tx: Tx, standing: Standing, person: Person) -> None:
    """Whoever replies in the DM shows where it is, even if the bot ended before it could note that itself."""
    if person.channel_id is not None and standing.dm_channel_id is None:
        await followers.set_dm_channel(tx, person.user_id, person.channel_id)
