"""Charts as PNG pictures: options, scales, histograms, verdicts and funnels.

Plain functions on plain data, made to run in a worker process; see docs/decisions/drawing-charts.md. The layout stands in
chart.typ, the fonts in surveys/insight/fonts. A picture is 1080 pixels wide and as tall as its labels need; its smallest text
is 11 px high when a phone shows it at 360 px. Numbers and shapes say everything that colour says.
"""

import json
import math
import struct
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from surveys.core import words
from surveys.insight import fonts

WIDTH = 1080
"""Pixels of every picture."""

_PPI = 216.0  # three pixels per point; chart.typ is 360 pt wide
_TEMPLATE = Path(__file__).with_name("chart.typ")
_MOST_BARS = 25
_LABEL = _TITLE = 300
_CAPTION = 600
_ALT = 1000
_ALT_LABEL = 80
_FULL_COUNT = 10_000
_ROUNDS_TO_1000, _ROUNDS_TO_100 = 999.5, 99.95
_UNITS = "kMBT"
_ONE_PERCENT = 0.01
_SHORT_WORD = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One option, scale point or step, and how many chose or reached it."""

    label: str
    """Any text; beyond 300 characters it ends in an ellipsis."""
    count: int
    """People, 0 or more."""
    share: float
    """Of those who answered, 0 to 1."""
    low: float
    """Lower end of the 95 % interval of the share, 0 to 1."""
    high: float
    """Upper end of it. Where both ends are equal no interval is drawn."""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars in the order given, one per option or theme, against a full length of 100 %."""

    title: str
    """What was asked; empty for none. The direction of its first letter is the chart's."""
    caption: str
    """Small print below: how many answered, when. Empty for none."""
    bars: tuple[Bar, ...]
    """The first 25 are drawn, the others counted in a last line."""


@dataclass(frozen=True, slots=True)
class ScaleChart:
    """Columns for the points of a scale, from the low end at the left to the high end at the right."""

    title: str
    caption: str
    columns: tuple[Bar, ...]
    """The points in order, one apart; the first 25 are drawn. The tallest fills the height."""
    low_label: str
    """What the low end means; empty for none."""
    high_label: str
    """What the high end means; empty for none."""
    mean: float | None
    """On the columns' axis, which starts at the first label as an integer; where that is none, it is written without a mark."""
    median: float | None
    """As `mean`."""


@dataclass(frozen=True, slots=True)
class HistogramChart(ScaleChart):
    """Columns for spans of numbers or of time, in order; mean and median are marked where each column is one number."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One row of a stacked chart."""

    label: str
    """What it is about; empty for none."""
    counts: tuple[int, ...]
    """People for each part, in the order of the legend."""


@dataclass(frozen=True, slots=True)
class StackedChart:
    """Bars of equal length, each divided in up to three parts: for, between and against, told apart by shade and stripes."""

    title: str
    caption: str
    legend: tuple[str, ...]
    """What the parts mean, from the side where reading starts."""
    rows: tuple[Stack, ...]
    """The first 25 are drawn, the others counted in a last line."""


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """The steps from those asked to those who completed; shares are of the first step."""

    title: str
    caption: str
    steps: tuple[Bar, ...]
    """The first 25 are drawn, the others counted in a last line."""


Chart = BarChart | ScaleChart | StackedChart | FunnelChart

#: How chart.typ draws each, and what it is called.
_KINDS = {
    BarChart: ("bars", words.CHART_BARS),
    ScaleChart: ("scale", words.CHART_SCALE),
    HistogramChart: ("scale", words.CHART_HISTOGRAM),
    StackedChart: ("stacked", words.CHART_STACKED),
    FunnelChart: ("funnel", words.CHART_FUNNEL),
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished picture."""

    png: bytes
    alt: str
    """One sentence that says what the chart shows, at most 1000 characters. Not markdown: the caller escapes where it must."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""


def draw(chart: Chart) -> Drawing:
    """The picture of `chart`.

    Text may be anything at all, and no bars too. ValueError where a count is negative, a share or an end of its interval is
    not within 0 to 1 or the ends are swapped, or a mean or median is not a finite number.
    """
    items = _items(chart)
    _check(chart, items)
    png = _picture(chart, items)
    width, height = struct.unpack(">II", png[16:24])
    return Drawing(png=png, alt=_alt(chart, items), width=width, height=height)


@cache
def _compiler() -> typst.Compiler:
    """The one compiler of this process, with the fonts found once."""
    shipped = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(path) for path in fonts.folders()],
    )
    return typst.Compiler(str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=shipped)


