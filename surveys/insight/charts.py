"""Charts as PNG pictures: options, scales, histograms, verdicts, rankings, funnels, and lines over time.

Plain functions on plain data, made to run in a worker process; see docs/decisions/drawing-charts.md. The layout stands in
chart.typ, the fonts in surveys/insight/fonts. A picture is 1080 pixels wide and as tall as its labels need; its smallest text
is 11 px high when a phone shows it at 360 px. Numbers and shapes say everything that colour says.
"""

import json
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from surveys.insight import chart_data, fonts
from surveys.insight.chart_kinds import (
    Bar,
    BarChart,
    Chart,
    FunnelChart,
    Gauge,
    HistogramChart,
    ScaleChart,
    Shades,
    Stack,
    StackedChart,
    TrendChart,
    TrendPoint,
    TrendRow,
)
from surveys.insight.chart_words import alt

__all__ = [
    "WIDTH",
    "Bar",
    "BarChart",
    "Chart",
    "Drawing",
    "FunnelChart",
    "Gauge",
    "HistogramChart",
    "ScaleChart",
    "Shades",
    "Stack",
    "StackedChart",
    "TrendChart",
    "TrendPoint",
    "TrendRow",
    "draw",
]

WIDTH = 1080
"""Pixels of every picture."""

_PPI = 216.0  # three pixels per point; chart.typ is 360 pt wide
_TEMPLATE = Path(__file__).with_name("chart.typ")


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
    chart_data.check(chart)
    png = _picture(chart)
    width, height = struct.unpack(">II", png[16:24])
    return Drawing(png=png, alt=alt(chart), width=width, height=height)


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


def _picture(chart: Chart) -> bytes:
    """The PNG of `chart`. Texts on which the typesetter fails are set in ASCII; the others stay as they are."""
    try:
        return _set(chart_data.ready(chart))
    except _UnsettableError:
        pass
    texts = chart_data.every_text(chart)
    bad = {text for text in texts if text and not _settable(chart_data.ready(chart, only=text))}
    try:
        return _set(chart_data.ready(chart, plain=bad))
    except _UnsettableError:
        return _set(chart_data.ready(chart, plain=texts))


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
