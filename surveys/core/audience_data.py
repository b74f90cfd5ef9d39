"""Audiences as plain data, as they are stored with rounds and under names."""

from dataclasses import fields
from typing import Any, Final

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
)

#: What each rule is called in stored data; the names stay as they are.
_NAMES: Final[dict[type[Rule], str]] = {
    HasRole: "role",
    WantsTopic: "topic",
    Answered: "answered",
    NeverAnswered: "never",
    Invited: "invited",
    Tenure: "tenure",
    Replied: "replied",
    Recommends: "nps",
    MostActive: "active",
    InAudience: "audience",
}
_RULES: Final = {name: rule for rule, name in _NAMES.items()}


def to_plain(audience: Audience) -> dict[str, Any]:
    """`audience` as JSON-ready data; `from_plain` is its inverse."""
    return {
        "include": [_rule_to_plain(rule) for rule in audience.include],
        "exclude": [_rule_to_plain(rule) for rule in audience.exclude],
        "sample": audience.sample,
        "limits": [{"of": _rule_to_plain(limit.of), "most": limit.most} for limit in audience.limits],
    }


def from_plain(data: dict[str, Any]) -> Audience:
    """The definition that `to_plain` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    return Audience(
        tuple(_rule(one) for one in data["include"]),
        tuple(_rule(one) for one in data["exclude"]),
        data["sample"],
        tuple(_limit(one) for one in data["limits"]),
    )


def _rule_to_plain(rule: Rule) -> dict[str, Any]:
    plain: dict[str, Any] = {"rule": _NAMES[type(rule)]}
    for field in fields(rule):
        value = getattr(rule, field.name)
        plain[field.name] = to_plain(value) if isinstance(value, Audience) else value
    return plain


def _rule(data: dict[str, Any]) -> Rule:
    given = {name: _value(value) for name, value in data.items() if name != "rule"}
    return _RULES[data["rule"]](**given)


def _value(value: Any) -> Any:
    match value:
        case list():
            return tuple(value)
        case dict():
            return from_plain(value)
        case _:
            return value


def _limit(data: dict[str, Any]) -> Limit:
    of = _rule(data["of"])
    if not isinstance(of, HasRole | Replied):
        raise ValueError("only roles and answers are limited")  # noqa: TRY004  a value that can't have been stored
    return Limit(of, data["most"])
