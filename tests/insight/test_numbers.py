"""A round's numbers are what somebody counting the rows by hand would find."""

import pickle
from datetime import timedelta
from statistics import mean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.invitation import InvitationState
from surveys.core.results import Invited, RoundData
from surveys.core.values import Picked, Rated, Wrote
from surveys.insight.numbers import Numbers, Options, Points, QuestionNumbers, Share, Texts, count
from tests.insight.rounds import OPENED, any_round, completed, round_of

S = InvitationState


def question(numbers: Numbers, wanted: str) -> QuestionNumbers:
    return next(one for one in numbers.questions if one.question.id == wanted)


@settings(max_examples=80, deadline=None)
@given(any_round())
def test_the_numbers_are_a_plain_recount(data: RoundData) -> None:
    numbers = count(data)
    states = [one.state.value for one in data.invited]
    assert sum(numbers.funnel.states.values()) == len(states)
    assert {state.value: number for state, number in numbers.funnel.states.items() if number} == {
        state: states.count(state) for state in set(states)
    }
    assert numbers.funnel.asked == len(states) - states.count("queued") - states.count("held_back")
    assert numbers.funnel.reached == numbers.funnel.asked - sum(
        states.count(state) for state in ("sending", "unreachable", "failed")
    )
    assert numbers.funnel.started == sum(
        states.count(state) for state in ("started", "completed", "partial", "broke_off")
    )
    assert numbers.funnel.completed == states.count("completed")
    waits = [
        max((one.started_at - one.sent_at).total_seconds(), 0.0)
        for one in data.invited
        if one.started_at and one.sent_at
    ]
    assert numbers.first_reply_seconds == (median(waits) if waits else None)
    for found in numbers.questions:
        values = [one.answers[found.question.id] for one in data.invited if found.question.id in one.answers]
        assert found.answered == len(values)
        assert found.answered <= found.faced
        assert 0 <= found.stopped <= found.faced - found.answered
        match found.breakdown:
            case Texts(texts):
                assert list(texts) == [value.text for value in values if isinstance(value, Wrote)]
            case Points(rows, _, _, middle, half):
                points = [value.points for value in values if isinstance(value, Rated)]
                assert [row.share.count for row in rows] == [points.count(point) for point in range(1, 6)]
                assert middle == (pytest.approx(mean(points)) if points else None)
                assert half == (median(points) if points else None)
            case Options(rows):
                picked = [option for value in values if isinstance(value, Picked) for option in value.options]
                assert {row.token: row.share.count for row in rows} == {
                    row.token: picked.count(row.token) for row in rows
                }
                assert sum(row.share.count for row in rows) == len(picked)
                assert all(row.share.of == len(values) for row in rows)


@settings(max_examples=40, deadline=None)
@given(any_round())
def test_the_order_of_people_does_not_matter_and_the_data_travels(data: RoundData) -> None:
    again = pickle.loads(pickle.dumps(data))
    assert again == data
    turned = round_of(data.invited[::-1])
    assert count(turned).funnel == count(again).funnel
    assert [one.faced for one in count(turned).questions] == [one.faced for one in count(again).questions]


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_lies_inside_its_interval(hits: int, misses: int) -> None:
    share = Share(hits, hits + misses)
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1
    if hits + misses:
        assert (low, high) != (0, 1)
        wider = Share(hits, hits + misses), Share(10 * hits, 10 * (hits + misses))
        assert wider[1].interval[1] - wider[1].interval[0] < wider[0].interval[1] - wider[0].interval[0]


def test_the_interval_is_wilsons() -> None:
    # Published example: 4 of 10 gives .168 to .687; 0 of 10 gives 0 to .278.
    assert Share(4, 10).interval == pytest.approx((0.168, 0.687), abs=5e-4)
    assert Share(0, 10).interval == pytest.approx((0, 0.278), abs=5e-4)
    assert Share(0, 0).interval == (0, 1)
    assert Share(0, 0).value == 0


def test_who_leaves_is_counted_at_the_question_they_left_at() -> None:
    yes, no = Picked(("yes",)), Picked(("no",))
    numbers = count(
        round_of(
            [
                Invited(1, S.PARTIAL, answers={"watching": yes}),
                Invited(2, S.BROKE_OFF, answers={"watching": yes, "format": Picked(("live",))}),
                Invited(3, S.STARTED, answers={"watching": no}),
                Invited(4, S.EXPIRED),
                *completed(1, watching=no, idea=Wrote("a podcast")),
            ]
        )
    )
    assert {one.question.id: (one.faced, one.answered, one.stopped) for one in numbers.questions} == {
        "watching": (4, 4, 0),
        "mood": (2, 0, 1),
        "format": (1, 1, 0),
        "formats": (1, 0, 1),
        "word": (0, 0, 0),
        "story": (0, 0, 0),
        "idea": (2, 1, 1),
    }
    assert question(numbers, "idea").response == Share(1, 2)


def test_an_answer_kept_from_a_way_left_later_still_counts() -> None:
    numbers = count(round_of(completed(1, watching=Picked(("no",)), mood=Rated(4))))
    assert question(numbers, "mood").answered == question(numbers, "mood").faced == 1


def test_a_reply_that_overtook_its_delivery_took_no_time() -> None:
    early = Invited(1, S.COMPLETED, sent_at=OPENED, started_at=OPENED - timedelta(seconds=1))
    assert count(round_of([early])).first_reply_seconds == 0


def test_nobody_invited() -> None:
    numbers = count(round_of([]))
    assert numbers.funnel.asked == 0
    assert numbers.funnel.response.value == 0
    assert numbers.first_reply_seconds is None
