"""Going through many rows without keeping everything else on the event loop waiting."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Final, TypeVar

T = TypeVar("T")

#: Rows between two turns of the others; some milliseconds.
_AT_ONCE: Final = 100


async def in_turns(rows: Iterable[T]) -> AsyncIterator[T]:
    """The rows, with a turn for everybody else now and then."""
    for place, row in enumerate(rows, 1):
        yield row
        if place % _AT_ONCE == 0:
            await asyncio.sleep(0)
