"""Which option a typed reply means."""

import unicodedata
from collections.abc import Sequence

from surveys.core.questions.base import Option
from surveys.core.text import folded

_SHORTEST_PREFIX = 3
_MOST_DIGITS = 9


def match_option(text: str, options: Sequence[Option]) -> Option | None:
    """The option that `text` names: by its label, its number in the list, or an unmistakable beginning.

    Labels that are numbers themselves win over positions. None where nothing or more than one fits.
    """
    wanted = folded(text)
    if not wanted:
        # Emoji and punctuation fold away; a label may consist of nothing else.
        same = [option for option in options if option.label.strip() == text.strip()]
        return same[0] if len(same) == 1 else None
    labels = [(folded(option.label), option) for option in options]
    exact = [option for label, option in labels if label == wanted]
    if exact:
        return exact[0] if len(exact) == 1 else None
    position = whole_number(text)
    if position is not None:
        return options[position - 1] if 1 <= position <= len(options) else None
    if len(wanted) < _SHORTEST_PREFIX:
        return None
    starting = [option for label, option in labels if label.startswith(wanted)]
    return starting[0] if len(starting) == 1 else None


def whole_number(text: str) -> int | None:
    """The number that `text` is, in any script's digits ("4", "#4", "4!", "４"); None if it is anything else.

    Signs and fractions are not overlooked: "-1" and "3.5" are no whole number.
    """
    digits = unicodedata.normalize("NFKC", text).strip().lstrip("#(").rstrip("!.) ")
    return int(digits) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else None
