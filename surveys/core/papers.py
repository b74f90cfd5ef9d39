"""The papers below a summary: the whole report as a page, and the answers as a workbook, for all who read the channel.

A channel is read by more people than an export is given to, so the workbook holds less than an export: nobody
is named, private questions and those with few answers are left out, and so are the words of people who don't want
to be quoted.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from surveys.core.consent import Quoting
from surveys.core.exports import Order
from surveys.core.results import Invited, RoundData
from surveys.core.values import Value, Withdrawn, impersonal

#: Bytes a file below a summary may have, and all files of a message together: Discord's 10 and 25 MiB, less
#: what a message adds to them.
MOST_BYTES, MOST_TOGETHER = 10_000_000, 24_000_000
#: Rounds of more people come without a workbook, which would take half a minute and be too large anyway.
MOST_PEOPLE: Final = 20_000
#: Fewer answers than this to a question are in no workbook that everybody reads.
LEAST: Final = 5


@dataclass(frozen=True, slots=True)
class Papers:
    """What to make besides the summary: the page always, and the workbook by an order, of which only what is `for_everyone` is written."""

    page_name: str
    book_name: str
    book: Order | None


def for_everyone(data: RoundData) -> RoundData | None:
    """The round as everybody who reads the channel may have it; None where too few answered or too many were asked."""
    survey = data.survey.shared()
    told = Counter(
        name
        for one in data.invited
        for name, value in one.answers.items()
        if not isinstance(value, Withdrawn)
    )
    open_to_all = {question.id for question in survey.questions if told[question.id] >= LEAST}
    if not open_to_all or len(data.invited) > MOST_PEOPLE:
        return None
    invited = tuple(
        replace(one, mention=None, answers=_answers(one, open_to_all, data.unquoted)) for one in data.invited
    )
    return replace(data, survey=survey, invited=invited)


def _answers(
    one: Invited, open_to_all: set[str], unquoted: frozenset[tuple[int, str]]
) -> Mapping[str, Value]:
    """The person's answers to these questions, without words that are not to be quoted."""
    return {
        name: impersonal(value) if one.quoting is Quoting.NO or (one.person, name) in unquoted else value
        for name, value in one.answers.items()
        if name in open_to_all
    }
