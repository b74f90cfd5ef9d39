"""Yes or no."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from surveys.core import understood
from surveys.core.language import Words
from surveys.core.phrases import asking
from surveys.core.questions.base import Accepted, BaseQuestion, Misread, Reading
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.text import folded
from surveys.core.values import Picked, Value
from surveys.core.widgets import Buttons, Choosable, Widget
from surveys.core.wording import authoring

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo(BaseQuestion):
    """Two buttons; typed yes and no are understood in the languages Earful knows."""

    kind: Literal["yes_no"] = "yes_no"

    called: ClassVar = authoring.YES_NO

    def widget(self, draft: tuple[str, ...], lang: Words) -> Widget:
        return Buttons(self.choices(lang), per_row=2)

    def read(self, said: Said, draft: tuple[str, ...], lang: Words) -> Reading:
        match said:
            case Tapped(_, (token,)) if token in self.tokens():
                return Accepted(Picked((token,)))
            case Typed(text) if text.strip() in understood.YES_SIGNS or folded(text) in self._words(
                YES, lang
            ):
                return Accepted(Picked((YES,)))
            case Typed(text) if text.strip() in understood.NO_SIGNS or folded(text) in self._words(NO, lang):
                return Accepted(Picked((NO,)))
            case Typed() | Tapped() | Done():
                return Misread(lang.say(asking.EXPECTED_YES_NO))

    def show(self, value: Value, lang: Words) -> str:
        if not isinstance(value, Picked):
            return self.gone(lang)
        return lang.say(asking.YES) if value.options == (YES,) else lang.say(asking.NO)

    def choices(self, lang: Words) -> tuple[Choosable, ...]:
        return (Choosable(YES, lang.say(asking.YES)), Choosable(NO, lang.say(asking.NO)))

    def tokens(self) -> frozenset[str]:
        return frozenset({YES, NO})

    def matches(self, value: Value) -> frozenset[str]:
        return frozenset(value.options) & self.tokens() if isinstance(value, Picked) else frozenset()

    def seconds(self) -> int:
        return 5

    def _words(self, token: str, lang: Words) -> frozenset[str]:
        """What is understood as this answer: the usual words, its label as it is shown, and its number."""
        known = understood.YES_WORDS if token == YES else understood.NO_WORDS
        labels = {folded(one.label) for one in self.choices(lang) if one.token == token}
        return known | labels | {"1" if token == YES else "2"}
