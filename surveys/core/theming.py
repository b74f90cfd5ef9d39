"""Themes of a posted summary as its creators may change them. Pure: what may be done is decided by the rows."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from surveys.core.text import one_line

#: Characters a theme's name has at most, and what a menu of themes holds.
LONGEST_NAME: Final = 60
MOST_LISTED: Final = 25


class ThemeEdit(StrEnum):
    """What can be done to a theme. Stored, so values never change."""

    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Standing:
    """A theme as it stands: its row, its name, how many replies it has, and whether a person named it."""

    id: int
    question: str
    label: str
    size: int
    named: bool


def name_of(typed: str) -> str:
    """What a creator typed as a theme's name: one line of plain text, empty where nothing is left of it."""
    return one_line(typed, LONGEST_NAME)
