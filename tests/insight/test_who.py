"""Who answered, of those asked: which groups are shown, and when it is said that a minority speaks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.invitation import ANSWERED, InvitationState
from surveys.core.results import Invited, RoundData
from surveys.core.wording import who as wording
from surveys.insight import who_section
from surveys.insight.gallery import Gallery
from surveys.insight.numbers import count
from surveys.insight.who import By, Who, compare
from tests.insight.rounds import OPENED, SURVEY, round_of

S = InvitationState
DAYS = (5, 90, 400)


def people(*groups: tuple[int, int, int]) -> RoundData:
    """For each group: days since they joined, how many were asked, and how many of them answered."""
    invited: list[Invited] = []
    for days, asked, answered in groups:
        for place in range(asked):
            state = S.COMPLETED if place < answered else S.EXPIRED
            invited.append(Invited(len(invited) + 1, state, joined_at=OPENED - timedelta(days=days)))
    return round_of(invited)


def shown(data: RoundData, by: By) -> list[tuple[str, int, int]]:
    return [
        (group.label, group.response.of, group.response.count)
        for one in compare(data).groupings
        if one.by is by
        for group in one.groups
    ]


def test_a_loud_minority_is_named() -> None:
    data = people((5, 25, 21), (90, 35, 5), (400, 40, 4))
    loud = compare(data).loud
    assert loud is not None
    assert loud.group.label == "joined in the last 30 days"
    assert (loud.replies.count, loud.replies.of, loud.asked.count, loud.asked.of) == (21, 30, 25, 100)
    section = who_section.section(count(data), Gallery())
    assert section is not None
    assert section.text.splitlines() == [
        wording.TITLE,
        (
            "Mind who speaks here: those who joined in the last 30 days answered 7 times as often as the others. "
            "70% of the replies come from 25% of those asked."
        ),
        (
            "-# joined in the last 30 days: 21 of 25 (84%) · joined 30 days to 6 months ago: 5 of 35 (14%) · "
            "joined over 6 months ago: 4 of 40 (10%)"
        ),
    ]
    assert section.picture is not None
    assert section.picture.alt.startswith(
        "Bar chart, “How many of each group answered”: Joined in the last 30 days 84%"
    )


@pytest.mark.parametrize(
    "data",
    [
        people((5, 8, 5), (90, 30, 10)),  # not for sure
        people((5, 100, 60), (90, 40, 8)),  # no minority
        people((5, 300, 150), (90, 700, 280)),  # for sure, and hardly louder
    ],
)
def test_nobody_is_called_loud_without_reason(data: RoundData) -> None:
    assert compare(data).loud is None
    section = who_section.section(count(data), Gallery())
    assert section is not None
    assert section.text.splitlines()[1] == wording.EVEN


def test_twice_and_alone() -> None:
    twice = who_section.section(count(people((5, 60, 48), (90, 200, 80))), Gallery())
    assert twice is not None
    assert "answered twice as often as the others" in twice.text
    alone = who_section.section(count(people((5, 20, 15), (90, 60, 0))), Gallery())
    assert alone is not None
    assert (
        "all replies come from those who joined in the last 30 days, and they are 25% of those asked"
        in alone.text
    )


def test_small_groups_join_their_neighbours() -> None:
    assert shown(people((5, 4, 2), (90, 20, 10), (400, 20, 10)), By.TENURE) == [
        ("joined in the last 6 months", 24, 12), ("joined over 6 months ago", 20, 10),
    ]  # fmt: skip
    assert shown(people((5, 20, 2), (90, 20, 10), (400, 4, 1)), By.TENURE) == [
        ("joined in the last 30 days", 20, 2), ("joined over 30 days ago", 24, 11),
    ]  # fmt: skip
    assert shown(people((5, 4, 2), (400, 60, 20)), By.TENURE) == []
    assert shown(people((5, 20, 2), (400, 60, 20)), By.TENURE) == [
        ("joined in the last 30 days", 20, 2), ("joined over 6 months ago", 60, 20),
    ]  # fmt: skip


def test_in_an_anonymous_round_no_group_tells_of_its_people() -> None:
    """Where all of a group answered, or all but a few, everybody in it would be known to have."""
    data = people((5, 20, 20), (90, 20, 10), (400, 20, 8))
    assert len(shown(data, By.TENURE)) == 3
    anonymous = replace(data, survey=replace(SURVEY, anonymous=True))
    assert shown(anonymous, By.TENURE) == [
        ("joined in the last 6 months", 40, 30), ("joined over 6 months ago", 20, 8),
    ]  # fmt: skip


def test_activity_is_by_the_rounds_before() -> None:
    data = people((90, 30, 12))
    before = [(0, 0)] * 10 + [(5, 2), (1, 0)] * 5 + [(4, 2), (1, 1)] * 5
    invited = [
        replace(one, asked_before=asked, answered_before=answered)
        for one, (asked, answered) in zip(data.invited, before, strict=True)
    ]
    assert [label for label, *_ in shown(replace(data, invited=tuple(invited)), By.ACTIVITY)] == [
        "were in their first round", "seldom answered before", "mostly answered before",
    ]  # fmt: skip


def test_who_was_never_asked_or_is_nobody_any_more_is_in_no_group() -> None:
    data = people((5, 20, 10), (90, 20, 10))
    others = [
        Invited(101, S.HELD_BACK, joined_at=OPENED - timedelta(days=5)),
        Invited(102, S.COMPLETED),
        Invited(103, S.COMPLETED, joined_at=OPENED + timedelta(days=1)),
    ]
    more = replace(data, invited=(*data.invited, *others))
    assert shown(more, By.TENURE) == shown(data, By.TENURE)
    assert not {101, 102, 103} & set(compare(more).groupings[0].of_person)


def test_nothing_is_said_while_the_round_is_open() -> None:
    data = replace(people((5, 25, 21), (90, 75, 9)), closed_at=None)
    assert compare(data) == Who()
    assert who_section.section(count(data), Gallery()) is None


@given(
    st.lists(st.tuples(st.sampled_from(DAYS), st.integers(0, 12), st.integers(0, 12)), max_size=6),
    st.booleans(),
)
def test_every_group_is_large_enough_and_nobody_is_left_out(
    groups: list[tuple[int, int, int]], anonymous: bool
) -> None:
    data = people(*groups)
    data = replace(data, survey=replace(SURVEY, anonymous=anonymous))
    for one in compare(data).groupings:
        assert len(one.groups) >= 2
        assert len({group.label for group in one.groups}) == len(one.groups)
        for group in one.groups:
            assert group.response.of >= 5
            if anonymous:
                assert 5 <= group.response.count <= group.response.of - 5
        assert sum(group.response.of for group in one.groups) == len(data.invited) == len(one.of_person)
        assert sum(group.response.count for group in one.groups) == sum(
            each.state in ANSWERED for each in data.invited
        )
