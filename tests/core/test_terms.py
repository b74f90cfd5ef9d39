"""What a community may choose: nothing that breaks what followers were promised."""

from datetime import time

import pytest

from surveys.core.hours import Hours
from surveys.core.respect import MONTH, WEEK
from surveys.core.terms import GAPS, QUIET_BEGINS, QUIET_ENDS, USUAL, quiet_hours
from tests.core.test_hours import utc


def test_whatever_hours_are_picked_nobody_is_asked_at_night_and_some_of_the_day_is_left() -> None:
    for begin in QUIET_BEGINS:
        for end in QUIET_ENDS:
            quiet = quiet_hours(str(begin), str(end))
            assert quiet == (time(begin), time(end))
            hours = Hours("UTC", *quiet)
            assert all(
                hours.is_quiet(utc(f"2027-03-05T{wall}")) for wall in ("23:00", "00:00", "03:30", "06:59:59")
            )
            assert not any(
                hours.is_quiet(utc(f"2027-03-05T{wall}")) for wall in ("12:00", "15:00", "17:59:59")
            )


@pytest.mark.parametrize(
    ("begin", "end"), [("6", "9"), ("21", "21"), ("", "9"), ("21", "21:00"), ("24", "9")]
)
def test_nothing_else_can_be_picked(begin: str, end: str) -> None:
    assert quiet_hours(begin, end) is None


def test_no_gap_is_shorter_than_a_week_or_longer_than_what_is_remembered() -> None:
    assert min(GAPS) == USUAL.gap_days == WEEK.days
    assert max(GAPS) == MONTH.days
