"""Vectors to groups: a graph of near neighbours, its communities, and a second look at each member."""

import math
from dataclasses import dataclass
from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from surveys.insight.sketch import Matrix, unit

#: Belongs to no group.
NOWHERE: Final = -1
Groups = NDArray[np.int64]

_NEIGHBOURS: Final = 16
_MOST_LEFT_OUT: Final = 0.4
_FEWEST: Final = 3
_REFINEMENTS: Final = 2
#: Of so many rows most pairs are of different groups, so that they tell what is usual between strangers.
_ENOUGH: Final = 30
_SEED: Final = 20261101
#: What tells one cosine from another when rows are ranked.
_STEPS: Final = 10_000
#: Rows compared at once; bounds the memory of the comparison.
_SLICE: Final = 1024


@dataclass(frozen=True, slots=True)
class Nearness:
    """How like two rows have to be to be neighbours, as cosines: at least `least`, never more than `most`.

    Between those it depends on how like all rows are to each other: `above` standard deviations more than
    that; it is `usual` where they are too few to say. `belongs` is how like the middle of its group a member has to be: the rule, and how far it gives way.
    """

    least: float
    most: float
    above: float
    usual: float
    belongs: tuple[float, ...]

    def among(self, matrix: Matrix) -> float:
        """From which cosine on two rows of `matrix` are neighbours.

        Where everybody writes about one thing, any two replies are more alike than elsewhere, and only what
        is more alike than that means something.
        """
        count = len(matrix)
        if count < _FEWEST:
            # There is nothing to compare with, so it takes more.
            return self.most
        if count < _ENOUGH:
            return self.usual
        pairs = count * (count - 1)
        # Over all pairs of rows, from the rows alone: the sum of cosines, and of their squares.
        mean = (float(np.square(matrix.sum(axis=0, dtype=np.float64)).sum()) - count) / pairs
        squares = (float(np.square((matrix.T @ matrix).astype(np.float64)).sum()) - count) / pairs
        spread = math.sqrt(max(0.0, squares - mean * mean))
        # Rounded, so that the last bit of a sum decides nothing.
        return round(min(max(mean + self.above * spread, self.least), self.most), 3)


def communities(
    matrix: Matrix, weights: NDArray[np.int64], nearness: Nearness, detail: float = 1.0
) -> Groups:
    """A group number per row, or NOWHERE. `weights` says for how many replies a row stands.

    More `detail` than 1 gives more and smaller groups. Deterministic. A group stands for at least three replies.
    """
    if not len(matrix):
        return np.zeros(0, dtype=np.int64)
    groups = _louvain(_neighbour_graph(matrix, nearness.among(matrix)), len(matrix), detail)
    for _ in range(_REFINEMENTS):
        groups = nearest(matrix, centroids(matrix, weights, groups), nearness)
        groups = _without_small(groups, weights)
    return groups


def centroids(matrix: Matrix, weights: NDArray[np.int64], groups: Groups) -> Matrix:
    """The middle of each group, at unit length, in the order of their numbers."""
    count = int(groups.max(initial=NOWHERE)) + 1
    middles = np.zeros((count, matrix.shape[1]), dtype=np.float32)
    inside = groups != NOWHERE
    np.add.at(middles, groups[inside], matrix[inside] * weights[inside, None].astype(np.float32))
    return unit(middles)


def nearest(matrix: Matrix, middles: Matrix, nearness: Nearness) -> Groups:
    """The number of the middle each row is nearest to, NOWHERE where none is near.

    How near it has to be gives way, down to a floor, while it leaves too many out: long replies are
    never as close to each other as short ones.
    """
    if not len(middles):
        return np.full(len(matrix), NOWHERE, dtype=np.int64)
    closeness = matrix @ middles.T
    closest = closeness.max(axis=1)
    rules = nearness.belongs
    least = next((one for one in rules if (closest < one).mean() <= _MOST_LEFT_OUT), rules[-1])
    return np.where(closest >= least, closeness.argmax(axis=1), NOWHERE).astype(np.int64)


def _neighbour_graph(matrix: Matrix, least: float) -> nx.Graph:
    """Each row with up to 16 rows most like it; an edge weighs what share of their neighbours is common."""
    near = [set(row) for row in _neighbours(matrix, least)]
    graph = nx.Graph()
    graph.add_nodes_from(range(len(matrix)))
    for one, others in enumerate(near):
        for other in sorted(others - {one}):
            if other > one or one not in near[other]:
                common = len(others & near[other])
                graph.add_edge(one, other, weight=common / (len(others) + len(near[other]) - common))
    return graph


def _neighbours(matrix: Matrix, least: float) -> list[list[int]]:
    found: list[list[int]] = []
    most = min(_NEIGHBOURS + 1, len(matrix))
    for start in range(0, len(matrix), _SLICE):
        alike = np.rint(matrix[start : start + _SLICE] @ matrix.T * _STEPS).astype(np.int64)
        # Of equally near rows the first wins: in whole steps, so that the last bit of a sum decides nothing.
        keys = alike * len(matrix) - np.arange(len(matrix))
        ranked = np.argpartition(-keys, most - 1, axis=1)[:, :most]
        for row, order in zip(alike, ranked, strict=True):
            found.append([int(place) for place in order if row[place] > least * _STEPS])
    return [sorted({place, *near}) for place, near in enumerate(found)]


def _louvain(graph: nx.Graph, count: int, detail: float) -> Groups:
    groups = np.full(count, NOWHERE, dtype=np.int64)
    if graph.number_of_edges():
        found = nx.community.louvain_communities(graph, resolution=detail, seed=_SEED)
        for number, members in enumerate(found):
            groups[list(members)] = number
    else:
        groups[:] = np.arange(count)
    return groups


def _without_small(groups: Groups, weights: NDArray[np.int64]) -> Groups:
    """`groups` numbered anew without those that stand for fewer than three replies."""
    count = int(groups.max(initial=NOWHERE)) + 1
    sizes = np.bincount(groups[groups != NOWHERE], weights=weights[groups != NOWHERE], minlength=count)
    numbers = np.full(count + 1, NOWHERE, dtype=np.int64)  # the last entry is NOWHERE's own
    kept = np.flatnonzero(sizes >= _FEWEST)
    numbers[kept] = np.arange(len(kept))
    return numbers[groups]
