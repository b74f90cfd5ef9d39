"""The part of a summary about what others said: what most agree with, and what splits the audience.

Only the text quotes anybody, so that a quote can be taken out again; the picture knows replies by their numbers.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from surveys.core import words
from surveys.core.consent import Quoting
from surveys.core.polis import Verdict
from surveys.core.prompt import Quote, Section
from surveys.core.results import RoundData, Stated
from surveys.core.text import quoted
from surveys.core.wording import polis_summary as wording
from surveys.insight.breakdowns import Share, percent
from surveys.insight.charts import Stack, StackedChart
from surveys.insight.gallery import Gallery
from surveys.insight.intervals import newcombe, shared, wilson
from surveys.insight.lines import LEAST, LONGEST_SECTION, aside
from surveys.insight.polis import FEWEST_VOTES, SMALLEST_GROUP, Groups, Votes, groups_in

#: Replies quoted for each thing that is said, and characters of each.
_MOST_SHOWN, _LONGEST_QUOTE = 3, 110
#: Both sides of what splits people are more than this share, with the usual certainty.
_HALF, _SIDE = 0.5, 0.2
_CODES: Final = {Verdict.AGREE: 1, Verdict.DISAGREE: -1, Verdict.PASSED: 0}
_NAMES: Final = "ABCDE"


@dataclass(frozen=True, slots=True)
class Tally:
    """How a statement was judged. `place` is its place among the round's statements."""

    place: int
    stated: Stated
    agreed: int
    disagreed: int
    passed: int

    @property
    def of(self) -> int:
        """How many judged it."""
        return self.agreed + self.disagreed + self.passed

    @property
    def agreement(self) -> tuple[float, float]:
        """The interval of the share that agrees."""
        return wilson(self.agreed, self.of)

    @property
    def is_agreed(self) -> bool:
        """Whether more than half agree, beyond doubt."""
        return self.agreement[0] > _HALF

    @property
    def splits(self) -> bool:
        """Whether many agree and many disagree, beyond doubt."""
        return min(self.agreement[0], wilson(self.disagreed, self.of)[0]) > _SIDE


@dataclass(frozen=True, slots=True)
class Findings:
    """What can be said of a round's statements: those most agree with, those that split people, groups if there are any."""

    voters: int
    tallies: tuple[Tally, ...]
    agreed: tuple[Tally, ...]
    splitting: tuple[Tally, ...]
    groups: Groups | None
    placed: int


def find(statements: Sequence[Stated]) -> Findings:
    """Count, and look for groups. Takes a second or so for thousands of people."""
    tallies = tuple(_tally(place, one) for place, one in enumerate(statements))
    voters = {person for one in statements for person, _ in one.verdicts}
    known = [one for one in tallies if one.of >= LEAST]
    rows = [
        (person, place, _CODES[verdict])
        for place, one in enumerate(statements)
        for person, verdict in one.verdicts
    ]
    votes, placed = Votes.of(rows, len(statements))
    groups = groups_in(votes)
    differing = _differing(known, groups) if groups is not None else []
    if groups is not None and differing:
        # What all groups agree with counts as agreed: the product of the shares in each (Small et al. 2021).
        agreed = sorted(
            (one for one in known if one.is_agreed), key=lambda one: -_in_every_group(one, groups)
        )
        return Findings(len(voters), tallies, tuple(agreed), tuple(differing), groups, len(placed))
    agreed = sorted((one for one in known if one.is_agreed), key=lambda one: -one.agreement[0])
    splitting = sorted(
        (one for one in known if one.splits), key=lambda one: -min(one.agreed, one.disagreed) / one.of
    )
    return Findings(len(voters), tallies, tuple(agreed), tuple(splitting), None, len(placed))


def section(data: RoundData, gallery: Gallery) -> Section | None:
    """What people think of each other's replies; None where nobody was asked about any."""
    if data.survey.others is None or not any(one.verdicts for one in data.statements):
        return None
    found = find(data.statements)
    caption = _caption(found)
    if found.voters < LEAST or not any(one.of >= LEAST for one in found.tallies):
        few = words.say(wording.FEW, least=LEAST)
        return Section("\n".join((wording.TITLE, few, caption if found.voters >= LEAST else "")).strip())
    quoting = {one.person: one.quoting for one in data.invited}
    quotable = {
        one.place
        for one in (*found.agreed, *found.splitting)
        if one.stated.text and quoting.get(one.stated.person, Quoting.NO) is not Quoting.NO
    }
    shown = _MOST_SHOWN
    text, quotes, used = _worded(found, quotable, shown, caption)
    while len(text) > LONGEST_SECTION and shown > 1:
        shown -= 1
        text, quotes, used = _worded(found, quotable, shown, caption)
    picture = gallery.hang(_chart(used)) if used else None
    return Section(text, picture, tuple(quotes))


