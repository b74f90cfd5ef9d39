"""What stays in memory: bytes per DM with buttons, megabytes with 100,000 followers.

`python -m benchmarks.memory [--json]`. Linux only: /proc says what a process holds.

Bytes per DM are those of Python objects that are still alive after the messages were sent and the garbage was
collected (tracemalloc). One bot sends a round to some thousand people, and the same again to others; what the
second round added counts, since the first also fills what is made once. The rival is discord.py alone with a
view for each message that waits for taps, as its guides have it. Limits are lifted, and a channel's limit lasts
a tenth of a second instead of five, so that what discord.py keeps for its duration is over as soon.

The megabytes are the real bot's, a process of its own on a folder with 100,000 followers: while it sends a round
to all of them, after it summarised an earlier one and its helper process ended. Files mapped into memory count.
"""

import asyncio
import gc
import json
import sqlite3
import tempfile
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

import discord

from benchmarks import town
from benchmarks.contestants import IN_FLIGHT, SURVEY, Rounds, Settled, to_all
from benchmarks.figures import Figure, arguments, machine, tell, to_json
from benchmarks.loopback import UNLIMITED, loopback, plain_client
from benchmarks.processes import CONNECTED, PATIENCE, BotProcess
from surveys.core.values import Wrote, to_plain
from tests.wire.discord_server import LoopbackDiscord, pointed_at
from tests.wire.ledger import Attached, Json
from tests.wire.limits import Limits
from tests.wire.payloads import TOKEN

#: People who get a DM in the round that fills what is made once, and in the one that counts.
DMS: Final = 3_000
RIVAL_DMS: Final = 1_000
#: Seconds for which a channel's limit lasts here.
CHANNEL_SECONDS: Final = 0.1
MOST_BYTES: Final = 100.0
FOLLOWERS: Final = 100_000
#: Invitations to be sent before the process's memory is looked at, and people who answered the earlier round.
SENT: Final = 400
ANSWERED: Final = 200
MOST_MEGABYTES: Final = 120.0

#: Sends to these people (their DM channels).
Go = Callable[[Mapping[int, int]], Awaitable[object]]
#: A contestant with a client that has yet to log in, in a folder.
Compete = Callable[[discord.Client, Path], AbstractAsyncContextManager[Go]]


@asynccontextmanager
async def _earful(client: discord.Client, folder: Path) -> AsyncIterator[Go]:
    courier = Settled(client, requests_per_second=UNLIMITED)
    async with Rounds.of({}, folder, courier) as earful:

        async def go(people: Mapping[int, int]) -> None:
            await earful.join(people)
            await earful.open()
            await earful.send()

        yield go


class _Waiting(discord.ui.LayoutView):
    """A card whose buttons are heard for ever, as one would make it."""

    def __init__(self, person: int) -> None:
        super().__init__(timeout=None)
        row = discord.ui.ActionRow[Any]()
        for option in range(1, 5):
            row.add_item(discord.ui.Button(label=f"Option {option}", custom_id=f"{person}:{option}"))
        self.add_item(discord.ui.Container(discord.ui.TextDisplay("What should come next?"), row))


@asynccontextmanager
async def _alone(client: discord.Client, _folder: Path) -> AsyncIterator[Go]:
    async def send(person: int, channel_id: int) -> bool:
        where = client.get_partial_messageable(channel_id, type=discord.ChannelType.private)
        await where.send(view=_Waiting(person))
        return True

    async def go(people: Mapping[int, int]) -> None:
        await to_all(send, people, IN_FLIGHT)

    yield go


async def bytes_per_dm(compete: Compete, dms: int) -> float:
    """Bytes that are still held for each of the later half of `2 * dms` messages."""
    async with loopback(2 * dms, per_second=UNLIMITED, channel_seconds=CHANNEL_SECONDS) as (base, people):
        everybody = iter(people.items())
        client = plain_client()
        with pointed_at(base), tempfile.TemporaryDirectory() as folder:
            async with asyncio.timeout(PATIENCE), compete(client, Path(folder)) as go, client:
                await client.login(TOKEN)
                held = []
                tracemalloc.start()
                try:
                    for _ in range(2):
                        await go(dict(islice(everybody, dms)))
                        gc.collect()
                        held.append(tracemalloc.get_traced_memory()[0])
                finally:
                    tracemalloc.stop()
    before, after = held
    return round((after - before) / dms, 1)


