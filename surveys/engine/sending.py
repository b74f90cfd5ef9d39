"""Sending rounds: claim durably, send outside any transaction, record what became of it.

The rows are the truth. A process that ends between any two steps leaves a claimed invitation,
and the next one looks whether its message is there before it sends anything. Who may be sent
what, and when, is judged by `core.respect` in the transaction that claims.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from surveys.core.careful import WARM, Canary, share_of_pace
from surveys.core.consent import Place
from surveys.core.conversation import begin
from surveys.core.ids import mark_of_invitation
from surveys.core.invitation import Happening
from surveys.core.prompt import Say, Tone
from surveys.core.rounds import RESUME_AFTER, Halt
from surveys.core.showing import opening
from surveys.core.status_cards import HALT_SENTENCES
from surveys.engine.arrivals import Arrivals
from surveys.engine.joining import withdraw
from surveys.engine.queueing import Queue
from surveys.engine.role_check import RoleCheck
from surveys.engine.scenes import Scenes
from surveys.engine.telling import tell_team
from surveys.ports import Courier, Fate, Outcome, Person
from surveys.store import followers, rounds, sending
from surveys.store.database import Database
from surveys.store.standings import Standing
from surveys.store.tx import Tx

#: How soon what Discord didn't take is tried again.
_AGAIN: Final = timedelta(seconds=30)
_log = logging.getLogger(__name__)

#: Holds that concern one round's own text; every other one concerns the bot as a whole.
_OF_ONE_ROUND: Final = frozenset({Halt.CONTENT, Halt.MALFORMED})
#: Holds that only concern people whose DM was never opened; the others go on.
_OF_NEW_DMS: Final = frozenset({Halt.TOO_FAST})

#: Outcomes of looking for a message that leave open whether it is there, or what became of it.
_TELLS_NOTHING: Final = frozenset({Fate.POSTPONED, Fate.HALTED, Fate.UNSURE})

_HAPPENINGS: Final = {
    Fate.DELIVERED: Happening.DELIVERED,
    Fate.UNREACHABLE: Happening.NOT_REACHED,
    Fate.LEFT: Happening.NOT_REACHED,
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
        scenes: Scenes,
        courier: Courier,
        now: Callable[[], datetime],
        *,
        in_flight: int,
        canary: Canary,
    ) -> None:
        self._database = database
        self._scenes = scenes
        self._courier = courier
        self._now = now
        self._in_flight = in_flight
        self._queue = Queue(database, scenes, now, canary)
        self._role_check = RoleCheck(database, courier, now)
        self._arrivals = Arrivals(database, now)
        self._delivered: int | None = None
        self._fresh = True
        self._stopped = False

    async def send_queued(self) -> datetime | None:
        """Deliver everything that is queued and may go out; when to try again, if something stayed behind."""
        self._stopped = False
        await self._lift_halts()
        slots = asyncio.Semaphore(self._in_flight)
        async with asyncio.TaskGroup() as group:
            # Nothing of ours is in flight here, so what stands as claimed was left by a process that
            # ended, or by a delivery whose outcome could not be stored.
            async with self._database.reading() as tx:
                doubtful = await sending.in_doubt(tx)
            for standing in doubtful:
                await slots.acquire()
                group.create_task(self._look_for(standing, slots))
        try:
            await self._send_all(slots)
        finally:
            await self._arrivals.drain()
        return await self._next_try()

    async def _send_all(self, slots: asyncio.Semaphore) -> None:
        async with asyncio.TaskGroup() as group:
            while not self._stopped:
                batch = await self._queue.next()
                await self._announce(batch.alarmed, Halt.CANARY)
                if not batch.looked_at:
                    break
                self._courier.warm_up(share_of_pace(await self._delivered_so_far()))
                gone = await self._absent(batch.claimed)
                there = [one for one in batch.claimed if one.follower_id not in gone]
                aside = await self._role_check.set_aside(there)
                for standing in there:
                    if standing.follower_id in aside:
                        continue
                    await slots.acquire()
                    group.create_task(self._deliver(standing, slots))

    async def _delivered_so_far(self) -> int:
        """How many messages of rounds this bot has delivered in its life, as far as it matters."""
        if self._delivered is None:
            async with self._database.reading() as tx:
                self._delivered = await sending.delivered(tx, WARM)
        return self._delivered

    async def _absent(self, batch: Sequence[Standing]) -> set[int]:
        """The followers in the batch who have left their server: that counts as leaving."""
        gone: set[int] = set()
        for community_id in {standing.community_id for standing in batch}:
            there = {
                standing.user_id: standing for standing in batch if standing.community_id == community_id
            }
            for user_id in await self._courier.absent(community_id, tuple(there)):
                standing = there[user_id]
                gone.add(standing.follower_id)
                await self._part_with(standing)
        return gone

    async def _part_with(self, standing: Standing) -> None:
        now = self._now()

        async def part(tx: Tx) -> None:
            await sending.settle(tx, standing.invitation_id, Happening.POSTPONED, now)
            await self._withdraw(tx, standing, now)

        await self._database.write(part)

    async def _withdraw(self, tx: Tx, standing: Standing, now: datetime) -> None:
        # Meanwhile they may have asked to be forgotten.
        if await followers.is_follower(tx, standing.follower_id, standing.user_id):
            await withdraw(tx, standing.follower_id, Place.SERVER, now)

    async def _deliver(self, standing: Standing, slots: asyncio.Semaphore) -> None:
        try:
            if self._stopped:
                # Claimed, but nothing was attempted: back into the queue.
                await self._settle(standing, Outcome(Fate.POSTPONED))
                return
            outcome = await self._send(standing)
        finally:
            slots.release()
        if outcome.fate is Fate.UNSURE:
            return  # it stays claimed; next time is a look first
        if outcome.fate is Fate.DELIVERED and self._delivered is not None:
            self._delivered += 1
        known = standing.reachable and outcome.channel_id == standing.dm_channel_id
        if outcome.fate is Fate.DELIVERED and known:
            await self._arrivals.record(standing.invitation_id, outcome.message_ids[0])
            return
        again_at = self._now() + _AGAIN if outcome.fate in {Fate.POSTPONED, Fate.HALTED} else None
        await self._settle(standing, outcome, again_at)
        if outcome.halt is not None and outcome.halt not in _OF_NEW_DMS:
            await self._hold(standing.round_id, outcome.halt)

    async def _send(self, standing: Standing) -> Outcome:
        scene = self._scenes.of(standing, self._now())
        card = opening(scene, begin(scene.survey, standing.invitation_id))
        person = Person(standing.user_id, standing.dm_channel_id)
        self._arrivals.set_out()
        try:
            return await self._courier.send(person, card, f"i{standing.invitation_id}")
        finally:
            self._arrivals.ended()

    async def _look_for(self, standing: Standing, slots: asyncio.Semaphore) -> None:
        """A delivery in doubt: record what became of it, or put it back into the queue if it never happened.

        Where it can't be told, the invitation stays claimed and is looked at next time: asking
        somebody twice is worse than asking later.
        """
        try:
            if self._stopped:
                return
            found = Outcome(Fate.DELIVERED, channel_id=standing.dm_channel_id)
            if standing.dm_channel_id is None:
                found = await self._courier.open_dm(standing.user_id)
            if found.fate is Fate.DELIVERED:
                known = Person(standing.user_id, found.channel_id)
                found = await self._courier.find(known, mark_of_invitation(standing.invitation_id))
            if found.fate is Fate.NOT_FOUND:
                # From the queue it is judged anew: it may be night by now where they live.
                await self._settle(standing, Outcome(Fate.POSTPONED, channel_id=found.channel_id))
            elif found.fate not in _TELLS_NOTHING:
                await self._settle(standing, found)
        finally:
            slots.release()

    async def _settle(self, standing: Standing, outcome: Outcome, again_at: datetime | None = None) -> None:
        now = self._now()
        error = None
        if _HAPPENINGS[outcome.fate] is Happening.REJECTED:
            error = f"{outcome.code or ''} {outcome.detail or ''}".strip() or outcome.fate.value

        async def record(tx: Tx) -> None:
            await sending.settle(
                tx,
                standing.invitation_id,
                _HAPPENINGS[outcome.fate],
                now,
                message_id=outcome.message_ids[0] if outcome.message_ids else None,
                error=error,
                again_at=again_at,
            )
            if outcome.channel_id is not None and outcome.channel_id != standing.dm_channel_id:
                await followers.set_dm_channel(tx, standing.user_id, outcome.channel_id)
            if outcome.fate is Fate.UNREACHABLE:
                await followers.set_dms_refused(tx, standing.user_id, now)
            elif outcome.fate is Fate.DELIVERED and not standing.reachable:
                await followers.set_dms_refused(tx, standing.user_id, None)
            elif outcome.fate in {Fate.GONE, Fate.LEFT}:
                # There is nobody left to ask: that counts as leaving.
                await self._withdraw(tx, standing, now)

        await self._database.write(record)

    async def _hold(self, round_id: int, why: Halt) -> None:
        only = round_id if why in _OF_ONE_ROUND else None
        if only is None:
            self._stopped = True
        now = self._now()

        async def hold(tx: Tx) -> tuple[int, ...]:
            return await sending.halt(tx, why, only, now)

        await self._announce(await self._database.write(hold), why)

    async def _announce(self, round_ids: Sequence[int], why: Halt) -> None:
        """Tell the teams of these rounds, and the log, that their sending is on hold."""
        for round_id in round_ids:
            async with self._database.reading() as tx:
                row = await rounds.load(tx, round_id)
            if row is None:
                continue
            _log.error("sending round %d of community %d is on hold: %s", row.number, row.community_id, why)
            card = Say((HALT_SENTENCES[why],), tone=Tone.CAREFUL)
            nonce = f"h{round_id}{why[:8]}"
            await tell_team(self._courier, row.results_channel_id, row.started_by, card, nonce)

    async def _lift_halts(self) -> None:
        now = self._now()

        async def lift(tx: Tx) -> None:
            if self._fresh:
                # Whoever hosts the bot started it anew: what they had to put right gets its next chance.
                await sending.lift_halts(tx, (Halt.TOKEN, Halt.QUARANTINED), None)
                await sending.retry_now(tx)
            for why, pause in RESUME_AFTER.items():
                if pause is not None:
                    await sending.lift_halts(tx, (why,), now - pause)

        await self._database.write(lift)
        self._fresh = False

    async def _next_try(self) -> datetime | None:
        """When the next one that waits may go out, or the earliest hold that ends by itself ends."""
        moments: list[datetime] = []
        async with self._database.reading() as tx:
            waits = (await sending.next_due(tx), await sending.watched_until(tx))
            moments += [at for at in waits if at is not None]
            for why, pause in RESUME_AFTER.items():
                since = await sending.next_halted(tx, (why,)) if pause is not None else None
                if since is not None and pause is not None:
                    moments.append(since + pause)
        return min(moments, default=None)
