"""How far a share or a mean, or the difference of two, may be from what was counted.

`certainty` is 0..1: how often such an interval holds what it is about. The tests are in `significance.py`.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Self

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


@dataclass(frozen=True, slots=True)
class Moments:
    """How many values there are, their mean, and their variance (of a sample; 0 for fewer than two)."""

    of: int
    mean: float
    variance: float

    @classmethod
    def of_counts(cls, counts: Iterable[tuple[float, int]]) -> Self:
        """Of values and how often each was given; at least one in all."""
        told = [(value, number) for value, number in counts if number]
        of = sum(number for _, number in told)
        mean = math.fsum(value * number for value, number in told) / of
        squares = math.fsum(number * (value - mean) ** 2 for value, number in told)
        return cls(of, mean, squares / (of - 1) if of > 1 else 0.0)

    @classmethod
    def of_values(cls, values: Iterable[float]) -> Self:
        """Of at least one value."""
        return cls.of_counts((value, 1) for value in values)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the mean by Student's t; None where nothing varies, which tells nothing of how far it may be.

        Student (W. S. Gosset), The probable error of a mean, Biometrika 6 (1908).
        """
        if not self.variance:
            return None
        side = student(USUAL, self.of - 1) * math.sqrt(self.variance / self.of)
        return self.mean - side, self.mean + side


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
    here, there = Moments.of_values(first), Moments.of_values(second)
    value = there.mean - here.mean
    error, freedom = pooled(here, there)
    if not error:  # nothing varies at all, so nothing is uncertain
        return Difference(value, value, value)
    side = student(certainty, freedom) * error
    return Difference(value, value - side, value + side)


def pooled(first: Moments, second: Moments) -> tuple[float, float]:
    """The standard error of the difference of two means and its degrees of freedom, as Welch has them; both 0 where nothing varies."""
    here, there = first.variance / first.of, second.variance / second.of
    both = here + there
    if not both:
        return 0.0, 0.0
    return math.sqrt(both), both**2 / (here**2 / (first.of - 1) + there**2 / (second.of - 1))


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


def student(certainty: float, freedom: float) -> float:
    """`reach` for means of few values: how many standard errors by Student's t with these degrees of freedom (more than 0)."""
    wanted = 1 - certainty
    low, high = 0.0, 2.0
    while beyond(high, freedom) > wanted:
        low, high = high, 2 * high
    # Each step halves the span: after fifty it is beyond what a float can tell apart.
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(middle, freedom) > wanted else (low, middle)
    return (low + high) / 2


def beyond(t: float, freedom: float) -> float:
    """How likely Student's t is at least as far from 0 as `t`, to either side.

    By the incomplete beta function: DLMF 8.17, https://dlmf.nist.gov/8.17.
    """
    return _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t))


#: Where the continued fraction ends: its last factor is this near to 1.
_NEAR: Final = 1e-15
_TINY: Final = 1e-300
#: It takes about the root of the larger parameter; this is enough for 100 million degrees of freedom.
_STEPS: Final = 20_000


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, 0..1, by the continued fraction 8.17.22 in Lentz's form."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the other side converges faster
        return 1 - _incomplete_beta(b, a, 1 - x)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    value = above = 1.0
    below = 0.0
    for step in range(1, _STEPS):
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        below = 1 / (1 + term * below or _TINY)
        above = 1 + term / above or _TINY
        value *= above * below
        if abs(above * below - 1) < _NEAR:
            break
    return math.exp(log_front) / (a * value)
