"""Audiences in plain words: each rule, all of them in a line, and how many people that is."""

from collections.abc import Iterable
from typing import Final, assert_never

from surveys.core import words
from surveys.core.audience import (
    FEW,
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
)
from surveys.core.text import quoted
from surveys.core.wording import audiences as wording

_LONGEST_NAME, _LONGEST_LABEL, _LONGEST_QUESTION = 50, 40, 80
_MOST_SHOWN: Final = 5
#: What is counted out where it would tell answers is rounded to this.
_STEP: Final = 5


def rule_in_words(rule: Rule) -> str:
    """The rule as it goes on after “who”; roles are mentions, which ping nobody."""
    match rule:
        case HasRole(roles):
            template = wording.HAS_ROLE if len(roles) == 1 else wording.HAS_ROLES
            return words.say(template, roles=_listed(mention(role) for role in roles))
        case WantsTopic(topics):
            return words.say(wording.WANTS_TOPIC, topics=_or(topics))
        case Answered(days):
            return words.say(wording.ANSWERED, days=in_days(days))
        case NeverAnswered():
            return wording.NEVER
        case Invited(days):
            return words.say(wording.INVITED, days=in_days(days))
        case Tenure():
            return _tenure(rule)
        case Replied():
            question = quoted(rule.question, _LONGEST_QUESTION)
            return words.say(wording.REPLIED, labels=_or(rule.labels), question=question)
        case Recommends(least, most):
            return words.say(wording.RECOMMENDS, least=least, most=most)
        case MostActive():
            return _most_active(rule)
        case InAudience():
            return words.say(wording.IN_AUDIENCE, name=quoted(rule.name, _LONGEST_NAME))
        case _:
            assert_never(rule)


def limit_in_words(limit: Limit) -> str:
    """The limit as a sentence."""
    return words.say(wording.LIMIT, most=f"{limit.most:,}", rule=rule_in_words(limit.of))


def in_a_line(audience: Audience) -> str:
    """The whole definition, to stand in a sentence."""
    parts = [words.say(wording.RULES_WHO, rule=rule_in_words(rule)) for rule in audience.include]
    parts = parts or [wording.RULES_EVERYBODY]
    parts += [words.say(wording.RULES_NOT, rule=rule_in_words(rule)) for rule in audience.exclude]
    if audience.sample is not None:
        parts.append(words.say(wording.RULES_SAMPLE, count=f"{audience.sample:,}"))
    if audience.limits:
        parts.append(wording.RULES_LIMITED)
    return "; ".join(parts)


def counted(number: int, everybody: int, *, veiled: bool) -> str:
    """How many people, in a few words; `veiled` where the number itself would tell what somebody answered."""
    if not veiled:
        return words.count(number, wording.COUNT_ONE, wording.COUNT_MANY)
    if number < FEW:
        return words.say(wording.COUNT_FEW, few=FEW)
    if everybody - number < FEW:
        return words.say(wording.COUNT_NEARLY_ALL, all=f"{everybody:,}")
    return words.say(wording.COUNT_ABOUT, count=f"{rounded(number):,}")


def means_in_words(number: int, everybody: int, *, veiled: bool) -> str:
    """How many people an audience means, as a sentence; `veiled` as above."""
    every = f"{everybody:,}"
    if not veiled:
        template = wording.MEANS_ONE if number == 1 else wording.MEANS_MANY
        return words.say(template, count=f"{number:,}", all=every)
    if number < FEW:
        return words.say(wording.MEANS_FEW, few=FEW, all=every)
    if everybody - number < FEW:
        return words.say(wording.MEANS_NEARLY_ALL, all=every)
    return words.say(wording.MEANS_ABOUT, count=f"{rounded(number):,}", all=every)


def rounded(number: int) -> int:
    """A number that is not to be told exactly: two audiences that differ by one person mostly look the same."""
    return number // _STEP * _STEP


def in_days(days: int) -> str:
    """So many days, in words."""
    return words.count(days, wording.DAYS_ONE, wording.DAYS_MANY)


def mention(role_id: int) -> str:
    """A role as Discord shows it; messages of ours ping nobody."""
    return f"<@&{role_id}>"


def _tenure(rule: Tenure) -> str:
    if rule.most is None:
        return words.say(wording.JOINED_BEFORE, days=in_days(rule.least))
    if not rule.least:
        return words.say(wording.JOINED_SINCE, days=in_days(rule.most))
    return words.say(wording.JOINED_BETWEEN, least=in_days(rule.least), most=in_days(rule.most))


def _most_active(rule: MostActive) -> str:
    days = in_days(rule.days)
    if rule.percent is None:
        return words.say(wording.ACTIVE_PEOPLE, count=rule.people, days=days)
    return words.say(wording.ACTIVE_SHARE, percent=rule.percent, days=days)


def _listed(parts: Iterable[str]) -> str:
    every = list(parts)
    more = [f"+{len(every) - _MOST_SHOWN}"] if len(every) > _MOST_SHOWN else []
    return ", ".join(every[:_MOST_SHOWN] + more)


def _or(labels: Iterable[str]) -> str:
    *first, last = [f"“{quoted(label, _LONGEST_LABEL)}”" for label in labels]
    return f"{', '.join(first)} or {last}" if first else last
