"""Summaries: how well replies are grouped, how long it takes, how much memory, and whether the bot goes on meanwhile.

`python -m benchmarks.insight [--json] [--answers N] [--labelled FILE …]`. A labelled file has a label, a language and a text a
line, with tabs between (see benchmarks/replies/README.md); without one, the sets in that folder are grouped.
"""

import asyncio
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any, Final

from benchmarks import town
from benchmarks.figures import Figure, arguments, machine, tell, to_json
from benchmarks.loopback import ROOT
from benchmarks.memory_of import peak
from surveys.engine.narrating import Allowance, Narrating
from surveys.engine.summarising import Summarising
from surveys.engine.versions import Versions
from surveys.insight.worker import Workshop
from surveys.store import rounds
from surveys.store.database import Database

SEED, ANSWERS, TEXTS = 7, 100_000, 10_000
#: A round of four questions: so many answers a person.
QUESTIONS: Final = 4
SURVEY: Final[dict[str, Any]] = {
    "key": "monthly",
    "title": "Monthly",
    "questions": [
        {"id": "mood", "kind": "scale", "text": "How was it?", "low_label": "bad", "high_label": "good"},
        {"id": "again", "kind": "yes_no", "text": "More of it?"},
        {"id": "nps", "kind": "nps", "text": "Would you recommend us?"},
        {"id": "wish", "kind": "idea", "text": "What next?", "required": False},
    ],
}
#: Seconds, and megabytes of the process, that grouping may take; without vectors the model has to be read first.
_GOALS: Final = {
    "1,000 replies, new": (2.0, 220.0),
    "1,000 replies, kept": (0.2, 220.0),
    "10,000 replies, new": (12.0, 380.0),
    "10,000 replies, kept": (12.0, 380.0),
}
#: How often the event loop is looked at, in seconds.
_TICK: Final = 0.005
#: What is run in a process of its own, to see what it needs alone: grouping so many replies, with vectors or without.
_ALONE: Final = """
import json, sys, time
from benchmarks.grouping import made_up
count, vectors = int(sys.argv[1]), sys.argv[2]
texts = made_up(count)
began = time.perf_counter()
from surveys.insight import themes
kept = None
if vectors:
    whole = open(vectors, "rb").read()
    kept = {place: whole[512 * place : 512 * place + 512] for place in range(count)}
began = time.perf_counter() if kept else began
found = themes.themes(texts, kept)
seconds = time.perf_counter() - began
from benchmarks.memory_of import peak
print(json.dumps({"seconds": seconds, "megabytes": peak("self")}))
"""


def quality(files: Sequence[Path]) -> dict[str, Any]:
    """Each labelled set, grouped by us and by the rival."""
    from benchmarks.grouping import measured, ours, read  # noqa: PLC0415  see above

    return {one.name: measured(one) for one in ([read(path) for path in files] or ours())}


