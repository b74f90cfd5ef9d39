"""What an answer holds, whatever the question's kind."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Attached:
    """A file somebody sent: Discord's id of it, its name, its type as its bytes say, its size in bytes."""

    id: int
    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Picked:
    """One or more options, by id, in the survey's order; `other` is what somebody wrote instead or besides."""

    options: tuple[str, ...]
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    """A point on a scale."""

    points: int


@dataclass(frozen=True, slots=True)
class Wrote:
    """Free text as it was sent; cleaning happens where it is shown."""

    text: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A number, exactly as given."""

    number: Decimal


@dataclass(frozen=True, slots=True)
class Dated:
    """A calendar day."""

    day: date


@dataclass(frozen=True, slots=True)
class Ranked:
    """Option ids, best first; those left out were not ranked."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody thinks of each statement, by its id: "agree", "disagree" or "pass"."""

    verdicts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """Files, kept in the data folder under their ids, and the words that came with them."""

    files: tuple[Attached, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """There was an answer; its author had it deleted, or its time was over. It still counts as given."""


Value = Picked | Rated | Wrote | Counted | Dated | Ranked | Judged | Sent | Withdrawn


def impersonal(value: Value) -> Value:
    """What may stay of an answer when everything personal goes: choices and figures, never words, days or files."""
    match value:
        case Picked(options, other):
            # That something was written in place of an option still counts.
            return Picked(options, None if other is None else "")
        case Rated() | Counted() | Ranked() | Judged():
            return value
        case Wrote() | Dated() | Sent() | Withdrawn():
            return Withdrawn()
        case _:
            assert_never(value)


def to_plain(value: Value) -> dict[str, object]:
    """`value` as JSON-ready data; `from_plain` is its inverse."""
    match value:
        case Picked(options, None):
            return {"picked": list(options)}
        case Picked(options, other):
            return {"picked": list(options), "other": other}
        case Rated(points):
            return {"rated": points}
        case Wrote(text):
            return {"wrote": text}
        case Counted(number):
            return {"number": str(number)}
        case Dated(day):
            return {"date": day.isoformat()}
        case Ranked(options):
            return {"ranked": list(options)}
        case Judged(verdicts):
            return {"judged": dict(verdicts)}
        case Sent(files, text):
            listed = [
                {"id": one.id, "name": one.name, "type": one.content_type, "size": one.size} for one in files
            ]
            return {"files": listed, "text": text}
        case Withdrawn():
            return {"withdrawn": True}
        case _:
            assert_never(value)


def from_plain(data: object) -> Value:
    """The value that `to_plain` wrote. Raises ValueError on anything else."""
    match data:
        case {"picked": list(options), **rest}:
            other = rest.get("other")
            return Picked(tuple(str(option) for option in options), None if other is None else str(other))
        case {"rated": int(points)}:
            return Rated(points)
        case {"wrote": str(text)}:
            return Wrote(text)
        case {"number": str(number)}:
            return Counted(Decimal(number))
        case {"date": str(day)}:
            return Dated(date.fromisoformat(day))
        case {"ranked": list(options)}:
            return Ranked(tuple(str(option) for option in options))
        case {"judged": dict(verdicts)}:
            return Judged(tuple((str(one), str(verdict)) for one, verdict in verdicts.items()))
        case {"files": list(files), "text": str(text)}:
            return Sent(tuple(_attached(one) for one in files), text)
        case {"withdrawn": True}:
            return Withdrawn()
        case _:
            raise ValueError(f"not a stored answer: {data!r}")


def _attached(data: object) -> Attached:
    match data:
        case {"id": int(number), "name": str(name), "type": str(content_type), "size": int(size)}:
            return Attached(number, name, content_type, size)
        case _:
            raise ValueError(f"not a stored file: {data!r}")