class _UnsettableError(Exception):
    """The typesetter failed on some text."""


def _picture(chart: Chart, items: tuple[Bar, ...]) -> bytes:
    """The PNG of `chart`. Texts on which the typesetter fails are set in ASCII; the others stay as they are."""
    try:
        return _set(_data(chart, items))
    except _UnsettableError:
        pass
    texts = {chart.title, chart.caption, *_labels(chart)}
    if isinstance(chart, ScaleChart):
        texts |= {chart.low_label, chart.high_label}
    bad = {text for text in texts if text and not _settable(_data(chart, items, only=text))}
    try:
        return _set(_data(chart, items, plain=bad))
    except _UnsettableError:
        return _set(_data(chart, items, plain=texts))


def _settable(data: dict[str, object]) -> bool:
    try:
        _set(data)
    except _UnsettableError:
        return False
    return True


def _set(data: dict[str, object]) -> bytes:
    """`data` set by chart.typ, as PNG. _UnsettableError where the typesetter fails."""
    try:
        png = _compiler().compile(format="png", ppi=_PPI, sys_inputs={"chart": json.dumps(data)})
    except BaseException as error:
        # typst 0.15 panics on about one in a thousand strings of random characters from all of Unicode. The
        # exception of a panic has no name to import and is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        _compiler.cache_clear()
        raise _UnsettableError from error
    assert isinstance(png, bytes)
    return png


def _items(chart: Chart) -> tuple[Bar, ...]:
    match chart:
        case BarChart():
            return chart.bars
        case ScaleChart():
            return chart.columns
        case StackedChart():
            return tuple(bar for row in chart.rows for bar in _parts(chart, row))
        case FunnelChart():
            return chart.steps


def _parts(chart: StackedChart, row: Stack) -> tuple[Bar, ...]:
    """The parts of a row, each named so that it stands for itself."""
    total = sum(row.counts)
    parts = []
    for part, count in zip(chart.legend, row.counts, strict=True):
        share = count / total if total else 0.0
        label = words.say(words.CHART_PART, row=row.label, part=part) if row.label else part
        parts.append(Bar(label, count, share, share, share))
    return tuple(parts)


def _labels(chart: Chart) -> list[str]:
    """The texts that stand at the bars, columns, rows and parts of `chart`."""
    if isinstance(chart, StackedChart):
        return [*chart.legend, *(row.label for row in chart.rows)]
    return [bar.label for bar in _items(chart)]


def _check(chart: Chart, items: Iterable[Bar]) -> None:
    """ValueError for a number that no chart can show."""
    for bar in items:
        if bar.count < 0:
            raise ValueError(f"A count is 0 or more, not {bar.count}.")
        if not 0 <= bar.share <= 1:
            raise ValueError(f"A share is within 0 and 1, not {bar.share}.")
        if not 0 <= bar.low <= bar.high <= 1:
            raise ValueError(
                f"An interval lies within 0 and 1, its low end first, not {bar.low} to {bar.high}."
            )
    if isinstance(chart, ScaleChart):
        for value in (chart.mean, chart.median):
            if value is not None and not math.isfinite(value):
                raise ValueError(f"A mean or median is a finite number or None, not {value}.")


def _data(
    chart: Chart, items: tuple[Bar, ...], *, only: str | None = None, plain: Collection[str] = ()
) -> dict[str, object]:
    """What chart.typ reads; with `only`, every other text left empty, and the texts of `plain` in ASCII."""
    entries = chart.rows if isinstance(chart, StackedChart) else items
    left_out = len(entries) - _MOST_BARS
    texts = [chart.title, *_labels(chart)[:_MOST_BARS], chart.caption]
    side = next((found for text in texts if (found := fonts.direction(text))), "ltr")
    language = fonts.language(" ".join(texts))

    def line(text: str, limit: int, *, together: bool = False) -> dict[str, object]:
        if only is not None and text != only:
            text = ""
        ready = fonts.plain(text, limit) if text in plain else fonts.drawable(text, limit)
        own = fonts.language(ready)
        return {
            "pieces": fonts.pieces(_together(ready) if together else ready),
            "dir": fonts.direction(ready) or side,
            # Han characters alone may be of any of the three; then the rest of the chart decides.
            "lang": (language if own == "zh" else own) or "en",
        }

    data: dict[str, object] = {
        "kind": _KINDS[type(chart)][0],
        "dir": side,
        "title": line(chart.title, _TITLE, together=True),
        "caption": line(chart.caption, _CAPTION),
        "more": words.say(words.CHART_MORE, count=left_out) if left_out > 0 else "",
    }
    if isinstance(chart, StackedChart):
        return data | {
            "legend": [line(text, _LABEL) for text in chart.legend],
            "items": [
                {"label": line(row.label, _LABEL), "parts": [_part(bar) for bar in _parts(chart, row)]}
                for row in chart.rows[:_MOST_BARS]
            ],
        }
    data |= {
        "items": [
            {
                "label": line(bar.label, _LABEL),
                "count": _brief(bar.count) if isinstance(chart, ScaleChart) else f"{bar.count:,}",
                "percent": _percent(bar.share),
                "share": bar.share,
                "low": bar.low,
                "high": bar.high,
            }
            for bar in items[:_MOST_BARS]
        ],
    }
    if isinstance(chart, ScaleChart):
        data |= {
            "low": line(chart.low_label, _LABEL),
            "high": line(chart.high_label, _LABEL),
            "marks": _marks(chart),
        }
    return data


