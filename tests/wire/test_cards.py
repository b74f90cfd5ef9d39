"""Every card and form the product draws, sent by the real courier: each is one that Discord takes."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

import discord

from bot.courier import DiscordCourier
from cogs.cards import draw, form
from demo import gallery
from surveys.core import ids
from surveys.core.conversation import begin
from surveys.core.language import ENGLISH
from surveys.core.prompt import Ask, Button, Card, Document, Pages, Picture, Say, Section, Tone, Verb, Weight
from surveys.core.showing import opening
from surveys.core.surroundings import Room, Surroundings
from surveys.engine import setup_cards
from surveys.engine.joining import join_card
from surveys.ports import Channel, Fate, Person
from surveys.store.communities import Community
from tests.core import kinds
from tests.made_up import NOON, scene
from tests.test_cards_in_every_language import SURVEYS, around, asked, beside, tree_of
from tests.wire.conftest import FAST, connected, new_client
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.payloads import TOKEN
from tests.wire.rules import walk
from tests.wire.test_loopback import heard

PLACE = 50
PICTURE = Picture("summary-1.png", b"\x89PNG", "Bars")
PAGES = Pages(
    "Results",
    tuple(Section(f"Part {n}\n" + "x" * 900, replace(PICTURE, name=f"{n}.png")) for n in range(12)),
    "footer",
    (Button(Verb.EXPORT, ("1",), "Export"),),
)


def shown() -> Iterator[Card]:
    """Everything that is said in English, in DMs and in the server, besides what only creators see."""
    for survey in SURVEYS.values():
        for here in (False, True):
            place = scene(survey, here=here)
            yield from asked(place)
            yield from around(place)
        first = opening(scene(survey), begin(survey, 1))
        if isinstance(first, Ask):
            yield replace(first, preview=True)
    yield from beside(ENGLISH)
    yield from gallery.cards(NOON).values()
    yield from setting_up()
    yield from (Say(("x",), tone=tone, progress=0.5, airy=True, footer="f") for tone in Tone)
    yield Say(("x",), document=Document("data.json", b"{}"))
    yield Say(
        ("x",), buttons=tuple(Button(Verb.JOIN, (str(n),), f"{n}", weight) for n, weight in enumerate(Weight))
    )
    yield PAGES


def setting_up() -> Iterator[Card]:
    """The guided card, with everything set and with everything gone."""
    community = Community(1, "x" * 100, 2, 3, 4, 5, "UTC", tuple(f"{n}" + "t" * 38 for n in range(10)))
    lacking = Room(("View Channel", "Send Messages", "Attach Files", "Read Message History"), public=True)
    for rooms in ({2: Room(public=True), 3: Room()}, {2: lacking, 3: lacking}, {}):
        around = Surroundings("x" * 100, "Earful", rooms, frozenset({5}) if rooms else frozenset())
        facts = setup_cards.Facts(community, around, 3650, NOON)
        for step in setup_cards.Step:
            yield setup_cards.card(step, facts, notes=("n",), zones=("Europe/Berlin", "Asia/Tokyo"))
        yield setup_cards.joining(facts, 3, join_card(1, community.name, ENGLISH))
        yield setup_cards.first(around, "n")


def shape(card: Card) -> str:
    """What a card is built of, and says nothing of its words: cards of one shape are alike to Discord."""
    trees = [tree_of(part) for part in draw(card)]
    parts = [[*sorted(one), one["type"], one.get("style")] for tree in trees for one in walk(tree)]
    return json.dumps([type(card).__name__, parts])


def one_of_each(cards: Iterable[Card]) -> list[Card]:
    """Of each shape the card with the most to say."""
    longest: dict[str, Card] = {}
    for card in cards:
        earlier = longest.setdefault(shape(card), card)
        if len(repr(card)) > len(repr(earlier)):
            longest[shape(card)] = card
    return list(longest.values())


async def test_every_kind_of_card_is_taken(server: LoopbackDiscord) -> None:
    cards = one_of_each(shown())
    person = Person(7, server.add_person(7))
    server.channels.add(PLACE)
    server.limits.per_route.clear()
    client = new_client()
    courier = DiscordCourier(client, requests_per_second=FAST, draw=draw)
    async with client:
        await client.login(TOKEN)
        for number, card in enumerate(cards):
            to = Channel(PLACE) if isinstance(card, Pages) else person
            sent = await courier.send(to, card, f"c-{number}")
            assert sent.fate is Fate.DELIVERED, (card, sent)
            if len(sent.message_ids) == 1:
                assert (await courier.replace(to, sent.message_ids[0], card)).fate is Fate.DELIVERED
    assert {type(card) for card in cards} == {Ask, Say, Pages}
    assert len(server.ledger.messages) > len(cards) > 50


async def test_a_summary_is_posted_once_and_amended(server: LoopbackDiscord) -> None:
    server.channels.add(PLACE)
    client = new_client()
    courier = DiscordCourier(client, requests_per_second=FAST, draw=draw)
    async with client:
        await client.login(TOKEN)
        began = NOON - timedelta(days=1)
        posted, again = [
            await courier.post_pages(Channel(PLACE), PAGES, "s-1", "ear:mark:", began) for _ in range(2)
        ]
        assert posted == again
        amended = await courier.amend(Channel(PLACE), posted.message_ids, replace(PAGES, title="Anew"))
        assert amended.fate is Fate.DELIVERED
    assert len(server.ledger.in_channel(PLACE)) == len(posted.message_ids) > 1


async def test_every_form_is_taken(server: LoopbackDiscord) -> None:
    channel = server.add_person(7)
    client = new_client()
    presses = heard(client, "interaction")
    async with connected(client):
        sent = await client.get_partial_messageable(channel, type=discord.ChannelType.private).send("Hello")
        for question in kinds.ALL:
            await server.presses(7, sent.id, "ear:go:1:q:write")
            interaction: discord.Interaction = await presses.get()
            await interaction.response.send_modal(form(ids.form(1, question.id), question.form(ENGLISH)))
    assert [body["type"] for _, body in server.ledger.responses] == [9] * len(kinds.ALL)


async def test_a_message_with_a_picture_can_be_pressed(server: LoopbackDiscord) -> None:
    """What comes back with a press is a message as Discord returns it, pictures and all."""
    server.channels.add(PLACE)
    server.add_community(70, ((PLACE, "results"),))
    client = new_client()
    courier = DiscordCourier(client, requests_per_second=FAST, draw=draw)
    presses = heard(client, "interaction")
    async with connected(client):
        card = Pages("Results", (Section("One", PICTURE),), "f", PAGES.buttons)
        (message_id,) = (await courier.send(Channel(PLACE), card, "s-1")).message_ids
        await server.presses(7, message_id, "ear:x")
        assert (await presses.get()).message.id == message_id
