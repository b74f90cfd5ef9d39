"""An answer as cells of a table: which columns a question has, and what stands in them."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias, assert_never

from surveys.core.language import ENGLISH
from surveys.core.questions import Agree, Choice, File, MultipleChoice, Question, Ranking
from surveys.core.questions.file import KINDS, kind_of
from surveys.core.values import Counted, Dated, Judged, Picked, Ranked, Rated, Sent, Value, Withdrawn, Wrote
from surveys.insight.breakdowns import in_words

#: What a cell can hold; None is an empty one.
Cell: TypeAlias = str | int | Decimal | date | datetime | None
BETWEEN_LABELS: Final = "; "


def columns_of(question: Question) -> tuple[str, ...]:
    """The headings of a question's columns: the answer itself first, under the question's id.

    Then one for each thing that could be picked, ranked or judged, as `question:option`. No id has a
    blank in it, so nothing of ours in brackets can be taken for one.
    """
    name = question.id
    parts = [f"{name}:{token}" for token in tokens_of(question)]
    match question:
        case Choice(other=True) | MultipleChoice(other=True):
            return (name, *parts, f"{name} (own words)")
        case File():
            return (name, f"{name} (files)", *parts, f"{name} (words)")
        case _:
            return (name, *parts)


def tokens_of(question: Question) -> tuple[str, ...]:
    """What has a column of its own beside the answer, in the survey's order; points of a scale have none."""
    match question:
        case Agree():
            return tuple(one.id for one in question.statements)
        case Ranking():
            return tuple(one.id for one in question.options)
        case File():
            return KINDS
        case _:
            return tuple(label.token for label in question.choices(ENGLISH)) if _picks(question) else ()


def cells_of(question: Question, value: Value) -> tuple[Cell, ...]:
    """What stands in those columns. All are empty where the answer's content is gone."""
    tokens = tokens_of(question)
    match value:
        case Withdrawn():
            return (None,) * len(columns_of(question))
        case Picked(_, other):
            given = question.matches(value)
            own = (other or None,) if len(columns_of(question)) > len(tokens) + 1 else ()
            return (_words(question, value), *(int(one in given) for one in tokens), *own)
        case Ranked(options):
            places = {one: place for place, one in enumerate(options, 1)}
            return (_words(question, value), *(places.get(one) for one in tokens))
        case Judged(verdicts):
            told = dict(verdicts)
            return (_words(question, value), *(told.get(one) for one in tokens))
        case Sent(files, text):
            kinds = {kind_of(one.content_type) for one in files}
            names = BETWEEN_LABELS.join(one.name for one in files)
            return (names or None, len(files), *(int(one in kinds) for one in tokens), text or None)
        case Rated() | Counted() | Dated() | Wrote():
            return (plain_of(value),)
        case _:
            assert_never(value)


def plain_of(value: Value) -> Cell:
    """The answer in one cell, as the survey file names things: option ids, a number, a date, the text."""
    match value:
        case Picked(options, _) | Ranked(options):
            return BETWEEN_LABELS.join(options) or None
        case Judged(verdicts):
            return BETWEEN_LABELS.join(f"{one}: {verdict}" for one, verdict in verdicts) or None
        case Rated(points):
            return points
        case Counted(number):
            return number
        case Dated(day):
            return day
        case Wrote(text) | Sent(_, text):
            return text or None
        case Withdrawn():
            return None
        case _:
            assert_never(value)


def options_of(question: Question) -> Iterator[tuple[str, str]]:
    """Everything an answer may name: its id or point, and its label."""
    if isinstance(question, Agree):
        yield from ((one.id, one.label) for one in question.statements)
    else:
        yield from ((one.token, one.label) for one in question.choices(ENGLISH))


def _picks(question: Question) -> bool:
    """Whether options are picked; points are a number in one column."""
    return question.kind not in {"scale", "nps"}


def _words(question: Question, value: Value) -> str:
    return in_words(question, value, BETWEEN_LABELS)
