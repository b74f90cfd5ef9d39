"""What follows an invitation: the one reminder, a question somebody put off, a goodbye.

The same steps as for the invitation itself: judged and claimed in one transaction, sent outside any,
recorded. One that was claimed by a process that ended is looked for before it is sent again.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from surveys.core.consent import Place
from surveys.core.conversation import Conversation
from surveys.core.ids import mark_of_goodbye, mark_of_invitation
from surveys.core.invitation import InvitationState
from surveys.core.phrases import later
from surveys.core.prompt import Card
from surveys.core.respect import FOREVER, SILENT_AFTER, Go, No, Past, Sort, Wait, Wanted, Why, judge
from surveys.core.rounds import RoundState
from surveys.core.showing import again, goodbye
from surveys.engine.hearing import conversation_of
from surveys.engine.joining import withdraw
from surveys.engine.scenes import Scenes
from surveys.ports import Courier, Fate, Outcome, Person
from surveys.store import conversations, follow_ups, followers
from surveys.store.database import Database
from surveys.store.follow_ups import FollowUp
from surveys.store.past import pasts
from surveys.store.standings import Standing
from surveys.store.tx import Tx

_BATCH: Final = 100
#: How soon to try again what Discord didn't take just now.
_SOON: Final = timedelta(minutes=1)
_UNDECIDED: Final = frozenset({Fate.POSTPONED, Fate.HALTED, Fate.UNSURE})
_log = logging.getLogger(__name__)


def _mark(one: FollowUp, standing: Standing) -> str:
    """What tells the message from every other in the same DM."""
    if one.sort is Sort.GOODBYE:
        return mark_of_goodbye(standing.follower_id)
    return mark_of_invitation(standing.invitation_id, one.id)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A follow-up that may go out now: to whom, and what it says."""

    follow_up: FollowUp
    standing: Standing
    card: Card


