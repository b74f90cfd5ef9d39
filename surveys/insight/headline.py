"""The headline of a summary: what the figures say in two or three clauses, by rules and by nothing else.

A clause is told only where it holds beyond chance: a majority where the 95 % interval lies above one half, a
favourite where it is ahead of the second at the 5 % level, a theme of five people or more, or of any size where ideas were asked for. Nothing is said of
fewer than five answers.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from surveys.core import words
from surveys.core.questions import Idea, MultipleChoice, YesNo
from surveys.core.text import one_line, quoted
from surveys.core.wording import summary as wording
from surveys.insight.breakdowns import Options, Order, Points, Score, Share, Verdicts
from surveys.insight.camps import ends, leads
from surveys.insight.labels import BETWEEN
from surveys.insight.lines import LEAST
from surveys.insight.numbers import Numbers, QuestionNumbers
from surveys.insight.voices import Groups, Named
from surveys.insight.waves import Change, Figure

#: Clauses a headline has at most.
MOST: Final = 3
#: Up to so many answers are counted one by one; more are told as "7 of 10".
_COUNTED: Final = 20
#: A theme of this share of the largest is nearly as large.
_NEARLY: Final = 0.8
#: How far a share may be from a whole number of tenths and still be told without "about".
_EXACT: Final = 0.005
_LONGEST_LABEL, _LONGEST_QUESTION = 60, 70
_HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Clause:
    """One fact in words, and how strongly it holds: the surer of two is told. `about` is whose change it tells, too."""

    text: str
    strength: float
    about: tuple[str | None, str | None] = (None, None)


def headline(found: Numbers, groups: Mapping[str, Groups]) -> tuple[str, ...]:
    """What to tell first, in this order: what they want, what they write about, how they liked it, what changed.

    `groups` are the themes of each question whose texts may be shown. A change is told with its figure, and
    by itself where there is room. Empty where nothing holds.
    """
    questions = [one for one in found.questions if one.told >= LEAST]
    wanted = _strongest(clause for one in questions for clause in _wanted(one, found))
    written = _strongest(_written(found, groups))
    liked = _strongest(clause for one in questions for clause in _liked(one, found))
    told = [*wanted[:1], *written[:1], *liked[:1]]
    shown = {one.about for one in told}
    changed = [one for one in _strongest(_changes(found)) if one.about not in shown]
    return tuple(one.text for one in [*told, *changed[:1], *wanted[1:2], *liked[1:2]][:MOST])


def in_tenths(share: Share) -> str:
    """A share as people say it: "7 of 10", with "about" unless it is just that; few are counted one by one."""
    if share.count == share.of:
        return words.say(wording.ALL, of=f"{share.of:,}")
    if share.of <= _COUNTED:
        return words.say(wording.OF, count=share.count, of=share.of)
    tenths = round(10 * share.value)
    if not 0 < tenths < 10:  # noqa: PLR2004  of ten
        return wording.HARDLY_ANY if tenths == 0 else wording.NEARLY_ALL
    return _of_ten(share.value, tenths)


def _of_ten(value: float, tenths: int) -> str:
    exact = abs(value - tenths / 10) <= _EXACT
    return words.say(wording.OF if exact else wording.ABOUT, count=tenths, of=10, tenths=tenths)


def _strongest(clauses: Iterable[Clause]) -> list[Clause]:
    """The clauses, the strongest first; equal ones in the survey's order."""
    return sorted(clauses, key=lambda one: -one.strength)


def _wanted(one: QuestionNumbers, found: Numbers) -> Iterator[Clause]:
    name = one.question.id
    match one.breakdown:
        case Options(rows) if isinstance(one.question, YesNo):
            for row, said in zip(rows, (wording.SAID_YES, wording.SAID_NO), strict=False):
                if _majority(row.share):
                    about = _since(found, name, row.token)
                    yield _clause(said, row.share, about, question=_question(one))
        case Options(rows) if rows:
            first, *others = sorted(rows, key=lambda row: -row.share.count)
            several = isinstance(one.question, MultipleChoice)
            if all(_ahead(first.share, other.share, several=several) for other in others[:1]):
                about = _since(found, name, first.token)
                yield _clause(wording.CHOSE, first.share, about, label=_label(first.label))
        case Order(places) if places:
            first_place, *rest = places
            if all(leads(first_place.first.count, other.first.count) for other in rest):
                about = _since(found, name, first_place.token)
                yield _clause(wording.RANKED_FIRST, first_place.first, about, label=_label(first_place.label))
        case Verdicts(rows):
            for verdict in rows:
                for share, said in ((verdict.agree, wording.AGREE), (verdict.disagree, wording.DISAGREE)):
                    if share.of >= LEAST and _majority(share):
                        yield _clause(said, share, None, label=_label(verdict.label))
        case _:
            pass


