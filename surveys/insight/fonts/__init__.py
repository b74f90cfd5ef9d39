"""The fonts that charts are set in, and text made ready for them.

Nothing here depends on fonts of the system. `files/` holds the shipped fonts and `coverage.txt` the code points that they and
the font of the package `noto-cjk-sans-jp-regular` have glyphs for; README.md beside them names sources and licences.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent / "files"
COVERAGE = Path(__file__).parent / "coverage.txt"
CJK_PACKAGE = "noto_cjk_sans_jp_regular"

Direction = Literal["ltr", "rtl"]

_MARKS_IN_A_ROW = 8
_JOINS_IN_A_ROW = 10
_JOINED_AT_MOST = 3  # a picture, its selector and its skin tone stand between two joiners
_BREAK = "\u200b"
_JOIN = "\u200d"
# Embeddings, overrides and isolates would reorder what stands beside the label. The plain marks LRM, RLM and ALM stay.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset({0x034F, 0x061C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F})
_SELECTORS = (range(0x180B, 0x180E), range(0x180F, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_TAGS = range(0xE0020, 0xE0080)
_KANA = re.compile("[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
_HAN = re.compile("[\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Letters between which a line may break anyway; a run of one and the same may be kept together all the same.
_FREE = re.compile("[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
# Scripts without spaces, whose words a dictionary finds: Thai, Lao, Myanmar, Khmer.
_BY_DICTIONARY = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f]"
)
_LONG_RUN = 12
_DICTIONARY_RUN = 24


def folders() -> list[Path]:
    """The folders whose fonts a chart is set in. ModuleNotFoundError if the package of the CJK font is missing."""
    return [FOLDER, Path(str(files(CJK_PACKAGE)))]


@cache
def _spans() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """First and last code points of the covered spans, in order."""
    lines = [line.split("-") for line in COVERAGE.read_text(encoding="ascii").split()]
    return tuple(int(first, 16) for first, _ in lines), tuple(int(last, 16) for _, last in lines)


def covered(point: int) -> bool:
    """Whether some font has a glyph for this code point."""
    firsts, lasts = _spans()
    place = bisect_right(firsts, point) - 1
    return place >= 0 and point <= lasts[place]


def tidy(text: str, limit: int) -> str:
    """`text` on one line of at most `limit` characters (an ellipsis included), safe to set beside other text.

    Control characters and line ends become spaces, lone surrogates U+FFFD; what would reorder or overprint its surroundings
    goes: bidi embeddings, overrides and isolates, and more than 8 marks on a letter.
    """
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    line = " ".join(_visible(whole).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip(f" {_JOIN}") + "…"


def drawable(text: str, limit: int) -> str:
    """As `tidy`, in characters that all have a glyph: one without is written as its code point, like [U+1FAE9]."""
    return "".join(
        char if covered(ord(char)) or _unseen(ord(char)) else f"[U+{ord(char):04X}]"
        for char in tidy(text, limit)
    )


def plain(text: str, limit: int) -> str:
    """`text` in ASCII alone, where the typesetter fails on it: accents left out, other characters as code points."""
    bare = (
        char
        for char in unicodedata.normalize("NFKD", tidy(text, limit))
        if unicodedata.category(char)[0] not in "MC"
    )
    return "".join(char if char.isascii() else f"[U+{ord(char):04X}]" for char in bare)


def _selector(point: int) -> bool:
    return any(point in span for span in _SELECTORS)


def _unseen(point: int) -> bool:
    """Whether nothing is drawn for this code point even where a font lacks it."""
    return point in _UNSEEN or point in _TAGS or _selector(point)


def _kept(char: str, kind: str) -> bool:
    """Whether `char`, of the general category `kind`, has a place in a label."""
    if char in _BIDI_CONTROLS or char in "\u00ad\ufeff":
        return False
    return kind != "Cf" or _unseen(ord(char)) or covered(ord(char))


def _visible(text: str) -> str:
    """`text` without what reorders or piles up, and with a space for each control character."""
    out: list[str] = []
    marks = joins = since_join = 0
    for char in text:
        kind = unicodedata.category(char)
        if kind in {"Cc", "Zl", "Zp", "Zs"}:
            out.append(" ")
            marks = joins = 0
            continue
        if not _kept(char, kind):
            continue
        if char == _JOIN:
            joins, since_join = joins + 1, 0
            if joins > _JOINS_IN_A_ROW:
                out.append(_BREAK)
                joins = 0
                continue
        else:
            since_join += 1
            joins = 0 if since_join > _JOINED_AT_MOST else joins
        if kind[0] == "M" and not _selector(ord(char)):
            marks += 1
            if marks > _MARKS_IN_A_ROW:
                continue
        elif kind != "Cf":
            marks = 0
        out.append(char)
    return "".join(out)


def direction(text: str) -> Direction | None:
    """The direction that the first letter of `text` asks for; None where there is no letter."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind == "L":
            return "ltr"
        if kind in {"R", "AL"}:
            return "rtl"
    return None


def language(text: str) -> str | None:
    """The language whose forms of Han characters `text` wants: ja, ko or zh; None where it has none of their letters."""
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    return "zh" if _HAN.search(text) else None


def pieces(text: str) -> list[tuple[str, bool]]:
    """`text` in pieces, and of each whether it is a run that no line may break.

    Such a run is split by the one who draws if it is wider than a line. In the scripts without spaces every run
    gets a place to break after 24 characters at the latest, so that what is no word wraps too.
    """
    out: list[tuple[str, bool]] = []
    for word in re.split("( +)", text):
        start = 0
        while start < len(word):
            run = _run(word, start)
            start += len(run)
            if _BY_DICTIONARY.match(run):
                out.append((_with_breaks(run), False))
            else:
                free = _FREE.match(run) and len(set(run)) > len(run) // _LONG_RUN
                out.append((run, len(run) > _LONG_RUN and not free))
    return out


def _run(word: str, start: int) -> str:
    """The longest part of `word` from `start` whose letters are all of one of the three sorts above."""

    def sort(char: str) -> tuple[bool, bool]:
        return bool(_FREE.match(char)), bool(_BY_DICTIONARY.match(char))

    end = start + 1
    while end < len(word) and sort(word[end]) == sort(word[start]):
        end += 1
    return word[start:end]


def _with_breaks(run: str) -> str:
    """`run` with a place to break before the first letter after every 24 characters."""
    out: list[str] = []
    length = 0
    for char in run:
        if length >= _DICTIONARY_RUN and unicodedata.category(char) == "Lo":
            out.append(_BREAK)
            length = 0
        out.append(char)
        length += 1
    return "".join(out)
