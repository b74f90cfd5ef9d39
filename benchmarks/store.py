"""Durable answers a second: the one writer against a commit for each answer, and against SQLite alone.

`python -m benchmarks.store [--json] [--answers N] [--folder PATH]`. Every contender makes each row
durable (WAL, synchronous=FULL) on the same disk; put --folder on the disk you want to know about.
"""

import asyncio
import json
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from sqlalchemy import URL, Connection, event, insert
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from benchmarks.figures import Figure, arguments, machine, tell, to_json
from surveys.store.database import Database
from surveys.store.inline import PRAGMAS, connect
from surveys.store.tables import answers as table

CALLERS = 100
BATCH = 1_000
LEAST_TIMES_EACH, LEAST_SHARE_OF_RAW = 20.0, 0.2
NOW = datetime(2026, 3, 1, tzinfo=UTC)

_ONE = insert(table)
_RAW = "INSERT INTO answers (invitation_id, question_id, value, reply_id, at) VALUES (?, ?, ?, ?, ?)"
_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def _answer(number: int) -> dict[str, object]:
    """One row of `answers`, on the only invitation and a reply of its own."""
    return {
        "invitation_id": 1,
        "question_id": f"q{number}",
        "value": {"kind": "text", "text": "More of the long ones, please"},
        "reply_id": number,
        "at": NOW,
    }


async def _prepared(path: Path, answers: int) -> Database:
    """A database with the replies that the answers refer to."""
    database = await Database.open(path, now=NOW)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO invitations (id, round_id, follower_id, state) VALUES (1, 1, 1, 'sent')"
        )
        connection.executemany(
            "INSERT INTO replies VALUES (?, 1, '')", ((number,) for number in range(answers))
        )
    return database


async def _by_callers(answers: int, store: Callable[[int], Awaitable[None]]) -> tuple[float, list[float]]:
    """Seconds in all, and for each answer, with `CALLERS` callers at once."""
    waits: list[float] = []

    async def caller(first: int) -> None:
        for number in range(first, answers, CALLERS):
            asked = perf_counter()
            await store(number)
            waits.append(perf_counter() - asked)

    started = perf_counter()
    await asyncio.gather(*(caller(first) for first in range(CALLERS)))
    return perf_counter() - started, waits


async def one_writer(path: Path, answers: int, *, lengthy: bool = False) -> dict[str, float]:
    """Ours; with `lengthy` each statement takes a hop to the thread, as with aiosqlite."""
    database = await _prepared(path, answers)

    async def store(number: int) -> None:
        async def work(tx: AsyncConnection) -> None:
            await tx.execute(_ONE, _answer(number))

        await database.write(work, lengthy=lengthy)

    seconds, waits = await _by_callers(answers, store)
    await database.close()
    return _figures(path, answers, seconds, waits)


async def commit_each(path: Path, answers: int) -> dict[str, float]:
    """What one would write first: SQLAlchemy on aiosqlite, a pool, a transaction for each answer."""
    await (await _prepared(path, answers)).close()
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        pool_timeout=600,
        connect_args={"isolation_level": None, "timeout": 60},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def settle_in(connection: sqlite3.Connection, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    async def store(number: int) -> None:
        async with engine.begin() as tx:
            await tx.execute(_ONE, _answer(number))

    seconds, waits = await _by_callers(answers, store)
    await engine.dispose()
    return _figures(path, answers, seconds, waits)


async def raw_batches(path: Path, answers: int) -> dict[str, float]:
    """The ceiling: sqlite3 alone in one loop, a commit for each thousand."""
    await (await _prepared(path, answers)).close()
    with closing(connect(path)) as raw:
        started = perf_counter()
        for first in range(0, answers, BATCH):
            raw.execute("BEGIN IMMEDIATE")
            for number in range(first, min(first + BATCH, answers)):
                row = _answer(number)
                value = json.dumps(row["value"], ensure_ascii=False, separators=(",", ":"))
                raw.execute(_RAW, (1, row["question_id"], value, number, NOW.strftime(_FORMAT)))
            raw.execute("COMMIT")
        seconds = perf_counter() - started
    return _figures(path, answers, seconds, [])


def _figures(path: Path, answers: int, seconds: float, waits: list[float]) -> dict[str, float]:
    with closing(sqlite3.connect(path)) as connection:
        (stored,) = connection.execute("SELECT count(*) FROM answers").fetchone()
    if stored != answers:
        raise RuntimeError(f"{stored} rows were stored, not {answers}")
    figures: dict[str, float] = {"answers": answers, "per_second": round(answers / seconds)}
    if waits:
        waits.sort()
        figures["p50_ms"] = round(waits[len(waits) // 2] * 1000, 2)
        figures["p99_ms"] = round(waits[len(waits) * 99 // 100] * 1000, 2)
    return figures


async def measure(folder: Path, answers: int) -> dict[str, dict[str, float]]:
    """All contenders, each on a database of its own."""
    return {
        "one writer": await one_writer(folder / "ours" / "earful.sqlite3", answers),
        "one writer, a hop per statement": await one_writer(
            folder / "hops" / "earful.sqlite3", answers // 4, lengthy=True
        ),
        "a commit per answer": await commit_each(folder / "each" / "earful.sqlite3", answers // 10),
        "sqlite3, batches of 1,000": await raw_batches(folder / "raw" / "earful.sqlite3", answers * 5),
    }


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__)
    parser.add_argument("--answers", type=int, default=20_000)
    parser.add_argument(
        "--folder", type=Path, help="where the databases are made; default: a temporary folder"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        contenders = asyncio.run(measure(Path(folder), options.answers))
    ours = contenders["one writer"]["per_second"]
    each, raw = "a commit per answer", "sqlite3, batches of 1,000"
    times_each = round(ours / contenders[each]["per_second"], 1)
    share_of_raw = round(ours / contenders[raw]["per_second"], 3)
    figures = (
        Figure("durable answers stored, 100 writers", ours, "a second"),
        Figure("of that, times a commit per answer", times_each, "times", LEAST_TIMES_EACH),
        Figure("of that, share of SQLite alone in batches", share_of_raw, "times", LEAST_SHARE_OF_RAW),
    )
    report = {
        "figures": to_json(figures),
        "callers": CALLERS,
        "contenders": contenders,
        "ratios": {each: times_each, raw: share_of_raw},
        **machine(),
    }
    if not options.json:
        for name, found in contenders.items():
            print(f"{name:32}", "  ".join(f"{key} {value:,}" for key, value in found.items()))
    tell(report, as_json=options.json)


if __name__ == "__main__":
    main()
