"""Who is written to next: fairly between rounds, a few ahead of the others, and only whom the rules allow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from surveys.core.careful import Canary
from surveys.core.respect import Go, No, Past, Sort, Wait, Wanted, judge
from surveys.core.rounds import Halt
from surveys.engine.scenes import Scenes
from surveys.store import sending
from surveys.store.database import Database
from surveys.store.past import pasts
from surveys.store.sending import DueRound
from surveys.store.standings import Standing
from surveys.store.tx import Tx

#: Invitations claimed at a time, and of one round at least: members are looked up for each community.
_BATCH: Final = 100
_LEAST_OF_A_ROUND: Final = 25


@dataclass(frozen=True, slots=True)
class Batch:
    """What was claimed. `looked_at`: how many were judged; `alarmed`: rounds put on hold for what became of their first few."""

    claimed: tuple[Standing, ...] = ()
    looked_at: int = 0
    alarmed: tuple[int, ...] = ()


class Queue:
    """The invitations that wait. Rounds take turns, so a small one isn't stuck behind a large one."""

    def __init__(
        self, database: Database, scenes: Scenes, now: Callable[[], datetime], canary: Canary
    ) -> None:
        self._database = database
        self._scenes = scenes
        self._now = now
        self._canary = canary
        self._served = 0

    async def next(self) -> Batch:
        """Claim who may be sent their invitation now, durably. Nothing looked at: nobody is due."""
        now = self._now()

        async def claim(tx: Tx) -> Batch:
            due = [one for one in await sending.due_rounds(tx, now) if self._may_go_on(one, now)]
            alarmed = [one.id for one in due if await self._alarms(tx, one)]
            for round_id in alarmed:
                await sending.halt(tx, Halt.CANARY, round_id, now)
            calm = [one for one in due if one.id not in alarmed]
            claimed: list[Standing] = []
            looked_at = 0
            for one in self._in_turn(calm):
                most = max(_LEAST_OF_A_ROUND, _BATCH // len(calm))
                mine, judged = await self._claim(tx, one, most, now)
                claimed += mine
                looked_at += judged
                self._served = one.id
                if looked_at >= _BATCH:
                    break
            return Batch(tuple(claimed), looked_at, tuple(alarmed))

        return await self._database.write(claim)

    def _in_turn(self, due: Sequence[DueRound]) -> Sequence[DueRound]:
        """The rounds, beginning with the one after that which was served last."""
        later = [one for one in due if one.id > self._served]
        return [*later, *due[: len(due) - len(later)]]

    def _may_go_on(self, one: DueRound, now: datetime) -> bool:
        return one.canary_until is None or one.canary_until <= now

    async def _alarms(self, tx: Tx, one: DueRound) -> bool:
        """Whether the watch over a round's first few is over, and ended badly."""
        if one.canary_until is None:
            return False
        await sending.set_canary(tx, one.id, 0, None)
        return self._canary.alarms(await sending.canaries(tx, one.id, self._canary.first))

    async def _claim(self, tx: Tx, one: DueRound, most: int, now: datetime) -> tuple[Sequence[Standing], int]:
        """Claim up to `most` of a round; whom, and how many were looked at."""
        ahead = self._canary.first if one.canary_left is None else one.canary_left
        waiting = await sending.queued(tx, one.id, min(most, ahead) if ahead else most, now)
        known = await pasts(tx, {standing.follower_id for standing in waiting}, now)
        claimed: list[Standing] = []
        for standing in waiting:
            past = known[standing.follower_id]
            match self._judge(standing, past, now):
                case Go():
                    claimed.append(standing)
                    if standing.rehearsal:
                        continue
                    known[standing.follower_id] = Past(
                        (*past.rounds, now), (*past.prompts, now), past.silent + 1
                    )
                case Wait(until, why):
                    await sending.wait(tx, standing.invitation_id, until, why)
                case No(why):
                    await sending.withhold(tx, standing.invitation_id, why, now)
        await sending.claim(tx, [standing.invitation_id for standing in claimed], now)
        if ahead:
            left = ahead - len(claimed)
            await sending.set_canary(tx, one.id, left, None if left else now + self._canary.watch)
        return claimed, len(waiting)

    def _judge(self, standing: Standing, past: Past, now: datetime) -> Go | Wait | No:
        if standing.rehearsal:
            # Counted nowhere, so only when and where they may be written to holds; whoever rehearses with
            # themselves wants it now.
            wanted = Wanted(Sort.RETURN, standing.closes_at)
            return Go() if standing.own else judge(wanted, standing.wishes, past, now)
        survey = self._scenes.versions.survey(standing.version_id, standing.definition)
        wanted = Wanted(Sort.INVITATION, standing.closes_at, survey.topic_key, standing.special)
        return judge(wanted, standing.wishes, past, now)
