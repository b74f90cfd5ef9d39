"""How fast DMs go out under Discord's limits, with its rivals: `python -m benchmarks.sending [--json]`.

A real discord.py client sends to a loopback Discord in a process of its own, which allows 50 requests in
any second and answers after 80 ms. Each contestant meets a fresh one. Nothing leaves 127.0.0.1.

Earful does all it does in a round: it judges who may be asked, claims durably, draws each card, sends, and
records what became of it, on a database of its own. It is a bot that has sent before, so it doesn't warm up,
and nobody goes ahead, which would add a minute to any round. The rivals send a card that was made before,
and store nothing, except for the one that stores how far it got.
"""

import argparse
import asyncio
import json
import logging
import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp
import discord

from bot.courier import DiscordCourier
from bot.pace import in_no_hurry
from cogs.cards import draw
from surveys.core.careful import NO_CANARY
from surveys.core.conversation import begin
from surveys.core.hours import Hours
from surveys.core.language import ENGLISH, Languages
from surveys.core.scene import Scene
from surveys.core.showing import opening
from surveys.engine.scenes import Scenes
from surveys.engine.sending import Sender
from surveys.engine.versions import Versions
from surveys.formats import from_plain
from surveys.store import communities, followers, rounds, surveys
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.tx import Tx
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

#: How many the rival that stores how far it got sends at a time.
BATCH: Final = 50
NOW: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
_SURVEY: Final[dict[str, Any]] = {
    "key": "monthly",
    "title": "Monthly ideas",
    "questions": [
        {
            "id": "next",
            "kind": "choice",
            "text": "What should come next?",
            "options": [{"id": f"o{n}", "label": f"Option {n}"} for n in range(1, 5)],
        },
        {"id": "why", "kind": "short_text", "text": "Why?"},
    ],
}

#: Sends one message to a person whose DM channel is known; whether it arrived.
Send = Callable[[int, int], Awaitable[bool]]
#: Sends everything there is to send.
Go = Callable[[], Awaitable[object]]
#: Gets ready to send to these people (their DM channels) with a client that has yet to log in, in a folder.
Compete = Callable[[discord.Client, Mapping[int, int], Path], AbstractAsyncContextManager[Go]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one contestant achieved. `lost` are messages nobody got, `doubled` those somebody got twice."""

    dms: int
    seconds: float
    dms_per_second: float
    responses_429: int
    requests_per_dm: float
    cpu_ms_per_send: float
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
    version = from_plain(_SURVEY)
    scene = Scene(version, "Studio", ENGLISH, Hours("UTC"), NOW + timedelta(days=3), NOW)
    view = draw(opening(scene, begin(version, 1)))[0].view
    view.stop()

    async def send(_user_id: int, channel_id: int) -> bool:
        where = client.get_partial_messageable(channel_id, type=discord.ChannelType.private)
        try:
            await where.send(view=view)
        except discord.HTTPException:
            return False
        return True

    return send


async def _one_after_the_other(send: Send, people: Mapping[int, int]) -> None:
    await _all_with(send, people, 1)


async def _gathered(send: Send, people: Mapping[int, int]) -> None:
    await _all_with(send, people, RIVAL_IN_FLIGHT)


async def _checkpointed(send: Send, people: Mapping[int, int]) -> None:
    """Fetch a batch, send it with a few workers, store how far one got; as mailing-list programs publish it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(sqlite3.connect(Path(folder) / "rival.sqlite3")) as db,
    ):
        db.execute("CREATE TABLE people (user_id INTEGER PRIMARY KEY, channel_id INTEGER)")
        db.execute("CREATE TABLE checkpoint (last INTEGER)")
        db.execute("INSERT INTO checkpoint VALUES (0)")
        db.executemany("INSERT INTO people VALUES (?, ?)", people.items())
        db.commit()
        fetch = "SELECT * FROM people WHERE user_id > (SELECT last FROM checkpoint) ORDER BY user_id LIMIT ?"
        while batch := dict(db.execute(fetch, (BATCH,)).fetchall()):
            await _all_with(send, batch, IN_FLIGHT)
            db.execute("UPDATE checkpoint SET last = ?", (max(batch),))
            db.commit()


