"""What an answer holds, whatever the question's kind."""

from dataclasses import dataclass
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Picked:
    """One or more options, by id, in the survey's order."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rated:
    """A point on a scale."""

    points: int


@dataclass(frozen=True, slots=True)
class Wrote:
    """Free text as it was sent; cleaning happens where it is shown."""

    text: str


Value = Picked | Rated | Wrote


def to_plain(value: Value) -> dict[str, object]:
    """`value` as JSON-ready data; `from_plain` is its inverse."""
    match value:
        case Picked(options):
            return {"picked": list(options)}
        case Rated(points):
            return {"rated": points}
        case Wrote(text):
            return {"wrote": text}
        case _:
            assert_never(value)


def from_plain(data: object) -> Value:
    """The value that `to_plain` wrote. Raises ValueError on anything else."""
    match data:
        case {"picked": list(options)}:
            return Picked(tuple(str(option) for option in options))
        case {"rated": int(points)}:
            return Rated(points)
        case {"wrote": str(text)}:
            return Wrote(text)
        case _:
            raise ValueError(f"not a stored answer: {data!r}")
