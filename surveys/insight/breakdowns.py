"""What the answers to one question come to. Which breakdown a question gets follows from its kind."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, median, quantiles
from typing import Final, TypeAlias, assert_never

from surveys.core.language import ENGLISH
from surveys.core.questions import (
    Agree,
    Choice,
    Date,
    File,
    Idea,
    LongText,
    MultipleChoice,
    Nps,
    Number,
    PictureChoice,
    Question,
    Ranking,
    Scale,
    ShortText,
    YesNo,
)
from surveys.core.questions.agree import VERDICTS
from surveys.core.questions.file import KINDS, kind_of
from surveys.core.values import Counted, Dated, Judged, Picked, Ranked, Rated, Sent, Value, Withdrawn, Wrote
from surveys.insight import ranks
from surveys.insight.intervals import Moments, wilson
from surveys.insight.spans import Column, days, numbers

#: How many standard errors a 95 % interval reaches to each side.
_Z: Final = 1.959963984540054
#: From how many points on somebody promotes, and up to how many they detract.
PROMOTES, DETRACTS = 9, 6

#: A person's running number, and what they answered.
Given: TypeAlias = tuple[int, Value]


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, with the 95 % interval (Wilson) of what that says about everybody like them."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share, 0..1; 0 where there is nobody to take a share of."""
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Low and high end, each 0..1, with the share between them. Nobody asked: anything is possible."""
        return wilson(self.count, self.of)


def percent(share: Share) -> str:
    """Whole percents; 0 % and 100 % are said only where they are exact."""
    whole = round(100 * share.value)
    if 0 < share.count < share.of:
        whole = min(max(whole, 1), 99)
    return f"{whole}%"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that could be picked: its token and label, and who picked it, of those who answered."""

    token: str
    label: str
    share: Share


@dataclass(frozen=True, slots=True)
class Texts:
    """What was written, in the order of the people; `people` are their running numbers."""

    texts: tuple[str, ...]
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """How often each option was picked, in the survey's order, and what people wrote instead or besides."""

    rows: tuple[Row, ...]
    others: Texts


@dataclass(frozen=True, slots=True)
class Points:
    """How often each point was given, lowest first. `mean`, `median` and `moments` are None without an answer."""

    rows: tuple[Row, ...]
    low_label: str
    high_label: str
    mean: float | None
    median: float | None
    moments: Moments | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the mean, within the scale; None with one answer, or where all are the same."""
        found = self.moments.interval if self.moments else None
        if found is None:
            return None
        return max(found[0], float(self.rows[0].token)), min(found[1], float(self.rows[-1].token))


@dataclass(frozen=True, slots=True)
class Score:
    """How many would recommend it. Promoters gave 9 or 10, passives 7 or 8, detractors 6 or less."""

    promoters: Share
    passives: Share
    detractors: Share

    @property
    def value(self) -> float:
        """The net promoter score, -100..100: the promoters' percents less the detractors'."""
        return 100 * (self.promoters.value - self.detractors.value)

    @property
    def interval(self) -> tuple[float, float]:
        """The score's 95 % interval, within -100..100: Wald's, with three answers added, half of them passive.

        Unlike the plain one it doesn't shrink to nothing where all agree.
        """
        of = self.promoters.of + 3
        up, down = (self.promoters.count + 0.75) / of, (self.detractors.count + 0.75) / of
        reach = _Z * math.sqrt((up + down - (up - down) ** 2) / of)
        low, high = 100 * (up - down - reach), 100 * (up - down + reach)
        return max(-100.0, min(low, self.value)), min(100.0, max(high, self.value))


@dataclass(frozen=True, slots=True)
class Amounts:
    """Numbers: the middle half lies between the quartiles. All None without an answer."""

    columns: tuple[Column, ...]
    of: int
    unit: str | None
    mean: float | None
    median: float | None
    quartiles: tuple[float, float] | None
    moments: Moments | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the mean; None with one answer, or where all are the same."""
        return self.moments.interval if self.moments else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days, counted by day, month, year or decade, whichever shows them best; oldest first."""

    columns: tuple[Column, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Place:
    """An option's standing: its place in the order of all (1 is best; level ones share it), its mean place, who put it first.

    Whoever left it out put it, for the mean, halfway down the places they left open. `at` says how many put it in
    each place; the others left it out. `wins`: asked about it and any other, more people prefer it.
    """

    token: str
    label: str
    mean: float
    first: Share
    place: int = 1
    at: tuple[int, ...] = ()
    wins: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """Options in the order that agrees best with everybody's (`surveys.insight.ranks`), best first."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What people think of one statement; shares are of those who judged it."""

    label: str
    agree: Share
    disagree: Share
    passed: Share


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Statements in the survey's order."""

    rows: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """How many people sent which sort of file, how many files there are, and the words with them."""

    rows: tuple[Row, ...]
    files: int
    texts: Texts


Breakdown = Options | Points | Score | Amounts | Calendar | Order | Verdicts | Files | Texts