def _tally(place: int, one: Stated) -> Tally:
    given = [verdict for _, verdict in one.verdicts]
    return Tally(place, one, *(given.count(verdict) for verdict in Verdict))


def _in_every_group(one: Tally, groups: Groups) -> float:
    """The group-aware consensus: the product of each group's share that agrees, drawn to a half where few judged."""
    product = 1.0
    for counts in groups.judged[:, one.place, :]:
        product *= (counts[0] + 1) / (counts.sum() + 2)
    return product


def _differing(known: Sequence[Tally], groups: Groups) -> list[Tally]:
    """Statements on which one group agrees more than all others, beyond doubt for all of them together."""
    comparisons = max(1, len(known) * len(groups.members))
    found: list[tuple[float, Tally]] = []
    for one in known:
        counts = groups.judged[:, one.place, :]
        for group in range(len(counts)):
            here = (int(counts[group, 0]), int(counts[group].sum()))
            there = (int(counts[:, 0].sum()) - here[0], int(counts.sum()) - here[1])
            if min(here[1], there[1]) < SMALLEST_GROUP:
                continue
            difference = newcombe(there, here, shared(comparisons))
            if difference.is_real:
                found.append((abs(difference.value), one))
                break
    return [one for _, one in sorted(found, key=lambda each: (-each[0], each[1].place))]


def _worded(
    found: Findings, quotable: Collection[int], most: int, caption: str
) -> tuple[str, list[Quote], list[Tally]]:
    lines, quotes, used = [wording.TITLE, caption], list[Quote](), list[Tally]()

    def tell(heading: Sequence[str], tallies: Sequence[Tally], *, groups: Groups | None) -> None:
        chosen = [one for one in tallies if one.place in quotable][:most]
        if not chosen:
            return
        lines.extend(("", *heading))
        for one in chosen:
            if one not in used:
                used.append(one)
                said = quoted(one.stated.text, _LONGEST_QUOTE)
                line = words.say(wording.QUOTE, number=len(used), quote=said)
                quotes.append(Quote(one.stated.person, one.stated.question, line))
                lines.append(line)
            else:
                lines.append(words.say(wording.QUOTE, number=used.index(one) + 1, quote="…"))
            lines.append(_shares(one) if groups is None else _by_group(one, groups))

    tell([wording.AGREED if found.groups is None else wording.AGREED_BY_ALL], found.agreed, groups=None)
    if found.groups is None:
        tell([wording.SPLITS], found.splitting, groups=None)
    else:
        number = len(found.groups.members)
        tell([words.say(wording.GROUPS, number=number), _sizes(found)], found.splitting, groups=found.groups)
    if not quotes:
        lines.append(wording.NEITHER)
    return "\n".join(lines), quotes, used


def _caption(found: Findings) -> str:
    taken = sum(not one.stated.text for one in found.tallies)
    return aside(
        f"{words.count(found.voters, wording.VOTED_ONE, wording.VOTED_MANY)} "
        f"{words.count(len(found.tallies), wording.OF_ONE, wording.OF_MANY)}",
        words.count(taken, wording.TAKEN_BACK_ONE, wording.TAKEN_BACK_MANY) if taken else "",
    )


def _shares(one: Tally) -> str:
    low, high = one.agreement
    return words.say(
        wording.SHARES,
        agree=percent(Share(one.agreed, one.of)),
        low=f"{low:.0%}",
        high=f"{high:.0%}",
        disagree=percent(Share(one.disagreed, one.of)),
        count=f"{one.of:,}",
    )


def _by_group(one: Tally, groups: Groups) -> str:
    """Each group's share, where enough of it judged the statement."""
    told = [
        words.say(
            wording.SHARES_OF_GROUP,
            group=_NAMES[at],
            agree=percent(Share(int(counts[0]), int(counts.sum()))),
            count=f"{int(counts.sum()):,}",
        )
        for at, counts in enumerate(groups.judged[:, one.place, :])
        if counts.sum() >= SMALLEST_GROUP
    ]
    return aside(*told)


def _sizes(found: Findings) -> str:
    assert found.groups is not None
    sizes = " · ".join(
        words.say(wording.SIZE, group=_NAMES[at], count=f"{len(members):,}")
        for at, members in enumerate(found.groups.members)
    )
    return words.say(wording.SIZES, sizes=sizes, placed=f"{found.placed:,}", least=FEWEST_VOTES)


def _chart(used: Sequence[Tally]) -> StackedChart:
    legend = (words.SUMMARY_AGREE, words.SUMMARY_PASS, words.SUMMARY_DISAGREE)
    rows = tuple(
        Stack(f"{number}", (one.agreed, one.passed, one.disagreed)) for number, one in enumerate(used, 1)
    )
    return StackedChart(wording.CHART, wording.CHART_CAPTION, legend, rows)
