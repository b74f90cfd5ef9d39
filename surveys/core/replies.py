"""What a follower can say in a conversation, freed of how Discord carries it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Typed:
    """A message typed in the DM."""

    text: str


@dataclass(frozen=True, slots=True)
class Tapped:
    """Buttons or menu entries picked, by token; `question` is the card's, not necessarily the current one."""

    question: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The Done button of an answer given in several messages."""

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
class Stop:
    """The Stop button: the follower leaves."""


@dataclass(frozen=True, slots=True)
class Show:
    """Show me where I am: changes nothing."""


#: What a question kind reads.
Said = Typed | Tapped | Done
#: Everything a conversation hears.
Heard = Typed | Tapped | Done | Skip | Back | Stop | Show
