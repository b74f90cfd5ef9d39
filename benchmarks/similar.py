"""Milliseconds until similar ideas are known, among many: what sending an idea costs, step by step.

`python -m benchmarks.similar [--json] [--ideas N] [--folder PATH]`. The rivals look at everything
each time: cosines of all texts' vectors (as themes are found), and SQL that searches the rows.
"""

import asyncio
import random
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from benchmarks.figures import Figure, arguments, machine, tell, to_json
from surveys.core.language import Languages
from surveys.engine.ideas import Ideas
from surveys.insight.similar import closest
from surveys.insight.sketch import vectors
from surveys.insight.tokens import plain, tokens_of
from surveys.store.database import Database

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OFFERS, RIVAL_OFFERS, SEED = 100, 5, 7
_PARTS = (
    "a studio tour|a speedrun|cooking pasta|horror games|a castle|eine Studiotour|recetas mexicanas|un vlog|料理配信",
    "with your sister|with two dogs|in the rain|at night|without sound|mit Gästen|con amigos|avec des fans|を見たい",
    "in October|on a boat|every Friday|behind the scenes|live|bei uns|en directo|en hiver|お願いします",
)


def made_up(count: int, chance: random.Random) -> list[str]:
    """`count` ideas of five to fifteen words, each with a word hardly any other has."""
    parts = [part.split("|") for part in _PARTS]
    syllables = ("ka", "lo", "mi", "ter", "san", "du", "vel", "ro", "pin", "gas")
    return [
        " ".join((*(chance.choice(part) for part in parts), "about", "".join(chance.choices(syllables, k=3))))
        for _ in range(count)
    ]


async def _prepared(path: Path, texts: Sequence[str], offers: int) -> Database:
    """A database with one community, its ideas, and a follower for each offer to come."""
    database = await Database.open(path, now=NOW)
    at = _stored(NOW - timedelta(days=400))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO communities (id, name, results_channel_id, time_zone, set_up_at) VALUES (1, 'C', 2, 'UTC', ?)",
            (at,),
        )
        people = range(1, offers + 2)
        connection.executemany("INSERT INTO people (user_id) VALUES (?)", ((one,) for one in people))
        connection.executemany(
            "INSERT INTO followers (id, community_id, user_id, joined_at) VALUES (?, 1, ?, ?)",
            ((one, one, at) for one in people),
        )
        # All from the follower who offers nothing, so that all may be shown.
        connection.executemany(
            "INSERT INTO ideas (community_id, follower_id, text, at) VALUES (1, ?, ?, ?)",
            (
                (offers + 1, text, _stored(NOW - timedelta(hours=age)))
                for age, text in zip(range(len(texts), 0, -1), texts, strict=True)
            ),
        )
    return database


def _stored(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"


async def ours(path: Path, texts: Sequence[str], asked: Sequence[str]) -> dict[str, float]:
    """A whole `/idea`, commit and card included; and what the first one after a start does besides."""
    database = await _prepared(path, texts, len(asked))
    try:
        ideas = Ideas(database, Languages())
        started = perf_counter()
        await ideas.prepare(1, 1)
        cold = perf_counter() - started
        waits = []
        offered = 0
        for user, text in enumerate(asked, 1):
            started = perf_counter()
            card = await ideas.take(user, 1, text, user, None, NOW)
            waits.append(perf_counter() - started)
            offered += card is not None and len(card.buttons) > 1
    finally:
        await database.close()
    return {**_summed_up(waits), "once_after_a_start_ms": cold * 1e3, "with_similar": offered / len(asked)}


def by_vectors(texts: Sequence[str], asked: Sequence[str]) -> dict[str, float]:
    """All texts as vectors, all cosines, each time."""

    def look(text: str) -> None:
        matrix = vectors([tokens_of(plain(one)) for one in (text, *texts)])
        (matrix[1:] @ matrix[0]).argsort()[-3:]

    return _timed(look, asked)


def by_comparing(texts: Sequence[str], asked: Sequence[str]) -> dict[str, float]:
    """Each text compared word by word, each time."""
    everything = dict(enumerate(texts))
    return _timed(lambda text: closest(text, everything, 3), asked)


def by_sql(path: Path, asked: Sequence[str]) -> dict[str, float]:
    """SQL that counts which rows contain the beginnings and endings of the words."""
    with closing(sqlite3.connect(path)) as connection:

        def look(text: str) -> None:
            pieces = [piece for word in text.lower().split() for piece in {word[:3], word[-3:]}]
            hits = " + ".join("(instr(lower(text), ?) > 0)" for _ in pieces)
            query = f"SELECT id, {hits} AS hits FROM ideas WHERE community_id = 1 ORDER BY hits DESC LIMIT 40"  # noqa: S608  made of question marks
            connection.execute(query, pieces).fetchall()

        return _timed(look, asked)


def _timed(look: Callable[[str], None] | Callable[[str], object], asked: Sequence[str]) -> dict[str, float]:
    waits = []
    for text in asked:
        started = perf_counter()
        look(text)
        waits.append(perf_counter() - started)
    return _summed_up(waits)


def _summed_up(waits: Sequence[float]) -> dict[str, float]:
    milliseconds = sorted(wait * 1e3 for wait in waits)
    return {
        "median_ms": statistics.median(milliseconds),
        "p99_ms": milliseconds[min(len(milliseconds) - 1, round(0.99 * len(milliseconds)))],
        "worst_ms": milliseconds[-1],
    }


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = arguments(__doc__)
    parser.add_argument("--ideas", type=int, default=10_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    chance = random.Random(SEED)
    texts, asked = made_up(given.ideas, chance), made_up(OFFERS, chance)
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        path = Path(folder) / "earful.sqlite3"
        found = {
            "an idea sent, similar ones shown": asyncio.run(ours(path, texts, asked)),
            "only looking: vectors of everything": by_vectors(texts, asked[:RIVAL_OFFERS]),
            "only looking: comparing with everything": by_comparing(texts, asked[:RIVAL_OFFERS]),
            "only looking: SQL over all rows": by_sql(path, asked[:RIVAL_OFFERS]),
        }
    taken = found["an idea sent, similar ones shown"]
    figures = (
        Figure(f"an idea taken among {given.ideas:,}, p50", round(taken["median_ms"], 2), "ms"),
        Figure(f"an idea taken among {given.ideas:,}, p99", round(taken["p99_ms"], 2), "ms"),
    )
    rivals = {name: each for name, each in found.items() if each is not taken}
    ratios = {name: round(taken["median_ms"] / each["median_ms"], 3) for name, each in rivals.items()}
    if not given.json:
        for name, each in found.items():
            print(f"{name:42}", *(f"{key} {value:,.2f}" for key, value in each.items()), sep="  ")
    report = {
        "figures": to_json(figures),
        "ideas": given.ideas,
        "found": found,
        "ratios": ratios,
        **machine(),
    }
    tell(report, as_json=given.json)


if __name__ == "__main__":
    main()
