"""Free replies grouped into themes: what was said often, in whose words, and what fits nowhere.

The order of the replies does not matter, and the same replies give the same themes on every run.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from surveys.insight import graph, meaning, sketch
from surveys.insight.graph import NOWHERE, Nearness
from surveys.insight.labels import labels
from surveys.insight.sketch import Matrix, unit
from surveys.insight.tokens import Token, is_said, plain, tokens_of

#: Different replies that are grouped by comparing all with all; more join the groups found so.
_COMPARED: Final = 4000
_MOST_QUOTES: Final = 5
#: How much of what makes replies alike is their meaning; the rest is the words and letters they share.
_MEANING: Final = 0.85
#: Measured with benchmarks/insight.py; see docs/decisions/grouping-replies.md.
_NEARNESS: Final = Nearness(least=0.2, most=0.5, above=2.0, usual=0.35, belongs=(0.40, 0.35, 0.30, 0.25))
#: From which cosine on two replies say nearly the same: a word more, another ending, a translation.
_NEARLY: Final = 0.8
#: From so many new replies on the model's memory is given back before they are compared.
_MANY: Final = 2000
#: Members of a theme that are looked through for those; the most typical.
_LOOKED_THROUGH: Final = 1000


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of replies that say the same thing.

    `members` are places in the texts, in order; `quotes` those of up to five replies that stand for it best, the
    most typical first, no two of them nearly the same. `repeats` are groups of members that nearly are, the
    largest first. `share` is of all texts, 0..1. `centre` is what its replies mean, on average, as `meaning` keeps it.
    """

    label: str
    share: float
    members: tuple[int, ...]
    quotes: tuple[int, ...]
    repeats: tuple[tuple[int, ...], ...] = ()
    centre: bytes = b""

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


def themes(texts: Sequence[str], kept: Mapping[int, bytes] | None = None, detail: float = 1.0) -> Grouping:
    """`texts` as themes. Texts that say the same word for word are always together.

    `kept` has vectors of texts by their places, as `embed` gave them; what is missing is made, which takes a
    second for a thousand short texts and 1.2 s more for the first. More `detail` than 1 gives smaller themes.
    Raises nothing over anything people write.
    """
    different = _different(texts)
    weights = np.array([len(places) for places in different.places], dtype=np.int64)
    meant = _meant(different, kept or {})
    matrix = _blended(meant, different)
    groups = _groups(matrix, weights, different.shown, detail)
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
        _theme(label, rows, different, meant, len(texts)) for label, rows in zip(named, typical, strict=True)
    )
    grouped = sum(theme.size for theme in found)
    return Grouping(found, len(texts) - different.set_aside - grouped, different.set_aside)


def embed(texts: Sequence[str]) -> list[bytes]:
    """What `themes` takes as `kept`: each text's vector, 512 bytes. Takes as long as it would there."""
    return meaning.packed(meaning.vectors([plain(text) for text in texts]))


def _meant(different: _Different, kept: Mapping[int, bytes]) -> Matrix:
    """What each of the different replies means."""
    rows: Matrix = np.zeros((len(different.shown), meaning.DIMENSIONS), dtype=np.float32)
    known = {row: kept[places[0]] for row, places in enumerate(different.places) if places[0] in kept}
    missing = [row for row in range(len(different.shown)) if row not in known]
    if known:
        rows[list(known)] = meaning.unpacked(list(known.values()))
    if missing:
        # Through the same narrow door as what is kept, so that keeping vectors changes no theme.
        rows[missing] = meaning.unpacked(
            meaning.packed(meaning.vectors([different.shown[row] for row in missing]))
        )
        if len(missing) > _MANY:
            # What it takes is more than all that follows, and a smaller round reads it again soon enough.
            meaning.let_go()
    return rows


def _blended(meant: Matrix, different: _Different) -> Matrix:
    spelled = sketch.vectors(different.tokens)
    return np.hstack([meant * _MEANING**0.5, spelled * (1 - _MEANING) ** 0.5])


def _theme(label: str, rows: Sequence[int], different: _Different, meant: Matrix, count: int) -> Theme:
    """A theme of `rows`, the most typical first, in `count` texts."""
    places = [different.places[row] for row in rows]
    weights = np.array([len(one) for one in places], dtype=np.float32)
    repeats = _repeats(meant[list(rows[:_LOOKED_THROUGH])])
    members = sorted(place for one in places for place in one)
    return Theme(
        label=label,
        share=len(members) / count,
        members=tuple(members),
        quotes=tuple(places[group[0]][0] for group in repeats[:_MOST_QUOTES]),
        repeats=_told(repeats, places),
        centre=meaning.packed(unit((meant[list(rows)] * weights[:, None]).sum(axis=0, keepdims=True)))[0],
    )


def _told(repeats: Sequence[Sequence[int]], places: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Groups of rows as groups of members, those of at least two, the largest first."""
    told = [tuple(sorted(place for one in group for place in places[one])) for group in repeats]
    return tuple(sorted((one for one in told if len(one) > 1), key=lambda group: (-len(group), group)))


def _repeats(matrix: Matrix) -> list[list[int]]:
    """The rows, each with those after it that are nearly the same; each row once."""
    near = np.round(matrix @ matrix.T, 4) >= _NEARLY
    taken: set[int] = set()
    groups = []
    for row in range(len(matrix)):
        if row not in taken:
            group = [
                row,
                *(
                    other
                    for other in np.flatnonzero(near[row]).tolist()
                    if other > row and other not in taken
                ),
            ]
            taken.update(group)
            groups.append(group)
    return groups


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


def _groups(
    matrix: Matrix, weights: NDArray[np.int64], shown: Sequence[str], detail: float
) -> NDArray[np.int64]:
    if len(shown) <= _COMPARED:
        return graph.communities(matrix, weights, _NEARNESS, detail)
    # Which replies are compared depends on the replies alone, not on their order or a dice.
    by_chance = sorted(range(len(shown)), key=lambda row: (crc32(shown[row].encode("utf-8", "replace")), row))
    sample = np.array(sorted(by_chance[:_COMPARED]), dtype=np.int64)
    found = graph.communities(matrix[sample], weights[sample], _NEARNESS, detail)
    middles = graph.centroids(matrix[sample], weights[sample], found)
    return graph.nearest(matrix, middles, _NEARNESS)
