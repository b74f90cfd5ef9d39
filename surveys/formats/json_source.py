"""JSON text to a tree. The json module judges the syntax; a second walk finds the lines."""

import json
import re
from collections.abc import Iterator
from typing import Final

from surveys.core import words
from surveys.formats.tree import Close, Leaf, Mark, Open, RefusedError, Tree, grow

_TOKEN: Final = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|[{}\[\]]|\n|[^\s{}\[\]:,"]+')
_MEANINGS: Final = (
    ("Expecting ',' delimiter", words.FLAW_JSON_COMMA, words.REMEDY_JSON_COMMA),
    ("Expecting ':' delimiter", words.FLAW_JSON_COLON, words.REMEDY_JSON_COLON),
    ("Expecting property name", words.FLAW_JSON_NAME, words.REMEDY_JSON_NAME),
    ("Illegal trailing comma", words.FLAW_JSON_NAME, words.REMEDY_JSON_NAME),
    ("Expecting value", words.FLAW_JSON_VALUE, words.REMEDY_JSON_VALUE),
    ("Unterminated string", words.FLAW_JSON_LINE, words.REMEDY_JSON_LINE),
    ("Invalid control character", words.FLAW_JSON_LINE, words.REMEDY_JSON_LINE),
    ("Invalid \\", words.FLAW_FILE_ESCAPE, words.REMEDY_JSON_ESCAPE),
    ("Extra data", words.FLAW_JSON_MORE, words.REMEDY_JSON_MORE),
)


def read_json(text: str) -> Tree:
    """The tree of a JSON text. Raises RefusedError."""
    # A tab is a blank wherever JSON allows one; inside a text it would be an error nobody can see.
    text = text.replace("\t", " ")
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise _refused(error) from error
    except RecursionError:
        pass  # the walk finds the place
    return grow(_marks(text))


def _marks(text: str) -> Iterator[Mark]:
    line = 1
    for found in _TOKEN.finditer(text):
        piece = found[0]
        match piece[0]:
            case "\n":
                line += 1
            case "{" | "[":
                yield Open(line, fields=piece == "{")
            case "}" | "]":
                yield Close()
            case '"':
                yield Leaf(line, json.loads(piece))
            case _:
                yield Leaf(line, None if piece == "null" else piece)


def _refused(error: json.JSONDecodeError) -> RefusedError:
    line = error.lineno
    before = error.doc[: error.pos].rstrip()
    if error.msg.startswith("Expecting ',' delimiter") or before.endswith(","):
        # Reported where the next thing stands (a comma too many: by Pythons before 3.13); what lacks the
        # comma, or has it, is before that.
        line = error.doc.count("\n", 0, len(before)) + 1
    for beginning, problem, remedy in _MEANINGS:
        if error.msg.startswith(beginning):
            return RefusedError(line, problem, remedy)
    return RefusedError(line, words.FLAW_ELSE, words.REMEDY_ELSE)
