"""Ids made from what people wrote, where a file leaves them out."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

_LONGEST: Final = 32
_BETWEEN: Final = re.compile(r"[^a-z0-9]+")
#: Letters that decompose to nothing plain.
_SPELT: Final = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})


def slug(text: str) -> str:
    """`text` as an id; empty where no Latin letter or digit is in it."""
    spelt = unicodedata.normalize("NFKD", text[:1000].casefold().translate(_SPELT))
    plain = "".join(char for char in spelt if not unicodedata.combining(char))
    return _BETWEEN.sub("-", plain).strip("-")[:_LONGEST].strip("-")


def unused(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or with the first number from 2 that nobody in `taken` has."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        ending = f"-{number}"
        name = wanted[: _LONGEST - len(ending)].strip("-") + ending
    return name


def suggest_key(title: str) -> str:
    """The key of a survey whose file names none."""
    return slug(title) or "survey"
