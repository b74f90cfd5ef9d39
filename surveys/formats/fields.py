"""What the core's dataclasses say about their fields: names, nesting, limits. Nothing is listed twice."""

import difflib
from collections.abc import Collection, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, Final, get_args, get_type_hints

from annotated_types import Len

#: Words people try for a field, and the fields they may mean.
_MEANT: Final = {
    "question": ("text", "questions"),
    "title": ("text",),
    "prompt": ("text",),
    "name": ("title", "label", "id"),
    "text": ("label", "title"),
    "value": ("id", "label"),
    "description": ("help", "intro"),
    "hint": ("help",),
    "image": ("picture", "media"),
    "url": ("picture",),
    "items": ("options", "statements"),
    "types": ("accept",),
    "integer": ("whole",),
    "from": ("earliest", "lowest"),
    "until": ("latest", "highest"),
    "type": ("kind",),
    "choices": ("options", "statements"),
    "answers": ("options",),
    "min": ("least", "lowest", "earliest"),
    "max": ("most", "highest", "latest"),
    "minimum": ("least", "lowest"),
    "maximum": ("most", "highest"),
    "mandatory": ("required",),
    "goto": ("jumps", "to"),
    "if": ("when",),
    "outro": ("thanks",),
}


@cache
def names_of(owner: type) -> tuple[str, ...]:
    """The fields of a dataclass, needed ones first."""
    return tuple(one.name for one in sorted(_fields(owner), key=_may_be_left_out))


@cache
def _hints(owner: type) -> dict[str, Any]:
    return get_type_hints(owner, include_extras=True)


@cache
def nested(owner: type, name: str) -> type | None:
    """The one dataclass of which field `name` of `owner` holds entries, if there is exactly one."""
    inside = tuple(_dataclasses(_hints(owner).get(name)))
    return inside[0] if len(inside) == 1 else None


@cache
def most_entries(owner: type, name: str) -> int:
    """How many entries the list in field `name` of `owner` holds at most. Raises LookupError if no limit is set."""
    for limit in getattr(_hints(owner)[name], "__metadata__", ()):
        if isinstance(limit, Len) and limit.max_length is not None:
            return limit.max_length
    raise LookupError(name)


def owner_at(owner: type, path: tuple[str | int, ...]) -> type:
    """The dataclass whose field the last part of `path` names, starting from `owner`."""
    for part in path[:-1]:
        if isinstance(part, str):
            owner = nested(owner, part) or owner
    return owner


def closest(wanted: str, known: Collection[str]) -> str | None:
    """The one of `known` that `wanted` was probably meant to be."""
    written = wanted.casefold().replace(" ", "_").replace("-", "_")[:40]
    if written in known:
        return written
    near = difflib.get_close_matches(written, known, n=1, cutoff=0.7)
    # "yesno" and "yes_no" differ by what people leave out first.
    bare = [one for one in known if one.replace("_", "") == written.replace("_", "")]
    meant = [one for one in _MEANT.get(written, ()) if one in known]
    return next(iter([*bare, *meant, *near]), None)


def _fields(owner: type) -> tuple[Field[Any], ...]:
    assert is_dataclass(owner)
    return fields(owner)


def _may_be_left_out(one: Field[Any]) -> bool:
    return one.default is not MISSING or one.default_factory is not MISSING


def _dataclasses(hint: object) -> Iterator[type]:
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    for argument in get_args(hint):
        yield from _dataclasses(argument)
