"""The ways a question can be replied to, as the edges draw them. No kind names here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choosable:
    """One thing to tap: what comes back (`token`), and what people see (`label`, at most 80 characters)."""

    token: str
    label: str


@dataclass(frozen=True, slots=True)
class Buttons:
    """A handful of options, one tap each, `per_row` (at most 5) side by side."""

    options: tuple[Choosable, ...]
    per_row: int


@dataclass(frozen=True, slots=True)
class Menu:
    """A list to pick `least` to `most` entries from; at most 25."""

    options: tuple[Choosable, ...]
    least: int
    most: int
    hint: str


@dataclass(frozen=True, slots=True)
class Writing:
    """The person types. With `collected` pieces of a longer answer so far, a Done button is due."""

    collected: int = 0


Widget = Buttons | Menu | Writing
