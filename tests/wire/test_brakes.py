"""The brakes: how many refusals a second there can be, and what a warning stops."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.brakes import CALM_AFTER, FORBIDDEN_ALLOWED, Brake
from bot.pace import in_no_hurry
from surveys.core.prompt import Say
from surveys.core.rounds import Halt
from surveys.ports import Fate, Outcome, Person
from tests.wire.api import OPEN, SEND
from tests.wire.clock import SharedClock
from tests.wire.conftest import Start
from tests.wire.discord_server import LoopbackDiscord

LATENCY = 0.08


def refusals(number: int, answer: Callable[[int], int]) -> list[float]:
    """When each 403 came, of `number` requests that all want to be made at once."""
    clock, came = SharedClock(), list[float]()
    brake = Brake(clock=clock, sleep=clock.sleep)

    async def one(place: int) -> None:
        async with brake.held():
            await clock.sleep(LATENCY)
            brake.note(answer(place))
            if answer(place) == 403:
                came.append(clock.now)

    async def all_of_them() -> None:
        await clock.run(asyncio.ensure_future(asyncio.gather(*(one(place) for place in range(number)))))

    asyncio.run(all_of_them())
    return came


def most_in_a_second(at: list[float]) -> int:
    return max((sum(start <= one < start + 1 for one in at) for start in at), default=0)


def test_a_server_that_refuses_everything_is_asked_eight_times_a_second() -> None:
    came = refusals(60, lambda _: 403)
    assert len(came) == 60
    assert most_in_a_second(came) == FORBIDDEN_ALLOWED


def test_where_few_refuse_nobody_waits() -> None:
    at = refusals(200, lambda place: 403 if place % 50 == 49 else 200)
    assert len(at) == 4
    assert at[-1] < 2.0


def test_refusals_that_begin_late_exceed_the_limit_once_at_most() -> None:
    calm = CALM_AFTER + 4
    came = refusals(90, lambda place: 200 if place < calm else 403)
    # Those on their way when the first was refused; from then on the limit holds.
    first = [at for at in came if at <= came[0] + 1]
    assert most_in_a_second([at for at in came if at > came[0] + 1]) <= FORBIDDEN_ALLOWED
    assert len(first) <= 90 - calm


async def unhurried(send: Callable[[], asyncio.Future[list[Outcome]]]) -> list[Outcome]:
    found: list[Outcome] = []

    async def work() -> datetime | None:
        found.extend(await send())
        return None

    await in_no_hurry(work)()
    return found


async def test_after_a_quarantine_no_further_message_of_a_round_leaves(
    start: Start, server: LoopbackDiscord
) -> None:
    people = [Person(n, server.add_person(n)) for n in range(1, 31)]
    server.faults.refuse(SEND, 403, 20026)
    async with start(per_second=20.0) as (_, courier):
        outcomes = await unhurried(
            lambda: asyncio.gather(*(courier.send(p, Say(("Hi.",)), f"i{p.user_id}") for p in people))
        )
        assert [one.halt for one in outcomes].count(Halt.QUARANTINED) >= len(people) - FORBIDDEN_ALLOWED
        assert server.ledger.routes()[SEND] == 1
        # Whoever talks to the bot is answered still.
        answered = await courier.send(people[0], Say(("Noted.",)), "r1")
        assert answered.fate is Fate.DELIVERED


async def test_after_too_fast_no_further_dm_is_opened(start: Start, server: LoopbackDiscord) -> None:
    for n in range(1, 21):
        server.add_person(n)
    server.faults.refuse(OPEN, 403, 40003)
    async with start() as (_, courier):
        outcomes = await asyncio.gather(
            *(courier.send(Person(n), Say(("Hi.",)), f"i{n}") for n in range(1, 21))
        )
    assert [one.halt for one in outcomes].count(Halt.TOO_FAST) == 1
    assert server.ledger.routes()[OPEN] == 1
    assert sum(one.fate is Fate.POSTPONED for one in outcomes) == len(outcomes) - 1
