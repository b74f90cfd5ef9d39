"""Telling those who asked for an idea what became of it.

The same steps as for everything unprompted: judged and claimed in one transaction, sent outside any, recorded.
What somebody is to hear at that moment is one message.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from surveys.core.consent import Place
from surveys.core.ideas import IdeaState
from surveys.core.ids import mark_of_telling
from surveys.core.language import Languages
from surveys.core.prompt import Say
from surveys.core.respect import Go, No, Past, Sort, Wait, Wanted, Why, judge
from surveys.core.tellings import MOST_AT_ONCE, Told, message
from surveys.engine.joining import withdraw
from surveys.ports import Courier, Fate, Outcome, Person
from surveys.store import followers, tellings_due, tellings_said
from surveys.store.database import Database
from surveys.store.past import pasts
from surveys.store.tellings_due import InDoubt, Pending, Reader
from surveys.store.tx import Tx

#: How soon to try again what Discord didn't take just now.
_SOON: Final = timedelta(minutes=1)
#: News older than this are none. Longer than the window of the caps, so that no cap alone makes them old.
_FRESH: Final = timedelta(days=35)
_UNDECIDED: Final = frozenset({Fate.POSTPONED, Fate.HALTED, Fate.UNSURE})
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A message that may go out now."""

    lead_id: int
    tellings: tuple[int, ...]
    reader: Reader
    card: Say


