"""The loopback Discord itself: what a real discord.py client may rely on, and what it refuses."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from tests.wire import payloads, rules
from tests.wire.conftest import connected, new_client
from tests.wire.contract import Contract
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.limits import Limits

GUILD, PLACE = 70, 71


def heard(client: discord.Client, event: str) -> "asyncio.Queue[Any]":
    """What the client dispatches of `event`."""
    queue: asyncio.Queue[Any] = asyncio.Queue()

    async def listener(*args: Any) -> None:
        queue.put_nowait(args[0] if args else None)

    listener.__name__ = f"on_{event}"
    client.event(listener)
    return queue


async def test_a_client_logs_in_and_learns_of_its_communities(server: LoopbackDiscord) -> None:
    server.add_community(GUILD, ((PLACE, "results"),))
    client = new_client()
    async with connected(client):
        assert [guild.id for guild in client.guilds] == [GUILD]
        channel = client.get_channel(PLACE)
        assert isinstance(channel, discord.TextChannel)
        assert channel.permissions_for(channel.guild.me).send_messages


async def test_what_a_person_types_arrives_as_a_dm(server: LoopbackDiscord) -> None:
    server.add_person(7)
    client = new_client()
    messages = heard(client, "message")
    async with connected(client):
        await server.says(7, "idea: more cats")
        message = await messages.get()
    assert (message.content, message.author.id, message.guild) == ("idea: more cats", 7, None)


async def test_a_press_is_answered_once_and_followed_up(server: LoopbackDiscord) -> None:
    channel = server.add_person(7)
    client = new_client()
    presses = heard(client, "interaction")
    async with connected(client):
        sent = await client.get_partial_messageable(channel, type=discord.ChannelType.private).send("Hello")
        token = await server.presses(7, sent.id, "ear:go:1:q:skip")
        interaction = await presses.get()
        assert (interaction.user.id, interaction.data["custom_id"]) == (7, "ear:go:1:q:skip")
        await interaction.response.edit_message(content="Bye")
        with pytest.raises(discord.InteractionResponded):
            await interaction.response.send_message("twice")
        await interaction.followup.send("More", ephemeral=True)
    assert server.ledger.messages[sent.id]["content"] == "Bye"
    assert [said for said, _ in server.ledger.responses] == [token, token]
    assert server.ledger.violations == []


async def test_a_command_is_registered_used_and_answered(server: LoopbackDiscord) -> None:
    server.add_community(GUILD, ((PLACE, "results"),))
    client = new_client()
    tree = app_commands.CommandTree(client)

    @tree.command(name="setup", description="Set it up")
    async def setup(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(content="Done")

    del setup
    async with connected(client):
        (command,) = await tree.sync()
        data = {"id": str(command.id), "name": "setup", "type": 1}
        await server.commands(payloads.OWNER_ID, GUILD, PLACE, data)
        async with asyncio.timeout(5):
            while len(server.ledger.responses) < 2:
                await server.ledger.responded.wait()
                server.ledger.responded.clear()
    assert server.ledger.responses[-1][1]["content"] == "Done"
    assert [item["content"] for item in server.ledger.in_channel(PLACE)] == ["Done"]
    assert server.ledger.violations == []


@pytest.mark.parametrize("forget", [False, True])
async def test_what_happens_while_away_comes_with_a_resume_only(
    server: LoopbackDiscord, forget: bool
) -> None:
    server.add_person(7)
    client = new_client()
    messages, back = heard(client, "message"), heard(client, "connect" if forget else "resumed")
    async with connected(client):
        while not back.empty():
            back.get_nowait()
        await server.gateway.drop(forget=forget)
        await server.says(7, "in the gap")
        async with asyncio.timeout(20):
            await back.get()
        await server.says(7, "after it")
        said = [(await messages.get()).content]
        if not forget:
            said.append((await messages.get()).content)
    assert said == (["after it"] if forget else ["in the gap", "after it"])
    assert (server.gateway.identified, server.gateway.resumed) == ((2, 0) if forget else (1, 1))


async def ask(server: LoopbackDiscord, route: str, body: Any = None) -> tuple[int, Any, Any]:
    """A bare request: status, body and headers."""
    method, path = route.split()
    headers = {"Authorization": f"Bot {payloads.TOKEN}"}
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"{server.base}/api/v10{path}", json=body, headers=headers) as response,
    ):
        return response.status, await response.json(), response.headers


async def test_the_limit_on_all_routes_answers_as_discord_does() -> None:
    async with LoopbackDiscord(limits=Limits(per_second=3)) as server:
        answers = [await ask(server, "GET /users/@me") for _ in range(4)]
    assert [status for status, _, _ in answers] == [200, 200, 200, 429]
    _, body, headers = answers[-1]
    assert body["global"]
    assert 0 < body["retry_after"] <= 1.01
    assert (headers["X-RateLimit-Scope"], headers["Via"]) == ("global", "1.1 loopback")
    assert "Retry-After" in headers


async def test_a_channels_bucket_answers_as_discord_does(server: LoopbackDiscord) -> None:
    channels = server.add_person(7), server.add_person(8)
    route = "POST /channels/{}/messages"
    answers = [await ask(server, route.format(channels[0]), {"content": "x"}) for _ in range(6)]
    assert [status for status, _, _ in answers] == [200] * 5 + [429]
    assert [headers["X-RateLimit-Remaining"] for _, _, headers in answers] == ["4", "3", "2", "1", "0", "0"]
    assert answers[-1][1]["global"] is False
    assert (await ask(server, route.format(channels[1]), {"content": "x"}))[0] == 200


def layout(*items: dict[str, Any]) -> dict[str, Any]:
    return {"flags": rules.LAYOUT, "components": list(items)}


def button(custom_id: str = "a", label: str = "b") -> dict[str, Any]:
    return {"type": 2, "style": 1, "custom_id": custom_id, "label": label}


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(buttons)}


TEXT = {"type": 10, "content": "Hello"}
BAD = [
    {},
    layout(),
    {"content": "x" * 2001},
    {"content": "x", "unheard_of": 1},
    layout(TEXT) | {"content": "x"},
    layout(*[TEXT] * 41),
    layout({"type": 10, "content": "x" * 4001}),
    layout(row(button("a"), button("a"))),
    layout(row(button("a" * 101))),
    layout(row(button(label="a" * 81))),
    layout(row(*[button(str(number)) for number in range(6)])),
    layout({"type": 12, "items": [{"media": {"url": "attachment://absent.png"}}]}),
    {"content": "x", "nonce": "x" * 26},
]


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
async def test_what_discord_refuses_is_refused(
    server: LoopbackDiscord, contract: Contract, body: dict[str, Any]
) -> None:
    channel = server.add_person(7)
    status, answer, _ = await ask(server, f"POST /channels/{channel}/messages", body)
    assert (status, answer["code"]) == (400, 50035)
    assert contract.take() != []
    assert server.ledger.messages == {}


async def test_a_wrong_token_is_refused(server: LoopbackDiscord) -> None:
    async with new_client() as client:
        with pytest.raises(discord.LoginFailure):
            await client.login("wrong")


async def test_a_process_of_its_own_ends_with_its_input() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.wire.discord_server", "--people", "2"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdin is not None
    assert process.stdout is not None
    told = json.loads(await process.stdout.readline())
    assert set(told["people"]) == {"1", "2"}
    assert told["base"].startswith("http://127.0.0.1:")
    process.stdin.close()
    async with asyncio.timeout(20):
        assert await process.wait() == 0
