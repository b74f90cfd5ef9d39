"""The pace: even, within Discord's window whatever the loop does, and round which nothing goes."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brakes import InvalidRequests
from bot.courier import DiscordCourier
from bot.pace import Pace, in_no_hurry
from surveys.core.prompt import Say
from surveys.ports import Fate, Person
from tests.wire.api import SEND
from tests.wire.clock import SharedClock
from tests.wire.conftest import Start, draw, new_client
from tests.wire.discord_server import LoopbackDiscord, pointed_at
from tests.wire.limits import Limits, Window
from tests.wire.payloads import TOKEN

RATE = 48.0


class Clock:
    """A clock whose sleeps end late, by what a test says."""

    def __init__(self, late: list[float]) -> None:
        self.now = 0.0
        self.late = late

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds + (self.late.pop() if self.late else 0.0)
        await asyncio.sleep(0)


def turns(clock: Clock, number: int) -> list[float]:
    """When each of `number` turns was taken."""
    taken: list[float] = []

    async def take() -> None:
        pace = Pace(RATE, clock=clock, sleep=clock.sleep)

        async def one() -> None:
            await pace.turn()
            taken.append(clock.now)

        await asyncio.gather(*(one() for _ in range(number)))

    asyncio.run(take())
    return taken


@given(st.lists(st.floats(0, 1.5), max_size=120))
def test_no_second_holds_more_than_discord_allows(late: list[float]) -> None:
    window = Window(50, 1.0)
    assert [at for at in turns(Clock(late), 200) if window.take(at + 1e-9) > 0] == []


@given(st.lists(st.floats(0, 0.9 / RATE), max_size=200))
def test_timers_that_wake_late_cost_nothing(late: list[float]) -> None:
    at = turns(Clock(late), 200)
    assert at[-1] - at[0] <= 199 / RATE + 1 / RATE


def test_turns_are_evenly_spaced() -> None:
    assert {round(b - a, 9) for a, b in pairwise(turns(Clock([]), 50))} == {round(1 / RATE, 9)}


def order_of(first: list[str], then: list[str], share: float = 1.0) -> list[tuple[str, float]]:
    """Who took a turn when: workers ask for `first`, and once one was served people ask for `then`."""
    clock, taken, begun = SharedClock(), list[tuple[str, float]](), asyncio.Event()
    pace = Pace(1.0, clock=clock, sleep=clock.sleep)
    pace.warm_up(share)

    async def one(name: str) -> None:
        await pace.turn()
        taken.append((name, clock.now))
        begun.set()

    async def work() -> None:
        await asyncio.gather(*(one(name) for name in first))

    async def people() -> None:
        await begun.wait()
        await asyncio.gather(*(one(name) for name in then))

    async def both() -> None:
        await clock.run(asyncio.ensure_future(asyncio.gather(in_no_hurry(work)(), people())))

    asyncio.run(both())
    return taken


def test_people_who_wait_for_an_answer_come_before_who_is_written_to_unasked() -> None:
    served = [
        name for name, _ in order_of([f"round {n}" for n in range(9)], [f"reply {n}" for n in range(5)])
    ]
    replies = [served.index(f"reply {n}") for n in range(5)]
    # One of the others may stand in line already, and one joins it whenever one was served.
    assert replies[0] <= 2
    assert max(replies) <= 8
    assert sorted(served) == sorted([f"round {n}" for n in range(9)] + [f"reply {n}" for n in range(5)])


def test_a_new_bot_goes_at_a_share_of_the_pace_and_still_replies_at_once() -> None:
    served = order_of([f"round {n}" for n in range(4)], ["reply"], share=0.25)
    rounds = [at for name, at in served if name != "reply"]
    assert [b - a for a, b in pairwise(rounds)] == pytest.approx([4.0, 4.0, 4.0])
    assert dict(served)["reply"] == pytest.approx(1.0)


async def test_a_cancelled_wait_takes_no_turn() -> None:
    clock = Clock([])
    pace = Pace(1.0, clock=clock, sleep=clock.sleep)
    await pace.turn()
    waiting = asyncio.create_task(pace.turn())
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await pace.turn()
    assert clock.now == pytest.approx(1.0)


def test_refusals_are_forgotten_after_ten_minutes() -> None:
    clock = Clock([])
    invalid = InvalidRequests(allowed=2, clock=clock)
    for status, scope in [(403, None), (200, None), (429, "shared"), (404, None)]:
        invalid.note(status, scope)
    spent = [invalid.spent]
    clock.now = 599.0
    invalid.note(429, "global")
    spent.append(invalid.spent)
    clock.now = 600.0
    assert [*spent, invalid.spent] == [False, True, False]


async def test_everything_the_client_asks_is_paced_and_counted() -> None:
    """At a limit far below, requests from anywhere, retries included, draw no 429."""
    async with LoopbackDiscord(limits=Limits(per_second=12, per_route={})) as server:
        with pointed_at(server.base):
            client = new_client()
            courier = DiscordCourier(client, requests_per_second=10, draw=draw)
            people = [Person(number, server.add_person(number)) for number in range(8)]
            async with client:
                await client.login(TOKEN)
                sends = (courier.send(person, Say(("Hello.",)), f"i-{person.user_id}") for person in people)
                others = (client.fetch_channel(404) for _ in range(3))
                outcomes = await asyncio.gather(*sends, *others, return_exceptions=True)
    assert [getattr(outcome, "fate", None) for outcome in outcomes].count(Fate.DELIVERED) == 8
    assert server.ledger.statuses()[429] == 0
    at = [asked.at for asked in server.ledger.asked]
    assert max(at) - min(at) > (len(at) - 1) / 10 - 0.2


async def test_a_429_storm_loses_nothing(start: Start, server: LoopbackDiscord) -> None:
    server.limits.overall.limit = 5
    server.limits.overall.seconds = 0.2
    people = [Person(number, server.add_person(number)) for number in range(20)]
    async with start() as (_, courier):
        outcomes = await asyncio.gather(*(courier.send(p, Say(("Hi.",)), f"i-{p.user_id}") for p in people))
    delivered = [outcome for outcome in outcomes if outcome.fate is Fate.DELIVERED]
    assert (
        len(server.ledger.messages) == len({outcome.message_ids for outcome in delivered}) == len(delivered)
    )
    assert server.ledger.statuses()[429] > 0


async def test_a_hidden_429_counts_and_its_retry_is_not_made_where_it_was_the_last(
    start: Start, server: LoopbackDiscord
) -> None:
    invalid = InvalidRequests(allowed=1)
    server.limits.per_route[SEND] = (1, 0.05)
    person = Person(7, server.add_person(7))
    async with start(invalid=invalid) as (_, courier):
        server.limits.judge(SEND, str(person.channel_id), server._clock(), 0.0, exempt=False)
        assert (await courier.send(person, Say(("Hi.",)), "i-1")).fate is Fate.HALTED
    assert server.ledger.statuses()[429] == 1
    assert invalid.spent


async def test_a_client_that_is_logged_in_cant_be_paced_any_more(start: Start) -> None:
    async with start() as (client, _):
        with pytest.raises(RuntimeError, match="before the client logs in"):
            DiscordCourier(client, requests_per_second=48, draw=draw)
