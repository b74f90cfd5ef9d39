"""Quiet hours and "later", on the wall clocks of the most awkward zones."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.hours import Hours, Snooze, snooze_choices, snooze_until

#: Half-hour changes, quarter-hour offsets, a clock put back for Ramadan, a date left out, no changes, the antipodes.
NASTY = (
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Europe/Berlin",
    "UTC",
)
QUARTER = timedelta(minutes=15)
MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)
FIRST, LAST = datetime(2011, 12, 1, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def quiet_at(hours: Hours, at: datetime) -> bool:
    """The rule once more, by minutes of the day on a circle."""
    offset = at.astimezone(ZoneInfo(hours.zone)).utcoffset()
    assert offset is not None
    start, end = (
        timedelta(hours=one.hour, minutes=one.minute) for one in (hours.quiet_from, hours.quiet_until)
    )
    day = timedelta(days=1)
    return (at + offset - MIDNIGHT - start) % day < (end - start) % day


@cache
def clock_changes(zone: str) -> tuple[datetime, ...]:
    """The quarter of an hour before each change of the clock between FIRST and LAST."""
    found = []
    at, offset = FIRST, FIRST.astimezone(ZoneInfo(zone)).utcoffset()
    while at < LAST:
        then = at + timedelta(days=1)
        if then.astimezone(ZoneInfo(zone)).utcoffset() != offset:
            while (at + QUARTER).astimezone(ZoneInfo(zone)).utcoffset() == offset:
                at += QUARTER
            found.append(at)
            offset = then.astimezone(ZoneInfo(zone)).utcoffset()
        at = then.replace(hour=0, minute=0)
    return tuple(found)


def instants(zone: str) -> st.SearchStrategy[datetime]:
    """Any instant, but mostly one within two days of a change of the clock."""
    anywhere = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(UTC))
    if not clock_changes(zone):
        return anywhere
    near = st.timedeltas(timedelta(days=-2), timedelta(days=2))
    return st.one_of(anywhere, st.builds(lambda at, by: at + by, st.sampled_from(clock_changes(zone)), near))


zones = st.sampled_from(NASTY)
quarters = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45)))
any_hours = st.one_of(
    st.builds(Hours, zones), st.builds(Hours, zones, quiet_from=quarters, quiet_until=quarters)
)


@pytest.mark.parametrize(
    ("wall", "quiet"),
    [("20:59:59", False), ("21:00:00", True), ("00:00:00", True), ("08:59:59", True), ("09:00:00", False)],
)
def test_quiet_over_midnight_from_its_first_moment_up_to_its_last(wall: str, quiet: bool) -> None:
    assert Hours("UTC").is_quiet(utc(f"2027-03-05T{wall}")) is quiet


def test_quiet_within_the_day_and_never_quiet() -> None:
    siesta = Hours("UTC", time(13), time(15))
    assert [siesta.is_quiet(utc(f"2027-03-05T{hour}:00")) for hour in (12, 13, 14, 15)] == [
        False,
        True,
        True,
        False,
    ]
    never = Hours("UTC", time(9), time(9))
    assert not any(never.is_quiet(utc(f"2027-03-05T{hour:02}:00")) for hour in range(24))


@pytest.mark.parametrize(
    ("zone", "quiet", "at", "opens"),
    [
        ("Europe/Berlin", (21, 9), "2027-01-10T12:00", "2027-01-10T12:00"),
        ("Europe/Berlin", (21, 9), "2027-01-10T20:00", "2027-01-11T08:00"),
        ("Asia/Kathmandu", (21, 9), "2027-01-10T20:00", "2027-01-11T03:15"),
        # The night with the hour left out is an hour shorter; the one with the hour repeated an hour longer.
        ("Europe/Berlin", (21, 9), "2027-03-27T20:00", "2027-03-28T07:00"),
        ("Europe/Berlin", (21, 9), "2027-10-30T19:00", "2027-10-31T08:00"),
        ("Australia/Lord_Howe", (21, 9), "2027-10-02T12:00", "2027-10-02T22:00"),
        # Quiet until 2:30, but the clock jumps from 2 to 3: over at 3.
        ("Europe/Berlin", (21, (2, 30)), "2027-03-28T00:00", "2027-03-28T01:00"),
        # Open only from 2:00 to 2:45, which that day does not have: the next day's.
        ("Europe/Berlin", ((2, 45), 2), "2027-03-28T00:00", "2027-03-29T00:00"),
        # Quiet from 2 to 3: at 2:30 for the first time there is an hour and a half to go, as 2:30 comes twice.
        ("Europe/Berlin", (2, 3), "2027-10-31T00:30", "2027-10-31T02:00"),
        # Quiet from 2:30 to 2:15: it opens at 2:15, is quiet at 2:30, and opens again as the hour starts over at 2.
        ("Europe/Berlin", ((2, 30), 2), "2027-10-31T00:45", "2027-10-31T01:00"),
        # A whole date left out.
        ("Pacific/Apia", (21, 9), "2011-12-30T08:00", "2011-12-30T19:00"),
    ],
)
def test_it_opens_on_the_wall_clock(
    zone: str, quiet: tuple[int | tuple[int, int], int | tuple[int, int]], at: str, opens: str
) -> None:
    start, end = (time(*one) if isinstance(one, tuple) else time(one) for one in quiet)
    assert Hours(zone, start, end).open_from(utc(at)) == utc(opens)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_it_opens_at_the_first_moment_that_is_not_quiet(data: st.DataObject) -> None:
    hours = data.draw(any_hours)
    at = data.draw(instants(hours.zone))
    opens = hours.open_from(at)
    assert hours.is_quiet(at) == quiet_at(hours, at)
    # Quiet begins and ends on quarters of an hour in these zones and years, so looking there sees everything.
    looked = at
    while quiet_at(hours, looked):
        since = (looked - FIRST) % QUARTER
        looked += QUARTER - since
    assert opens == looked
    assert opens.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("choice", "now", "until"),
    [
        (Snooze.HOUR, "2027-01-10T12:10", "2027-01-10T13:10"),
        (Snooze.HOUR, "2027-01-10T19:30", "2027-01-11T08:00"),
        (Snooze.TONIGHT, "2027-01-10T12:10", "2027-01-10T18:00"),
        (Snooze.TONIGHT, "2027-01-10T18:00", "2027-01-10T19:00"),
        (Snooze.TONIGHT, "2027-01-10T01:00", "2027-01-10T18:00"),
        (Snooze.TOMORROW, "2027-01-10T12:10", "2027-01-11T09:00"),
        (Snooze.TOMORROW, "2027-01-10T23:30", "2027-01-12T09:00"),  # there it is the 11th already
        (Snooze.TOMORROW, "2027-10-30T22:30", "2027-11-01T09:00"),  # the 31st has 25 hours
    ],
)
def test_later_in_berlin(choice: Snooze, now: str, until: str) -> None:
    assert snooze_until(choice, utc(now), Hours("Europe/Berlin")) == utc(until)


def test_tomorrow_waits_for_late_risers() -> None:
    assert snooze_until(Snooze.TOMORROW, utc("2027-01-10T12:00"), Hours("UTC", time(1), time(11, 30))) == utc(
        "2027-01-11T11:30"
    )


@pytest.mark.parametrize(
    ("now", "closes_at", "offered"),
    [
        (
            "2027-01-10T12:00",
            "2027-01-20T12:00",
            {"hour": "10T13:00", "tonight": "10T19:00", "tomorrow": "11T10:00"},
        ),
        (
            "2027-01-10T12:00",
            "2027-01-11T10:30",
            {"hour": "10T13:00", "tonight": "10T19:00", "tomorrow": "11T10:00"},
        ),
        ("2027-01-10T12:00", "2027-01-11T10:29", {"hour": "10T13:00", "tonight": "10T19:00"}),
        ("2027-01-10T12:00", "2027-01-10T13:29", {}),
        (
            "2027-01-10T18:00",
            "2027-01-20T12:00",
            {"hour": "10T19:00", "tomorrow": "11T10:00"},
        ),  # the same moment
        ("2027-01-10T20:30", "2027-01-20T12:00", {"tomorrow": "11T10:00"}),  # an hour on is quiet
    ],
)
def test_what_later_offers(now: str, closes_at: str, offered: dict[str, str]) -> None:
    choices = snooze_choices(utc(now), Hours("UTC"), utc(closes_at))
    assert dict(choices) == {Snooze(key): utc(f"2027-01-{at}") for key, at in offered.items()}


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_later_is_later_and_not_quiet(data: st.DataObject) -> None:
    hours = data.draw(any_hours)
    now = data.draw(instants(hours.zone))
    for choice in Snooze:
        until = snooze_until(choice, now, hours)
        assert until > now
        assert not quiet_at(hours, until)
    closes_at = now + data.draw(st.timedeltas(timedelta(hours=-1), timedelta(days=3)))
    moments = [until for _, until in snooze_choices(now, hours, closes_at)]
    assert len(set(moments)) == len(moments)
    assert all(closes_at - until >= timedelta(minutes=30) for until in moments)
