"""Reminding those who haven't replied before their time: once each, within the same rules as any reminder."""

from collections import Counter
from datetime import datetime
from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.prompt import Say, Tone
from surveys.core.respect import Go, No, Past, Sort, Wait, Wanted, Why, judge
from surveys.core.roles import Actor, Right
from surveys.core.rounds import RoundState
from surveys.core.status_cards import reminding_card
from surveys.core.wording import live as wording
from surveys.engine.access import allowed
from surveys.engine.versions import Versions
from surveys.store import audit, follow_ups, rounds
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.follow_ups import Remindable
from surveys.store.past import pasts
from surveys.store.rounds import RoundRow
from surveys.store.tx import Tx

#: People judged between two looks at what else there is to do.
_PORTION: Final = 250


class Reminding:
    """Plans reminders only; whether each goes out, and when, is judged again when it does."""

    def __init__(self, database: Database, versions: Versions) -> None:
        self._database = database
        self._versions = versions

    async def ask(self, community_id: int, actor: Actor, number: int, now: datetime) -> Say:
        """Who would be reminded, who not and why, with a button that does it. Raises KindError where nobody can be."""
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        async with self._database.reading() as tx:
            row = await _open(tx, community_id, number)
        right_away, later, never = 0, Counter[str](), Counter[str]()
        last = 0
        while True:
            async with self._database.reading() as tx:
                some = await follow_ups.remindable(tx, row.id, last, _PORTION)
                past = await pasts(tx, [one.follower_id for one in some], now) if some else {}
            for one in some:
                match self._verdict(row, one, past[one.follower_id], now):
                    case Go():
                        right_away += 1
                    case Wait(_, why):
                        later[why] += 1
                    case No(why):
                        never[why] += 1
                    case str() as said:
                        never[said] += 1
            if len(some) < _PORTION:
                break
            last = some[-1].invitation_id
        if not (right_away or later or never):
            return Say((wording.REMIND_NONE,))
        return reminding_card(row.number, right_away, later, never)

    async def send(self, community_id: int, actor: Actor, number: int, now: datetime) -> Say:
        """Plan the reminder of everybody who was reached and hasn't replied. Raises KindError as `ask` does."""
        await allowed(self._database, community_id, actor, Right.ROUNDS)

        async def work(tx: Tx) -> int:
            row = await _open(tx, community_id, number)
            planned = await follow_ups.remind_now(tx, row.id, now)
            if planned:
                await audit.record(
                    tx, community_id, actor.user_id, Deed.ROUND_REMINDED, f"round {row.number}", now
                )
            return planned

        planned = await self._database.write(work, lengthy=True)
        if not planned:
            return Say((wording.REMIND_NOBODY,))
        said = words.count(planned, wording.REMIND_PLANNED_ONE, wording.REMIND_PLANNED_MANY)
        return Say((said,), tone=Tone.GOOD)

    def _verdict(self, row: RoundRow, one: Remindable, past: Past, now: datetime) -> Go | Wait | No | str:
        if one.sent:
            return wording.WHY_REMINDED
        if not one.following:
            return wording.WHY_NO_DM
        if one.over:
            return wording.WHY_PUT_OFF if one.reason == Why.ANSWERED else _known(one.reason)
        survey = self._versions.survey(row.version_id, row.definition)
        return judge(
            Wanted(Sort.REMINDER, row.closes_at, survey.topic_key, row.special), one.wishes, past, now
        )


async def _open(tx: Tx, community_id: int, number: int) -> RoundRow:
    row = await rounds.by_number(tx, community_id, number)
    if row is None or row.state is not RoundState.OPEN:
        raise KindError(words.ROUND_NONE_OPEN)
    if row.halted is not None:
        raise KindError(wording.REMIND_ON_HOLD)
    return row


def _known(reason: str | None) -> str:
    """A reason as rows have it: a Why, or what Discord said of a message it didn't take."""
    return reason if reason in set(Why) else wording.WHY_NO_DM
