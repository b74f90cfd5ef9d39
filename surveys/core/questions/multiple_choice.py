"""Multiple choice: between `least` and `most` of the options, and perhaps an answer of one's own."""

import re
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Literal

from annotated_types import Ge, Le, Len

from surveys.core import understood, words
from surveys.core.language import Words
from surveys.core.phrases import asking, questions
from surveys.core.questions.base import Accepted, BaseQuestion, Drafted, Flaw, Misread, Option, Reading
from surveys.core.questions.entries import WHOLE, Between, Listing
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
from surveys.core.text import clean, folded, quoted
from surveys.core.values import Picked, Value
from surveys.core.widgets import Choosable, Form, Menu, Widget
from surveys.core.wording import authoring

_SEPARATORS = re.compile(r"[,;\n、，；/+&]")
_LONGEST_ECHO = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice(BaseQuestion):
    """Pick several from a menu, or type them with commas between. A long list is picked from bit by bit."""

    kind: Literal["multiple_choice"] = "multiple_choice"
    options: Annotated[tuple[Option, ...], Len(2, MOST_OPTIONS)]
    other: bool = False
    least: Annotated[int, Ge(1), Le(MOST_OPTIONS)] = 1
    most: Annotated[int, Ge(1), Le(MOST_OPTIONS)] | None = None

    called: ClassVar = authoring.MULTIPLE_CHOICE
    entries: ClassVar = (
        Listing("options", authoring.OPTIONS, Option),
        Between("count", authoring.HOW_MANY, "least", "most", WHOLE, "1 to 3", (1, None)),
    )
    switches: ClassVar = (("other", authoring.OTHER),)

    @property
    def limit(self) -> int:
        """How many can be picked at most; an answer of one's own is one of them."""
        return self.most if self.most is not None else self._count

    @property
    def is_long(self) -> bool:
        """Whether there are more entries than a menu holds."""
        return self._count > MOST_IN_A_MENU

    @property
    def _count(self) -> int:
        return len(self.options) + self.other

    def widget(self, draft: tuple[str, ...], lang: Words) -> Widget:
        steps = steps_of(draft, self._ids())
        done = lang.say(asking.DONE) if draft and self.least <= steps.count <= self.limit else None
        if not self.is_long:
            return Menu(
                self.choices(lang), self.least, min(self.limit, self._count), self._range(lang), done=done
            )
        left = [option for option in self.options if option.id not in steps.picked]
        sought = [option for option in search(steps.sought or "", self.options) if option in left]
        kept = (sought or left)[: MOST_IN_A_MENU - self.other]
        shown = choosables(kept, lang, other=self.other)
        most = max(1, min(len(shown), self.limit - steps.count))
        return Menu(shown, 1, most, lang.say(questions.SEARCH_HINT_MORE), done=done)

    def read(self, said: Said, draft: tuple[str, ...], lang: Words) -> Reading:
        steps = steps_of(draft, self._ids())
        match said:
            case Tapped(_, tokens) if tokens and set(tokens) <= self.tokens():
                return self._tapped(set(tokens), steps, lang)
            case Done() if draft:
                return self._finished(replace(steps, writing=False), lang)
            case Typed(text) if draft and steps.count and folded(text) in understood.DONE_WORDS:
                return self._finished(steps, lang)
            case Typed(text):
                return self._typed(text, steps, lang)
            case Tapped() | Done():
                return self._unmatched(lang)

    def show(self, value: Value, lang: Words) -> str:
        if not isinstance(value, Picked):
            return self.gone(lang)
        named = [label_of(self.options, one) for one in value.options]
        return ", ".join([*named, *([value.other] if value.other else [])]) or self.gone(lang)

    def hint(self, lang: Words) -> str | None:
        if not self.is_long:
            return self.help
        told = lang.say(questions.SEARCH_HELP, count=len(self.options))
        return f"{self.help}\n{told}" if self.help else told

    def now(self, draft: tuple[str, ...], lang: Words) -> str | None:
        steps = steps_of(draft, self._ids())
        named = [label_of(self.options, one) for one in steps.picked]
        if not named:
            return None
        return lang.say(questions.SO_FAR, picked=", ".join(named))

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
        return self._ids() | ({OTHER} if self.other else frozenset())

    def matches(self, value: Value) -> frozenset[str]:
        if not isinstance(value, Picked):
            return frozenset()
        wrote = self.other and (value.other is not None or not value.options)
        return (frozenset(value.options) & self._ids()) | ({OTHER} if wrote else frozenset())

    def flaws(self) -> tuple[Flaw, ...]:
        flaws = list(option_flaws(self.options, reserved={OTHER} if self.other else ()))
        if self.limit > self._count:
            flaws.append(
                Flaw(
                    ("most",),
                    words.say(words.FLAW_MOST, most=self.limit, count=self._count),
                    words.say(words.REMEDY_MOST, count=self._count),
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

    def _ids(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options)

    def _tapped(self, tokens: set[str], steps: Steps, lang: Words) -> Reading:
        wanted = tokens - {OTHER} | (set(steps.picked) if self.is_long else set())
        writing = OTHER in tokens and self.other
        fresh = Steps(self._ordered(wanted), other=steps.other if self.is_long else None, writing=writing)
        if fresh.count + (writing and fresh.other is None) > self.limit:
            return self._miscounted(lang)
        if writing:
            return Drafted(fresh.pieces(), lang.say(questions.TYPE_OTHER))
        return self._taken(fresh, lang)

    def _typed(self, text: str, steps: Steps, lang: Words) -> Reading:
        if steps.writing:
            same = labelled(text, self.options)
            wrote = steps if len(same) == 1 else replace(steps, other=text)
            picked = [*steps.picked, *(one.id for one in same)] if len(same) == 1 else steps.picked
            told: Steps | None = replace(wrote, picked=self._ordered(picked), writing=False)
            at_once = not self.is_long
        else:
            told, at_once = self._meant(text)
            if told is not None:
                picked = self._ordered((*steps.picked, *told.picked) if self.is_long else told.picked)
                told = Steps(picked, other=told.other if told.other is not None else steps.other)
        if told is None:
            found = search(text, self.options) if self.is_long else ()
            if found:
                typed = quoted(text, _LONGEST_ECHO)
                note = lang.count(len(found), questions.SEARCH_FOUND, typed=typed)
                return Drafted(replace(steps, sought=clean(text), writing=False).pieces(), note)
            return self._unmatched(lang)
        if told.other is not None and not clean(told.other):
            return self._unmatched(lang)
        if told.other is not None and len(told.other) > LONGEST_OTHER:
            length = len(told.other)
            return Misread(lang.say(asking.EXPECTED_SHORTER, length=length, longest=LONGEST_OTHER))
        if at_once and not steps.picked:
            return self._finished(told, lang)
        return self._taken(told, lang)

    def _meant(self, text: str) -> tuple[Steps | None, bool]:
        """What typed text picks, None where it picks nothing; and whether that is several things at once."""
        one = self._match(text)
        if one is not None:
            return Steps((one,)), not self.is_long
        parts = [part for part in _SEPARATORS.split(text) if part.strip()]
        if len(parts) == 1 and len(numbers := text.split()) > 1 and all(n.isdecimal() for n in numbers):
            parts = numbers  # "1 3 4"
        found = {part: self._match(part) for part in parts}
        picked = [option for option in found.values() if option is not None]
        own = [clean(part) for part, option in found.items() if option is None]
        if own and self.is_long and any(search(part, self.options) for part in own):
            return None, False  # looked for, not written
        if not found or (own and not self.other):
            return None, False
        other = (text if not picked else ", ".join(own)) if own else None
        return Steps(tuple(picked), other=other), not self.is_long or len(parts) > 1

    def _match(self, text: str) -> str | None:
        if not self.is_long:
            option = match_option(text, self.options)
        else:
            found = search(text, self.options)
            option = match_exactly(text, self.options) or (found[0] if len(found) == 1 else None)
        return option.id if option is not None else None

    def _taken(self, steps: Steps, lang: Words) -> Reading:
        """A step taken: the end where all is picked that can be, or where the menu showed everything."""
        if not self.is_long or steps.count >= self.limit:
            return self._finished(steps, lang)
        enough = steps.count >= self.least
        return Drafted(steps.pieces(), lang.say(questions.PICK_MORE if enough else questions.PICK_STILL))

    def _finished(self, steps: Steps, lang: Words) -> Reading:
        if not self.least <= steps.count <= self.limit:
            return self._miscounted(lang)
        return Accepted(Picked(self._ordered(steps.picked), other=steps.other))

    def _ordered(self, wanted: set[str] | tuple[str, ...] | list[str]) -> tuple[str, ...]:
        return tuple(option.id for option in self.options if option.id in wanted)

    def _miscounted(self, lang: Words) -> Misread:
        return Misread(lang.say(asking.EXPECTED_COUNT, range=self._range(lang).lower()))

    def _unmatched(self, lang: Words) -> Misread:
        expected = questions.SEARCH_NOTHING if self.is_long else asking.EXPECTED_CHOICES
        return Misread(lang.say(expected, first=self.options[0].label))

    def _range(self, lang: Words) -> str:
        if self.least == self.limit:
            return lang.say(asking.PICK_EXACTLY, count=self.least)
        if self.limit >= self._count:
            return (
                lang.say(asking.PICK_ANY)
                if self.least == 1
                else lang.say(asking.PICK_AT_LEAST, count=self.least)
            )
        return lang.say(asking.PICK_BETWEEN, least=self.least, most=self.limit)
