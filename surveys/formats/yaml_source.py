"""YAML text to a tree, by the parser's events: no anchors, no tags, no recursion.

PyYAML's own Python parser, not the one in C: what it says about mistakes is the same everywhere.
"""

from collections.abc import Iterator
from typing import Final, Protocol

import yaml

from surveys.core import words
from surveys.formats.problems import shown
from surveys.formats.tree import Close, Leaf, Mark, Open, RefusedError, Tree, grow

_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})
_STARTS_NO_TEXT: Final = frozenset("@`%|>&*!,]}")


def read_yaml(text: str) -> Tree:
    """The tree of a YAML text. Raises RefusedError."""
    reader = _Reader(text)
    try:
        return grow(reader.marks())
    except yaml.MarkedYAMLError as error:
        raise reader.refused(error) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # PyYAML lets a few of its own errors through, such as an escape beyond Unicode's end.
        raise RefusedError(reader.line, words.FLAW_ELSE, words.REMEDY_FILE_QUOTES) from error


class _Mark(Protocol):
    """A place in a text, as both of PyYAML's parsers have it; counted from 0."""

    @property
    def line(self) -> int: ...

    @property
    def index(self) -> int: ...


class _Reader:
    """One pass over a YAML text; remembers the last text in quotes, where most mistakes begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._quoted: tuple[int, int] | None = None
        self._bracket: int | None = None
        self.line = 1

    def marks(self) -> Iterator[Mark]:
        documents = 0
        for event in yaml.parse(self._text, Loader=yaml.SafeLoader):
            self.line = _line(event.start_mark) + 1
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        raise RefusedError(self.line, words.FLAW_FILE_SECOND, words.REMEDY_FILE_SECOND)
                case yaml.NodeEvent():
                    yield self._node(event)
                case yaml.CollectionEndEvent():
                    if _index(event.start_mark) != _index(
                        event.end_mark
                    ):  # a bracket is there; the end of an indentation is not
                        self._bracket = _line(event.end_mark)
                    yield Close()
                case _:
                    pass  # the stream's and the document's ends say nothing

    def _node(self, event: yaml.NodeEvent) -> Mark:
        if event.anchor is not None:
            mark = f"{'*' if isinstance(event, yaml.AliasEvent) else '&'}{shown(event.anchor)}"
            problem = words.say(words.FLAW_FILE_ALIAS, mark=mark)
            raise RefusedError(self.line, problem, words.REMEDY_FILE_QUOTES)
        assert isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise RefusedError(
                self.line, words.say(words.FLAW_FILE_TAG, mark=shown(tag)), words.REMEDY_FILE_QUOTES
            )
        if not isinstance(event, yaml.ScalarEvent):
            return Open(self.line, fields=isinstance(event, yaml.MappingStartEvent))
        if event.style in {"'", '"'}:
            self._quoted = (_line(event.start_mark), _line(event.end_mark))
        return Leaf(self.line, None if event.style is None and event.value in _NOTHING else event.value)

    def refused(self, error: yaml.MarkedYAMLError) -> RefusedError:
        """What PyYAML means, in our words, and the line where the mistake was made."""
        problem, context = str(error.problem), str(error.context)
        there = error.problem_mark or error.context_mark
        line, began = _line(there), _line(error.context_mark or there)
        char = self._text[_index(there) :][:1]
        return (
            self._about_quotes(problem, context, line, began)
            or self._about_brackets(context, char, line, began)
            or self._about_colons(problem, char, line, began)
            or RefusedError(line + 1, words.FLAW_FILE_INDENT, words.REMEDY_FILE_INDENT)
        )

    def _about_quotes(self, problem: str, context: str, line: int, began: int) -> RefusedError | None:
        if "quoted scalar" in context:
            if "escape" in problem or "hexadecimal" in problem:
                return RefusedError(line + 1, words.FLAW_FILE_ESCAPE, words.REMEDY_FILE_ESCAPE)
            return RefusedError(began + 1, words.FLAW_FILE_QUOTE, words.REMEDY_FILE_QUOTE)
        if self._quoted is None or self._quoted[1] != line or "found character" in problem:
            return None
        first, last = self._quoted
        if first < last:  # the next quote, lines below, was taken for its end
            return RefusedError(first + 1, words.FLAW_FILE_QUOTE, words.REMEDY_FILE_QUOTE)
        return RefusedError(line + 1, words.FLAW_FILE_AFTER_QUOTE, words.REMEDY_FILE_AFTER_QUOTE)

    def _about_brackets(self, context: str, char: str, line: int, began: int) -> RefusedError | None:
        if char == "\t":
            return RefusedError(line + 1, words.FLAW_FILE_TAB, words.REMEDY_FILE_TAB)
        if "flow" in context:
            if char == "?":  # ends a text inside brackets, for PyYAML; nobody expects that of a question
                told = words.say(words.FLAW_FILE_IN_BRACKETS, mark=char)
                return RefusedError(line + 1, told, words.REMEDY_FILE_START)
            return RefusedError(began + 1, words.FLAW_FILE_BRACKET, words.REMEDY_FILE_BRACKET)
        if self._bracket == line:
            return RefusedError(line + 1, words.FLAW_FILE_AFTER_BRACKET, words.REMEDY_FILE_START)
        return None

    def _about_colons(self, problem: str, char: str, line: int, began: int) -> RefusedError | None:
        if "expected ':'" in problem:
            return RefusedError(began + 1, words.FLAW_FILE_NO_COLON, words.REMEDY_FILE_NAME)
        if "mapping values are not allowed" in problem:
            above = self._line_without_colon(line)
            if above is not None:
                return RefusedError(above + 1, words.FLAW_FILE_NO_COLON, words.REMEDY_FILE_NAME)
            return RefusedError(line + 1, words.FLAW_FILE_COLON, words.REMEDY_FILE_COLON)
        if char == ":":
            return RefusedError(line + 1, words.FLAW_FILE_NAME, words.REMEDY_FILE_NAME)
        if char and char in _STARTS_NO_TEXT:
            told = words.say(words.FLAW_FILE_START, mark=char)
            return RefusedError(line + 1, told, words.REMEDY_FILE_START)
        return None

    def _line_without_colon(self, line: int) -> int | None:
        """The line above `line` that ran into it because its own colon is missing; None if it has one."""
        above = self._text.split("\n")[:line]
        while above and not above[-1].partition("#")[0].strip():
            above.pop()
        return len(above) - 1 if above and ":" not in above[-1] else None


def _line(mark: _Mark | None) -> int:
    return mark.line if mark is not None else 0


def _index(mark: _Mark | None) -> int:
    return mark.index if mark is not None else 0
