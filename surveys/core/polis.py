"""What others said: which replies can be put to others, and which of them to whom.

The order follows the idea of Polis's comment routing (docs/decisions/polis.md): a vote goes to where it is
needed most. First everything is seen about equally often; from then on a statement comes the sooner, the less
is known about how many agree with it. Nothing is drawn by chance, so the same rows always say the same.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isqrt
from typing import Annotated, ClassVar, Final
from zlib import crc32

from annotated_types import Ge, Le

from surveys.core.text import clean, points_at_somebody

#: Nothing is shown to anybody before so many people have said something that can be shown.
LEAST: Final = 5
#: Characters of a statement.
SHORTEST, LONGEST = 12, 200
#: How often each statement is judged before any of them is preferred.
EVEN: Final = 5
#: Kinds of questions whose replies can be put to others.
SOURCES: Final = frozenset({"idea", "short_text", "long_text"})
#: The most statements that one person is asked about in a round.
MOST: Final = 5
# A round takes in so many statements, and as the root of its votes grows more, so many at most. Three votes each,
# spread over more, would tell nothing: hardly any two people would have judged the same two statements.
_FIRST, _ROOT_EACH, _MOST_TAKEN = 10, 3, 60


class Verdict(StrEnum):
    """What somebody thinks of a statement. Stored, so values never change."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASSED = "pass"


#: Verdicts by their number in custom ids, from 1.
VERDICTS: Final = tuple(Verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """Replies to one question are put to others who answer, after their own last answer."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    question: str
    most: Annotated[int, Ge(1), Le(MOST)] = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """Something somebody said that may be put to others. `author` is their invitation.

    The counts are how often it was judged so far.
    """

    id: int
    author: int
    text: str
    agreed: int = 0
    disagreed: int = 0
    passed: int = 0

    @property
    def seen(self) -> int:
        """How many judged it."""
        return self.agreed + self.disagreed + self.passed


@dataclass(frozen=True, slots=True)
class Said:
    """What others said in a round, for one person in it.

    `pool` are the statements of the round that may be shown, by age; `mine` are the person's verdicts, in the
    order in which they gave them; `most` is how many they are asked for.
    """

    pool: tuple[Statement, ...]
    mine: tuple[tuple[int, Verdict], ...]
    most: int

    def verdict(self, statement: int) -> Verdict | None:
        """What the person said of that statement."""
        return dict(self.mine).get(statement)

    def judged(self, statement: int, verdict: Verdict) -> "Said":
        """The same with that verdict: a new one is the last, a changed one stays in its place."""
        given = dict(self.mine) | {statement: verdict}
        return replace(self, mine=tuple(given.items()))


@dataclass(frozen=True, slots=True)
class Offer:
    """A statement put to somebody: the how manieth of how many; what they said of it before, if they did.

    `before` is the statement that came before it, to go back to.
    """

    statement: int
    text: str
    place: int
    total: int
    verdict: Verdict | None = None
    before: int | None = None


def statement_in(text: str) -> str | None:
    """`text` as a statement for others, on one line; None where it is too short or long, or points at somebody."""
    said = " ".join(clean(text).split())
    return said if SHORTEST <= len(said) <= LONGEST and not points_at_somebody(said) else None


def has_room(taken: int, votes: int) -> bool:
    """Whether a round with so many statements and votes on them takes in another statement."""
    return taken < min(_MOST_TAKEN, _FIRST + isqrt(votes) // _ROOT_EACH)


def shown(statements: Iterable[Statement], *, anonymous: bool) -> tuple[Statement, ...]:
    """Those of a round's statements that may be shown: none as long as they are very few.

    In an anonymous round they appear five at a time, so that nobody can tell from when one appears whose it is.
    """
    known = sorted(statements, key=lambda one: one.id)
    if len(known) < LEAST:
        return ()
    return tuple(known[: len(known) // LEAST * LEAST] if anonymous else known)


def offer(said: Said, me: int) -> Offer | None:
    """What to put next to the person whose invitation is `me`; None where there is nothing, or enough was."""
    if len(said.mine) >= said.most:
        return None
    left = route(said.pool, {statement for statement, _ in said.mine}, me)
    if not left:
        return None
    place, following = len(said.mine) + 1, left[0]
    total = min(said.most, len(said.mine) + len(left))
    return Offer(following.id, following.text, place, total, before=_before(said, place))


def again(said: Said, statement: int) -> Offer | None:
    """A statement the person has judged, once more; None where it isn't shown any more."""
    order = [one for one, _ in said.mine]
    text = next((one.text for one in said.pool if one.id == statement), None)
    if statement not in order or text is None:
        return None
    place = order.index(statement) + 1
    verdict = said.verdict(statement)
    return Offer(statement, text, place, max(len(order), place), verdict, _before(said, place))


def may_judge(said: Said, statement: int, me: int) -> bool:
    """Whether the person can judge that statement: it is shown, not theirs, and not one more than they are asked for."""
    known = any(one.id == statement and one.author != me for one in said.pool)
    return known and (said.verdict(statement) is not None or len(said.mine) < said.most)


def route(pool: Iterable[Statement], judged: Collection[int], me: int) -> list[Statement]:
    """What the person whose invitation is `me` hasn't judged yet and didn't say themselves, the most needed first."""
    left = (one for one in pool if one.author != me and one.id not in judged)
    return sorted(left, key=lambda one: (*_rank(one), crc32(f"{one.id}:{me}".encode()), one.id))


def need(statement: Statement) -> float:
    """How much one more vote would tell: how unsure the share that agrees still is, above 0.

    The variance of that share after the votes so far, from no opinion at all (a Beta distribution), times the
    share that says anything but pass.
    """
    agreed, disagreed = statement.agreed + 1, statement.disagreed + 1
    voted = agreed + disagreed
    variance = agreed * disagreed / (voted * voted * (voted + 1))
    return variance * (1 - (statement.passed + 1) / (statement.seen + 2))


def _rank(statement: Statement) -> tuple[int, float]:
    """Smallest first: those seen least as long as they are new, then those with the most need."""
    return (statement.seen, 0.0) if statement.seen < EVEN else (EVEN, -need(statement))


def _before(said: Said, place: int) -> int | None:
    """The last statement before that place which is still shown."""
    known = {one.id for one in said.pool}
    return next((one for one, _ in reversed(said.mine[: place - 1]) if one in known), None)
