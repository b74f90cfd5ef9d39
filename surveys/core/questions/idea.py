"""Something the follower would like to see made."""

from dataclasses import dataclass
from typing import Literal

from surveys.core.questions.base import BaseQuestion, Reading
from surveys.core.questions.free_text import read_one_message
from surveys.core.replies import Said
from surveys.core.values import Value, Wrote
from surveys.core.widgets import Widget, Writing

LONGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea(BaseQuestion):
    """One idea, in the follower's own words, in one message. At most 1000 characters."""

    kind: Literal["idea"] = "idea"

    def widget(self, draft: tuple[str, ...]) -> Widget:
        return Writing()

    def read(self, said: Said, draft: tuple[str, ...]) -> Reading:
        return read_one_message(said, LONGEST)

    def show(self, value: Value) -> str:
        assert isinstance(value, Wrote)
        return value.text
