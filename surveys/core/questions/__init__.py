"""The question kinds. A new kind is its own file here and one line in the union below."""

from surveys.core.questions.agree import Agree
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
from surveys.core.questions.date import Date
from surveys.core.questions.file import File
from surveys.core.questions.idea import Idea
from surveys.core.questions.long_text import LongText
from surveys.core.questions.multiple_choice import MultipleChoice
from surveys.core.questions.nps import Nps
from surveys.core.questions.number import Number
from surveys.core.questions.picture_choice import PictureChoice, PictureOption
from surveys.core.questions.ranking import Ranking
from surveys.core.questions.scale import Scale
from surveys.core.questions.short_text import ShortText
from surveys.core.questions.yes_no import YesNo

Question = (
    YesNo
    | Choice
    | MultipleChoice
    | Scale
    | Nps
    | ShortText
    | LongText
    | Number
    | Date
    | Ranking
    | PictureChoice
    | File
    | Idea
    | Agree
)

__all__ = [
    "Accepted",
    "Agree",
    "Choice",
    "Date",
    "Drafted",
    "File",
    "Flaw",
    "Idea",
    "Jump",
    "LongText",
    "Misread",
    "MultipleChoice",
    "Nps",
    "Number",
    "Option",
    "PictureChoice",
    "PictureOption",
    "Question",
    "Ranking",
    "Reading",
    "Scale",
    "ShortText",
    "YesNo",
]
