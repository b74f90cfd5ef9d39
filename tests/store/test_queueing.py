"""Who is written to next: rounds take turns, and a few go ahead of the others."""

from collections import Counter
from datetime import timedelta

import pytest

from surveys.core.careful import NO_CANARY, Canary
from surveys.core.invitation import Happening
from surveys.core.rounds import Halt
from surveys.engine.queueing import Batch, Queue
from surveys.engine.scenes import Scenes
from surveys.engine.versions import Versions
from surveys.store import rounds, sending
from tests.store.conftest import NOW
from tests.store.rows import CLOSES, ONE, TWO, Rows, rows

__all__ = ["rows"]

QUESTIONS = [{"id": "q", "kind": "short_text", "text": "What?"}]


class Line:
    """The queue of a bot, and a clock."""

    def __init__(self, rows: Rows, canary: Canary) -> None:
        self.rows = rows
        self.now = NOW
        self.queue = Queue(rows.database, Scenes(Versions()), lambda: self.now, canary)

    async def round(self, community_id: int, people: int) -> int:
        for user in range(1, people + 1):
            await self.rows.follower(community_id * 100_000 + user, community_id)
        version = await self.rows.version(community_id, questions=QUESTIONS)
        return await self.rows.do(rounds.open_round, community_id, version, 1, NOW, CLOSES)

    async def settle(self, batch: Batch, *happenings: Happening) -> None:
        for number, standing in enumerate(batch.claimed):
            happening = happenings[number % len(happenings)]
            await self.rows.do(sending.settle, standing.invitation_id, happening, self.now, message_id=1)


async def test_a_small_round_is_not_stuck_behind_a_large_one(rows: Rows) -> None:
    line = Line(rows, NO_CANARY)
    large, small = await line.round(ONE, 600), await line.round(TWO, 60)
    claimed: list[int] = []
    while (batch := await line.queue.next()).looked_at:
        assert len(batch.claimed) <= 100
        claimed += [one.round_id for one in batch.claimed]
    assert Counter(claimed) == {large: 600, small: 60}
    last_of_small = len(claimed) - claimed[::-1].index(small)
    assert last_of_small <= 2 * 60 + 100  # half of each portion is theirs


async def test_with_many_rounds_each_has_its_turn_before_any_has_a_second(rows: Rows) -> None:
    line = Line(rows, NO_CANARY)
    opened = []
    for number in range(9):
        await rows.community(1000 + number)
        opened.append(await line.round(1000 + number, 60))
    served: list[int] = []
    for _ in range(9):
        batch = await line.queue.next()
        served += dict.fromkeys(one.round_id for one in batch.claimed)
    assert sorted(served[:9]) == sorted(opened)
    assert sorted(served[9:18]) == sorted(opened)


async def test_twenty_go_ahead_and_the_others_follow_when_nothing_happened(rows: Rows) -> None:
    line = Line(rows, Canary())
    await line.round(ONE, 50)
    first = await line.queue.next()
    assert len(first.claimed) == 20
    await line.settle(first, Happening.DELIVERED)
    assert (await line.queue.next()).looked_at == 0
    assert await rows.do(sending.watched_until) == NOW + timedelta(seconds=60)
    line.now += timedelta(seconds=60)
    rest = await line.queue.next()
    assert (len(rest.claimed), rest.alarmed) == (30, ())
    assert await rows.do(sending.watched_until) is None


@pytest.mark.parametrize(
    ("happenings", "alarmed"),
    [
        ((Happening.NOT_REACHED,), True),
        ((Happening.REJECTED, Happening.NOT_REACHED, Happening.DELIVERED), True),
        ((Happening.DELIVERED, Happening.NOT_REACHED), False),
    ],
)
async def test_where_most_of_the_first_are_refused_the_round_waits_an_hour_and_tries_a_few_more(
    rows: Rows, happenings: tuple[Happening, ...], alarmed: bool
) -> None:
    line = Line(rows, Canary())
    mine = await line.round(ONE, 70)
    other = await line.round(TWO, 5)
    first = await line.queue.next()
    await line.settle(first, *happenings)
    line.now += timedelta(seconds=60)
    batch = await line.queue.next()
    assert (mine in batch.alarmed) == alarmed
    assert other not in batch.alarmed, "five are too few to tell"
    if not alarmed:
        return
    assert batch.claimed == ()
    assert await rows.sql(f"SELECT halted FROM rounds WHERE id = {mine}") == [("canary",)]
    line.now += timedelta(hours=1)
    await rows.do(sending.lift_halts, (Halt.CANARY,), line.now)
    again = await line.queue.next()
    assert len(again.claimed) == 20
    await line.settle(again, Happening.DELIVERED)
    line.now += timedelta(seconds=60)
    assert len((await line.queue.next()).claimed) == 30


async def test_a_new_process_goes_on_watching(rows: Rows) -> None:
    line = Line(rows, Canary())
    await line.round(ONE, 50)
    await line.settle(await line.queue.next(), Happening.DELIVERED)
    again = Line(rows, Canary())
    again.now = NOW + timedelta(seconds=59)
    assert (await again.queue.next()).looked_at == 0
    again.now = NOW + timedelta(seconds=60)
    assert len((await again.queue.next()).claimed) == 30


async def test_who_may_not_be_written_to_does_not_go_ahead(rows: Rows) -> None:
    line = Line(rows, Canary(first=3))
    await line.round(ONE, 10)
    await rows.sql("UPDATE followers SET cadence = 'special' WHERE id <= 5")
    claimed: list[int] = []
    while (batch := await line.queue.next()).looked_at:
        claimed += [one.follower_id for one in batch.claimed]
    assert claimed == [6, 7, 8]


async def test_what_was_delivered_is_counted_as_far_as_it_matters(rows: Rows) -> None:
    line = Line(rows, NO_CANARY)
    await line.round(ONE, 30)
    await line.settle(await line.queue.next(), Happening.DELIVERED)
    assert await rows.do(sending.delivered, 1000) == 30
    assert await rows.do(sending.delivered, 10) == 10
