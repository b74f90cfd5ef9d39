"""What a language model made of a round, as a section of the summary."""

from surveys.core import words
from surveys.core.narrative import LONGEST_CLAIM
from surveys.core.prompt import Quote, Section
from surveys.core.results import RoundData
from surveys.core.text import quoted
from surveys.core.wording import narrative as wording
from surveys.insight.lines import LONGEST_SECTION

#: Signs that are escaped make a line longer than the text in it.
_ROOM = 2 * LONGEST_CLAIM


def section(data: RoundData) -> Section | None:
    """The claims, each with how many replies it rests on, marked as a model's; None where there are none.

    Each line is listed for everybody it rests on, so that it can be taken out again with any of them.
    """
    lines, quotes = [wording.HEADING], list[Quote]()
    room = LONGEST_SECTION - len(wording.HEADING) - len(wording.NOTE) - 2
    for claim in data.narrative:
        line = words.say(wording.CLAIM, claim=quoted(claim.text, _ROOM), count=f"{len(claim.people):,}")
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
        quotes += [Quote(person, claim.question, line) for person in claim.people]
    if not quotes:
        return None
    return Section("\n".join((*lines, wording.NOTE)), None, tuple(quotes))
