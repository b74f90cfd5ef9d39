"""The gateway is lost while people write: with a session that can be resumed, and with one that can't."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import text

from bot.app import App
from bot.courier import DiscordCourier
from config.settings import read_settings
from surveys.core.refs import made_at
from surveys.ports import Channel, Fate, Outcome, Page, Person
from surveys.store import communities, followers, rounds, surveys
from surveys.store.communities import Community
from surveys.store.tx import Tx
from tests.wire import payloads
from tests.wire.api import READ
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.ledger import Attached

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
GUILD, PLACE, ANNA, BEN = 70, 71, 7, 8
SURVEY = {
    "key": "k",
    "title": "T",
    "questions": [
        {"id": "why", "kind": "long_text", "text": "Why do you watch?"},
        {"id": "clip", "kind": "file", "text": "Show us something."},
    ],
}


class Town:
    """The whole bot on the loopback Discord, with an open round of which Anna and Ben were asked."""

    def __init__(self, server: LoopbackDiscord, app: App) -> None:
        self.server = server
        self.app = app

    async def rows(self, query: str) -> list[Any]:
        async with self.app.database.reading() as tx:
            return [tuple(row) for row in await tx.execute(text(query))]

    async def until(self, reached: Callable[[], Awaitable[bool]]) -> None:
        """Wait for something to come true; each look at the rows lets the bot go on."""
        async with asyncio.timeout(20):
            while not await reached():
                await self.rows("SELECT 1")

    async def heard(self, user_id: int, message_id: int) -> None:
        """Wait until that message of theirs has been heard, and the workers rest."""

        async def is_heard() -> bool:
            ((newest,),) = await self.rows(f"SELECT heard FROM people WHERE user_id = {user_id}")
            return bool(newest >= message_id)

        await self.until(is_heard)
        await self.app.clock.quiet()

    async def draft(self, user_id: int) -> list[str]:
        """The pieces of the long text the person is writing."""
        ((draft,),) = await self.rows(
            "SELECT draft FROM invitations JOIN followers ON followers.id = follower_id"
            f" WHERE user_id = {user_id}"
        )
        return list(json.loads(draft or "[]"))

    def lookups(self) -> int:
        return sum(one.route == READ for one in self.server.ledger.asked)

    def said_to(self, user_id: int) -> list[str]:
        channel = self.server.ledger.in_channel(self.server.dms[user_id])
        return [str(one["components"]) for one in channel if one["author"]["id"] == str(payloads.BOT_ID)]


@pytest.fixture
async def town(server: LoopbackDiscord, tmp_path: Path) -> AsyncIterator[Town]:
    """The bot, connected, with its invitations sent."""
    server.add_community(GUILD, ((PLACE, "results"),))
    settings = read_settings(data_folder=tmp_path / "data", requests_per_second=50, _env_file=None)
    async with App(settings, now=lambda: NOW) as app:

        async def fill(tx: Tx) -> None:
            await communities.save(tx, Community(GUILD, "Town", PLACE, None, None, None, "UTC"), NOW)
            version = await surveys.add_version(tx, GUILD, "k", SURVEY, 1, NOW)
            for person in (ANNA, BEN):
                await followers.know_person(tx, person)
                await followers.join(tx, GUILD, person, NOW)
                await followers.set_dm_channel(tx, person, server.add_person(person))
            await rounds.open_round(tx, GUILD, version.id, 1, NOW, NOW.replace(day=27))

        await app.database.write(fill)

        async def at_once(shard: int | None, *, initial: bool = False) -> None:
            """Discord wants five seconds between two sessions; this one doesn't."""

        app.client.before_identify_hook = at_once  # type: ignore[method-assign, assignment]  # a hook, made to be replaced
        running = asyncio.create_task(app.client.start(payloads.TOKEN))
        made = Town(server, app)
        try:

            async def asked() -> bool:
                return [row[0] for row in await made.rows("SELECT state FROM invitations")] == ["sent"] * 2

            await made.until(asked)
            await app.clock.quiet()
            yield made
        finally:
            await app.client.close()
            await asyncio.gather(running, return_exceptions=True)


async def test_a_session_that_is_resumed_needs_no_looking_up(town: Town) -> None:
    before = town.lookups()
    await town.server.gateway.drop()
    first = await town.server.says(ANNA, "one")
    last = await town.server.says(ANNA, "two")
    await town.heard(ANNA, last)
    assert first < last
    assert await town.draft(ANNA) == ["one", "two"]
    assert (town.server.gateway.resumed, town.lookups()) == (1, before)


async def test_what_a_lost_session_can_not_tell_is_looked_up(town: Town) -> None:
    said = len(town.said_to(ANNA))
    await town.server.gateway.drop(forget=True)
    written = [await town.server.says(ANNA, f"w{number}") for number in range(230)]
    stopping = await town.server.says(BEN, "stop")
    await town.heard(ANNA, written[-1])
    await town.heard(BEN, stopping)
    assert town.server.gateway.identified == 2
    assert await town.draft(ANNA) == [f"w{number}" for number in range(230)]
    assert len(town.said_to(ANNA)) == said + 1
    assert await town.rows("SELECT state FROM invitations ORDER BY id") == [("sent",), ("refused",)]


