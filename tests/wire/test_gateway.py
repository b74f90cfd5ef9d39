"""The loopback's gateway: connections and sessions end in every way there is, and a real client comes back."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import discord
import pytest

from bot.members import Members
from tests.wire.conftest import connected, new_client
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.gateway import Gateway
from tests.wire.payloads import TOKEN
from tests.wire.test_loopback import heard

#: The ways in which a connection ends, and the session doesn't.
ENDS: dict[str, Callable[[Gateway], Awaitable[None]]] = {
    "closed": Gateway.drop,
    "cut": Gateway.reset,
    "asked to reconnect": Gateway.ask_to_reconnect,
    "invalid for now": partial(Gateway.invalidate, resumable=True),
    "silent": Gateway.stall,
}


@pytest.mark.parametrize("end", ENDS)
async def test_a_session_that_lives_on_is_resumed_and_replayed(server: LoopbackDiscord, end: str) -> None:
    server.add_person(7)
    if end == "silent":
        server.gateway.heartbeat_seconds = 0.1
    client = new_client(heartbeat_timeout=0.4)
    messages, back = heard(client, "message"), heard(client, "resumed")
    async with connected(client), asyncio.timeout(20):
        await server.says(7, "before")
        said = [(await messages.get()).content]
        await ENDS[end](server.gateway)
        await server.says(7, "meanwhile")
        await server.says(7, "still away")
        await back.get()
        await server.says(7, "after")
        said += [(await messages.get()).content for _ in range(3)]
    assert said == ["before", "meanwhile", "still away", "after"]
    assert (server.gateway.identified, server.gateway.resumed, server.gateway.replayed) == (1, 1, 2)


async def test_a_session_invalid_for_good_begins_anew_and_loses_what_happened(
    server: LoopbackDiscord,
) -> None:
    server.add_person(7)
    client = new_client()
    messages, sessions = heard(client, "message"), heard(client, "connect")
    async with connected(client), asyncio.timeout(20):
        await sessions.get()
        await server.gateway.invalidate(resumable=False)
        await server.says(7, "meanwhile")
        await sessions.get()
        await server.says(7, "after")
        assert (await messages.get()).content == "after"
    assert (server.gateway.identified, server.gateway.resumed, server.gateway.replayed) == (2, 0, 0)


async def test_a_heartbeat_is_acknowledged(server: LoopbackDiscord) -> None:
    server.gateway.heartbeat_seconds = 0.02
    client = new_client()
    messages = heard(client, "message")
    server.add_person(7)
    async with connected(client), asyncio.timeout(20):
        while client.latency == float("inf"):  # known from the first acknowledgement on
            await server.says(7, "go on")
            await messages.get()
    assert server.gateway.heartbeats > 0
    assert server.gateway.resumed == 0


async def test_a_wrong_token_gets_no_session(server: LoopbackDiscord) -> None:
    client = new_client()
    async with client:
        await client.login(TOKEN)
        client.http.token = "wrong"
        with pytest.raises(discord.ConnectionClosed, match="4004"):
            await client.connect()
    assert server.gateway.identified == 0


async def test_roles_are_asked_for_by_the_hundred_one_request_after_another(server: LoopbackDiscord) -> None:
    server.add_community(70, ())
    (everyone, *_) = server.gateway.communities[0]["roles"]
    server.gateway.communities[0]["roles"] = [everyone, everyone | {"id": "71", "name": "Members"}]
    server.gateway.roles = {7: [71], 8: [99]}  # 99 was deleted
    server.gateway.absent.add(9)
    naps: list[float] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    async def is_unknown(_: int, __: int) -> bool:
        raise AssertionError("nobody is asked for by name")

    client = new_client()
    async with connected(client), asyncio.timeout(30):
        await client.wait_until_ready()
        members = Members(client, is_unknown, nap)
        assert await members.roles(70, (7, 8, 9)) == {7: frozenset({70, 71}), 8: frozenset({70})}
        assert await members.roles(71, (7,)) is None, "a server the bot isn't in"
        found = await members.roles(70, range(1000, 5150))
    assert found is not None
    assert len(found) == 4150
    assert server.gateway.asked_for_members == 1 + 42
    assert naps == [0.75, 0.75], "a connection takes 120 requests a minute"
