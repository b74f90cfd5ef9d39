"""What insight works on: one round as plain data that can travel to another process.

Nobody is named here. A person is a running number within the round, given out by whoever fills
this in; it leads back to nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from surveys.core.consent import Quoting
from surveys.core.invitation import InvitationState
from surveys.core.polis import Verdict
from surveys.core.prompt import Grouped
from surveys.core.survey import Survey
from surveys.core.values import Value


@dataclass(frozen=True, slots=True)
class Invited:
    """What happened to one person in the round. Times are aware; `answers` are by question id.

    `reason` says why somebody was held back, or why the message failed. `quoting` is what they
    agreed to; `mention` is how to name them, only where they agreed to that. `variant` is the wording of
    the survey's experiment that they read, `language` the one they read, `topics` those they chose to hear
    of (none: all).
    """

    person: int
    state: InvitationState
    reason: str | None = None
    sent_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    answers: Mapping[str, Value] = field(default_factory=dict)
    quoting: Quoting = Quoting.ANONYMOUS
    mention: str | None = None
    variant: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """A reply that was put to others, and what they think of it; people by their running numbers.

    `text` is empty where it was taken back: what others said of it still counts.
    """

    person: int
    question: str
    text: str
    verdicts: tuple[tuple[int, Verdict], ...]


@dataclass(frozen=True, slots=True)
class RoundData:
    """One round: what was asked, whom, and what came back. `closed_at` is None while it is open.

    `wave` is the date of the series that opened it, as YYYY-MM-DD; None where none did. `arranged` are the
    themes of a question as they stand, by question id; where there are none, replies are grouped anew.
    """

    community: str
    number: int
    survey: Survey
    opened_at: datetime
    closed_at: datetime | None
    invited: tuple[Invited, ...]
    wave: str | None = None
    arranged: Mapping[str, tuple[Grouped, ...]] = field(default_factory=dict)
    statements: tuple[Stated, ...] = ()
