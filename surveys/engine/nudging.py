"""Reminding a team, once, of a round whose ideas it hasn't said anything to."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from surveys.core import nudging as core
from surveys.core.errors import KindError
from surveys.core.ids import mark_of_nudge
from surveys.core.prompt import Say
from surveys.core.roles import Actor, Right
from surveys.core.wording import nudging as wording
from surveys.engine.access import allowed
from surveys.ports import Channel, Courier, Fate
from surveys.store import audit, nudging
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.nudging import Nudge
from surveys.store.tx import Tx

#: How soon to try again what Discord didn't take.
_LATER: Final = timedelta(minutes=10)
#: Outcomes after which trying again may help.
_PASSING: Final = frozenset({Fate.POSTPONED, Fate.HALTED, Fate.UNSURE})
_log = logging.getLogger(__name__)


class Nudging:
    """Posts reminders in results channels. A row is there before the message, so there is one at most."""

    def __init__(self, database: Database, courier: Courier, now: Callable[[], datetime]) -> None:
        self._database = database
        self._courier = courier
        self._now = now

    async def remind_due(self) -> datetime | None:
        """Post every reminder that is due; when to look again."""
        now = self._now()
        async with self._database.reading() as tx:
            due = await nudging.due(tx, now)
        if due:
            await self._database.write(lambda tx: nudging.claim(tx, due, now))
        async with self._database.reading() as tx:
            begun = await nudging.under_way(tx, now)
        for one in begun:
            await self._post(one)
        async with self._database.reading() as tx:
            return await nudging.next_due(tx, self._now())

    async def _post(self, one: Nudge) -> None:
        channel = Channel(one.channel_id)
        # A process may have ended between posting and recording it.
        outcome = await self._courier.find(channel, mark_of_nudge(one.round_id), one.claimed_at)
        if outcome.fate is Fate.NOT_FOUND:
            card = core.reminder(one.round_id, one.number, one.ideas)
            outcome = await self._courier.send(channel, card, f"w{one.round_id}")
        now = self._now()
        message_id = outcome.message_ids[0] if outcome.fate is Fate.DELIVERED else None

        async def record(tx: Tx) -> None:
            if outcome.fate in _PASSING:
                await nudging.later(tx, one.round_id, now + _LATER)
            else:
                await nudging.end(tx, one.round_id, message_id, now)

        await self._database.write(record)
        if message_id is None:
            _log.info("the reminder about round %d was not posted: %s", one.round_id, outcome.fate)

    async def switch(self, community_id: int, actor: Actor, round_id: int, on: int, now: datetime) -> Say:
        """Whether the team wants such reminders; `round_id` is that of the one it was said on.

        Raises KindError for everyone who may not read results, and where it is no reminder of this server.
        """
        await allowed(self._database, community_id, actor, Right.RESULTS)

        async def store(tx: Tx) -> None:
            if on not in {0, 1} or not await nudging.is_of(tx, round_id, community_id):
                raise KindError(wording.NOT_HERE)
            await nudging.set_wanted(tx, community_id, on=bool(on))
            subject = "on" if on else "off"
            await audit.record(tx, community_id, actor.user_id, Deed.IDEA_REMINDERS, subject, now)

        await self._database.write(store)
        return core.switched(round_id, on=bool(on))
