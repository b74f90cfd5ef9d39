"""Tests by published figures, by closed forms, and by what a test promises."""

import math
import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.insight.intervals import Moments, beyond, student
from surveys.insight.significance import LEVEL, holm, means, shares


@pytest.mark.parametrize("t", [0.0, 0.1, 1.0, 3.5, 40.0])
def test_student_s_tails_where_they_have_a_closed_form(t: float) -> None:
    assert beyond(t, 1) == pytest.approx(1 - 2 / math.pi * math.atan(t))
    assert beyond(t, 2) == pytest.approx(1 - t / math.sqrt(2 + t * t))
    assert beyond(t, 1e7) == pytest.approx(math.erfc(t / math.sqrt(2)), rel=1e-4, abs=1e-300)


@pytest.mark.parametrize(
    ("freedom", "t"), [(1, 12.706), (2, 4.303), (4, 2.776), (9, 2.262), (29, 2.045), (99, 1.984)]
)
def test_a_quantile_is_where_its_tails_begin(freedom: int, t: float) -> None:
    """The two-sided 5 % points in any textbook's table."""
    assert student(0.95, freedom) == pytest.approx(t, abs=6e-4)
    assert beyond(student(0.99, freedom), freedom) == pytest.approx(0.01)


def test_means_are_tested_as_by_welch() -> None:
    """`t.test(extra ~ group, data = sleep)` in the documentation of R: p-value = 0.07939."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    assert means(Moments.of_values(first), Moments.of_values(second)) == pytest.approx(0.07939, abs=5e-6)


def test_the_interval_of_a_mean_is_as_published() -> None:
    """Student's own data on additional sleep with the second drug: mean 2.33, 95 % interval 0.898 to 3.762."""
    found = Moments.of_values([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    assert found.mean == pytest.approx(2.33)
    assert found.interval == pytest.approx((0.8976775, 3.7623225), abs=1e-6)
    assert Moments.of_values([3.0] * 9).interval is None, "nothing varies, so nothing is known of how far"
    assert Moments.of_counts([(1.0, 2), (4.0, 0), (2.0, 1)]) == Moments.of_values([1.0, 1.0, 2.0])


def test_two_groups_without_any_spread_are_tested_by_permutation() -> None:
    five, other = Moments.of_values([5.0] * 5), Moments.of_values([4.0] * 5)
    assert means(five, other) == pytest.approx(2 / 252)
    assert means(five, five) == 1.0


def test_shares_are_tested_as_by_campbell() -> None:
    """Against SciPy 1.17: chi2_contingency([[8, 12], [15, 9]], correction=False), its statistic times 43/44."""
    assert shares((8, 20), (15, 24)) == pytest.approx(0.14133588803015887)
    assert shares((0, 20), (0, 24)) == shares((20, 20), (24, 24)) == 1.0


@pytest.mark.parametrize(("of", "share"), [(8, 0.5), (20, 0.3), (20, 0.5), (40, 0.1)])
def test_equal_shares_seldom_look_different(of: int, share: float) -> None:
    """The exact chance, summed over every pair of counts."""
    chances = [math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(of + 1)]
    wrong = sum(
        chances[a] * chances[b]
        for a, b in product(range(of + 1), repeat=2)
        if shares((a, of), (b, of)) <= LEVEL
    )
    assert 0.01 < wrong < 0.06


def test_people_who_are_in_both_waves_make_the_test_more_careful() -> None:
    """Half of each wave are the same people, who mostly keep their opinion: fewer false alarms than with strangers."""
    source = random.Random(3)

    def alarms(kept: int) -> int:
        found = 0
        for _ in range(600):
            first = [source.gauss(3, 1) for _ in range(30)]
            second = [one + source.gauss(0, 0.5) for one in first[:kept]] + [
                source.gauss(3, 1) for _ in range(30 - kept)
            ]
            found += means(Moments.of_values(first), Moments.of_values(second)) <= LEVEL
        return found

    assert alarms(15) < alarms(0) < 600 * 0.08


def test_holm_as_r_has_it() -> None:
    """`p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.2), "holm")`."""
    assert holm([0.01, 0.04, 0.03, 0.005, 0.2]) == pytest.approx((0.04, 0.09, 0.09, 0.025, 0.2))
    assert holm([]) == ()


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_is_never_bolder_than_one_test_nor_more_timid_than_bonferroni(values: list[float]) -> None:
    for value, adjusted in zip(values, holm(values), strict=True):
        assert value <= adjusted <= min(1.0, value * len(values)) + 1e-12
