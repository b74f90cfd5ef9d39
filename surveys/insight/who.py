"""Who answered, of those who were asked: by how long they follow, and by how they answered before.

Roles are not among it: Earful doesn't keep them. No group is shown with fewer than five people, and in an anonymous
round none in which fewer than five answered or fewer than five didn't: that would tell of somebody that they did.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from surveys.core.invitation import ANSWERED, InvitationState
from surveys.core.results import Invited, RoundData
from surveys.core.wording import who as wording
from surveys.insight.breakdowns import Share
from surveys.insight.lines import LEAST
from surveys.insight.significance import LEVEL, holm, shares

#: States of people whose turn never came, so nobody asked them anything.
NOT_ASKED: Final = frozenset({InvitationState.QUEUED, InvitationState.HELD_BACK})
_NEW, _HALF_A_YEAR = timedelta(days=30), timedelta(days=182)
#: A group is loud that answered so many times as often as the others, …
_TIMES: Final = 1.5
#: … and has so much more of the replies than of those asked, …
_TOO_MUCH: Final = 0.1
#: … of whom it is less than this.
_MINORITY: Final = 0.5


class By(Enum):
    """What groups are made by; the values stand in exports."""

    TENURE = "Tenure"
    ACTIVITY = "Activity"


@dataclass(frozen=True, slots=True)
class Group:
    """Those of whom `label` is true, and how many of them answered; `p` as in `Change`, against all others together."""

    label: str
    response: Share
    p: float = 1.0


@dataclass(frozen=True, slots=True)
class Grouping:
    """At least two groups; whoever isn't in `of_person` (by running number) is in none of them."""

    by: By
    groups: tuple[Group, ...]
    of_person: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Loud:
    """A minority whose voice outweighs its number: `times` as many of them answered as of the others."""

    group: Group
    times: float
    replies: Share
    asked: Share


@dataclass(frozen=True, slots=True)
class Who:
    """How those who answered stand to those who were asked. `loud` is the loudest minority, if one is for sure."""

    groupings: tuple[Grouping, ...] = ()
    loud: Loud | None = None


def compare(data: RoundData) -> Who:
    """Who answered. Nothing while the round is open: those who answer first are never like the others."""
    if data.closed_at is None:
        return Who()
    asked = [one for one in data.invited if one.state not in NOT_ASKED]
    bands: tuple[tuple[By, Callable[[Invited], int | None], Mapping[tuple[int, int], str]], ...] = (
        (By.TENURE, lambda one: _tenure(one, data.opened_at), wording.TENURE),
        (By.ACTIVITY, _activity, wording.ACTIVITY),
    )
    found = [
        grouping
        for by, band, labels in bands
        if (grouping := _grouping(by, asked, band, labels, anonymous=data.survey.anonymous))
    ]
    return _judged(found)


def _tenure(one: Invited, opened_at: datetime) -> int | None:
    if one.joined_at is None or one.joined_at > opened_at:
        return None  # came back since, so when they first joined isn't known any more
    age = opened_at - one.joined_at
    return 0 if age < _NEW else 1 if age < _HALF_A_YEAR else 2


def _activity(one: Invited) -> int | None:
    if one.joined_at is None:
        return None  # nobody's any more, so nothing is known of their other rounds
    return 0 if not one.asked_before else 1 if 2 * one.answered_before < one.asked_before else 2


def _grouping(
    by: By,
    asked: Sequence[Invited],
    band: Callable[[Invited], int | None],
    labels: Mapping[tuple[int, int], str],
    *,
    anonymous: bool,
) -> Grouping | None:
    """Those asked in groups of neighbouring bands, each large enough; None where that makes fewer than two."""
    band_of = {one.person: found for one in asked if (found := band(one)) is not None}
    replied = {one.person for one in asked if one.state in ANSWERED}
    here = Counter(band_of.values())
    answered = Counter(found for person, found in band_of.items() if person in replied)

    def enough(spans: Iterable[int]) -> bool:
        spans = list(spans)
        people, told = sum(here[one] for one in spans), sum(answered[one] for one in spans)
        return people >= LEAST and (not anonymous or min(told, people - told) >= LEAST)

    spans: list[list[int]] = []
    for one in sorted(here):
        if spans and not enough(spans[-1]):
            spans[-1].append(one)
        else:
            spans.append([one])
    if len(spans) > 1 and not enough(spans[-1]):
        spans[-2:] = [spans[-2] + spans[-1]]
    if not spans[1:]:
        return None
    named = {band: labels[span[0], span[-1]] for span in spans for band in span}
    groups = tuple(
        Group(named[span[0]], Share(sum(answered[one] for one in span), sum(here[one] for one in span)))
        for span in spans
    )
    return Grouping(by, groups, {person: named[found] for person, found in band_of.items()})


def _judged(found: Sequence[Grouping]) -> Who:
    """The groups with their p-values, which hold for all of them together, and the loudest minority."""
    # Of two groups, each is the other's others: one test says it all.
    pairs = [(one, group) for one in found for group in one.groups[: None if one.groups[2:] else 1]]
    adjusted = holm([shares(_counts(_others(*pair)), _counts(pair[1].response)) for pair in pairs])
    p = {(grouping.by, group.label): value for (grouping, group), value in zip(pairs, adjusted, strict=True)}
    judged = tuple(
        replace(
            one,
            groups=tuple(
                replace(group, p=p.get((one.by, group.label), p[one.by, one.groups[0].label]))
                for group in one.groups
            ),
        )
        for one in found
    )
    louds = [loud for one in judged for group in one.groups if (loud := _loud(one, group)) is not None]
    return Who(judged, max(louds, key=lambda one: one.replies.value - one.asked.value, default=None))


def _loud(grouping: Grouping, group: Group) -> Loud | None:
    others = _others(grouping, group)
    mine = group.response
    if group.p > LEVEL or not mine.count:
        return None
    replies = Share(mine.count, mine.count + others.count)
    asked = Share(mine.of, mine.of + others.of)
    times = mine.value / others.value if others.count else float("inf")
    is_loud = times >= _TIMES and replies.value - asked.value >= _TOO_MUCH and asked.value < _MINORITY
    return Loud(group, times, replies, asked) if is_loud else None


def _others(grouping: Grouping, group: Group) -> Share:
    rest = [one.response for one in grouping.groups if one.label != group.label]
    return Share(sum(one.count for one in rest), sum(one.of for one in rest))


def _counts(share: Share) -> tuple[int, int]:
    return share.count, share.of
