"""Python's collector of unreachable cycles, kept from walking through a whole round while one is in memory.

It looks at everything that is alive each time much was made: some hundred milliseconds for a hundred thousand answers, in
which nobody is answered. Those answers are plain data without cycles; they go as soon as nobody holds them.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

#: So many rounds of looking at the younger objects before all are looked at.
_SELDOM: Final = 100_000
_usual: list[tuple[int, int, int]] = []


@contextmanager
def no_long_looks() -> Iterator[None]:
    """Meanwhile only young objects are looked at, which takes a millisecond; afterwards as before. May overlap."""
    _usual.append(gc.get_threshold() if not _usual else _usual[0])
    young, middle, _ = _usual[0]
    gc.set_threshold(young, middle, _SELDOM)
    try:
        yield
    finally:
        usual = _usual.pop()
        if not _usual:
            gc.set_threshold(*usual)
