"""A date."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final, Literal

from surveys.core import words
from surveys.core.language import Sentence, Words
from surveys.core.phrases import asking, questions
from surveys.core.questions.base import Accepted, BaseQuestion, Drafted, Flaw, Misread, Reading
from surveys.core.questions.days import Days, days, in_words, is_relative, without_year, year_of
from surveys.core.questions.entries import DAY, Between
from surveys.core.replies import Said, Typed
from surveys.core.text import quoted
from surveys.core.values import Dated, Value
from surveys.core.widgets import Form, Widget, Writing
from surveys.core.wording import authoring

_LONGEST, _LONGEST_ECHO = 60, 30
_EXAMPLE: Final = date(2026, 12, 24)
#: How a day waits in a draft for its year: "--12-24".
_UNDATED: Final = "--"


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(BaseQuestion):
    """One day, typed. There is no clock here, so "tomorrow" is asked back, and so is a missing year."""

    kind: Literal["date"] = "date"
    earliest: date | None = None
    latest: date | None = None

    called: ClassVar = authoring.DATE
    entries: ClassVar = (
        Between("days", authoring.DAYS, "earliest", "latest", DAY, "2026-06-01 to 2026-12-31"),
    )

    def widget(self, draft: tuple[str, ...], lang: Words) -> Widget:
        return Writing()

    def hint(self, lang: Words) -> str | None:
        told = self._bounded(
            lang, questions.DATE_BETWEEN, questions.DATE_FROM, questions.DATE_UNTIL, questions.DATE_HINT
        )
        return f"{self.help}\n{told}" if self.help else told

    def now(self, draft: tuple[str, ...], lang: Words) -> str | None:
        waiting = _waiting(draft)
        return None if waiting is None else self._which_year(waiting, lang)

    def read(self, said: Said, draft: tuple[str, ...], lang: Words) -> Reading:
        if not isinstance(said, Typed) or len(said.text) > _LONGEST:
            return self._expected(lang)
        waiting, year = _waiting(draft), year_of(said.text)
        if waiting is not None and year is not None:
            return self._dated(said.text, days(f"{year}-{waiting[1]}-{waiting[0]}", lang), lang)
        return self._dated(said.text, days(said.text, lang), lang)

    def show(self, value: Value, lang: Words) -> str:
        return in_words(value.day, lang) if isinstance(value, Dated) else self.gone(lang)

    def form(self, lang: Words) -> Form:
        return Form(
            button=lang.say(asking.WRITE),
            title=lang.say(asking.FORM_TITLE),
            label=lang.say(questions.DATE_LABEL),
            longest=_LONGEST,
        )

    def flaws(self) -> tuple[Flaw, ...]:
        if self.earliest is not None and self.latest is not None and self.earliest > self.latest:
            problem = words.say(words.FLAW_DATES, earliest=self.earliest, latest=self.latest)
            return (Flaw(("latest",), problem, words.REMEDY_DATES),)
        return ()

    def seconds(self) -> int:
        return 10

    def _dated(self, text: str, found: Days, lang: Words) -> Reading:
        if found.short_year:
            return Misread(lang.say(questions.EXPECTED_FULL_YEAR, example=self._example(lang)))
        if found.nowhere:
            return Misread(lang.say(questions.NO_SUCH_DAY, example=self._example(lang)))
        if found.undated:
            return self._undated(text, found.undated, lang)
        fitting = [day for day in found.dates if self._is_within(day)]
        if len(fitting) == 1:
            return Accepted(Dated(fitting[0]))
        if fitting:
            return self._two_ways(text, *(in_words(day, lang) for day in fitting), lang=lang)
        if found.dates:
            return Misread(self._outside(lang))
        if is_relative(text):
            return Misread(lang.say(questions.EXPECTED_CALENDAR, example=self._example(lang)))
        return self._expected(lang)

    def _undated(self, text: str, pairs: tuple[tuple[int, int], ...], lang: Words) -> Reading:
        if self.earliest is not None and self.latest is not None:
            # Within less than a year there may be only one such day.
            years = range(self.earliest.year, min(self.latest.year, self.earliest.year + 2) + 1)
            possible = {
                day
                for number, month in pairs
                for year in years
                for day in days(f"{year}-{month}-{number}", lang).dates
                if self._is_within(day)
            }
            if len(possible) == 1:
                return Accepted(Dated(possible.pop()))
            if not possible:
                return Misread(self._outside(lang))
        if len(pairs) > 1:
            return self._two_ways(text, *(without_year(*pair, lang) for pair in pairs), lang=lang)
        number, month = pairs[0]
        return Drafted((f"{_UNDATED}{month:02}-{number:02}",), self._which_year(pairs[0], lang))

    def _two_ways(self, text: str, one: str, other: str, *, lang: Words) -> Misread:
        typed = quoted(text, _LONGEST_ECHO)
        return Misread(lang.say(questions.DATE_TWO_WAYS, typed=typed, one=one, other=other))

    def _which_year(self, waiting: tuple[int, int], lang: Words) -> str:
        day = without_year(*waiting, lang)
        return lang.say(questions.WHICH_YEAR, date=day, example=self._example_day().year)

    def _is_within(self, day: date) -> bool:
        return (self.earliest is None or self.earliest <= day) and (self.latest is None or day <= self.latest)

    def _outside(self, lang: Words) -> str:
        return self._bounded(
            lang,
            questions.EXPECTED_DATE_BETWEEN,
            questions.EXPECTED_DATE_FROM,
            questions.EXPECTED_DATE_UNTIL,
            questions.EXPECTED_DATE,
        )

    def _bounded(
        self, lang: Words, between: Sentence, since: Sentence, until: Sentence, otherwise: Sentence
    ) -> str:
        match self.earliest, self.latest:
            case date() as earliest, date() as latest:
                return lang.say(between, earliest=in_words(earliest, lang), latest=in_words(latest, lang))
            case date() as earliest, None:
                return lang.say(since, earliest=in_words(earliest, lang))
            case None, date() as latest:
                return lang.say(until, latest=in_words(latest, lang))
            case _:
                return lang.say(otherwise, example=self._example(lang))

    def _expected(self, lang: Words) -> Misread:
        return Misread(lang.say(questions.EXPECTED_DATE, example=self._example(lang)))

    def _example_day(self) -> date:
        return next(
            (day for day in (_EXAMPLE, self.earliest, self.latest) if day and self._is_within(day)), _EXAMPLE
        )

    def _example(self, lang: Words) -> str:
        return in_words(self._example_day(), lang)


def _waiting(draft: tuple[str, ...]) -> tuple[int, int] | None:
    """Day and month that wait for their year."""
    if len(draft) != 1 or not draft[0].startswith(_UNDATED):
        return None
    try:
        day = date.fromisoformat(f"2024-{draft[0].removeprefix(_UNDATED)}")
    except ValueError:
        return None
    return day.day, day.month
