"""A round's numbers are what somebody counting the rows by hand would find."""

import math
import pickle
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from statistics import mean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.invitation import InvitationState
from surveys.core.results import Invited, RoundData
from surveys.core.values import (
    Attached,
    Counted,
    Dated,
    Judged,
    Picked,
    Ranked,
    Rated,
    Sent,
    Value,
    Withdrawn,
    Wrote,
)
from surveys.insight.breakdowns import (
    Amounts,
    Calendar,
    Files,
    Options,
    Order,
    Points,
    Score,
    Share,
    Texts,
    Verdicts,
)
from surveys.insight.numbers import Numbers, QuestionNumbers, count
from surveys.insight.spans import days, numbers
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
        given_values = [
            one.answers[found.question.id] for one in data.invited if found.question.id in one.answers
        ]
        values = [value for value in given_values if not isinstance(value, Withdrawn)]
        assert found.answered == len(given_values)
        assert found.told == len(values)
        assert found.answered <= found.faced
        assert 0 <= found.stopped <= found.faced - found.answered
        recount(found, values)


def recount(found: QuestionNumbers, values: Sequence[Value]) -> None:
    """Check a breakdown against the values, counted another way."""
    match found.breakdown:
        case Texts(texts):
            assert list(texts) == [value.text for value in values if isinstance(value, Wrote)]
        case Points(rows, _, _, middle, half):
            points = [value.points for value in values if isinstance(value, Rated)]
            assert [row.share.count for row in rows] == [points.count(point) for point in range(1, 6)]
            assert middle == (pytest.approx(mean(points)) if points else None)
            assert half == (median(points) if points else None)
        case Options(rows, others):
            picked = [
                option
                for value in values
                if isinstance(value, Picked)
                for option in value.options or ("other",)
            ]
            assert {row.token: row.share.count for row in rows} == {
                row.token: picked.count(row.token) for row in rows
            }
            assert sum(row.share.count for row in rows) == len(picked)
            assert all(row.share.of == len(values) for row in rows)
            assert list(others.texts) == [
                one.other for one in values if isinstance(one, Picked) and one.other
            ]
        case Score() as score:
            points = [value.points for value in values if isinstance(value, Rated)]
            assert score.detractors.count == len([one for one in points if one < 7])
            assert score.passives.count == points.count(7) + points.count(8)
            assert score.promoters.count == points.count(9) + points.count(10)
            low, high = score.interval
            assert -100 <= low <= score.value <= high <= 100
        case Amounts(columns, of):
            assert sum(column.count for column in columns) == of == len(values)
            assert len(columns) <= 10
        case Calendar(columns, of):
            assert sum(column.count for column in columns) == of == len(values)
            assert len(columns) <= 40
        case Order(places):
            assert sum(place.first.count for place in places) == len(values)
            assert [(one.place, one.mean) for one in places] == sorted(
                (one.place, one.mean) for one in places
            )
            assert all(sum(one.at) <= len(values) for one in places)
            assert [one.at[0] for one in places] == [one.first.count for one in places]
            # Each person gives out the places 1, 2 and 3, also where some are shared.
            assert sum(place.mean for place in places) == (pytest.approx(6) if values else 0)
        case Verdicts(rows):
            for row, statement in zip(rows, ("long", "short", "live"), strict=True):
                said = [dict(one.verdicts).get(statement) for one in values if isinstance(one, Judged)]
                assert (row.agree.count, row.disagree.count, row.passed.count) == tuple(
                    said.count(verdict) for verdict in ("agree", "disagree", "pass")
                )
                assert row.agree.of == len(said) - said.count(None)
        case Files(rows, files):
            assert files == sum(len(one.files) for one in values if isinstance(one, Sent))
            assert rows[0].share.count == sum(
                any(file.content_type == "image/png" for file in one.files)
                for one in values
                if isinstance(one, Sent)
            )


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
        **dict.fromkeys(
            ("recommend", "hours", "day", "order", "cover", "setup", "think", "where"), (1, 0, 0)
        ),
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


def test_a_score_and_its_interval() -> None:
    answers = [10] * 50 + [8] * 30 + [3] * 20
    people = [
        Invited(n, S.COMPLETED, answers={"recommend": Rated(points)}) for n, points in enumerate(answers)
    ]
    score = question(count(round_of(people)), "recommend").breakdown
    assert isinstance(score, Score)
    assert score.value == pytest.approx(30)
    # The plain formula gives 30 +- 15.3.
    assert score.interval == pytest.approx((14.0, 44.3), abs=0.2)
    happy = question(count(round_of(completed(5, recommend=Rated(10)))), "recommend").breakdown
    assert isinstance(happy, Score)
    assert happy.value == happy.interval[1] == 100
    assert happy.interval[0] < 80, "five happy people don't prove that all are"


