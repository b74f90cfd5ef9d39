"""Rounds: who gets one, and what it costs everybody's attention."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from surveys.core.careful import Canary
from surveys.core.survey import Survey


class RoundState(StrEnum):
    """Where a round stands. `closing` is past its time, with the last deliveries being settled."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class Halt(StrEnum):
    """Why a round's sending is on hold; each has one sentence in the catalogue."""

    TOO_FAST = "too_fast"
    QUARANTINED = "quarantined"
    CONTENT = "content"
    MALFORMED = "malformed"
    TOKEN = "token"  # noqa: S105  a reason, not a secret
    BUDGET = "budget"
    CANARY = "canary"
    PAUSED = "paused"


#: How long after a halt sending may be tried again by itself; None: a person has to act first.
RESUME_AFTER: Final = {
    Halt.TOO_FAST: timedelta(minutes=10),
    Halt.QUARANTINED: None,
    Halt.CONTENT: None,
    Halt.MALFORMED: None,
    Halt.TOKEN: None,
    Halt.BUDGET: timedelta(minutes=10),
    Halt.CANARY: timedelta(hours=1),
    Halt.PAUSED: None,
}

#: Days a round stays open: the default and the bounds of `/round start`.
DEFAULT_DAYS, FEWEST_DAYS, MOST_DAYS = 3, 1, 30


#: A reminder comes no sooner than this after the opening, and leaves this much time to answer.
_REMIND_AFTER, _REMIND_BEFORE = timedelta(hours=20), timedelta(hours=12)


def reminder_at(opened_at: datetime, closes_at: datetime) -> datetime | None:
    """When those who haven't replied are reminded: two thirds into the round; never in a short one."""
    at = opened_at + (closes_at - opened_at) * 2 / 3
    fits = at - opened_at >= _REMIND_AFTER and closes_at - at >= _REMIND_BEFORE
    return at if fits else None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a round will cost in attention, shown before anyone is asked."""

    followers: int
    questions: int
    seconds_each: int
    sending_seconds: int
    closes_at: datetime


def cost(survey: Survey, followers: int, per_second: float, canary: Canary, closes_at: datetime) -> Cost:
    """The cost of asking `followers` people, with `per_second` prompts sent a second after the first few."""
    watch = canary.watch.total_seconds() if followers > canary.first else 0
    return Cost(
        followers=followers,
        questions=len(survey.questions),
        seconds_each=survey.seconds(),
        sending_seconds=math.ceil(followers / per_second + watch),
        closes_at=closes_at,
    )
