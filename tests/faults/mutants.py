"""Deliberate mistakes in the protocol, each of which the simulated crashes must find.

A campaign that finds nothing proves something only if it would find what is wrong.
"""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Mapping
from typing import Final

from surveys.engine.following_up import FollowingUp
from surveys.engine.hearing import Reply
from surveys.engine.sending import Sender
from surveys.engine.series import SeriesOpener, open_one
from surveys.engine.tellings import Telling
from surveys.ports import Address, Channel, Fate, Outcome
from surveys.store import follow_ups, sending, tellings_due
from surveys.store import series as store
from surveys.store.follow_ups import FollowUp
from surveys.store.series import SeriesRow
from surveys.store.standings import Standing
from surveys.store.tellings_due import InDoubt
from surveys.store.tx import Tx
from tests.faults.crashes import at_once, games
from tests.faults.findings import Findings
from tests.faults.small_discord import Post
from tests.faults.world import Life

_serial = itertools.count(1)
#: Mutants that are caught within seconds.
QUICK: Final = ("no nonce", "records before sending", "reminds again without a look", "doesn't look up a gap")
#: Simulated crashes after which a mutant that still lives has escaped.
MOST: Final = 1500


class _NoNonce(Post):
    def nonce(self, once: str) -> str:
        return f"{once}~{next(_serial)}"


class _DoubtIsRefusal(Post):
    async def send(self, to: Address, card: object, nonce: str) -> Outcome:
        outcome = await super().send(to, card, nonce)  # type: ignore[arg-type]  # whatever card it is
        return Outcome(Fate.REJECTED) if outcome.fate is Fate.UNSURE else outcome


class _NoLookForCards(Post):
    async def find(self, to: Address, mark: str, since: object = None) -> Outcome:
        if isinstance(to, Channel):
            return Outcome(Fate.NOT_FOUND, channel_id=to.channel_id)
        return await super().find(to, mark)


class _NoLookForSummaries(Post):
    def _parts(self, channel_id: int, mark: str) -> dict[int, int]:
        return {}


class _RecordsBeforeSending(Sender):
    async def _deliver(self, standing: Standing, slots: asyncio.Semaphore) -> None:
        try:
            arrived = Outcome(Fate.DELIVERED, (1,), standing.dm_channel_id)
            await self._settle(standing, arrived)
            await self._send(standing)
        finally:
            slots.release()


class _ClaimsLate(Sender):
    async def _deliver(self, standing: Standing, slots: asyncio.Semaphore) -> None:
        try:
            await self._settle(standing, Outcome(Fate.POSTPONED))
            outcome = await self._send(standing)
            await self._database.write(lambda tx: sending.claim(tx, [standing.invitation_id], self._now()))
        finally:
            slots.release()
        if outcome.fate is not Fate.UNSURE:
            await self._settle(standing, outcome)


class _NoLookForInvitations(Sender):
    async def _look_for(self, standing: Standing, slots: asyncio.Semaphore) -> None:
        try:
            await self._settle(standing, Outcome(Fate.POSTPONED))
        finally:
            slots.release()


class _DoubtIsArrival(Sender):
    async def _look_for(self, standing: Standing, slots: asyncio.Semaphore) -> None:
        try:
            await self._settle(standing, Outcome(Fate.DELIVERED, (1,), standing.dm_channel_id))
        finally:
            slots.release()


class _DoubtIsForgotten(Sender):
    async def _look_for(self, standing: Standing, slots: asyncio.Semaphore) -> None:
        slots.release()


class _NoLookForReminders(FollowingUp):
    async def _look_for(self, one: FollowUp) -> None:
        now = self._now()
        await self._database.write(lambda tx: follow_ups.wait(tx, one.id, now, None))


class _NoLookForNews(Telling):
    async def _look_for(self, one: InDoubt) -> None:
        now = self._now()
        await self._database.write(lambda tx: tellings_due.wait(tx, one.tellings, now, None))


class _OpensInTwoTransactions(SeriesOpener):
    async def _open(self, due: SeriesRow) -> bool:
        now = self._now()
        assert due.next is not None
        occurrence = due.next

        async def move_on(tx: Tx) -> None:
            await store.set_next(tx, due.id, due.plan.schedule.next_after(now))

        async def open_it(tx: Tx) -> None:
            await open_one(tx, due, occurrence, now, None)

        await self._database.write(move_on)
        await self._database.write(open_it)
        return True


class _NoNonces(Life):
    post = _NoNonce


class _RefusesInDoubt(Life):
    post = _DoubtIsRefusal


class _BlindCards(Life):
    post = _NoLookForCards


class _BlindSummaries(Life):
    post = _NoLookForSummaries


class _EarlyRecords(Life):
    sender = _RecordsBeforeSending


class _LateClaims(Life):
    sender = _ClaimsLate


class _BlindResending(Life):
    sender = _NoLookForInvitations


class _Optimist(Life):
    sender = _DoubtIsArrival


class _Forgetful(Life):
    sender = _DoubtIsForgotten


class _BlindReminders(Life):
    following_up = _NoLookForReminders


class _BlindNews(Life):
    telling = _NoLookForNews


class _SplitOpening(Life):
    opener = _OpensInTwoTransactions


class _EarlyAcknowledgement(Life):
    async def hears(self, user_id: int, token: str, storing: Awaitable[Reply]) -> None:
        self.truth.acknowledged[user_id, "more"] = token
        await storing


class _DeafToGaps(Life):
    def lost_touch(self) -> None:
        self.catching_up.resumed()


class _ClosesUnheard(Life):
    async def turn(self) -> None:
        await self._closer.close_due()
        await super().turn()

    async def close(self) -> None:
        pass


class _ClosesCutOff(Life):
    def parted(self) -> None:
        pass


#: What each does wrong.
MUTANTS: Final[Mapping[str, type[Life]]] = {
    "no nonce": _NoNonces,
    "claims after sending": _LateClaims,
    "records before sending": _EarlyRecords,
    "sends again without a look": _BlindResending,
    "takes doubt for arrival": _Optimist,
    "takes doubt for refusal": _RefusesInDoubt,
    "forgets what is in doubt": _Forgetful,
    "reminds again without a look": _BlindReminders,
    "tells news again without a look": _BlindNews,
    "posts the summary without a look": _BlindSummaries,
    "posts the card without a look": _BlindCards,
    "opens a date in two transactions": _SplitOpening,
    "acknowledges before storing": _EarlyAcknowledgement,
    "doesn't look up a gap": _DeafToGaps,
    "closes before everybody was heard": _ClosesUnheard,
    "closes while cut off": _ClosesCutOff,
}


def hunted(seed: int, names: tuple[str, ...] = tuple(MUTANTS)) -> Findings:
    """The scenario: each of these mutants, until it is caught."""
    began = time.monotonic()
    found = Findings("mutants", seed)
    found.figures["mutants"] = len(names)
    found.figures["mutants_caught"] = 0
    for name in names:
        played = at_once(games(seed, MOST, MUTANTS[name], until_broken=True))
        caught = played[-1].bad
        found.must(bool(caught), f"not caught: {name}")
        if caught:
            found.figures["mutants_caught"] += 1
            ends = sum(game.ends for game in played)
            found.notes.append(f"{name}: caught after {ends} crashes, {caught[0]}")
    found.seconds = time.monotonic() - began
    return found
