"""Scales that follow each other and have the same points, drawn below each other so that they can be compared."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final

from surveys.core import words
from surveys.core.prompt import Section
from surveys.core.questions import Scale
from surveys.core.text import one_line, quoted
from surveys.insight import figures
from surveys.insight.breakdowns import Points
from surveys.insight.charts import Shades, Stack, StackedChart
from surveys.insight.gallery import Gallery
from surveys.insight.lines import LEAST, LONGEST_SECTION, LONGEST_TITLE
from surveys.insight.numbers import QuestionNumbers

_LONGEST_QUESTION: Final = 60
#: So many fit one section in words.
_MOST: Final = 4


def runs(questions: Iterable[QuestionNumbers]) -> tuple[tuple[QuestionNumbers, ...], ...]:
    """The questions in order, those that are drawn together in one: scales with the same points and words at their ends."""
    found: list[tuple[QuestionNumbers, ...]] = []
    for key, alike in groupby(questions, _likeness):
        run = tuple(alike)
        if key is None:
            found += [(one,) for one in run]
        else:
            found += [run[place : place + _MOST] for place in range(0, len(run), _MOST)]
    return tuple(found)


def section(run: tuple[QuestionNumbers, ...], changes: Mapping[str, str], gallery: Gallery) -> Section:
    """What came in to several scales, in words and one picture. `changes`: what changed in each since the last time, by id."""
    lines, rows = [words.SUMMARY_SCALES], []
    for one in run:
        assert isinstance(one.breakdown, Points)
        mean = mean_of(one.breakdown)
        told = [words.count(one.answered, words.SUMMARY_ANSWERS_ONE, words.SUMMARY_ANSWERS_MANY), mean]
        told += [changes[one.question.id]] if changes.get(one.question.id) else []
        told += losses(one)
        lines.append(f"**{quoted(one.question.text, _LONGEST_QUESTION)}**\n-# {' · '.join(told)}")
        counts = tuple(row.share.count for row in one.breakdown.rows)
        rows.append(Stack(one_line(one.question.text, LONGEST_TITLE), counts, mean))
    first = run[0].breakdown
    assert isinstance(first, Points)
    legend = [row.label for row in first.rows]
    legend[0] = words.say(words.SUMMARY_END, point=legend[0], label=one_line(first.low_label, LONGEST_TITLE))
    legend[-1] = words.say(
        words.SUMMARY_END, point=legend[-1], label=one_line(first.high_label, LONGEST_TITLE)
    )
    chart = StackedChart(words.SUMMARY_SCALES_CHART, "", tuple(legend), tuple(rows), Shades.SCALE)
    return Section("\n".join(lines)[:LONGEST_SECTION], gallery.hang(chart))


def mean_of(points: Points) -> str:
    """Mean, how far it may be off, and median."""
    if points.interval is None:
        return words.say(
            words.SUMMARY_MEAN, mean=figures.number(points.mean), median=figures.number(points.median)
        )
    low, high = points.interval
    return words.say(
        words.SUMMARY_MEAN_BETWEEN,
        mean=figures.number(points.mean),
        low=figures.number(low),
        high=figures.number(high),
        median=figures.number(points.median),
    )


def losses(question: QuestionNumbers) -> list[str]:
    """Answers that were deleted since, and people who went no further, in words."""
    found = []
    if question.withdrawn:
        found.append(
            words.count(question.withdrawn, words.SUMMARY_WITHDRAWN_ONE, words.SUMMARY_WITHDRAWN_MANY)
        )
    if question.stopped:
        found.append(
            words.count(question.stopped, words.SUMMARY_STOPPED_HERE_ONE, words.SUMMARY_STOPPED_HERE_MANY)
        )
    return found


def _likeness(one: QuestionNumbers) -> tuple[range, str, str] | None:
    """What scales have in common that are drawn together; None for what stands alone."""
    asked = one.question
    if not isinstance(asked, Scale) or asked.private or one.told < LEAST:
        return None
    return asked.points, asked.low_label, asked.high_label
