"""The courier over a real client: where messages go, and that each arrives once."""

import asyncio
import gc
import weakref

import discord
import pytest

from bot.courier import DiscordCourier
from cogs.cards import Drawn
from surveys.core.prompt import Ask, Card, Pages, Picture, Say, Section
from surveys.core.widgets import Writing
from surveys.ports import Channel, Fate, Outcome, Person
from tests.wire.api import EDIT, OPEN, READ, SEND
from tests.wire.conftest import FAST, Naps, Start, draw, new_client
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.faults import Kind
from tests.wire.payloads import TOKEN

HELLO = Say(("Hello.",))
PICTURE = Picture("summary-1.png", b"\x89PNG", "Bars")
SUMMARY = Pages("Results", (Section("One", PICTURE), Section("Two")), "footer")


def question(invitation: int = 1) -> Ask:
    return Ask(invitation, "q1", "Ideas", "1 of 4", "What next?", Writing())


def texts(server: LoopbackDiscord, channel_id: int) -> list[str]:
    """What somebody reads in a channel."""
    return [
        inner["content"]
        for message in server.ledger.in_channel(channel_id)
        for item in message["components"]
        for inner in [item, *item.get("components", [])]
        if inner["type"] == 10
    ]


async def test_a_known_channel_costs_one_request(courier: DiscordCourier, server: LoopbackDiscord) -> None:
    channel = server.add_person(7)
    before = len(server.ledger.asked)
    outcome = await courier.send(Person(7, channel), HELLO, "i-1")
    assert outcome.fate is Fate.DELIVERED
    assert outcome.channel_id == channel
    assert outcome.message_ids == tuple(int(m["id"]) for m in server.ledger.in_channel(channel))
    assert [asked.route for asked in server.ledger.asked[before:]] == [SEND]
    assert server.ledger.violations == []


async def test_an_unknown_channel_is_opened_first_and_told(
    courier: DiscordCourier, server: LoopbackDiscord
) -> None:
    outcome = await courier.send(Person(7), HELLO, "i-1")
    assert outcome.fate is Fate.DELIVERED
    assert outcome.channel_id == server.dms[7]
    assert texts(server, server.dms[7]) == ["Hello."]


async def test_opening_a_dm_tells_its_channel(courier: DiscordCourier, server: LoopbackDiscord) -> None:
    assert await courier.open_dm(7) == Outcome(Fate.DELIVERED, channel_id=server.dms[7])


async def test_a_forgotten_channel_is_opened_once_more(
    courier: DiscordCourier, server: LoopbackDiscord
) -> None:
    stale = server.add_person(7)
    server.forget_channel(7)
    outcome = await courier.send(Person(7, stale), HELLO, "i-1")
    assert outcome.fate is Fate.DELIVERED
    assert outcome.channel_id == server.dms[7] != stale
    assert server.ledger.routes()[OPEN] == 1
    assert texts(server, server.dms[7]) == ["Hello."]


async def test_a_channel_unknown_even_when_new_is_gone(
    courier: DiscordCourier, server: LoopbackDiscord
) -> None:
    channel = server.add_person(7)
    server.faults.refuse(SEND, 404, 10003, times=9)
    outcome = await courier.send(Person(7, channel), HELLO, "i-1")
    assert (outcome.fate, outcome.code, outcome.channel_id) == (Fate.NO_ACCESS, 10003, None)
    assert server.ledger.routes()[SEND] == 2


async def test_a_creators_channel_that_is_unknown_is_gone(
    courier: DiscordCourier, server: LoopbackDiscord
) -> None:
    outcome = await courier.send(Channel(404), HELLO, "i-1")
    assert (outcome.fate, outcome.code) == (Fate.NO_ACCESS, 10003)
    assert server.ledger.routes()[OPEN] == 0


async def test_closed_dms_are_told_with_the_channel(courier: DiscordCourier, server: LoopbackDiscord) -> None:
    server.closed_dms.add(7)
    outcome = await courier.send(Person(7), HELLO, "i-1")
    assert (outcome.fate, outcome.code, outcome.channel_id) == (Fate.UNREACHABLE, 50007, server.dms[7])
    assert server.ledger.routes()[SEND] == 1


