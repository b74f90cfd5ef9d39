"""What insight works on: one round as plain data that can travel to another process.

Nobody is named here. A person is a running number within the round, given out by whoever fills
this in; it leads back to nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from surveys.core.consent import Quoting
from surveys.core.ideas import IdeaState
from surveys.core.invitation import InvitationState
from surveys.core.ledger import Ledger
from surveys.core.polis import Verdict
from surveys.core.prompt import Grouped
from surveys.core.survey import Survey
from surveys.core.values import Value
from surveys.core.waves import Wave


@dataclass(frozen=True, slots=True)
class Invited:
    """What happened to one person in the round. Times are aware; `answers` are by question id.

    `reason` says why somebody was held back, or why the message failed. `quoting` is what they
    agreed to; `mention` is how to name them, only where they agreed to that. `variant` is the wording of
    the survey's experiment that they read, `language` the one they read, `topics` those they chose to hear
    of (none: all). `joined_at` is when they began to follow, None where it isn't known. Of the community's five
    rounds before this one, `asked_before` reached them and they answered in `answered_before`.
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
    joined_at: datetime | None = None
    asked_before: int = 0
    answered_before: int = 0


#: What names the part of a summary about ideas, where others are named by their question; no question's id has a star.
BOARD: Final = "*board"
#: Characters an idea has there at most.
LONGEST_IDEA: Final = 120


@dataclass(frozen=True, slots=True)
class Wanted:
    """An idea of the board: what it asks for, how many people want it, and its status.

    Only ideas whose words may be shown to the team. What stands in a posted summary has to be taken out of it
    when its author goes, so nothing personal belongs in here that nobody takes out again.
    """

    text: str
    demand: int
    state: IdeaState


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a language model on the replies to a question, and whose replies (running numbers) it rests on."""

    question: str
    text: str
    people: tuple[int, ...]


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

    `wave` is the date of the series that opened it, as YYYY-MM-DD; None where none did. `vectors`
    are what written answers mean, as far as that is known, by question and person. `arranged` are the
    themes of a question as they stand, by question id; where there are none, replies are grouped anew. `remembered`
    are those of the last round that asked the same, whose people stay there. `earlier` are the rounds that asked
    the same survey before and are closed, the oldest first, at most eight.
    `unquoted` are answers (whose, to which question) that a creator took out of the summary: they count, and
    are not quoted again. `board` are the ideas most wanted, the first first.
    `narrative` is what a language model said and what was found to hold of it, where one is used.
    `ledger` is the community's, at the time of reading.
    """

    community: str
    number: int
    survey: Survey
    opened_at: datetime
    closed_at: datetime | None
    invited: tuple[Invited, ...]
    wave: str | None = None
    vectors: Mapping[str, Mapping[int, bytes]] = field(default_factory=dict)
    arranged: Mapping[str, tuple[Grouped, ...]] = field(default_factory=dict)
    remembered: Mapping[str, tuple[Grouped, ...]] = field(default_factory=dict)
    narrative: tuple[Claim, ...] = ()
    earlier: tuple[Wave, ...] = ()
    unquoted: frozenset[tuple[int, str]] = frozenset()
    board: tuple[Wanted, ...] = ()
    ledger: Ledger | None = None
    statements: tuple[Stated, ...] = ()
