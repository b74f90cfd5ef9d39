"""How far a share or a mean, or the difference of two, may be from what was counted.

`certainty` is 0..1: how often such an interval holds what it is about.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, variance
from typing import Final

#: The certainty of an interval that stands alone.
USUAL: Final = 0.95
_NORMAL: Final = NormalDist()


@dataclass(frozen=True, slots=True)
class Difference:
    """What the second has more than the first, and the ends of the interval around it."""

    value: float
    low: float
    high: float

    @property
    def is_real(self) -> bool:
        """Whether no difference at all is outside the interval."""
        return self.low > 0 or self.high < 0


def reach(certainty: float = USUAL) -> float:
    """How many standard errors an interval of that certainty extends to each side."""
    return _NORMAL.inv_cdf((1 + certainty) / 2)


def wilson(count: int, of: int, certainty: float = USUAL) -> tuple[float, float]:
    """Wilson's score interval of a share, each end 0..1; where there is nobody to count, anything is possible.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    """
    if not of:
        return 0.0, 1.0
    share, z = count / of, reach(certainty)
    spread = z * z / of
    centre = (share + spread / 2) / (1 + spread)
    side = z * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    # At the ends the formula meets the share exactly; only rounding could push it past.
    return max(0.0, min(centre - side, share)), min(1.0, max(centre + side, share))


def newcombe(first: tuple[int, int], second: tuple[int, int], certainty: float = USUAL) -> Difference:
    """The difference of two shares, each a count and of how many (at least one), in -1..1.

    Newcombe's hybrid score interval, made from Wilson's of both: R. G. Newcombe, Interval estimation for the
    difference between independent proportions, Statistics in Medicine 17 (1998), method 10.
    """
    here, there = first[0] / first[1], second[0] / second[1]
    here_low, here_high = wilson(*first, certainty)
    there_low, there_high = wilson(*second, certainty)
    value = there - here
    return Difference(
        value,
        max(-1.0, value - math.hypot(there - there_low, here_high - here)),
        min(1.0, value + math.hypot(there_high - there, here - here_low)),
    )


def welch(first: Sequence[float], second: Sequence[float], certainty: float = USUAL) -> Difference:
    """The difference of two means, of at least two values each; their spreads may differ.

    B. L. Welch, The generalization of Student's problem, Biometrika 34 (1947).
    """
    errors = (variance(first) / len(first), variance(second) / len(second))
    value, both = fmean(second) - fmean(first), sum(errors)
    if not both:  # nothing varies at all, so nothing is uncertain
        return Difference(value, value, value)
    freedom = both**2 / (errors[0] ** 2 / (len(first) - 1) + errors[1] ** 2 / (len(second) - 1))
    side = _student(certainty, freedom) * math.sqrt(both)
    return Difference(value, value - side, value + side)


def needed(spread: float, smallest: float, comparisons: int = 1, power: float = 0.8) -> int:
    """How many people each of two groups needs, so that a difference of `smallest` is found with that power.

    `spread` is the standard deviation of one person's outcome, in the same unit; for a share it is the root of
    p(1-p). With several comparisons, each is made with more certainty, so that 95 % hold for all together.
    """
    z = reach(shared(comparisons)) + _NORMAL.inv_cdf(power)
    return math.ceil(2 * (z * spread / smallest) ** 2)


def shared(comparisons: int) -> float:
    """The certainty of each of several intervals that hold together with 95 % (Bonferroni)."""
    return 1 - (1 - USUAL) / comparisons


def _student(certainty: float, freedom: float) -> float:
    """`reach` for means of few values: the quantile of Student's t, to three digits from four degrees of freedom on.

    The expansion 26.7.5 in Abramowitz and Stegun, Handbook of Mathematical Functions (1964).
    """
    x = reach(certainty)
    terms = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92_160,
    )
    return x + sum(term / freedom**power for power, term in enumerate(terms, 1))
