"""What a follower can say in a conversation, freed of how Discord carries it."""

from dataclasses import dataclass

from surveys.core.hours import Snooze
from surveys.core.polis import Verdict
from surveys.core.values import Attached


@dataclass(frozen=True, slots=True)
class Typed:
    """A message typed in the DM, or a form sent from a card; `files` are what came with it.

    `question` is the card's question where a form was sent, and None for a plain message, which is
    meant for the current question.
    """

    text: str
    files: tuple[Attached, ...] = ()
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Tapped:
    """Buttons or menu entries picked, by token; `question` is the card's, not necessarily the current one."""

    question: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The Done button of an answer given in several steps."""

    question: str


@dataclass(frozen=True, slots=True)
class Skip:
    """The Skip button."""

    question: str


@dataclass(frozen=True, slots=True)
class Back:
    """The Back button."""

    question: str


@dataclass(frozen=True, slots=True)
class Later:
    """The Later button: when would suit?"""


@dataclass(frozen=True, slots=True)
class PutOff:
    """Ask me again then."""

    choice: Snooze


@dataclass(frozen=True, slots=True)
class Change:
    """Change an answer given before; without `question`: show me which there are."""

    question: str | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """What they think of a statement of somebody else; without `verdict`: show me that one again."""

    statement: int
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """The Stop button: the follower leaves."""


@dataclass(frozen=True, slots=True)
class Show:
    """Show me where I am: changes nothing."""


#: What a question kind reads.
Said = Typed | Tapped | Done
#: Everything a conversation hears.
Heard = Typed | Tapped | Done | Skip | Back | Later | PutOff | Change | Judge | Stop | Show
