"""How figures are written: a mean, a score, a share, what is more or less of them, and since when."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from surveys.core import words
from surveys.core.durations import in_words
from surveys.core.language import ENGLISH
from surveys.core.phrases import questions
from surveys.core.wording import waves as wording
from surveys.insight.waves import Change, Figure

_SHORT_MONTH: Final = 3


def number(value: float | None) -> str:
    """`value` with one decimal where it has any; a dash for none."""
    return "–" if value is None else f"{value:,.1f}".removesuffix(".0")


def signed(score: float) -> str:
    """A score in whole points, with its sign."""
    return f"{round(score):+d}" if round(score) else "0"


def share(value: float) -> str:
    """Whole percents; none and all are said only where they are exact."""
    whole = round(100 * value)
    return f"{min(max(whole, 1), 99) if 0 < value < 1 else whole}%"


def told(figure: Figure, value: float) -> str:
    """A figure by itself."""
    if figure is Figure.MEAN:
        return number(value)
    return signed(value) if figure is Figure.SCORE else share(value)


def change(one: Change) -> str:
    """How much more or less it is than the last time, with its sign; never none at all."""
    if one.figure is Figure.MEAN:
        # As many decimals as it takes to be more than nothing.
        return next(
            (text for places in (1, 2, 3) if float(text := f"{one.value:+,.{places}f}".replace(",", ""))),
            f"{one.value:+.1g}",
        )
    points = one.value if one.figure is Figure.SCORE else 100 * one.value
    whole = round(points) or (1 if points > 0 else -1)
    text = words.count(abs(whole), wording.POINTS_ONE, wording.POINTS_MANY)
    return f"{'+' if whole > 0 else '-'}{text}"


def reply_times(half: float, quartiles: tuple[float, float] | None) -> str:
    """Within how many seconds half of those who replied had done so, and three quarters, in words."""
    within = in_words(round(half))
    most = in_words(round(quartiles[1])) if quartiles else within
    if most == within:
        return words.say(words.SUMMARY_MEDIAN_TIME, duration=within)
    return words.say(words.SUMMARY_REPLY_TIMES, half=within, most=most)


def when(
    opened_at: datetime, now: datetime, others: Collection[datetime] = (), *, short: bool = False
) -> str:
    """A wave by its month where no other is of the same, else by its day; with the year unless it is this one."""
    month = ENGLISH.say(questions.MONTHS[opened_at.month - 1])
    month = month[:_SHORT_MONTH] if short else month
    year = f" {opened_at.year}" if opened_at.year != now.year else ""
    same = any(_month(one.date()) == _month(opened_at.date()) for one in (now, *others) if one != opened_at)
    return f"{opened_at.day} {month}{year}" if same else f"{month}{year}"


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
