"""What came of a wording experiment: one look, when the round is over, at a size that was set before.

Whoever looks often enough sees a difference that isn't there. So there is no verdict while people still answer,
and none from fewer people than it takes to find a difference of ten points four times out of five.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from statistics import fmean
from typing import Final

from surveys.core.experiment import INTRO, Experiment, Variant
from surveys.core.language import ENGLISH
from surveys.core.questions import Question
from surveys.core.results import RoundData
from surveys.core.values import Counted, Rated, Value, Withdrawn
from surveys.insight import numbers
from surveys.insight.breakdowns import Share
from surveys.insight.intervals import Difference, needed, newcombe, shared, welch

#: The smallest difference worth knowing of, as a share: ten points.
SMALLEST: Final = 0.1
#: With fewer people than this in a variant nothing is shown.
LEAST: Final = 5
#: However alike people are, fewer than this in a variant decide nothing.
_FEWEST: Final = 30


class Stage(Enum):
    """How much may be said."""

    HIDDEN = "hidden"
    OPEN = "open"
    FEW = "few"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Arm:
    """Those who read one variant. `outcome` is what counts: who finished of those reached, or who answered the question of those who came to it."""

    variant: Variant
    reached: int
    started: int
    outcome: Share


@dataclass(frozen=True, slots=True)
class Answers:
    """How the answers to the question differ: by mean, or by the share that picked an option (its label)."""

    here: float
    there: float
    difference: Difference
    option: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A later variant against the first. `answers` is None where there is nothing to compare or no real difference; `compared` tells which."""

    first: Arm
    other: Arm
    difference: Difference
    compared: bool = False
    answers: Answers | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """An experiment's result. `needed` people in all are enough for a verdict, `have` is how many there are.

    `question` is what it was about, None for the intro. `comparisons` is empty until it is decided.
    """

    experiment: Experiment
    question: Question | None
    stage: Stage
    arms: tuple[Arm, ...]
    have: int
    needed: int
    comparisons: tuple[Comparison, ...] = ()


def judge(data: RoundData) -> Trial | None:
    """What can be said about the experiment of the round; None where it has none."""
    experiment = data.survey.experiment
    if experiment is None:
        return None
    question = None if experiment.what == INTRO else data.survey.question(experiment.what)
    arms = tuple(_arm(data, one, question) for one in experiment.variants)
    stage, enough = _stage(data, arms)
    # Nobody beyond what a variant needs makes up for somebody another one lacks.
    have = sum(min(one.outcome.of, enough // len(arms)) for one in arms)
    trial = Trial(experiment, question, stage, arms, have, enough)
    if stage is not Stage.DECIDED:
        return trial
    first, *others = arms
    return replace(
        trial, comparisons=tuple(_compared(data, first, one, question, len(others)) for one in others)
    )


def _arm(data: RoundData, variant: Variant, question: Question | None) -> Arm:
    found = numbers.count(
        replace(data, invited=tuple(one for one in data.invited if one.variant == variant.id), earlier=())
    )
    funnel = found.funnel
    outcome = next((one.response for one in found.questions if one.question == question), None)
    return Arm(variant, funnel.reached, funnel.started, outcome or Share(funnel.completed, funnel.reached))


def _stage(data: RoundData, arms: Sequence[Arm]) -> tuple[Stage, int]:
    comparisons = len(arms) - 1
    if min(one.outcome.of for one in arms) < LEAST:
        return Stage.HIDDEN, 0
    if data.closed_at is None:
        # How many finish isn't known before they had the time to; at a half it takes the most people.
        return Stage.OPEN, needed(0.5, SMALLEST, comparisons) * len(arms)
    # All together, whatever they read: that says nothing about which is ahead, so it biases nothing.
    share = sum(one.outcome.count for one in arms) / sum(one.outcome.of for one in arms)
    each = max(_FEWEST, needed(math.sqrt(share * (1 - share)), SMALLEST, comparisons))
    # With unequal shares, the smallest group decides how much can be seen.
    few = min(one.outcome.of for one in arms) < each
    return Stage.FEW if few else Stage.DECIDED, each * len(arms)


def _compared(
    data: RoundData, first: Arm, other: Arm, question: Question | None, comparisons: int
) -> Comparison:
    certainty = shared(comparisons)
    pair = [(one.outcome.count, one.outcome.of) for one in (first, other)]
    difference = newcombe(pair[0], pair[1], certainty)
    if question is None:
        return Comparison(first, other, difference)
    given = [_given(data, question, one) for one in (first, other)]
    if min(map(len, given)) < LEAST:
        return Comparison(first, other, difference)
    compared, answers = _answers(question, given[0], given[1], comparisons)
    return Comparison(first, other, difference, compared, answers)


def _given(data: RoundData, question: Question, arm: Arm) -> list[Value]:
    return [
        value
        for one in data.invited
        if one.variant == arm.variant.id
        and (value := one.answers.get(question.id)) is not None
        and not isinstance(value, Withdrawn)
    ]


def _answers(
    question: Question, first: Sequence[Value], other: Sequence[Value], comparisons: int
) -> tuple[bool, Answers | None]:
    """Whether there is something to compare, and the largest real difference in it."""
    here, there = _figures(first), _figures(other)
    if here and there:
        difference = welch(here, there, shared(comparisons))
        told = Answers(fmean(here), fmean(there), difference)
        return True, told if difference.is_real else None
    options = question.choices(ENGLISH)
    # Each option is one more chance to see a difference that isn't there.
    certainty = shared(comparisons * max(1, len(options)))
    found = []
    for option in options:
        counts = [
            (sum(option.token in question.matches(value) for value in values), len(values))
            for values in (first, other)
        ]
        difference = newcombe(counts[0], counts[1], certainty)
        if difference.is_real:
            shares = [count / of for count, of in counts]
            found.append(Answers(shares[0], shares[1], difference, option.label))
    return bool(options), max(found, key=lambda one: abs(one.difference.value), default=None)


def _figures(given: Sequence[Value]) -> list[float]:
    """The answers as numbers, where they are some."""
    figures = []
    for value in given:
        match value:
            case Rated(points):
                figures.append(float(points))
            case Counted(number):
                figures.append(float(number))
            case _:
                return []
    return figures
