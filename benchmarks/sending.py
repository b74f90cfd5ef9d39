"""How fast DMs go out under Discord's limits, with its rivals: `python -m benchmarks.sending [--json]`.

A real discord.py client sends to a loopback Discord in a process of its own, which allows 50 requests in
any second and answers after 80 ms. Each contestant meets a fresh one. Nothing leaves 127.0.0.1.

Earful does all it does in a round: it judges who may be asked, claims durably, draws each card, sends, and
records what became of it, on a database of its own. It is a bot that has sent before, so it doesn't warm up,
and nobody goes ahead, which would add a minute to any round. The rivals send a card that was made before,
and store nothing, except for the one that stores how far it got. The last of them is no bot at all, only
HTTP requests at the limit itself: nothing can be faster.
"""

import asyncio
import logging
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import aiohttp
import discord

from benchmarks.contestants import IN_FLIGHT, Rounds, Send, Settled, a_card, body_of, plainly, to_all
from benchmarks.figures import Figure, arguments, machine, tell, to_json
from benchmarks.loopback import LIMIT, ledger, loopback, plain_client
from tests.wire.api import SEND
from tests.wire.discord_server import pointed_at
from tests.wire.payloads import TOKEN

#: What Earful allows itself, and how far away Discord is, in seconds.
OUR_RATE: Final = 48.0
LATENCY: Final = 0.08
RIVAL_IN_FLIGHT: Final = 50
#: No contestant gets longer than this, and twice what its messages take at the limit.
MOST_SECONDS: Final = 60.0

#: How many the rival that stores how far it got sends at a time.
BATCH: Final = 50
#: The rival that is the upper limit.
RAW: Final = "HTTP alone, evenly at the limit"
#: The goals: requests a second out of Discord's 50, and milliseconds of CPU for each with its record.
LEAST_PER_SECOND: Final = 47.0
MOST_CPU_MS: Final = 1.6

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


async def _one_after_the_other(send: Send, people: Mapping[int, int]) -> None:
    await to_all(send, people, 1)


async def _gathered(send: Send, people: Mapping[int, int]) -> None:
    await to_all(send, people, RIVAL_IN_FLIGHT)


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
            await to_all(send, batch, IN_FLIGHT)
            db.execute("UPDATE checkpoint SET last = ?", (max(batch),))
            db.commit()


async def _contest(dms: int, compete: Compete) -> Figures:
    async with loopback(dms, latency=LATENCY) as (base, people):
        with pointed_at(base), tempfile.TemporaryDirectory() as folder:
            client = plain_client()
            async with compete(client, people, Path(folder)) as go, client:
                await client.login(TOKEN)
                # Logging in takes two requests of the first second's fifty.
                began, cpu = time.perf_counter(), time.process_time()
                async with asyncio.timeout(MOST_SECONDS + 2 * dms / LIMIT):
                    await go()
                seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        told = await ledger(base)
    sends = told["routes"].get(SEND, 0)
    return Figures(
        dms=dms,
        seconds=round(seconds, 2),
        dms_per_second=round(told["messages"] / seconds, 2),
        responses_429=told["statuses"].get("429", 0),
        requests_per_dm=round(sends / dms, 3),
        cpu_ms_per_send=round(cpu / dms * 1000, 2),
        busiest_second=told["busiest_second"],
        lost=dms - told["channels"],
        doubled=told["most_in_a_channel"] > 1,
    )


def _earful(rate: float) -> Compete:
    @asynccontextmanager
    async def compete(client: discord.Client, people: Mapping[int, int], folder: Path) -> AsyncIterator[Go]:
        async with Rounds.of(people, folder, Settled(client, requests_per_second=rate)) as earful:
            await earful.open()
            yield earful.send

    return compete


