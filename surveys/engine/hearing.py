"""What hearing something does, inside the transaction that stores it: the step that every way of replying shares."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from surveys.core.consent import Place
from surveys.core.conversation import Conversation, Turn, advance, begin, means_leaving
from surveys.core.invitation import UNASKED
from surveys.core.language import Words
from surveys.core.phrases import asking
from surveys.core.polis import offer
from surveys.core.prompt import Ask, Say
from surveys.core.replies import Heard
from surveys.core.rounds import RoundState
from surveys.core.showing import farewell, piped
from surveys.core.survey import Survey
from surveys.core.values import Attached, Sent, Value
from surveys.engine import polis
from surveys.engine.joining import withdraw
from surveys.engine.scenes import Scenes
from surveys.store import conversations, follow_ups, followers, ideas
from surveys.store.standings import Standing
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say to a reply, once it is stored.

    `private`: beside the conversation, to the one who tapped. `invitation` is set where `card` shows
    from now on where that conversation stands; before, the message `shown_on` in the DM did, which is
    drawn as `retired` if another takes its place. No card: a replay, nothing to say. `discard` are files
    that no answer needs any more.
    """

    card: Ask | Say | None
    private: bool = False
    invitation: int | None = None
    dm: int | None = None
    retired: Say | None = None
    shown_on: int | None = None
    discard: tuple[int, ...] = ()


#: A replay, or something that concerns no conversation.
NOTHING = Reply(None)


