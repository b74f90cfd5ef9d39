"""A figure beside its goal, the machine it was measured on, and how a benchmark prints both."""

import argparse
import json
import os
import platform
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
import discord

_CPU_INFO: Final = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. Its goal is the least it should be or, with `at_most`, the most; None: there is none."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    at_most: bool = False

    @property
    def reached(self) -> bool | None:
        """Whether the goal is; None where there is none."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.at_most else self.value >= self.goal

    def to_json(self) -> dict[str, Any]:
        """Everything, as plain data."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "goal": None if self.goal is None else f"{'≤' if self.at_most else '≥'} {self.goal:g}",
            "reached": self.reached,
        }


def to_json(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """Several of them."""
    return [figure.to_json() for figure in figures]


def machine() -> dict[str, str]:
    """What the figures depend on: the machine and the versions."""
    cores = os.cpu_count() or 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores
    return {
        "machine": f"{platform.system()} {platform.machine()}, {usable} of {cores} cores, {_model()}",
        "load": " ".join(f"{each:.2f}" for each in os.getloadavg()) if hasattr(os, "getloadavg") else "",
        "python": platform.python_version(),
        "discord.py": discord.__version__,
        "aiohttp": aiohttp.__version__,
        "sqlite": sqlite3.sqlite_version,
    }


def _model() -> str:
    if _CPU_INFO.exists():
        for line in _CPU_INFO.read_text().splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or "unknown processor"


def percentile(sorted_values: Sequence[float], share: float) -> float:
    """The value below which that share (0 to 1) lies; of at least one, in ascending order."""
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]


def table(figures: Sequence[Mapping[str, Any]]) -> str:
    """Figures as `to_json` has them, one a line: name, value, goal, whether it is reached."""
    said = {True: "reached", False: "NOT REACHED", None: ""}
    width = max((len(figure["name"]) for figure in figures), default=0)
    return "\n".join(
        f"{figure['name']:{width}}  {_shown(figure['value']):>10} {figure['unit']:9} "
        f"{figure['goal'] or '':>8}  {said[figure['reached']]}".rstrip()
        for figure in figures
    )


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"  # noqa: PLR2004  four digits either way


def arguments(description: str | None) -> argparse.ArgumentParser:
    """A parser that knows `--json`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    return parser


def tell(report: Mapping[str, Any], *, as_json: bool) -> None:
    """Print a report that has its figures under `figures`, and perhaps ratios to rivals under `ratios`."""
    if as_json:
        print(json.dumps(report, indent=2, ensure_ascii=False))
        return
    print(table(report["figures"]))
    for name, ratio in report.get("ratios", {}).items():
        print(f"{ratio:g} × {name}")


def main(description: str | None, measure: Callable[[], dict[str, Any]]) -> None:
    """A benchmark without further options: measure, and print what came of it with the machine."""
    given = arguments(description).parse_args()
    tell({**measure(), **machine()}, as_json=given.json)
