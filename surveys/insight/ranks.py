"""One order out of many: which option most people prefer, whatever else there is to choose.

The order is Schulze's: M. Schulze, A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method, Social Choice and Welfare 36 (2011). What somebody ranked they prefer to what they left
out; between two that they left out they prefer neither. docs/decisions/statistics.md says why not the mean place.
"""

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
    return {
        one: Standing(
            1 + sum(strength[other, one] > strength[one, other] for other in options if other != one),
            all(prefer[one, other] > prefer[other, one] for other in options if other != one),
        )
        for one in options
    }


def _prefer(options: Sequence[str], given: Sequence[tuple[str, ...]]) -> dict[tuple[str, str], int]:
    """How many prefer the one to the other, for all pairs."""
    prefer = {(one, other): 0 for one in options for other in options if one != other}
    for ranked in given:
        left_out = [one for one in options if one not in ranked]
        known = [one for one in ranked if one in options]
        for place, one in enumerate(known):
            for other in (*known[place + 1 :], *left_out):
                prefer[one, other] += 1
    return prefer