async def test_session_after_session_changes_nothing(town: Town) -> None:
    await town.server.gateway.drop(forget=True)
    await town.heard(ANNA, await town.server.says(ANNA, "one"))
    said = town.said_to(ANNA)
    for number in (3, 4):
        await town.server.gateway.drop(forget=True)
        ready = town.app.client.wait_for("ready")
        await asyncio.wait_for(ready, 20)
        await town.rows("SELECT 1")
        await town.app.clock.quiet()
        assert town.server.gateway.identified == number
    assert await town.draft(ANNA) == ["one"]
    assert town.said_to(ANNA) == said


async def test_who_goes_on_writing_is_heard_in_order(town: Town) -> None:
    again = town.app.client.wait_for("connect")
    waiting = asyncio.create_task(again)
    await asyncio.sleep(0)
    await town.server.gateway.drop(forget=True)
    await town.server.says(ANNA, "one")
    await town.server.says(ANNA, "two")
    await asyncio.wait_for(waiting, 20)
    newest = await town.server.says(ANNA, "three")  # told at once, before anything was looked up
    await town.heard(ANNA, newest)
    assert await town.draft(ANNA) == ["one", "two", "three"]
    assert await town.rows("SELECT count(*) FROM replies") == [(3,)]


async def test_a_file_of_the_gap_is_fetched(town: Town) -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(50)

    async def give(request: web.Request) -> web.Response:
        return web.Response(body=png)

    files = web.Application()
    files.router.add_get("/cat.png", give)
    runner = web.AppRunner(files)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await town.heard(ANNA, await town.server.says(ANNA, "Because"))
        ((invitation, card),) = await town.rows(
            "SELECT invitations.id, message_id FROM invitations JOIN followers ON followers.id = follower_id"
            f" WHERE user_id = {ANNA}"
        )
        await town.server.presses(ANNA, card, f"ear:go:{invitation}:why:done")

        async def asks_for_a_file() -> bool:
            return ("clip",) in await town.rows("SELECT current FROM invitations")

        await town.until(asks_for_a_file)
        await town.server.gateway.drop(forget=True)
        sent = payloads.message(town.server.dms[ANNA], payloads.user(ANNA), {}, (Attached("cat.png", png),))
        host, port = runner.addresses[0][:2]
        sent["attachments"][0] |= {"url": f"http://{host}:{port}/cat.png", "content_type": "image/png"}
        town.server.ledger.messages[int(sent["id"])] = sent
        await town.heard(ANNA, int(sent["id"]))
    finally:
        await runner.cleanup()
    assert await town.rows("SELECT name, content_type, size FROM attachments") == [
        ("cat.png", "image/png", len(png))
    ]
    assert await town.rows("SELECT state FROM invitations ORDER BY id") == [("completed",), ("sent",)]


# --- looking up, by itself ----------------------------------------------------------------------------


async def test_pages_go_on_where_the_last_one_ended(server: LoopbackDiscord, courier: DiscordCourier) -> None:
    person = Person(ANNA, server.add_person(ANNA))
    written = [await server.says(ANNA, f"w{number}") for number in range(130)]
    first = await courier.written_since(person, written[9])
    assert isinstance(first, Page)
    assert [one.ref for one in first.written] == written[10:110]
    assert first.goes_on == written[109]
    rest = await courier.written_since(person, first.goes_on)
    assert isinstance(rest, Page)
    assert ([one.ref for one in rest.written], rest.goes_on) == (written[110:], None)


async def test_what_the_bot_itself_wrote_is_left_out(
    server: LoopbackDiscord, courier: DiscordCourier
) -> None:
    channel = server.add_person(ANNA)
    mine = await server.says(ANNA, "hello")
    message = payloads.message(channel, payloads.user(payloads.BOT_ID, "earful", bot=True), {"content": "hi"})
    server.ledger.messages[int(message["id"])] = message
    page = await courier.written_since(Person(ANNA, channel), 0)
    assert isinstance(page, Page)
    assert [(one.ref, one.text) for one in page.written] == [(mine, "hello")]


async def test_a_channel_that_is_gone_is_an_outcome(server: LoopbackDiscord, courier: DiscordCourier) -> None:
    outcome = await courier.written_since(Person(ANNA, 404), 0)
    assert isinstance(outcome, Outcome)
    assert outcome.code == 10003


async def test_a_mark_is_looked_for_as_far_back_as_it_may_be(
    server: LoopbackDiscord, courier: DiscordCourier
) -> None:
    server.channels.add(PLACE)
    button = {"type": 1, "components": [{"type": 2, "style": 1, "label": "x", "custom_id": "ear:mark:"}]}
    bot = payloads.user(payloads.BOT_ID, "earful", bot=True)
    ours = payloads.message(PLACE, bot, {"components": [button]})
    for message in (
        ours,
        *(payloads.message(PLACE, payloads.user(BEN), {"content": "x"}) for _ in range(250)),
    ):
        server.ledger.messages[int(message["id"])] = message
    place, long_ago = Channel(PLACE), datetime(2020, 1, 1, tzinfo=UTC)
    afterwards = made_at(int(ours["id"])) + timedelta(hours=1)
    assert (await courier.find(place, "ear:mark:")).fate is Fate.NOT_FOUND
    assert (await courier.find(place, "ear:mark:", afterwards)).fate is Fate.NOT_FOUND
    found = await courier.find(place, "ear:mark:", long_ago)
    assert (found.fate, found.message_ids) == (Fate.DELIVERED, (int(ours["id"]),))
