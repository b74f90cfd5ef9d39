"""The part of a summary about the time before."""

from typing import Final

from surveys.core import words
from surveys.core.prompt import Section
from surveys.core.results import RoundData
from surveys.core.text import one_line, quoted
from surveys.core.wording import waves as wording
from surveys.insight import figures
from surveys.insight.charts import TrendChart, TrendPoint, TrendRow
from surveys.insight.gallery import Gallery
from surveys.insight.lines import LONGEST_TITLE, aside, paragraphs
from surveys.insight.numbers import Numbers
from surveys.insight.waves import Change, Figure, Trend

_MOST_LINES: Final = 5
#: A taller picture is shrunk until nobody can read it.
_MOST_TRENDS: Final = 4
_LONGEST_QUESTION, _LONGEST_LABEL = 60, 40
_SENTENCES: Final = {
    Figure.RESPONSE: wording.RESPONSE,
    Figure.MEAN: wording.MEAN,
    Figure.SCORE: wording.SCORE,
    Figure.SHARE: wording.SHARE,
}


def section(data: RoundData, found: Numbers, gallery: Gallery) -> Section | None:
    """What changed since the last wave and the way of the figures over several; None in the first wave and in open rounds."""
    if not found.compared:
        return None
    changed = sorted(found.changed, key=lambda one: (one.question is not None, one.p))
    shown = changed[:_MOST_LINES]
    lines = [
        words.say(wording.TITLE, when=since(data, found.compared[0])),
        *(f"- {_line(data, one)}" for one in shown),
    ]
    number = len(found.compared)
    if not changed:
        lines.append(words.count(number, wording.NOTHING_ONE, wording.NOTHING_MANY))
    else:
        if changed[len(shown) :]:
            lines.append(words.count(len(changed) - len(shown), wording.MORE_ONE, wording.MORE_MANY))
        lines.append(aside(words.count(number, wording.REST_ONE, wording.REST_MANY)))
    picture = gallery.hang(_chart(data, found)) if found.trends else None
    return Section(paragraphs(lines), picture)


def brief(data: RoundData, found: Numbers, question: str) -> str:
    """The largest change in a question, as it stands beside its other figures; nothing where there is none for sure."""
    changed = found.changed_in(question)
    if not changed:
        return ""
    first = changed[0]
    told = {"change": figures.change(first), "when": since(data, first)}
    if first.label is None or first.question is None:
        return words.say(wording.SINCE, **told)
    return words.say(wording.SINCE_LABEL, label=quoted(first.label, _LONGEST_LABEL), **told)


def since(data: RoundData, change: Change) -> str:
    """How the wave is called that a change is counted from."""
    return figures.when(change.since.opened_at, data.opened_at, [one.opened_at for one in data.earlier])


def _line(data: RoundData, one: Change) -> str:
    asked = data.survey.question(one.question) if one.question else None
    return words.say(
        _SENTENCES[one.figure],
        question=quoted(asked.text, _LONGEST_QUESTION) if asked else "",
        label=quoted(one.label, _LONGEST_LABEL) if one.label else "",
        before=figures.told(one.figure, one.before),
        now=figures.told(one.figure, one.now),
        change=figures.change(one),
    )


def _chart(data: RoundData, found: Numbers) -> TrendChart:
    """The lines worth a look on a phone: what changed for sure, then the first in the survey."""
    changed = {one.question for one in found.changed}
    chosen = sorted(found.trends, key=lambda one: one.question not in changed)[:_MOST_TRENDS]
    shown = [one for one in found.trends if one in chosen]
    left = len(found.trends) - len(shown)
    note = f"{wording.TREND_NOTE} {words.count(left, wording.TREND_MORE_ONE, wording.TREND_MORE_MANY)}"
    title = words.say(wording.TREND, count=max(len(one.points) for one in shown))
    return TrendChart(title, note if left else wording.TREND_NOTE, tuple(_row(data, one) for one in shown))


def _row(data: RoundData, trend: Trend) -> TrendRow:
    asked = data.survey.question(trend.question)
    assert asked is not None
    sentence = {Figure.MEAN: wording.TREND_MEAN, Figure.SCORE: wording.TREND_SCORE}.get(
        trend.figure, wording.TREND_SHARE
    )
    label = words.say(sentence, question=one_line(asked.text, LONGEST_TITLE), label=trend.label or "")
    times = [one.opened_at for one in trend.points]
    points = tuple(
        TrendPoint(
            figures.when(one.opened_at, data.opened_at, times, short=True),
            one.value,
            one.low,
            one.high,
            figures.told(trend.figure, one.value),
        )
        for one in trend.points
    )
    return TrendRow(label, points)