async def test_one_nonce_delivers_once(courier: DiscordCourier, server: LoopbackDiscord) -> None:
    person = Person(7, server.add_person(7))
    first = await courier.send(person, HELLO, "i-1")
    assert await courier.send(person, HELLO, "i-1") == first
    assert len(server.ledger.messages) == 1
    server.forget_nonces()
    assert (await courier.send(person, HELLO, "i-1")).message_ids != first.message_ids


@pytest.mark.parametrize(
    ("kind", "status"), [(Kind.RESET, 0), (Kind.LOSE, 0), (Kind.REFUSE, 503), (Kind.FAIL_AFTER, 503)]
)
async def test_an_accident_on_the_wire_loses_and_doubles_nothing(
    courier: DiscordCourier, server: LoopbackDiscord, naps: Naps, kind: Kind, status: int
) -> None:
    channel = server.add_person(7)
    server.faults.order(kind, SEND, status=status, times=2)
    outcome = await courier.send(Person(7, channel), HELLO, "i-1")
    assert outcome.fate is Fate.DELIVERED
    assert texts(server, channel) == ["Hello."]
    assert naps.seconds == [1.0, 3.0]


async def test_discord_pys_own_retry_keeps_the_nonce(
    courier: DiscordCourier, server: LoopbackDiscord
) -> None:
    channel = server.add_person(7)  # discord.py waits one second before it tries a 500 again
    server.faults.order(Kind.FAIL_AFTER, SEND, status=500)
    assert (await courier.send(Person(7, channel), HELLO, "i-1")).fate is Fate.DELIVERED
    assert texts(server, channel) == ["Hello."]
    assert server.ledger.deduplicated == 1


async def test_after_a_lasting_accident_nobody_knows_whether_it_arrived(
    courier: DiscordCourier, server: LoopbackDiscord, naps: Naps
) -> None:
    channel = server.add_person(7)
    server.faults.order(Kind.RESET, SEND, times=99)
    outcome = await courier.send(Person(7, channel), HELLO, "i-1")
    assert outcome.fate is Fate.UNSURE
    assert server.ledger.routes()[SEND] == 4
    assert naps.seconds == [1.0, 3.0, 6.0]


