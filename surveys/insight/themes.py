"""Free replies grouped into themes: what was said often, in whose words, and what fits nowhere.

The order of the replies does not matter, and the same replies give the same themes on every run.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from surveys.insight import graph
from surveys.insight.graph import NOWHERE
from surveys.insight.labels import labels
from surveys.insight.sketch import Matrix, vectors
from surveys.insight.tokens import Token, is_said, plain, tokens_of

#: Different replies that are grouped by comparing all with all; more join the groups found so.
_COMPARED: Final = 4000
_MOST_QUOTES: Final = 5


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of replies that say the same thing.

    `members` are places in the texts, in order; `quotes` those of up to five different replies that
    stand for it best, the most typical first. `share` is of all texts, 0..1.
    """

    label: str
    share: float
    members: tuple[int, ...]
    quotes: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many replies it has."""
        return len(self.members)


@dataclass(frozen=True, slots=True)
class Grouping:
    """All replies to one question: in themes, largest first, in none, or set aside for saying nothing."""

    themes: tuple[Theme, ...]
    ungrouped: int
    set_aside: int


@dataclass(frozen=True, slots=True)
class _Different:
    """The different replies, in an order that depends on nothing but them, and who gave each."""

    shown: list[str]
    tokens: list[tuple[Token, ...]]
    places: list[list[int]]
    set_aside: int


def group_texts(texts: Sequence[str]) -> list[int]:
    """The number of each text's theme, largest theme 0, and -1 for what fits nowhere. Never raises."""
    numbers = [NOWHERE] * len(texts)
    for number, theme in enumerate(themes(texts).themes):
        for place in theme.members:
            numbers[place] = number
    return numbers


def themes(texts: Sequence[str]) -> Grouping:
    """`texts` as themes. Never raises; texts that say the same word for word are always together."""
    different = _different(texts)
    weights = np.array([len(places) for places in different.places], dtype=np.int64)
    matrix = vectors(different.shown)
    groups = _groups(matrix, weights, different.shown)
    middles = graph.centroids(matrix, weights, groups)
    by_group: dict[int, list[int]] = defaultdict(list)
    for row, group in enumerate(groups.tolist()):
        if group != NOWHERE:
            by_group[group].append(row)
    # Rounded, so that the last bit of a sum does not decide which of two equally typical comes first.
    closeness = np.round(matrix @ middles.T, 4)
    typical = [
        [row for _, row in sorted((-closeness[row, group], row) for row in rows)]
        for group, rows in by_group.items()
    ]
    typical.sort(key=lambda rows: (-int(weights[rows].sum()), min(rows)))
    named = labels(different.shown, different.tokens, typical)
    found = tuple(
        Theme(
            label=label,
            share=int(weights[rows].sum()) / len(texts),
            members=tuple(sorted(place for row in rows for place in different.places[row])),
            quotes=tuple(different.places[row][0] for row in rows[:_MOST_QUOTES]),
        )
        for label, rows in zip(named, typical, strict=True)
    )
    grouped = sum(theme.size for theme in found)
    return Grouping(found, len(texts) - different.set_aside - grouped, different.set_aside)


def _different(texts: Sequence[str]) -> _Different:
    """The replies that say something, those that differ in case and punctuation only taken as one."""
    same: dict[tuple[str, ...], list[int]] = defaultdict(list)
    tokens = [tokens_of(plain(text)) for text in texts]
    set_aside = 0
    for place, words in enumerate(tokens):
        if is_said(words):
            same[tuple(word.folded for word in words)].append(place)
        else:
            set_aside += 1
    # The first by its text stands for the others.
    places = [sorted(group, key=lambda place: (texts[place], place)) for _, group in sorted(same.items())]
    return _Different(
        shown=[plain(texts[group[0]]) for group in places],
        tokens=[tokens[group[0]] for group in places],
        places=places,
        set_aside=set_aside,
    )


def _groups(matrix: Matrix, weights: NDArray[np.int64], shown: Sequence[str]) -> NDArray[np.int64]:
    if len(shown) <= _COMPARED:
        return graph.communities(matrix, weights)
    # Which replies are compared depends on the replies alone, not on their order or a dice.
    by_chance = sorted(range(len(shown)), key=lambda row: (crc32(shown[row].encode("utf-8", "replace")), row))
    sample = np.array(sorted(by_chance[:_COMPARED]), dtype=np.int64)
    found = graph.communities(matrix[sample], weights[sample])
    middles = graph.centroids(matrix[sample], weights[sample], found)
    return graph.nearest(matrix, middles)
