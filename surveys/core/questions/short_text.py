"""A few words, in one message."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from surveys.core.language import Words
from surveys.core.questions.base import BaseQuestion, Reading
from surveys.core.questions.free_text import read_one_message, writing_form
from surveys.core.replies import Said
from surveys.core.values import Value, Wrote
from surveys.core.widgets import Form, Widget, Writing
from surveys.core.wording import authoring

LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText(BaseQuestion):
    """Answered in one message. At most 300 characters."""

    kind: Literal["short_text"] = "short_text"

    called: ClassVar = authoring.SHORT_TEXT

    def widget(self, draft: tuple[str, ...], lang: Words) -> Widget:
        return Writing()

    def read(self, said: Said, draft: tuple[str, ...], lang: Words) -> Reading:
        return read_one_message(said, LONGEST, lang)

    def show(self, value: Value, lang: Words) -> str:
        return value.text if isinstance(value, Wrote) else self.gone(lang)

    def form(self, lang: Words) -> Form:
        return writing_form(LONGEST, lang)

    def seconds(self) -> int:
        return 15
