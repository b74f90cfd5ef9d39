"""Steering an open round: pausing and resuming its sending, ending it early, cancelling it."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.invitation import ANSWERED, WAITING
from surveys.core.prompt import Button, Say, Tone, Verb, Weight
from surveys.core.roles import Actor, Right
from surveys.core.rounds import RoundState
from surveys.core.status_cards import closing_card
from surveys.core.text import quoted
from surveys.engine.access import allowed
from surveys.engine.versions import Versions
from surveys.store import audit, rounds, statuses, steering
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.rounds import RoundRow
from surveys.store.tx import Tx

_LONGEST_TITLE = 100


class Steering:
    """Changes rows only; the sender and the closer act on them. A `number` of None means the latest open round."""

    def __init__(self, database: Database, versions: Versions) -> None:
        self._database = database
        self._versions = versions

    async def pause(self, community_id: int, actor: Actor, number: int | None, now: datetime) -> Say:
        """Send nothing more for now; whoever was asked can answer. Raises KindError where it is paused already."""

        async def work(tx: Tx, row: RoundRow) -> Say:
            if not await steering.pause(tx, row.id, now):
                raise KindError(words.ROUND_PAUSED_ALREADY)
            return Say((words.ROUND_PAUSED,))

        return await self._steer(community_id, actor, number, work, Deed.ROUND_PAUSED, now)

    async def resume(self, community_id: int, actor: Actor, number: int | None, now: datetime) -> Say:
        """Go on where sending stopped; nobody is asked twice. Raises KindError where it isn't paused."""

        async def work(tx: Tx, row: RoundRow) -> Say:
            if not await steering.resume(tx, row.id):
                raise KindError(words.ROUND_NOT_PAUSED)
            return Say((words.ROUND_RESUMED,), tone=Tone.GOOD)

        return await self._steer(community_id, actor, number, work, Deed.ROUND_RESUMED, now)

    async def close(self, community_id: int, actor: Actor, number: int | None, now: datetime) -> Say:
        """End the round now; its summary follows by itself. Raises KindError where none is open."""

        async def work(tx: Tx, row: RoundRow) -> Say:
            await steering.ask_to_close(tx, row.id, now)
            return Say((words.say(words.ROUND_CLOSING, channel=f"<#{row.results_channel_id}>"),))

        return await self._steer(community_id, actor, number, work, Deed.ROUND_CLOSED, now)

    async def ask_to_close(self, community_id: int, actor: Actor, number: int) -> Say:
        """What closing now would mean, with the buttons that do it or don't. Changes nothing."""

        async def work(tx: Tx, row: RoundRow) -> Say:
            counts = await rounds.count_states(tx, row.id)
            unfinished = sum(counts.get(state, 0) for state in WAITING)
            title = self._versions.survey(row.version_id, row.definition).title
            return closing_card(title, row.number, unfinished, row.results_channel_id)

        return await self._steer(community_id, actor, number, work)

    async def ask_to_cancel(self, community_id: int, actor: Actor, number: int | None) -> Say:
        """What cancelling would mean, with the buttons that do it or don't. Changes nothing."""

        async def work(tx: Tx, row: RoundRow) -> Say:
            counts = await rounds.count_states(tx, row.id)
            answered = sum(counts.get(state, 0) for state in ANSWERED)
            kept = words.count(answered, words.ROUND_CANCEL_ANSWERED_ONE, words.ROUND_CANCEL_ANSWERED_MANY)
            title = self._versions.survey(row.version_id, row.definition).title
            return Say(
                (words.say(words.ROUND_CANCEL_WHAT, answered=kept),),
                title=words.say(
                    words.ROUND_CANCEL_TITLE, title=quoted(title, _LONGEST_TITLE), number=row.number
                ),
                tone=Tone.CAREFUL,
                buttons=(
                    Button(Verb.ROUND_CANCEL, (str(row.number),), words.ROUND_CANCEL, Weight.DANGER),
                    Button(Verb.ROUND_KEEP, (), words.ROUND_CANCEL_DONT, Weight.QUIET),
                ),
            )

        return await self._steer(community_id, actor, number, work)

    async def cancel(self, community_id: int, actor: Actor, number: int, now: datetime) -> Say:
        """End the round, without a summary in the channel. Raises KindError where it isn't open any more."""

        async def work(tx: Tx, row: RoundRow) -> Say:
            if not await steering.cancel(tx, row.id, now):
                raise KindError(words.ROUND_NONE_OPEN)
            return Say((words.ROUND_CANCELLED,))

        return await self._steer(community_id, actor, number, work, Deed.ROUND_CANCELLED, now)

    async def _steer(
        self,
        community_id: int,
        actor: Actor,
        number: int | None,
        work: Callable[[Tx, RoundRow], Awaitable[Say]],
        deed: Deed | None = None,
        now: datetime | None = None,
    ) -> Say:
        await allowed(self._database, community_id, actor, Right.ROUNDS)

        async def steer(tx: Tx) -> Say:
            row = (
                await rounds.running(tx, community_id)
                if number is None
                else await rounds.by_number(tx, community_id, number)
            )
            if row is None or row.state is RoundState.CLOSED:
                raise KindError(words.ROUND_NONE_OPEN)
            said = await work(tx, row)
            if deed is not None and now is not None:
                await audit.record(tx, community_id, actor.user_id, deed, f"round {row.number}", now)
                await statuses.soon(tx, row.id, now)
            return said

        return await self._database.write(steer)
