"""Which point of a scale a typed reply means."""

import re

from surveys.core.questions.matching import whole_number
from surveys.core.text import folded

_OUT_OF = re.compile(r"^(\d{1,3})\s*(?:/|of|von|de|sur|di|out of)\s*(\d{1,3})$")
_MOST_IN_A_ROW = 5


def typed_points(text: str, points: range, low_label: str, high_label: str) -> int | None:
    """The point that `text` names: "4", "4/5", "⭐⭐⭐⭐" or the words at an end; None where it is none of `points`."""
    stars = text.count("⭐") or text.count("★")
    wanted = folded(text)
    if stars and not wanted:
        number: int | None = stars
    elif out_of := _OUT_OF.match(text.strip().casefold()):
        number = int(out_of[1]) if int(out_of[2]) == points[-1] else None
    elif wanted and wanted == folded(low_label):
        number = points[0]
    elif wanted and wanted == folded(high_label):
        number = points[-1]
    else:
        number = whole_number(text)
    return number if number is not None and number in points else None


def per_row(points: range) -> int:
    """How many buttons stand side by side, so that the rows are as few and as even as can be."""
    rows = -(-len(points) // _MOST_IN_A_ROW)
    return -(-len(points) // rows)
