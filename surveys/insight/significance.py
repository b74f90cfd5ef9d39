"""Whether two groups of people differ, or chance may be the reason: tests, and what holds when many are made.

Each gives a p-value: how often chance alone makes a difference at least as large. The groups are taken for
different people. Where some are in both and mostly keep their opinion, as in two waves of a survey, the true p-value
is smaller still, so a difference is missed rather than invented.
"""

import math
from collections.abc import Sequence
from typing import Final

from surveys.insight.intervals import Moments, beyond, pooled

#: What counts as unlikely, over all tests that are told together.
LEVEL: Final = 0.05


def shares(first: tuple[int, int], second: tuple[int, int]) -> float:
    """The p-value of two shares, each a count and of how many (at least one): the chi-squared test in its N-1 form.

    I. Campbell, Chi-squared and Fisher-Irwin tests of two-by-two tables with small sample recommendations,
    Statistics in Medicine 26 (2007).
    """
    everybody = first[1] + second[1]
    share = (first[0] + second[0]) / everybody
    if share in {0.0, 1.0}:
        return 1.0
    error = math.sqrt(share * (1 - share) * (1 / first[1] + 1 / second[1]))
    z = (second[0] / second[1] - first[0] / first[1]) / error * math.sqrt((everybody - 1) / everybody)
    return math.erfc(abs(z) / math.sqrt(2))


def means(first: Moments, second: Moments) -> float:
    """The p-value of two means, of at least two values each: Welch's test.

    Where nothing varies in either group, it is that of the exact permutation test: the chance to draw just these groups.
    """
    error, freedom = pooled(first, second)
    difference = second.mean - first.mean
    if not error:
        return min(1.0, 2 / math.comb(first.of + second.of, first.of)) if difference else 1.0
    return beyond(difference / error, freedom)


def holm(values: Sequence[float]) -> tuple[float, ...]:
    """p-values that hold together: with all that are at most `LEVEL`, the chance of one or more false ones is at most that.

    S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979).
    """
    order = sorted(range(len(values)), key=lambda place: values[place])
    adjusted = [1.0] * len(values)
    largest = 0.0
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = largest
    return tuple(adjusted)
