"""A scale of points with words at both ends."""

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le, Len

from surveys.core import words
from surveys.core.questions.base import Accepted, BaseQuestion, Flaw, Misread, Reading
from surveys.core.questions.matching import whole_number
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.text import folded
from surveys.core.values import Rated, Value
from surveys.core.widgets import Buttons, Choosable, Widget

_OUT_OF = re.compile(r"^(\d{1,3})\s*(?:/|of|von|de|sur|di|out of)\s*(\d{1,3})$")
_FEWEST_POINTS = 3
_MOST_IN_A_ROW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(BaseQuestion):
    """Rate from `lowest` to `highest`; every point is a button."""

    kind: Literal["scale"] = "scale"
    lowest: Annotated[int, Ge(0), Le(1)] = 1
    highest: Annotated[int, Ge(2), Le(10)] = 5
    low_label: Annotated[str, Len(1, 60)]
    high_label: Annotated[str, Len(1, 60)]

    @property
    def points(self) -> range:
        """Every point, lowest first."""
        return range(self.lowest, self.highest + 1)

    def widget(self, draft: tuple[str, ...]) -> Widget:
        shown = tuple(Choosable(str(point), str(point)) for point in self.points)
        rows = 1 if len(shown) <= _MOST_IN_A_ROW else 2 if len(shown) <= 2 * _MOST_IN_A_ROW else 3
        return Buttons(shown, per_row=-(-len(shown) // rows))

    def hint(self) -> str | None:
        ends = words.say(
            words.SCALE_ENDS,
            low=self.lowest,
            low_label=self.low_label,
            high=self.highest,
            high_label=self.high_label,
        )
        return f"{self.help}\n{ends}" if self.help else ends

    def read(self, said: Said, draft: tuple[str, ...]) -> Reading:
        match said:
            case Tapped(_, (token,)) if token in self.tokens():
                return Accepted(Rated(int(token)))
            case Typed(text) if (points := self._typed(text)) is not None:
                return Accepted(Rated(points))
            case Typed() | Tapped() | Done():
                return Misread(words.say(words.EXPECTED_POINTS, low=self.lowest, high=self.highest))

    def show(self, value: Value) -> str:
        assert isinstance(value, Rated)
        return words.say(words.POINTS_OUT_OF, points=value.points, highest=self.highest)

    def tokens(self) -> frozenset[str]:
        return frozenset(str(point) for point in self.points)

    def matches(self, value: Value) -> frozenset[str]:
        return frozenset({str(value.points)}) if isinstance(value, Rated) else frozenset()

    def flaws(self) -> tuple[Flaw, ...]:
        if len(self.points) < _FEWEST_POINTS:
            return (Flaw(("highest",), words.FLAW_SCALE, words.REMEDY_SCALE),)
        return ()

    def _typed(self, text: str) -> int | None:
        stars = text.count("⭐") or text.count("★")
        wanted = folded(text)
        if stars and not wanted:
            number: int | None = stars
        elif out_of := _OUT_OF.match(text.strip().casefold()):
            number = int(out_of[1]) if int(out_of[2]) == self.highest else None
        elif wanted == folded(self.low_label):
            number = self.lowest
        elif wanted == folded(self.high_label):
            number = self.highest
        else:
            number = whole_number(text)
        return number if number is not None and number in self.points else None
