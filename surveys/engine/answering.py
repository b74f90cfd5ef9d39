"""Taking replies: load, decide in the core, save, and only then speak."""

from dataclasses import dataclass, replace
from datetime import datetime

from surveys.core import words
from surveys.core.consent import Place
from surveys.core.conversation import Conversation, Turn, advance, begin, farewell, means_leaving
from surveys.core.prompt import Ask, Say
from surveys.core.replies import Heard, Typed
from surveys.core.rounds import RoundState
from surveys.engine.joining import leave_latest, withdraw
from surveys.engine.versions import Versions
from surveys.store import conversations, followers
from surveys.store.conversations import Standing
from surveys.store.database import Database
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say to a reply, once it is stored.

    `private`: beside the conversation, to the one who tapped. `retire` is the message with a card
    that is answered now and should stop asking, drawn as `retired`. `invitation` is set where
    `card` carries the current question from now on. No card: a replay, nothing to say.
    """

    card: Ask | Say | None
    private: bool = False
    invitation: int | None = None
    retire: int | None = None
    retired: Say | None = None


_NOTHING = Reply(None)


class Answering:
    """One follower's replies, whichever way they come in."""

    def __init__(self, database: Database, versions: Versions) -> None:
        self._database = database
        self._versions = versions

    async def take_tap(
        self, user_id: int, invitation_id: int, heard: Heard, ref: int, now: datetime
    ) -> Reply:
        """A tap on a question's card. The card names the invitation; the tapper must be its follower.

        `ref` is the interaction's id; one not newer than the last heard changes nothing.
        """

        async def take(tx: Tx) -> Reply:
            standing = await conversations.by_invitation(tx, invitation_id)
            if standing is None or standing.user_id != user_id:
                return Reply(Say((words.NOT_YOURS,)), private=True)
            return await self._hear(tx, standing, heard, ref, now, Place.DM_BUTTON)

        return await self._database.write(take)

    async def take_text(self, user_id: int, text: str, ref: int, now: datetime) -> Reply:
        """A message typed in the DM. It belongs to the conversation whose card is the newest.

        `ref` is the message's id; one not newer than the last heard changes nothing.
        """
        heard = Typed(_storable(text))

        async def take(tx: Tx) -> Reply:
            if not await followers.hear(tx, user_id, ref):
                return _NOTHING
            standing = await conversations.waiting_for(tx, user_id)
            if standing is None:
                return await self._outside_a_round(tx, user_id, heard, now)
            reply = await self._hear(tx, standing, heard, ref, now, Place.DM)
            if reply.card is None or standing.message_id is None:
                return reply
            return replace(reply, retire=standing.message_id, retired=self._retired(standing))

        return await self._database.write(take)

    async def showed(self, invitation_id: int, message_id: int) -> None:
        """The current question's card is on this message now."""

        async def remember(tx: Tx) -> None:
            await conversations.show_on(tx, invitation_id, message_id)

        await self._database.write(remember)

    async def _hear(
        self, tx: Tx, standing: Standing, heard: Heard, ref: int, now: datetime, place: Place
    ) -> Reply:
        if ref <= standing.heard:
            return _NOTHING
        if standing.round_state is not RoundState.OPEN and not means_leaving(heard):
            return Reply(Say((words.ROUND_CLOSED,)), private=True)
        conversation = await self._conversation(tx, standing)
        survey = self._versions.survey(standing.version_id, standing.definition)
        turn = advance(survey, standing.community, conversation, heard)
        await conversations.hear(tx, standing.invitation_id, ref, now)
        if turn.leaves:
            return await self._leave(tx, standing, turn, now, place)
        await conversations.save(tx, turn.conversation, standing.state, now)
        if turn.saved is not None:
            await conversations.save_answer(tx, standing.invitation_id, *turn.saved, ref, now)
        if turn.dropped:
            await conversations.drop_answers(tx, standing.invitation_id, turn.dropped)
        goes_on = isinstance(turn.card, Ask) and not turn.private
        return Reply(turn.card, turn.private, standing.invitation_id if goes_on else None)

    async def _leave(self, tx: Tx, standing: Standing, turn: Turn, now: datetime, place: Place) -> Reply:
        await conversations.save(tx, turn.conversation, standing.state, now)
        await withdraw(tx, standing.follower_id, place, now)
        others = await followers.following(tx, standing.user_id)
        kept = bool(turn.conversation.answers)
        return Reply(farewell(standing.community, kept=kept, others=tuple(one.community for one in others)))

    async def _conversation(self, tx: Tx, standing: Standing) -> Conversation:
        if standing.trail is None:
            survey = self._versions.survey(standing.version_id, standing.definition)
            return replace(begin(survey, standing.invitation_id), state=standing.state)
        return Conversation(
            invitation=standing.invitation_id,
            state=standing.state,
            current=standing.current,
            trail=tuple(standing.trail),
            answers=await conversations.load_answers(tx, standing.invitation_id),
            draft=tuple(standing.draft or ()),
        )

    async def _outside_a_round(self, tx: Tx, user_id: int, heard: Typed, now: datetime) -> Reply:
        if not words.is_stop(heard.text):
            joined = await followers.following(tx, user_id)
            return Reply(Say((words.NOTHING_OPEN if joined else words.NOT_SIGNED_UP,)))
        return Reply(await leave_latest(tx, user_id, Place.DM, now))

    def _retired(self, standing: Standing) -> Say:
        survey = self._versions.survey(standing.version_id, standing.definition)
        question = survey.question(standing.current or survey.questions[0].id)
        asked = question.text if question is not None else survey.title
        return Say((words.say(words.CONTINUED, question=asked),))


def _storable(text: str) -> str:
    """`text` without halves of surrogate pairs, which no database takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
