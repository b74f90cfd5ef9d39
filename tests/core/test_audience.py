"""Audiences: whom a definition means, and how a sample goes round."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core import audience_rules as rules
from surveys.core.audience import (
    EVERYBODY,
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
    expanded,
    named,
    still_meant,
)
from surveys.core.audience_data import from_plain, to_plain
from surveys.core.audience_rules import Kind
from surveys.core.audience_words import counted, in_a_line, rule_in_words
from surveys.core.choosing import Facts, candidates, choose, means, needs, place, with_roles
from surveys.core.errors import KindError
from surveys.core.wording import audiences as wording

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
QUESTION = (7, "more")
BANDS = ((0, 6), (7, 8), (9, 10))

days = st.integers(1, 100)
roles = st.frozensets(st.integers(1, 4), max_size=4)


def some(chance: Random, of: str | range) -> frozenset[Any]:
    return frozenset(one for one in of if chance.random() < 0.4)


def ago(chance: Random) -> datetime | None:
    return None if chance.random() < 0.3 else NOW - chance.randint(0, 90) * DAY


def crowd_of(seed: int) -> list[Facts]:
    """Up to thirty people, each with everything rules ask about."""
    chance = Random(seed)
    return [
        Facts(
            follower_id=number,
            user_id=1000 + number,
            joined_at=NOW - chance.randint(0, 90) * DAY,
            turn=ago(chance),
            answered_at=ago(chance),
            topics=frozenset(chance.sample(["cats", "dogs"], chance.randint(0, 2))),
            replies={30: chance.randint(0, 3)},
            replied={QUESTION: some(chance, "abc")},
            points=None if chance.random() < 0.3 else chance.randint(0, 10),
            roles=None if chance.random() < 0.1 else some(chance, range(1, 5)),
            open=chance.random() < 0.8,
        )
        for number in range(1, chance.randint(0, 30) + 1)
    ]


crowds = st.integers(0, 1 << 32).map(crowd_of)
picked = st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True).map(tuple)
role_rules = st.lists(st.integers(1, 4), min_size=1, max_size=2, unique=True).map(tuple).map(HasRole)
replied_rules = picked.map(lambda some: Replied(*QUESTION, some, "More?", some))
simple: st.SearchStrategy[Rule] = st.one_of(
    role_rules,
    replied_rules,
    st.sampled_from(
        [WantsTopic(("cats",)), NeverAnswered(), MostActive(30, people=3), MostActive(30, percent=25)]
    ),
    days.map(Answered),
    days.map(Invited),
    days.map(Tenure),
    st.sampled_from(BANDS).map(lambda band: Recommends(*band)),
)
few = st.lists(simple, max_size=2).map(tuple)
plain_audiences = st.builds(Audience, few, few)
rules_of_all = st.one_of(simple, st.builds(InAudience, st.integers(1, 9), st.just("Other"), plain_audiences))
limits = st.lists(st.builds(Limit, st.one_of(role_rules, replied_rules), st.integers(1, 4)), max_size=2).map(
    tuple
)
audiences = st.builds(
    Audience,
    st.lists(rules_of_all, max_size=2).map(tuple),
    st.lists(rules_of_all, max_size=2).map(tuple),
    st.none() | st.integers(1, 12),
    limits,
)


def applies(rule: Rule, crowd: list[Facts]) -> frozenset[int]:
    """Whom one rule by itself applies to."""
    return means(Audience((rule,)), crowd, NOW)


@given(audiences)
def test_what_is_stored_reads_back(audience: Audience) -> None:
    assert from_plain(to_plain(audience)) == audience
    assert in_a_line(audience)


@given(audiences, crowds, st.randoms())
def test_the_order_of_the_rows_does_not_matter(
    audience: Audience, crowd: list[Facts], chance: Random
) -> None:
    mixed = list(crowd)
    chance.shuffle(mixed)
    assert choose(audience, crowd, NOW, "s") == choose(audience, mixed, NOW, "s")


@given(audiences, crowds)
def test_exclusions_always_win_and_everything_included_holds(audience: Audience, crowd: list[Facts]) -> None:
    chosen = set(choose(audience, crowd, NOW, "s"))
    known = [one for one in crowd if one.roles is not None] if audience.asks_for_roles else crowd
    for rule in audience.exclude:
        assert not chosen & applies(rule, known)
    for rule in audience.include:
        assert chosen <= applies(rule, known)
    assert audience.chooses_some or chosen == means(audience, crowd, NOW)


@given(audiences, crowds)
def test_samples_and_limits_hold(audience: Audience, crowd: list[Facts]) -> None:
    chosen = choose(audience, crowd, NOW, "s")
    assert len(set(chosen)) == len(chosen)
    if audience.sample is not None:
        assert len(chosen) <= audience.sample
    known = {one.follower_id: one for one in crowd}
    for limit in audience.limits:
        count: Counter[object] = Counter()
        for one in chosen:
            mine = known[one].roles if isinstance(limit.of, HasRole) else known[one].replied[QUESTION]
            count.update(mine or ())
        groups = limit.of.roles if isinstance(limit.of, HasRole) else limit.of.tokens
        assert all(count[group] <= limit.most for group in groups)
    if audience.sample is not None and not audience.limits:
        can = [one for one in means(audience, crowd, NOW) if known[one].open]
        assert len(chosen) == min(audience.sample, len(can)), "nobody who could is left out for nothing"


@given(audiences, crowds)
def test_discord_is_asked_about_all_who_may_matter(audience: Audience, crowd: list[Facts]) -> None:
    asked = candidates(audience, [replace(one, roles=None) for one in crowd], NOW)
    assert means(audience, crowd, NOW) <= asked
    told = {one.user_id: one.roles for one in crowd if one.roles is not None and one.follower_id in asked}
    known = with_roles([replace(one, roles=None) for one in crowd], told)
    assert means(audience, known, NOW) == means(audience, crowd, NOW)


@given(st.integers(1, 40), st.integers(1, 12), st.integers(0, 99))
def test_a_sample_reaches_everybody_before_anybody_twice(people: int, size: int, seed: int) -> None:
    crowd = {number: Facts(number, NOW) for number in range(1, people + 1)}
    seen: Counter[int] = Counter()
    for turn in range(2 * people // size + 2):
        at = NOW + turn * DAY
        chosen = choose(Audience(sample=size), crowd.values(), at, f"round {seed + turn}")
        waited = {one: crowd[one].turn or NOW - DAY for one in crowd}
        others = [waited[one] for one in crowd if one not in chosen]
        assert not others or max(waited[one] for one in chosen) <= min(others), "who waited longest is next"
        for one in chosen:
            seen[one] += 1
            crowd[one] = replace(crowd[one], turn=at)
        assert max(seen.values()) == 1 or len(seen) == people
    assert len(seen) == people


def test_the_seed_alone_breaks_ties_and_is_the_documented_one() -> None:
    crowd = [Facts(number, NOW) for number in range(1, 6)]
    assert place("round 7", 3).hex() == "e6e2d4a9e0120999"
    first = choose(Audience(sample=5), crowd, NOW, "round 7")
    assert first == tuple(sorted(range(1, 6), key=lambda one: place("round 7", one)))
    assert first != choose(Audience(sample=5), crowd, NOW, "round 8")


@given(plain_audiences, crowds, roles)
def test_a_role_lost_or_got_is_seen_when_sending(
    audience: Audience, crowd: list[Facts], now_has: frozenset[int]
) -> None:
    known = [replace(one, roles=one.roles or frozenset()) for one in crowd]
    meant = means(audience, known, NOW)
    for one in known:
        if one.follower_id in meant:
            later = [replace(each, roles=now_has if each is one else each.roles) for each in known]
            assert still_meant(audience, now_has) is (one.follower_id in means(audience, later, NOW))


def test_named_audiences_are_looked_up_without_their_samples() -> None:
    inner = Audience((HasRole((3,)),), sample=2)
    outer = Audience(exclude=(InAudience(4, "Team"),))
    assert named(outer) == {4}
    assert expanded(outer, {4: inner}.__getitem__) == Audience(
        exclude=(InAudience(4, "Team", replace(inner, sample=None)),)
    )
    assert expanded(outer, lambda _: None) is None
    crowd = [Facts(1, NOW, roles=frozenset({3})), Facts(2, NOW, roles=frozenset())]
    found = expanded(outer, {4: inner}.__getitem__)
    assert found is not None
    assert means(found, crowd, NOW) == {2}
    assert not still_meant(found, frozenset({3}))
    assert needs(found) == needs(EVERYBODY)


def test_the_most_active_are_those_who_replied_to_most() -> None:
    crowd = [Facts(number, NOW, replies={30: count}, answered_at=NOW - number * DAY) for number, count in
             ((1, 0), (2, 5), (3, 5), (4, 9), (5, 1))]  # fmt: skip
    assert applies(MostActive(30, people=2), crowd) == {4, 2}, "of equals, who answered last"
    assert applies(MostActive(30, percent=50), crowd) == {4, 2}
    assert applies(MostActive(30, people=50), crowd) == {2, 3, 4, 5}, "who never replied isn't active"
    assert applies(MostActive(7, people=50), crowd) == frozenset(), "not looked up"


@pytest.mark.parametrize(
    ("kind", "texts", "rule"),
    [
        (Kind.ANSWERED, {"days": " 60 "}, Answered(60)),
        (Kind.INVITED, {"days": "7"}, Invited(7)),
        (Kind.TENURE, {"least": "30"}, Tenure(30)),
        (Kind.TENURE, {"most": "1,000"}, Tenure(0, 1000)),
        (Kind.ACTIVE, {"people": "20", "days": "30"}, MostActive(30, people=20)),
        (Kind.ACTIVE, {"people": "10 %", "days": "30"}, MostActive(30, percent=10)),
        (Kind.NPS, {}, None),
    ],
)
def test_forms_become_rules(kind: Kind, texts: dict[str, str], rule: Rule | None) -> None:
    assert rules.filled(kind, texts) == rule


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (Kind.ANSWERED, {"days": "soon"}),
        (Kind.ANSWERED, {"days": "0"}),
        (Kind.ANSWERED, {"days": "3651"}),
        (Kind.ANSWERED, {"days": "٣"}),
        (Kind.ANSWERED, {}),
        (Kind.TENURE, {"least": " ", "most": ""}),
        (Kind.TENURE, {"least": "30", "most": "30"}),
        (Kind.ACTIVE, {"people": "101%", "days": "30"}),
        (Kind.ACTIVE, {"people": "most", "days": "30"}),
        (Kind.ACTIVE, {"people": "0", "days": "30"}),
    ],
)
def test_what_cant_be_read_is_said_kindly(kind: Kind, texts: dict[str, str]) -> None:
    with pytest.raises(KindError):
        rules.filled(kind, texts)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (4, wording.COUNT_FEW.format(few=5)),
        (37, "about 35 people"),
        (96, "nearly all of 100"),
        (95, "about 95 people"),
    ],
)
def test_small_numbers_are_veiled_where_they_tell_answers(number: int, said: str) -> None:
    assert counted(number, 100, veiled=True) == said
    assert counted(number, 100, veiled=False) == f"{number} people"


def test_rules_read_as_one_would_say_them() -> None:
    said = [
        rule_in_words(rule)
        for rule in (
            HasRole((5,)),
            HasRole((5, 6)),
            Tenure(30),
            Tenure(0, 1),
            Tenure(30, 90),
            Recommends(0, 6),
            Replied(1, "q", ("a", "b"), "More *what*?", ("A", "B")),
        )
    ]
    assert said == [
        "has the role <@&5>",
        "has one of the roles <@&5>, <@&6>",
        "joined at least 30 days ago",
        "joined in the last 1 day",
        "joined between 90 days and 30 days ago",
        "rated 0–6 in NPS last time",
        "last replied “A” or “B” to “More \\*what\\*?”",
    ]
