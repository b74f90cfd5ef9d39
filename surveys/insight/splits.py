"""Where opinions split: two camps of which neither is clearly ahead."""

from collections.abc import Iterator
from typing import Final

from surveys.core import words
from surveys.core.prompt import Section
from surveys.core.questions import YesNo
from surveys.core.text import quoted
from surveys.core.wording import summary as wording
from surveys.insight.breakdowns import Options, Points, Row, Share, Verdicts
from surveys.insight.headline import leads
from surveys.insight.lines import LEAST, LONGEST_SECTION, paragraphs
from surveys.insight.numbers import Numbers, QuestionNumbers

#: Each camp is surely (lower end of its 95 % interval) more than this share of those who answered.
_CAMP: Final = 0.2
#: Fewer answers than this don't show two camps.
_FEWEST: Final = 2 * LEAST
#: The two camps of a scale are the answers in the lowest and in the highest two fifths of its points.
_END: Final = 0.4
_LONGEST_LABEL: Final = 90


def section(found: Numbers) -> Section | None:
    """What people are divided about; None where there is nothing."""
    lines = [line for question in found.questions for line in _splits(question)]
    if not lines:
        return None
    room, kept = LONGEST_SECTION - len(wording.SPLIT) - len(wording.SPLIT_RULE) - 2, list[str]()
    for line in lines:
        if sum(map(len, kept)) + len(kept) + len(line) > room:
            break
        kept.append(line)
    return Section(paragraphs([wording.SPLIT, *kept, wording.SPLIT_RULE]))


def two_camps(one: Share, other: Share) -> bool:
    """Whether these are two camps: each of a size, and neither ahead beyond chance."""
    if one.of < _FEWEST or leads(one.count, other.count) or leads(other.count, one.count):
        return False
    return min(one.interval[0], other.interval[0]) > _CAMP


def _splits(question: QuestionNumbers) -> Iterator[str]:
    label = quoted(question.question.text, _LONGEST_LABEL)
    match question.breakdown:
        case Verdicts(rows):
            for row in rows:
                if two_camps(row.agree, row.disagree):
                    yield words.say(
                        wording.SPLIT_AGREE,
                        label=quoted(row.label, _LONGEST_LABEL),
                        one=row.agree.count,
                        other=row.disagree.count,
                    )
        case Options((yes, no)) if isinstance(question.question, YesNo) and two_camps(yes.share, no.share):
            yield words.say(wording.SPLIT_YES, label=label, one=yes.share.count, other=no.share.count)
        case Points(rows) if rows:
            ends = int(len(rows) * _END)
            low, high = _together(rows[:ends]), _together(rows[len(rows) - ends :])
            middle = rows[0].share.of - low.count - high.count
            if ends and middle < min(low.count, high.count) and two_camps(low, high):
                yield words.say(
                    wording.SPLIT_POINTS,
                    label=label,
                    one=low.count,
                    low=_span(rows[:ends]),
                    other=high.count,
                    high=_span(rows[len(rows) - ends :]),
                )
        case _:
            pass


def _together(rows: tuple[Row, ...]) -> Share:
    return Share(sum(row.share.count for row in rows), rows[0].share.of) if rows else Share(0, 0)


def _span(rows: tuple[Row, ...]) -> str:
    return rows[0].label if len(rows) == 1 else f"{rows[0].label}–{rows[-1].label}"
