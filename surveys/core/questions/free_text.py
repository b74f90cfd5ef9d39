"""What the kinds answered in one typed message share."""

from surveys.core import words
from surveys.core.questions.base import Accepted, Misread, Reading
from surveys.core.replies import Said, Typed
from surveys.core.text import clean
from surveys.core.values import Wrote


def read_one_message(said: Said, longest: int) -> Reading:
    """One typed message of at most `longest` characters is the answer."""
    if not isinstance(said, Typed) or not clean(said.text):
        return Misread(words.EXPECTED_TEXT)
    if len(said.text) > longest:
        return Misread(words.say(words.EXPECTED_SHORTER, length=len(said.text), longest=longest))
    return Accepted(Wrote(said.text))
