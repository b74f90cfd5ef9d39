"""`python -m tests.faults`: kill the real bot again and again, and count what was lost and what was doubled."""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import discord

from tests.faults.kills import campaign

#: Kills and people of the short campaign and of the full one.
SHORT, FULL = (5, 60), (55, 600)


def main() -> int:
    """Run the campaign; 1 where anything that must hold doesn't."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--full", action="store_true", help="fifty kills and more, some minutes")
    parser.add_argument("--json", action="store_true", help="figures as JSON instead of a table")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="S", help="the same seed, the same kills and faults (1)"
    )
    given = parser.parse_args()
    kills, people = FULL if given.full else SHORT
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(campaign(Path(folder), kills=kills, people=people, seed=given.seed))
    figures = {
        **asdict(found),
        "seed": given.seed,
        "python": platform.python_version(),
        "discord.py": discord.__version__,
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
    }
    if given.json:
        print(json.dumps(figures, indent=2))
    else:
        print("\n".join(f"{name:20}{value}" for name, value in figures.items()))
    if not found.holds:
        print("Something was lost or doubled; --seed repeats the campaign.", file=sys.stderr)
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
