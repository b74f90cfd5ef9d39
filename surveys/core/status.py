"""How a round is going, in numbers: its pace, when sending will be over, and how often that is worth a look."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from surveys.core.invitation import InvitationState
from surveys.core.rounds import Halt, RoundState

#: The pace is what was sent in this time.
PACE_WINDOW: Final = timedelta(minutes=5)
#: Fewer first replies than this have no median worth telling.
ENOUGH_REPLIES: Final = 5
_NOT_SENT: Final = frozenset({InvitationState.QUEUED, InvitationState.SENDING})
_LEAST_WINDOW: Final = timedelta(seconds=30)
#: An estimate is told in steps, so that it doesn't read anew at every look.
_STEP_SECONDS: Final = 300

#: How soon to look again: at first, while it is young, within the hour, and later or where nothing moves. Discord
#: allows few edits of a message that is older than an hour.
_AT_FIRST: Final = (timedelta(minutes=1), timedelta(seconds=5))
_YOUNG: Final = (timedelta(minutes=10), timedelta(seconds=15))
_WITHIN_THE_HOUR: Final = (timedelta(hours=1), timedelta(seconds=60))
_RARELY: Final = timedelta(minutes=5)
_STILL: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Status:
    """A round at the moment `at`.

    `waiting` and `held` say for how many each reason holds (a Why, or words). `ready` could be sent at once;
    `last_due` is when the last of those who wait for a moment of their own may be. `recent` were sent within
    PACE_WINDOW. `median_seconds`: until the first reply, where enough have replied.
    """

    number: int
    title: str
    state: RoundState
    halted: Halt | None
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    target: int | None
    counts: Mapping[InvitationState, int]
    waiting: Mapping[str, int]
    held: Mapping[str, int]
    ready: int
    last_due: datetime | None
    recent: int
    median_seconds: float | None
    at: datetime

    @property
    def invited(self) -> int:
        """How many are in the round."""
        return sum(self.counts.values())

    @property
    def unsent(self) -> int:
        """How many are still to be sent theirs, now or later."""
        return sum(self.counts.get(state, 0) for state in _NOT_SENT)

    @property
    def per_minute(self) -> int:
        """How many a minute were sent lately."""
        window = min(PACE_WINDOW, max(self.at - self.opened_at, _LEAST_WINDOW))
        return round(self.recent / (window / timedelta(minutes=1)))

    @property
    def sent_by(self) -> datetime | None:
        """When sending will be over, as it looks; None where nothing is left, or nothing says it."""
        if self.halted is not None or not self.unsent:
            return None
        ends = [self.last_due] if self.last_due is not None else []
        if self.ready:
            if not self.per_minute:
                return None
            ends.append(self.at + timedelta(minutes=self.ready / self.per_minute))
        if not ends:
            return None
        seconds = math.ceil(max(ends).timestamp() / _STEP_SECONDS) * _STEP_SECONDS
        return datetime.fromtimestamp(seconds, UTC)


def next_look(posted_at: datetime, moved_at: datetime, now: datetime) -> datetime:
    """When to look again whether a status posted then, that last changed then, is to be drawn anew."""
    age, still = now - posted_at, now - moved_at
    if still < _STILL:
        for until, pause in (_AT_FIRST, _YOUNG, _WITHIN_THE_HOUR):
            if age < until:
                return now + pause
    return now + _RARELY
