"""From how many people groups of opinion are found, with three or five verdicts of each: made-up conversations.

`python -m benchmarks.polis [--json] [--times N]`. In each, people of known groups come one after another, are
put statements by the real routing, and judge them as their group does: half of the statements divide the groups
(85 against 15 in a hundred agree), half are liked or disliked by all alike; one verdict in eight is a pass. Where
there is one group only, nothing divides anybody. The adjusted Rand index says how well the groups found are those
that were made: 0 by chance, 1 exactly.
"""

import random
import statistics
from collections import Counter
from dataclasses import dataclass, replace
from itertools import product
from math import comb, log
from time import perf_counter
from typing import Any

from benchmarks.figures import Figure, arguments, machine, tell, to_json
from surveys.core.polis import LEAST, Said, Statement, Verdict, has_room, offer
from surveys.insight.polis import FEWEST_VOTES, Votes, groups_in

SEED, TIMES = 5, 12
PEOPLE = (60, 100, 150, 200, 300, 500, 1000)
_PASS, _DIVIDED = 0.125, 0.5
#: Groups, verdicts of each, people.
_LOOKED_AT: tuple[float, float, float] = (2, 5, 200)
_CODES = {Verdict.AGREE: 1, Verdict.DISAGREE: -1, Verdict.PASSED: 0}


@dataclass(frozen=True, slots=True)
class Conversation:
    """Verdicts (person, statement, 1, 0 or -1), everybody's group, how likely each group agrees with each statement."""

    votes: list[tuple[int, int, int]]
    group: list[int]
    odds: tuple[tuple[float, ...], ...]
    divides: tuple[bool, ...]

    @property
    def statements(self) -> int:
        """How many there are."""
        return len(self.odds)


def conversation(people: int, groups: int, most: int, seed: int, says: float = 0.8) -> Conversation:
    """People of `groups` equal groups, each asked about at most `most` statements of those said before.

    `says` is the share of people whose reply could be put to others.
    """
    chance = random.Random(seed)
    group = [chance.randrange(groups) for _ in range(people)]
    pool: list[Statement] = []
    odds: list[tuple[float, ...]] = []
    divides: list[bool] = []
    votes: list[tuple[int, int, int]] = []
    for me in range(people):
        said = Said(tuple(pool) if len(pool) >= LEAST else (), (), most)
        while (put := offer(said, me)) is not None:
            agrees = chance.random() < odds[put.statement][group[me]]
            verdict = Verdict.AGREE if agrees else Verdict.DISAGREE
            verdict = Verdict.PASSED if chance.random() < _PASS else verdict
            said = said.judged(put.statement, verdict)
            votes.append((me, put.statement, _CODES[verdict]))
            one = pool[put.statement]
            pool[put.statement] = replace(
                one,
                agreed=one.agreed + (verdict is Verdict.AGREE),
                disagreed=one.disagreed + (verdict is Verdict.DISAGREE),
                passed=one.passed + (verdict is Verdict.PASSED),
            )
        if chance.random() < says and has_room(len(pool), len(votes)):
            pool.append(Statement(len(pool), me, ""))
            divided = groups > 1 and chance.random() < _DIVIDED
            likers = set(chance.sample(range(groups), chance.randint(1, groups - 1))) if divided else set()
            alike = chance.choice((0.8, 0.65, 0.35))
            divides.append(divided)
            odds.append(
                tuple((0.85 if one in likers else 0.15) if divided else alike for one in range(groups))
            )
    return Conversation(votes, group, tuple(odds), tuple(divides))


def rand_index(one: list[int], other: list[int]) -> float:
    """How alike two ways of grouping the same people are: Hubert and Arabie's adjusted Rand index (1985)."""
    pairs = sum(comb(many, 2) for many in Counter(zip(one, other, strict=True)).values())
    here, there = (sum(comb(many, 2) for many in Counter(way).values()) for way in (one, other))
    expected = here * there / comb(len(one), 2)
    highest = (here + there) / 2
    return 1.0 if highest == expected else (pairs - expected) / (highest - expected)


def found(talk: Conversation) -> float | None:
    """How well the groups found are those there are; None where none were found."""
    votes, placed = Votes.of(talk.votes, talk.statements)
    groups = groups_in(votes)
    if groups is None:
        return None
    of = {place: at for at, members in enumerate(groups.members) for place in members}
    return rand_index([of[place] for place in range(len(placed))], [talk.group[one] for one in placed])


def best_possible(talk: Conversation) -> float:
    """The index of whoever knew how each group judges each statement, and sorted people by that alone."""
    likely = []
    for person in range(len(talk.group)):
        given = [(on, value) for who, on, value in talk.votes if who == person]
        if len(given) < FEWEST_VOTES:
            continue
        odds = [
            sum(
                log(talk.odds[on][group] if value > 0 else 1 - talk.odds[on][group])
                for on, value in given
                if value
            )
            for group in range(len(talk.odds[0]))
        ]
        likely.append((talk.group[person], odds.index(max(odds))))
    return rand_index([one for one, _ in likely], [other for _, other in likely])


def measured(times: int) -> list[dict[str, float]]:
    """One row for each number of groups, verdicts of each and people."""
    rows = []
    for groups, most, people in product((1, 2, 3), (3, 5), PEOPLE):
        talks = [conversation(people, groups, most, SEED * 1000 + seed) for seed in range(times)]
        scores = [score for talk in talks if (score := found(talk)) is not None]
        rows.append(
            {
                "groups": groups,
                "verdicts_each": most,
                "people": people,
                "statements": round(statistics.fmean(talk.statements for talk in talks)),
                "found": round(len(scores) / times, 2),
                "rand_index": round(statistics.fmean(scores), 2) if scores else 0.0,
                "best_possible": round(statistics.fmean(map(best_possible, talks)), 2) if groups > 1 else 0.0,
            }
        )
    return rows


def _seconds() -> float:
    talk = conversation(10_000, 2, 5, SEED)
    began = perf_counter()
    votes, _ = Votes.of(talk.votes, talk.statements)
    groups_in(votes)
    return perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__)
    parser.add_argument("--times", type=int, default=TIMES, help="conversations of each sort")
    given = parser.parse_args()
    rows = measured(given.times)
    alone = statistics.fmean(row["found"] for row in rows if row["groups"] == 1)
    two = {(row["groups"], row["verdicts_each"], row["people"]): row for row in rows}[_LOOKED_AT]
    figures = [
        Figure("groups found where there are none, of all tries", round(alone, 3), "", 0.02, at_most=True),
        Figure("two groups found, 5 verdicts each of 200 people, of all tries", two["found"], "", 0.9),
        Figure("how well, of what is possible", round(two["rand_index"] / two["best_possible"], 2), "", 0.75),
        Figure("groups among 10,000 people", round(_seconds(), 2), "s", 2.0, at_most=True),
    ]
    report: dict[str, Any] = {"figures": to_json(figures), "conversations": rows, **machine()}
    tell(report, as_json=given.json)


if __name__ == "__main__":
    main()
