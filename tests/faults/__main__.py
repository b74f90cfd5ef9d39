"""`python -m tests.faults`: what must never happen to a round, tried again and again, and counted.

Real kills of the real process, storms, a full disk and the like; meanwhile, in a process of their own, simulated
crashes at every step of a round, and deliberate mistakes that these crashes must find.
"""

import argparse
import json
import multiprocessing
import os
import platform
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Final

import discord

from tests.faults.campaign import SCENARIOS, beside, play
from tests.faults.findings import Findings

#: What is summed up over all.
_TOTALS: Final = (
    *("kills", "simulated_crashes", "recipients", "lost", "doubled"),
    *("answers", "answers_lost", "answers_doubled", "mutants", "mutants_caught"),
)


def main() -> int:
    """Run the campaign; 1 where anything that must hold doesn't."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--full", action="store_true", help="a quarter of an hour instead of a minute")
    parser.add_argument("--json", action="store_true", help="figures as JSON instead of a table")
    parser.add_argument(
        "--seed",
        type=int,
        default=1,
        metavar="S",
        help="the same seed, the same faults at the same places (1)",
    )
    given = parser.parse_args()
    began = time.monotonic()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        others = process.submit(beside, given.seed, full=given.full)
        played = [*play(SCENARIOS, given.seed, full=given.full), *others.result()]
    about = {
        "seconds": round(time.monotonic() - began, 1),
        "seed": given.seed,
        "python": platform.python_version(),
        "discord.py": discord.__version__,
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
    }
    totals = {name: sum(one.figures[name] for one in played) for name in _TOTALS}
    if given.json:
        parts = {one.name: one.to_json() for one in played}
        print(json.dumps({**totals, **about, "parts": parts}, indent=2, ensure_ascii=False))
    else:
        print(
            "\n".join(
                [*map(_row, played), "", *(f"{key:20}{value}" for key, value in (totals | about).items())]
            )
        )
    broken = [f"{one.name}: {what}" for one in played for what in one.broken]
    if broken:
        print(
            *broken, f"This must not happen; --seed {given.seed} plays it again.", sep="\n", file=sys.stderr
        )
    return 1 if broken else 0


def _row(found: Findings) -> str:
    said = ", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in found.figures.items())
    return f"{'holds' if found.held else 'BROKEN':8}{found.name:18}{found.seconds:6.0f} s  {said}"


if __name__ == "__main__":
    sys.exit(main())
