"""Whether a DM costs as much CPU after 15,000 others as at first: `python -m benchmarks.flatness [--json]`.

One bot sends a card with buttons to people it never wrote to in this life, their DM channels known, until its
library has heard of 15,000 channels and more: what a bot writes to in five minutes, which is how long discord.py
keeps a channel's limit. Here it goes about ten times as fast as Discord allows, so that this is over within a
minute, and a channel's limit lasts a tenth of its five seconds: as many of them are under way as in earnest.
The CPU is this process's; the loopback Discord has its own. Earful stores what became of each, on a database
with everybody in one round; the rival is discord.py alone, `channel.send` with a card made before.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import discord

from benchmarks.contestants import IN_FLIGHT, Rounds, Settled, plainly, to_all
from benchmarks.figures import Figure, arguments, machine, tell, to_json
from benchmarks.loopback import CHANNEL_SECONDS, UNLIMITED, ledger, loopback, plain_client
from tests.wire.discord_server import pointed_at
from tests.wire.payloads import TOKEN

CHANNELS: Final = 15_000
#: Messages over which CPU is measured, first and last, and those before that warm everything up.
WINDOW: Final = 1_000
WARMING_UP: Final = 200
#: No contestant gets longer than this.
MOST_SECONDS: Final = 150.0
MOST_GROWTH: Final = 1.2
#: Seconds for which a channel's limit lasts here.
LIMIT_LASTS: Final = CHANNEL_SECONDS / 10


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of CPU per DM, for each thousand of them, and how many entries the library's table has by then."""

    cpu_ms_at_first: float
    cpu_ms_at_last: float
    growth: float
    channels: int
    entries_kept: int
    seconds: float
    cpu_ms_by_thousands: tuple[float, ...]


class _Marks:
    """CPU seconds of this process at the beginning of each window, once it is warm."""

    def __init__(self) -> None:
        self.at: list[float] = []
        self._sent = 0

    def __call__(self) -> None:
        """One more went out."""
        self._sent += 1
        if self._sent >= WARMING_UP and (self._sent - WARMING_UP) % WINDOW == 0:
            self.at.append(time.process_time())


Contestant = Callable[[discord.Client, Mapping[int, int], _Marks], Awaitable[None]]


async def _earful(client: discord.Client, people: Mapping[int, int], marks: _Marks) -> None:
    courier = Settled(client, requests_per_second=UNLIMITED, sent=marks)
    with tempfile.TemporaryDirectory() as folder:
        async with Rounds.of(people, Path(folder), courier) as earful, client:
            await earful.open()
            await client.login(TOKEN)
            await earful.send()


async def _alone(client: discord.Client, people: Mapping[int, int], marks: _Marks) -> None:
    send = plainly(client)

    async def counted(user_id: int, channel_id: int) -> bool:
        arrived = await send(user_id, channel_id)
        marks()
        return arrived

    async with client:
        await client.login(TOKEN)
        await to_all(counted, people, IN_FLIGHT)


async def _contest(contestant: Contestant, channels: int) -> Figures:
    everybody = WARMING_UP + channels + WINDOW
    marks = _Marks()
    client = plain_client()
    began = time.perf_counter()
    async with loopback(everybody, per_second=UNLIMITED, channel_seconds=LIMIT_LASTS) as (base, people):
        with pointed_at(base):
            async with asyncio.timeout(MOST_SECONDS):
                await contestant(client, people, marks)
        told = await ledger(base)
    if told["channels"] != everybody:
        raise RuntimeError(f"{told['channels']} of {everybody} got their message")
    windows = [(end - begin) / WINDOW * 1000 for begin, end in pairwise(marks.at)]
    return Figures(
        cpu_ms_at_first=round(windows[0], 3),
        cpu_ms_at_last=round(windows[-1], 3),
        growth=round(windows[-1] / windows[0], 2),
        channels=everybody,
        entries_kept=len(client.http._buckets),  # noqa: SLF001  there is no other way to see it
        seconds=round(time.perf_counter() - began, 1),
        cpu_ms_by_thousands=tuple(round(one, 3) for one in windows),
    )


async def run(*, channels: int = CHANNELS) -> dict[str, Any]:
    """Both, one after the other; the figures as plain data."""
    earful = await _contest(_earful, channels)
    alone = await _contest(_alone, channels)
    figures = (
        Figure(
            f"CPU per DM at {channels:,} channels, to at none",
            earful.growth,
            "times",
            MOST_GROWTH,
            at_most=True,
        ),
        Figure("CPU per DM at none, unpaced", earful.cpu_ms_at_first, "ms"),
        Figure(f"CPU per DM at {channels:,} channels, unpaced", earful.cpu_ms_at_last, "ms"),
    )
    rival = "discord.py alone"
    return {
        "figures": to_json(figures),
        "earful": asdict(earful),
        "rivals": {rival: asdict(alone)},
        "ratios": {f"{rival}, growth": round(earful.growth / alone.growth, 2)},
        **machine(),
    }


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__)
    parser.add_argument("--channels", type=int, default=CHANNELS)
    given = parser.parse_args()
    tell(asyncio.run(run(channels=given.channels)), as_json=given.json)


if __name__ == "__main__":
    main()
