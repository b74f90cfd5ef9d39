"""Sending with care: a few first, then a look; slowly while the bot is new; what Discord's warnings come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from surveys.core.invitation import InvitationState

#: Of the invitations that go ahead, this many must have been tried before their refusals mean anything.
_ENOUGH: Final = 10
#: What counts against a round: Discord took the message for this many people not.
_REFUSED: Final = frozenset({InvitationState.UNREACHABLE, InvitationState.FAILED})
#: Messages a bot has delivered in all, and the share of its pace it goes at until then.
_WARMING_UP: Final = ((200, 0.25), (1_000, 0.5))


@dataclass(frozen=True, slots=True)
class Canary:
    """How many of a round go ahead of the others, and how long Discord is then given to object."""

    first: int = 20
    watch: timedelta = timedelta(seconds=60)

    def alarms(self, states: Sequence[InvitationState]) -> bool:
        """Whether what became of those who went ahead speaks against going on."""
        tried = [state for state in states if state not in {InvitationState.QUEUED, InvitationState.SENDING}]
        refused = sum(state in _REFUSED for state in tried)
        return len(tried) >= _ENOUGH and refused * 2 > len(tried)


#: For tests and benchmarks: everybody at once.
NO_CANARY: Final = Canary(first=0, watch=timedelta(0))


def share_of_pace(delivered: int) -> float:
    """At which share of its pace a bot sends that has delivered so many messages of rounds in its life."""
    return next((share for until, share in _WARMING_UP if delivered < until), 1.0)


#: From here on nothing depends on how many were delivered.
WARM: Final = _WARMING_UP[-1][0]
