"""Which option a typed reply means."""

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

from surveys.core.questions.base import Option
from surveys.core.text import folded

_SHORTEST_PREFIX = 3
_MOST_DIGITS = 9

AnyOption = TypeVar("AnyOption", bound=Option)


def match_option(text: str, options: Sequence[AnyOption]) -> AnyOption | None:
    """The option that `text` names: by its label, its number in the list, or an unmistakable beginning.

    Labels that are numbers themselves win over positions. None where nothing or more than one fits.
    """
    named = match_exactly(text, options)
    wanted = folded(text)
    if named is not None or len(wanted) < _SHORTEST_PREFIX or whole_number(text) is not None:
        return named
    starting = [option for option in options if folded(option.label).startswith(wanted)]
    # A label that stands there twice is no answer to which of the two was meant.
    return starting[0] if len(starting) == 1 else None


def match_exactly(text: str, options: Sequence[AnyOption]) -> AnyOption | None:
    """The option with this label, or at this number in the list; labels win. None where no single one fits."""
    same = labelled(text, options)
    if same:
        return same[0] if len(same) == 1 else None
    position = whole_number(text)
    return options[position - 1] if position is not None and 1 <= position <= len(options) else None


def labelled(text: str, options: Sequence[AnyOption]) -> list[AnyOption]:
    """The options whose label reads like `text`."""
    wanted = folded(text)
    if not wanted:
        # Emoji and punctuation fold away; a label may consist of nothing else.
        return [option for option in options if option.label.strip() == text.strip()]
    return [option for option in options if folded(option.label) == wanted]


def search(text: str, options: Sequence[AnyOption]) -> tuple[AnyOption, ...]:
    """The options with `text` in their label, those that begin with it first; or else with all of its words."""
    wanted = folded(text)
    if not wanted:
        return ()
    found = [(label.find(wanted), place) for place, label in enumerate(folded(one.label) for one in options)]
    hits = sorted((at > 0, place) for at, place in found if at >= 0)
    if hits:
        return tuple(options[place] for _, place in hits)
    return tuple(option for option in options if all(word in folded(option.label) for word in wanted.split()))


def whole_number(text: str) -> int | None:
    """The number that `text` is, in any script's digits ("4", "#4", "4!", "４"); None if it is anything else.

    Signs and fractions are not overlooked: "-1" and "3.5" are no whole number.
    """
    digits = unicodedata.normalize("NFKC", text).strip().lstrip("#(").rstrip("!.) ")
    return int(digits) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else None
