"""From the bytes of a file to its text, or the reason why there is none."""

import codecs
import re
from typing import Final

from surveys.core import words
from surveys.formats.problems import BadSurveyFileError, Path, Problem, field_name

#: The longest file that is looked at, in bytes.
LARGEST: Final = 256 * 1024
_ENDINGS: Final = (".yaml", ".yml", ".json", ".txt")
_SIGNATURES: Final = (
    (b"\x89PNG", words.FILE_PICTURE),
    (b"\xff\xd8\xff", words.FILE_PICTURE),
    (b"GIF8", words.FILE_PICTURE),
    (b"%PDF", words.FILE_PDF),
    (b"PK\x03\x04", words.FILE_ARCHIVE),
    (b"\xd0\xcf\x11\xe0", words.FILE_ARCHIVE),
    (b"\x1f\x8b", words.FILE_ARCHIVE),
)
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINE_ENDS: Final = re.compile(r"\r\n?")
# YAML takes the first three for line ends, editors don't; it refuses the others altogether.
_ODD_LINE_ENDS: Final = re.compile("[\x85\u2028\u2029]")
_UNPRINTABLE: Final = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def refuse(filename: str, line: int, problem: str, remedy: str, path: Path = ()) -> BadSurveyFileError:
    """The error for a file of which nothing more can be said than this."""
    return BadSurveyFileError(filename, [Problem(line, field_name(path), problem, remedy)])


def too_large(filename: str, size: int) -> BadSurveyFileError:
    """The error for a file of `size` bytes, more than `LARGEST`; also for one that was never fetched."""
    problem = words.say(words.FLAW_FILE_SIZE, size=f"{-(-size // 1024):,}", limit=f"{LARGEST // 1024:,}")
    return refuse(filename, 1, problem, words.REMEDY_FILE_SIZE)


def decode(data: bytes, filename: str) -> str:
    """The text in `data`, with plain line ends and without characters nobody can see.

    UTF-8 with or without a byte order mark, and UTF-16 with one. Raises BadSurveyFileError for a file
    that isn't text, isn't named like a survey file, is empty, or has more than 256 KB.
    """
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise refuse(filename, 1, words.say(words.FLAW_FILE_IS, what=what), words.REMEDY_FILE_ENDING)
    if not filename.strip().casefold().endswith(_ENDINGS):
        raise refuse(filename, 1, words.FLAW_FILE_ENDING, words.REMEDY_FILE_ENDING)
    if len(data) > LARGEST:
        raise too_large(filename, len(data))
    text = _decoded(data, filename)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refuse(filename, line, words.FLAW_FILE_BINARY, words.REMEDY_FILE_ENDING)
    text = _UNPRINTABLE.sub("", _ODD_LINE_ENDS.sub(" ", _LINE_ENDS.sub("\n", text)))
    if not text.strip():
        raise refuse(filename, 1, words.FLAW_FILE_EMPTY, words.REMEDY_FILE_EMPTY)
    return text


def _decoded(data: bytes, filename: str) -> str:
    encoding = "utf-16" if data.startswith(_UTF16) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, errors="replace")
        line = len(_LINE_ENDS.sub("\n", before).split("\n"))
        raise refuse(filename, line, words.FLAW_FILE_ENCODING, words.REMEDY_FILE_ENCODING) from error
