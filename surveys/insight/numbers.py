"""The numbers of a round, counted from its rows and from nothing else.

Which breakdown a question gets follows from how it is asked: what is tapped is tallied, what is
written is handed on as text. So a new kind of question is counted without a change here, as long as
its widget and its `matches` tell the truth.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final, assert_never

from surveys.core.invitation import ANSWERED, REACHED, InvitationState
from surveys.core.questions import Question, Scale
from surveys.core.results import Invited, RoundData
from surveys.core.survey import Survey
from surveys.core.values import Picked, Rated, Value, Wrote
from surveys.core.widgets import Buttons, Choosable, Menu, Writing

#: How many standard errors a 95 % interval reaches to each side.
_Z: Final = 1.959963984540054
#: States of people whose turn never came, so nobody asked them anything.
_NOT_ASKED: Final = frozenset({InvitationState.QUEUED, InvitationState.HELD_BACK})


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, with the 95 % interval (Wilson) of what that says about everybody like them."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share, 0..1; 0 where there is nobody to take a share of."""
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Low and high end, each 0..1, with the share between them. Nobody asked: anything is possible."""
        if not self.of:
            return 0.0, 1.0
        spread = _Z * _Z / self.of
        centre = (self.value + spread / 2) / (1 + spread)
        reach = (
            _Z * math.sqrt(self.value * (1 - self.value) / self.of + spread / (4 * self.of)) / (1 + spread)
        )
        # At the ends the formula meets the share exactly; only rounding could push it past.
        return max(0.0, min(centre - reach, self.value)), min(1.0, max(centre + reach, self.value))


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many got how far. Each step counts states; `states` has every state, also those with none."""

    asked: int
    reached: int
    started: int
    completed: int
    states: Mapping[InvitationState, int]

    @property
    def response(self) -> Share:
        """Those who answered something, of those who were reached."""
        return Share(self.started, self.reached)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that could be tapped: its token and label, and who picked it, of those who answered."""

    token: str
    label: str
    share: Share


@dataclass(frozen=True, slots=True)
class Options:
    """How often each option was picked, in the survey's order."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """How often each point was given, lowest first. `mean` and `median` are None without an answer."""

    rows: tuple[Row, ...]
    low_label: str
    high_label: str
    mean: float | None
    median: float | None


@dataclass(frozen=True, slots=True)
class Texts:
    """What was written, in the order of the people."""

    texts: tuple[str, ...]


Breakdown = Options | Points | Texts


@dataclass(frozen=True, slots=True)
class QuestionNumbers:
    """One question: who got to it, who answered it, and who went no further.

    `faced` counts people who had replied at all and to whom the question was put, as far as their
    answers tell; `stopped` those of them who left the survey at it. The rest skipped it.
    """

    question: Question
    faced: int
    answered: int
    stopped: int
    breakdown: Breakdown

    @property
    def response(self) -> Share:
        """Those who answered the question, of those it was put to."""
        return Share(self.answered, self.faced)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything countable about a round. `first_reply_seconds` is a median, None if nobody replied."""

    funnel: Funnel
    first_reply_seconds: float | None
    questions: tuple[QuestionNumbers, ...]


def count(data: RoundData) -> Numbers:
    """The numbers of a round, open or closed."""
    reached_questions = [_reached_questions(data.survey, one) for one in data.invited]
    return Numbers(
        funnel=_funnel(data.invited),
        first_reply_seconds=_first_reply_seconds(data.invited),
        questions=tuple(
            _question(question, data.invited, reached_questions) for question in data.survey.questions
        ),
    )


def choosables(question: Question) -> tuple[Choosable, ...]:
    """Everything that can be tapped in reply, in the order it is offered; empty where people write."""
    widget = question.widget(())
    match widget:
        case Buttons(options) | Menu(options):
            return options
        case Writing():
            return ()
        case _:
            assert_never(widget)


def _funnel(invited: Iterable[Invited]) -> Funnel:
    found = Counter(one.state for one in invited)
    states = {state: found[state] for state in InvitationState}
    return Funnel(
        asked=sum(number for state, number in states.items() if state not in _NOT_ASKED),
        reached=sum(number for state, number in states.items() if state in REACHED),
        started=sum(number for state, number in states.items() if state in ANSWERED),
        completed=states[InvitationState.COMPLETED],
        states=states,
    )


def _first_reply_seconds(invited: Iterable[Invited]) -> float | None:
    # A reply can overtake the record of its delivery; it took no less than no time.
    waits = [
        max(0.0, (one.started_at - one.sent_at).total_seconds())
        for one in invited
        if one.started_at is not None and one.sent_at is not None
    ]
    return median(waits) if waits else None


def _question(
    question: Question,
    invited: Sequence[Invited],
    reached_questions: Sequence[tuple[frozenset[str], str | None]],
) -> QuestionNumbers:
    values = [one.answers[question.id] for one in invited if question.id in one.answers]
    return QuestionNumbers(
        question=question,
        faced=sum(question.id in faced for faced, _ in reached_questions),
        answered=len(values),
        stopped=sum(last == question.id for _, last in reached_questions),
        breakdown=_breakdown(question, values),
    )


def _breakdown(question: Question, values: Sequence[Value]) -> Breakdown:
    offered = choosables(question)
    if not offered:
        return Texts(tuple(value.text for value in values if isinstance(value, Wrote)))
    picked = Counter(token for value in values for token in question.matches(value))
    rows = tuple(Row(one.token, one.label, Share(picked[one.token], len(values))) for one in offered)
    if not isinstance(question, Scale):
        return Options(rows)
    points = [value.points for value in values if isinstance(value, Rated)]
    return Points(
        rows=rows,
        low_label=question.low_label,
        high_label=question.high_label,
        mean=fmean(points) if points else None,
        median=float(median(points)) if points else None,
    )


def _reached_questions(survey: Survey, one: Invited) -> tuple[frozenset[str], str | None]:
    """The questions put to somebody who replied, and the one they left at, if they left.

    A skip leaves no trace in the answers, so whoever skipped after their last answer counts as
    having left at the first question they skipped.
    """
    if one.state not in ANSWERED:
        return frozenset(one.answers), None
    way = [question.id for question in survey.way(one.answers)]
    if one.state is InvitationState.COMPLETED:
        return frozenset({*way, *one.answers}), None
    given = [place for place, wanted in enumerate(way) if wanted in one.answers]
    passed = way[: given[-1] + 2 if given else 1]
    last = passed[-1] if passed[-1] not in one.answers else None
    return frozenset({*passed, *one.answers}), last


def in_words(question: Question, value: Value, separator: str) -> str:
    """An answer as a table cell has it: labels joined by `separator`, a number, or the text as sent."""
    match value:
        case Picked(options):
            labels = {one.token: one.label for one in choosables(question)}
            return separator.join(labels.get(option, option) for option in options)
        case Rated(points):
            return str(points)
        case Wrote(text):
            return text
        case _:
            assert_never(value)
