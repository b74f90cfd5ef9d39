"""What the kinds answered in one typed message share."""

from surveys.core.language import Words
from surveys.core.phrases import asking
from surveys.core.questions.base import Accepted, Misread, Reading
from surveys.core.replies import Said, Typed
from surveys.core.text import clean
from surveys.core.values import Wrote
from surveys.core.widgets import Form


def read_one_message(said: Said, longest: int, lang: Words) -> Reading:
    """One typed message of at most `longest` characters is the answer."""
    if not isinstance(said, Typed) or not clean(said.text):
        return Misread(lang.say(asking.EXPECTED_TEXT))
    if len(said.text) > longest:
        return Misread(lang.say(asking.EXPECTED_SHORTER, length=len(said.text), longest=longest))
    return Accepted(Wrote(said.text))


def writing_form(longest: int, lang: Words, *, paragraph: bool = False) -> Form:
    """A form with one field that takes the whole answer."""
    return Form(
        button=lang.say(asking.WRITE),
        title=lang.say(asking.FORM_TITLE),
        label=lang.say(asking.FORM_LABEL),
        longest=longest,
        paragraph=paragraph,
    )
