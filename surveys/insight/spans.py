"""Numbers and days in columns: how wide, and from where to where."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import quantiles
from typing import Final

from surveys.core.language import ENGLISH
from surveys.core.phrases import questions

_MOST_COLUMNS: Final = 8
_MOST_DAYS, _MOST_MONTHS, _MOST_YEARS = 14, 18, 18
#: What lies more than this many times the middle half beyond it shares the outermost column.
_FAR: Final = 3
_STEPS: Final = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_UNITS: Final = ((10**9, "B"), (10**6, "M"), (10**4, "k"))
_MONTH: Final = 3


@dataclass(frozen=True, slots=True)
class Column:
    """How many answers lie in one span."""

    label: str
    count: int


def numbers(given: Sequence[Decimal]) -> tuple[Column, ...]:
    """`given` in at most about eight columns of equal, round width; a few far-off ones don't squeeze the rest."""
    if not given:
        return ()
    low, high = _middle(given)
    whole = all(one == one.to_integral_value() for one in given)
    step = _step(high - low, whole=whole)
    first, last = (math.floor(one / step) for one in (low, high))
    counts = Counter(min(max(math.floor(one / step), first), last) for one in given)
    columns = []
    for place in range(first, last + 1):
        start, end = place * step, (place + 1) * step
        label = _span(start, end, whole=whole)
        if place == first and min(given) < start:
            label = f"<{_brief(end)}"
        elif place == last and max(given) >= end:
            label = f"≥{_brief(start)}"
        columns.append(Column(label, counts[place]))
    return tuple(columns)


def days(given: Sequence[date]) -> tuple[Column, ...]:
    """`given` in columns of a day, a month, a year or ten years, whichever are few enough; empty ones included."""
    if not given:
        return ()
    first, last = min(given), max(given)
    if (last - first).days < _MOST_DAYS:
        every = [first + timedelta(days=one) for one in range((last - first).days + 1)]
        return _columns(given, every, lambda day: day.toordinal(), lambda day: f"{day.day} {_month(day)}")
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    if len(months) <= _MOST_MONTHS:
        every = [date(one // 12, one % 12 + 1, 1) for one in months]
        return _columns(
            given, every, lambda day: day.year * 12 + day.month, lambda day: f"{_month(day)} {day.year}"
        )
    width = 1 if last.year - first.year < _MOST_YEARS else 10
    every = [date(one, 1, 1) for one in range(first.year // width * width, last.year + 1, width)]
    return _columns(
        given, every, lambda day: day.year // width, lambda day: f"{day.year}" + ("" if width == 1 else "s")
    )


def _columns(
    given: Sequence[date], every: Sequence[date], key: Callable[[date], int], label: Callable[[date], str]
) -> tuple[Column, ...]:
    counts = Counter(key(day) for day in given)
    return tuple(Column(label(day), counts[key(day)]) for day in every)


def _month(day: date) -> str:
    return ENGLISH.say(questions.MONTHS[day.month - 1])[:_MONTH]


def _middle(given: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """From where to where columns are worth having."""
    low, high = min(given), max(given)
    if len(given) > 1:
        first, _, third = quantiles(given, n=4, method="inclusive")
        reach = _FAR * (third - first)
        if reach > 0:
            return max(low, first - reach), min(high, third + reach)
    return low, high


def _step(span: Decimal, *, whole: bool) -> Decimal:
    """The least round width with which few columns cover `span`."""
    if span <= 0:
        return Decimal(1)
    power = Decimal(10) ** math.floor((span / _MOST_COLUMNS).log10())
    step = next(one * power for one in _STEPS if span / (one * power) < _MOST_COLUMNS)
    return max(step, Decimal(1)) if whole else step


def _span(start: Decimal, end: Decimal, *, whole: bool) -> str:
    if whole and end - start == 1:
        return f"{int(start)}"
    return f"{_brief(start)}–{_brief(end - 1 if whole else end)}"


def _brief(number: Decimal) -> str:
    """`number` in few characters: 25000 is 25k."""
    for size, unit in _UNITS:
        if abs(number) >= size:
            # The last of a span, 19999, is told by the thousand it is in.
            size_of = 1000 if unit == "k" else size
            return f"{math.floor(number / size_of):,}{unit}"
    return f"{number.normalize():f}"
