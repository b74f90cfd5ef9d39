"""Options put in order, best first."""

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from annotated_types import Ge, Le, Len

from surveys.core import understood, words
from surveys.core.language import Words
from surveys.core.phrases import asking, questions
from surveys.core.questions.base import Accepted, BaseQuestion, Drafted, Flaw, Misread, Option, Reading
from surveys.core.questions.entries import Count, Listing
from surveys.core.questions.matching import match_option
from surveys.core.questions.options import choosables, label_of, option_flaws
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.text import folded
from surveys.core.values import Ranked, Value
from surveys.core.widgets import Buttons, Choosable, Form, Menu, Widget
from surveys.core.wording import authoring

_SEPARATORS = re.compile(r"[,;\n、，；>＞→]")
_LONGEST_ON_A_BUTTON, _LONGEST_OF_TWO, _LONGEST_OF_THREE = 34, 20, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking(BaseQuestion):
    """One tap after the other; the last option finds its place by itself. With `least`, that many are enough."""

    kind: Literal["ranking"] = "ranking"
    options: Annotated[tuple[Option, ...], Len(2, 10)]
    least: Annotated[int, Ge(1), Le(10)] | None = None

    called: ClassVar = authoring.RANKING
    entries: ClassVar = (
        Listing("options", authoring.OPTIONS, Option),
        Count("least", authoring.PLACES, "3"),
    )

    def widget(self, draft: tuple[str, ...], lang: Words) -> Widget:
        placed = self._placed(draft)
        left = tuple(one for one in self.choices(lang) if one.token not in placed)
        done = lang.say(asking.DONE) if placed and len(placed) >= self._enough else None
        longest = max(len(option.label) for option in self.options)
        if longest > _LONGEST_ON_A_BUTTON:
            return Menu(left, least=1, most=1, hint=lang.say(asking.PICK_ONE), done=done)
        per_row = 3 if longest <= _LONGEST_OF_THREE else 2 if longest <= _LONGEST_OF_TWO else 1
        return Buttons(left, per_row=per_row, done=done)

    def hint(self, lang: Words) -> str | None:
        told = lang.say(questions.RANK_HINT, example=self._example())
        return f"{self.help}\n{told}" if self.help else told

    def now(self, draft: tuple[str, ...], lang: Words) -> str | None:
        placed = self._placed(draft)
        return lang.say(questions.SO_FAR, picked=self._listed(placed)) if placed else None

    def read(self, said: Said, draft: tuple[str, ...], lang: Words) -> Reading:
        placed = self._placed(draft)
        match said:
            case Tapped(_, (token,)) if token in placed:
                return Drafted(placed, lang.say(questions.RANK_ALREADY))
            case Tapped(_, (token,)) if token in self.tokens():
                return self._ranked((*placed, token), lang)
            case Done() if placed:
                return self._finished(placed, lang)
            case Typed(text) if placed and folded(text) in understood.DONE_WORDS:
                return self._finished(placed, lang)
            case Typed(text):
                return self._typed(text, placed, lang)
            case Tapped() | Done():
                return self._unmatched(lang)

    def show(self, value: Value, lang: Words) -> str:
        return self._listed(value.options) if isinstance(value, Ranked) and value.options else self.gone(lang)

    def form(self, lang: Words) -> Form:
        return Form(
            button=lang.say(asking.WRITE),
            title=lang.say(asking.FORM_TITLE),
            label=lang.say(questions.RANK_LABEL),
            longest=1000,
        )

    def choices(self, lang: Words) -> tuple[Choosable, ...]:
        return choosables(self.options, lang)

    def claims(self, text: str) -> bool:
        return match_option(text, self.options) is not None

    def seconds(self) -> int:
        return 3 + 4 * self._enough

    def tokens(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options)

    def matches(self, value: Value) -> frozenset[str]:
        """The option in the first place."""
        return frozenset(value.options[:1]) & self.tokens() if isinstance(value, Ranked) else frozenset()

    def flaws(self) -> tuple[Flaw, ...]:
        found = option_flaws(self.options)
        if self.least is not None and self.least > len(self.options):
            problem = words.say(words.FLAW_RANK_LEAST, least=self.least, count=len(self.options))
            remedy = words.say(words.REMEDY_RANK_LEAST, count=len(self.options))
            return (*found, Flaw(("least",), problem, remedy))
        return found

    @property
    def _enough(self) -> int:
        return min(self.least if self.least is not None else len(self.options), len(self.options))

    def _placed(self, draft: tuple[str, ...]) -> tuple[str, ...]:
        """The options that have their place, as the draft holds them."""
        known = self.tokens()
        return tuple(dict.fromkeys(one for one in draft if one in known))

    def _typed(self, text: str, placed: tuple[str, ...], lang: Words) -> Reading:
        parts = self._parts(text)
        if parts is None or len(set(parts)) < len(parts):
            return self._unmatched(lang)
        if len(parts) >= len(self.options) - 1 and (set(parts) & set(placed) or not placed):
            placed = ()  # the whole order anew
        if set(parts) & set(placed):
            return (
                Drafted(placed, lang.say(questions.RANK_ALREADY))
                if len(parts) == 1
                else self._unmatched(lang)
            )
        order = (*placed, *parts)
        if len(parts) > 1 and len(order) >= self._enough:
            return self._finished(order, lang)
        return self._ranked(order, lang)

    def _parts(self, text: str) -> list[str] | None:
        """The options that `text` names, in its order; None where a part of it names none."""
        whole = match_option(text, self.options)
        if whole is not None:
            return [whole.id]
        parts = [part for part in _SEPARATORS.split(text) if part.strip()]
        if (
            len(parts) == 1
            and len(numbers := text.split()) > 1
            and all(one.strip(".)").isdecimal() for one in numbers)
        ):
            parts = numbers  # "2 1 3"
        found = [match_option(part, self.options) for part in parts]
        named = [option.id for option in found if option is not None]
        return named if named and len(named) == len(found) else None

    def _ranked(self, order: tuple[str, ...], lang: Words) -> Reading:
        if len(order) >= len(self.options) - 1:
            return self._finished(order, lang)
        enough = len(order) >= self._enough
        return Drafted(order, lang.say(questions.RANK_NEXT_OR_DONE if enough else questions.RANK_NEXT))

    def _finished(self, order: tuple[str, ...], lang: Words) -> Reading:
        if len(order) == len(self.options) - 1:
            order = (*order, *(option.id for option in self.options if option.id not in order))
        if len(order) < self._enough:
            return Misread(lang.say(questions.EXPECTED_RANKED, count=self._enough))
        return Accepted(Ranked(order))

    def _listed(self, order: tuple[str, ...]) -> str:
        return ", ".join(f"{place}. {label_of(self.options, one)}" for place, one in enumerate(order, 1))

    def _example(self) -> str:
        return ", ".join(str(number) for number in range(len(self.options), 0, -1))

    def _unmatched(self, lang: Words) -> Misread:
        return Misread(lang.say(questions.EXPECTED_RANKING, example=self._example()))