class Hearing:
    """Loads a conversation, lets the core decide, stores what came of it. Each call is part of its caller's transaction."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes

    async def hear(
        self,
        tx: Tx,
        standing: Standing,
        heard: Heard,
        ref: int,
        locale: str | None,
        now: datetime,
        place: Place,
        *,
        here: bool,
    ) -> Reply:
        """One thing heard, with Discord's id `ref`: one that is not newer than the last changes nothing.

        `locale` is Discord's language setting as it came along; `place` is where leaving would be noted;
        `here`: in the server, where only the person sees the card.
        """
        if ref <= standing.heard:
            return NOTHING
        scene = self._scenes.of(standing, now, locale=locale, here=here)
        if not is_open(standing) and not means_leaving(heard):
            return Reply(Say((scene.lang.say(asking.ROUND_CLOSED),)), private=True)
        standing = await self._opened(tx, standing, now)
        conversation = await conversation_of(tx, standing, scene.survey)
        said = await polis.said_by_others(tx, standing, scene.survey, conversation)
        turn = advance(replace(scene, said=said), conversation, heard)
        await conversations.hear(tx, standing.invitation_id, ref, now)
        if turn.leaves:
            return await self.leave(tx, standing, turn, scene.lang, ref, now, place)
        if turn.put_off is not None:
            await follow_ups.put_off(tx, standing.invitation_id, turn.put_off, now)
        return await self.store(tx, standing, turn, ref, now, newest=ref, here=here)

    async def store(
        self,
        tx: Tx,
        standing: Standing,
        turn: Turn,
        ref: int,
        now: datetime,
        *,
        newest: int,
        here: bool = False,
    ) -> Reply:
        """Store what a turn changed; `ref` is the reply it came with, `newest` the newest that was heard."""
        await conversations.save(tx, turn.conversation, standing.state, newest, now)
        survey = self._scenes.versions.survey(standing.version_id, standing.definition)
        discard: list[int] = []
        if turn.judged is not None:
            await polis.judge(tx, standing, turn.judged, now)
        if turn.dropped:
            gone = await conversations.answer_ids(tx, standing.invitation_id, turn.dropped)
            await polis.drop_answers(tx, gone)
            for answer_id in gone:
                await _follow_idea(tx, standing, answer_id, None, now)
            await conversations.drop_answers(tx, standing.invitation_id, turn.dropped)
            for asked in turn.dropped:
                discard += await conversations.hold_files(tx, standing.invitation_id, asked, (), now)
        current = survey.question(turn.conversation.current or "")
        if current is not None and (collected := current.collected(turn.conversation.draft)):
            # Until the new answer is whole, the old one stands, with its files.
            held = (*_files(turn.conversation.answers.get(current.id)), *collected)
            discard += await conversations.hold_files(tx, standing.invitation_id, current.id, held, now)
        if turn.saved is not None:
            asked, value = turn.saved
            answer_id = await conversations.save_answer(tx, standing.invitation_id, asked, value, ref, now)
            question = survey.question(asked)
            # Ideas are shown to others, who may vote for them; what was said in private isn't.
            text = None if question is None or question.private else question.idea(value)
            if text is not None:
                await _follow_idea(tx, standing, answer_id, text, now)
            await polis.follow_answer(tx, standing, survey, asked, answer_id, value)
            if isinstance(value, Sent):  # and so was any earlier answer to it
                discard += await conversations.hold_files(tx, standing.invitation_id, asked, value.files, now)
        moves_over = (
            here and standing.message_id is not None and turn.conversation.current != standing.current
        )
        if moves_over:
            # The card in the DM asks what has been answered in the server.
            await conversations.show_on(tx, standing.invitation_id, None)
        goes_on = not turn.private and not here
        return Reply(
            turn.card,
            turn.private,
            standing.invitation_id if goes_on else None,
            dm=standing.dm_channel_id,
            retired=self.retired(standing, now, turn.conversation.answers)
            if moves_over or not here
            else None,
            shown_on=standing.message_id,
            discard=tuple(discard),
        )

    async def leave(
        self,
        tx: Tx,
        standing: Standing,
        turn: Turn,
        lang: Words,
        newest: int,
        now: datetime,
        place: Place,
    ) -> Reply:
        """End the membership, as `turn` says the person asked; the goodbye names what they still follow."""
        await conversations.save(tx, turn.conversation, standing.state, newest, now)
        await withdraw(tx, standing.follower_id, place, now)
        others = await followers.following(tx, standing.user_id)
        kept = bool(turn.conversation.answers)
        names = tuple(one.community for one in others)
        return Reply(farewell(lang, standing.community, kept=kept, others=names))

    async def asks_about_others(self, tx: Tx, standing: Standing, now: datetime) -> bool:
        """Whether the card of somebody who has answered puts a statement of somebody else to them."""
        scene = self._scenes.of(standing, now)
        conversation = await conversation_of(tx, standing, scene.survey)
        said = await polis.said_by_others(tx, standing, scene.survey, conversation)
        return said is not None and offer(said, standing.invitation_id) is not None

    def retired(self, standing: Standing, now: datetime, answers: Mapping[str, Value]) -> Say:
        """The card that asked before, small and without buttons."""
        scene = self._scenes.of(standing, now)
        question = scene.survey.question(standing.current or scene.survey.questions[0].id)
        asked = question.text if question is not None else scene.survey.title
        return Say((scene.lang.say(asking.CONTINUED, question=piped(scene, asked, answers)),))

    async def _opened(self, tx: Tx, standing: Standing, now: datetime) -> Standing:
        """Where the invitation stands once the person asked for the questions, or used a card we doubted had arrived."""
        if standing.state not in UNASKED or not standing.following:
            return standing
        return replace(standing, state=await conversations.open_here(tx, standing, now))


async def conversation_of(tx: Tx, standing: Standing, survey: Survey) -> Conversation:
    """The conversation as the rows have it; before the first reply, at its beginning."""
    if standing.trail is None:
        return replace(begin(survey, standing.invitation_id), state=standing.state)
    return Conversation(
        invitation=standing.invitation_id,
        state=standing.state,
        current=standing.current,
        trail=tuple(standing.trail),
        answers=await conversations.load_answers(tx, standing.invitation_id),
        draft=tuple(standing.draft or ()),
    )


async def _follow_idea(tx: Tx, standing: Standing, answer_id: int, text: str | None, now: datetime) -> None:
    """An answer that is an idea joins the community's ideas, and leaves them with it; in a rehearsal it is none."""
    if not standing.rehearsal:
        await ideas.follow_answer(tx, standing.community_id, standing.follower_id, answer_id, text, now)


def is_open(standing: Standing) -> bool:
    """Whether the invitation's round still takes replies."""
    return standing.round_state is RoundState.OPEN


def _files(value: Value | None) -> tuple[Attached, ...]:
    return value.files if isinstance(value, Sent) else ()
