"""What an author fills in for a question: each entry draws its field of a form, and reads it back.

A kind lists its entries, in the order of its form, and needs no other word about how it is written.
"""

import difflib
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.sheets import Blank, Field, Given, Look, Pick
from surveys.core.slugs import slug, unused
from surveys.core.text import clean, clip, quoted
from surveys.core.widgets import Choosable
from surveys.core.wording import authoring

#: What a field of a form takes, in characters.
LONGEST_FIELD: Final = 4000
#: How alike two labels are, so that one counts as the other reworded (0..1).
_ALIKE: Final = 0.6
_LONGEST_ECHO: Final = 40

Values = Mapping[str, Any]


class Labelled(Protocol):
    """An option or statement."""

    @property
    def id(self) -> str:
        """Stable: it never changes once given."""

    @property
    def label(self) -> str:
        """What people see."""


@dataclass(frozen=True, slots=True)
class Entry(ABC):
    """One field of the form. `name` is that of the field, and of the attribute it fills where it fills one."""

    name: str
    label: str

    @abstractmethod
    def field(self, held: Values) -> Field | None:
        """The field as it stands for a question with these attributes; None where a form can't hold it.

        `held` is empty for a question that is yet to be written.
        """

    @abstractmethod
    def read(self, given: Given, held: Values, taken: Collection[str]) -> dict[str, Any]:
        """The attributes that were filled in; none where the form didn't have the field.

        `taken` are the ids that entries of this question have or ever had. Raises KindError for what can't be read.
        """


@dataclass(frozen=True, slots=True)
class Line(Entry):
    """A text, of one line or, as `paragraph`, of several. Left empty it is None, where it isn't `required`."""

    longest: int
    hint: str | None = None
    paragraph: bool = False
    required: bool = False

    def field(self, held: Values) -> Field | None:
        value = clip(held.get(self.name) or "", self.longest)
        return Blank(self.name, self.label, self.longest, value, self.hint, self.paragraph, self.required)

    def read(self, given: Given, held: Values, taken: Collection[str]) -> dict[str, Any]:
        if self.name not in given.texts:
            return {}
        text = clean(given.texts[self.name])
        return {self.name: text if text or self.required else None}


@dataclass(frozen=True, slots=True)
class Sort:
    """How one side of a range is written: its pattern, and how it is read and shown."""

    pattern: str
    read: Callable[[str], Any]
    show: Callable[[Any], str]


WHOLE: Final = Sort(r"-?\d{1,12}", int, str)
DECIMAL: Final = Sort(
    r"-?\d{1,15}(?:[.,]\d{1,9})?", lambda text: Decimal(text.replace(",", ".")), "{:f}".format
)
DAY: Final = Sort(r"\d{4}-\d{2}-\d{2}", date.fromisoformat, date.isoformat)


@dataclass(frozen=True, slots=True)
class Between(Entry):
    """Two limits in one line, like "1 to 5". A side that is left out is as in `usual`."""

    low: str
    high: str
    sort: Sort
    example: str
    usual: tuple[Any, Any] = (None, None)

    def field(self, held: Values) -> Field | None:
        low, high = held.get(self.low, self.usual[0]), held.get(self.high, self.usual[1])
        sides = ["" if one is None else self.sort.show(one) for one in (low, high)]
        value = " to ".join(sides).strip() if any(sides) else ""
        hint = words.say(authoring.BETWEEN_HINT, example=self.example)
        return Blank(self.name, self.label, 40, value, hint)

    def read(self, given: Given, held: Values, taken: Collection[str]) -> dict[str, Any]:
        if self.name not in given.texts:
            return {}
        text = clean(given.texts[self.name])
        side = self.sort.pattern
        found = re.fullmatch(rf"({side})?\s*(?:(to|–|—|…|\.\.|-)\s*({side})?)?", text, re.IGNORECASE)
        if found is None:
            raise _unreadable(self.label, text, self.example)
        try:
            low, high = (None if one is None else self.sort.read(one) for one in (found[1], found[3]))
        except (ValueError, ArithmeticError):
            raise _unreadable(self.label, text, self.example) from None
        if low is not None and found[2] is None:
            high = low  # one number alone is both limits
        return {
            self.low: self.usual[0] if low is None else low,
            self.high: self.usual[1] if high is None else high,
        }


@dataclass(frozen=True, slots=True)
class Count(Entry):
    """A whole number; left empty it is `usual`."""

    example: str
    usual: int | None = None

    def field(self, held: Values) -> Field | None:
        value = held.get(self.name, self.usual)
        hint = words.say(
            authoring.EXACT_HINT if self.usual is None else authoring.FROM_TO_HINT, example=self.example
        )
        return Blank(self.name, self.label, 12, "" if value is None else str(value), hint)

    def read(self, given: Given, held: Values, taken: Collection[str]) -> dict[str, Any]:
        if self.name not in given.texts:
            return {}
        text = clean(given.texts[self.name])
        if not text:
            return {self.name: self.usual}
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise _unreadable(self.label, text, self.example)
        return {self.name: int(text)}


@dataclass(frozen=True, slots=True)
class Ends(Entry):
    """What the two ends of a scale mean, one on each line; both may be left out where they aren't `required`."""

    low: str
    high: str
    longest: int
    required: bool = True

    def field(self, held: Values) -> Field | None:
        both = [clip(held.get(one) or "", self.longest) for one in (self.low, self.high)]
        hint = authoring.ENDS_HINT if self.required else authoring.ENDS_HINT_FREE
        value = "\n".join(both) if any(both) else ""
        return Blank(
            self.name, self.label, 2 * self.longest + 10, value, hint, paragraph=True, required=self.required
        )

    def read(self, given: Given, held: Values, taken: Collection[str]) -> dict[str, Any]:
        if self.name not in given.texts:
            return {}
        lines = _lines(given.texts[self.name])
        if not lines and not self.required:
            return {self.low: None, self.high: None}
        if len(lines) != 2:  # noqa: PLR2004  a scale has two ends
            raise KindError(words.say(authoring.NOT_TWO_LINES, label=self.label))
        return {self.low: lines[0], self.high: lines[1]}


