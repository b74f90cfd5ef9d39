"""One of several pictures."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from annotated_types import Len

from surveys.core import words
from surveys.core.language import Words
from surveys.core.media import is_https
from surveys.core.phrases import asking, questions
from surveys.core.questions.base import Accepted, BaseQuestion, Flaw, Misread, Option, Reading
from surveys.core.questions.entries import PictureListing
from surveys.core.questions.matching import match_option
from surveys.core.questions.options import label_of, option_flaws
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.spoken import SPOKEN
from surveys.core.text import folded
from surveys.core.values import Picked, Value
from surveys.core.widgets import Choosable, Form, Gallery, Widget
from surveys.core.wording import authoring

_LONGEST_LABEL = 70
_LONGEST_BESIDE_OTHERS = 16


@dataclass(frozen=True, slots=True)
class PictureOption(Option):
    """A picture to pick: its https address, and in words what it shows, for those who don't see it."""

    picture: Annotated[str, Len(1, 500)]
    alt: Annotated[str, Len(1, 300), SPOKEN]


def _blank_picture(option_id: str, label: str) -> PictureOption:
    return PictureOption(option_id, label, "", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureChoice(BaseQuestion):
    """Pictures side by side, a numbered button for each."""

    kind: Literal["picture_choice"] = "picture_choice"
    options: Annotated[tuple[PictureOption, ...], Len(2, 10)]

    called: ClassVar = authoring.PICTURE_CHOICE
    entries: ClassVar = (
        PictureListing("options", authoring.PICTURES, _blank_picture, authoring.PICTURES_HINT),
    )

    def widget(self, draft: tuple[str, ...], lang: Words) -> Widget:
        shown = tuple(
            Choosable(option.id, f"{number}. {option.label}") for number, option in enumerate(self.options, 1)
        )
        return Gallery(
            shown,
            pictures=tuple(option.picture for option in self.options),
            alts=tuple(f"{number}. {option.alt}" for number, option in enumerate(self.options, 1)),
            per_row=1 if any(len(one.label) > _LONGEST_BESIDE_OTHERS for one in shown) else 3,
        )

    def read(self, said: Said, draft: tuple[str, ...], lang: Words) -> Reading:
        match said:
            case Tapped(_, (token,)) if token in self.tokens():
                return Accepted(Picked((token,)))
            case Typed(text) if option := match_option(text, self.options):
                return Accepted(Picked((option.id,)))
            case Typed(text) if numbered := self._numbered(text):
                return Accepted(Picked((numbered,)))
            case Typed() | Tapped() | Done():
                return Misread(lang.say(asking.EXPECTED_CHOICE, first=self.options[0].label))

    def show(self, value: Value, lang: Words) -> str:
        match value:
            case Picked((option, *_)):
                return label_of(self.options, option)
            case _:
                return self.gone(lang)

    def form(self, lang: Words) -> Form:
        return Form(
            button=lang.say(asking.WRITE),
            title=lang.say(asking.FORM_TITLE),
            label=lang.say(questions.PICTURE_LABEL),
            longest=100,
        )

    def choices(self, lang: Words) -> tuple[Choosable, ...]:
        return tuple(Choosable(option.id, option.label) for option in self.options)

    def tokens(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options)

    def matches(self, value: Value) -> frozenset[str]:
        return frozenset(value.options) & self.tokens() if isinstance(value, Picked) else frozenset()

    def flaws(self) -> tuple[Flaw, ...]:
        found = list(option_flaws(self.options))
        for place, option in enumerate(self.options):
            path = ("options", place)
            if len(option.label) > _LONGEST_LABEL:
                problem = words.say(words.FLAW_LONG_TEXT, length=len(option.label), longest=_LONGEST_LABEL)
                remedy = words.say(words.REMEDY_LONG_TEXT, over=len(option.label) - _LONGEST_LABEL)
                found.append(Flaw((*path, "label"), problem, remedy))
            if not is_https(option.picture):
                found.append(Flaw((*path, "picture"), words.FLAW_PICTURE, words.REMEDY_PICTURE))
        return tuple(found)

    def _numbered(self, text: str) -> str | None:
        """The option whose button reads like `text`, number and all."""
        wanted = folded(text)
        return next(
            (
                option.id
                for number, option in enumerate(self.options, 1)
                if wanted == folded(f"{number}. {option.label}")
            ),
            None,
        )
