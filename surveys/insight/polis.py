"""Groups of people who judge alike, from few verdicts of each: the steps of Polis, and checks that they are there.

The votes are a matrix of people and statements: agree 1, disagree -1, pass 0, most of it empty. What is used of
Polis, and what is added because here everybody judges so little, is said in docs/decisions/polis.md. Everything is
deterministic: chance is drawn from a fixed seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

#: Verdicts somebody must have given to be placed among the others.
FEWEST_VOTES: Final = 3
#: People placed, below which no groups are looked for (docs/figures.md says what is found from how many).
FEWEST_PEOPLE: Final = 60
#: The smallest group that is shown.
SMALLEST_GROUP: Final = 5
_PAIR: Final = 2
_MOST_GROUPS: Final = 5
#: How many times votes are dealt out anew to see what comes of chance, and how often that may look as ordered.
_DEALS: Final = 99
_CHANCE: Final = 0.01
_STARTS, _ROUNDS = 10, 50
#: People among whom chance is dealt, centres are sought and the fit is measured; more would only take longer.
_DEALT, _SOUGHT, _MEASURED = 2000, 2000, 600
_SEED: Final = 20210701

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes, one in each place of the three: by whom (from 0), on what (from 0), and 1, 0 or -1."""

    people: Ints
    statements: Ints
    values: Floats
    size: tuple[int, int]

    @classmethod
    def of(cls, votes: Sequence[tuple[int, int, int]], statements: int) -> tuple["Votes", list[int]]:
        """The votes of those who gave enough of them, and who they are, by their place."""
        times: dict[int, int] = {}
        for person, _, _ in votes:
            times[person] = times.get(person, 0) + 1
        placed = sorted(person for person, number in times.items() if number >= FEWEST_VOTES)
        place = {person: at for at, person in enumerate(placed)}
        kept = [(place[person], statement, value) for person, statement, value in votes if person in place]
        columns = np.array(kept, dtype=np.int64).reshape(-1, 3).T
        made = cls(columns[0], columns[1], columns[2].astype(np.float64), (len(placed), statements))
        return made, placed

    def some(self, most: int) -> "Votes":
        """The votes of at most so many people, taken evenly from all."""
        step = -(-self.size[0] // most)
        if step == 1:
            return self
        kept = self.people % step == 0
        return Votes(
            self.people[kept] // step,
            self.statements[kept],
            self.values[kept],
            (-(-self.size[0] // step), self.size[1]),
        )

    def centred(self, values: Floats) -> Floats:
        """`values` less the mean of their statement, so that an empty cell counts as the mean."""
        times = np.bincount(self.statements, minlength=self.size[1])
        sums = np.bincount(self.statements, weights=values, minlength=self.size[1])
        return values - (sums / np.maximum(times, 1))[self.statements]

    def likeness(self, centred: Floats) -> Floats:
        """How statements are judged alike by the same people: the matrix whose main directions are wanted."""
        whole = np.zeros(self.size)
        whole[self.people, self.statements] = centred
        alike: Floats = whole.T @ whole
        return alike

    def counted(self) -> Ints:
        """How many votes each person gave."""
        return np.bincount(self.people, minlength=self.size[0])


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups, the largest first. `members` are places of people; `judged` how each group judged each statement.

    `judged` is [group, statement, (agree, disagree, pass)]: each vote counts for the group that its author's
    other votes put them in, so that no vote is counted as evidence for itself.
    """

    members: tuple[tuple[int, ...], ...]
    judged: Ints


def groups_in(votes: Votes) -> Groups | None:
    """The groups among those who voted, or None: too few people, or no more order than chance brings."""
    if votes.size[0] < FEWEST_PEOPLE or votes.size[1] < FEWEST_VOTES:
        return None
    centred = votes.centred(votes.values)
    directions = _directions(votes, centred)
    if directions is None:
        return None
    points = _placed(votes, centred, directions)
    best: tuple[float, Floats, Ints] | None = None
    # Along one direction people lie more or less far to one side: that makes two groups, and no third.
    most = min(_MOST_GROUPS, _PAIR + votes.size[0] // 12) if directions.shape[1] == _PAIR else _PAIR
    for number in range(_PAIR, most + 1):
        centres = _centres(points[:: -(-len(points) // _SOUGHT)], number)
        group = _closest(points, centres)
        sizes = np.bincount(group, minlength=number)
        if sizes.min() < SMALLEST_GROUP:
            continue
        fit = _silhouette(points, group)
        if best is None or fit > best[0]:
            best = (fit, centres, group)
    if best is None:
        return None
    _, centres, group = best
    order = np.argsort(-np.bincount(group, minlength=len(centres)), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    group, centres = rank[group], centres[order]
    members = tuple(tuple(int(one) for one in np.flatnonzero(group == at)) for at in range(len(centres)))
    return Groups(members, _judged(votes, centred, directions, centres))


def _directions(votes: Votes, centred: Floats) -> Floats | None:
    """The one or two main directions of opinion, a column each; None where chance brings as much order.

    Horn's parallel analysis (1965), with the votes on each statement dealt out anew among those who judged it.
    """
    _, vectors = np.linalg.eigh(votes.likeness(centred))
    votes = votes.some(_DEALT)
    centred = votes.centred(votes.values)
    own = np.linalg.eigvalsh(votes.likeness(centred))[:-3:-1]
    dice = np.random.default_rng(_SEED)
    by_statement = np.argsort(votes.statements, kind="stable")
    as_ordered = np.zeros(_PAIR, dtype=np.int64)
    for _ in range(_DEALS):
        dealt = np.lexsort((dice.random(len(centred)), votes.statements))
        other = np.empty_like(centred)
        other[by_statement] = centred[dealt]
        as_ordered += np.linalg.eigvalsh(votes.likeness(other))[:-3:-1] >= own
        if (1 + as_ordered[0]) / (1 + _DEALS) > _CHANCE:
            return None
    beyond = (1 + as_ordered) / (1 + _DEALS) <= _CHANCE
    kept = _PAIR if beyond.all() else 1
    return np.ascontiguousarray(vectors[:, ::-1][:, :kept])


def _placed(votes: Votes, centred: Floats, directions: Floats) -> Floats:
    """Everybody's place: what they said along the directions, more for those who judged less, as Polis scales it."""
    sums = _along(votes, centred, directions)
    scale = np.sqrt(votes.size[1] / np.maximum(votes.counted(), 1))
    placed: Floats = sums * scale[:, None]
    return placed


def _along(votes: Votes, centred: Floats, directions: Floats) -> Floats:
    steps = centred[:, None] * directions[votes.statements]
    return np.stack([np.bincount(votes.people, weights=one, minlength=votes.size[0]) for one in steps.T], 1)


def _judged(votes: Votes, centred: Floats, directions: Floats, centres: Floats) -> Ints:
    """How each group judged each statement, everybody's group being told by their other votes."""
    steps = centred[:, None] * directions[votes.statements]
    others = _along(votes, centred, directions)[votes.people] - steps
    scale = np.sqrt(votes.size[1] / np.maximum(votes.counted()[votes.people] - 1, 1))
    group = _closest(others * scale[:, None], centres)
    kind = np.where(votes.values > 0, 0, np.where(votes.values < 0, 1, 2))
    counts = np.zeros((len(centres), votes.size[1], 3), dtype=np.int64)
    np.add.at(counts, (group, votes.statements, kind), 1)
    return counts


def _closest(points: Floats, centres: Floats) -> Ints:
    closest: Ints = np.argmin(((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2), axis=1)
    return closest


def _centres(points: Floats, number: int) -> Floats:
    """The centres that k-means finds, the best of several starts (k-means++)."""
    dice = np.random.default_rng((_SEED, number))
    best: tuple[float, Floats] | None = None
    for _ in range(_STARTS):
        centres = points[[int(dice.integers(len(points)))]]
        while len(centres) < number:
            away = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).min(axis=1)
            total = away.sum()
            chosen = (
                int(dice.choice(len(points), p=away / total)) if total else int(dice.integers(len(points)))
            )
            centres = np.vstack([centres, points[chosen]])
        for _ in range(_ROUNDS):
            group = _closest(points, centres)
            sizes = np.bincount(group, minlength=number)
            sums = np.stack([np.bincount(group, weights=axis, minlength=number) for axis in points.T], 1)
            moved = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centres)
            if np.allclose(moved, centres):
                break
            centres = moved
        group = _closest(points, centres)
        spread = float(((points - centres[group]) ** 2).sum())
        if best is None or spread < best[0]:
            best = (spread, centres)
    assert best is not None
    return best[1]


def _silhouette(points: Floats, group: Ints) -> float:
    """How much closer people are to their own group than to the next, -1..1 (Rousseeuw 1987)."""
    step = max(1, len(points) // _MEASURED)
    some, of = points[::step], group[::step]
    apart = np.sqrt(((some[:, None, :] - some[None, :, :]) ** 2).sum(axis=2))
    known, sizes = np.unique(of, return_counts=True)
    if len(known) < _PAIR:
        return -1.0
    means = np.stack([apart[:, of == one].sum(axis=1) for one in known], 1)
    own = np.searchsorted(known, of)
    rows = np.arange(len(some))
    inside = means[rows, own] / np.maximum(sizes[own] - 1, 1)
    outside = means / sizes
    outside[rows, own] = np.inf
    nearest = outside.min(axis=1)
    widest = np.maximum(inside, nearest)
    return float(
        np.where(
            (sizes[own] > 1) & (widest > 0), (nearest - inside) / np.where(widest > 0, widest, 1), 0
        ).mean()
    )
