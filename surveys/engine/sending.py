"""Sending rounds: claim durably, send outside any transaction, record what became of it.

The rows are the truth. A process that ends between any two steps leaves a claimed invitation,
and the next one looks whether its message is there before it sends anything.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from surveys.core.conversation import opening
from surveys.core.ids import mark_of_invitation
from surveys.core.invitation import Happening
from surveys.core.prompt import Say, Tone
from surveys.core.rounds import RESUME_AFTER, Halt
from surveys.engine.rounds import HALT_SENTENCES
from surveys.engine.versions import Versions
from surveys.ports import Channel, Courier, Fate, Outcome, Person
from surveys.store import followers, rounds, sending
from surveys.store.database import Database
from surveys.store.sending import Parcel
from surveys.store.tx import Tx

_BATCH: Final = 100
_log = logging.getLogger(__name__)

#: Holds that concern one round's own text; every other one concerns the bot as a whole.
_OF_ONE_ROUND: Final = frozenset({Halt.CONTENT, Halt.MALFORMED})
#: Holds that only concern people whose DM was never opened; the others go on.
_OF_NEW_DMS: Final = frozenset({Halt.TOO_FAST})

#: Outcomes of looking for a message that leave open whether it is there, or what became of it.
_TELLS_NOTHING: Final = frozenset({Fate.NOT_FOUND, Fate.POSTPONED, Fate.HALTED, Fate.UNSURE})

_HAPPENINGS: Final = {
    Fate.DELIVERED: Happening.DELIVERED,
    Fate.UNREACHABLE: Happening.NOT_REACHED,
    Fate.GONE: Happening.REJECTED,
    Fate.NO_ACCESS: Happening.REJECTED,
    Fate.REJECTED: Happening.REJECTED,
    Fate.POSTPONED: Happening.POSTPONED,
    Fate.HALTED: Happening.POSTPONED,
}


class Sender:
    """Delivers queued invitations, several in flight, at the courier's pace.

    One `send_queued` runs at a time; the clock sees to it.
    """

    def __init__(
        self,
        database: Database,
        versions: Versions,
        courier: Courier,
        now: Callable[[], datetime],
        *,
        in_flight: int,
    ) -> None:
        self._database = database
        self._versions = versions
        self._courier = courier
        self._now = now
        self._in_flight = in_flight
        self._fresh = True
        self._stopped = False

    async def send_queued(self) -> datetime | None:
        """Deliver everything that is queued and may go out; when to try again, if something stayed behind."""
        self._stopped = False
        await self._lift_halts()
        async with asyncio.TaskGroup() as group:
            slots = asyncio.Semaphore(self._in_flight)
            # Nothing of ours is in flight here, so what stands as claimed was left by a process that
            # ended, or by a delivery whose outcome could not be stored.
            async with self._database.reading() as tx:
                doubtful = await sending.in_doubt(tx)
            for parcel in doubtful:
                await slots.acquire()
                group.create_task(self._deliver(parcel, slots, in_doubt=True))
            last = 0
            while not self._stopped and (batch := await self._claim(last)):
                for parcel in batch:
                    await slots.acquire()
                    group.create_task(self._deliver(parcel, slots, in_doubt=False))
                last = batch[-1].invitation_id
        return await self._next_try()

    async def _claim(self, after: int) -> tuple[Parcel, ...]:
        now = self._now()

        async def claim(tx: Tx) -> tuple[Parcel, ...]:
            return await sending.claim(tx, after, _BATCH, now)

        return await self._database.write(claim)

    async def _deliver(self, parcel: Parcel, slots: asyncio.Semaphore, *, in_doubt: bool) -> None:
        try:
            if self._stopped:
                if not in_doubt:  # claimed, but nothing was attempted: back into the queue
                    await self._settle(parcel, Outcome(Fate.POSTPONED))
                return
            person = Person(parcel.user_id, parcel.dm_channel_id)
            if in_doubt:
                if not await self._is_missing(parcel, person):
                    return
                if parcel.closes_at <= self._now():
                    # Too late to ask: back into the queue, where closing finds it.
                    await self._settle(parcel, Outcome(Fate.POSTPONED))
                    return
            survey = self._versions.survey(parcel.version_id, parcel.definition)
            card = opening(survey, parcel.community, parcel.invitation_id)
            outcome = await self._courier.send(person, card, f"i{parcel.invitation_id}")
            if outcome.fate is Fate.UNSURE:
                return  # it stays claimed; next time is a look first
            await self._settle(parcel, outcome)
            if outcome.halt is not None and outcome.halt not in _OF_NEW_DMS:
                await self._hold(parcel, outcome.halt)
        finally:
            slots.release()

    async def _is_missing(self, parcel: Parcel, person: Person) -> bool:
        """Whether a delivery in doubt never happened. What is known otherwise is recorded.

        Where it can't be told, the invitation stays claimed and is looked at next time: asking
        somebody twice is worse than asking later.
        """
        found = Outcome(Fate.DELIVERED, channel_id=person.channel_id)
        if person.channel_id is None:
            found = await self._courier.open_dm(person.user_id)
        if found.fate is Fate.DELIVERED:
            known = Person(person.user_id, found.channel_id)
            found = await self._courier.find(known, mark_of_invitation(parcel.invitation_id))
        if found.fate not in _TELLS_NOTHING:
            await self._settle(parcel, found)
        return found.fate is Fate.NOT_FOUND

    async def _settle(self, parcel: Parcel, outcome: Outcome) -> None:
        now = self._now()
        error = None
        if _HAPPENINGS[outcome.fate] is Happening.REJECTED:
            error = f"{outcome.code or ''} {outcome.detail or ''}".strip() or outcome.fate.value

        async def record(tx: Tx) -> None:
            await sending.settle(
                tx,
                parcel.invitation_id,
                _HAPPENINGS[outcome.fate],
                now,
                message_id=outcome.message_ids[0] if outcome.message_ids else None,
                error=error,
            )
            if outcome.channel_id is not None and outcome.channel_id != parcel.dm_channel_id:
                await followers.set_dm_channel(tx, parcel.user_id, outcome.channel_id)
            if outcome.fate is Fate.UNREACHABLE:
                await followers.set_dms_refused(tx, parcel.user_id, now)
            elif outcome.fate is Fate.DELIVERED:
                await followers.set_dms_refused(tx, parcel.user_id, None)
            elif outcome.fate is Fate.GONE:
                # The account no longer exists: there is nobody left to ask.
                await followers.leave(tx, parcel.follower_id, now)

        await self._database.write(record)

    async def _hold(self, parcel: Parcel, why: Halt) -> None:
        only = parcel.round_id if why in _OF_ONE_ROUND else None
        if only is None:
            self._stopped = True
        now = self._now()

        async def hold(tx: Tx) -> list[int]:
            stopped = await sending.halt(tx, why, only, now)
            rows = [await rounds.load(tx, round_id) for round_id in stopped]
            return [row.results_channel_id for row in rows if row is not None]

        for channel_id in await self._database.write(hold):
            _log.warning("sending is on hold: %s", why)
            card = Say((HALT_SENTENCES[why],), tone=Tone.CAREFUL)
            await self._courier.send(Channel(channel_id), card, f"h{parcel.round_id}{why[:8]}")

    async def _lift_halts(self) -> None:
        now = self._now()

        async def lift(tx: Tx) -> None:
            if self._fresh:
                # Whoever hosts the bot started it anew: what they had to put right gets its next chance.
                await sending.lift_halts(tx, (Halt.TOKEN, Halt.QUARANTINED), None)
            for why, pause in RESUME_AFTER.items():
                if pause is not None:
                    await sending.lift_halts(tx, (why,), now - pause)

        await self._database.write(lift)
        self._fresh = False

    async def _next_try(self) -> datetime | None:
        """When the earliest hold that ends by itself ends; the clock's own rhythm covers the rest."""
        moments: list[datetime] = []
        async with self._database.reading() as tx:
            for why, pause in RESUME_AFTER.items():
                since = await sending.next_halted(tx, (why,)) if pause is not None else None
                if since is not None and pause is not None:
                    moments.append(since + pause)
        return min(moments, default=None)