async def test_a_stalled_answer_is_not_waited_for(
    courier: DiscordCourier, server: LoopbackDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pace.STALL_SECONDS", 0.1)
    channel = server.add_person(7)
    server.faults.order(Kind.STALL, SEND)
    assert (await courier.send(Person(7, channel), HELLO, "i-1")).fate is Fate.DELIVERED
    assert texts(server, channel) == ["Hello."]


async def test_cancelling_passes_through(courier: DiscordCourier, server: LoopbackDiscord) -> None:
    server.faults.order(Kind.STALL, SEND)
    sending = asyncio.create_task(courier.send(Person(7, server.add_person(7)), HELLO, "i-1"))
    await server.faults.struck.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending


async def test_a_long_card_is_several_messages_with_their_own_nonces(
    courier: DiscordCourier, server: LoopbackDiscord
) -> None:
    server.channels.add(50)
    outcome = await courier.send(Channel(50), SUMMARY, "s-1")
    assert await courier.send(Channel(50), SUMMARY, "s-1") == outcome
    assert len(outcome.message_ids) == 2
    assert [message["nonce"] for message in server.ledger.in_channel(50)] == ["s-1", "s-1-2"]
    first, second = outcome.message_ids
    assert [(file.name, file.data) for file in server.ledger.files[first]] == [("summary-1.png", b"\x89PNG")]
    assert server.ledger.files[second] == ()
    assert server.ledger.violations == []


async def test_a_card_that_stops_midway_tells_what_arrived(
    courier: DiscordCourier, server: LoopbackDiscord
) -> None:
    server.channels.add(50)
    server.faults.refuse(SEND, 403, 50013, skip=1)
    outcome = await courier.send(Channel(50), SUMMARY, "s-1")
    assert outcome.fate is Fate.NO_ACCESS
    assert outcome.message_ids == (int(server.ledger.in_channel(50)[0]["id"]),)


@pytest.mark.parametrize("nonce", ["", "x" * 21])
async def test_a_nonce_that_does_not_fit_is_a_defect(courier: DiscordCourier, nonce: str) -> None:
    with pytest.raises(ValueError, match="nonce"):
        await courier.send(Person(7, 1), HELLO, nonce)


async def test_a_retry_sends_the_file_whole(courier: DiscordCourier, server: LoopbackDiscord) -> None:
    server.channels.add(50)
    server.faults.order(Kind.RESET, SEND)
    outcome = await courier.send(Channel(50), SUMMARY, "s-1")
    assert server.ledger.files[outcome.message_ids[0]][0].data == PICTURE.data


async def test_an_earlier_message_is_found_by_its_mark(
    courier: DiscordCourier, server: LoopbackDiscord
) -> None:
    channel = server.add_person(7)
    person = Person(7, channel)
    sent = await courier.send(person, question(12), "i-12")
    await courier.send(person, HELLO, "i-13")
    assert await courier.find(person, "answer:12:") == Outcome(Fate.DELIVERED, sent.message_ids, channel)
    assert await courier.find(person, "answer:1:") == Outcome(Fate.NOT_FOUND, channel_id=channel)


async def test_what_others_wrote_is_never_found(courier: DiscordCourier, server: LoopbackDiscord) -> None:
    channel = server.add_person(7)
    (message_id,) = (await courier.send(Person(7, channel), question(12), "i-12")).message_ids
    server.ledger.messages[message_id]["author"]["id"] = "7"
    assert (await courier.find(Person(7, channel), "answer:12:")).fate is Fate.NOT_FOUND


async def test_what_cant_be_looked_up_is_told_as_such(
    courier: DiscordCourier, server: LoopbackDiscord
) -> None:
    assert (await courier.find(Person(7), "answer:12:")).detail
    channel = server.add_person(7)
    server.faults.refuse(READ, 403, 50001)
    outcome = await courier.find(Person(7, channel), "answer:12:")
    assert (outcome.fate, outcome.code) == (Fate.NO_ACCESS, 50001)


async def test_a_message_is_drawn_anew(courier: DiscordCourier, server: LoopbackDiscord) -> None:
    person = Person(7, server.add_person(7))
    (message_id,) = (await courier.send(person, HELLO, "i-1")).message_ids
    outcome = await courier.replace(person, message_id, Say(("Bye.",)))
    assert outcome == Outcome(Fate.DELIVERED, (message_id,), person.channel_id)
    assert texts(server, server.dms[7]) == ["Bye."]
    assert server.ledger.violations == []


async def test_a_picture_goes_when_the_new_card_has_none(
    courier: DiscordCourier, server: LoopbackDiscord
) -> None:
    server.channels.add(50)
    one = Pages("Results", (Section("One", PICTURE),), "footer")
    (message_id,) = (await courier.send(Channel(50), one, "s-1")).message_ids
    assert (await courier.replace(Channel(50), message_id, HELLO)).fate is Fate.DELIVERED
    assert server.ledger.messages[message_id]["attachments"] == []
    assert (await courier.replace(Channel(50), message_id, SUMMARY)).fate is Fate.REJECTED


async def test_a_message_that_is_gone_is_sent_anew_by_the_caller(
    courier: DiscordCourier, server: LoopbackDiscord
) -> None:
    person = Person(7, server.add_person(7))
    outcome = await courier.replace(person, 1, HELLO)
    assert (outcome.fate, outcome.code) == (Fate.REJECTED, 10008)
    assert server.ledger.routes()[EDIT] == 1


async def test_nothing_is_kept_per_message(start: Start, server: LoopbackDiscord) -> None:
    """Neither a view nor a button stays behind: they would cost kilobytes each, for ever."""
    drawn: list[weakref.ref[discord.ui.LayoutView]] = []

    def drawing(card: Card) -> tuple[Drawn, ...]:
        parts = tuple(draw(card))
        drawn.extend(weakref.ref(part.view) for part in parts)
        return parts

    client = new_client()
    courier = DiscordCourier(client, requests_per_second=FAST, draw=drawing)
    async with client:
        await client.login(TOKEN)
        for number in range(20):
            person = Person(number, server.add_person(number))
            sent = await courier.send(person, question(number), f"i-{number}")
            await courier.replace(person, sent.message_ids[0], question(number))
        assert client.persistent_views == []
        gc.collect()
        assert len(drawn) == 40
        assert [view for view in drawn if view() is not None] == []
