"""The cards about audiences: one with its rules and how to change them, all of them, and how followers stand."""

import re
from collections.abc import Sequence
from typing import Final

from surveys.core import words
from surveys.core.audience import Audience, HasRole, Limit, Replied, Rule
from surveys.core.audience_rules import KINDS, Side, title_of
from surveys.core.audience_rules import Kind as RuleKind
from surveys.core.audience_words import (
    in_a_line,
    in_days,
    limit_in_words,
    means_in_words,
    rule_in_words,
)
from surveys.core.prompt import Button, Picking, Say, Tone, Verb, Weight
from surveys.core.text import clean, clip, quoted
from surveys.core.widgets import Choosable
from surveys.core.wording import audiences as wording

_LONGEST_NAME, _LONGEST_OPTION, _MOST_OPTIONS = 50, 100, 25
_ESCAPED: Final = re.compile(r"\\(.)")
#: How many days are lately, and how long ago an answer still counts as one of those who take part.
LATELY, TAKING_PART = 30, 60


def one(
    audience_id: int,
    name: str,
    audience: Audience,
    version: int,
    count: tuple[int, int] | None,
    *,
    veiled: bool,
    note: str | None = None,
) -> Say:
    """An audience, how many of all followers it means (None: nobody knows now), and how to change it."""
    said = wording.ROLES_UNKNOWN_NOW if count is None else means_in_words(*count, veiled=veiled)
    args = (str(audience_id),)
    changing = _menu_of_rules(audience, (*args, str(version)))
    sample = (_sample(audience.sample),) if audience.sample is not None else ()
    return Say(
        (
            *((note,) if note is not None else ()),
            said + (f"\n{wording.ABOUT}" if veiled and count is not None else ""),
            *_rules(wording.INCLUDE, audience.include),
            *_rules(wording.EXCLUDE, audience.exclude),
            *(() if audience.include or audience.exclude else (wording.EVERYBODY,)),
            *(limit_in_words(limit) for limit in audience.limits),
            *sample,
        ),
        title=quoted(name, _LONGEST_NAME),
        airy=True,
        menus=(
            _menu_of_kinds(wording.MENU_INCLUDE, (*args, str(int(Side.INCLUDE)))),
            _menu_of_kinds(wording.MENU_EXCLUDE, (*args, str(int(Side.EXCLUDE)))),
            *changing,
        ),
        buttons=(
            Button(Verb.AUDIENCE_SETTINGS, args, wording.SETTINGS, Weight.QUIET),
            Button(Verb.AUDIENCE_DELETE, args, wording.DELETE, Weight.DANGER),
            Button(Verb.AUDIENCE_LIST, (), wording.LIST, Weight.QUIET),
        ),
    )


def step(audience_id: int, side: Side, kind: RuleKind, menu: Picking, *more: str) -> Say:
    """One step of adding a rule: something to pick, and the way back."""
    back = Button(Verb.AUDIENCE, (str(audience_id),), wording.BACK, Weight.QUIET)
    said = (*more, wording.NOTES[kind.name]) if kind.name in wording.NOTES else more
    return Say(said, title=title_of(side, kind), menus=(menu,), buttons=(back,))


def rule(
    audience_id: int, name: str, version: int, place: int, found: Rule | Limit, side: Side | None
) -> Say:
    """One rule or limit, with what can be done about it."""
    args = (str(audience_id), str(version), str(place))
    back = Button(Verb.AUDIENCE, (str(audience_id),), wording.BACK, Weight.QUIET)
    remove = Button(Verb.AUDIENCE_REMOVE, args, wording.REMOVE, Weight.DANGER)
    title = words.say(wording.RULE_TITLE, name=quoted(name, _LONGEST_NAME))
    if isinstance(found, Limit) or side is None:
        assert isinstance(found, Limit)
        return Say((limit_in_words(found),), title=title, buttons=(remove, back))
    included = side is Side.INCLUDE
    said = words.say(wording.RULE_IN if included else wording.RULE_OUT, rule=rule_in_words(found))
    move = Button(Verb.AUDIENCE_MOVE, args, wording.MOVE_OUT if included else wording.MOVE_IN, Weight.QUIET)
    limiting = included and isinstance(found, HasRole | Replied)
    limit = (Button(Verb.AUDIENCE_LIMIT, args, wording.AT_MOST_EACH, Weight.QUIET),) if limiting else ()
    return Say((said,), title=title, buttons=(move, *limit, remove, back))


