"""Text of people, made safe to show to other people, and made comparable.

Nothing here formats: a follower's text is data and is never used as a template.
"""

import re
import unicodedata
from typing import Final

# Bidirectional overrides and isolates can make a line read as something else than it is.
_BIDI: Final = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_MAX_STACKED_MARKS: Final = 4
_MARKDOWN: Final = re.compile(r"([\\`*_~|\[\]<>#@:]|^[-+])")
_BLANK_RUNS: Final = re.compile(r"[ \t\f\v\u00a0\u2000-\u200a\u3000]+")
_NEWLINE_RUNS: Final = re.compile(r"\n{3,}")
# What could name or lead to a person: a mention or handle, an address, a link, a long number.
_POINTS_AT_SOMEBODY: Final = re.compile(
    r"@|https?:|www\.|discord\.gg|\w+#\d{4}\b|\d(?:[\s()/.-]*\d){6}", re.IGNORECASE
)
#: Characters of a text that are looked at where it is masked.
_LOOKED_AT: Final = 1200
# The same with all that belongs to it, and names of sites that stand without a "www.".
_POINTER: Final = re.compile(
    r"<[@#&!/:a][^<>\s]*>|\S*@\S*|https?:\S*|www\.\S*|discord\.gg\S*|\w+#\d{4}\b|[\w-]+(?:\.[a-z]{2,})+(?:/\S*)?"
    r"|\d(?:[\s()/.-]*\d){6,}",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """`text` without control and bidi-override characters, lone surrogates and towers of marks.

    Emoji, joiners inside emoji, and right-to-left letters stay. Newlines stay, at most two in a row.
    """
    if text.isascii() and text.isprintable():  # as most is; nothing in it needs a closer look
        return _BLANK_RUNS.sub(" ", text).strip()
    kept: list[str] = []
    marks = 0
    for char in text.translate(_BIDI).replace("\r\n", "\n").replace("\r", "\n"):
        category = unicodedata.category(char)
        if category in {"Cc", "Cs", "Co"} and char != "\n":
            kept.append(" " if char == "\t" else "")
            continue
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks <= _MAX_STACKED_MARKS:
            kept.append(char)
    joined = _BLANK_RUNS.sub(" ", "".join(kept))
    return _NEWLINE_RUNS.sub("\n\n", joined).strip()


def clip(text: str, limit: int) -> str:
    """`text` in at most `limit` characters; what is cut is marked by an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def one_line(text: str, limit: int) -> str:
    """`text` on one line, of at most `limit` characters, for places that take it as it is, such as pictures and menus: nothing in it is escaped."""
    return clip(" ".join(clean(text).split()), limit)


def quoted(text: str, limit: int) -> str:
    """A person's own words for a Discord message others read: one line, inert, at most `limit` characters.

    Markdown and mentions are escaped, so nothing pings, links or formats.
    """
    return _MARKDOWN.sub(r"\\\1", one_line(text, limit))


def folded(text: str) -> str:
    """`text` as it is compared: compatibility forms, case, punctuation and emoji do not count."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(
        char if unicodedata.category(char)[0] in "LNM" else " " for char in plain if char not in "'’`"
    )
    return " ".join(letters.split())


def points_at_somebody(text: str) -> bool:
    """Whether something in `text` could name or lead to a person: a mention, handle, link, address or long number."""
    return _POINTS_AT_SOMEBODY.search(text) is not None


def masked(text: str, limit: int) -> str:
    """`text` on one line of at most `limit` characters, with "…" for all that `points_at_somebody`.

    A name written like any other word stays: nothing tells it from one.
    """
    start = unicodedata.normalize("NFKC", text[: _LOOKED_AT + 1])
    if len(text) > _LOOKED_AT:
        start = start.rpartition(" ")[0]  # what is cut in the middle no longer looks like what it is
    line = _POINTER.sub("…", " ".join(clean(start).split()))
    return clip(" ".join(line.split()), limit)


def storable(text: str) -> str:
    """`text` without halves of surrogate pairs, which no database takes and no request can carry."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
