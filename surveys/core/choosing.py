"""Whom an audience means: facts about followers, and the people a round is for.

Pure, and the order of the facts never matters. How a sample is taken is written down in docs/audiences.md.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, assert_never

from surveys.core.audience import (
    Answered,
    Audience,
    HasRole,
    InAudience,
    Invited,
    Limit,
    MostActive,
    NeverAnswered,
    Recommends,
    Replied,
    Rule,
    Tenure,
    WantsTopic,
    hangs_on_roles,
)
from surveys.core.text import folded

_LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a follower, as far as rules ask.

    `turn`: when the newest round that had them in it opened. `replies`: how many questions they replied to,
    by how many days back. `replied`: tokens of their newest reply, by survey and question. `roles`: None
    where Discord hasn't said. `open`: the round they are chosen for may go to them.
    """

    follower_id: int
    joined_at: datetime
    user_id: int = 0
    turn: datetime | None = None
    answered_at: datetime | None = None
    topics: frozenset[str] = frozenset()
    replies: Mapping[int, int] = field(default_factory=dict)
    replied: Mapping[tuple[int, str], frozenset[str]] = field(default_factory=dict)
    points: int | None = None
    roles: frozenset[int] | None = None
    open: bool = True


@dataclass(frozen=True, slots=True)
class Needs:
    """Which facts a definition asks for beyond those that come with every follower.

    `turns` and `answers`: when they were in a round, and when they answered.
    """

    turns: bool = False
    answers: bool = False
    days: frozenset[int] = frozenset()
    questions: frozenset[tuple[int, str]] = frozenset()
    points: bool = False

    def __or__(self, other: "Needs") -> "Needs":
        return Needs(
            self.turns or other.turns,
            self.answers or other.answers,
            self.days | other.days,
            self.questions | other.questions,
            self.points or other.points,
        )


def needs(audience: Audience) -> Needs:
    """What has to be looked up before `choose`."""
    rules = tuple(audience.rules())
    return Needs(
        audience.chooses_some or any(isinstance(rule, Invited) for rule in rules),
        any(isinstance(rule, Answered | NeverAnswered | MostActive) for rule in rules),
        frozenset(rule.days for rule in rules if isinstance(rule, MostActive)),
        frozenset((rule.survey_id, rule.question_id) for rule in rules if isinstance(rule, Replied)),
        any(isinstance(rule, Recommends) for rule in rules),
    )


def with_roles(everybody: Collection[Facts], roles: Mapping[int, frozenset[int]]) -> tuple[Facts, ...]:
    """The same people with their roles, by user id; unknown for whoever isn't in it."""
    return (
        tuple(replace(one, roles=roles.get(one.user_id)) for one in everybody) if roles else tuple(everybody)
    )


def means(audience: Audience, everybody: Collection[Facts], now: datetime) -> frozenset[int]:
    """Ids of the followers the definition means; its sample and its limits don't count.

    Where roles are asked for, whoever's roles aren't known is not meant.
    """
    return _means(audience, everybody, now, _told if audience.asks_for_roles else _all)


def candidates(audience: Audience, everybody: Collection[Facts], now: datetime) -> frozenset[int]:
    """Those it can mean whatever roles they have: of whom to ask Discord."""
    without = replace(
        audience,
        include=tuple(rule for rule in audience.include if not hangs_on_roles(rule)),
        exclude=tuple(rule for rule in audience.exclude if not hangs_on_roles(rule)),
    )
    return _means(without, everybody, now, _all)


def choose(audience: Audience, everybody: Collection[Facts], now: datetime, seed: str) -> tuple[int, ...]:
    """Ids of the followers a round is for, those who were in a round least recently first.

    A sample passes over people the round can't go to. Ties are broken by `place`, so that the same
    `seed` and the same facts always choose the same people. Limits are filled in the same order.
    """
    meant = means(audience, everybody, now)
    known = {one.follower_id: one for one in everybody if one.follower_id in meant}
    in_turn = sorted(known.values(), key=lambda one: (one.turn or _LONG_AGO, place(seed, one.follower_id)))
    if not audience.chooses_some:
        return tuple(one.follower_id for one in in_turn)
    chosen: list[int] = []
    room = {
        (number, group): limit.most
        for number, limit in enumerate(audience.limits)
        for group in _groups(limit)
    }
    for one in in_turn:
        if len(chosen) == audience.sample:
            break
        mine = [
            (number, group)
            for number, limit in enumerate(audience.limits)
            for group in _groups_of(limit, one)
        ]
        if not one.open or any(room[key] == 0 for key in mine):
            continue
        for key in mine:
            room[key] -= 1
        chosen.append(one.follower_id)
    return tuple(chosen)


