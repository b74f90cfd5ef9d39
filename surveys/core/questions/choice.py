"""Single choice: exactly one of the options."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Len

from surveys.core import words
from surveys.core.questions.base import Accepted, BaseQuestion, Flaw, Misread, Option, Reading
from surveys.core.questions.matching import match_option
from surveys.core.questions.options import label_of, option_flaws
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.values import Picked, Value
from surveys.core.widgets import Buttons, Choosable, Menu, Widget

_MOST_BUTTONS = 5
_LONGEST_ON_A_BUTTON = 34
_LONGEST_BESIDE_OTHERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(BaseQuestion):
    """Pick one. Up to five short options are buttons, more are a menu."""

    kind: Literal["choice"] = "choice"
    options: Annotated[tuple[Option, ...], Len(2, 25)]

    def widget(self, draft: tuple[str, ...]) -> Widget:
        shown = tuple(Choosable(option.id, option.label) for option in self.options)
        if len(shown) <= _MOST_BUTTONS and all(len(one.label) <= _LONGEST_ON_A_BUTTON for one in shown):
            return Buttons(
                shown, per_row=1 if any(len(one.label) > _LONGEST_BESIDE_OTHERS for one in shown) else 3
            )
        return Menu(shown, least=1, most=1, hint=words.PICK_ONE)

    def read(self, said: Said, draft: tuple[str, ...]) -> Reading:
        match said:
            case Tapped(_, (token,)) if token in self.tokens():
                return Accepted(Picked((token,)))
            case Typed(text) if option := match_option(text, self.options):
                return Accepted(Picked((option.id,)))
            case Typed() | Tapped() | Done():
                return Misread(words.say(words.EXPECTED_CHOICE, first=self.options[0].label))

    def show(self, value: Value) -> str:
        assert isinstance(value, Picked)
        return label_of(self.options, value.options[0])

    def tokens(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options)

    def matches(self, value: Value) -> frozenset[str]:
        return frozenset(value.options) if isinstance(value, Picked) else frozenset()

    def flaws(self) -> tuple[Flaw, ...]:
        return option_flaws(self.options)
