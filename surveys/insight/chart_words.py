"""What stands in a chart as text: its numbers, and the sentence that says the same to those who can't see it."""

from typing import Final, TypeAlias

from surveys.core import words
from surveys.insight import fonts
from surveys.insight.chart_kinds import (
    Bar,
    BarChart,
    Chart,
    FunnelChart,
    HistogramChart,
    ScaleChart,
    StackedChart,
    TrendChart,
    bars,
)

_ALT: Final = 1000
_TITLE: Final = 300
_ALT_LABEL: Final = 80
_FULL_COUNT: Final = 10_000
_ROUNDS_TO_1000, _ROUNDS_TO_100 = 999.5, 99.95
_UNITS: Final = "kMBT"
_ONE_PERCENT: Final = 0.01
_KINDS: Final = {
    BarChart: words.CHART_BARS,
    ScaleChart: words.CHART_SCALE,
    HistogramChart: words.CHART_HISTOGRAM,
    StackedChart: words.CHART_STACKED,
    TrendChart: words.CHART_TREND,
    FunnelChart: words.CHART_FUNNEL,
}

#: The shape of a mark, its words, and its value.
Mark: TypeAlias = tuple[str, str, float]


def marks(chart: ScaleChart) -> list[Mark]:
    """Mean and median, where there are some."""
    named = (("mean", words.CHART_MEAN, chart.mean), ("median", words.CHART_MEDIAN, chart.median))
    return [
        (shape, words.say(text, value=number(value)), value)
        for shape, text, value in named
        if value is not None
    ]


def percent(share: float) -> str:
    """`share` in whole percent; a little is never shown as none, nor nearly all as all."""
    if 0 < share < _ONE_PERCENT:
        return "<1%"
    return "99%" if 1 - _ONE_PERCENT < share < 1 else f"{share * 100:.0f}%"


def brief(count: int) -> str:
    """`count` in at most about five characters, to stand over a narrow column."""
    if count < _FULL_COUNT:
        return f"{count:,}"
    size, power = float(count), -1
    while size >= _ROUNDS_TO_1000 and power < len(_UNITS) - 1:
        size, power = size / 1000, power + 1
    return (f"{size:.1f}" if size < _ROUNDS_TO_100 else f"{size:.0f}") + _UNITS[power]


def number(value: float) -> str:
    """`value` with one decimal where it has any."""
    return f"{value:.1f}".removesuffix(".0")


def alt(chart: Chart) -> str:
    """One sentence of at most 1000 characters that says what `chart` shows."""
    kind = _KINDS[type(chart)]
    title = fonts.tidy(chart.title, _TITLE)
    start = words.say(words.CHART_TITLED, kind=kind, title=title) if title else f"{kind}: "
    told, end = _parts(chart), _end(chart)
    if not told:
        return start + words.CHART_NOTHING + end + "."
    for shown in range(len(told), 0, -1):
        rest = f", {words.say(words.CHART_MORE, count=len(told) - shown)}" if shown < len(told) else ""
        sentence = start + ", ".join(told[:shown]) + rest + end + "."
        if len(sentence) <= _ALT:
            return sentence
    return (start + told[0])[: _ALT - 2] + "…."


def _parts(chart: Chart) -> list[str]:
    if isinstance(chart, TrendChart):
        return [
            words.say(
                words.CHART_LINE,
                label=fonts.tidy(row.label, _ALT_LABEL),
                points=", ".join(f"{one.text} ({one.label})" for one in row.points),
            )
            for row in chart.rows
        ]
    return [
        f"{fonts.tidy(bar.label, _ALT_LABEL) or words.CHART_NO_LABEL} {percent(bar.share)} ({_people(bar)})"
        for bar in bars(chart)
    ]


def _end(chart: Chart) -> str:
    """What is said after the parts: the ends of a scale, marks, notes and a score."""
    match chart:
        case ScaleChart():
            items = chart.columns
            low, high = (fonts.tidy(text, _ALT_LABEL) for text in (chart.low_label, chart.high_label))
            named = [*zip(items[:1], [low], strict=False), *zip(items[-1:], [high], strict=False)]
            told = [words.say(words.CHART_END, point=bar.label, meaning=text) for bar, text in named if text]
            told += [text for _, text, _ in marks(chart)]
        case StackedChart():
            told = [
                f"{fonts.tidy(row.label, _ALT_LABEL)} {fonts.tidy(row.note, _ALT_LABEL)}".strip()
                for row in chart.rows
                if row.note
            ]
            told += [chart.gauge.text] if chart.gauge else []
        case _:
            told = []
    return "".join(f"; {part}" for part in told)


def _people(bar: Bar) -> str:
    return words.count(bar.count, words.CHART_PEOPLE_ONE, words.CHART_PEOPLE_MANY)
