"""A few words, in one message."""

from dataclasses import dataclass
from typing import Literal

from surveys.core.questions.base import BaseQuestion, Reading
from surveys.core.questions.free_text import read_one_message
from surveys.core.replies import Said
from surveys.core.values import Value, Wrote
from surveys.core.widgets import Widget, Writing

LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText(BaseQuestion):
    """Answered in one message. At most 300 characters."""

    kind: Literal["short_text"] = "short_text"

    def widget(self, draft: tuple[str, ...]) -> Widget:
        return Writing()

    def read(self, said: Said, draft: tuple[str, ...]) -> Reading:
        return read_one_message(said, LONGEST)

    def show(self, value: Value) -> str:
        assert isinstance(value, Wrote)
        return value.text
