"""How fast DMs go out under Discord's limits, with its rivals: `python -m benchmarks.sending [--json]`.

A real discord.py client sends to a loopback Discord in a process of its own, which allows 50 requests in
any second and answers after 80 ms. Each contestant meets a fresh one. Nothing leaves 127.0.0.1.
"""

import argparse
import asyncio
import json
import logging
import os
import platform
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
import discord

from bot.courier import DiscordCourier
from cogs.cards import draw
from surveys.core.prompt import Ask, Control
from surveys.core.widgets import Buttons, Choosable
from surveys.ports import Fate, Person
from tests.wire.discord_server import pointed_at
from tests.wire.payloads import TOKEN

#: What Earful allows itself, and what Discord allows.
OUR_RATE: Final = 48.0
LIMIT: Final = 50
LATENCY: Final = 0.08
IN_FLIGHT: Final = 16
RIVAL_IN_FLIGHT: Final = 50
#: No contestant gets longer than this.
MOST_SECONDS: Final = 120.0

_CARD: Final = Ask(
    invitation=1,
    question="next",
    heading="Monthly ideas",
    step="1 of 4",
    body="What should come next?",
    widget=Buttons(tuple(Choosable(str(n), f"Option {n}") for n in range(1, 5)), per_row=4),
    controls=((Control.SKIP, "Skip"), (Control.STOP, "Stop")),
)

#: Sends one message to a person whose DM channel is known; whether it arrived.
Send = Callable[[int, int], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one contestant achieved. `lost` are messages nobody got, `doubled` those somebody got twice."""

    dms: int
    seconds: float
    dms_per_second: float
    responses_429: int
    requests_per_dm: float
    cpu_ms_per_dm: float
    busiest_second: int
    lost: int
    doubled: bool


@asynccontextmanager
async def _discord(people: int) -> AsyncIterator[tuple[str, dict[int, int]]]:
    """A loopback Discord in its own process: its address, and everybody's DM channel."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.wire.discord_server", "--latency", str(LATENCY)),
        *("--per-second", str(LIMIT), "--people", str(people)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        told = json.loads(await process.stdout.readline())
        yield told["base"], {int(user): int(channel) for user, channel in told["people"].items()}
    finally:
        process.stdin.close()  # that ends it
        await process.wait()


def _client() -> discord.Client:
    return discord.Client(
        intents=discord.Intents(guilds=True, dm_messages=True),
        max_messages=None,
        member_cache_flags=discord.MemberCacheFlags.none(),
        chunk_guilds_at_startup=False,
    )


async def _all_with(send: Send, people: Mapping[int, int], in_flight: int) -> int:
    """Send to everybody, `in_flight` at a time; how many arrived."""
    slots = asyncio.Semaphore(in_flight)

    async def one(user_id: int, channel_id: int) -> bool:
        try:
            return await send(user_id, channel_id)
        finally:
            slots.release()

    sending = []
    for user_id, channel_id in people.items():
        await slots.acquire()
        sending.append(asyncio.ensure_future(one(user_id, channel_id)))
    return sum(await asyncio.gather(*sending))


def _plainly(client: discord.Client) -> Send:
    """As one would with discord.py alone."""

    async def send(_user_id: int, channel_id: int) -> bool:
        where = client.get_partial_messageable(channel_id, type=discord.ChannelType.private)
        view = draw(_CARD)[0].view
        view.stop()
        try:
            await where.send(view=view)
        except discord.HTTPException:
            return False
        return True

    return send


def _by_courier(courier: DiscordCourier) -> Send:
    async def send(user_id: int, channel_id: int) -> bool:
        outcome = await courier.send(Person(user_id, channel_id), _CARD, f"i{user_id}")
        return outcome.fate is Fate.DELIVERED

    return send


async def _contest(dms: int, prepare: Callable[[discord.Client], Send], in_flight: int) -> Figures:
    async with _discord(dms) as (base, people):
        with pointed_at(base):
            client = _client()
            send = prepare(client)
            async with client:
                await client.login(TOKEN)
                # Logging in takes two requests of the first second's fifty.
                began, cpu = time.perf_counter(), time.process_time()
                async with asyncio.timeout(MOST_SECONDS):
                    await _all_with(send, people, in_flight)
                seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        async with aiohttp.ClientSession() as session, session.get(f"{base}/ledger") as response:
            ledger: dict[str, Any] = await response.json()
    if ledger["violations"]:
        raise RuntimeError(f"Discord would not take these messages: {ledger['violations'][0]}")
    sends = ledger["routes"].get("POST /channels/{channel_id}/messages", 0)
    return Figures(
        dms=dms,
        seconds=round(seconds, 2),
        dms_per_second=round(ledger["messages"] / seconds, 2),
        responses_429=ledger["statuses"].get("429", 0),
        requests_per_dm=round(sends / dms, 3),
        cpu_ms_per_dm=round(cpu / dms * 1000, 2),
        busiest_second=ledger["busiest_second"],
        lost=dms - ledger["channels"],
        doubled=ledger["most_in_a_channel"] > 1,
    )


async def run(
    *, dms: int = 600, rival_dms: int = 200, slow_rival_dms: int = 40, rate: float = OUR_RATE
) -> dict[str, Any]:
    """All contestants one after the other; the figures as plain data."""

    def ours(client: discord.Client) -> Send:
        return _by_courier(DiscordCourier(client, requests_per_second=rate, draw=draw))

    earful = await _contest(dms, ours, IN_FLIGHT)
    loop = await _contest(slow_rival_dms, _plainly, 1)
    gathered = await _contest(rival_dms, _plainly, RIVAL_IN_FLIGHT)
    return {
        **asdict(earful),
        "rate": rate,
        "limit_per_second": LIMIT,
        "latency_ms": LATENCY * 1000,
        "share_of_limit": round(earful.dms_per_second / LIMIT, 3),
        "rivals": {
            "one after the other": asdict(loop),
            f"gather with semaphore({RIVAL_IN_FLIGHT})": asdict(gathered),
        },
        "ratios": {
            "one after the other": round(earful.dms_per_second / loop.dms_per_second, 2),
            f"gather with semaphore({RIVAL_IN_FLIGHT})": round(
                earful.dms_per_second / gathered.dms_per_second, 2
            ),
        },
        "python": platform.python_version(),
        "discord.py": discord.__version__,
        "aiohttp": aiohttp.__version__,
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
    }


def _table(figures: Mapping[str, Any]) -> str:
    rows = {"Earful's courier": figures, **figures["rivals"]}
    lines = [f"{'':28}{'DMs/s':>8}{'429s':>7}{'req/DM':>8}{'CPU ms':>8}{'lost':>6}"]
    lines += [
        f"{name:28}{row['dms_per_second']:>8}{row['responses_429']:>7}{row['requests_per_dm']:>8}"
        f"{row['cpu_ms_per_dm']:>8}{row['lost']:>6}"
        for name, row in rows.items()
    ]
    lines.append(
        f"{figures['share_of_limit']:.1%} of Discord's {figures['limit_per_second']} requests a second"
    )
    return "\n".join(lines)


def main() -> None:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="figures as JSON instead of a table")
    parser.add_argument("--dms", type=int, default=600, help="how many DMs the courier sends")
    parser.add_argument("--rate", type=float, default=OUR_RATE, help="requests a second it allows itself")
    given = parser.parse_args()
    logging.getLogger("discord").setLevel(logging.ERROR)  # the rivals draw a warning per 429
    figures = asyncio.run(run(dms=given.dms, rate=given.rate))
    print(json.dumps(figures, indent=2) if given.json else _table(figures))


if __name__ == "__main__":
    main()
