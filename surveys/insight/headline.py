"""The headline of a summary: what the figures say in two or three clauses, by rules and by nothing else.

A clause is told only where it holds beyond chance: a majority where the 95 % interval lies above one half, a
favourite where it is ahead of the second at the 5 % level, a theme of five people or more. Nothing is said of
fewer than five answers.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from surveys.core import words
from surveys.core.questions import Idea, MultipleChoice, YesNo
from surveys.core.text import quoted
from surveys.core.wording import summary as wording
from surveys.insight.breakdowns import Options, Order, Points, Score, Share, Verdicts
from surveys.insight.lines import LEAST
from surveys.insight.numbers import Numbers, QuestionNumbers
from surveys.insight.voices import Groups

#: Clauses a headline has at most.
MOST: Final = 3
#: Up to so many answers are counted one by one; more are told as "7 of 10".
_COUNTED: Final = 20
#: How far a share may be from a whole number of tenths and still be told without "about".
_EXACT: Final = 0.005
#: What chi-square with one degree of freedom exceeds by chance in 5 % of cases.
_CHANCE: Final = 3.841
_LONGEST_LABEL, _LONGEST_QUESTION = 60, 70
_HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Clause:
    """One fact in words, and how strongly it holds: the surer of two is told."""

    text: str
    strength: float


def headline(found: Numbers, groups: Mapping[str, Groups], changes: Iterable[Clause] = ()) -> tuple[str, ...]:
    """What to tell first, in this order: what they want, what they write about, how they liked it.

    `groups` are the themes of each question whose texts may be shown; `changes` are clauses about what
    changed since the last round, the strongest of which is told if there is room. Empty where nothing holds.
    """
    questions = [one for one in found.questions if one.told >= LEAST]
    wanted = _strongest(clause for one in questions for clause in _wanted(one))
    written = _strongest(_written(found, groups))
    liked = _strongest(clause for one in questions for clause in _liked(one))
    told = [*wanted[:1], *written[:1], *liked[:1], *_strongest(changes)[:1], *wanted[1:2], *liked[1:2]]
    return tuple(one.text for one in told[:MOST])


def in_tenths(share: Share) -> str:
    """A share as people say it: "7 of 10", with "about" unless it is just that; few are counted one by one."""
    if share.count == share.of:
        return words.say(wording.ALL, of=f"{share.of:,}")
    if share.of <= _COUNTED:
        return words.say(wording.OF, count=share.count, of=share.of)
    tenths = round(10 * share.value)
    if not 0 < tenths < 10:  # noqa: PLR2004  of ten
        return wording.HARDLY_ANY if tenths == 0 else wording.NEARLY_ALL
    exact = abs(share.value - tenths / 10) <= _EXACT
    return words.say(wording.OF if exact else wording.ABOUT, count=tenths, of=10, tenths=tenths)


def leads(one: int, other: int) -> bool:
    """Whether `one` count is ahead of the `other` beyond chance (McNemar's test at 5 %)."""
    return one > other and (one - other) ** 2 > _CHANCE * (one + other)


def _strongest(clauses: Iterable[Clause]) -> list[Clause]:
    """The clauses, the strongest first; equal ones in the survey's order."""
    return sorted(clauses, key=lambda one: -one.strength)


def _wanted(one: QuestionNumbers) -> Iterator[Clause]:
    match one.breakdown:
        case Options(rows) if isinstance(one.question, YesNo):
            for row, said in zip(rows, (wording.SAID_YES, wording.SAID_NO), strict=False):
                if _majority(row.share):
                    yield _clause(said, row.share, question=_question(one))
        case Options(rows) if rows:
            first, *others = sorted(rows, key=lambda row: -row.share.count)
            several = isinstance(one.question, MultipleChoice)
            if all(_ahead(first.share, other.share, several=several) for other in others[:1]):
                yield _clause(wording.CHOSE, first.share, label=_label(first.label))
        case Order(places) if places:
            first_place, *rest = places
            if all(leads(first_place.first.count, other.first.count) for other in rest):
                yield _clause(wording.RANKED_FIRST, first_place.first, label=_label(first_place.label))
        case Verdicts(rows):
            for verdict in rows:
                for share, said in ((verdict.agree, wording.AGREE), (verdict.disagree, wording.DISAGREE)):
                    if share.of >= LEAST and _majority(share):
                        yield _clause(said, share, label=_label(verdict.label))
        case _:
            pass


def _written(found: Numbers, groups: Mapping[str, Groups]) -> Iterator[Clause]:
    for one in found.questions:
        mine = groups.get(one.question.id)
        largest = next((named for named in mine.every if not named.unnamed), None) if mine else None
        if largest is None or largest.size < LEAST:
            continue
        # What people ask for comes before what they happen to mention.
        asked = isinstance(one.question, Idea)
        text = words.say(
            wording.ASK_FOR if asked else wording.MENTION,
            count=f"{largest.size:,}",
            label=_label(largest.name),
        )
        yield Clause(text, largest.size + (1e9 if asked else 0))


def _liked(one: QuestionNumbers) -> Iterator[Clause]:
    match one.breakdown:
        case Score() as score:
            low, high = score.interval
            if low > 0:
                yield Clause(words.say(wording.RECOMMENDED, score=f"{score.value:+.0f}"), 2)
            elif high < 0:
                yield Clause(words.say(wording.NOT_RECOMMENDED, score=f"{score.value:+.0f}"), 2)
        case Points(rows=rows, mean=mean) if rows and mean is not None:
            text = words.say(
                wording.RATED,
                question=_question(one),
                mean=f"{mean:.1f}".removesuffix(".0"),
                most=rows[-1].label,
            )
            yield Clause(text, 1)
        case _:
            pass


def _majority(share: Share) -> bool:
    return share.interval[0] > _HALF


def _ahead(first: Share, second: Share, *, several: bool) -> bool:
    """Whether an option is the favourite. Where people pick several, the intervals have to lie apart."""
    if several:
        return first.interval[0] > second.interval[1]
    return leads(first.count, second.count)


def _clause(said: str, share: Share, **named: str) -> Clause:
    return Clause(words.say(said, share=in_tenths(share), **named), share.interval[0])


def _label(text: str) -> str:
    return quoted(text, _LONGEST_LABEL)


def _question(one: QuestionNumbers) -> str:
    return quoted(one.question.text, _LONGEST_QUESTION)
