"""A number, perhaps in a unit, perhaps within bounds."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, Final, Literal

from annotated_types import Ge, Le, Len

from surveys.core import words
from surveys.core.language import Words
from surveys.core.phrases import asking, questions
from surveys.core.questions.base import Accepted, BaseQuestion, Flaw, Misread, Reading
from surveys.core.questions.entries import DECIMAL, Between, Line
from surveys.core.questions.numerals import decimal_comma, numeral, readings, split
from surveys.core.replies import Said, Typed
from surveys.core.spoken import SPOKEN
from surveys.core.text import folded, quoted
from surveys.core.values import Counted, Value
from surveys.core.widgets import Form, Widget, Writing
from surveys.core.wording import authoring

_LARGEST: Final = 10**12
_LONGEST, _LONGEST_ECHO = 60, 30
#: Words after a number that make another number of it; to overlook them would be to misunderstand.
_MULTIPLIERS: Final = frozenset(
    folded(word)
    for word in (
        "k", "m", "b", "t", "mm", "bn", "hundred", "thousand", "million", "millions", "billion", "dozen", "half",
        "hundert", "tausend", "tsd", "mio", "mrd", "millionen", "milliarde", "milliarden", "dutzend", "halb",
        "cien", "mil", "millón", "millones", "docena", "medio", "cent", "cents", "mille", "milliard", "douzaine",
        "cem", "milhão", "milhões", "dúzia", "meio", "mila", "tys", "mln", "bin", "milyon",
        "百", "千", "万", "億", "百万", "千万", "半", "천", "만", "억", "or", "oder", "ou", "o", "und", "and", "not",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(BaseQuestion):
    """One number, typed. What could be read in two ways is asked back."""

    kind: Literal["number"] = "number"
    unit: Annotated[str, Len(1, 20), SPOKEN] | None = None
    lowest: Annotated[Decimal, Ge(-_LARGEST), Le(_LARGEST)] | None = None
    highest: Annotated[Decimal, Ge(-_LARGEST), Le(_LARGEST)] | None = None
    whole: bool = False

    called: ClassVar = authoring.NUMBER
    entries: ClassVar = (
        Between("range", authoring.RANGE, "lowest", "highest", DECIMAL, "0 to 100"),
        Line("unit", authoring.UNIT, 20),
    )
    switches: ClassVar = (("whole", authoring.WHOLE),)

    def widget(self, draft: tuple[str, ...], lang: Words) -> Widget:
        return Writing()

    def hint(self, lang: Words) -> str | None:
        told = self._asked(lang)
        return f"{self.help}\n{told}" if self.help else told

    def read(self, said: Said, draft: tuple[str, ...], lang: Words) -> Reading:
        if not isinstance(said, Typed) or len(said.text) > _LONGEST:
            return self._expected(lang)
        parts = split(said.text)
        if parts is None or not self._is_unit(parts[0], parts[2]):
            return self._expected(lang)
        possible = readings(parts[1], comma=decimal_comma(lang))
        if self.whole:
            possible = tuple(one for one in possible if one == one.to_integral_value())
            possible = tuple(dict.fromkeys(one.to_integral_value() for one in possible))[:1]
            if not possible:
                return Misread(lang.say(questions.EXPECTED_WHOLE, example=self._example(lang)))
        if not possible:
            return self._expected(lang)
        fitting = tuple(one for one in possible if self._is_within(one))
        if not fitting:
            return Misread(self._bounds(lang))
        if len(fitting) > 1:
            one, other = (_unmistakable(number, lang) for number in fitting)
            typed = quoted(parts[1], _LONGEST_ECHO)
            return Misread(lang.say(questions.NUMBER_TWO_WAYS, typed=typed, one=one, other=other))
        return Accepted(Counted(fitting[0]))

    def show(self, value: Value, lang: Words) -> str:
        return self._named(value.number, lang) if isinstance(value, Counted) else self.gone(lang)

    def form(self, lang: Words) -> Form:
        return Form(
            button=lang.say(asking.WRITE),
            title=lang.say(asking.FORM_TITLE),
            label=lang.say(questions.NUMBER_LABEL),
            longest=_LONGEST,
        )

    def flaws(self) -> tuple[Flaw, ...]:
        flaws: list[Flaw] = []
        if self.lowest is not None and self.highest is not None and self.lowest >= self.highest:
            problem = words.say(words.FLAW_BOUNDS, lowest=self.lowest, highest=self.highest)
            flaws.append(Flaw(("highest",), problem, words.REMEDY_BOUNDS))
        for name, bound in (("lowest", self.lowest), ("highest", self.highest)):
            if self.whole and bound is not None and bound != bound.to_integral_value():
                flaws.append(Flaw((name,), words.say(words.FLAW_WHOLE, number=bound), words.REMEDY_WHOLE))
        if self.unit is not None and any(char.isdecimal() for char in self.unit):
            flaws.append(Flaw(("unit",), words.FLAW_UNIT, words.REMEDY_UNIT))
        return tuple(flaws)

    def seconds(self) -> int:
        return 10

    def _is_within(self, number: Decimal) -> bool:
        return (self.lowest is None or self.lowest <= number) and (
            self.highest is None or number <= self.highest
        )

    def _is_unit(self, before: str, after: str) -> bool:
        """Whether the words around a number leave it the number that is asked for."""
        told = [one for one in (before, after) if one]
        if not told:
            return True
        if len(told) > 1 or any(char.isdecimal() for char in told[0]):
            return False
        given, unit = told[0], self.unit
        if unit is not None:
            said, asked = folded(given), folded(unit)
            if not said or not asked:
                return given == unit
            return asked.startswith(said) or said.startswith(asked)
        if folded(given) == "":
            return given in {"€", "$", "£", "¥", "%"} or given.strip("!.~ ") == ""
        return before == "" and given.isalpha() and folded(given) not in _MULTIPLIERS

    def _named(self, number: Decimal, lang: Words) -> str:
        told = numeral(number, lang)
        return (
            told if self.unit is None else lang.say(questions.NUMBER_WITH_UNIT, number=told, unit=self.unit)
        )

    def _asked(self, lang: Words) -> str:
        match self.lowest, self.highest:
            case Decimal() as lowest, Decimal() as highest:
                return lang.say(
                    questions.NUMBER_BETWEEN, lowest=numeral(lowest, lang), highest=self._named(highest, lang)
                )
            case Decimal() as lowest, None:
                return lang.say(questions.NUMBER_LEAST, lowest=self._named(lowest, lang))
            case None, Decimal() as highest:
                return lang.say(questions.NUMBER_MOST, highest=self._named(highest, lang))
            case _:
                if self.unit is None:
                    return lang.say(questions.NUMBER_ANY)
                return lang.say(questions.NUMBER_UNIT, unit=self.unit)

    def _bounds(self, lang: Words) -> str:
        match self.lowest, self.highest:
            case Decimal() as lowest, Decimal() as highest:
                low, high = numeral(lowest, lang), self._named(highest, lang)
                return lang.say(questions.EXPECTED_BETWEEN, lowest=low, highest=high)
            case Decimal() as lowest, None:
                return lang.say(questions.EXPECTED_LEAST, lowest=self._named(lowest, lang))
            case None, Decimal() as highest:
                return lang.say(questions.EXPECTED_MOST, highest=self._named(highest, lang))
            case _:
                return self._expected(lang).sentence

    def _expected(self, lang: Words) -> Misread:
        example = self._example(lang)
        if self.unit is not None:
            return Misread(lang.say(questions.EXPECTED_UNIT, unit=self.unit, example=example))
        return Misread(
            lang.say(questions.EXPECTED_WHOLE if self.whole else questions.EXPECTED_NUMBER, example=example)
        )

    def _example(self, lang: Words) -> str:
        """A number that would do."""
        usual = Decimal(3) if self.whole else Decimal("2.5")
        bound = self.lowest if self.lowest is not None else self.highest
        return numeral(usual if bound is None or self._is_within(usual) else bound, lang)


def _unmistakable(number: Decimal, lang: Words) -> str:
    """`number` so that typing just that is read in one way: never three digits behind the mark."""
    whole, _, part = f"{number:f}".partition(".")
    part = part.rstrip("0")
    if not part:
        return whole
    return f"{whole}{',' if decimal_comma(lang) else '.'}{part.ljust(4, '0') if len(part) == 3 else part}"  # noqa: PLR2004  three digits look like thousands
