"""Discord's ids as moments: each carries the time it was made, in milliseconds."""

from datetime import UTC, datetime, timedelta
from typing import Final

#: When Discord's time begins.
_BEGINNING: Final = datetime(2015, 1, 1, tzinfo=UTC)
_BITS: Final = 22


def made_at(ref: int) -> datetime:
    """The moment the id was made, by Discord's clock."""
    return _BEGINNING + timedelta(milliseconds=ref >> _BITS)


def first_at(moment: datetime) -> int:
    """An id that is older than everything Discord made from that moment on; 0 for one before Discord."""
    return max(0, (moment - _BEGINNING) // timedelta(milliseconds=1) << _BITS)
