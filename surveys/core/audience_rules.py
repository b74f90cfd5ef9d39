"""How creators make rules: what they pick from, which forms they fill in, and what comes of it."""

from collections.abc import Collection, Mapping
from enum import IntEnum
from typing import Final, assert_never

from surveys.core import words
from surveys.core.audience import (
    MOST_DAYS,
    MOST_PEOPLE,
    MOST_SHARE,
    Answered,
    Audience,
    HasRole,
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
from surveys.core.errors import KindError
from surveys.core.prompt import Among, Picking, Verb
from surveys.core.sheets import Blank, Field, Sheet
from surveys.core.text import folded, one_line, quoted
from surveys.core.widgets import Choosable
from surveys.core.wording import audiences as wording

#: What a name has at most.
LONGEST_NAME: Final = 50
_MOST_ROLES, _MOST_OPTIONS, _LONGEST_TYPED, _LONGEST_NUMBER = 10, 25, 20, 10
_USUAL_DAYS, _USUAL_ACTIVE = "60", "20"
DAYS, PEOPLE, LEAST, MOST, NAME, SAMPLE = "days", "people", "least", "most", "name", "sample"


class Side(IntEnum):
    """What a rule does to those it applies to. Stands in custom ids, as kinds do: the numbers stay."""

    INCLUDE = 0
    EXCLUDE = 1


class Kind(IntEnum):
    """What a rule can be about, as it is offered."""

    ROLE = 1
    TOPIC = 2
    ANSWERED = 3
    NEVER = 4
    INVITED = 5
    TENURE = 6
    REPLIED = 7
    NPS = 8
    ACTIVE = 9
    AUDIENCE = 10


KINDS: Final[Mapping[Kind, str]] = {
    Kind.ROLE: wording.KIND_ROLE,
    Kind.ANSWERED: wording.KIND_ANSWERED,
    Kind.NEVER: wording.KIND_NEVER,
    Kind.INVITED: wording.KIND_INVITED,
    Kind.TENURE: wording.KIND_TENURE,
    Kind.REPLIED: wording.KIND_REPLIED,
    Kind.NPS: wording.KIND_NPS,
    Kind.ACTIVE: wording.KIND_ACTIVE,
    Kind.TOPIC: wording.KIND_TOPIC,
    Kind.AUDIENCE: wording.KIND_AUDIENCE,
}


def at_once(kind: Kind) -> Rule | None:
    """The rule of that kind, where there is nothing to choose."""
    return NeverAnswered() if kind is Kind.NEVER else None


def title_of(side: Side, kind: Kind) -> str:
    """What is being added, as a title."""
    template = wording.ONLY_TITLE if side is Side.INCLUDE else wording.LEAVE_OUT_TITLE
    return words.say(template, kind=KINDS[kind])


def sheet_of(kind: Kind, args: tuple[str, ...], title: str) -> Sheet | None:
    """The form for a rule of that kind, where there is one to fill in."""
    fields: tuple[Field, ...]
    match kind:
        case Kind.ANSWERED | Kind.INVITED:
            fields = (_number(DAYS, wording.DAYS, _USUAL_DAYS if kind is Kind.ANSWERED else "7"),)
        case Kind.TENURE:
            hint = wording.EITHER_HINT
            fields = (
                Blank(LEAST, wording.AT_LEAST, _LONGEST_NUMBER, hint=hint),
                Blank(MOST, wording.AT_MOST, _LONGEST_NUMBER, hint=hint),
            )
        case Kind.ACTIVE:
            many = Blank(
                PEOPLE, wording.HOW_MANY, _LONGEST_NUMBER, _USUAL_ACTIVE, wording.HOW_MANY_HINT, required=True
            )
            fields = (many, _number(DAYS, wording.DAYS, _USUAL_DAYS))
        case Kind.ROLE | Kind.TOPIC | Kind.NEVER | Kind.REPLIED | Kind.NPS | Kind.AUDIENCE:
            return None
        case _:
            assert_never(kind)
    return Sheet(Verb.AUDIENCE_FILL, args, title, fields)


def filled(kind: Kind, texts: Mapping[str, str]) -> Rule | None:
    """The rule that was filled in. Raises KindError where a number can't be read; None for kinds without a form."""
    match kind:
        case Kind.ANSWERED:
            return Answered(number(texts.get(DAYS, ""), 1, MOST_DAYS))
        case Kind.INVITED:
            return Invited(number(texts.get(DAYS, ""), 1, MOST_DAYS))
        case Kind.TENURE:
            return _tenure(texts.get(LEAST, "").strip(), texts.get(MOST, "").strip())
        case Kind.ACTIVE:
            return _active(texts.get(PEOPLE, ""), number(texts.get(DAYS, ""), 1, MOST_DAYS))
        case Kind.ROLE | Kind.TOPIC | Kind.NEVER | Kind.REPLIED | Kind.NPS | Kind.AUDIENCE:
            return None
        case _:
            assert_never(kind)


def roles_menu(args: tuple[str, ...]) -> Picking:
    """The server's roles, which Discord lists."""
    return Picking(Verb.AUDIENCE_PICK, args, wording.PICK_ROLE, most=_MOST_ROLES, among=Among.ROLES)


def menu(
    verb: Verb, args: tuple[str, ...], hint: str, options: Collection[Choosable], *, several: bool = False
) -> Picking:
    """A menu of what a rule may be about."""
    shown = tuple(options)[:_MOST_OPTIONS]
    return Picking(verb, args, hint, shown, most=len(shown) if several else 1)


def nps_bands() -> tuple[Choosable, ...]:
    """How somebody may have rated."""
    return tuple(Choosable(str(place), label) for place, (_, _, label) in enumerate(wording.NPS_BANDS))


def nps_rule(tokens: Collection[str]) -> Rule | None:
    """The rule for the band that was picked."""
    known = {str(place): (least, most) for place, (least, most, _) in enumerate(wording.NPS_BANDS)}
    picked = [known[token] for token in tokens if token in known]
    return Recommends(*picked[0]) if picked else None


def role_rule(tokens: Collection[str]) -> Rule | None:
    """The rule for the roles that were picked; Discord's ids of them."""
    picked = [int(token) for token in tokens if token.isdecimal() and int(token) < 1 << 63]
    return HasRole(tuple(sorted(set(picked)))[:_MOST_ROLES]) if picked else None


def topics_of(names: Collection[str]) -> tuple[Choosable, ...]:
    """The community's topics, to pick from."""
    return tuple(Choosable(str(place), name) for place, name in enumerate(names))


def topic_rule(names: Collection[str], tokens: Collection[str]) -> Rule | None:
    """The rule for the topics that were picked."""
    picked = [name for place, name in enumerate(names) if str(place) in tokens]
    return WantsTopic(tuple(picked)) if picked else None


def sheet_of_limit(args: tuple[str, ...]) -> Sheet:
    """How many of each at most."""
    return Sheet(Verb.AUDIENCE_LIMIT, args, wording.LIMIT_TITLE, (_number(MOST, wording.LIMIT_EACH, ""),))


def limit_of(rule: Rule, text: str) -> Limit | None:
    """The limit for a rule's groups; None for rules that have none. Raises KindError for what is no number."""
    return Limit(rule, number(text, 1, MOST_PEOPLE)) if isinstance(rule, HasRole | Replied) else None


def sheet_of_settings(args: tuple[str, ...], name: str, audience: Audience) -> Sheet:
    """The name, and how many people a round takes."""
    sample = "" if audience.sample is None else str(audience.sample)
    fields = (
        Blank(NAME, wording.NAME, LONGEST_NAME, name, required=True),
        Blank(SAMPLE, wording.SAMPLE, _LONGEST_NUMBER, sample, wording.SAMPLE_HINT),
    )
    return Sheet(Verb.AUDIENCE_SETTINGS, args, wording.SETTINGS, fields)


def sample_of(text: str) -> int | None:
    """How many people were asked for; None: all. Raises KindError for what is no number."""
    return number(text, 1, MOST_PEOPLE) if text.strip() else None


def checked_name(text: str) -> str:
    """The name as it is kept. Raises KindError for one that has nothing to compare it by."""
    name = one_line(text, LONGEST_NAME)
    if not folded(name):
        raise KindError(wording.NAME_EMPTY)
    return name


def number(text: str, least: int, most: int) -> int:
    """A whole number that was typed. Raises KindError for anything else, and outside its bounds."""
    plain = text.strip().replace(",", "").replace(" ", "")
    if not (plain.isascii() and plain.isdecimal() and least <= int(plain) <= most):
        said = words.say(
            wording.NOT_A_NUMBER, text=quoted(text, _LONGEST_TYPED), least=least, most=f"{most:,}"
        )
        raise KindError(said)
    return int(plain)


def _number(name: str, label: str, usual: str) -> Blank:
    return Blank(name, label, _LONGEST_NUMBER, usual, required=True)


def _tenure(least: str, most: str) -> Tenure:
    if not least and not most:
        raise KindError(wording.TENURE_NONE)
    since = number(least, 0, MOST_DAYS) if least else 0
    until = number(most, 1, MOST_DAYS) if most else None
    if until is not None and until <= since:
        raise KindError(words.say(wording.TENURE_ORDER, least=since, most=until))
    return Tenure(since, until)


def _active(text: str, days: int) -> MostActive:
    plain = text.strip()
    if plain.endswith("%"):
        return MostActive(days, percent=number(plain[:-1], 1, MOST_SHARE))
    if not plain.replace(",", "").isdecimal():
        raise KindError(words.say(wording.NOT_A_SHARE, text=quoted(text, _LONGEST_TYPED)))
    return MostActive(days, people=number(plain, 1, MOST_PEOPLE))
