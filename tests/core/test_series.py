"""Series: which dates come round, in every zone, whatever its clocks do."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.errors import KindError
from surveys.core.series import (
    GRACE,
    Occurrence,
    Repeat,
    Schedule,
    checked_cron,
    in_words,
    is_late,
    rule_of,
)

BERLIN = "Europe/Berlin"
SIX = time(18)


def schedule(
    repeat: Repeat = Repeat.DAYS,
    first: date = date(2027, 1, 4),
    *,
    every: int = 1,
    at: time = SIX,
    zone: str = BERLIN,
    ends: date | None = None,
    skips: frozenset[date] = frozenset(),
) -> Schedule:
    return Schedule(rule_of(repeat, every, first), at, zone, first, ends, skips)


def dates(which: Schedule, number: int = 4) -> list[str]:
    return [str(one.on) for one in islice(which.occurrences(), number)]


@pytest.mark.parametrize(
    ("repeat", "every", "first", "expected", "said"),
    [
        (Repeat.DAYS, 1, "2027-01-04", ["01-04", "01-05", "01-06"], "every day"),
        (Repeat.DAYS, 10, "2027-01-04", ["01-04", "01-14", "01-24"], "every 10 days"),
        (Repeat.WEEKS, 1, "2027-01-04", ["01-04", "01-11", "01-18"], "every Monday"),
        (Repeat.WEEKS, 2, "2027-01-07", ["01-07", "01-21", "02-04"], "every 2 weeks on Thursday"),
        (Repeat.MONTHS_BY_DATE, 1, "2027-01-31", ["01-31", "03-31", "05-31"], "on day 31 of every month"),
        (Repeat.MONTHS_BY_WEEKDAY, 1, "2027-01-04", ["01-04", "02-01", "03-01"], "on the first Monday of every month"),
        (Repeat.MONTHS_BY_WEEKDAY, 3, "2027-01-20", ["01-20", "04-21", "07-21"], "on the third Wednesday of every 3 months"),
        (Repeat.MONTHS_BY_LAST_WEEKDAY, 1, "2027-01-29", ["01-29", "02-26", "03-26"], "on the last Friday of every month"),
        (Repeat.MONTHS_LAST_DAY, 1, "2027-01-31", ["01-31", "02-28", "03-31"], "on the last day of every month"),
    ],
)  # fmt: skip
def test_how_a_series_goes_on_from_its_first_date(
    repeat: Repeat, every: int, first: str, expected: list[str], said: str
) -> None:
    which = schedule(repeat, date.fromisoformat(first), every=every)
    assert dates(which, 3) == [f"2027-{one}" for one in expected]
    assert in_words(which) == f"{said} at 18:00 (Europe/Berlin)"


def test_an_hour_the_clocks_skip_is_moved_on_and_one_that_comes_twice_is_the_first() -> None:
    spring = schedule(first=date(2027, 3, 27), at=time(2, 30))
    assert [one.at for one in islice(spring.occurrences(), 3)] == [
        datetime(2027, 3, 27, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # 03:30 by the new time; 02:30 isn't there
        datetime(2027, 3, 29, 0, 30, tzinfo=UTC),
    ]
    autumn = schedule(first=date(2027, 10, 31), at=time(2, 30))
    assert next(autumn.occurrences()).at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_day_a_zone_left_out_comes_round_no_second_time() -> None:
    samoa = schedule(first=date(2011, 12, 28), zone="Pacific/Apia")
    found = list(islice(samoa.occurrences(), 4))
    assert [str(one.on) for one in found] == ["2011-12-28", "2011-12-29", "2011-12-30", "2012-01-01"]
    assert all(a.at < b.at for a, b in pairwise(found))


def test_first_last_and_left_out_dates() -> None:
    which = schedule(ends=date(2027, 1, 8), skips=frozenset({date(2027, 1, 5), date(2027, 1, 6)}))
    assert dates(which) == ["2027-01-04", "2027-01-07", "2027-01-08"]
    assert which.next_after(datetime(2020, 1, 1, tzinfo=UTC)) == Occurrence(
        date(2027, 1, 4), datetime(2027, 1, 4, 17, tzinfo=UTC)
    )
    assert which.next_after(datetime(2027, 1, 8, 17, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("0 18 * * 1", ["2027-01-04", "2027-01-11"]),
        (" 30  7 1,15 * *", ["2027-01-15", "2027-02-01"]),
        ("0 12 * * MON#1", ["2027-01-04", "2027-02-01"]),
        ("0 12 L * *", ["2027-01-31", "2027-02-28"]),
        ("0 18 29 2 *", ["2028-02-29", "2032-02-29"]),
    ],
)
def test_cron_for_those_who_want_it(expression: str, found: list[str]) -> None:
    which = Schedule(checked_cron(expression), SIX, BERLIN, date(2027, 1, 4))
    assert dates(which, 2) == found
    assert in_words(which) == f"cron `{' '.join(expression.split())}` (Europe/Berlin)"


@pytest.mark.parametrize(
    "expression", ["", "x", "* * * *", "0 18 * * 1 5", "61 1 * * *", "0 0 31 2 *", "@daily"]
)
def test_what_is_no_cron_expression_is_explained(expression: str) -> None:
    with pytest.raises(KindError, match="five parts"):
        checked_cron(expression)


@pytest.mark.parametrize("expression", ["* * * * *", "0 8,18 * * *", "0 */6 1 * *"])
def test_more_than_once_a_day_is_too_often(expression: str) -> None:
    with pytest.raises(KindError, match="once a day"):
        checked_cron(expression)


def test_late_is_later_than_the_grace() -> None:
    due = Occurrence(date(2027, 1, 4), datetime(2027, 1, 4, 17, tzinfo=UTC))
    assert not is_late(due, due.at + GRACE)
    assert is_late(due, due.at + GRACE + timedelta(seconds=1))


def test_of_several_that_were_missed_the_last_counts() -> None:
    which = schedule()
    first = next(which.occurrences())
    now = datetime(2027, 1, 9, 12, tzinfo=UTC)
    assert str(which.latest_until(first, now).on) == "2027-01-08"
    assert which.latest_until(first, first.at) == first


ZONES = sorted(zoneinfo.available_timezones() - {"Factory", "localtime"})
moments = st.integers(0, 5 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(
    st.sampled_from(ZONES),
    st.times(),
    st.sampled_from(Repeat),
    st.integers(1, 40),
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    moments,
)
def test_next_is_later_and_nothing_in_between_is_left_out(
    zone: str, at: time, repeat: Repeat, every: int, first: date, now: datetime
) -> None:
    which = schedule(repeat, first, every=every, at=at.replace(second=0, microsecond=0), zone=zone)
    following = which.next_after(now)
    assert following is not None
    assert following.at > now
    before = [one for one in islice(which.occurrences(), 3000) if one.at <= following.at]
    assert before[-1] == following or len(before) == 3000
    assert all(one.at <= now for one in before[:-1])


@given(st.sampled_from(ZONES), st.times())
def test_each_date_of_a_year_comes_once_in_order_at_its_hour(zone: str, at: time) -> None:
    at = at.replace(second=0, microsecond=0)
    found = list(islice(schedule(first=date(2026, 6, 1), at=at, zone=zone).occurrences(), 400))
    assert [one.on for one in found] == [date(2026, 6, 1) + timedelta(days=day) for day in range(400)]
    assert all(a.at < b.at for a, b in pairwise(found))
    for one in found:
        local = one.at.astimezone(ZoneInfo(zone))
        moved_on = local.replace(tzinfo=None) - datetime.combine(one.on, at)
        assert timedelta(0) <= moved_on <= timedelta(hours=1)
        assert local.fold == 0 or moved_on > timedelta(0)
