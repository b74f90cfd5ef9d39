"""Calendar days as people write them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from surveys.core import understood
from surveys.core.language import Words
from surveys.core.phrases import questions
from surveys.core.questions.numerals import digits

_YEARS: Final = range(1900, 2201)
_SHORTEST_NAME: Final = 3
_TWELVE: Final = 12
_SHORT_WORD: Final = 4
_YEAR_FIRST: Final = re.compile(r"(\d{4})\s*[-/.年년]\s*(\d{1,2})\s*[-/.月월]\s*(\d{1,2})\s*[日일]?\.?")
_NUMBERS: Final = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})(?:\s*\2\s*(\d{4}|\d{2})?)?")
_MONTH_DAY: Final = re.compile(r"(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_PIECES: Final = re.compile(r"\d+|[^\W\d_]+")
#: What stands in a date beside its parts: "24th of December", "24 de diciembre de 2026", "1er mai".
_FILLERS: Final = frozenset(
    {"the", "of", "st", "nd", "rd", "th", "den", "der", "am", "de", "del", "el", "le", "er", "do", "o"}
)
#: Languages in which 3/4 may be either; in the others that put the day before the month, it is the third of April.
_DAY_FIRST: Final = frozenset(
    {"de", "es", "fr", "pt", "it", "pl", "nl", "tr", "ru", "uk", "cs", "da", "fi", "no", "sv"}
)


def _bare(text: str) -> str:
    """`text` without case and accents, words apart."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


#: As `is_relative` compares them.
_CALENDAR: Final = frozenset(_bare(word) for word in understood.CALENDAR_WORDS)


@dataclass(frozen=True, slots=True)
class Days:
    """What a text can mean: full dates, or days and months (`undated`) whose year is missing.

    `nowhere`: written like a date, but no such day is in the calendar. `short_year`: the year has two digits.
    """

    dates: tuple[date, ...] = ()
    undated: tuple[tuple[int, int], ...] = ()
    nowhere: bool = False
    short_year: bool = False


def days(text: str, lang: Words) -> Days:
    """Every reading of `text` as one date; none where it is no date at all."""
    plain = digits(text).strip().casefold().rstrip("!")
    if found := _YEAR_FIRST.fullmatch(plain):
        return _made([(int(found[3]), int(found[2]))], found[1])
    if found := _MONTH_DAY.fullmatch(plain):
        return _made([(int(found[2]), int(found[1]))], None)
    if found := _NUMBERS.fullmatch(plain):
        return _made(_orders(int(found[1]), found[2], int(found[3]), lang), found[4])
    return _named(plain)


def year_of(text: str) -> int | None:
    """The year that `text` is, of four digits."""
    plain = digits(text).strip().rstrip("年.!")
    return int(plain) if re.fullmatch(r"\d{4}", plain) and int(plain) in _YEARS else None


def is_relative(text: str) -> bool:
    """Whether `text` names a day that only a calendar can tell, like "tomorrow" or "next Friday"."""
    bare = _bare(text)
    # Japanese stands without blanks; and "nächsten" begins like a word, but not everything that begins like "day".
    if any(word in bare for word in _CALENDAR if not word.isascii()):
        return True
    begins = tuple(word for word in _CALENDAR if len(word) > _SHORT_WORD)
    return any(word in _CALENDAR or word.startswith(begins) for word in bare.split())


def in_words(day: date, lang: Words) -> str:
    """`day` as people of this language write it."""
    month = lang.say(questions.MONTHS[day.month - 1])
    return lang.say(questions.DATE, day=day.day, month=month, year=day.year)


def without_year(day: int, month: int, lang: Words) -> str:
    """A day of any year, in words."""
    return lang.say(questions.DATE_NO_YEAR, day=day, month=lang.say(questions.MONTHS[month - 1]))


def _orders(first: int, mark: str, second: int, lang: Words) -> list[tuple[int, int]]:
    """Days and months that two numbers can be. With points the day comes first everywhere."""
    day_first, month_first = (first, second), (second, first)
    if first == second or mark == "." or second > _TWELVE >= first:
        return [month_first] if second > _TWELVE >= first and mark != "." else [day_first]
    if first > _TWELVE or lang.language.partition("-")[0] in _DAY_FIRST:
        return [day_first]
    return [day_first, month_first]


def _made(pairs: list[tuple[int, int]], year: str | None) -> Days:
    real = [pair for pair in pairs if _is_day(*pair)]
    if not real:
        return Days(nowhere=True)
    if year is None:
        return Days(undated=tuple(real))
    if len(year) < len("2026"):
        return Days(short_year=True)
    if int(year) not in _YEARS:
        return Days(nowhere=True)
    dates = [made for day, month in real if (made := _date(int(year), month, day)) is not None]
    return Days(dates=tuple(dates), nowhere=not dates)


def _named(plain: str) -> Days:
    """A date with its month as a word, its parts in any order."""
    parts = [part for part in _PIECES.findall(plain) if part not in _FILLERS]
    numbers = [part for part in parts if part.isdecimal()]
    months = [month for part in parts if not part.isdecimal() if (month := _month(part)) is not None]
    if len(months) != 1 or len(numbers) not in {1, 2} or len(parts) != len(numbers) + 1:
        return Days()
    years = [one for one in numbers if len(one) == len("2026")]
    days_of_month = [one for one in numbers if len(one) <= len("31")]
    if len(days_of_month) + len(years) != len(numbers) or not days_of_month:
        return Days()
    if len(numbers) == 1:
        return _made([(int(numbers[0]), months[0])], None)
    year = years[0] if years else numbers[1]
    return _made([(int(days_of_month[0]), months[0])], year)


def _month(word: str) -> int | None:
    bare = _bare(word)
    if len(bare) < _SHORTEST_NAME:
        return None
    fits = {
        number
        for number, names in enumerate(understood.MONTHS, 1)
        if any(_bare(one).startswith(bare) for one in names)
    }
    return fits.pop() if len(fits) == 1 else None


def _is_day(day: int, month: int) -> bool:
    return _date(2024, month, day) is not None  # a leap year: any day some year has


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