def alone(count: int, vectors: Path | None) -> dict[str, float]:
    """Grouping `count` replies in a process that does nothing else.

    `vectors` has what they mean, if that is known already: then without what is read once, else with it.
    """
    done = subprocess.run(  # noqa: S603  our own interpreter with a constant command
        [sys.executable, "-c", _ALONE, str(count), "" if vectors is None else str(vectors)],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _made_up(count: int) -> list[str]:
    from benchmarks.grouping import made_up  # noqa: PLC0415  numpy, which only the worker has

    return made_up(count)


def _embedded(count: int) -> bytes:
    from surveys.insight import themes  # noqa: PLC0415  see above

    return b"".join(themes.embed(_made_up(count)))


def fill(folder: Path, people: int, texts: Sequence[str]) -> None:
    """A closed round that asked so many people, all of whom finished; `texts` are what the first of them wrote."""
    asyncio.run(town.fill(folder, SURVEY, {1_000_000 + number: None for number in range(people)}))
    round_id = asyncio.run(town.open_round(folder))
    at, dice = town.stored(town.now()), random.Random(SEED)
    with closing(sqlite3.connect(town.database_in(folder))) as connection, connection:
        connection.execute(
            "UPDATE invitations SET state = 'completed', sent_at = ?, started_at = ?, ended_at = ?",
            (at, at, at),
        )
        connection.execute("UPDATE rounds SET state = 'closed', closed_at = ? WHERE id = ?", (at, round_id))
        for number in range(1, people + 1):
            given = [
                ("mood", {"rated": dice.randint(1, 5)}),
                ("again", {"picked": [dice.choice(("yes", "no"))]}),
                ("nps", {"rated": dice.randint(0, 10)}),
            ]
            if number <= len(texts):
                given.append(("wish", {"wrote": texts[number - 1]}))
            connection.executemany(
                "INSERT INTO answers (invitation_id, question_id, value, at) VALUES (?, ?, ?, ?)",
                ((number, question, json.dumps(value), at) for question, value in given),
            )


async def _ticking(longest: list[float]) -> None:
    """Notes how much later than asked for the event loop comes back, at worst, in seconds."""
    while True:
        began = perf_counter()
        await asyncio.sleep(_TICK)
        longest[0] = max(longest[0], perf_counter() - began - _TICK)


async def whole(folder: Path) -> dict[str, float]:
    """From the rows of the round to its summary with its papers, while a clock ticks in the same event loop."""
    database = await Database.open(town.database_in(folder), now=town.now())
    workshop = Workshop(idle_seconds=30)
    longest = [0.0]
    ticking = asyncio.create_task(_ticking(longest))
    try:
        async with database.reading() as tx:
            row = await rounds.by_number(tx, town.GUILD, 1)
        assert row is not None
        versions = Versions()
        versions.survey(row.version_id, row.definition)  # a bot has read it when the round opened
        began = perf_counter()
        narrating = Narrating(database, workshop, None, Allowance(0, 0), town.now)
        drafted = await Summarising(database, versions, workshop, narrating, town.now).whole(row)
        seconds = perf_counter() - began
        most = peak(workshop.pid)
    finally:
        ticking.cancel()
        workshop.close()
        await database.close()
    return {
        "seconds": seconds,
        "stall_ms": longest[0] * 1e3,
        "worker_megabytes": most,
        "sections": len(drafted.pages.sections),
    }


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = arguments(__doc__)
    parser.add_argument("--answers", type=int, default=ANSWERS, help="of the large round")
    parser.add_argument("--labelled", type=Path, nargs="*", default=(), help="files of labelled replies")
    given = parser.parse_args()
    found = quality(given.labelled)
    with tempfile.TemporaryDirectory() as folder:
        apart = {}
        for count in (1_000, TEXTS):
            vectors = Path(folder) / f"{count}.vectors"
            vectors.write_bytes(_embedded(count))
            apart[f"{count:,} replies, new"] = alone(count, None)
            apart[f"{count:,} replies, kept"] = alone(count, vectors)
        people = (given.answers - TEXTS) // (QUESTIONS - 1)
        fill(Path(folder), people, _made_up(TEXTS))
        large = asyncio.run(whole(Path(folder)))
    report = {
        "figures": to_json(_figures(found, apart, large)),
        "grouping": found,
        "alone": apart,
        "whole": large,
        **machine(),
    }
    if not given.json:
        for name, methods in found.items():
            for method, each in methods.items():
                print(
                    f"{name:18} {method:20}", *(f"{key} {value:g}" for key, value in each.items()), sep="  "
                )
    tell(report, as_json=given.json)


def _figures(
    found: Mapping[str, Mapping[str, Mapping[str, float]]],
    apart: Mapping[str, Mapping[str, float]],
    large: Mapping[str, float],
) -> list[Figure]:
    figures = []
    for method in ("earful", "tf-idf and k-means"):
        for name, mixed, goal in (("English", False, 0.82), ("languages mixed", True, 0.5)):
            scores = [each[method]["ari"] for one, each in found.items() if ("mixed" in one) is mixed]
            if scores:
                figures.append(
                    Figure(
                        f"ARI, {name}, {method}",
                        round(fmean(scores), 3),
                        "",
                        goal if method == "earful" else None,
                    )
                )
    for name, (seconds, megabytes) in _GOALS.items():
        took = apart[name]
        figures += [
            Figure(f"themes of {name}", round(took["seconds"], 2), "s", seconds, at_most=True),
            Figure(f"memory for {name}", round(took["megabytes"]), "MB", megabytes, at_most=True),
        ]
    return [
        *figures,
        Figure(
            "summary of the large round, from rows to papers",
            round(large["seconds"], 1),
            "s",
            30,
            at_most=True,
        ),
        Figure(
            "longest the event loop was held up meanwhile",
            round(large["stall_ms"], 1),
            "ms",
            50,
            at_most=True,
        ),
        Figure("the worker's memory at most", round(large["worker_megabytes"]), "MB"),
    ]


if __name__ == "__main__":
    main()