def all_of_them(found: Sequence[tuple[int, str, Audience, str]]) -> Say:
    """Every audience: its id, name and definition, and how many people it means, in words."""
    if not found:
        return Say((wording.LIST_NONE,), title=wording.LIST_TITLE)
    lines = [
        words.say(wording.LIST_LINE, name=quoted(name, _LONGEST_NAME), count=count, rules=in_a_line(audience))
        for _, name, audience, count in found
    ]
    options = tuple(
        Choosable(str(audience_id), clip(clean(name), _LONGEST_OPTION)) for audience_id, name, _, _ in found
    )
    menu = Picking(Verb.AUDIENCE, (), wording.LIST_PICK, options[:_MOST_OPTIONS])
    return Say(tuple(lines), title=wording.LIST_TITLE, menus=(menu,), airy=True)


def ask_to_delete(audience_id: int, name: str) -> Say:
    """Whether to delete it."""
    args = (str(audience_id),)
    return Say(
        (wording.DELETE_WHAT,),
        title=words.say(wording.DELETE_TITLE, name=quoted(name, _LONGEST_NAME)),
        tone=Tone.CAREFUL,
        buttons=(
            Button(Verb.AUDIENCE_GONE, args, wording.DELETE_CONFIRM, Weight.DANGER),
            Button(Verb.AUDIENCE, args, wording.DELETE_DONT, Weight.QUIET),
        ),
    )


def overview(followers: int, joined: int, left: int, reachable: int, answered: int, never: int) -> Say:
    """How a community's followers stand."""
    lately = words.say(wording.OVERVIEW_LATELY, days=in_days(LATELY), joined=f"{joined:,}", left=f"{left:,}")
    if not followers:
        said = (wording.OVERVIEW_NONE, *((lately,) if left else ()))
        return Say(said, title=wording.OVERVIEW_TITLE)
    taking_part = words.say(wording.OVERVIEW_ANSWERED, count=f"{answered:,}", days=in_days(TAKING_PART))
    silent = followers - answered - never
    return Say(
        (
            words.count(followers, wording.OVERVIEW_FOLLOW_ONE, wording.OVERVIEW_FOLLOW_MANY),
            lately,
            words.say(wording.OVERVIEW_REACHABLE, count=f"{reachable:,}"),
            taking_part,
            words.say(wording.OVERVIEW_SILENT, count=f"{silent:,}", days=in_days(TAKING_PART)),
            words.say(wording.OVERVIEW_NEVER, count=f"{never:,}"),
            wording.OVERVIEW_KEPT,
        ),
        title=wording.OVERVIEW_TITLE,
    )


def places(audience: Audience) -> tuple[tuple[Side | None, Rule | Limit], ...]:
    """Every rule and limit, in the order in which custom ids number them."""
    return (
        *((Side.INCLUDE, rule) for rule in audience.include),
        *((Side.EXCLUDE, rule) for rule in audience.exclude),
        *((None, limit) for limit in audience.limits),
    )


def _menu_of_kinds(hint: str, args: tuple[str, ...]) -> Picking:
    options = tuple(Choosable(str(int(kind)), label) for kind, label in KINDS.items())
    return Picking(Verb.AUDIENCE_ADD, args, hint, options)


def _menu_of_rules(audience: Audience, args: tuple[str, ...]) -> tuple[Picking, ...]:
    options = tuple(
        Choosable(str(place), clip(_plain(found, side), _LONGEST_OPTION))
        for place, (side, found) in enumerate(places(audience))
    )
    return (Picking(Verb.AUDIENCE_RULE, args, wording.MENU_RULES, options),) if options else ()


def _plain(found: Rule | Limit, side: Side | None) -> str:
    """A rule as the entry of a menu, where Discord shows neither mentions nor markdown."""
    template = {None: wording.ENTRY_LIMIT, Side.INCLUDE: wording.ENTRY_ONLY, Side.EXCLUDE: wording.ENTRY_NOT}[
        side
    ]
    of = found.of if isinstance(found, Limit) else found
    if isinstance(of, HasRole):
        said = words.count(len(of.roles), wording.ENTRY_ROLE, wording.ENTRY_ROLES)
    else:
        said = _ESCAPED.sub(r"\1", rule_in_words(of))
    return words.say(template, rule=said)


def _rules(title: str, rules: Sequence[Rule]) -> tuple[str, ...]:
    if not rules:
        return ()
    lines = [title, *(f"- {rule_in_words(rule)}" for rule in rules)]
    if len(rules) > 1 and title == wording.INCLUDE:
        lines.append(wording.ALL_APPLY)
    return ("\n".join(lines),)


def _sample(count: int) -> str:
    return words.count(count, wording.SAMPLE_ONE, wording.SAMPLE_MANY)
