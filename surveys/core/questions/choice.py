"""Single choice: exactly one of the options, or an answer of one's own."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from annotated_types import Len

from surveys.core.language import Words
from surveys.core.phrases import asking, questions
from surveys.core.questions.base import Accepted, BaseQuestion, Drafted, Flaw, Misread, Option, Reading
from surveys.core.questions.entries import Listing
from surveys.core.questions.matching import labelled, match_exactly, match_option, search
from surveys.core.questions.options import (
    LONGEST_OTHER,
    MOST_IN_A_MENU,
    MOST_OPTIONS,
    OTHER,
    choosables,
    label_of,
    option_flaws,
)
from surveys.core.questions.steps import Steps, steps_of
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.text import clean, quoted
from surveys.core.values import Picked, Value
from surveys.core.widgets import Buttons, Choosable, Form, Menu, Widget
from surveys.core.wording import authoring

_MOST_BUTTONS = 5
_LONGEST_ON_A_BUTTON = 34
_LONGEST_BESIDE_OTHERS = 12
_LONGEST_ECHO = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(BaseQuestion):
    """Pick one. Up to five short options are buttons, more are a menu, and a long list is searched by typing."""

    kind: Literal["choice"] = "choice"
    options: Annotated[tuple[Option, ...], Len(2, MOST_OPTIONS)]
    other: bool = False

    called: ClassVar = authoring.CHOICE
    entries: ClassVar = (Listing("options", authoring.OPTIONS, Option),)
    switches: ClassVar = (("other", authoring.OTHER),)

    @property
    def is_long(self) -> bool:
        """Whether there are more entries than a menu holds."""
        return len(self.options) + self.other > MOST_IN_A_MENU

    def widget(self, draft: tuple[str, ...], lang: Words) -> Widget:
        shown = self.choices(lang)
        if self.is_long:
            return self._searched(steps_of(draft, self.tokens()), lang)
        if len(shown) <= _MOST_BUTTONS and all(len(one.label) <= _LONGEST_ON_A_BUTTON for one in shown):
            return Buttons(
                shown, per_row=1 if any(len(one.label) > _LONGEST_BESIDE_OTHERS for one in shown) else 3
            )
        return Menu(shown, least=1, most=1, hint=lang.say(asking.PICK_ONE))

    def read(self, said: Said, draft: tuple[str, ...], lang: Words) -> Reading:
        match said:
            case Tapped(_, (token,)) if token == OTHER and self.other:
                return Drafted(Steps(writing=True).pieces(), lang.say(questions.TYPE_OTHER))
            case Tapped(_, (token,)) if token in self.tokens():
                return Accepted(Picked((token,)))
            case Typed(text):
                return self._typed(text, steps_of(draft, self.tokens()), lang)
            case Tapped() | Done():
                return Misread(lang.say(asking.EXPECTED_CHOICE, first=self.options[0].label))

    def show(self, value: Value, lang: Words) -> str:
        match value:
            case Picked((option, *_)):
                return label_of(self.options, option)
            case Picked(other=str(other)) if other:
                return other
            case _:
                return self.gone(lang)

    def hint(self, lang: Words) -> str | None:
        if not self.is_long:
            return self.help
        told = lang.say(questions.SEARCH_HELP, count=len(self.options))
        return f"{self.help}\n{told}" if self.help else told

    def typed_only(self, draft: tuple[str, ...], lang: Words) -> bool:
        return self.other or self.is_long

    def form(self, lang: Words) -> Form:
        label = questions.SEARCH_LABEL if self.is_long else questions.CHOICE_LABEL
        return Form(
            button=lang.say(asking.WRITE),
            title=lang.say(asking.FORM_TITLE),
            label=lang.say(questions.OTHER_LABEL if self.other else label),
            longest=LONGEST_OTHER,
        )

    def choices(self, lang: Words) -> tuple[Choosable, ...]:
        return choosables(self.options, lang, other=self.other)

    def claims(self, text: str) -> bool:
        return match_option(text, self.options) is not None

    def tokens(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options) | ({OTHER} if self.other else frozenset())

    def matches(self, value: Value) -> frozenset[str]:
        match value:
            case Picked((), _) if self.other:
                return frozenset({OTHER})
            case Picked(options):
                return frozenset(options) & self.tokens()
            case _:
                return frozenset()

    def flaws(self) -> tuple[Flaw, ...]:
        return option_flaws(self.options, reserved={OTHER} if self.other else ())

    def _typed(self, text: str, steps: Steps, lang: Words) -> Reading:
        if steps.writing:
            # What was announced as one's own is taken for it, unless it is an option after all.
            same = labelled(text, self.options)
            option = same[0] if len(same) == 1 else None
        else:
            option = (match_exactly if self.is_long else match_option)(text, self.options)
        if option is not None:
            return Accepted(Picked((option.id,)))
        if self.is_long and not steps.writing:
            found = search(text, self.options)
            if len(found) == 1:
                return Accepted(Picked((found[0].id,)))
            if found:
                typed = quoted(text, _LONGEST_ECHO)
                note = lang.count(len(found), questions.SEARCH_FOUND, typed=typed)
                return Drafted(Steps(sought=clean(text)).pieces(), note)
        if self.other and clean(text):
            if len(text) > LONGEST_OTHER:
                return Misread(lang.say(asking.EXPECTED_SHORTER, length=len(text), longest=LONGEST_OTHER))
            return Accepted(Picked((), other=text))
        expected = questions.SEARCH_NOTHING if self.is_long else asking.EXPECTED_CHOICE
        return Misread(lang.say(expected, first=self.options[0].label))

    def _searched(self, steps: Steps, lang: Words) -> Menu:
        found = search(steps.sought or "", self.options) or self.options
        kept = found[: MOST_IN_A_MENU - self.other]
        hint = lang.say(questions.SEARCH_HINT)
        return Menu(choosables(kept, lang, other=self.other), least=1, most=1, hint=hint)
