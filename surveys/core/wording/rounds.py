"""What `/round` says besides what `surveys.core.words` has."""

from collections.abc import Mapping
from typing import Final

from surveys.core.rounds import RoundState

#: As suggested while somebody types; Discord shows it as it is, without marks.
ROUND_NAME: Final = "{number} · {title} · {state}, {opened}"
STATES: Final[Mapping[RoundState, str]] = {
    RoundState.OPEN: "open",
    RoundState.CLOSING: "closing",
    RoundState.CLOSED: "closed",
}
CANCELLED: Final = "cancelled"
