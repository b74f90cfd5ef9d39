"""A longer text, in as many messages as it takes."""

from dataclasses import dataclass
from typing import Literal

from surveys.core import words
from surveys.core.questions.base import Accepted, BaseQuestion, Drafted, Misread, Reading
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.text import clean, folded
from surveys.core.values import Value, Wrote
from surveys.core.widgets import Widget, Writing

LONGEST = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class LongText(BaseQuestion):
    """Each message adds to the answer until Done. At most 4,000 characters in all."""

    kind: Literal["long_text"] = "long_text"

    def widget(self, draft: tuple[str, ...]) -> Widget:
        return Writing(collected=len(draft))

    def read(self, said: Said, draft: tuple[str, ...]) -> Reading:
        match said:
            case Done() if draft:
                return Accepted(Wrote("\n".join(draft)))
            case Typed(text) if draft and folded(text) in words.DONE_WORDS:
                return Accepted(Wrote("\n".join(draft)))
            case Typed(text) if clean(text):
                pieces = (*draft, text)
                length = len("\n".join(pieces))
                if length > LONGEST:
                    return Misread(words.say(words.EXPECTED_SHORTER, length=length, longest=LONGEST))
                return Drafted(pieces)
            case Typed() | Tapped() | Done():
                return Misread(words.EXPECTED_TEXT)

    def show(self, value: Value) -> str:
        assert isinstance(value, Wrote)
        return value.text
