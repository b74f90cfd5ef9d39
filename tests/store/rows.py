"""Rows for the tests of queries: two communities, and short ways to put people and rounds into them."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import text

from surveys.store import communities, followers, rounds, sending, surveys
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.standings import Standing
from surveys.store.tx import Tx
from tests.store.conftest import NOW

T = TypeVar("T")
ONE, TWO = 100, 200
LATER = NOW + timedelta(hours=1)
CLOSES = NOW + timedelta(days=3)
DEFINITION = {"key": "k", "title": "T", "questions": []}


class Rows:
    """A database with two communities, and short ways to put rows into it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def do(self, query: Callable[..., Awaitable[T]], *args: Any, **kwargs: Any) -> T:
        """Run one query in a transaction of its own."""

        async def work(tx: Tx) -> T:
            return await query(tx, *args, **kwargs)

        return await self.database.write(work)

    async def sql(self, statement: str) -> list[Any]:
        async def work(tx: Tx) -> list[Any]:
            found = await tx.execute(text(statement))
            return [tuple(row) for row in found.all()] if found.returns_rows else []

        return await self.database.write(work)

    async def community(self, community_id: int, name: str = "C") -> Community:
        made = Community(community_id, name, community_id + 1, None, None, None, "UTC")
        await self.do(communities.save, made, NOW)
        return made

    async def follower(self, user_id: int, community_id: int = ONE, at: datetime = NOW) -> int:
        await self.do(followers.know_person, user_id)
        follower_id, _ = await self.do(followers.join, community_id, user_id, at)
        return follower_id

    async def version(self, community_id: int = ONE, key: str = "k", **definition: object) -> int:
        added = await self.do(
            surveys.add_version, community_id, key, {**DEFINITION, "key": key, **definition}, 1, NOW
        )
        return added.id

    async def round(
        self,
        community_id: int = ONE,
        at: datetime = NOW,
        closes: datetime = CLOSES,
        remind_at: datetime | None = None,
    ) -> int:
        """A round that asks everybody who follows the community now."""
        version = await self.version(community_id, key=f"k{at.timestamp():.0f}")
        return await self.do(rounds.open_round, community_id, version, 1, at, closes, remind_at=remind_at)

    async def claim(self, most: int = 10, at: datetime = NOW) -> tuple[Standing, ...]:
        """Claim what is queued and due of every round, as a sender does to whom nothing speaks against it."""

        async def work(tx: Tx) -> tuple[Standing, ...]:
            due = await sending.due_rounds(tx, at)
            found = [one for round_ in due for one in await sending.queued(tx, round_.id, most, at)]
            await sending.claim(tx, [one.invitation_id for one in found], at)
            return tuple(found)

        return await self.database.write(work)

    async def invitations(self) -> list[tuple[int, int, str]]:
        """Id, user and state of every invitation."""
        return await self.sql(
            "SELECT i.id, user_id, state FROM invitations i JOIN followers f ON f.id = follower_id ORDER BY i.id"
        )

    async def states(self) -> list[str]:
        return [state for _, _, state in await self.invitations()]

    async def put(self, **states: str) -> None:
        """Set invitations' states by hand, by `i` and their id."""
        for name, state in states.items():
            await self.sql(f"UPDATE invitations SET state = '{state}' WHERE id = {name.removeprefix('i')}")


@pytest.fixture
async def rows(database: Database) -> Rows:
    made = Rows(database)
    await made.community(ONE, "One")
    await made.community(TWO, "Two")
    return made
