"""What can happen to one follower in one round: the states, and the only moves between them.

The table is the truth. `move` is the one way to change a state, the store writes nothing
else, and the diagram in docs/architecture.md is drawn from it.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class InvitationState(StrEnum):
    """Where an invitation stands. Every rate in a summary is a count over these."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    STARTED = "started"
    COMPLETED = "completed"
    PARTIAL = "partial"
    EXPIRED = "expired"
    REFUSED = "refused"
    BROKE_OFF = "broke_off"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    HELD_BACK = "held_back"


class Happening(StrEnum):
    """Something that happened to an invitation, whoever caused it."""

    CLAIMED = "claimed"
    POSTPONED = "postponed"
    DELIVERED = "delivered"
    NOT_REACHED = "not_reached"
    REJECTED = "rejected"
    WITHHELD = "withheld"
    LIFTED = "lifted"
    OPENED = "opened"
    ANSWERED = "answered"
    FINISHED = "finished"
    STOPPED = "stopped"
    CLOSED = "closed"


class ImpossibleMoveError(RuntimeError):
    """A happening that the table does not allow in this state: a defect, never a user's mistake."""


_S, _H = InvitationState, Happening

TRANSITIONS: Final = MappingProxyType(
    {
        (_S.QUEUED, _H.CLAIMED): _S.SENDING,
        (_S.QUEUED, _H.WITHHELD): _S.HELD_BACK,
        (_S.QUEUED, _H.STOPPED): _S.HELD_BACK,
        (_S.HELD_BACK, _H.LIFTED): _S.QUEUED,
        # Opened by the person themselves, in the server: it needs no DM any more.
        (_S.QUEUED, _H.OPENED): _S.SENT,
        (_S.SENDING, _H.OPENED): _S.SENT,
        (_S.UNREACHABLE, _H.OPENED): _S.SENT,
        (_S.FAILED, _H.OPENED): _S.SENT,
        (_S.HELD_BACK, _H.OPENED): _S.SENT,
        (_S.QUEUED, _H.CLOSED): _S.HELD_BACK,
        (_S.SENDING, _H.DELIVERED): _S.SENT,
        (_S.SENDING, _H.POSTPONED): _S.QUEUED,
        (_S.SENDING, _H.NOT_REACHED): _S.UNREACHABLE,
        (_S.SENDING, _H.REJECTED): _S.FAILED,
        # The reply can overtake the record of the delivery: the person was quicker than our commit.
        (_S.SENDING, _H.ANSWERED): _S.STARTED,
        (_S.SENDING, _H.FINISHED): _S.COMPLETED,
        (_S.SENDING, _H.STOPPED): _S.REFUSED,
        (_S.SENT, _H.ANSWERED): _S.STARTED,
        (_S.SENT, _H.FINISHED): _S.COMPLETED,
        (_S.SENT, _H.STOPPED): _S.REFUSED,
        (_S.SENT, _H.CLOSED): _S.EXPIRED,
        (_S.STARTED, _H.ANSWERED): _S.STARTED,
        (_S.STARTED, _H.FINISHED): _S.COMPLETED,
        (_S.STARTED, _H.STOPPED): _S.BROKE_OFF,
        (_S.STARTED, _H.CLOSED): _S.PARTIAL,
        # An answer may be changed until the round closes; leaving afterwards undoes nothing.
        (_S.COMPLETED, _H.ANSWERED): _S.COMPLETED,
        (_S.COMPLETED, _H.FINISHED): _S.COMPLETED,
        (_S.COMPLETED, _H.STOPPED): _S.COMPLETED,
        (_S.COMPLETED, _H.CLOSED): _S.COMPLETED,
    }
)

#: States in which a reply of this person still counts.
LISTENING: Final = frozenset({_S.SENDING, _S.SENT, _S.STARTED, _S.COMPLETED})
#: States in which the person has been asked something and has not finished.
WAITING: Final = frozenset({_S.SENDING, _S.SENT, _S.STARTED})
#: States from which nobody was asked yet, and which opening the questions in the server ends.
UNASKED: Final = frozenset({_S.QUEUED, _S.UNREACHABLE, _S.FAILED, _S.HELD_BACK})
#: States that mean the prompt arrived.
REACHED: Final = frozenset(
    {_S.SENT, _S.STARTED, _S.COMPLETED, _S.PARTIAL, _S.EXPIRED, _S.REFUSED, _S.BROKE_OFF}
)
#: States that mean at least one question was answered.
ANSWERED: Final = frozenset({_S.STARTED, _S.COMPLETED, _S.PARTIAL, _S.BROKE_OFF})


def move(state: InvitationState, happening: Happening) -> InvitationState:
    """The state after `happening`.

    Raises ImpossibleMoveError where the table has no such row.
    """
    try:
        return TRANSITIONS[state, happening]
    except KeyError:
        raise ImpossibleMoveError(f"{happening} cannot happen to an invitation that is {state}") from None


def can(state: InvitationState, happening: Happening) -> bool:
    """Whether the table has a row for `happening` in `state`."""
    return (state, happening) in TRANSITIONS


def before(happening: Happening) -> frozenset[InvitationState]:
    """The states in which `happening` is possible; the store's updates name them in their WHERE."""
    return frozenset(state for state, what in TRANSITIONS if what is happening)
