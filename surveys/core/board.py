"""The idea board as the team sees it: what is wanted, what they say to it, and what becomes one."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final
from urllib.parse import urlsplit

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.ideas import IdeaState
from surveys.core.tellings import Hits
from surveys.core.text import clean, quoted
from surveys.core.wording import board as wording

#: What the team can say about an idea. A duplicate is one by merging, which says of what.
SETTABLE: Final = (
    IdeaState.OPEN,
    IdeaState.PLANNED,
    IdeaState.STARTED,
    IdeaState.MADE,
    IdeaState.DECLINED,
)
#: Ideas that something can still come of.
LIVE: Final = (IdeaState.OPEN, IdeaState.PLANNED, IdeaState.STARTED)
LONGEST_RESPONSE: Final = 500
LONGEST_LINK: Final = 300
#: Ideas on a page of the board.
PER_PAGE: Final = 6
#: How long what was made or declined stays on the public board.
SHOWN_AFTERWARDS: Final = timedelta(days=60)

_LONGEST_NAMED: Final = 80
_MOST_PAGES: Final = 100_000


class Order(IntEnum):
    """What comes first on the board. Numbers stand in custom ids."""

    DEMAND = 0
    NEWEST = 1
    VOTES = 2


class Filter(IntEnum):
    """Which ideas the board shows. Numbers stand in custom ids."""

    LIVE = 0
    OPEN = 1
    PLANNED = 2
    STARTED = 3
    MADE = 4
    DECLINED = 5
    MERGED = 6
    ALL = 7

    @property
    def states(self) -> tuple[IdeaState, ...]:
        """The states of those ideas."""
        match self:
            case Filter.LIVE:
                return LIVE
            case Filter.MERGED:
                return (IdeaState.DUPLICATE,)
            case Filter.ALL:
                return SETTABLE
            case _:
                return (IdeaState(self.name.lower()),)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is on the board, so that they come back to it: a page (from 0) of some ideas in some order."""

    show: Filter = Filter.LIVE
    order: Order = Order.DEMAND
    page: int = 0

    @property
    def number(self) -> int:
        """The place as a custom id carries it."""
        return self.page * 100 + self.show * 10 + self.order

    @classmethod
    def of(cls, number: int) -> "Place":
        """The place behind a number; the front page for a number that is none."""
        page, rest = divmod(number, 100)
        show, order = divmod(rest, 10)
        if show not in list(Filter) or order not in list(Order) or page > _MOST_PAGES:
            return cls()
        return cls(Filter(show), Order(order), page)

    def within(self, count: int) -> "Place":
        """The same, or the last page there is of `count` ideas."""
        return replace(self, page=min(self.page, max(0, (count - 1) // PER_PAGE)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """An idea on the board. `demand` counts people, each once; `votes` people who voted, its author left out."""

    id: int
    text: str
    state: IdeaState
    at: datetime
    demand: int
    votes: int


@dataclass(frozen=True, slots=True)
class Happened:
    """A change of state by the team. `by_user` is NOBODY's where whoever did it is forgotten."""

    id: int
    state: IdeaState
    response: str | None
    link: str | None
    by_user: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Tied:
    """A theme of a posted summary, and whether it counts for the idea in question."""

    id: int
    label: str
    size: int
    round_number: int
    linked: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """All there is to know of one idea.

    `author` is empty unless they agreed to be named. `shareable`: its author lets others read it.
    `withdrawn`: its author took it off the list themselves. `into` is what it was merged into.
    """

    wanted: Wanted
    community_id: int
    response: str | None
    link: str | None
    author: int | None
    shareable: bool
    hidden: bool
    withdrawn: bool
    into: tuple[int, str] | None
    merged: tuple[tuple[int, str], ...]
    themes: tuple[Tied, ...]
    history: tuple[Happened, ...]
    #: What those who were told that it is made say to it; None where nobody was.
    hits: Hits | None = None
    #: Open ideas that ask for the same as one of its themes, and that nobody has decided about.
    alike: tuple[int, ...] = ()

    @property
    def seen(self) -> int:
        """What changes with every change of state; it says whether somebody looks at an old card."""
        return self.history[0].id if self.history else 0


@dataclass(frozen=True, slots=True)
class Change:
    """What the team says about an idea."""

    state: IdeaState
    response: str | None = None
    link: str | None = None


def decide(entry: Entry, state: IdeaState, response: str, link: str) -> Change:
    """The change of state that is meant. Raises KindError with what is missing.

    `response` and `link` as they were typed; empty: none.
    """
    named = quoted(entry.wanted.text, _LONGEST_NAMED)
    if entry.into is not None:
        raise KindError(words.say(wording.IS_MERGED, idea=named, into=quoted(entry.into[1], _LONGEST_NAMED)))
    if entry.withdrawn:
        raise KindError(words.say(wording.IS_WITHDRAWN, idea=named))
    if state not in SETTABLE:
        raise KindError(wording.USE_MERGE)
    answer = clean(response) or None
    if answer is not None and len(answer) > LONGEST_RESPONSE:
        raise KindError(words.say(wording.RESPONSE_LONG, length=len(answer), longest=LONGEST_RESPONSE))
    address = read_link(link)
    if state is IdeaState.MADE and address is None:
        raise KindError(wording.NEEDS_LINK)
    if (state, answer, address) == (entry.wanted.state, entry.response, entry.link):
        raise KindError(words.say(wording.SAME_ALREADY, idea=named, state=wording.STATES[state]))
    return Change(state, answer, address)


def read_link(typed: str) -> str | None:
    """The address that was typed, None for none. Raises KindError for what can't be one, or isn't https."""
    address = typed.strip().removeprefix("<").removesuffix(">")
    if not address:
        return None
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise KindError(wording.BAD_LINK) from None
    if parts.scheme != "https":
        raise KindError(wording.NOT_HTTPS if parts.scheme == "http" else wording.BAD_LINK)
    strange = parts.username is not None or re.search(r"[^!-~]|[<>|`\\\"]", address)
    if strange or "." not in host.strip(".") or len(address) > LONGEST_LINK:
        raise KindError(wording.BAD_LINK)
    return address


def check_merge(one: Entry, into: Entry, over: Collection[int]) -> None:
    """Raises KindError where `one` can't be merged into `into`. `over`: all that `into` is merged into itself."""
    named = quoted(one.wanted.text, _LONGEST_NAMED)
    if one.wanted.id == into.wanted.id:
        raise KindError(wording.MERGE_SELF)
    if one.into is not None:
        raise KindError(words.say(wording.IS_MERGED, idea=named, into=quoted(one.into[1], _LONGEST_NAMED)))
    if one.withdrawn:
        raise KindError(words.say(wording.IS_WITHDRAWN, idea=named))
    if one.wanted.id in over:
        raise KindError(wording.MERGE_CIRCLE)
    if into.into is not None or into.withdrawn:
        raise KindError(words.say(wording.INTO_MERGED, idea=quoted(into.wanted.text, _LONGEST_NAMED)))
