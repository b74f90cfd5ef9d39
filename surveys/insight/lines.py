"""How a summary's lines are put together."""

from collections.abc import Iterable
from typing import Final

#: With fewer answers than this nothing is broken down: it would show who said what.
LEAST: Final = 5
#: Characters a section's text has at most.
LONGEST_SECTION: Final = 900
#: Characters of a title in a picture.
LONGEST_TITLE: Final = 100
_SMALL: Final = "-# "


def aside(*told: str) -> str:
    """What is said small, on one line."""
    return _SMALL + " · ".join(one for one in told if one) if any(told) else ""


def paragraphs(lines: Iterable[str]) -> str:
    """The lines there are."""
    return "\n".join(line for line in lines if line)
