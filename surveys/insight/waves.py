"""What changed since the same survey was asked before, and how its figures went from wave to wave.

Everything here is counted from tallies: those of earlier rounds as they were brought in, and this round's own, made the
same way. A question is compared where its id and kind are the same and the same could be answered.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from surveys.core.invitation import ANSWERED, REACHED
from surveys.core.language import ENGLISH
from surveys.core.questions import Agree, Question, Scale
from surveys.core.questions.agree import AGREE, VERDICTS
from surveys.core.results import RoundData
from surveys.core.waves import Tally, Wave, comparable, tally
from surveys.insight.breakdowns import DETRACTS, PROMOTES, Score, Share
from surveys.insight.intervals import Moments, wilson
from surveys.insight.lines import LEAST
from surveys.insight.significance import LEVEL, holm, means, shares

#: From so many waves on there is a line to draw.
_TREND: Final = 3


class Figure(Enum):
    """What is compared: a share (0..1), the mean of points or numbers, or a net promoter score (-100..100)."""

    RESPONSE = "response"
    SHARE = "share"
    MEAN = "mean"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Since:
    """An earlier wave, as it is named: the round's number, and when it opened."""

    number: int
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One figure, in the last wave that has it and now.

    `question` is its id, None for the response. `token` and `label` say whose share it is: an option's, a statement's (who
    agrees), or in a ranking whose first places. `p` is adjusted for all comparisons of the summary (Holm).
    """

    question: str | None
    figure: Figure
    token: str | None
    label: str | None
    since: Since
    before: float
    now: float
    p: float

    @property
    def value(self) -> float:
        """How much more it is now."""
        return self.now - self.before

    @property
    def is_real(self) -> bool:
        """Whether chance is an unlikely reason."""
        return self.p <= LEVEL


@dataclass(frozen=True, slots=True)
class Point:
    """A figure in one wave, and its 95 % interval. `number` is the round's."""

    number: int
    opened_at: datetime
    of: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Trend:
    """How a question's figure went over at least three waves, oldest first, this one last.

    A share is that of the option which most picked this time (`token` and `label`), and of "yes" in a yes/no question.
    """

    question: str
    figure: Figure
    token: str | None
    label: str | None
    points: tuple[Point, ...]


def own_tally(data: RoundData, question: Question) -> Tally | None:
    """This round's tally of `question`; None for words, days and files."""
    given = (one.answers[question.id] for one in data.invited if question.id in one.answers)
    return tally(question, ((value, 1) for value in given))


def changes(data: RoundData) -> tuple[Change, ...]:
    """Everything that can be compared with an earlier wave, in the survey's order; nothing while the round is open.

    Whoever looks often enough sees a change that isn't there; so there is one look, at the end. Each question is
    compared with the last wave that has at least five answers to it. With fewer than five now, nothing is compared.
    """
    if data.closed_at is None or not data.earlier:
        return ()
    found = [*_response(data, data.earlier[-1])]
    for question in data.survey.questions:
        now = own_tally(data, question)
        if now is None or now.of < LEAST:
            continue
        last = next((one for one in reversed(data.earlier) if _has(one, question, now)), None)
        if last is not None:
            since = Since(last.number, last.opened_at)
            found += _compared(question, since, last.tallies[question.id], now)
    adjusted = holm([one.p for one in found])
    return tuple(
        Change(one.question, one.figure, one.token, one.label, one.since, one.before, one.now, p)
        for one, p in zip(found, adjusted, strict=True)
    )


def trends(data: RoundData) -> tuple[Trend, ...]:
    """The figures that can be followed over three waves or more, in the survey's order; nothing while the round is open."""
    if data.closed_at is None:
        return ()
    return tuple(found for question in data.survey.questions if (found := _trend(data, question)))


def moments(counted: Tally) -> Moments | None:
    """Mean and variance of a tally of points or numbers, of a score's in its own unit; None for all others, or of nobody."""
    if counted.kind not in {"scale", "nps", "number"} or not counted.of:
        return None
    values = ((float(answer), number) for answer, number in counted.counts.items())
    if counted.kind == "nps":
        return Moments.of_counts((_promotes(value), number) for value, number in values)
    return Moments.of_counts(values)


