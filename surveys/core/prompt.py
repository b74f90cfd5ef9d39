"""What is said to people, before anyone thinks of Discord: cards as plain data.

The core and the engine return these; `cogs/cards.py` is the one place that draws them.
Text in a card is final: already worded, cleaned and clipped.
"""

from dataclasses import dataclass
from enum import StrEnum

from surveys.core.widgets import Widget


class Tone(StrEnum):
    """The accent a card is drawn in; never the only carrier of a meaning."""

    ASK = "ask"
    GOOD = "good"
    PLAIN = "plain"
    CAREFUL = "careful"


class Control(StrEnum):
    """What a question card offers besides replying."""

    SKIP = "skip"
    BACK = "back"
    STOP = "stop"


class Verb(StrEnum):
    """What a button outside a question does; with its arguments it becomes the custom id."""

    JOIN = "join"
    LEAVE = "leave"
    ROUND_START = "round-start"
    ROUND_DONT = "round-dont"
    ROUND_REFRESH = "round-refresh"
    ROUND_CLOSE = "round-close"
    EXPORT = "export"


class Weight(StrEnum):
    """How much a button wants to be pressed."""

    MAIN = "main"
    QUIET = "quiet"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button outside a question. `args` are ids only; whoever presses is checked against the rows."""

    verb: Verb
    args: tuple[str, ...]
    label: str
    weight: Weight = Weight.MAIN


@dataclass(frozen=True, slots=True)
class Ask:
    """A question's card. `invitation` and `question` come back with every tap on it."""

    invitation: int
    question: str
    heading: str
    step: str
    body: str
    widget: Widget
    help: str | None = None
    intro: str | None = None
    note: str | None = None
    controls: tuple[Control, ...] = ()
    footer: str | None = None
    #: Shown to look at: nothing on it can be pressed.
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """A card that says something: a title, paragraphs, perhaps buttons, a bar of progress (0..1)."""

    paragraphs: tuple[str, ...]
    title: str | None = None
    tone: Tone = Tone.PLAIN
    buttons: tuple[Button, ...] = ()
    progress: float | None = None
    footer: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A file to show or attach; `alt` says in words what it shows."""

    name: str
    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a summary: words, and a picture of them."""

    text: str
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """A summary: sections in order; drawn as one message, or several where it is long."""

    title: str
    sections: tuple[Section, ...]
    footer: str
    buttons: tuple[Button, ...] = ()


Card = Ask | Say | Pages
