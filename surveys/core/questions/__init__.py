"""The question kinds. A new kind is its own file here and one line in the union below."""

from surveys.core.questions.base import (
    Accepted,
    Drafted,
    Flaw,
    Jump,
    Misread,
    Option,
    Reading,
)
from surveys.core.questions.choice import Choice
from surveys.core.questions.idea import Idea
from surveys.core.questions.long_text import LongText
from surveys.core.questions.multiple_choice import MultipleChoice
from surveys.core.questions.scale import Scale
from surveys.core.questions.short_text import ShortText
from surveys.core.questions.yes_no import YesNo

Question = YesNo | Choice | MultipleChoice | Scale | ShortText | LongText | Idea

__all__ = [
    "Accepted",
    "Choice",
    "Drafted",
    "Flaw",
    "Idea",
    "Jump",
    "LongText",
    "Misread",
    "MultipleChoice",
    "Option",
    "Question",
    "Reading",
    "Scale",
    "ShortText",
    "YesNo",
]
