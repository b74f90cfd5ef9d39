"""A scale of points with words at both ends."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from annotated_types import Ge, Le, Len

from surveys.core import words
from surveys.core.language import Words
from surveys.core.phrases import asking
from surveys.core.questions.base import Accepted, BaseQuestion, Flaw, Misread, Reading
from surveys.core.questions.entries import WHOLE, Between, Ends
from surveys.core.questions.points import per_row, typed_points
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.spoken import SPOKEN
from surveys.core.values import Rated, Value
from surveys.core.widgets import Buttons, Choosable, Widget
from surveys.core.wording import authoring

_FEWEST_POINTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(BaseQuestion):
    """Rate from `lowest` to `highest`; every point is a button."""

    kind: Literal["scale"] = "scale"
    lowest: Annotated[int, Ge(0), Le(1)] = 1
    highest: Annotated[int, Ge(2), Le(10)] = 5
    low_label: Annotated[str, Len(1, 60), SPOKEN]
    high_label: Annotated[str, Len(1, 60), SPOKEN]

    called: ClassVar = authoring.SCALE
    entries: ClassVar = (
        Ends("ends", authoring.ENDS, "low_label", "high_label", 60),
        Between("points", authoring.POINTS, "lowest", "highest", WHOLE, "1 to 5", (1, 5)),
    )

    @property
    def points(self) -> range:
        """Every point, lowest first."""
        return range(self.lowest, self.highest + 1)

    def widget(self, draft: tuple[str, ...], lang: Words) -> Widget:
        return Buttons(self.choices(lang), per_row=per_row(self.points))

    def hint(self, lang: Words) -> str | None:
        ends = lang.say(
            asking.SCALE_ENDS,
            low=self.lowest,
            low_label=self.low_label,
            high=self.highest,
            high_label=self.high_label,
        )
        return f"{self.help}\n{ends}" if self.help else ends

    def read(self, said: Said, draft: tuple[str, ...], lang: Words) -> Reading:
        match said:
            case Tapped(_, (token,)) if token in self.tokens():
                return Accepted(Rated(int(token)))
            case Typed(text) if (point := self._typed(text)) is not None:
                return Accepted(Rated(point))
            case Typed() | Tapped() | Done():
                return Misread(lang.say(asking.EXPECTED_POINTS, low=self.lowest, high=self.highest))

    def show(self, value: Value, lang: Words) -> str:
        if not isinstance(value, Rated):
            return self.gone(lang)
        return lang.say(asking.POINTS_OUT_OF, points=value.points, highest=self.highest)

    def choices(self, lang: Words) -> tuple[Choosable, ...]:
        return tuple(Choosable(str(point), str(point)) for point in self.points)

    def tokens(self) -> frozenset[str]:
        return frozenset(str(point) for point in self.points)

    def matches(self, value: Value) -> frozenset[str]:
        return frozenset({str(value.points)}) if isinstance(value, Rated) else frozenset()

    def flaws(self) -> tuple[Flaw, ...]:
        if len(self.points) < _FEWEST_POINTS:
            return (Flaw(("highest",), words.FLAW_SCALE, words.REMEDY_SCALE),)
        return ()

    def _typed(self, text: str) -> int | None:
        return typed_points(text, self.points, self.low_label, self.high_label)
