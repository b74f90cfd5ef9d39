"""Who may have lost the role a round is for since it opened: looked at again at the moment of sending."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from surveys.core.audience import Audience, still_meant
from surveys.core.invitation import Happening
from surveys.core.respect import Why
from surveys.ports import Courier
from surveys.store import rounds, sending
from surveys.store.database import Database
from surveys.store.standings import Standing
from surveys.store.tx import Tx

#: How soon those are looked at again of whom Discord doesn't say which roles they have.
_AGAIN: Final = timedelta(minutes=1)


class RoleCheck:
    """Nothing is looked up for rounds that don't ask for roles."""

    def __init__(self, database: Database, courier: Courier, now: Callable[[], datetime]) -> None:
        self._database = database
        self._courier = courier
        self._now = now
        self._bound: dict[int, Audience | None] = {}

    async def set_aside(self, claimed: Sequence[Standing]) -> set[int]:
        """Take those out of a claimed batch whom their round isn't for any more; their followers' ids.

        They are held back. Where Discord doesn't say, they go back into the queue for a minute.
        """
        bound = [one for one in claimed if await self._audience_of(one.round_id) is not None]
        aside: set[int] = set()
        for community_id in {one.community_id for one in bound}:
            mine = [one for one in bound if one.community_id == community_id]
            known = await self._courier.roles(community_id, [one.user_id for one in mine])
            for one in mine:
                audience = self._bound[one.round_id]
                assert audience is not None, "only bound rounds are in this list"
                roles = None if known is None else known.get(one.user_id, frozenset())
                if roles is None or not still_meant(audience, roles):
                    aside.add(one.follower_id)
                    await self._put_back(one, held=roles is not None)
        return aside

    async def _audience_of(self, round_id: int) -> Audience | None:
        """The round's audience, if it asks for roles; it never changes, so it is looked up once."""
        if round_id not in self._bound:
            async with self._database.reading() as tx:
                audience = await rounds.audience_of(tx, round_id)
            self._bound[round_id] = audience if audience is not None and audience.binds_to_roles else None
        return self._bound[round_id]

    async def _put_back(self, standing: Standing, *, held: bool) -> None:
        now = self._now()

        async def work(tx: Tx) -> None:
            again_at = None if held else now + _AGAIN
            await sending.settle(tx, standing.invitation_id, Happening.POSTPONED, now, again_at=again_at)
            if held:
                await sending.withhold(tx, standing.invitation_id, Why.ROLE, now)

        await self._database.write(work)
