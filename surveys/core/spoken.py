"""Which fields of a definition are texts that followers read: they can be translated, and reworded for an experiment.

A class says so itself, by `SPOKEN` in the field's annotation; its limit is the one that stands there anyway.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final, get_args, get_type_hints

from annotated_types import Len, MaxLen


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The mark."""


SPOKEN: Final = _Spoken()


def texts(owner: type) -> Mapping[str, int]:
    """The fields of `owner` that followers read, in order, and how many characters each may have."""
    return _texts(owner)


def entries(owner: type) -> Mapping[str, type]:
    """The fields of `owner` that list entries with an id and texts of their own, and the class of those."""
    return _entries(owner)


def main_text(owner: type) -> str:
    """The field of an entry that a bare text in its place means. Raises StopIteration where there is none."""
    return next(iter(texts(owner)))


@cache
def _texts(owner: type) -> Mapping[str, int]:
    found = {name: _longest(hint) for name, hint in _hints(owner).items()}
    return MappingProxyType({name: longest for name, longest in found.items() if longest is not None})


@cache
def _entries(owner: type) -> Mapping[str, type]:
    found = {
        name: next((one for one in _classes(hint) if "id" in _hints(one) and _texts(one)), None)
        for name, hint in _hints(owner).items()
    }
    return MappingProxyType({name: inside for name, inside in found.items() if inside is not None})


def _hints(owner: type) -> dict[str, Any]:
    known = get_type_hints(owner, include_extras=True)
    return {one.name: known[one.name] for one in fields(owner)} if is_dataclass(owner) else {}


def _longest(hint: object) -> int | None:
    marks = getattr(hint, "__metadata__", ())
    if SPOKEN in marks:
        limits = [one.max_length for one in marks if isinstance(one, Len | MaxLen)]
        return next((one for one in limits if one is not None), None)
    return next((found for part in get_args(hint) if (found := _longest(part)) is not None), None)


def _classes(hint: object) -> Iterator[type]:
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    for part in get_args(hint):
        yield from _classes(part)
