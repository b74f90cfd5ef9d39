"""Every row of the table of Discord's refusals, met by a real client."""

import asyncio
import logging

import pytest

from bot.brakes import InvalidRequests
from bot.courier import DiscordCourier
from bot.refusals import REFUSALS, Remedy
from surveys.core.prompt import Pages, Picture, Say, Section
from surveys.core.rounds import Halt
from surveys.ports import Channel, Fate, Person
from tests.wire.api import OPEN, SEND
from tests.wire.conftest import Start
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.faults import Kind

SECRET = "what somebody wrote"
CARD = Say((SECRET,))

#: The table of the platform notes, row by row: status as Discord sends it, code, fate, halt.
ROWS = [
    (403, 50007, Fate.UNREACHABLE, None),
    (403, 50278, Fate.LEFT, None),
    (403, 40003, Fate.HALTED, Halt.TOO_FAST),
    (403, 20026, Fate.HALTED, Halt.QUARANTINED),
    (403, 20009, Fate.HALTED, Halt.CONTENT),
    (400, 240000, Fate.HALTED, Halt.CONTENT),
    (400, 200000, Fate.HALTED, Halt.CONTENT),
    (400, 20016, Fate.POSTPONED, None),
    (400, 20028, Fate.POSTPONED, None),
    (400, 20029, Fate.POSTPONED, None),
    (403, 40004, Fate.POSTPONED, None),
    (403, 40006, Fate.POSTPONED, None),
    (503, 40062, Fate.POSTPONED, None),
    (503, 130000, Fate.POSTPONED, None),
    (401, 40001, Fate.HALTED, Halt.TOKEN),
    (401, 50014, Fate.HALTED, Halt.TOKEN),
    (400, 0, Fate.HALTED, Halt.MALFORMED),
    (400, 50006, Fate.HALTED, Halt.MALFORMED),
    (400, 50035, Fate.HALTED, Halt.MALFORMED),
    (400, 50109, Fate.HALTED, Halt.MALFORMED),
    (413, 40005, Fate.REJECTED, None),
    (400, 50045, Fate.REJECTED, None),
    (400, 50046, Fate.REJECTED, None),
    (400, 30015, Fate.REJECTED, None),
    (404, 10013, Fate.GONE, None),
    (400, 50033, Fate.GONE, None),
    (404, 10003, Fate.NO_ACCESS, None),
    (404, 10004, Fate.NO_ACCESS, None),
    (403, 50001, Fate.NO_ACCESS, None),
    (403, 50013, Fate.NO_ACCESS, None),
    (404, 10008, Fate.REJECTED, None),
    (403, 50005, Fate.REJECTED, None),
    (400, 30046, Fate.REJECTED, None),
]


def test_the_rows_are_the_table() -> None:
    assert {code for _, code, _, _ in ROWS} == REFUSALS.keys()


@pytest.mark.parametrize(("status", "code", "fate", "halt"), ROWS)
async def test_each_row_becomes_its_outcome(
    courier: DiscordCourier, server: LoopbackDiscord, *, status: int, code: int, fate: Fate, halt: Halt | None
) -> None:
    server.channels.add(50)
    server.faults.refuse(SEND, status, code, times=99)
    outcome = await courier.send(Channel(50), CARD, "i-1")
    assert (outcome.fate, outcome.halt, outcome.code) == (fate, halt, code)
    again = REFUSALS[code].remedy is Remedy.AGAIN
    assert server.ledger.routes()[SEND] == (4 if again else 1)


@pytest.mark.parametrize(
    "code", [code for code, refusal in REFUSALS.items() if refusal.remedy is Remedy.AGAIN]
)
async def test_what_may_help_is_tried_again(
    courier: DiscordCourier, server: LoopbackDiscord, code: int
) -> None:
    server.channels.add(50)
    server.faults.refuse(SEND, 503, code)
    assert (await courier.send(Channel(50), CARD, "i-1")).fate is Fate.DELIVERED


@pytest.mark.parametrize(
    ("status", "code", "fate"),
    [(403, 99999, Fate.REJECTED), (404, 0, Fate.REJECTED), (403, 0, Fate.REJECTED), (501, 0, Fate.UNSURE)],
)
async def test_what_the_table_does_not_have_goes_by_its_status(
    courier: DiscordCourier, server: LoopbackDiscord, status: int, code: int, fate: Fate
) -> None:
    server.channels.add(50)
    server.faults.refuse(SEND, status, code, times=99)
    assert (await courier.send(Channel(50), CARD, "i-1")).fate is fate


