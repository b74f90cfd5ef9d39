"""The short form of the simulated crashes; `make faults` plays thousands."""

import pytest

from tests.faults.crashes import at_once, games, simulated
from tests.faults.mutants import QUICK, hunted


@pytest.mark.timeout(120)
def test_a_round_comes_through_crashes_anywhere() -> None:
    found = simulated(seed=3, at_least=40)
    assert found.held, found.broken
    assert found.figures["simulated_crashes"] >= 40


@pytest.mark.timeout(120)
def test_deliberate_mistakes_are_found() -> None:
    found = hunted(seed=5, names=QUICK)
    assert found.held, found.broken


@pytest.mark.timeout(120)
def test_the_same_seed_plays_the_same_games() -> None:
    first, again = (at_once(games(seed=4, at_least=8)) for _ in range(2))
    assert first == again