def test_the_scores_interval_holds_what_it_promises() -> None:
    """Over every outcome of 20 answers, weighed by how likely it is, the truth is inside in about 95 %."""
    for up, down in [(0.5, 0.2), (0.8, 0.05), (0.3, 0.3), (0.1, 0.6)]:
        inside = 0.0
        for promoters in range(21):
            for detractors in range(21 - promoters):
                rest = 20 - promoters - detractors
                ways = math.comb(20, promoters) * math.comb(20 - promoters, detractors)
                chance = ways * up**promoters * down**detractors * (1 - up - down) ** rest
                low, high = Score(Share(promoters, 20), Share(rest, 20), Share(detractors, 20)).interval
                inside += chance * (low <= 100 * (up - down) <= high)
        assert 0.92 < inside < 0.99, (up, down)


def test_numbers_in_columns_of_round_width() -> None:
    def columns(*given_numbers: str) -> list[tuple[str, int]]:
        return [(one.label, one.count) for one in numbers([Decimal(one) for one in given_numbers])]

    assert columns("1", "2", "2", "4") == [("1", 1), ("2", 2), ("3", 0), ("4", 1)]
    assert columns("5") == [("5", 1)]
    assert columns("0.5", "0.6") == [
        ("0.5–0.52", 1),
        ("0.52–0.54", 0),
        ("0.54–0.56", 0),
        ("0.56–0.58", 0),
        ("0.58–0.6", 0),
        ("0.6–0.62", 1),
    ]
    assert columns("3", "17", "40", "62") == [
        ("0–9", 1),
        ("10–19", 1),
        ("20–29", 0),
        ("30–39", 0),
        ("40–49", 1),
        ("50–59", 0),
        ("60–69", 1),
    ]
    crowd = [str(one % 10) for one in range(40)]
    assert columns(*crowd, "1000000")[-1] == ("≥22", 1) or columns(*crowd, "1000000")[-1][0].startswith("≥")
    assert len(columns(*crowd, "1000000")) <= 14
    assert columns("20000", "25000")[0][0] == "20k" or columns("20000", "25000")[0][0].startswith("20k")


def test_days_in_columns_that_suit_their_span() -> None:
    def labels(*given_days: date) -> list[str]:
        return [one.label for one in days(list(given_days))]

    assert labels(date(2026, 12, 30), date(2027, 1, 1)) == ["30 Dec", "31 Dec", "1 Jan"]
    assert labels(date(2026, 11, 30), date(2027, 1, 1)) == ["Nov 2026", "Dec 2026", "Jan 2027"]
    assert labels(date(2020, 1, 1), date(2023, 5, 1)) == ["2020", "2021", "2022", "2023"]
    assert labels(date(1975, 1, 1), date(2003, 5, 1)) == ["1970s", "1980s", "1990s", "2000s"]
    assert labels() == []


def test_who_leaves_options_out_ranks_them_halfway_down_the_rest() -> None:
    people = completed(2, order=Ranked(("live",)))
    order = question(count(round_of(people)), "order").breakdown
    assert isinstance(order, Order)
    assert [(one.token, one.mean) for one in order.places] == [("live", 1), ("long", 2.5), ("short", 2.5)]


def test_a_withdrawn_answer_counts_as_given_and_says_nothing() -> None:
    numbers_of = count(
        round_of([*completed(3, mood=Rated(4)), Invited(9, S.COMPLETED, answers={"mood": Withdrawn()})])
    )
    mood = question(numbers_of, "mood")
    assert (mood.answered, mood.withdrawn, mood.told) == (4, 1, 3)
    assert isinstance(mood.breakdown, Points)
    assert mood.breakdown.rows[3].share == Share(3, 3)


def test_single_answers_of_the_newer_kinds() -> None:
    answers: dict[str, Value] = {
        "hours": Counted(Decimal(7)),
        "day": Dated(date(2026, 12, 24)),
        "setup": Sent((Attached(1, "a", "image/png", 1), Attached(2, "b", "image/png", 1)), "hi"),
    }
    numbers_of = count(round_of(completed(1, **answers)))
    amounts, files = (question(numbers_of, one).breakdown for one in ("hours", "setup"))
    assert isinstance(amounts, Amounts)
    assert (amounts.mean, amounts.median, amounts.quartiles) == (7, 7, (7, 7))
    assert isinstance(files, Files)
    assert (files.rows[0].share, files.files, files.texts.texts, files.texts.people) == (
        Share(1, 1),
        2,
        ("hi",),
        (1,),
    )
