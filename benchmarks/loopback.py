"""The loopback Discord of the tests in a process of its own, and plain discord.py clients for it.

`python -m benchmarks.loopback` prints its address and everybody's DM channel, and ends when its standard
input does. Nothing leaves 127.0.0.1.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import aiohttp
import discord

from tests.wire.api import SEND
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.limits import Limits

ROOT: Final = Path(__file__).parents[1]
#: What Discord allows a bot, and messages per channel in so many seconds.
LIMIT: Final = 50
CHANNEL_LIMIT, CHANNEL_SECONDS = 5, 5.0
#: A limit that no contestant reaches, where the pace is not what is measured.
UNLIMITED: Final = 1_000_000


@asynccontextmanager
async def loopback(
    people: int,
    *,
    latency: float = 0.0,
    per_second: int = LIMIT,
    channel_seconds: float = CHANNEL_SECONDS,
) -> AsyncIterator[tuple[str, dict[int, int]]]:
    """A loopback Discord: its address, and the DM channel of everybody. `latency` in seconds, there and back."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "benchmarks.loopback", "--latency", str(latency), "--per-second", str(per_second)),
        *("--people", str(people), "--channel-seconds", str(channel_seconds)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        limit=64 * 1024 * 1024,  # all DM channels are told in one line
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        told = json.loads(await process.stdout.readline())
        yield told["base"], {int(user): int(channel) for user, channel in told["people"].items()}
    finally:
        process.stdin.close()  # that ends it
        await process.wait()


async def ledger(base: str) -> dict[str, Any]:
    """What that Discord really did. Raises RuntimeError where it was sent what Discord would not take."""
    async with aiohttp.ClientSession() as session, session.get(f"{base}/ledger") as response:
        told: dict[str, Any] = await response.json()
    if told["violations"]:
        raise RuntimeError(f"Discord would not take these messages: {told['violations'][0]}")
    return told


def plain_client() -> discord.Client:
    """A discord.py client that caches as little as the bot's."""
    return discord.Client(
        intents=discord.Intents(guilds=True, dm_messages=True),
        max_messages=None,
        member_cache_flags=discord.MemberCacheFlags.none(),
        chunk_guilds_at_startup=False,
    )


async def _serve(latency: float, limits: Limits, people: int) -> None:
    async with LoopbackDiscord(latency=latency, limits=limits) as server:
        known = {number: server.add_person(number) for number in range(1, people + 1)}
        sys.stdout.write(json.dumps({"base": server.base, "people": known}) + "\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds, there and back")
    parser.add_argument("--per-second", type=int, default=LIMIT)
    parser.add_argument(
        "--people", type=int, default=0, help="people with a DM channel; their ids are 1, 2, …"
    )
    parser.add_argument(
        "--channel-seconds",
        type=float,
        default=CHANNEL_SECONDS,
        help=f"seconds in which a channel takes {CHANNEL_LIMIT} messages",
    )
    given = parser.parse_args()
    limits = Limits(per_second=given.per_second, per_route={SEND: (CHANNEL_LIMIT, given.channel_seconds)})
    asyncio.run(_serve(given.latency, limits, given.people))


if __name__ == "__main__":
    main()