def _promotes(points: float) -> float:
    return 100.0 if points >= PROMOTES else -100.0 if points <= DETRACTS else 0.0


def _has(wave: Wave, question: Question, now: Tally) -> bool:
    before = wave.tallies.get(question.id)
    return before is not None and before.of >= LEAST and comparable(before, now)


def _response(data: RoundData, last: Wave) -> Iterator[Change]:
    reached = sum(one.state in REACHED for one in data.invited)
    answered = sum(one.state in ANSWERED for one in data.invited)
    if min(reached, last.reached) >= LEAST:
        pair = (last.answered, last.reached), (answered, reached)
        yield Change(
            None, Figure.RESPONSE, None, None, Since(last.number, last.opened_at),
            pair[0][0] / pair[0][1], pair[1][0] / pair[1][1], shares(*pair),
        )  # fmt: skip


def _compared(question: Question, since: Since, before: Tally, now: Tally) -> Iterator[Change]:
    here, there = moments(before), moments(now)
    if here is not None and there is not None:
        figure = Figure.SCORE if now.kind == "nps" else Figure.MEAN
        yield Change(question.id, figure, None, None, since, here.mean, there.mean, means(here, there))
        return
    for token, label, key in _shares(question):
        pair = _share(before, key), _share(now, key)
        if min(of for _, of in pair) >= LEAST:
            first, second = (count / of for count, of in pair)
            yield Change(question.id, Figure.SHARE, token, label, since, first, second, shares(*pair))


def _shares(question: Question) -> Iterator[tuple[str, str, str]]:
    """Whose shares are compared: token, label, and the key in a tally."""
    if isinstance(question, Agree):
        yield from ((one.id, one.label, f"{one.id}:{AGREE}") for one in question.statements)
        return
    options = [(one.token, one.label, one.token) for one in question.choices(ENGLISH)]
    # The share of "no" says the same as that of "yes": once is enough.
    yield from options[:1] if question.kind == "yes_no" else options


def _share(counted: Tally, key: str) -> tuple[int, int]:
    """How many gave that answer, of how many."""
    statement, colon, _ = key.rpartition(":")
    if counted.kind == "agree" and colon:
        return counted.counts.get(key, 0), sum(
            counted.counts.get(f"{statement}:{one}", 0) for one in VERDICTS
        )
    return counted.counts.get(key, 0), counted.of


def _trend(data: RoundData, question: Question) -> Trend | None:
    now = own_tally(data, question)
    # Statements have no one figure to follow.
    if now is None or now.of < LEAST or question.kind == "agree":
        return None
    waves = [
        (one.number, one.opened_at, one.tallies[question.id])
        for one in data.earlier
        if _has(one, question, now)
    ]
    waves.append((data.number, data.opened_at, now))
    if len(waves) < _TREND:
        return None
    if moments(now) is not None:
        figure = Figure.SCORE if now.kind == "nps" else Figure.MEAN
        points = tuple(
            Point(number, at, counted.of, *_middle(question, counted)) for number, at, counted in waves
        )
        return Trend(question.id, figure, None, None, points)
    token, label, key = max(_shares(question), key=lambda one: now.counts.get(one[2], 0))
    return Trend(
        question.id, Figure.SHARE, token, label,
        tuple(
            Point(number, at, counted.of, _share(counted, key)[0] / counted.of, *wilson(*_share(counted, key)))
            for number, at, counted in waves
        ),
    )  # fmt: skip


def _middle(question: Question, counted: Tally) -> tuple[float, float, float]:
    """A mean or a score, and the ends of its interval."""
    if counted.kind == "nps":
        score = _score(counted)
        return (score.value, *score.interval)
    found = moments(counted)
    assert found is not None
    low, high = found.interval or (found.mean, found.mean)
    if isinstance(question, Scale):
        low, high = max(low, question.lowest), min(high, question.highest)
    return found.mean, low, high


def _score(counted: Tally) -> Score:
    sides = Counter({100.0: 0, 0.0: 0, -100.0: 0})
    for points, number in counted.counts.items():
        sides[_promotes(float(points))] += number
    return Score(*(Share(sides[side], counted.of) for side in (100.0, 0.0, -100.0)))