def break_down(question: Question, given: Sequence[Given]) -> Breakdown:
    """What `given`, answers to `question` that still have their content, come to."""
    values = [value for _, value in given]
    match question:
        case YesNo() | PictureChoice() | Choice() | MultipleChoice():
            wrote = [(who, one.other) for who, one in given if isinstance(one, Picked) and one.other]
            return Options(_rows(question, values), _texts(wrote))
        case Scale():
            points = [value.points for value in values if isinstance(value, Rated)]
            mean, middle = (fmean(points), float(median(points))) if points else (None, None)
            moments = Moments.of_values(points) if points else None
            return Points(
                _rows(question, values), question.low_label, question.high_label, mean, middle, moments
            )
        case Nps():
            return _score([value.points for value in values if isinstance(value, Rated)])
        case Number():
            return _amounts(question, [value.number for value in values if isinstance(value, Counted)])
        case Date():
            told = [value.day for value in values if isinstance(value, Dated)]
            return Calendar(days(told), len(told))
        case Ranking():
            return _order(question, [value.options for value in values if isinstance(value, Ranked)])
        case Agree():
            return _verdicts(
                question, [dict(value.verdicts) for value in values if isinstance(value, Judged)]
            )
        case File():
            return _files([(who, value) for who, value in given if isinstance(value, Sent)])
        case ShortText() | LongText() | Idea():
            return _texts([(who, value.text) for who, value in given if isinstance(value, Wrote)])
        case _:
            assert_never(question)


def in_words(question: Question, value: Value, separator: str) -> str:
    """An answer as a table cell has it: labels joined by `separator`, a number, a date, or the text as sent."""
    match value:
        case Picked(options, other):
            said = [*_labels(question, options), *([other] if other else [])]
            return separator.join(said) or question.gone(ENGLISH)
        case Ranked(options):
            return separator.join(_labels(question, options))
        case Rated(points):
            return str(points)
        case Wrote(text):
            return text
        case Counted(number):
            return f"{number:f}"
        case Dated(day):
            return day.isoformat()
        case Judged(verdicts):
            labels = _labels(question, [statement for statement, _ in verdicts])
            told = zip(labels, verdicts, strict=True)
            return separator.join(f"{label}: {verdict}" for label, (_, verdict) in told)
        case Sent(files, text):
            return separator.join([*(file.name for file in files), *([text] if text else [])])
        case Withdrawn():
            return question.gone(ENGLISH)
        case _:
            assert_never(value)


def _labels(question: Question, wanted: Iterable[str]) -> list[str]:
    options = question.statements if isinstance(question, Agree) else ()
    labels = {one.token: one.label for one in question.choices(ENGLISH)} | {
        one.id: one.label for one in options
    }
    return [labels.get(one, one) for one in wanted]


def _texts(wrote: Iterable[tuple[int, str]]) -> Texts:
    told = list(wrote)
    return Texts(tuple(text for _, text in told), tuple(who for who, _ in told))


def _rows(question: Question, values: Sequence[Value]) -> tuple[Row, ...]:
    picked = Counter(token for value in values for token in question.matches(value))
    return tuple(
        Row(one.token, one.label, Share(picked[one.token], len(values))) for one in question.choices(ENGLISH)
    )


def _score(points: Sequence[int]) -> Score:
    promoters = sum(one >= PROMOTES for one in points)
    detractors = sum(one <= DETRACTS for one in points)
    of = len(points)
    return Score(Share(promoters, of), Share(of - promoters - detractors, of), Share(detractors, of))


def _amounts(question: Number, given: Sequence[Decimal]) -> Amounts:
    told = [float(one) for one in given]
    if not told:
        return Amounts((), 0, question.unit, None, None, None)
    first, middle, third = quantiles(told, n=4, method="inclusive") if len(told) > 1 else told * 3
    return Amounts(
        numbers(given), len(told), question.unit, fmean(told), middle, (first, third), Moments.of_values(told)
    )


def _order(question: Ranking, given: Sequence[tuple[str, ...]]) -> Order:
    total = len(question.options)

    def place(option: str, order: tuple[str, ...]) -> float:
        return order.index(option) + 1 if option in order else (len(order) + 1 + total) / 2

    standings = ranks.order([option.id for option in question.options], given)
    places = []
    for option in question.options:
        at = Counter(order.index(option.id) for order in given if option.id in order)
        places.append(
            Place(
                option.id,
                option.label,
                fmean(place(option.id, order) for order in given) if given else 0.0,
                Share(at[0], len(given)),
                standings[option.id].place,
                tuple(at[one] for one in range(total)),
                standings[option.id].wins and bool(given),
            )
        )
    return Order(tuple(sorted(places, key=lambda one: (one.place, one.mean, -one.first.count))))


def _verdicts(question: Agree, given: Sequence[dict[str, str]]) -> Verdicts:
    rows = []
    for statement in question.statements:
        found = Counter(one[statement.id] for one in given if one.get(statement.id) in VERDICTS)
        agree, disagree, passed = (Share(found[verdict], found.total()) for verdict in VERDICTS)
        rows.append(Verdict(statement.label, agree, disagree, passed))
    return Verdicts(tuple(rows))


def _files(given: Sequence[tuple[int, Sent]]) -> Files:
    kinds = Counter(
        kind for _, sent in given for kind in {kind_of(file.content_type) for file in sent.files} if kind
    )
    rows = tuple(Row(kind, kind.capitalize(), Share(kinds[kind], len(given))) for kind in KINDS)
    texts = _texts((who, sent.text) for who, sent in given if sent.text.strip())
    return Files(rows, sum(len(sent.files) for _, sent in given), texts)
