"""The numbers of a round that goes on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.invitation import InvitationState
from surveys.core.rounds import Halt, RoundState
from surveys.core.status import Status, next_look

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

SENDING = Status(
    number=1,
    title="Monthly",
    state=RoundState.OPEN,
    halted=None,
    opened_at=NOON - 10 * MINUTE,
    closes_at=NOON + timedelta(days=3),
    closed_at=None,
    target=None,
    counts={InvitationState.QUEUED: 300, InvitationState.SENT: 700},
    waiting={},
    held={},
    ready=300,
    last_due=None,
    recent=150,
    median_seconds=None,
    at=NOON,
)


def test_the_end_of_sending_is_by_the_pace_or_by_the_last_who_wait_for_a_moment_of_their_own() -> None:
    assert (SENDING.invited, SENDING.unsent, SENDING.per_minute) == (1000, 300, 30)
    assert SENDING.sent_by == NOON + 10 * MINUTE
    tomorrow = NOON + timedelta(hours=21)
    assert replace(SENDING, last_due=tomorrow).sent_by == tomorrow
    assert replace(SENDING, last_due=NOON + MINUTE).sent_by == NOON + 10 * MINUTE
    # Nobody is ready: only the moments of those who wait say it, told in steps of five minutes.
    asleep = replace(SENDING, ready=0, recent=0, last_due=tomorrow - timedelta(seconds=1))
    assert asleep.sent_by == tomorrow


@pytest.mark.parametrize(
    "status",
    [
        replace(SENDING, halted=Halt.PAUSED),
        replace(SENDING, recent=0),
        replace(SENDING, counts={InvitationState.SENT: 1000}, ready=0),
        replace(SENDING, ready=0),
    ],
)
def test_nothing_is_estimated_from_nothing(status: Status) -> None:
    assert status.sent_by is None


def test_a_young_round_has_the_pace_of_its_own_time() -> None:
    assert replace(SENDING, opened_at=NOON - MINUTE).per_minute == 150
    assert replace(SENDING, opened_at=NOON).per_minute == 300, "never by less than half a minute"


def test_looks_are_frequent_at_first_and_rare_where_nothing_moves() -> None:
    def pause(age: timedelta, still: timedelta = timedelta()) -> float:
        return (next_look(NOON - age, NOON - still, NOON) - NOON).total_seconds()

    assert pause(timedelta()) == 5
    assert pause(MINUTE) == 15
    assert pause(10 * MINUTE) == 60
    assert pause(60 * MINUTE) == 300
    assert pause(5 * MINUTE, 5 * MINUTE) == 15
    assert pause(10 * MINUTE, 10 * MINUTE) == 300


@given(st.timedeltas(timedelta(), timedelta(days=30)), st.timedeltas(timedelta(), timedelta(days=30)))
def test_looks_are_never_far_apart_nor_in_a_rush(age: timedelta, still: timedelta) -> None:
    due = next_look(NOON - age, NOON - min(age, still), NOON)
    assert timedelta(seconds=5) <= due - NOON <= timedelta(minutes=5)


def test_a_day_with_news_at_every_look_costs_few_edits() -> None:
    at, looks = NOON, 0
    while at < NOON + timedelta(days=1):
        at, looks = next_look(NOON, at, at), looks + 1
    assert looks < 400
