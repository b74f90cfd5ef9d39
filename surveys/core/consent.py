"""What a follower agreed to, and when that ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """What a consent is about."""

    PROMPTS = "prompts"
    QUOTES_ANONYMOUS = "quotes_anonymous"


class Place(StrEnum):
    """Where somebody agreed or withdrew."""

    JOIN_CARD = "join_card"
    COMMAND = "command"
    DM = "dm"
    DM_BUTTON = "dm_button"


@dataclass(frozen=True, slots=True)
class Consent:
    """One entry of the append-only record: granted or withdrawn, under which wording, when and where."""

    scope: Scope
    granted: bool
    place: Place
    wording: str
    at: datetime


#: What joining agrees to and leaving withdraws, as the join card says it.
JOINING = (Scope.PROMPTS, Scope.QUOTES_ANONYMOUS)


def consents(granted: bool, place: Place, wording: str, at: datetime) -> tuple[Consent, ...]:
    """The entries that joining (`granted`) or leaving makes."""
    return tuple(Consent(scope, granted, place, wording, at) for scope in JOINING)
