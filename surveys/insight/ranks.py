"""One order out of many: which option most people prefer, whatever else there is to choose.

The order is Schulze's: M. Schulze, A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method, Social Choice and Welfare 36 (2011). What somebody ranked they prefer to what they left
out; between two that they left out they prefer neither. docs/decisions/statistics.md says why not the mean place.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """An option in the order of all: its place, 1 is best, shared by those that are level.

    `wins`: more people prefer it to any other option than the other way round.
    """

    place: int
    wins: bool


def order(options: Sequence[str], given: Sequence[tuple[str, ...]]) -> dict[str, Standing]:
    """Where each of `options` stands by `given`, the options as each person ranked them, best first."""
    prefer = _prefer(options, given)
    strength = {pair: number if number > prefer[pair[1], pair[0]] else 0 for pair, number in prefer.items()}
    # The strongest way from one to another, by any others in between.
    for between in options:
        for one in options:
            for other in options:
                if one != other and between not in {one, other}:
                    way = min(strength[one, between], strength[between, other])
                    strength[one, other] = max(strength[one, other], way)
    beaten_by = {
        one: sum(strength[other, one] > strength[one, other] for other in options if other != one)
        for one in options
    }
    return {
        one: Standing(
            1 + sum(beaten_by[other] < beaten_by[one] for other in options),
            all(prefer[one, other] > prefer[other, one] for other in options if other != one),
        )
        for one in options
    }


def _prefer(options: Sequence[str], given: Sequence[tuple[str, ...]]) -> dict[tuple[str, str], int]:
    """How many prefer the one to the other, for all pairs."""
    number = {one: place for place, one in enumerate(options)}
    counts = [[0] * len(options) for _ in options]
    # Many people rank a few options in the same way.
    for ranked, people in Counter(given).items():
        known = [number[one] for one in ranked if one in number]
        left_out = set(range(len(options))).difference(known)
        for place, one in enumerate(known):
            row = counts[one]
            for other in (*known[place + 1 :], *left_out):
                row[other] += people
    return {
        (one, other): counts[number[one]][number[other]]
        for one in options
        for other in options
        if one != other
    }
