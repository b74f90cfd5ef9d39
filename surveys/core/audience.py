"""Audiences: who a round is for. Rules that all hold, minus rules of which none may, and perhaps a sample.

A definition is plain data and names nobody. Whom it means is worked out from facts about the followers at
the moment it is asked, and again when a round opens. The order of the facts never matters.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

#: Bounds of what can be typed into a rule.
MOST_DAYS, MOST_PEOPLE, MOST_SHARE = 3650, 100_000, 100
#: How many rules one definition has at most, limits included.
MOST_RULES: Final = 12
#: Fewer people than this aren't counted out where the count would tell what somebody answered.
FEW: Final = 5
_LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class HasRole:
    """Has one of these roles in the server."""

    roles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WantsTopic:
    """Wants to hear of one of these topics, by name; who chose none wants all."""

    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """Answered something in the last `days`."""

    days: int


@dataclass(frozen=True, slots=True)
class NeverAnswered:
    """Follows, and has never answered anything."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Was in a round in the last `days`, whether or not it reached them."""

    days: int


@dataclass(frozen=True, slots=True)
class Tenure:
    """Joined at least `least` days ago, and at most `most` (None: no matter how long)."""

    least: int
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Replied:
    """Last replied to that question of a survey with one of `tokens`.

    `question` and `labels` are what creators read: the question and what was picked, as they stood then.
    """

    survey_id: int
    question_id: str
    tokens: tuple[str, ...]
    question: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recommends:
    """Gave `least` to `most` points when last asked how likely they are to recommend (NPS)."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class MostActive:
    """One of those who replied to most questions in the last `days`: so many, or a share of those who did."""

    days: int
    people: int | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class InAudience:
    """Is meant by that saved audience. `within` is its definition once it was looked up; its sample doesn't count."""

    audience_id: int
    name: str
    within: "Audience | None" = None


Rule = (
    HasRole
    | WantsTopic
    | Answered
    | NeverAnswered
    | Invited
    | Tenure
    | Replied
    | Recommends
    | MostActive
    | InAudience
)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` people of each of the rule's groups: its roles, or its answers."""

    of: HasRole | Replied
    most: int


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody to whom all of `include` and none of `exclude` applies; with `sample`, only so many of them."""

    include: tuple[Rule, ...] = ()
    exclude: tuple[Rule, ...] = ()
    sample: int | None = None
    limits: tuple[Limit, ...] = ()

    def rules(self) -> Iterator[Rule]:
        """Every rule there is, those of limits and of audiences it names included."""
        for rule in (*self.include, *self.exclude, *(limit.of for limit in self.limits)):
            yield rule
            if isinstance(rule, InAudience) and rule.within is not None:
                yield from rule.within.rules()

    @property
    def chooses_some(self) -> bool:
        """Whether not everybody it means is taken."""
        return self.sample is not None or bool(self.limits)

    @property
    def asks_for_roles(self) -> bool:
        """Whether Discord has to be asked who has which role."""
        return any(isinstance(rule, HasRole) for rule in self.rules())

    @property
    def binds_to_roles(self) -> bool:
        """Whether somebody who gains or loses a role may not be meant any more."""
        return any(hangs_on_roles(rule) for rule in (*self.include, *self.exclude))

    @property
    def tells_answers(self) -> bool:
        """Whether who is in it tells what they answered."""
        return any(isinstance(rule, Replied | Recommends) for rule in self.rules())


#: Everybody who follows.
EVERYBODY: Final = Audience()


def expanded(audience: Audience, saved: Callable[[int], Audience | None]) -> Audience | None:
    """The definition with those of the audiences it names looked up by `saved`; None where one isn't there."""

    def of(rules: tuple[Rule, ...]) -> tuple[Rule, ...] | None:
        found: list[Rule] = []
        for rule in rules:
            if isinstance(rule, InAudience):
                within = saved(rule.audience_id)
                if within is None:
                    return None
                # An audience that is named names none itself, so this ends here.
                found.append(replace(rule, within=replace(within, sample=None, limits=())))
            else:
                found.append(rule)
        return tuple(found)

    include, exclude = of(audience.include), of(audience.exclude)
    return None if include is None or exclude is None else replace(audience, include=include, exclude=exclude)


def named(audience: Audience) -> frozenset[int]:
    """Ids of the saved audiences it names."""
    return frozenset(
        rule.audience_id for rule in (*audience.include, *audience.exclude) if isinstance(rule, InAudience)
    )


def still_meant(audience: Audience, roles: frozenset[int]) -> bool:
    """Whether somebody who was chosen is still meant, now that they have these roles; all else stays as it was.

    An audience that is left out counts here only if it is about roles and nothing else: whether the rest of
    it applies was settled when the round opened.
    """
    for rule in audience.include:
        match rule:
            case HasRole(wanted) if roles.isdisjoint(wanted):
                return False
            case InAudience(within=within) if within is not None and not still_meant(within, roles):
                return False
            case _:
                pass
    for rule in audience.exclude:
        match rule:
            case HasRole(unwanted) if not roles.isdisjoint(unwanted):
                return False
            case InAudience(within=within) if within is not None and _only_roles(within):
                if still_meant(within, roles):
                    return False
            case _:
                pass
    return True


def _only_roles(audience: Audience) -> bool:
    rules = (*audience.include, *audience.exclude)
    return bool(rules) and all(isinstance(rule, HasRole) for rule in rules)


def hangs_on_roles(rule: Rule) -> bool:
    """Whether it depends on roles whom the rule applies to."""
    return isinstance(rule, HasRole) or (
        isinstance(rule, InAudience) and rule.within is not None and rule.within.asks_for_roles
    )
