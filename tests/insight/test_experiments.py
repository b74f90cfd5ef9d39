"""Wording experiments: the intervals against published figures, and what is said when."""

import math
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from surveys.core.experiment import Experiment, Variant
from surveys.core.invitation import InvitationState
from surveys.core.questions import Nps, Question, ShortText, YesNo
from surveys.core.results import Invited, RoundData
from surveys.core.survey import Survey
from surveys.core.values import Picked, Rated, Value, Withdrawn
from surveys.insight import intervals, report, trials
from surveys.insight.experiments import Stage, judge
from surveys.insight.intervals import needed, newcombe, welch, wilson
from tests.insight.rounds import OPENED

S = InvitationState


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 29), (5, 56), -0.0381, 0.1926),
        ((0, 20), (10, 10), 0.6791, 1.0),
        ((0, 10), (10, 10), 0.6075, 1.0),
    ],
)
def test_differences_of_shares_are_newcombe_s(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), page 886, table II, method 10, for contrasts (a) to (d), (g), (h)."""
    found = newcombe(first, second)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    other = newcombe(second, first)
    assert (other.low, other.high) == pytest.approx((-found.high, -found.low))


def test_differences_of_means_are_welch_s() -> None:
    """`t.test(extra ~ group, data = sleep)` in the documentation of R: Student's data on two soporific drugs."""
    second = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    first = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = welch(first, second)
    assert (found.low, found.high) == pytest.approx((-3.3654832, 0.2054832), abs=1e-5)
    assert welch([2.0, 2.0], [3.0, 3.0]).is_real


@pytest.mark.parametrize(("freedom", "t"), [(4, 2.776), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)])
def test_student_s_t_is_as_tabled(freedom: int, t: float) -> None:
    """The two-sided 5 % points in any textbook's table."""
    assert intervals.student(0.95, freedom) == pytest.approx(t, abs=1e-3)


def test_the_size_is_as_other_tools_plan_it() -> None:
    """`power.prop.test(p1 = .50, p2 = .75, power = .90)` in R's documentation: n = 76.7; the variance is pooled here."""
    assert needed(math.sqrt(0.625 * 0.375), 0.25, power=0.9) == pytest.approx(76.7, rel=0.04)
    assert needed(0.5, 0.1) == 393
    assert needed(0.5, 0.1, comparisons=2) > 393
    assert wilson(0, 0) == (0.0, 1.0)


# --- what is said ------------------------------------------------------------------------------------

QUESTIONS: tuple[Question, ...] = (
    Nps(id="rating", text="How was it?"),
    YesNo(id="again", text="Again?"),
    ShortText(id="why", text="Why?"),
)
INTRO = Experiment(what="intro", variants=(Variant(id="plain"), Variant(id="warm", text="Hi *you*")))


def round_of(
    arms: dict[str, list[Invited]], experiment: Experiment = INTRO, *, over: bool = True
) -> RoundData:
    invited = [replace(one, variant=variant) for variant, people in arms.items() for one in people]
    survey = Survey(key="k", title="T", intro="Hello", questions=QUESTIONS, experiment=experiment)
    numbered = tuple(replace(one, person=place) for place, one in enumerate(invited, 1))
    return RoundData("Lamplight", 3, survey, OPENED, OPENED + timedelta(days=3) if over else None, numbered)


def people(completed: int, of: int, **answers: Value) -> list[Invited]:
    done = [Invited(0, S.COMPLETED, sent_at=OPENED, started_at=OPENED, answers=answers)] * completed
    return done + [Invited(0, S.EXPIRED, sent_at=OPENED)] * (of - completed)


def said(data: RoundData) -> str:
    found = trials.section(data)
    assert found is not None
    assert found.text in "\n".join(one.text for one in report.build(data).sections)
    return found.text


def test_a_real_difference_is_told_in_a_sentence() -> None:
    data = round_of({"plain": people(192, 400), "warm": people(248, 400)})
    assert said(data) == (
        "**Trying wordings of the invitation**\n"
        "**plain** · “Hello”\n"
        "-# 400 reached, 192 started, 192 finished (48%)\n"
        "**warm** · “Hi \\*you\\*”\n"
        "-# 400 reached, 248 started, 248 finished (62%)\n"
        "\n"
        "**warm** got more people to finish: 62% against 48% with **plain** (difference between 7 and 21 points).\n"
        "-# Differences are given with their 95 % interval."
    )
    other = round_of({"plain": people(248, 400), "warm": people(192, 400)})
    assert "**plain** got more people to finish: 62% against 48% with **warm**" in said(other)


def test_no_difference_is_told_with_what_it_could_be() -> None:
    data = round_of({"plain": people(200, 400), "warm": people(210, 400)})
    assert (
        "No real difference between **plain** and **warm**: 50% against 52% (**warm** is somewhere between -4 and +9 "
        "points)." in said(data)
    )


def test_an_open_round_shows_no_outcome() -> None:
    open_round = round_of({"plain": people(10, 400), "warm": people(300, 400)}, over=False)
    told = said(open_round)
    assert "Too early to say while the round is open" in told
    assert "400 reached" in told
    assert not any(part in told for part in ("finished", "started", "%", "300"))
    early = round_of({"plain": people(10, 40), "warm": people(30, 40)}, over=False)
    assert "Too early to say: 80 people so far, and up to about 790 are needed." in said(early)