async def _round(
    client: discord.Client, people: Mapping[int, int], rate: float, folder: Path
) -> tuple[Sender, Database]:
    """An open round in which all of them are asked, and what sends it."""
    database = await Database.open(folder / "earful.sqlite3", now=NOW)
    courier = _Settled(client, requests_per_second=rate, draw=draw)

    async def fill(tx: Tx) -> None:
        await communities.save(tx, Community(1, "Studio", 2, None, None, None, "UTC"), NOW)
        for user_id, channel_id in people.items():
            await followers.know_person(tx, user_id)
            await followers.join(tx, 1, user_id, NOW)
            await followers.set_dm_channel(tx, user_id, channel_id)
        version = await surveys.add_version(tx, 1, "monthly", _SURVEY, 1, NOW)
        await rounds.open_round(
            tx, 1, version.id, 1, NOW, NOW + timedelta(days=3), remind_at=NOW + timedelta(days=2)
        )

    await database.write(fill, lengthy=True)
    scenes = Scenes(Versions(), Languages())
    return Sender(database, scenes, courier, lambda: NOW, in_flight=IN_FLIGHT, canary=NO_CANARY), database


class _Settled(DiscordCourier):
    """The courier of a bot that has sent before, in a server nobody left: its gateway isn't part of this."""

    def warm_up(self, share: float) -> None:
        """It is warm."""

    async def absent(self, community_id: int, user_ids: Sequence[int]) -> frozenset[int]:
        """Nobody is."""
        return frozenset()


async def _contest(dms: int, compete: Compete) -> Figures:
    async with _discord(dms) as (base, people):
        with pointed_at(base), tempfile.TemporaryDirectory() as folder:
            client = _client()
            async with compete(client, people, Path(folder)) as go, client:
                await client.login(TOKEN)
                # Logging in takes two requests of the first second's fifty.
                began, cpu = time.perf_counter(), time.process_time()
                async with asyncio.timeout(MOST_SECONDS):
                    await go()
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
        cpu_ms_per_send=round(cpu / dms * 1000, 2),
        busiest_second=ledger["busiest_second"],
        lost=dms - ledger["channels"],
        doubled=ledger["most_in_a_channel"] > 1,
    )


def _earful(rate: float) -> Compete:
    @asynccontextmanager
    async def compete(client: discord.Client, people: Mapping[int, int], folder: Path) -> AsyncIterator[Go]:
        sender, database = await _round(client, people, rate, folder)
        try:
            yield in_no_hurry(sender.send_queued)
        finally:
            await database.close()

    return compete


def _rival(way: Callable[[Send, Mapping[int, int]], Awaitable[None]]) -> Compete:
    @asynccontextmanager
    async def compete(client: discord.Client, people: Mapping[int, int], _: Path) -> AsyncIterator[Go]:
        async def go() -> None:
            await way(_plainly(client), people)

        yield go

    return compete


async def run(
    *, dms: int = 600, rival_dms: int = 200, slow_rival_dms: int = 40, rate: float = OUR_RATE
) -> dict[str, Any]:
    """All contestants one after the other; the figures as plain data."""
    earful = await _contest(dms, _earful(rate))
    rivals = {
        "one after the other": await _contest(slow_rival_dms, _rival(_one_after_the_other)),
        f"gather with semaphore({RIVAL_IN_FLIGHT})": await _contest(rival_dms, _rival(_gathered)),
        f"checkpointed batches of {BATCH}": await _contest(rival_dms, _rival(_checkpointed)),
    }
    return {
        **asdict(earful),
        "rate": rate,
        "limit_per_second": LIMIT,
        "latency_ms": LATENCY * 1000,
        "share_of_limit": round(earful.dms_per_second / LIMIT, 3),
        "rivals": {name: asdict(one) for name, one in rivals.items()},
        "ratios": {
            name: round(earful.dms_per_second / one.dms_per_second, 2) for name, one in rivals.items()
        },
        "python": platform.python_version(),
        "discord.py": discord.__version__,
        "aiohttp": aiohttp.__version__,
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
    }


def _table(figures: Mapping[str, Any]) -> str:
    rows = {"Earful": figures, **figures["rivals"]}
    lines = [f"{'':28}{'DMs/s':>8}{'429s':>7}{'req/DM':>8}{'CPU ms':>8}{'lost':>6}"]
    lines += [
        f"{name:28}{row['dms_per_second']:>8}{row['responses_429']:>7}{row['requests_per_dm']:>8}"
        f"{row['cpu_ms_per_send']:>8}{row['lost']:>6}"
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
