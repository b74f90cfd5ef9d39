"""A chart as the plain data that chart.typ reads: every text ready to be set, every number checked."""

import math
from collections.abc import Callable, Collection
from typing import Any, Final, TypeAlias

from surveys.core import words
from surveys.insight import fonts, palettes
from surveys.insight.chart_kinds import (
    Bar,
    BarChart,
    Chart,
    FunnelChart,
    HistogramChart,
    ScaleChart,
    Shades,
    StackedChart,
    TrendChart,
    TrendRow,
    bars,
    parts,
    texts,
)
from surveys.insight.chart_words import brief, marks, percent

MOST_BARS: Final = 25
_LABEL = _TITLE = 300
_CAPTION: Final = 600
_SHORT_WORD: Final = 2
_KINDS: Final = {
    BarChart: "bars",
    ScaleChart: "scale",
    HistogramChart: "scale",
    StackedChart: "stacked",
    TrendChart: "trend",
    FunnelChart: "funnel",
}
#: A text made ready, of at most so many characters.
Line: TypeAlias = Callable[[str, int], dict[str, object]]


def check(chart: Chart) -> None:
    """ValueError for a number that no chart can show."""
    for bar in bars(chart):
        if bar.count < 0:
            raise ValueError(f"A count is 0 or more, not {bar.count}.")
        if not 0 <= bar.share <= 1:
            raise ValueError(f"A share is within 0 and 1, not {bar.share}.")
        if not 0 <= bar.low <= bar.high <= 1:
            raise ValueError(
                f"An interval lies within 0 and 1, its low end first, not {bar.low} to {bar.high}."
            )
    for value in _figures(chart):
        if not math.isfinite(value):
            raise ValueError(f"A mean, a median or another figure is a finite number, not {value}.")


def _figures(chart: Chart) -> list[float]:
    match chart:
        case ScaleChart():
            return [
                value for value in (chart.mean, chart.median, *(chart.between or ())) if value is not None
            ]
        case StackedChart():
            gauge = chart.gauge
            return [gauge.value, gauge.low, gauge.high] if gauge else []
        case TrendChart():
            return [
                value for row in chart.rows for one in row.points for value in (one.value, one.low, one.high)
            ]
        case _:
            return []


def every_text(chart: Chart) -> set[str]:
    """All texts of `chart`."""
    found = {chart.title, chart.caption, *texts(chart)}
    return found | {chart.low_label, chart.high_label} if isinstance(chart, ScaleChart) else found


def ready(chart: Chart, *, only: str | None = None, plain: Collection[str] = ()) -> dict[str, Any]:
    """What chart.typ reads; with `only`, every other text left empty, and the texts of `plain` in ASCII."""
    shown = [chart.title, *texts(chart)[: MOST_BARS * 2], chart.caption]
    side = next((found for text in shown if (found := fonts.direction(text))), "ltr")
    language = fonts.language(" ".join(shown))

    def line(text: str, limit: int = _LABEL, *, together: bool = False) -> dict[str, object]:
        if only is not None and text != only:
            text = ""
        set_as = fonts.plain(text, limit) if text in plain else fonts.drawable(text, limit)
        own = fonts.language(set_as)
        return {
            "pieces": fonts.pieces(_together(set_as) if together else set_as),
            "dir": fonts.direction(set_as) or side,
            # Han characters alone may be of any of the three; then the rest of the chart decides.
            "lang": (language if own == "zh" else own) or "en",
        }

    entries = chart.rows if isinstance(chart, StackedChart | TrendChart) else bars(chart)
    left_out = len(entries) - MOST_BARS
    data: dict[str, Any] = {
        "kind": _KINDS[type(chart)],
        "dir": side,
        "title": line(chart.title, _TITLE, together=True),
        "caption": line(chart.caption, _CAPTION),
        "more": words.say(words.CHART_MORE, count=left_out) if left_out > 0 else "",
    }
    match chart:
        case StackedChart():
            return data | _stacked(chart, line)
        case TrendChart():
            return data | {"items": [_line_of(row, line) for row in chart.rows[:MOST_BARS]]}
        case ScaleChart():
            data |= {
                "low": line(chart.low_label, _LABEL),
                "high": line(chart.high_label, _LABEL),
                "marks": _marks(chart),
            }
        case BarChart() | FunnelChart():
            pass
    narrow = isinstance(chart, ScaleChart)
    return data | {"items": [_bar(bar, line, narrow=narrow) for bar in bars(chart)[:MOST_BARS]]}


def _bar(bar: Bar, line: Line, *, narrow: bool) -> dict[str, object]:
    return {
        "label": line(bar.label, _LABEL),
        "count": brief(bar.count) if narrow else f"{bar.count:,}",
        "percent": percent(bar.share),
        "share": bar.share,
        "low": bar.low,
        "high": bar.high,
    }


def _stacked(chart: StackedChart, line: Line) -> dict[str, object]:
    fills = palettes.fills(chart.shades, len(chart.legend))
    gauge = chart.gauge
    return {
        "legend": [line(text, _LABEL) for text in chart.legend],
        "fills": [
            {"fill": _hex(one), "ink": _hex(palettes.written_on(one)), "light": palettes.luminance(one)}
            for one in fills
        ],
        "verdict": chart.shades is Shades.VERDICT,
        "items": [
            {
                "label": line(row.label, _LABEL),
                "note": line(row.note, _LABEL),
                "parts": [
                    {"share": bar.share, "percent": percent(bar.share), "count": f"{bar.count:,}"}
                    for bar in parts(chart, row)
                ],
            }
            for row in chart.rows[:MOST_BARS]
        ],
        # -100..100 as a way from 0 to 1.
        "gauge": gauge
        and {
            "at": (gauge.value + 100) / 200,
            "low": (gauge.low + 100) / 200,
            "high": (gauge.high + 100) / 200,
            "text": line(gauge.text, _LABEL),
        },
    }


def _line_of(row: TrendRow, line: Line) -> dict[str, object]:
    """A line on an axis from the lowest end of its intervals to the highest, 0..1."""
    low = min((one.low for one in row.points), default=0.0)
    high = max((one.high for one in row.points), default=0.0)
    room = (high - low) or 1.0

    def at(value: float) -> float:
        return min(max((value - low) / room, 0.0), 1.0) if high > low else 0.5

    return {
        "label": line(row.label, _LABEL),
        "points": [
            {
                "label": line(one.label, _LABEL),
                "text": one.text,
                "at": at(one.value),
                "low": at(one.low),
                "high": at(one.high),
            }
            for one in row.points
        ],
    }


def _marks(chart: ScaleChart) -> list[dict[str, object]]:
    """Mean and median: shape, words, and the place on the axis in columns from the first."""
    try:
        first = int(chart.columns[0].label) if chart.columns else None
    except ValueError:
        first = None
    last = min(len(chart.columns), MOST_BARS) - 1

    def at(value: float) -> float | None:
        return None if first is None else min(max(value - first, -0.5), last + 0.5)

    between = [at(one) for one in chart.between] if chart.between and first is not None else None
    return [
        {
            "shape": shape,
            "text": text,
            "at": at(value),
            "between": between if shape == "mean" else None,
        }
        for shape, text, value in marks(chart)
    ]


def _hex(colour: palettes.Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _together(title: str) -> str:
    """`title` with a last word of one or two characters, like an emoji, kept on the line of the word before it."""
    head, space, last = title.rstrip().rpartition(" ")
    return f"{head}\N{NO-BREAK SPACE}{last}" if space and len(last) <= _SHORT_WORD else title
