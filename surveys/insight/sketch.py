"""Replies as vectors, from the letters and words in them alone.

This knows no meaning: "longer videos" and "make them last" are strangers to it. It knows
inflection and misspelling, names and slang that no model has met, in every language as it comes.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import log
from typing import Final, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from surveys.insight.tokens import Token, plain, tokens_of

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


def vectors(texts: Sequence[str]) -> Matrix:
    """One row of unit length per text; all zero where a text has nothing to go by."""
    tokens = [tokens_of(plain(text)) for text in texts]
    return unit(
        _family(tokens, _words) * _WORDS**0.5 + _family(tokens, _letters, salt=_PLACES) * _LETTERS**0.5
    )


def _family(
    tokens: Sequence[tuple[Token, ...]], features: Callable[[tuple[Token, ...]], list[str]], salt: int = 0
) -> Matrix:
    """(1 + log frequency) times inverse document frequency, hashed with signs into the dimensions."""
    counted = [Counter(features(one)) for one in tokens]
    spread = Counter(feature for one in counted for feature in one)
    weights: dict[str, tuple[list[int], list[float]]] = {}
    for feature, count in spread.items():
        rarity = log(1.0 + len(tokens) / count) * (_ALONE if count == 1 else 1.0)
        marks = [crc32(feature.encode("utf-8", "surrogatepass"), salt + turn) for turn in range(_PLACES)]
        places = [(mark >> 1) % DIMENSIONS for mark in marks]
        weights[feature] = places, [rarity if mark & 1 else -rarity for mark in marks]
    matrix: Matrix = np.zeros((len(tokens), DIMENSIONS), dtype=np.float32)
    for row, one in zip(matrix, counted, strict=True):
        for feature, count in one.items():
            places, signed = weights[feature]
            for place, weight in zip(places, signed, strict=True):
                row[place] += weight * (1.0 + log(count))
    return unit(matrix)


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