def test_too_few_people_get_no_verdict_however_large_the_difference() -> None:
    told = said(round_of({"plain": people(10, 60), "warm": people(50, 60)}))
    assert "Too few to say: 120 of about 786 people needed." in told
    assert "got more" not in told
    uneven = round_of({"plain": people(50, 100), "warm": people(500, 1000)})
    assert "Too few to say: 493 of about 786" in said(uneven), "the many don't make up for the few"


def test_small_groups_are_not_shown() -> None:
    told = said(round_of({"plain": people(2, 4), "warm": people(50, 100)}))
    assert "Numbers are shown once each wording has had at least 5 people." in told
    assert not any(char.isdigit() for char in told.replace("5 people", ""))
    assert judge(replace(round_of({}), survey=replace(round_of({}).survey, experiment=None))) is None


def asked(what: str) -> Experiment:
    return Experiment(what=what, variants=(Variant(id="plain"), Variant(id="warm", text="Hm?")))


def test_a_question_s_wordings_are_compared_by_who_answered_and_by_what() -> None:
    rng = random.Random(5)

    def rated(count: int, of: int, around: int) -> list[Invited]:
        return [
            one
            for _ in range(count)
            for one in people(
                1, 1, rating=Rated(min(10, max(0, around + rng.choice((-2, -1, 0, 1, 2))))), again=YES
            )
        ] + people(of - count, of - count, again=YES)

    data = round_of({"plain": rated(200, 400, 6), "warm": rated(360, 400, 8)}, asked("rating"))
    told = said(data)
    assert "**Trying wordings of “How was it?”**" in told
    assert "400 reached, 400 started, 200 of 400 answered it (50%)" in told
    assert "**warm** got more people to answer: 90% against 50% with **plain**" in told
    assert "on average with **plain**, 8.1 with **warm** (difference between 1.89 and 2.36)." in told
    alike = round_of({"plain": rated(380, 400, 6), "warm": rated(380, 400, 6)}, asked("rating"))
    assert "The answers themselves look alike with **plain** and **warm**." in said(alike)


YES, NO = Picked(("yes",)), Picked(("no",))


def test_answers_that_are_picked_are_compared_by_share() -> None:
    arms = {
        "plain": people(200, 200, again=YES) + people(200, 200, again=NO),
        "warm": people(320, 320, again=YES) + people(80, 80, again=NO),
    }
    told = said(round_of(arms, asked("again")))
    assert "“Yes” was said by 50% with **plain**, by 80% with **warm**." in told
    withdrawn = {name: people(400, 400, again=Withdrawn()) for name in ("plain", "warm")}
    assert "100% against 100%" in said(round_of(withdrawn, asked("again")))
    words = round_of({name: people(400, 400, again=YES) for name in ("plain", "warm")}, asked("why"))
    assert "The answers" not in said(words), "texts have nothing to compare"


def test_three_wordings_are_each_compared_with_the_first() -> None:
    three = replace(INTRO, variants=(*INTRO.variants, Variant(id="short", text="Hey")))
    data = round_of({"plain": people(250, 500), "warm": people(330, 500), "short": people(255, 500)}, three)
    found = judge(data)
    assert found is not None
    assert [one.difference.is_real for one in found.comparisons] == [True, False]
    two = judge(round_of({"plain": people(250, 500), "warm": people(330, 500)}))
    assert two is not None
    assert two.comparisons[0].difference.low > found.comparisons[0].difference.low, (
        "two chances to err, wider each"
    )


def test_chance_alone_is_taken_for_a_difference_once_in_twenty() -> None:
    """With one look at the planned size; 400 experiments in which the wordings are equally good."""
    rng = random.Random(7)
    wrong = 0
    for _ in range(400):
        counts = [sum(rng.random() < 0.4 for _ in range(400)) for _ in range(2)]
        wrong += newcombe((counts[0], 400), (counts[1], 400)).is_real
    assert 8 <= wrong <= 34


def test_looking_ten_times_finds_what_is_not_there_far_more_often() -> None:
    """Why there is one look: the same experiments, judged after every fortieth person until one judgement says "real"."""
    rng = random.Random(7)
    wrong = 0
    for _ in range(400):
        answers = [[rng.random() < 0.4 for _ in range(400)] for _ in range(2)]
        wrong += any(
            newcombe((sum(answers[0][:size]), size), (sum(answers[1][:size]), size)).is_real
            for size in range(40, 401, 40)
        )
    assert 0.14 < wrong / 400 < 0.26


def test_a_difference_of_ten_points_is_found_four_times_out_of_five() -> None:
    rng = random.Random(11)
    size = needed(0.5, 0.1)
    found = 0
    for _ in range(400):
        counts = [sum(rng.random() < share for _ in range(size)) for share in (0.45, 0.55)]
        found += newcombe((counts[0], size), (counts[1], size)).is_real
    assert 0.74 < found / 400 < 0.88


def test_the_stages_follow_from_time_and_size() -> None:
    arms = {"plain": people(200, 400), "warm": people(200, 400)}
    over, going = judge(round_of(arms)), judge(round_of(arms, over=False))
    assert over is not None
    assert going is not None
    assert (over.stage, going.stage) == (Stage.DECIDED, Stage.OPEN)
    assert going.comparisons == ()
