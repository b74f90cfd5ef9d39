"""Sheets: forms of several fields that creators fill in, as plain data. Discord shows 1 to 5 fields in one.

`cogs/sheets.py` draws them and reads them back. How followers type an answer is `widgets.Form`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from surveys.core.prompt import Verb
from surveys.core.widgets import Choosable


class Look(StrEnum):
    """How entries to pick from are shown: a menu (up to 25), or all at once (up to 10)."""

    MENU = "menu"
    RADIO = "radio"  # exactly one
    BOXES = "boxes"


@dataclass(frozen=True, slots=True)
class Blank:
    """A text to type: at most `longest` characters (4,000), `value` stands in it already."""

    name: str
    label: str
    longest: int
    value: str = ""
    hint: str | None = None
    paragraph: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """`least` to `most` of the entries; those `chosen` are marked already."""

    name: str
    label: str
    options: tuple[Choosable, ...]
    chosen: tuple[str, ...] = ()
    hint: str | None = None
    look: Look = Look.MENU
    least: int = 1
    most: int = 1


@dataclass(frozen=True, slots=True)
class Upload:
    """Up to `most` files (10)."""

    name: str
    label: str
    hint: str | None = None
    most: int = 1


Field = Blank | Pick | Upload


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form. `args` are ids only and come back with what was filled in. Labels and titles: 45 characters, hints: 100."""

    verb: Verb
    args: tuple[str, ...]
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What was filled in: texts as they were typed, and what was picked by token, under the names of the fields."""

    texts: Mapping[str, str] = field(default_factory=dict)
    picks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