class Telling:
    """Sends what is due, several in flight. One `tell_due` runs at a time; the clock sees to it."""

    def __init__(
        self,
        database: Database,
        languages: Languages,
        courier: Courier,
        now: Callable[[], datetime],
        *,
        in_flight: int = 16,
    ) -> None:
        self._in_flight = in_flight
        self._database = database
        self._languages = languages
        self._courier = courier
        self._now = now

    async def tell_due(self) -> datetime | None:
        """Tell everybody who is to hear something now; when somebody is next."""
        async with self._database.reading() as tx:
            doubtful = await tellings_due.in_doubt(tx)
        for one in doubtful:
            await self._look_for(one)
        last = 0
        while batch := await self._due(last):
            async with asyncio.TaskGroup() as group:
                sent = [group.create_task(self._send(letter)) for letter in await self._claim(batch)]
            if any(one.result().fate is Fate.HALTED for one in sent):
                # Nothing goes out now, so the others needn't be tried.
                return self._now() + _SOON
            last = batch[-1]
        async with self._database.reading() as tx:
            return await tellings_due.next_due(tx)

    async def _due(self, after: int) -> tuple[int, ...]:
        async with self._database.reading() as tx:
            return await tellings_due.due(tx, after, self._in_flight, self._now())

    async def _claim(self, follower_ids: Sequence[int]) -> list[_Letter]:
        """The messages that may go out now; whoever's can't has it noted why, and until when."""
        now = self._now()

        async def claim(tx: Tx) -> list[_Letter]:
            readers = await tellings_due.readers(tx, follower_ids)
            past = await pasts(tx, follower_ids, now)
            letters = []
            for follower_id, waiting in (await tellings_due.pending(tx, follower_ids, now)).items():
                reader = readers.get(follower_id)
                if reader is None or not reader.following:
                    every = [one.id for one in waiting]
                    await tellings_due.end(tx, every, now, Why.ANSWERED, sent=False)
                    continue
                ready = await self._judged(tx, waiting, reader, past[follower_id], now)
                if (letter := await self._letter(tx, reader, ready, now)) is not None:
                    letters.append(letter)
            return letters

        return await self._database.write(claim)

    async def _judged(
        self, tx: Tx, waiting: Sequence[Pending], reader: Reader, past: Past, now: datetime
    ) -> list[Pending]:
        ready = []
        for one in waiting:
            verdict = judge(Wanted(Sort.NEWS, one.planned_at + _FRESH), reader.wishes, past, now)
            match verdict:
                case Go():
                    ready.append(one)
                case Wait(until, why):
                    await tellings_due.wait(tx, (one.id,), until, why)
                case No(why):
                    await tellings_due.end(tx, (one.id,), now, why, sent=False)
        return ready

    async def _letter(
        self, tx: Tx, reader: Reader, ready: Sequence[Pending], now: datetime
    ) -> _Letter | None:
        """The message with as much of it as fits; the rest is judged again after it, as what came lately."""
        told: list[Told] = []
        for one in _in_order(ready):
            if len(told) == MOST_AT_ONCE:
                break
            found = await tellings_said.told(tx, one.id, reader.follower_id)
            if found is None or not found.stands:
                # They took their vote back, say; or it has changed in a way nobody is told of.
                await tellings_due.end(tx, (one.id,), now, Why.ANSWERED, sent=False)
            else:
                told.append(found)
        if not told:
            return None
        every = tuple(one.telling for one in told)
        # The same at another try, whatever came first by then: the nonce and the mark go by it.
        lead = min(every)
        planned_at = next(one.planned_at for one in ready if one.id == lead)
        await tellings_due.claim(tx, every, lead, now)
        lang = self._languages.of(reader.language, reader.locale)
        card = message(told, reader.community_id, reader.community, lead, planned_at, lang)
        return _Letter(lead, every, reader, card)

    async def _look_for(self, one: InDoubt) -> None:
        """A message in doubt: record it if it is there; what certainly isn't is due again like any other."""
        async with self._database.reading() as tx:
            reader = (await tellings_due.readers(tx, (one.follower_id,))).get(one.follower_id)
        if reader is None:
            await self._settle(one.tellings, Outcome(Fate.GONE), reader)
            return
        found = Outcome(Fate.DELIVERED, channel_id=reader.dm_channel_id)
        if reader.dm_channel_id is None:
            found = await self._courier.open_dm(reader.user_id)
        if found.fate is Fate.DELIVERED:
            person, mark = (
                Person(reader.user_id, found.channel_id),
                mark_of_telling(one.lead_id, one.planned_at),
            )
            found = await self._courier.find(person, mark)
        if found.fate in _UNDECIDED:
            return  # it stays claimed: telling somebody twice is worse than telling them later
        await self._settle(one.tellings, found, reader)

    async def _send(self, letter: _Letter) -> Outcome:
        person = Person(letter.reader.user_id, letter.reader.dm_channel_id)
        outcome = await self._courier.send(person, letter.card, f"n{letter.lead_id}")
        # In doubt it stays claimed; next time is a look first.
        if outcome.fate is not Fate.UNSURE:
            await self._settle(letter.tellings, outcome, letter.reader)
        return outcome

    async def _settle(self, telling_ids: Sequence[int], outcome: Outcome, reader: Reader | None) -> None:
        now = self._now()
        arrived = outcome.fate is Fate.DELIVERED

        async def record(tx: Tx) -> None:
            known = None if reader is None else reader.dm_channel_id
            if reader is not None and outcome.channel_id not in {None, known}:
                await followers.set_dm_channel(tx, reader.user_id, outcome.channel_id)
            if outcome.fate is Fate.NOT_FOUND:
                # Due again like any other: as long as it stands as claimed, it counts as sent.
                await tellings_due.wait(tx, telling_ids, now, None)
                return
            if outcome.fate in _UNDECIDED:
                await tellings_due.wait(tx, telling_ids, now + _SOON, None)
                return
            why = None if arrived else f"{outcome.fate} {outcome.code or ''}".strip()
            await tellings_due.end(tx, telling_ids, now, why, sent=arrived)
            if reader is None:
                return
            if arrived:
                await followers.set_dms_refused(tx, reader.user_id, None)
            elif outcome.fate is Fate.UNREACHABLE:
                await followers.set_dms_refused(tx, reader.user_id, now)
            elif outcome.fate in {Fate.GONE, Fate.LEFT} and await followers.is_follower(
                tx, reader.follower_id, reader.user_id
            ):
                await withdraw(tx, reader.follower_id, Place.SERVER, now)

        await self._database.write(record)
        if not arrived and outcome.fate is not Fate.NOT_FOUND:
            _log.info("news were not delivered: %s %s", outcome.fate, outcome.code)


def _in_order(ready: Sequence[Pending]) -> list[Pending]:
    """What was made first, then as it happened; as `tellings_said.in_message` has them."""
    return sorted(ready, key=lambda one: (one.state is not IdeaState.MADE, one.planned_at, one.id))
