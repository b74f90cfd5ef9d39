"""What a round is compared with, as tables: the waves before it, and who was asked. Counts alone, nobody's answers."""

from collections.abc import Iterator
from typing import Final

from surveys.core.language import ENGLISH
from surveys.core.questions import Agree, Number, Question
from surveys.core.questions.agree import VERDICTS
from surveys.core.results import RoundData
from surveys.core.waves import Tally, Wave, comparable, tally
from surveys.insight.cells import Cell
from surveys.insight.numbers import Numbers

WAVES_COLUMNS: Final = ("Round", "Wave", "Opened at", "Question", "Kind", "Answer", "Count", "Of")
WHO_COLUMNS: Final = ("By", "Group", "Asked", "Answered")


def name_of(wave: Wave | RoundData) -> str:
    """The date of the series that opened the round, else the round's number."""
    date = wave.date if isinstance(wave, Wave) else wave.wave
    return date or f"round {wave.number}"


def comparable_tallies(data: RoundData, wave: Wave) -> Iterator[tuple[Question, Tally]]:
    """Those questions of the round that the wave asked in the same way, and what was answered then."""
    for question in data.survey.questions:
        before, now = wave.tallies.get(question.id), tally(question, ())
        if before is not None and now is not None and comparable(before, now):
            yield question, before


def waves(data: RoundData) -> tuple[tuple[Cell, ...], ...]:
    """Earlier rounds of the survey, oldest first: how many were reached and answered, and how often each answer was given.

    Of a ranking the first places are counted.
    """
    rows: list[tuple[Cell, ...]] = []
    for wave in data.earlier:
        which: tuple[Cell, ...] = (wave.number, name_of(wave), wave.opened_at)
        rows.append((*which, None, "response", "answered", wave.answered, wave.reached))
        for question, before in comparable_tallies(data, wave):
            rows += [
                (*which, question.id, question.kind, answer, before.counts.get(answer, 0), of)
                for answer, of in _answers(question, before)
            ]
    return tuple(rows)


def who(found: Numbers) -> tuple[tuple[Cell, ...], ...]:
    """Groups of those who were asked, and how many in each answered; those that may be shown."""
    return tuple(
        (one.by.value, group.label, group.response.of, group.response.count)
        for one in found.who.groupings
        for group in one.groups
    )


def _answers(question: Question, before: Tally) -> Iterator[tuple[str, int]]:
    """Everything that could be answered, and how many answered at all: those who judged the statement, or the question."""
    match question:
        case Agree():
            for statement in question.statements:
                keys = [f"{statement.id}:{verdict}" for verdict in VERDICTS]
                of = sum(before.counts.get(key, 0) for key in keys)
                yield from ((key, of) for key in keys)
        case Number():
            yield from ((answer, before.of) for answer in sorted(before.counts, key=float))
        case _:
            yield from ((one.token, before.of) for one in question.choices(ENGLISH))