class FollowingUp:
    """Sends what is due after an invitation, several in flight. One `send_due` runs at a time; the clock sees to it."""

    def __init__(
        self,
        database: Database,
        scenes: Scenes,
        courier: Courier,
        now: Callable[[], datetime],
        *,
        in_flight: int = 16,
    ) -> None:
        self._slots = asyncio.Semaphore(in_flight)
        self._database = database
        self._scenes = scenes
        self._courier = courier
        self._now = now

    async def send_due(self) -> datetime | None:
        """Send everything that is due and may go out; when the next one is due."""
        async with self._database.reading() as tx:
            doubtful = await follow_ups.in_doubt(tx)
        for one in doubtful:
            await self._look_for(one)
        last = 0
        while batch := await self._due(last):
            async with asyncio.TaskGroup() as group:
                for one in batch:
                    group.create_task(self._deliver(one))
            last = batch[-1].id
        async with self._database.reading() as tx:
            return await follow_ups.next_due(tx)

    async def _deliver(self, one: FollowUp) -> None:
        async with self._slots:
            letter = await self._claim(one)
            if letter is not None:
                await self._send(letter)

    async def _due(self, after: int) -> tuple[FollowUp, ...]:
        async with self._database.reading() as tx:
            return await follow_ups.due(tx, after, _BATCH, self._now())

    async def _claim(self, one: FollowUp) -> _Letter | None:
        now = self._now()

        async def claim(tx: Tx) -> _Letter | None:
            standing = await conversations.by_invitation(tx, one.invitation_id)
            if standing is None:
                await follow_ups.end(tx, one.id, now, None, sent=False)
                return None
            past = (await pasts(tx, (standing.follower_id,), now))[standing.follower_id]
            verdict = self._judge(one, standing, past, now)
            match verdict:
                case Wait(until, why):
                    await follow_ups.wait(tx, one.id, until, why)
                    return None
                case No(why):
                    await follow_ups.end(tx, one.id, now, why, sent=False)
                    return None
                case Go():
                    await follow_ups.claim(tx, one.id, now)
                    return await self._letter(tx, one, standing, now)

        return await self._database.write(claim)

    def _judge(self, one: FollowUp, standing: Standing, past: Past, now: datetime) -> Go | Wait | No:
        if not standing.following:
            return No(Why.ANSWERED)
        if one.sort is Sort.GOODBYE:
            if past.silent < SILENT_AFTER:
                return No(Why.ANSWERED)
            return judge(Wanted(Sort.GOODBYE, FOREVER), standing.wishes, past, now)
        if standing.round_state is not RoundState.OPEN:
            return No(Why.WINDOW)
        waiting = standing.state in {InvitationState.SENT, InvitationState.STARTED}
        changing = standing.state is InvitationState.COMPLETED and standing.current is not None
        if not waiting and not (changing and one.sort is Sort.RETURN):
            return No(Why.ANSWERED)
        survey = self._scenes.versions.survey(standing.version_id, standing.definition)
        wanted = Wanted(one.sort, standing.closes_at, survey.topic_key, standing.special)
        return judge(wanted, standing.wishes, past, now)

    async def _letter(self, tx: Tx, one: FollowUp, standing: Standing, now: datetime) -> _Letter:
        scene = self._scenes.of(standing, now)
        if one.sort is Sort.GOODBYE:
            card: Card = goodbye(scene.lang, standing.community, standing.follower_id)
            return _Letter(one, standing, card)
        conversation: Conversation = await conversation_of(tx, standing, scene.survey)
        sentence = later.RETURNED if one.sort is Sort.RETURN else later.REMINDER
        card = again(scene, conversation, sentence, one.id)
        return _Letter(one, standing, card)

    async def _look_for(self, one: FollowUp) -> None:
        """A follow-up in doubt: record it if it is there, send it if it certainly isn't and still may go out."""
        async with self._database.reading() as tx:
            standing = await conversations.by_invitation(tx, one.invitation_id)
        if standing is None or standing.dm_channel_id is None:
            await self._settle(one, Outcome(Fate.NOT_FOUND), None)
            return
        found = await self._courier.find(
            Person(standing.user_id, standing.dm_channel_id), _mark(one, standing)
        )
        if found.fate in _UNDECIDED:
            return  # it stays claimed: asking somebody twice is worse than asking later
        if found.fate is not Fate.NOT_FOUND:
            await self._settle(one, found, standing)
            return
        # Due again like any other: as long as it stands as claimed, it counts as sent.
        now = self._now()
        await self._database.write(lambda tx: follow_ups.wait(tx, one.id, now, None))

    async def _send(self, letter: _Letter) -> None:
        person = Person(letter.standing.user_id, letter.standing.dm_channel_id)
        outcome = await self._courier.send(person, letter.card, f"f{letter.follow_up.id}")
        if outcome.fate is Fate.UNSURE:
            return  # it stays claimed; next time is a look first
        await self._settle(letter.follow_up, outcome, letter.standing)

    async def _settle(self, one: FollowUp, outcome: Outcome, standing: Standing | None) -> None:
        now = self._now()
        arrived = outcome.fate is Fate.DELIVERED

        async def record(tx: Tx) -> None:
            if outcome.fate in _UNDECIDED:
                await follow_ups.wait(tx, one.id, now + _SOON, None)
                return
            why = None if arrived else f"{outcome.fate} {outcome.code or ''}".strip()
            await follow_ups.end(tx, one.id, now, why, sent=arrived)
            if standing is None:
                return
            if arrived and one.sort is not Sort.GOODBYE and outcome.message_ids:
                await conversations.show_on(tx, one.invitation_id, outcome.message_ids[0])
            if outcome.channel_id is not None and outcome.channel_id != standing.dm_channel_id:
                await followers.set_dm_channel(tx, standing.user_id, outcome.channel_id)
            if outcome.fate is Fate.UNREACHABLE:
                await followers.set_dms_refused(tx, standing.user_id, now)
            elif outcome.fate in {Fate.GONE, Fate.LEFT} and await followers.is_follower(
                tx, standing.follower_id, standing.user_id
            ):
                await withdraw(tx, standing.follower_id, Place.SERVER, now)

        await self._database.write(record)
        if not arrived:
            _log.info("follow-up %d was not delivered: %s %s", one.id, outcome.fate, outcome.code)
