"""Multiple choice: between `least` and `most` of the options."""

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le, Len

from surveys.core import words
from surveys.core.questions.base import Accepted, BaseQuestion, Flaw, Misread, Option, Reading
from surveys.core.questions.matching import match_option
from surveys.core.questions.options import label_of, option_flaws
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.values import Picked, Value
from surveys.core.widgets import Choosable, Menu, Widget

_SEPARATORS = re.compile(r"[,;\n、，；/+&]")


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice(BaseQuestion):
    """Pick several from a menu, or type them with commas between."""

    kind: Literal["multiple_choice"] = "multiple_choice"
    options: Annotated[tuple[Option, ...], Len(2, 25)]
    least: Annotated[int, Ge(1), Le(25)] = 1
    most: Annotated[int, Ge(1), Le(25)] | None = None

    @property
    def limit(self) -> int:
        """How many can be picked at most."""
        return self.most if self.most is not None else len(self.options)

    def widget(self, draft: tuple[str, ...]) -> Widget:
        shown = tuple(Choosable(option.id, option.label) for option in self.options)
        return Menu(shown, least=self.least, most=self.limit, hint=self._range())

    def read(self, said: Said, draft: tuple[str, ...]) -> Reading:
        wanted: set[str] | None = None
        match said:
            case Tapped(_, tokens) if set(tokens) <= self.tokens():
                wanted = set(tokens)
            case Typed(text):
                wanted = self._typed(text)
            case Tapped() | Done():
                pass
        if wanted is None:
            return Misread(words.say(words.EXPECTED_CHOICES, first=self.options[0].label))
        if not self.least <= len(wanted) <= self.limit:
            return Misread(words.say(words.EXPECTED_COUNT, range=self._range().lower()))
        return Accepted(Picked(tuple(option.id for option in self.options if option.id in wanted)))

    def show(self, value: Value) -> str:
        assert isinstance(value, Picked)
        return ", ".join(label_of(self.options, one) for one in value.options)

    def tokens(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options)

    def matches(self, value: Value) -> frozenset[str]:
        return frozenset(value.options) if isinstance(value, Picked) else frozenset()

    def flaws(self) -> tuple[Flaw, ...]:
        flaws = list(option_flaws(self.options))
        if self.limit > len(self.options):
            flaws.append(
                Flaw(
                    ("most",),
                    words.say(words.FLAW_MOST, most=self.limit, count=len(self.options)),
                    words.say(words.REMEDY_MOST, count=len(self.options)),
                )
            )
        if self.least > self.limit:
            flaws.append(
                Flaw(
                    ("least",),
                    words.say(words.FLAW_LEAST, least=self.least, most=self.limit),
                    words.REMEDY_LEAST,
                )
            )
        return tuple(flaws)

    def _typed(self, text: str) -> set[str] | None:
        whole = match_option(text, self.options)
        if whole is not None:
            return {whole.id}
        parts = [part for part in _SEPARATORS.split(text) if part.strip()]
        if len(parts) == 1 and len(numbers := text.split()) > 1 and all(n.isdecimal() for n in numbers):
            parts = numbers  # "1 3 4"
        found = [match_option(part, self.options) for part in parts]
        if not found or None in found:
            return None
        return {option.id for option in found if option is not None}

    def _range(self) -> str:
        if self.least == self.limit:
            return words.say(words.PICK_EXACTLY, count=self.least)
        if self.limit == len(self.options):
            return words.PICK_ANY if self.least == 1 else words.say(words.PICK_AT_LEAST, count=self.least)
        return words.say(words.PICK_BETWEEN, least=self.least, most=self.limit)