@asynccontextmanager
async def _raw(_client: discord.Client, people: Mapping[int, int], _folder: Path) -> AsyncIterator[Go]:
    """No more than HTTP: a prepared body posted to everybody, evenly at the full limit, again after a 429."""
    body = body_of(a_card())
    headers = {"Authorization": f"Bot {TOKEN}"}
    async with aiohttp.ClientSession(headers=headers, json_serialize=discord.utils._to_json) as session:  # noqa: SLF001  the fastest at hand, as discord.py's own
        due = time.perf_counter()

        async def send(_user_id: int, channel_id: int) -> bool:
            nonlocal due
            url = f"{discord.http.Route.BASE}/channels/{channel_id}/messages"
            while True:
                due = max(due, time.perf_counter() - 1 / LIMIT) + 1 / LIMIT
                await asyncio.sleep(due - time.perf_counter())
                async with session.post(url, json=body) as response:
                    if response.status != HTTPStatus.TOO_MANY_REQUESTS:
                        return response.ok
                    due += float((await response.json())["retry_after"])

        async def go() -> None:
            await to_all(send, people, RIVAL_IN_FLIGHT)

        yield go


def _rival(way: Callable[[Send, Mapping[int, int]], Awaitable[None]]) -> Compete:
    @asynccontextmanager
    async def compete(client: discord.Client, people: Mapping[int, int], _: Path) -> AsyncIterator[Go]:
        async def go() -> None:
            await way(plainly(client), people)

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
        RAW: await _contest(dms, _raw),
    }
    return {
        "figures": to_json(_against_goals(earful)),
        **asdict(earful),
        "rate": rate,
        "limit_per_second": LIMIT,
        "latency_ms": LATENCY * 1000,
        "share_of_limit": round(earful.dms_per_second / LIMIT, 3),
        "rivals": {name: asdict(one) for name, one in rivals.items()},
        "ratios": {
            name: round(earful.dms_per_second / one.dms_per_second, 2) for name, one in rivals.items()
        },
        **machine(),
    }


def _against_goals(earful: Figures) -> tuple[Figure, ...]:
    return (
        Figure("DMs sent under Discord's limit of 50", earful.dms_per_second, "a second", LEAST_PER_SECOND),
        Figure("requests refused with a 429", earful.responses_429, "", 0, at_most=True),
        Figure("requests per DM", earful.requests_per_dm, "", 1, at_most=True),
        Figure("CPU per DM, its record included", earful.cpu_ms_per_send, "ms", MOST_CPU_MS, at_most=True),
        Figure("DMs lost", earful.lost, "", 0, at_most=True),
        Figure("people who got one twice", int(earful.doubled), "", 0, at_most=True),
    )


def _table(figures: Mapping[str, Any]) -> str:
    rows = {"Earful": figures, **figures["rivals"]}
    lines = [f"{'':32}{'DMs/s':>8}{'429s':>7}{'req/DM':>8}{'CPU ms':>8}{'lost':>6}"]
    lines += [
        f"{name:32}{row['dms_per_second']:>8}{row['responses_429']:>7}{row['requests_per_dm']:>8}"
        f"{row['cpu_ms_per_send']:>8}{row['lost']:>6}"
        for name, row in rows.items()
    ]
    lines.append(
        f"{figures['share_of_limit']:.1%} of Discord's {figures['limit_per_second']} requests a second"
    )
    return "\n".join(lines)


def main() -> None:
    """Run it and print the figures."""
    parser = arguments(__doc__)
    parser.add_argument("--dms", type=int, default=600, help="how many DMs the courier sends")
    parser.add_argument("--rate", type=float, default=OUR_RATE, help="requests a second it allows itself")
    given = parser.parse_args()
    logging.getLogger("discord").setLevel(logging.ERROR)  # the rivals draw a warning per 429
    figures = asyncio.run(run(dms=given.dms, rate=given.rate))
    if not given.json:
        print(_table(figures), end="\n\n")
    tell(figures, as_json=given.json)


if __name__ == "__main__":
    main()
