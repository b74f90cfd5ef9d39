"""What arrived is recorded several at a time, and nobody waits for nothing."""

import asyncio
from typing import Any

import pytest

from surveys.engine.arrivals import Arrivals
from surveys.store.database import StoreClosedError
from tests.store.conftest import NOW
from tests.store.rows import Rows, rows

__all__ = ["rows"]


@pytest.fixture
def commits(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each transaction."""
    made: list[int] = []
    write = rows.database.write

    async def counted(*given: Any, **options: Any) -> Any:
        made.append(1)
        return await write(*given, **options)

    monkeypatch.setattr(rows.database, "write", counted)
    return made


async def claimed(rows: Rows, people: int) -> list[int]:
    for user in range(1, people + 1):
        await rows.follower(user)
    await rows.round()
    return [one.invitation_id for one in await rows.claim(people)]


async def test_many_share_a_commit(rows: Rows, commits: list[int]) -> None:
    ids = await claimed(rows, 40)
    arrivals = Arrivals(rows.database, lambda: NOW)
    for _ in ids:
        arrivals.set_out()
    commits.clear()

    async def arrive(invitation: int) -> None:
        arrivals.ended()
        await arrivals.record(invitation, invitation + 1000)

    await asyncio.gather(*(arrive(one) for one in ids))
    assert len(commits) <= 3
    assert await rows.states() == ["sent"] * 40
    found = await rows.sql("SELECT id, message_id FROM invitations ORDER BY id")
    assert found == [(one, one + 1000) for one in ids]


async def test_those_who_wait_are_recorded_though_others_are_under_way(rows: Rows) -> None:
    first, _ = await claimed(rows, 2)
    arrivals = Arrivals(rows.database, lambda: NOW)
    arrivals.set_out()
    arrivals.set_out()
    arrivals.ended()
    async with asyncio.timeout(5):
        await arrivals.record(first, 7)
    assert await rows.states() == ["sent", "sending"]


async def test_whoever_stops_leaves_nothing_unrecorded(rows: Rows) -> None:
    (only,) = await claimed(rows, 1)
    arrivals = Arrivals(rows.database, lambda: NOW)
    arrivals.set_out()  # another, which never ends
    recording = asyncio.create_task(arrivals.record(only, 7))
    await asyncio.sleep(0)
    recording.cancel()
    await asyncio.gather(recording, return_exceptions=True)
    await arrivals.drain()
    assert await rows.states() == ["sent"]


async def test_whoever_noted_something_hears_that_it_could_not_be_stored(rows: Rows) -> None:
    (only,) = await claimed(rows, 1)
    arrivals = Arrivals(rows.database, lambda: NOW)
    await rows.database.close()
    with pytest.raises(StoreClosedError):
        await arrivals.record(only, 7)
