"""A longer text, in as many messages as it takes."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from surveys.core import understood
from surveys.core.language import Words
from surveys.core.phrases import asking
from surveys.core.questions.base import Accepted, BaseQuestion, Drafted, Misread, Reading
from surveys.core.questions.free_text import writing_form
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.text import clean, folded
from surveys.core.values import Value, Wrote
from surveys.core.widgets import Form, Widget, Writing
from surveys.core.wording import authoring

LONGEST = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class LongText(BaseQuestion):
    """Each message adds to the answer until Done. At most 4,000 characters in all."""

    kind: Literal["long_text"] = "long_text"

    called: ClassVar = authoring.LONG_TEXT

    def widget(self, draft: tuple[str, ...], lang: Words) -> Widget:
        return Writing(done=lang.say(asking.DONE) if draft else None)

    def read(self, said: Said, draft: tuple[str, ...], lang: Words) -> Reading:
        match said:
            case Done() if draft:
                return Accepted(Wrote("\n".join(draft)))
            case Typed(text) if draft and folded(text) in understood.DONE_WORDS:
                return Accepted(Wrote("\n".join(draft)))
            case Typed(text) if clean(text):
                pieces = (*draft, text)
                length = len("\n".join(pieces))
                if length > LONGEST:
                    return Misread(lang.say(asking.EXPECTED_SHORTER, length=length, longest=LONGEST))
                if said.question is not None:  # a form is sent once it says everything
                    return Accepted(Wrote("\n".join(pieces)))
                return Drafted(pieces, lang.say(asking.TYPE_MORE))
            case Typed() | Tapped() | Done():
                return Misread(lang.say(asking.EXPECTED_TEXT))

    def show(self, value: Value, lang: Words) -> str:
        return value.text if isinstance(value, Wrote) else self.gone(lang)

    def form(self, lang: Words) -> Form:
        return writing_form(LONGEST, lang, paragraph=True)

    def seconds(self) -> int:
        return 45
