"""The numbers of a round, counted from its rows and from nothing else."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Final

from surveys.core.invitation import ANSWERED, REACHED, InvitationState
from surveys.core.questions import Question
from surveys.core.results import Invited, RoundData
from surveys.core.survey import Survey
from surveys.core.values import Withdrawn
from surveys.insight.breakdowns import Breakdown, Share, break_down
from surveys.insight.waves import Change, Trend, changes, trends

#: States of people whose turn never came, so nobody asked them anything.
_NOT_ASKED: Final = frozenset({InvitationState.QUEUED, InvitationState.HELD_BACK})


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
class QuestionNumbers:
    """One question: who got to it, who answered it, and who went no further.

    `faced` counts people who had replied at all and to whom the question was put, as far as their
    answers tell; `stopped` those of them who left the survey at it. The rest skipped it. `withdrawn` of the
    answers have no content any more: they count as given, and are in no breakdown.
    """

    question: Question
    faced: int
    answered: int
    stopped: int
    withdrawn: int
    breakdown: Breakdown

    @property
    def told(self) -> int:
        """The answers that still have their content."""
        return self.answered - self.withdrawn

    @property
    def response(self) -> Share:
        """Those who answered the question, of those it was put to."""
        return Share(self.answered, self.faced)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything countable about a round: what a summary, its headline and its export are made of.

    `first_reply_seconds` is the median of the time from the message to the first reply, and
    `first_reply_quartiles` are the times after which a quarter and three quarters of those who replied had done so;
    None if nobody replied.

    What a question came to stands in its `breakdown`: the best option of `Options` is the row with the largest
    share, `Points` and `Amounts` have `mean`, `median` and `interval`, `Score` has `value` and `interval`, `Order`
    begins with the best. `compared` is everything that was compared with the wave before, which `changed` narrows
    down to what is not chance; both are empty while the round is open, and in the first wave.
    """

    funnel: Funnel
    first_reply_seconds: float | None
    questions: tuple[QuestionNumbers, ...]
    first_reply_quartiles: tuple[float, float] | None = None
    compared: tuple[Change, ...] = ()
    trends: tuple[Trend, ...] = ()

    @property
    def changed(self) -> tuple[Change, ...]:
        """What differs from the last wave for sure, in the survey's order; the response comes first."""
        return tuple(one for one in self.compared if one.is_real)

    def changed_in(self, question: str) -> tuple[Change, ...]:
        """What differs for sure in the question with that id, the largest change first."""
        mine = (one for one in self.changed if one.question == question)
        return tuple(sorted(mine, key=lambda one: -abs(one.value)))


def count(data: RoundData) -> Numbers:
    """The numbers of a round, open or closed."""
    reached_questions = [_reached_questions(data.survey, one) for one in data.invited]
    waits = _waits(data.invited)
    return Numbers(
        funnel=_funnel(data.invited),
        first_reply_seconds=median(waits) if waits else None,
        first_reply_quartiles=_quartiles(waits),
        compared=changes(data),
        trends=trends(data),
        questions=tuple(
            _question(question, data.invited, reached_questions) for question in data.survey.questions
        ),
    )


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


def _waits(invited: Iterable[Invited]) -> list[float]:
    # A reply can overtake the record of its delivery; it took no less than no time.
    return [
        max(0.0, (one.started_at - one.sent_at).total_seconds())
        for one in invited
        if one.started_at is not None and one.sent_at is not None
    ]


def _quartiles(waits: Sequence[float]) -> tuple[float, float] | None:
    if not waits:
        return None
    first, _, third = quantiles(waits, n=4, method="inclusive") if len(waits) > 1 else [*waits] * 3
    return first, third


def _question(
    question: Question,
    invited: Sequence[Invited],
    reached_questions: Sequence[tuple[frozenset[str], str | None]],
) -> QuestionNumbers:
    given = [(one.person, one.answers[question.id]) for one in invited if question.id in one.answers]
    told = [(person, value) for person, value in given if not isinstance(value, Withdrawn)]
    return QuestionNumbers(
        question=question,
        faced=sum(question.id in faced for faced, _ in reached_questions),
        answered=len(given),
        stopped=sum(last == question.id for _, last in reached_questions),
        withdrawn=len(given) - len(told),
        breakdown=break_down(question, told),
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
