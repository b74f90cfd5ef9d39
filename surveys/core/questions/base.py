"""What every question kind has and promises.

A kind is a frozen dataclass that knows three things and nothing else: how it is asked
(`widget`), how a reply is read (`read`), and how an answer reads back (`show`). The fields
double as the format of survey files: constraints are written as `annotated_types`, which
the file reader enforces, so a definition that reached this point holds them already.
"""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from annotated_types import Len, MaxLen

from surveys.core.language import ENGLISH, Words
from surveys.core.phrases import asking, questions
from surveys.core.questions.entries import Entry
from surveys.core.replies import Said, Typed
from surveys.core.spoken import SPOKEN
from surveys.core.values import Attached, Value
from surveys.core.widgets import Choosable, Form, Widget, Writing

# Ids end up in custom ids (100 characters in all) and in exports; they never change once launched.
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
#: A jump's target that ends the survey.
END: Final = "end"
#: What a form's single line takes, in characters.
LONGEST_LINE: Final = 300


def is_id(text: str) -> bool:
    """Whether `text` can be the id of a survey, a question or an option."""
    return _ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be picked. The id is stable; the label is what people see."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    label: Annotated[str, Len(1, 80), SPOKEN]


@dataclass(frozen=True, slots=True)
class Jump:
    """Where to go on, if the answer is one of `when` (option ids, scale points or yes/no)."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    when: Annotated[tuple[str | int, ...], Len(1, 25)]
    to: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong in a definition: where (a path into it), what, and what to do about it."""

    path: tuple[str | int, ...]
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The reply answers the question."""

    value: Value


@dataclass(frozen=True, slots=True)
class Drafted:
    """The reply is one more piece of an answer that is not finished yet; `note` says what that means."""

    pieces: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Misread:
    """The reply does not fit; one kind sentence says what is expected."""

    sentence: str


Reading = Accepted | Drafted | Misread


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseQuestion(ABC):
    """The fields and promises all kinds share."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    text: Annotated[str, Len(1, 300), SPOKEN]
    help: Annotated[str, MaxLen(300), SPOKEN] | None = None
    required: bool = False
    #: A picture, clip or sound shown with it: an https address, or the name of an uploaded file.
    media: Annotated[str, Len(1, 500)] | None = None
    media_alt: Annotated[str, MaxLen(300)] | None = None
    #: Never quoted or shared: its answers are counted, and read only by those who may see people.
    private: bool = False
    jumps: Annotated[tuple[Jump, ...], MaxLen(25)] = ()

    #: What the kind is called where authors choose one.
    called: ClassVar[str]
    #: What authors fill in besides what every question has, and what they switch on or off.
    entries: ClassVar[tuple[Entry, ...]] = ()
    switches: ClassVar[tuple[tuple[str, str], ...]] = ()

    @abstractmethod
    def widget(self, draft: tuple[str, ...], lang: Words) -> Widget:
        """The quickest way to reply, given what has been collected so far."""

    @abstractmethod
    def read(self, said: Said, draft: tuple[str, ...], lang: Words) -> Reading:
        """What a reply means. Never raises: what does not fit is a `Misread`."""

    @abstractmethod
    def show(self, value: Value, lang: Words) -> str:
        """An answer in words, as its author would recognise it."""

    def hint(self, lang: Words) -> str | None:
        """What stands small under the question: the author's help, and what the kind has to add."""
        return self.help

    def now(self, draft: tuple[str, ...], lang: Words) -> str | None:
        """What is up at this point of an answer given in steps, to stand right under the question.

        Ready to be shown: what the survey's author wrote is in it, and nothing unsafe of the person's.
        """
        return None

    def typed_only(self, draft: tuple[str, ...], lang: Words) -> bool:
        """Whether something can be said here that no tap says, so that a card without a chat needs the form."""
        return isinstance(self.widget(draft, lang), Writing)

    def form(self, lang: Words) -> Form:
        """How to type the answer where there is no chat to type in."""
        return Form(
            button=lang.say(asking.WRITE),
            title=lang.say(asking.FORM_TITLE),
            label=lang.say(asking.FORM_LABEL),
            longest=LONGEST_LINE,
        )

    def refuses(self, file: Attached, lang: Words) -> str | None:
        """Why `file` can't be part of an answer, in one sentence; None if it can. Most kinds take no files."""
        return lang.say(asking.NO_FILES)

    def collected(self, draft: tuple[str, ...]) -> tuple[Attached, ...]:
        """The files that a half-given answer holds already."""
        return ()

    def idea(self, value: Value) -> str | None:
        """The idea that `value` puts forward, in its author's words, if the kind asks for one."""
        return None

    def choices(self, lang: Words) -> tuple[Choosable, ...]:
        """Everything an answer picks from, in the survey's order; empty where nothing is picked.

        Not the way it is offered: a menu may show a part of it.
        """
        return ()

    def claims(self, text: str) -> bool:
        """Whether `text`, a word that elsewhere means skipping or going back, is an answer here."""
        return bool(self.tokens()) and isinstance(self.read(Typed(text), (), ENGLISH), Accepted)

    def seconds(self) -> int:
        """About how long it takes to answer on a phone, in seconds; shown as the cost, never enforced."""
        return 8

    def gone(self, lang: Words) -> str:
        """What is shown of an answer whose words were deleted."""
        return lang.say(questions.DELETED)

    def tokens(self) -> frozenset[str]:
        """Everything a jump's `when` may name; empty where answers are free text."""
        return frozenset()

    def matches(self, value: Value) -> frozenset[str]:
        """Those of `tokens` that `value` stands for."""
        return frozenset()

    def flaws(self) -> tuple[Flaw, ...]:
        """What is wrong with this definition beyond its fields' own limits; paths start at the question."""
        return ()
