"""`/round status`, for those who may steer a round."""

from dataclasses import replace

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.prompt import Say
from surveys.core.roles import Actor, Right
from surveys.core.rounds import RoundState
from surveys.core.wording import live as wording
from surveys.engine.access import allowed
from surveys.engine.live_status import PASSING, LiveStatus
from surveys.ports import Fate
from surveys.store import rounds, statuses
from surveys.store.database import Database
from surveys.store.rounds import RoundRow


class RoundStatus:
    """A round that is open gets a status in the results channel; one that is over is shown privately."""

    def __init__(self, database: Database, live: LiveStatus) -> None:
        self._database = database
        self._live = live

    async def show(self, community_id: int, actor: Actor, number: int | None) -> Say:
        """Post a status of that round, or the latest, and say where; or the card itself where it can't be posted.

        Raises KindError where there is no such round.
        """
        row = await self._round(community_id, actor, number)
        if row.state is not RoundState.OPEN:
            return await self._live.card(row, None)
        outcome = await self._live.post(row)
        channel = f"<#{row.results_channel_id}>"
        if outcome.fate is Fate.DELIVERED:
            link = f"https://discord.com/channels/{community_id}/{row.results_channel_id}/{outcome.message_ids[0]}"
            return Say((words.say(wording.POSTED, channel=channel, link=link),))
        if outcome.fate in PASSING:
            return Say((words.say(wording.COMING, channel=channel),))
        card = await self._live.card(row, None)
        return replace(card, footer=words.say(wording.NO_ACCESS, channel=channel))

    async def refreshed(self, community_id: int, actor: Actor, number: int, message_id: int | None) -> Say:
        """The card as it stands now, to be drawn on the message whose button was pressed; None: one for the actor alone."""
        row = await self._round(community_id, actor, number)
        posted = None
        if message_id is not None:
            async with self._database.reading() as tx:
                posted = await statuses.on_message(tx, row.id, message_id)
        if posted is None or posted.replaced:
            return await self._live.card(row, None)
        card = await self._live.card(row, posted.posted_at)
        await self._live.drawn(posted, posted.message_id or 0, card)
        return card

    async def _round(self, community_id: int, actor: Actor, number: int | None) -> RoundRow:
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        async with self._database.reading() as tx:
            row = await rounds.by_number(tx, community_id, number)
        if row is not None:
            return row
        unknown = words.say(words.RESULTS_ROUND_UNKNOWN, number=number)
        raise KindError(words.ROUND_NONE if number is None else unknown)
