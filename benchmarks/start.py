"""How soon it is there: from the process's start to ready, and series armed: `python -m benchmarks.start [--json]`.

Ready is the line in the log that says so: data checked and opened, logged in, gateway connected, commands
compared. The loopback Discord answers at once, so Discord's own delays aren't in it. The first start also
makes the database and tells Discord of the commands. The rival is a discord.py client that does nothing.

Arming is what a process does for its series after it opened the database: look for dates that have come, and
for the next one. The rival keeps a job of the scheduler for each, as one would without rows.
"""

import asyncio
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from benchmarks import town
from benchmarks.contestants import SURVEY, Settled
from benchmarks.figures import Figure, arguments, machine, tell, to_json
from benchmarks.loopback import UNLIMITED, plain_client
from benchmarks.processes import CONNECTED, BotProcess
from surveys.engine.choosing import Choosing
from surveys.engine.series import SeriesOpener
from surveys.engine.versions import Versions
from surveys.store.database import Database
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.limits import Limits

RUNS: Final = 7
SERIES: Final = 10_000
SERIES_RUNS: Final = 5
MOST_SECONDS_TO_READY: Final = 2.0
MOST_SECONDS_TO_ARM: Final = 0.1


async def _starts(which: str, folder: Path) -> tuple[float, list[float]]:
    """Seconds from start to ready: the first time in this folder, and the next times."""
    seconds = []
    async with LoopbackDiscord(limits=Limits(per_second=UNLIMITED)) as server:
        server.add_community(town.GUILD, ((town.RESULTS, "results"),))
        for _ in range(1 + RUNS):
            async with BotProcess.started(folder, server.base, which) as bot:
                seconds.append(await bot.says(CONNECTED) - bot.began)
    return seconds[0], seconds[1:]


def _plan(folder: Path, number: int, at: datetime) -> None:
    """So many active series, each with its next date within a month from now."""
    with closing(sqlite3.connect(town.database_in(folder))) as connection, connection:
        connection.executemany(
            "INSERT INTO series (community_id, survey_id, state, rule, at, zone, starts_on, days, remind, made_by,"
            " made_at, next_on, next_at) VALUES (?, 1, 'active', 'FREQ=WEEKLY', '12:00:00', 'UTC', ?, 3, 1, 1, ?, ?, ?)",
            (
                (town.GUILD, f"{due:%Y-%m-%d}", town.stored(at), f"{due:%Y-%m-%d}", town.stored(due))
                for due in (at + timedelta(minutes=1 + n * 40_000 // number) for n in range(number))
            ),
        )


async def _arm(folder: Path) -> tuple[float, float]:
    """Seconds to open the database, and then until all series are armed."""
    client = plain_client()
    courier = Settled(client, requests_per_second=UNLIMITED)
    began = time.perf_counter()
    database = await Database.open(town.database_in(folder), now=town.now())
    opened = time.perf_counter()
    versions = Versions()
    choosing = Choosing(database, versions, courier)
    opener = SeriesOpener(database, versions, choosing, courier, town.now, lambda: None)
    following = await opener.open_due()
    armed = time.perf_counter()
    await database.close()
    await client.close()
    if following is None:
        raise RuntimeError("no series is armed")
    return opened - began, armed - opened


async def _arm_by_jobs(number: int) -> float:
    """Seconds until a scheduler has a job for each."""

    async def ring() -> None:
        """Nothing comes due."""

    began = time.perf_counter()
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.start(paused=True)
    for minute in range(number):
        trigger = CronTrigger(day_of_week=minute % 7, hour=minute % 24, minute=minute % 60, timezone=UTC)
        scheduler.add_job(ring, trigger)
    scheduler.resume()
    seconds = time.perf_counter() - began
    scheduler.shutdown(wait=False)
    return seconds


async def run() -> dict[str, Any]:
    """All of it; the figures as plain data."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
        first, starts = await _starts("earful", Path(folder))
        _, plain = await _starts("none", Path(other))
    with tempfile.TemporaryDirectory() as folder:
        await town.fill(Path(folder), SURVEY, {1: None})
        _plan(Path(folder), SERIES, town.now())
        armings = [await _arm(Path(folder)) for _ in range(SERIES_RUNS)]
    by_jobs = await _arm_by_jobs(SERIES)
    ready, alone = statistics.median(starts), statistics.median(plain)
    # The first in this process has to prepare its statements, too: that is the cold one.
    arming = armings[0][1]
    figures = (
        Figure(
            f"process start to ready, median of {RUNS}",
            round(ready, 3),
            "s",
            MOST_SECONDS_TO_READY,
            at_most=True,
        ),
        Figure(
            "the first start, with a new database", round(first, 3), "s", MOST_SECONDS_TO_READY, at_most=True
        ),
        Figure(
            f"{SERIES:,} series armed from cold", round(arming, 4), "s", MOST_SECONDS_TO_ARM, at_most=True
        ),
    )
    return {
        "figures": to_json(figures),
        "starts_s": [round(one, 3) for one in starts],
        "armings_s": [round(one, 4) for _, one in armings],
        "opening_the_database_s": [round(one, 4) for one, _ in armings],
        "rivals": {
            "discord.py alone, start to ready": {"starts_s": [round(one, 3) for one in plain]},
            "a scheduler's job for each series": {"seconds": round(by_jobs, 4)},
        },
        "ratios": {
            "discord.py alone, start to ready": round(ready / alone, 2),
            "a scheduler's job for each series": round(arming / by_jobs, 4),
        },
        **machine(),
    }


def main() -> None:
    """Measure and print."""
    given = arguments(__doc__).parse_args()
    tell(asyncio.run(run()), as_json=given.json)


if __name__ == "__main__":
    main()