def seed_of_round(number: int) -> str:
    """The seed of a round that somebody starts: its number in the community."""
    return f"round {number}"


def seed_of_date(series_id: int, on: date) -> str:
    """The seed of a round that a series opens: the series, and the date."""
    return f"series {series_id} {on.isoformat()}"


def place(seed: str, follower_id: int) -> bytes:
    """Where a follower stands among equals: BLAKE2b with 8 bytes of "seed:id". Written down in docs/audiences.md."""
    return hashlib.blake2b(f"{seed}:{follower_id}".encode(), digest_size=8).digest()


def _all(_: Facts) -> bool:
    return True


def _told(one: Facts) -> bool:
    return one.roles is not None


def _means(
    audience: Audience, everybody: Collection[Facts], now: datetime, known: Callable[[Facts], bool]
) -> frozenset[int]:
    meant = frozenset(one.follower_id for one in everybody if known(one))
    for rule in audience.include:
        meant &= _matching(rule, everybody, now)
    for rule in audience.exclude:
        meant -= _matching(rule, everybody, now)
    return meant


def _matching(rule: Rule, everybody: Collection[Facts], now: datetime) -> frozenset[int]:
    match rule:
        case MostActive():
            return _most_active(rule, everybody)
        case InAudience(within=within):
            return frozenset() if within is None else _means(within, everybody, now, _all)
        case _:
            return frozenset(one.follower_id for one in everybody if _applies(rule, one, now))


def _applies(rule: Rule, one: Facts, now: datetime) -> bool:
    match rule:
        case HasRole(roles):
            return one.roles is not None and not one.roles.isdisjoint(roles)
        case WantsTopic(topics):
            return not one.topics or not one.topics.isdisjoint(map(folded, topics))
        case Answered(days):
            return one.answered_at is not None and now - one.answered_at <= timedelta(days=days)
        case NeverAnswered():
            return one.answered_at is None
        case Invited(days):
            return one.turn is not None and now - one.turn <= timedelta(days=days)
        case Tenure(least, most):
            since = now - one.joined_at
            return since >= timedelta(days=least) and (most is None or since <= timedelta(days=most))
        case Replied():
            return not one.replied.get((rule.survey_id, rule.question_id), frozenset()).isdisjoint(
                rule.tokens
            )
        case Recommends(least, most):
            return one.points is not None and least <= one.points <= most
        case MostActive() | InAudience():
            raise AssertionError("these are about everybody at once")
        case _:
            assert_never(rule)


def _most_active(rule: MostActive, everybody: Collection[Facts]) -> frozenset[int]:
    active = [one for one in everybody if one.replies.get(rule.days)]
    ranked: Sequence[Facts] = sorted(
        active,
        key=lambda one: (-one.replies[rule.days], -_seconds(one.answered_at), place("", one.follower_id)),
    )
    most = rule.people if rule.percent is None else -(-len(active) * rule.percent // 100)
    return frozenset(one.follower_id for one in ranked[:most])


def _seconds(moment: datetime | None) -> float:
    return 0.0 if moment is None else moment.timestamp()


def _groups(limit: Limit) -> tuple[int | str, ...]:
    return limit.of.roles if isinstance(limit.of, HasRole) else limit.of.tokens


def _groups_of(limit: Limit, one: Facts) -> tuple[int | str, ...]:
    """Those of the limit's groups the follower is in; each of them has to have room."""
    mine: Collection[int | str] = (
        one.roles or frozenset()
        if isinstance(limit.of, HasRole)
        else one.replied.get((limit.of.survey_id, limit.of.question_id), frozenset())
    )
    return tuple(group for group in _groups(limit) if group in mine)
