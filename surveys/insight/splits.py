"""Where opinions split: two camps of which neither is clearly ahead."""

from collections.abc import Iterator
from typing import Final

from surveys.core import words
from surveys.core.prompt import Section
from surveys.core.questions import YesNo
from surveys.core.text import quoted
from surveys.core.wording import summary as wording
from surveys.insight.breakdowns import Options, Points, Row, Verdicts
from surveys.insight.camps import ends, together, two_camps
from surveys.insight.lines import LONGEST_SECTION, paragraphs
from surveys.insight.numbers import Numbers, QuestionNumbers

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
        case Points() as points if (found := ends(points)) is not None:
            low, high = found
            yield words.say(
                wording.SPLIT_POINTS,
                label=label,
                one=together(low).count,
                low=_span(low),
                other=together(high).count,
                high=_span(high),
            )
        case _:
            pass


def _span(rows: tuple[Row, ...]) -> str:
    return rows[0].label if len(rows) == 1 else f"{rows[0].label}–{rows[-1].label}"
