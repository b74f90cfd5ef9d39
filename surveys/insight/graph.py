"""Vectors to groups: a graph of near neighbours, its communities, and a second look at each member."""

from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from surveys.insight.sketch import Matrix, unit

#: Belongs to no group.
NOWHERE: Final = -1
Groups = NDArray[np.int64]

_NEIGHBOURS: Final = 16
_ALIKE: Final = 0.22
#: How like the middle of its group a member has to be: the rule, and how far it gives way.
_BELONGS: Final = (0.32, 0.27, 0.22, 0.17)
_MOST_LEFT_OUT: Final = 0.4
_FEWEST: Final = 3
_REFINEMENTS: Final = 2
_SEED: Final = 20261101
#: Rows compared at once; bounds the memory of the comparison.
_SLICE: Final = 1024


def communities(matrix: Matrix, weights: NDArray[np.int64]) -> Groups:
    """A group number per row, or NOWHERE. `weights` says for how many replies a row stands.

    Deterministic. A group stands for at least three replies.
    """
    if not len(matrix):
        return np.zeros(0, dtype=np.int64)
    groups = _louvain(_neighbour_graph(matrix), len(matrix))
    for _ in range(_REFINEMENTS):
        groups = nearest(matrix, centroids(matrix, weights, groups))
        groups = _without_small(groups, weights)
    return groups


def centroids(matrix: Matrix, weights: NDArray[np.int64], groups: Groups) -> Matrix:
    """The middle of each group, at unit length, in the order of their numbers."""
    count = int(groups.max(initial=NOWHERE)) + 1
    middles = np.zeros((count, matrix.shape[1]), dtype=np.float32)
    inside = groups != NOWHERE
    np.add.at(middles, groups[inside], matrix[inside] * weights[inside, None].astype(np.float32))
    return unit(middles)


def nearest(matrix: Matrix, middles: Matrix) -> Groups:
    """The number of the middle each row is nearest to, NOWHERE where none is near.

    How near it has to be gives way, down to a floor, while it leaves too many out: long replies are
    never as close to each other as short ones.
    """
    if not len(middles):
        return np.full(len(matrix), NOWHERE, dtype=np.int64)
    closeness = matrix @ middles.T
    closest = closeness.max(axis=1)
    least = next((one for one in _BELONGS if (closest < one).mean() <= _MOST_LEFT_OUT), _BELONGS[-1])
    return np.where(closest >= least, closeness.argmax(axis=1), NOWHERE).astype(np.int64)


def _neighbour_graph(matrix: Matrix) -> nx.Graph:
    """Each row with up to 16 rows most like it; an edge weighs what share of their neighbours is common."""
    near = [set(row) for row in _neighbours(matrix)]
    graph = nx.Graph()
    graph.add_nodes_from(range(len(matrix)))
    for one, others in enumerate(near):
        for other in sorted(others - {one}):
            if other > one or one not in near[other]:
                common = len(others & near[other])
                graph.add_edge(one, other, weight=common / (len(others) + len(near[other]) - common))
    return graph


def _neighbours(matrix: Matrix) -> list[list[int]]:
    found: list[list[int]] = []
    most = min(_NEIGHBOURS + 1, len(matrix))
    for start in range(0, len(matrix), _SLICE):
        alike = matrix[start : start + _SLICE] @ matrix.T
        # Of equally near rows the first wins: rounded, so that the last bit of a sum decides nothing.
        ranked = np.argsort(-np.round(alike, 4), axis=1, kind="stable")[:, :most]
        for row, order in zip(alike, ranked, strict=True):
            found.append([int(place) for place in order if row[place] > _ALIKE])
    return [sorted({place, *near}) for place, near in enumerate(found)]


def _louvain(graph: nx.Graph, count: int) -> Groups:
    groups = np.full(count, NOWHERE, dtype=np.int64)
    if graph.number_of_edges():
        for number, members in enumerate(nx.community.louvain_communities(graph, seed=_SEED)):
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
