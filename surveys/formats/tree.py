"""Data that knows its lines, built from what a parser meets in a file."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from surveys.core import words
from surveys.core.text import clean
from surveys.formats.problems import Path, Problem, field_name, shown

_DEEPEST: Final = 12
#: Brackets and values in a file. The largest possible survey has about 33,000.
_MOST: Final = 40_000
_AGAIN: Final = "again"


class RefusedError(Exception):
    """The file can't be read any further from here; `problem` says why."""

    def __init__(self, line: int, problem: str, remedy: str, path: Path = ()) -> None:
        super().__init__(problem)
        self.problem = Problem(line, field_name(path), problem, remedy)


@dataclass(frozen=True, slots=True)
class Open:
    """A list starts, or a group of named fields."""

    line: int
    fields: bool


@dataclass(frozen=True, slots=True)
class Close:
    """What was opened last ends."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text as it was written, or None. Numbers and truth values are texts here: the field decides."""

    line: int
    value: str | None


Mark = Open | Close | Leaf


@dataclass(frozen=True, slots=True)
class Tree:
    """What a file says: dicts, lists, cleaned texts and None. `lines` has the line of every path, from 1."""

    data: Any
    lines: dict[Path, int]
    problems: tuple[Problem, ...] = ()

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass(slots=True)
class _Level:
    """A list or group that is being filled."""

    path: Path
    target: dict[str, Any] | list[Any]
    name: str | None = None
    #: Where the values of a doubled name go: read, but not kept.
    aside: bool = False


@dataclass(slots=True)
class _Builder:
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    levels: list[_Level] = field(default_factory=list)
    root: Any = None

    def place(self, line: int) -> Path:
        """Where the next value belongs."""
        if not self.levels:
            return ()
        level = self.levels[-1]
        if isinstance(level.target, list):
            return (*level.path, len(level.target))
        if level.name is None:  # a list or group where the name of a field should be
            raise RefusedError(line, words.FLAW_FILE_NAME, words.REMEDY_FILE_NAME, level.path)
        return (*level.path, level.name)

    def put(self, line: int, value: Any) -> Path:
        path = self.place(line)
        if not self.levels:
            self.root = value
            self.lines[()] = line
            return path
        level = self.levels[-1]
        if isinstance(level.target, list):
            level.target.append(value)
            self.lines[path] = line
        else:
            assert level.name is not None
            if level.aside:
                path = (*path, _AGAIN)  # so that its insides don't lend their lines to the first value's
            else:
                level.target[level.name] = value
            level.name, level.aside = None, False
        return path

    def wants_name(self) -> bool:
        return bool(self.levels) and isinstance(self.levels[-1].target, dict) and self.levels[-1].name is None

    def name(self, leaf: Leaf) -> None:
        level = self.levels[-1]
        name = clean(leaf.value or "")
        if not name:
            raise RefusedError(leaf.line, words.FLAW_FILE_NAME, words.REMEDY_FILE_NAME, level.path)
        path = (*level.path, name)
        level.name, level.aside = name, name in level.target
        if level.aside:
            problem = words.say(words.FLAW_FILE_DOUBLE, name=shown(name), line=self.lines[path])
            self.problems.append(Problem(leaf.line, field_name(path), problem, words.REMEDY_FILE_DOUBLE))
        else:
            self.lines[path] = leaf.line


def grow(marks: Iterable[Mark]) -> Tree:
    """The tree that `marks` describe. Never deeper than 12; a name used twice keeps its first value.

    Raises RefusedError where the file has no use beyond a point, and what `marks` raises.
    """
    builder = _Builder()
    for number, mark in enumerate(marks):
        if number > _MOST and not isinstance(mark, Close):
            raise RefusedError(mark.line, words.FLAW_FILE_MUCH, words.REMEDY_FILE_MUCH)
        match mark:
            case Open(line, fields):
                if len(builder.levels) >= _DEEPEST:
                    path = builder.place(line)
                    raise RefusedError(line, words.FLAW_FILE_DEEP, words.REMEDY_FILE_DEEP, path)
                target: dict[str, Any] | list[Any] = {} if fields else []
                builder.levels.append(_Level(builder.put(line, target), target))
            case Close():
                builder.levels.pop()
            case Leaf() if builder.wants_name():
                builder.name(mark)
            case Leaf(line, value):
                builder.put(line, None if value is None else clean(value))
    return Tree(builder.root, builder.lines, tuple(builder.problems))
