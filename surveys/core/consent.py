"""What a follower agreed to, and when that ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Scope(StrEnum):
    """What a consent is about."""

    PROMPTS = "prompts"
    QUOTES_ANONYMOUS = "quotes_anonymous"
    QUOTES_NAMED = "quotes_named"


class Quoting(StrEnum):
    """Whether somebody's words may be quoted in a summary."""

    NO = "no"
    ANONYMOUS = "anonymous"
    NAMED = "named"


class Place(StrEnum):
    """Where somebody agreed or withdrew."""

    JOIN_CARD = "join_card"
    COMMAND = "command"
    DM = "dm"
    DM_BUTTON = "dm_button"
    PREFERENCES = "preferences"
    #: They left the server, or were removed from it; nobody asked to be forgotten.
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Consent:
    """One entry of the append-only record: granted or withdrawn, under which wording, when and where."""

    scope: Scope
    granted: bool
    place: Place
    wording: str
    at: datetime


#: What each choice about quoting agrees to.
SCOPES: Final[Mapping[Quoting, frozenset[Scope]]] = MappingProxyType(
    {
        Quoting.NO: frozenset(),
        Quoting.ANONYMOUS: frozenset({Scope.QUOTES_ANONYMOUS}),
        Quoting.NAMED: frozenset({Scope.QUOTES_ANONYMOUS, Scope.QUOTES_NAMED}),
    }
)


def consents(
    granted: bool, place: Place, wording: str, at: datetime, quoting: Quoting = Quoting.ANONYMOUS
) -> tuple[Consent, ...]:
    """The entries that joining (`granted`) or leaving makes, with what was chosen about quoting."""
    scopes = (Scope.PROMPTS, *sorted(SCOPES[quoting]))
    return tuple(Consent(scope, granted, place, wording, at) for scope in scopes)


def requoted(
    before: Quoting, after: Quoting, place: Place, wording: str, at: datetime
) -> tuple[Consent, ...]:
    """The entries that a new choice about quoting makes; none where nothing changed."""
    given = (Consent(scope, True, place, wording, at) for scope in sorted(SCOPES[after] - SCOPES[before]))
    taken = (Consent(scope, False, place, wording, at) for scope in sorted(SCOPES[before] - SCOPES[after]))
    return (*given, *taken)
