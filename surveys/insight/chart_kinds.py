"""What can be drawn: charts as plain data. Texts may be anything at all; every chart may be empty."""

from dataclasses import dataclass
from enum import Enum

from surveys.core import words


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
    between: tuple[float, float] | None = None
    """The ends of the mean's interval, on the same axis; None where none is known."""


@dataclass(frozen=True, slots=True)
class HistogramChart(ScaleChart):
    """Columns for spans of numbers or of time, in order; mean and median are marked where each column is one number."""


class Shades(Enum):
    """How the parts of a stacked bar are told apart: in `palettes.py`, and always also by a seam and by their order."""

    VERDICT = "verdict"
    """For, between and against: up to three parts, each with its number below the bar."""
    SCALE = "scale"
    """From one end over the middle to the other: the points of a scale, lowest first."""
    PLACES = "places"
    """From the best on, paler and paler: the places of a ranking, and last those who left it out."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One row of a stacked chart."""

    label: str
    """What it is about; empty for none."""
    counts: tuple[int, ...]
    """People for each part, in the order of the legend."""
    note: str = ""
    """A figure of the whole row, written below it; empty for none."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """A score on the way from -100 to 100, with the ends of its interval."""

    value: float
    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class StackedChart:
    """Bars of equal length, each divided in parts."""

    title: str
    caption: str
    legend: tuple[str, ...]
    """What the parts mean, from the side where reading starts."""
    rows: tuple[Stack, ...]
    """The first 25 are drawn, the others counted in a last line."""
    shades: Shades = Shades.VERDICT
    gauge: Gauge | None = None
    """Drawn below the rows."""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A figure at one time: when, the figure in any unit with the ends of its interval, and the figure as it is written."""

    label: str
    value: float
    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One figure over time, oldest first, drawn on an axis of its own that fits it."""

    label: str
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True)
class TrendChart:
    """Lines below each other, one for each figure."""

    title: str
    caption: str
    rows: tuple[TrendRow, ...]
    """The first 25 are drawn, the others counted in a last line."""


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """The steps from those asked to those who completed; shares are of the first step."""

    title: str
    caption: str
    steps: tuple[Bar, ...]
    """The first 25 are drawn, the others counted in a last line."""


Chart = BarChart | ScaleChart | StackedChart | TrendChart | FunnelChart


def parts(chart: StackedChart, row: Stack) -> tuple[Bar, ...]:
    """The parts of a row, each named so that it stands for itself."""
    total = sum(row.counts)
    found = []
    for part, count in zip(chart.legend, row.counts, strict=True):
        share = count / total if total else 0.0
        label = words.say(words.CHART_PART, row=row.label, part=part) if row.label else part
        found.append(Bar(label, count, share, share, share))
    return tuple(found)


def bars(chart: Chart) -> tuple[Bar, ...]:
    """Every count in `chart` with its share; a line over time has none."""
    match chart:
        case BarChart():
            return chart.bars
        case ScaleChart():
            return chart.columns
        case StackedChart():
            return tuple(bar for row in chart.rows for bar in parts(chart, row))
        case FunnelChart():
            return chart.steps
        case TrendChart():
            return ()


def texts(chart: Chart) -> list[str]:
    """The texts that stand at the bars, columns, rows, parts and points of `chart`."""
    match chart:
        case StackedChart():
            gauge = [chart.gauge.text] if chart.gauge else []
            rows = [text for row in chart.rows for text in (row.label, row.note)]
            return [*chart.legend, *rows, *gauge]
        case TrendChart():
            return [text for row in chart.rows for text in (row.label, *(one.label for one in row.points))]
        case _:
            return [bar.label for bar in bars(chart)]