@pytest.mark.parametrize(
    "code", [code for code, refusal in REFUSALS.items() if refusal.remedy is Remedy.BARE]
)
async def test_refused_files_are_left_out_once(
    courier: DiscordCourier, server: LoopbackDiscord, code: int
) -> None:
    server.channels.add(50)
    server.faults.refuse(SEND, 400, code)
    card = Pages("Results", (Section("One", Picture("one.png", b"x", "Bars")),), "footer")
    outcome = await courier.send(Channel(50), card, "s-1")
    assert outcome.fate is Fate.DELIVERED
    assert server.ledger.files[outcome.message_ids[0]] == ()
    (container,) = server.ledger.messages[outcome.message_ids[0]]["components"]
    assert [item["type"] for item in container["components"]] == [10]
    assert server.ledger.violations == []


async def test_too_fast_stops_opening_but_not_known_channels(
    courier: DiscordCourier, server: LoopbackDiscord
) -> None:
    server.faults.refuse(OPEN, 403, 40003)
    first = await courier.send(Person(1), CARD, "i-1")
    assert (first.fate, first.halt) == (Fate.HALTED, Halt.TOO_FAST)
    second = await courier.send(Person(2), CARD, "i-2")
    assert (second.fate, second.code) == (Fate.POSTPONED, 40003)
    assert server.ledger.routes()[OPEN] == 1
    assert (await courier.send(Person(3, server.add_person(3)), CARD, "i-3")).fate is Fate.DELIVERED


async def test_the_rest_after_too_fast_doubles_and_ends(
    start: Start, server: LoopbackDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.courier.FIRST_REST_SECONDS", 1e-6)
    server.faults.refuse(OPEN, 403, 40003, times=2)
    async with start() as (_, courier):
        told = [((await courier.open_dm(1)).fate, courier._rest) for _ in range(3)]
    assert told == [(Fate.HALTED, 2e-6), (Fate.HALTED, 4e-6), (Fate.DELIVERED, 1e-6)]


async def test_people_opened_at_once_stop_at_the_first_refusal(
    courier: DiscordCourier, server: LoopbackDiscord
) -> None:
    server.faults.refuse(OPEN, 403, 40003, skip=2)
    outcomes = await asyncio.gather(*(courier.open_dm(person) for person in range(1, 21)))
    assert [outcome.fate for outcome in outcomes].count(Fate.POSTPONED) == 17
    assert server.ledger.routes()[OPEN] == 3


async def test_a_refused_token_is_never_tried_again(courier: DiscordCourier, server: LoopbackDiscord) -> None:
    server.channels.add(50)
    server.faults.refuse(SEND, 401, 0)
    for _ in range(3):
        outcome = await courier.send(Channel(50), CARD, "i-1")
        assert (outcome.fate, outcome.halt) == (Fate.HALTED, Halt.TOKEN)
    assert server.ledger.routes()[SEND] == 1


async def test_too_many_refusals_stop_before_the_next_request(start: Start, server: LoopbackDiscord) -> None:
    person = Person(7, server.add_person(7))
    server.closed_dms.add(7)
    async with start(invalid=InvalidRequests(allowed=3)) as (_, courier):
        fates = [(await courier.send(person, CARD, f"i-{number}")).fate for number in range(5)]
        outcome = await courier.send(person, CARD, "i-9")
    assert fates == [Fate.UNREACHABLE] * 3 + [Fate.HALTED] * 2
    assert outcome.halt is Halt.BUDGET
    assert server.ledger.routes()[SEND] == 3


async def test_a_ban_of_the_address_halts(courier: DiscordCourier, server: LoopbackDiscord) -> None:
    server.channels.add(50)
    server.faults.refuse(SEND, 429, 0, via=False)
    outcome = await courier.send(Channel(50), CARD, "i-1")
    assert (outcome.fate, outcome.halt) == (Fate.HALTED, Halt.BUDGET)


async def test_a_malformed_body_is_logged_without_its_text(
    courier: DiscordCourier, server: LoopbackDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    server.channels.add(50)
    errors = {"content": {"_errors": [{"code": "X", "message": f'Value "{SECRET}" is too long.'}]}}
    server.faults.order(Kind.REFUSE, SEND, status=400, code=50035, errors=errors)
    with caplog.at_level(logging.INFO):
        outcome = await courier.send(Channel(50), CARD, "i-1")
    assert "In content" not in caplog.text
    assert "content: Value" in caplog.text
    assert outcome.detail == "HTTP 400, code 50035; content: Value"
    assert SECRET not in caplog.text
