"""When one side is ahead, and when two camps face each other."""

from typing import Final

from surveys.insight.breakdowns import Points, Row, Share
from surveys.insight.lines import LEAST

#: What chi-square with one degree of freedom exceeds by chance in 5 % of cases.
_CHANCE: Final = 3.841
#: Each camp is surely (lower end of its 95 % interval) more than this share of those who answered.
_CAMP: Final = 0.2
#: Fewer answers than this don't show two camps.
_FEWEST: Final = 2 * LEAST
#: The two camps of a scale are the answers in the lowest and in the highest two fifths of its points.
_END: Final = 0.4


def leads(one: int, other: int) -> bool:
    """Whether `one` count is ahead of the `other` beyond chance (McNemar's test at 5 %)."""
    return one > other and (one - other) ** 2 > _CHANCE * (one + other)


def two_camps(one: Share, other: Share) -> bool:
    """Whether these are two camps: each of a size, and neither ahead beyond chance."""
    if one.of < _FEWEST or leads(one.count, other.count) or leads(other.count, one.count):
        return False
    return min(one.interval[0], other.interval[0]) > _CAMP


def ends(points: Points) -> tuple[tuple[Row, ...], tuple[Row, ...]] | None:
    """The low and the high points of a scale where two camps gave them and fewer the points between; None elsewhere."""
    rows = points.rows
    length = int(len(rows) * _END)
    if not length:
        return None
    low, high = rows[:length], rows[len(rows) - length :]
    below, above = together(low), together(high)
    between = below.of - below.count - above.count
    return (low, high) if between < min(below.count, above.count) and two_camps(below, above) else None


def together(rows: tuple[Row, ...]) -> Share:
    """Those who gave one of these points; there is one at least."""
    return Share(sum(row.share.count for row in rows), rows[0].share.of)
