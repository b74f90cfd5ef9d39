"""The ways a question can be replied to, as the edges draw them. No kind names here; all labels are worded."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choosable:
    """One thing to tap: what comes back (`token`), and what people see (`label`, at most 80 characters)."""

    token: str
    label: str


@dataclass(frozen=True, slots=True)
class Buttons:
    """A handful of options, one tap each, `per_row` (at most 5) side by side.

    `done` is the label of a Done button where what has been tapped so far may be all.
    """

    options: tuple[Choosable, ...]
    per_row: int
    done: str | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """A list to pick `least` to `most` entries from; at most 25 entries."""

    options: tuple[Choosable, ...]
    least: int
    most: int
    hint: str
    done: str | None = None


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures side by side, each with its words for those who don't see it, over one button for each.

    At most 10. `pictures` are https addresses, in the order of `options`.
    """

    options: tuple[Choosable, ...]
    pictures: tuple[str, ...]
    alts: tuple[str, ...]
    per_row: int


@dataclass(frozen=True, slots=True)
class Writing:
    """The person types, or sends files. `done` is the label of the Done button, once there is something."""

    done: str | None = None


Widget = Buttons | Menu | Gallery | Writing


@dataclass(frozen=True, slots=True)
class Form:
    """How to type an answer where there is no chat to type in: a button that opens a form.

    `button` at most 80 characters, `title` and `label` at most 45. `longest` is what the text field
    takes, 0: no text field; `files` how many files may be added, 0: none.
    """

    button: str
    title: str
    label: str
    longest: int
    paragraph: bool = False
    files: int = 0
