"""Yes or no."""

from dataclasses import dataclass
from typing import Literal

from surveys.core import words
from surveys.core.questions.base import Accepted, BaseQuestion, Misread, Reading
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.text import folded
from surveys.core.values import Picked, Value
from surveys.core.widgets import Buttons, Choosable, Widget

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo(BaseQuestion):
    """Two buttons; typed yes and no are understood in the languages Earful knows."""

    kind: Literal["yes_no"] = "yes_no"

    def widget(self, draft: tuple[str, ...]) -> Widget:
        return Buttons((Choosable(YES, words.YES), Choosable(NO, words.NO)), per_row=2)

    def read(self, said: Said, draft: tuple[str, ...]) -> Reading:
        match said:
            case Tapped(_, (token,)) if token in self.tokens():
                return Accepted(Picked((token,)))
            case Typed(text) if text.strip() in words.YES_SIGNS or folded(text) in words.YES_WORDS:
                return Accepted(Picked((YES,)))
            case Typed(text) if text.strip() in words.NO_SIGNS or folded(text) in words.NO_WORDS:
                return Accepted(Picked((NO,)))
            case Typed() | Tapped() | Done():
                return Misread(words.EXPECTED_YES_NO)

    def show(self, value: Value) -> str:
        assert isinstance(value, Picked)
        return words.YES if value.options == (YES,) else words.NO

    def tokens(self) -> frozenset[str]:
        return frozenset({YES, NO})

    def matches(self, value: Value) -> frozenset[str]:
        return frozenset(value.options) if isinstance(value, Picked) else frozenset()
