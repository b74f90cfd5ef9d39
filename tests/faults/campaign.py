"""The scenarios of the campaign: what is played where, and in which size."""

import asyncio
import logging
import tempfile
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from tests.faults import clocks, disk, gaps, kills, stops, storms
from tests.faults.crashes import simulated
from tests.faults.findings import Findings
from tests.faults.mutants import MUTANTS, QUICK, hunted


class Scenario(Protocol):
    """Something that goes wrong, played from a seed in an empty folder."""

    __name__: str

    def __call__(self, folder: Path, seed: int, *, full: bool) -> Coroutine[Any, Any, Findings]: ...


#: Played one after the other, while the simulated crashes keep a process of their own busy for about as long.
SCENARIOS: Final[Sequence[Scenario]] = (
    kills.killed,
    storms.through_storms,
    storms.with_closed_dms,
    storms.after_warnings,
    disk.full_disk,
    disk.locked_database,
    stops.stopped,
    gaps.lost_gateway,
    disk.damaged_database,
    disk.second_process,
    clocks.every_zone,
    clocks.set_clocks,
)
#: Simulated crashes of the short form and of the full one.
SHORT, FULL = 150, 5_200


def beside(seed: int, *, full: bool) -> list[Findings]:
    """What is played beside the scenarios: simulated crashes, and the mistakes that they must find."""
    logging.disable(logging.CRITICAL)
    return [simulated(seed, FULL if full else SHORT), hunted(seed, tuple(MUTANTS) if full else QUICK)]


def play(scenarios: Sequence[Scenario], seed: int, *, full: bool) -> list[Findings]:
    """Each of them, one after the other; nobody hears what the bot logs meanwhile."""
    logging.disable(logging.CRITICAL)
    return [_played(scenario, seed, full=full) for scenario in scenarios]


def _played(scenario: Scenario, seed: int, *, full: bool) -> Findings:
    with tempfile.TemporaryDirectory() as folder:
        try:
            return asyncio.run(scenario(Path(folder), seed, full=full))
        except Exception as error:  # noqa: BLE001  one that can't be played to its end has not held
            return Findings(scenario.__name__, seed, broken=[f"{type(error).__name__}: {error}"])
