"""The promise ledger: what a team said it would make, and what came of it.

Counted from the ideas alone. Calling an idea planned or started is the promise, making it keeps it; declining it, or
putting it back on the list, drops it. What is still planned or being made is neither kept nor broken.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Final

from surveys.core.ideas import IdeaState
from surveys.core.tellings import DELAY

_DAY_SECONDS: Final = 86400
#: With fewer promises than this there is no ledger, and with fewer things made no median.
LEAST: Final = 3

_OPEN: Final = frozenset({IdeaState.PLANNED, IdeaState.STARTED})
_TAKEN_BACK: Final = frozenset({IdeaState.OPEN, IdeaState.DECLINED})


@dataclass(frozen=True, slots=True)
class Change:
    """An idea came to a state."""

    idea: int
    state: IdeaState
    at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """An idea and what was merged into it, with all that the team did about them, oldest first.

    `asked_at`: when somebody first asked for it.
    """

    idea: int
    asked_at: datetime
    state: IdeaState
    changes: tuple[Change, ...]

    @property
    def promised(self) -> bool:
        """Whether it was ever called planned or started for long enough that somebody could hear of it."""
        return any(one.state in _OPEN and not self._undone(one) for one in self.changes)

    @property
    def made_at(self) -> datetime | None:
        """Since when it is made, if it is; that it was merged and taken apart again meanwhile changes nothing."""
        own = [one for one in self.changes if one.idea == self.idea and one.state is not IdeaState.DUPLICATE]
        since = None
        for one in own:
            since = None if one.state is not IdeaState.MADE else since or one.at
        return since if self.state is IdeaState.MADE else None

    def _undone(self, change: Change) -> bool:
        """Taken back before anybody was told."""
        following = (one for one in self.changes if one.idea == change.idea and one.at > change.at)
        after = next(following, None)
        return after is not None and after.state in _TAKEN_BACK and after.at - change.at < DELAY


@dataclass(frozen=True, slots=True)
class Ledger:
    """Promises by what came of them. `made` counts all that was made, promised or not.

    `days`: the median from the idea to what was made of it, over all of `made`; None where those are too few.
    """

    kept: int
    dropped: int
    open: int
    made: int
    days: float | None

    @property
    def promised(self) -> int:
        """How many promises were given."""
        return self.kept + self.dropped + self.open

    @property
    def settled(self) -> int:
        """How many of them are decided one way or the other; the rate of kept ones is out of these."""
        return self.kept + self.dropped


def balance(wishes: Collection[Wish]) -> Ledger | None:
    """The ledger of these wishes; None where there is too little to tell."""
    promised = [one for one in wishes if one.promised]
    kept = sum(one.state is IdeaState.MADE for one in promised)
    still = sum(one.state in _OPEN for one in promised)
    waited = [
        max(0.0, (made_at - one.asked_at).total_seconds()) / _DAY_SECONDS
        for one in wishes
        if (made_at := one.made_at) is not None
    ]
    if len(promised) < LEAST and len(waited) < LEAST:
        return None
    days = median(waited) if len(waited) >= LEAST else None
    return Ledger(kept, len(promised) - kept - still, still, len(waited), days)