class _Watched(LoopbackDiscord):
    """Tells when so many messages went out to people, and when the summary was posted."""

    def __init__(self, messages: int, **options: Any) -> None:
        super().__init__(**options)
        self.summarised, self.sent = asyncio.Event(), asyncio.Event()
        self._left = messages

    def _keep(self, channel_id: int, body: Json, files: tuple[Attached, ...]) -> Json:
        if str(body.get("nonce", "")).startswith("s"):
            self.summarised.set()
        elif channel_id != town.RESULTS:
            self._left -= 1
            if self._left <= 0:
                self.sent.set()
        return super()._keep(channel_id, body, files)


async def _answered_round(folder: Path) -> None:
    """A round that some answered and that ends just now; the other followers weren't in it."""
    round_id = await town.open_round(folder)
    with closing(sqlite3.connect(town.database_in(folder))) as db, db:
        db.execute("DELETE FROM invitations WHERE follower_id > ?", (ANSWERED,))
        at, over = town.stored(town.now()), town.stored(town.now() - timedelta(seconds=1))
        people = range(1, ANSWERED + 1)
        db.execute(
            "UPDATE invitations SET state = 'completed', sent_at = ?, started_at = ?, ended_at = ?", (at,) * 3
        )
        db.executemany("INSERT INTO replies VALUES (?, ?, ?)", ((one, one, at) for one in people))
        db.executemany(
            "INSERT INTO answers (invitation_id, question_id, value, reply_id, at) VALUES (?, ?, ?, ?, ?)",
            ((one, "why", json.dumps(to_plain(Wrote(f"More of kind {one}"))), one, at) for one in people),
        )
        db.execute("UPDATE rounds SET closes_at = ? WHERE id = ?", (over, round_id))


async def process_with_followers(followers: int) -> dict[str, dict[str, float]]:
    """Megabytes of the real bot's process: once connected, and when it sent, summarised, and is alone again."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with _Watched(SENT, limits=Limits()) as server:
            server.add_community(town.GUILD, ((town.RESULTS, "results"),))
            await town.fill(
                folder, SURVEY, {person: server.add_person(person) for person in range(1, followers + 1)}
            )
            await _answered_round(folder)
            await town.open_round(folder)
            async with (
                BotProcess.started(folder, server.base, EARFUL_WORKER_IDLE_SECONDS="1") as bot,
                asyncio.timeout(PATIENCE),
            ):
                await bot.says(CONNECTED)
                connected = bot.memory_mb()
                await server.summarised.wait()
                await bot.childless()
                await server.sent.wait()
                return {"connected": connected, "sending, alone again": bot.memory_mb()}


async def run() -> dict[str, Any]:
    """All of it; the figures as plain data."""
    ours = await bytes_per_dm(_earful, DMS)
    alone = await bytes_per_dm(_alone, RIVAL_DMS)
    process = await process_with_followers(FOLLOWERS)
    held = process["sending, alone again"]
    figures = (
        Figure("bytes kept per DM with buttons", ours, "B", MOST_BYTES, at_most=True),
        Figure(f"the process with {FOLLOWERS:,} followers", held["now"], "MB", MOST_MEGABYTES, at_most=True),
        Figure("the same at its largest", held["most"], "MB"),
    )
    rival = "discord.py alone, a view per message"
    return {
        "figures": to_json(figures),
        "process_mb": process,
        "rivals": {rival: {"bytes_per_dm": alone}},
        "ratios": {f"{rival}, bytes per DM": round(ours / alone, 4)},
        **machine(),
    }


def main() -> None:
    """Measure and print."""
    given = arguments(__doc__).parse_args()
    if not Path("/proc/self/status").exists():
        raise SystemExit("This needs /proc, which only Linux has.")
    tell(asyncio.run(run()), as_json=given.json)


if __name__ == "__main__":
    main()
