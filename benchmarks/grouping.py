"""How well replies are grouped, against labels, beside plain TF-IDF with k-means on the same replies.

The replies are those of `benchmarks/replies` and of `tests/insight/replies.py`; or any file of lines with a label, a
language and a text between tabs (label `-`: belongs nowhere).
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from surveys.insight.sketch import Matrix, unit
from surveys.insight.themes import group_texts
from surveys.insight.tokens import plain, tokens_of

FOLDER: Final = Path(__file__).parent / "replies"
NOWHERE: Final = "-"
_SEED: Final = 7
_COUNTS: Final = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Replies and, in the same order, what each is about."""

    name: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def mixed(self) -> bool:
        """Whether they are in several languages."""
        return "mixed" in self.name


def read(path: Path) -> Labelled:
    """A file of labelled replies. Raises ValueError for a line that isn't a label, a language and a text."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if any(len(row) != 3 for row in rows):  # noqa: PLR2004  as the docstring says
        raise ValueError(f"{path.name}: each line needs a label, a language and a text, with tabs between")
    # In an order that gives no label away.
    random.Random(_SEED).shuffle(rows)
    return Labelled(path.stem, tuple(row[2] for row in rows), tuple(row[0] for row in rows))


def ours() -> list[Labelled]:
    """The sets in this folder."""
    return [read(path) for path in sorted(FOLDER.glob("*.tsv"))]


def made_up(count: int) -> list[str]:
    """So many different replies about what the labelled sets are about, hardly two of them the same."""
    dice = random.Random(_SEED)
    known = [text for one in ours() for text in one.texts]
    extras = (
        "pls",
        "again",
        "in October",
        "with your dog",
        "next month",
        "bitte",
        "por favor",
        "live",
        "!!",
        "lol",
    )
    return [
        f"{dice.choice(known)} {dice.choice(extras)} {number if number % 3 else ''}".strip()
        for number in range(count)
    ]


def agreement(truth: Sequence[object], found: Sequence[object]) -> float:
    """The adjusted Rand index: 1 for the same grouping, about 0 for one made by chance."""

    def pairs(groups: Counter[Any]) -> int:
        return sum(comb(size, 2) for size in groups.values())

    together = pairs(Counter(zip(truth, found, strict=True)))
    one, other = pairs(Counter(truth)), pairs(Counter(found))
    by_chance, most = one * other / comb(len(truth), 2), (one + other) / 2
    return 1.0 if most == by_chance else (together - by_chance) / (most - by_chance)


def judged(given: Labelled, found: Sequence[int], seconds: float) -> dict[str, float]:
    """How well `found` fits the labels.

    `ari` is over all replies, each that belongs nowhere being a group of its own, in the labels as in what was found.
    `themes` is how many were found for each there is. `precision` and `recall` are of what was left out.
    """
    apart = [(place, None) if label == NOWHERE else label for place, label in enumerate(given.labels)]
    groups = [(place, None) if group < 0 else group for place, group in enumerate(found)]
    out = [group < 0 for group in found]
    rightly = sum(left and label == NOWHERE for left, label in zip(out, given.labels, strict=True))
    inside = [place for place, label in enumerate(given.labels) if label != NOWHERE]
    return {
        "ari": round(agreement(apart, groups), 3),
        "ari_of_themed": round(
            agreement([given.labels[one] for one in inside], [found[one] for one in inside]), 3
        ),
        "themes": round(len(set(found) - {-1}) / len(set(given.labels) - {NOWHERE}), 2),
        "precision": round(rightly / max(1, sum(out)), 2),
        "recall": round(rightly / max(1, given.labels.count(NOWHERE)), 2),
        "seconds": round(seconds, 2),
    }


def measured(given: Labelled) -> dict[str, dict[str, float]]:
    """Earful's grouping and its rival's, of one set."""
    told = {}
    for name, method in (("earful", group_texts), ("tf-idf and k-means", by_k_means)):
        began = perf_counter()
        found = method(given.texts)
        told[name] = judged(given, found, perf_counter() - began)
    return told


# --- the rival ------------------------------------------------------------------------------------------


def by_k_means(texts: Sequence[str]) -> list[int]:
    """TF-IDF of words, k-means from five starts, as many groups as the silhouette likes best. Nothing is left out."""
    matrix = _tf_idf(texts)
    best, found = -2.0, [0] * len(texts)
    for count in (one for one in _COUNTS if one <= max(2, len(texts) // 4)):
        groups = _k_means(matrix, count)
        worth = _silhouette(matrix, groups)
        if worth > best:
            best, found = worth, groups.tolist()
    return found


def _tf_idf(texts: Sequence[str]) -> Matrix:
    words = [[token.folded for token in tokens_of(plain(text)) if token.content] for text in texts]
    spread = Counter(word for one in words for word in set(one))
    places = {word: place for place, word in enumerate(sorted(spread))}
    matrix: Matrix = np.zeros((len(texts), max(1, len(places))), dtype=np.float32)
    for row, one in zip(matrix, words, strict=True):
        for word, count in Counter(one).items():
            row[places[word]] = count * (1 + np.log(len(texts) / spread[word]))
    return unit(matrix)


def _k_means(matrix: Matrix, count: int) -> NDArray[np.int64]:
    best, found = np.inf, np.zeros(len(matrix), dtype=np.int64)
    for start in range(5):
        dice = np.random.default_rng(_SEED + start)
        middles = matrix[dice.choice(len(matrix), count, replace=False)]
        groups = np.zeros(len(matrix), dtype=np.int64)
        for _ in range(30):
            far = 2 - 2 * matrix @ middles.T + (np.square(middles).sum(axis=1) - 1)
            moved = far.argmin(axis=1)
            if (moved == groups).all():
                break
            groups = moved
            sums = np.zeros_like(middles)
            np.add.at(sums, groups, matrix)
            sizes = np.bincount(groups, minlength=count)
            middles = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], middles)
        spread = float(np.square(matrix - middles[groups]).sum())
        if spread < best:
            best, found = spread, groups
    return found


def _silhouette(matrix: Matrix, groups: NDArray[np.int64]) -> float:
    """The mean silhouette, with distances as 1 - cosine."""
    count = int(groups.max()) + 1
    inside = np.eye(count, dtype=np.float32)[groups]
    sizes = inside.sum(axis=0)
    if (sizes > 0).sum() < 2:  # noqa: PLR2004  one group has no other to be far from
        return -1.0
    sums = (1 - matrix @ matrix.T) @ inside
    own = sums[np.arange(len(groups)), groups] / np.maximum(sizes[groups] - 1, 1)
    means = sums / np.maximum(sizes, 1)
    means[:, sizes == 0] = np.inf
    means[np.arange(len(groups)), groups] = np.inf
    other = means.min(axis=1)
    worth = np.where(sizes[groups] > 1, (other - own) / np.maximum(np.maximum(other, own), 1e-9), 0)
    return float(worth.mean())
