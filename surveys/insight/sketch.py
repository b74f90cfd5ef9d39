"""Replies as vectors, from the letters and words in them alone.

This knows no meaning: "longer videos" and "make them last" are strangers to it. It knows
inflection and misspelling, names and slang that no model has met, in every language as it comes.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from surveys.insight.tokens import Token

Matrix: TypeAlias = NDArray[np.float32]

#: Enough that two unrelated replies look alike by chance at cosine .05, far below what counts.
DIMENSIONS: Final = 512
_SHORTEST_GRAM, _LONGEST_GRAM = 3, 5
#: How many dimensions each feature is spread over, so that two that share one are not the same thing.
_PLACES: Final = 4
#: How much of a vector each family of features makes up.
_WORDS, _LETTERS = 0.45, 0.55
#: What a feature weighs that only one reply has: it can bring nobody together, but tells apart.
_ALONE: Final = 0.35


def vectors(tokens: Sequence[tuple[Token, ...]]) -> Matrix:
    """One row of unit length per text, given its words; all zero where a text has nothing to go by."""
    return unit(
        _family(map(_words, tokens)) * _WORDS**0.5 + _family(map(_letters, tokens), salt=1) * _LETTERS**0.5
    )


def _family(texts: Iterable[list[str]], salt: int = 0) -> Matrix:
    """(1 + log frequency) times inverse document frequency, hashed with signs into the dimensions."""
    numbers: dict[str, int] = {}
    lengths, found, counts = [], array("l"), array("l")
    for features in texts:
        counted = Counter(features)
        lengths.append(len(counted))
        found.extend([numbers.setdefault(feature, len(numbers)) for feature in counted])
        counts.extend(counted.values())
    count = len(lengths)
    if not numbers:
        return np.zeros((count, DIMENSIONS), dtype=np.float32)
    which = np.frombuffer(found, dtype=found.typecode).astype(np.int64)
    spread = np.bincount(which, minlength=len(numbers))
    rarity = np.log(1.0 + count / spread) * np.where(spread == 1, _ALONE, 1.0)
    weights = rarity[which] * (1.0 + np.log(np.frombuffer(counts, dtype=counts.typecode)))
    rows = np.repeat(np.arange(count, dtype=np.int64), lengths) * DIMENSIONS
    marks = np.array(
        [crc32(feature.encode("utf-8", "surrogatepass"), salt) for feature in numbers], dtype=np.uint64
    )
    flat = np.zeros(count * DIMENSIONS)
    for turn in range(_PLACES):
        mixed = _mixed(marks + np.uint64(turn << 32))
        places = (mixed >> np.uint64(1)) % np.uint64(DIMENSIONS)
        signs = np.where(mixed & np.uint64(1), 1.0, -1.0)
        where = rows + places.astype(np.int64)[which]
        flat += np.bincount(where, weights=weights * signs[which], minlength=len(flat))
    return unit(flat.reshape(count, DIMENSIONS).astype(np.float32))


def _mixed(marks: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every bit of the result hangs on every bit of what is given.

    The finaliser of SplitMix64: G. Steele, D. Lea, C. Flood, Fast splittable pseudorandom number generators, OOPSLA (2014).
    """
    mixed = marks.copy()
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed ^= mixed >> np.uint64(shift)
        mixed *= np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def _words(tokens: tuple[Token, ...]) -> list[str]:
    content = [token for token in tokens if token.content] or list(tokens)
    single = [token.folded for token in content if not token.joined or len(token.folded) > 1]
    pairs = [f"{one.folded} {two.folded}" for one, two in pairwise(tokens) if one.content and two.content]
    return single + pairs


def _letters(tokens: tuple[Token, ...]) -> list[str]:
    grams: list[str] = []
    for token in [token for token in tokens if token.content] or tokens:
        if token.joined:
            grams.append(token.folded)
        padded = f" {token.folded} "
        for size in range(_SHORTEST_GRAM, _LONGEST_GRAM + 1):
            grams += [padded[at : at + size] for at in range(len(padded) - size + 1)]
    return grams


def unit(matrix: Matrix) -> Matrix:
    """`matrix` with every row at length one, or all zero as it was."""
    lengths: Matrix = np.linalg.norm(matrix, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    return matrix / lengths