def _written(found: Numbers, groups: Mapping[str, Groups]) -> Iterator[Clause]:
    for one in found.questions:
        mine = groups.get(one.question.id)
        largest = _telling(mine) if mine else None
        # What people ask for comes before what they happen to mention, and counts from the smallest theme on.
        asked = isinstance(one.question, Idea)
        if largest is None or (largest.size < LEAST and not asked):
            continue
        text = words.say(
            wording.ASK_FOR if asked else wording.MENTION,
            count=f"{largest.size:,}",
            label=_label(_said(largest)),
        )
        yield Clause(text, largest.size + (1e9 if asked else 0))


def _telling(groups: Groups) -> Named | None:
    """The largest theme with a name; one nearly as large whose name says more than a word goes before."""
    every = [one for one in groups.every if not one.unnamed]
    if not every:
        return None
    near = [one for one in every if one.size >= _NEARLY * every[0].size]
    return next((one for one in near if " " in one.name), every[0])


def _said(theme: Named) -> str:
    """A theme's name for a sentence: its first phrase where that says enough, and all of it where that is one word."""
    first = theme.name.partition(BETWEEN)[0]
    return first if " " in first and not theme.named else theme.name


def _liked(one: QuestionNumbers, found: Numbers) -> Iterator[Clause]:
    about = (one.question.id, None)
    change = _since(found, one.question.id, None)
    match one.breakdown:
        case Score() as score:
            low, high = score.interval
            if low > 0 or high < 0:
                said = wording.RECOMMENDED if low > 0 else wording.NOT_RECOMMENDED
                yield Clause(words.say(said, score=f"{score.value:+.0f}") + _told(change), 2, about)
        # The mean of two camps is what hardly anybody thinks.
        case Points(rows=rows, mean=mean) as points if rows and mean is not None and ends(points) is None:
            text = words.say(wording.RATED, question=_question(one), mean=_number(mean), most=rows[-1].label)
            yield Clause(text + _told(change), 1, about)
        case _:
            pass


def _majority(share: Share) -> bool:
    return share.interval[0] > _HALF


def _ahead(first: Share, second: Share, *, several: bool) -> bool:
    """Whether an option is the favourite. Where people pick several, the intervals have to lie apart."""
    if several:
        return first.interval[0] > second.interval[1]
    return leads(first.count, second.count)


def _clause(said: str, share: Share, change: Change | None, **named: str) -> Clause:
    about = (None, None) if change is None else (change.question, change.token)
    text = words.say(said, share=in_tenths(share), **named) + _told(change)
    return Clause(text, share.interval[0], about)


def _since(found: Numbers, question: str, token: str | None) -> Change | None:
    """How that figure changed for sure since the wave before; None where it didn't."""
    return next((one for one in found.changed_in(question) if one.token == token), None)


def _changes(found: Numbers) -> Iterator[Clause]:
    """What changed for sure, each as a clause of its own."""
    asked = {one.question.id: one for one in found.questions}
    for change in found.changed:
        if change.question is None or change.question not in asked:
            continue
        label = change.label or one_line(asked[change.question].question.text, _LONGEST_QUESTION)
        said = wording.ROSE if change.value > 0 else wording.FELL
        before, now = _figure(change, change.before), _figure(change, change.now)
        text = words.say(said, label=_label(label), before=before, now=now, number=change.since.number)
        yield Clause(text, -change.p, (change.question, change.token))


def _told(change: Change | None) -> str:
    """What is added to a figure that changed."""
    if change is None:
        return ""
    said = wording.UP_FROM if change.value > 0 else wording.DOWN_FROM
    return words.say(said, before=_figure(change, change.before), number=change.since.number)


def _figure(change: Change, value: float) -> str:
    if change.figure is Figure.MEAN:
        return _number(value)
    if change.figure is Figure.SCORE:
        return f"{value:+.0f}"
    tenths = round(10 * value)
    # Two shares that are the same in tenths are told in percents.
    if not 0 < tenths < 10 or round(10 * change.before) == round(10 * change.now):  # noqa: PLR2004  of ten
        return f"{value:.0%}"
    return _of_ten(value, tenths)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _label(text: str) -> str:
    return quoted(text, _LONGEST_LABEL)


def _question(one: QuestionNumbers) -> str:
    return quoted(one.question.text, _LONGEST_QUESTION)
