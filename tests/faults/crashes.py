"""Crashes at every step of a round, on the real engine.

First the round is played once to count its steps. Then, for every step, it is played again and ends there;
after a while of seconds, minutes or longer than Discord remembers nonces it is begun anew on the same file,
ends again at a random step, and so on. The same seed plays the same games.
"""

import asyncio
import contextlib
import logging
import os
import random
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar
from unittest.mock import patch

from tests.faults.findings import Findings
from tests.faults.steps import AtOnce, PowerCutError, Steps, reading_at_once
from tests.faults.world import PEOPLE, Factory, Life, found_town, inspect_town, live, new_truth

T = TypeVar("T")

#: How long a process stays away, in seconds: below and beyond the nonces' minutes.
_AWAY: Final = (1, 20, 100, 150, 900)
#: Where a folder is in memory, if there is such a place; only processes end here, no machine does.
_MEMORY: Final = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
#: Steps after Discord did something within which that is stored.
_TO_STORE: Final = 4
#: How often one game may end early; then it is played to its end. Fewer where a mistake is looked for: where
#: the first end is matters most then.
_MOST_ENDS, _MOST_IN_A_HUNT = 25, 3


@dataclass(frozen=True, slots=True)
class Game:
    """One game and what came of it."""

    seed: int
    first_end: int
    ends: int
    steps: int
    untold: tuple[int, ...]
    ended_at: tuple[str, ...]
    bad: tuple[str, ...]


async def play(
    template: Path, folder: Path, seed: int, first_end: int, make: Factory = Life, most_ends: int = _MOST_ENDS
) -> Game:
    """Play the round; the process ends at step `first_end` (0: not at all) and at random ones from then on."""
    path = folder / f"{seed}-{first_end}" / "earful.sqlite3"
    path.parent.mkdir(mode=0o700)
    shutil.copy(template, path)
    truth, luck = new_truth(path, seed), random.Random(f"{seed}.{first_end}")
    steps = Steps(first_end or None)
    in_flight = 3 if seed % 4 == 0 else 1
    try:
        while not truth.done:
            try:
                await live(truth, steps, make, in_flight)
            except BaseException as error:
                if not _is_power_cut(error):
                    raise
                truth.ends += 1
                truth.ended_at.append(f"{steps.count} {steps.where}")
                truth.discord.now += timedelta(seconds=luck.choice(_AWAY))
                again = truth.ends < most_ends and luck.random() < 0.95
                steps = Steps(luck.randint(1, 60) if again else None)
        bad = await inspect_town(truth)
    except (AssertionError, BaseExceptionGroup) as error:
        bad = [f"stuck: {error!r}"]
    finally:
        shutil.rmtree(path.parent)
    return Game(
        seed, first_end, truth.ends, steps.count, tuple(steps.untold), tuple(truth.ended_at), tuple(bad)
    )


def _is_power_cut(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return error.subgroup(PowerCutError) is not None
    return isinstance(error, PowerCutError)


def _quiet(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Tasks that ended with the power are nobody's any more; everything else is told."""
    error = context.get("exception")
    if not (isinstance(error, BaseException) and _is_power_cut(error)):
        loop.default_exception_handler(context)


@contextlib.asynccontextmanager
async def _grounds() -> AsyncIterator[tuple[Path, Path]]:
    """The database games begin with, and a folder for them."""
    with tempfile.TemporaryDirectory(dir=_MEMORY) as name:
        template = Path(name) / "template" / "earful.sqlite3"
        await found_town(template)
        asyncio.get_running_loop().set_exception_handler(_quiet)
        yield template, Path(name)


def _is_untold(step: int, whole: Game) -> bool:
    """Whether Discord has just done something at that step that may not be stored yet."""
    return any(0 <= step - untold < _TO_STORE for untold in whole.untold)


async def games(seed: int, at_least: int, make: Factory = Life, until_broken: bool = False) -> list[Game]:
    """Games with `at_least` so many ends in all, every step of each round among them."""
    played: list[Game] = []
    most_ends = _MOST_IN_A_HUNT if until_broken else _MOST_ENDS
    async with _grounds() as (template, folder):
        ends = 0
        for number in range(seed, seed + 1000):
            whole = await play(template, folder, number, 0, make)
            played.append(whole)
            ends_first = list(range(1, whole.steps + 1))
            random.Random(number).shuffle(ends_first)  # so that a few games already reach the whole round
            if until_broken:  # where mistakes show, if they do
                ends_first.sort(key=lambda step: not _is_untold(step, whole))
            for first_end in ends_first:
                if ends >= at_least or (until_broken and played[-1].bad):
                    return played
                played.append(await play(template, folder, number, first_end, make, most_ends))
                ends += played[-1].ends
    return played


def at_once(playing: Coroutine[Any, Any, T]) -> T:
    """Play where nothing happens in another thread, waiting takes no time, and nobody hears the engine complain."""
    with (
        patch("surveys.store.database._reading_engine", reading_at_once),
        asyncio.Runner(loop_factory=AtOnce) as runner,
    ):
        logging.disable(logging.CRITICAL)
        try:
            return runner.run(playing)
        finally:
            logging.disable(logging.NOTSET)


def simulated(seed: int, at_least: int) -> Findings:
    """The scenario: so many simulated crashes, and nothing lost, doubled or forgotten."""
    began = time.monotonic()
    found = Findings("simulated crashes", seed)
    for game in at_once(games(seed, at_least)):
        found.figures["games"] += 1
        found.figures["simulated_crashes"] += game.ends
        found.figures["recipients"] += len(PEOPLE)
        for one in game.bad:
            found.figures[one.partition(":")[0].replace(" ", "_")] += 1
            found.broken.append(f"seed {game.seed} first end {game.first_end} ({game.ended_at}): {one}")
    for key in ("simulated_crashes", "lost", "doubled", "answers_lost"):
        found.figures[key] += 0
    found.seconds = time.monotonic() - began
    return found
