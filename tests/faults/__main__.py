"""`python -m tests.faults`: what must never happen to a round, tried again and again, and counted.

Real kills of the real process, and meanwhile, in a process of their own, simulated crashes at every step of
the protocol and deliberate mistakes in it that these crashes must find.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import platform
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import discord

from tests.faults.crashes import simulated
from tests.faults.findings import Findings
from tests.faults.kills import Kills, campaign
from tests.faults.mutants import MUTANTS, QUICK, hunted


@dataclass(frozen=True, slots=True)
class Size:
    """How much is tried."""

    kills: int
    people: int
    crashes: int
    mutants: tuple[str, ...]


SHORT: Final = Size(3, 40, 150, QUICK)
FULL: Final = Size(55, 600, 5_200, tuple(MUTANTS))


def main() -> int:
    """Run the campaign; 1 where anything that must hold doesn't."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument(
        "--full", action="store_true", help="fifty kills and thousands of crashes, some minutes"
    )
    parser.add_argument("--json", action="store_true", help="figures as JSON instead of a table")
    parser.add_argument(
        "--seed",
        type=int,
        default=1,
        metavar="S",
        help="the same seed, the same kills, crashes and faults (1)",
    )
    given = parser.parse_args()
    size, began = FULL if given.full else SHORT, time.monotonic()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as beside:
        simulation = beside.submit(_simulate, size, given.seed)
        with tempfile.TemporaryDirectory() as folder:
            killed = asyncio.run(
                campaign(Path(folder), kills=size.kills, people=size.people, seed=given.seed)
            )
        crashes, mutants = simulation.result()
    figures = {
        **_totals(killed, crashes, mutants),
        "seconds": round(time.monotonic() - began, 1),
        "seed": given.seed,
        "python": platform.python_version(),
        "discord.py": discord.__version__,
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
    }
    parts = {"kills": asdict(killed), "crashes": crashes.to_json(), "mutants": mutants.to_json()}
    if given.json:
        print(json.dumps({**figures, "parts": parts}, indent=2, ensure_ascii=False))
    else:
        print("\n".join(f"{name:20}{value}" for name, value in figures.items()))
    held = killed.holds and crashes.held and mutants.held
    if not held:
        print("\n".join([*crashes.broken, *mutants.broken]), file=sys.stderr)
        print("Something that must hold didn't; --seed repeats the campaign.", file=sys.stderr)
    return 0 if held else 1


def _simulate(size: Size, seed: int) -> tuple[Findings, Findings]:
    return simulated(seed, size.crashes), hunted(seed, size.mutants)


def _totals(killed: Kills, crashes: Findings, mutants: Findings) -> dict[str, Any]:
    return {
        "kills": killed.kills,
        "simulated_crashes": crashes.figures["simulated_crashes"],
        "recipients": killed.recipients + crashes.figures["recipients"],
        "lost": killed.lost + crashes.figures["lost"],
        "doubled": killed.doubled + crashes.figures["doubled"],
        "answers": killed.answers,
        "answers_lost": killed.answers_lost + crashes.figures["answer_lost"],
        "answers_doubled": killed.answers_doubled,
        "mutants": mutants.figures["mutants"],
        "mutants_caught": mutants.figures["mutants_caught"],
    }


if __name__ == "__main__":
    sys.exit(main())
