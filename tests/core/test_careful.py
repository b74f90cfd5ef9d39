"""Sending with care: when the first few speak against going on, and how fast a new bot goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.careful import WARM, Canary, share_of_pace
from surveys.core.invitation import InvitationState as S


@pytest.mark.parametrize(
    ("states", "alarm"),
    [
        ([S.SENT] * 20, False),
        ([S.UNREACHABLE] * 9, False),
        ([S.UNREACHABLE] * 10, True),
        ([S.FAILED] * 6 + [S.SENT] * 4, True),
        ([S.FAILED] * 5 + [S.SENT] * 5, False),
        ([S.UNREACHABLE] * 11 + [S.COMPLETED] * 9, True),
        ([S.UNREACHABLE] * 9 + [S.QUEUED] * 11, False),
        ([S.UNREACHABLE] * 9 + [S.SENDING] * 11, False),
    ],
)
def test_most_of_enough_speak_against_going_on(states: list[S], alarm: bool) -> None:
    assert Canary().alarms(states) is alarm


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_bot_gets_faster_and_never_slower(one: int, other: int) -> None:
    fewer, more = sorted((one, other))
    assert 0 < share_of_pace(fewer) <= share_of_pace(more) <= 1


def test_a_bot_is_warm_in_the_end() -> None:
    assert share_of_pace(WARM - 1) < share_of_pace(WARM) == 1
