"""The few marks a summary's text is written with, read back for a page: bold, headings, small print, quotes, lists.

Whatever people wrote is escaped in there for Discord (`surveys.core.text.quoted`); here it becomes plain text
again, and is escaped for HTML. Mentions stand for names that only Discord knows, so they go.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from markupsafe import Markup, escape

_BOLD: Final = re.compile(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*")
_ESCAPED: Final = re.compile(r"\\([\\`*_~|\[\]<>#@:+-])")
_NAMED: Final = re.compile(r"\s*—?\s*<@[0-9]{1,20}>")


class Kind(StrEnum):
    """What a line is. The values are classes of the page's style."""

    HEADING = "heading"
    LARGE = "large"
    TEXT = "text"
    SMALL = "small"
    QUOTE = "quote"
    ENTRY = "entry"


_BEGINNINGS: Final = (("### ", Kind.LARGE), ("-# ", Kind.SMALL), ("> ", Kind.QUOTE), ("- ", Kind.ENTRY))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, safe to put into a page."""

    kind: Kind
    html: Markup


def lines(text: str) -> Iterator[Line]:
    """The lines of a section's text, without the empty ones."""
    for line in text.split("\n"):
        if not line.strip():
            continue
        for beginning, kind in _BEGINNINGS:
            if line.startswith(beginning):
                yield Line(kind, _safe(line.removeprefix(beginning)))
                break
        else:
            whole = _BOLD.fullmatch(line)
            yield Line(Kind.HEADING, _safe(whole[1])) if whole else Line(Kind.TEXT, _safe(line))


def _safe(text: str) -> Markup:
    """Text with its bold parts, as HTML."""
    text = _NAMED.sub("", text)
    parts, last = [], 0
    for bold in _BOLD.finditer(text):
        parts += [_plain(text[last : bold.start()]), Markup("<b>"), _plain(bold[1]), Markup("</b>")]
        last = bold.end()
    return Markup("").join([*parts, _plain(text[last:])])


def _plain(text: str) -> Markup:
    return escape(_ESCAPED.sub(r"\1", text))