@dataclass(frozen=True, slots=True)
class Boxes(Entry):
    """Some of a few known values, by their labels."""

    choices: tuple[tuple[str, str], ...]

    def field(self, held: Values) -> Field | None:
        options = tuple(Choosable(token, label) for token, label in self.choices)
        known = tuple(token for token, _ in self.choices)
        chosen = tuple(one for one in held.get(self.name, known) if one in known)
        return Pick(self.name, self.label, options, chosen, look=Look.BOXES, most=len(options))

    def read(self, given: Given, held: Values, taken: Collection[str]) -> dict[str, Any]:
        if self.name not in given.picks:
            return {}
        return {self.name: tuple(token for token, _ in self.choices if token in given.picks[self.name])}


@dataclass(frozen=True, slots=True)
class Switches(Entry):
    """Attributes that are true or false, each with its label."""

    choices: tuple[tuple[str, str], ...]

    def field(self, held: Values) -> Field | None:
        options = tuple(Choosable(token, label) for token, label in self.choices)
        chosen = tuple(token for token, _ in self.choices if held.get(token))
        return Pick(self.name, self.label, options, chosen, look=Look.BOXES, least=0, most=len(options))

    def read(self, given: Given, held: Values, taken: Collection[str]) -> dict[str, Any]:
        if self.name not in given.picks:
            return {}
        return {token: token in given.picks[self.name] for token, _ in self.choices}


@dataclass(frozen=True, slots=True)
class Listing(Entry):
    """Options, one on each line. A line that stays, moves or is reworded in its place keeps its id."""

    make: Callable[[str, str], Labelled]
    hint: str = authoring.ONE_A_LINE

    def field(self, held: Values) -> Field | None:
        value = "\n".join(self.line(one) for one in held.get(self.name, ()))
        if len(value) > LONGEST_FIELD:
            return None
        return Blank(self.name, self.label, LONGEST_FIELD, value, self.hint, paragraph=True, required=True)

    def read(self, given: Given, held: Values, taken: Collection[str]) -> dict[str, Any]:
        if self.name not in given.texts:
            return {}
        made = [self.made(number, line) for number, line in enumerate(_lines(given.texts[self.name]), 1)]
        return {self.name: named(made, held.get(self.name, ()), taken)}

    def line(self, option: Any) -> str:
        """An option as its line."""
        return str(option.label)

    def made(self, number: int, line: str) -> Any:
        """The option that line `number` (from 1) says, yet without an id."""
        return self.make("", line)


@dataclass(frozen=True, slots=True)
class PictureListing(Listing):
    """The same for options that show a picture: name, address and words for it, with "|" between."""

    def line(self, option: Any) -> str:
        return f"{option.label} | {option.picture} | {option.alt}"

    def made(self, number: int, line: str) -> Any:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not all(parts):  # noqa: PLR2004  as the form says
            count = len([part for part in parts if part])
            raise KindError(words.say(authoring.NOT_A_PICTURE, line=number, count=count))
        label, picture, alt = parts
        option: Any = self.make("", label)
        return replace(option, picture=picture, alt=alt)


def named(made: Sequence[Any], before: Sequence[Any], taken: Collection[str]) -> tuple[Any, ...]:
    """`made` with ids: those of the options `before` that they are, and else new ones that nobody ever had."""
    kept: dict[int, str] = {}
    left = list(before)
    for place, option in enumerate(made):
        same = next((one for one in left if one.label == option.label), None)
        if same is not None:
            kept[place] = same.id
            left.remove(same)
    for place, option in enumerate(made):
        if place in kept:
            continue
        reworded = _reworded(option.label, place, made, before, left)
        if reworded is not None:
            kept[place] = reworded.id
            left.remove(reworded)
    used = {*taken, *(one.id for one in before)}
    for place, option in enumerate(made):
        if place not in kept:
            kept[place] = unused(slug(option.label) or f"option-{place + 1}", used)
            used.add(kept[place])
    return tuple(replace(option, id=kept[place]) for place, option in enumerate(made))


def _reworded(
    label: str, place: int, made: Sequence[Any], before: Sequence[Any], left: Sequence[Any]
) -> Any | None:
    """Which of the options that are `left` the line at `place` is, put in other words; None: it is a new one."""
    if len(made) == len(before) and before[place] in left:
        return before[place]
    alike = [(difflib.SequenceMatcher(None, one.label, label).ratio(), one) for one in left[:_MOST_COMPARED]]
    best = max(alike, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] >= _ALIKE else None


_MOST_COMPARED: Final = 100


def _lines(text: str) -> list[str]:
    """The lines that say something, however they were numbered or bulleted by whoever pasted them."""
    lines = [re.sub(r"^\s*[-•*]\s+", "", line) for line in clean(text[: 2 * LONGEST_FIELD]).split("\n")]
    return [line.strip() for line in lines if line.strip()]


def _unreadable(label: str, text: str, example: str) -> KindError:
    shown = quoted(text, _LONGEST_ECHO)
    return KindError(words.say(authoring.NOT_BETWEEN, text=shown, label=label, example=example))
