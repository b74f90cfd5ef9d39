"""Reading a reply to a translated question: by the words that are shown, and by the survey's own."""

from surveys.core.language import Words
from surveys.core.questions.base import Accepted, BaseQuestion, Misread, Reading
from surveys.core.questions.options import OTHER
from surveys.core.replies import Said, Typed


def read_in_both(
    shown: BaseQuestion, own: BaseQuestion | None, said: Said, draft: tuple[str, ...], lang: Words
) -> Reading:
    """What `said` answers to `shown`; `own` is the same question in the survey's own words, if that differs.

    Somebody may know an option by the name it has for everybody else. What is shown comes first; the survey's
    own words are tried where they fit and what is shown doesn't, or takes them for an answer of one's own.
    """
    reading = shown.read(said, draft, lang)
    if own is None or own == shown or not isinstance(said, Typed):
        return reading
    other = own.read(said, draft, lang)
    match reading, other:
        case _, Misread():
            return reading
        case Misread(), _:
            return other
        case Accepted(here), Accepted(there) if OTHER in shown.matches(here) - own.matches(there):
            return other
        case _:
            return other if own.claims(said.text) and not shown.claims(said.text) else reading
