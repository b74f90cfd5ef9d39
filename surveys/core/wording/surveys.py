"""What `/survey` says besides what `surveys.core.words` has."""

from typing import Final

EXPORTED: Final = (
    "**{title}**, version {version}. Change it in any text editor and import it again: with the same key it becomes "
    "the next version, and answers to questions with the same id stay comparable."
)