def _part(bar: Bar) -> dict[str, object]:
    return {"share": bar.share, "percent": _percent(bar.share), "count": f"{bar.count:,}"}


def _together(title: str) -> str:
    """`title` with a last word of one or two characters, like an emoji, kept on the line of the word before it."""
    head, space, last = title.rstrip().rpartition(" ")
    return f"{head}\N{NO-BREAK SPACE}{last}" if space and len(last) <= _SHORT_WORD else title


def _marks(chart: ScaleChart) -> list[dict[str, object]]:
    """Mean and median: shape, words, and the place on the axis in columns from the first."""
    try:
        first = int(chart.columns[0].label) if chart.columns else None
    except ValueError:
        first = None
    last = min(len(chart.columns), _MOST_BARS) - 1
    return [
        {
            "shape": shape,
            "text": words.say(text, value=_number(value)),
            "at": None if first is None else min(max(value - first, -0.5), last + 0.5),
        }
        for shape, text, value in (
            ("mean", words.CHART_MEAN, chart.mean),
            ("median", words.CHART_MEDIAN, chart.median),
        )
        if value is not None
    ]


def _percent(share: float) -> str:
    """`share` in whole percent; a little is never shown as none, nor nearly all as all."""
    if 0 < share < _ONE_PERCENT:
        return "<1%"
    return "99%" if 1 - _ONE_PERCENT < share < 1 else f"{share * 100:.0f}%"


def _brief(count: int) -> str:
    """`count` in at most about five characters, to stand over a narrow column."""
    if count < _FULL_COUNT:
        return f"{count:,}"
    size, power = float(count), -1
    while size >= _ROUNDS_TO_1000 and power < len(_UNITS) - 1:
        size, power = size / 1000, power + 1
    return (f"{size:.1f}" if size < _ROUNDS_TO_100 else f"{size:.0f}") + _UNITS[power]


def _number(value: float) -> str:
    """`value` with one decimal where it has any."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def _alt(chart: Chart, items: tuple[Bar, ...]) -> str:
    """One sentence of at most 1000 characters that says what `chart` shows."""
    kind = _KINDS[type(chart)][1]
    title = fonts.tidy(chart.title, _LABEL)
    start = words.say(words.CHART_TITLED, kind=kind, title=title) if title else f"{kind}: "
    end = ""
    if isinstance(chart, ScaleChart):
        low, high = (fonts.tidy(text, _ALT_LABEL) for text in (chart.low_label, chart.high_label))
        named = [*zip(items[:1], [low], strict=False), *zip(items[-1:], [high], strict=False)]
        ends = [words.say(words.CHART_END, point=bar.label, meaning=text) for bar, text in named if text]
        ends += [str(mark["text"]) for mark in _marks(chart)]
        end = "".join(f"; {part}" for part in ends)
    parts = [
        f"{fonts.tidy(bar.label, _ALT_LABEL) or words.CHART_NO_LABEL} {_percent(bar.share)} ({_people(bar.count)})"
        for bar in items
    ]
    if not parts:
        return start + words.CHART_NOTHING + end + "."
    for shown in range(len(parts), 0, -1):
        rest = f", {words.say(words.CHART_MORE, count=len(parts) - shown)}" if shown < len(parts) else ""
        sentence = start + ", ".join(parts[:shown]) + rest + end + "."
        if len(sentence) <= _ALT:
            return sentence
    return (start + parts[0])[: _ALT - 2] + "…."


def _people(count: int) -> str:
    return words.count(count, words.CHART_PEOPLE_ONE, words.CHART_PEOPLE_MANY)
