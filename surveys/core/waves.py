"""What earlier rounds of a survey said, as counts that lead back to nobody.

A tally holds how often each answer was given and nothing else, so a dozen earlier rounds weigh less than one person's
words. Two tallies of a question can be compared where the same could be answered both times.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from surveys.core.language import ENGLISH
from surveys.core.questions import (
    Agree,
    Choice,
    Date,
    File,
    Idea,
    LongText,
    MultipleChoice,
    Nps,
    Number,
    PictureChoice,
    Question,
    Ranking,
    Scale,
    ShortText,
    YesNo,
)
from surveys.core.values import Counted, Judged, Value, Withdrawn


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each answer to one question was given, by `of` people whose answers still have their content.

    `answers` is what could be answered: option ids, points, statements; of a number its unit. `counts` is by option
    id (several may be picked; of a ranking the first place counts), by point, by number as text, or by
    `statement:verdict`.
    """

    kind: str
    answers: frozenset[str]
    of: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Wave:
    """An earlier round of the same survey: how many were reached and answered, and a tally for each question that has one.

    Questions that fewer than five answered have none. `date` is that of the series that opened it, as YYYY-MM-DD.
    """

    number: int
    opened_at: datetime
    reached: int
    answered: int
    tallies: Mapping[str, Tally]
    date: str | None = None


def tally(question: Question, given: Iterable[tuple[Value, int]]) -> Tally | None:
    """`given`, answers to `question` and how many people gave each, counted; None for words, days and files."""
    answers = _answers(question)
    if answers is None:
        return None
    counts: Counter[str] = Counter()
    of = 0
    for value, people in given:
        if isinstance(value, Withdrawn):
            continue
        of += people
        match value:
            case Counted(number):
                counts[f"{number.normalize():f}"] += people
            case Judged(verdicts):
                for statement, verdict in verdicts:
                    counts[f"{statement}:{verdict}"] += people
            case _:
                for token in question.matches(value):
                    counts[token] += people
    return Tally(question.kind, answers, of, dict(counts))


def comparable(one: Tally, other: Tally) -> bool:
    """Whether the same could be answered both times."""
    return (one.kind, one.answers) == (other.kind, other.answers)


def _answers(question: Question) -> frozenset[str] | None:
    match question:
        case YesNo() | Choice() | MultipleChoice() | PictureChoice() | Scale() | Nps() | Ranking():
            return frozenset(one.token for one in question.choices(ENGLISH))
        case Agree():
            return frozenset(one.id for one in question.statements)
        case Number():
            return frozenset({question.unit or ""})
        case ShortText() | LongText() | Idea() | Date() | File():
            return None
        case _:
            assert_never(question)
