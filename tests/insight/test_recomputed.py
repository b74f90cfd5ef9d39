"""Every figure of a summary, worked out again from the workbook alone.

Only openpyxl reads the file and only Python's standard library counts: what is compared with the summary owes nothing to its code.
"""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import permutations
from statistics import NormalDist, fmean, median, quantiles, variance
from typing import Any

import pytest

from surveys.core.exports import Format
from surveys.core.invitation import InvitationState
from surveys.core.questions import Question
from surveys.core.results import Invited, RoundData
from surveys.core.values import Counted, Judged, Picked, Ranked, Rated, Value
from surveys.core.waves import Wave, tally
from surveys.insight.breakdowns import Amounts, Options, Order, Points, Score
from surveys.insight.numbers import Numbers, count
from surveys.insight.report import build
from surveys.insight.waves import Figure
from tests.insight.exported import Rows, made, sheets
from tests.insight.rounds import FORMATS, OPENED, SURVEY, round_of

S = InvitationState
ASKED = ("sending", "sent", "started", "completed", "partial", "expired", "refused", "broke_off", "unreachable", "failed")  # fmt: skip
REACHED = ("sent", "started", "completed", "partial", "expired", "refused", "broke_off")
ANSWERED = ("started", "completed", "partial", "broke_off")
PEOPLE = 90


def answers_of(source: random.Random, *, mood: float, long: float) -> dict[str, Value]:
    """What somebody answers in a wave in which the mood is so good and so many want long videos."""
    orders = list(permutations([option.id for option in FORMATS]))
    given: dict[str, Value] = {
        "watching": Picked(("yes" if source.random() < 0.8 else "no",)),
        "mood": Rated(min(5, max(1, round(source.gauss(mood, 0.9))))),
        "format": Picked(("long" if source.random() < long else source.choice(["short", "live"]),)),
        "formats": Picked(tuple(one for one in ("long", "short", "live") if source.random() < 0.6) or ("live",)),
        "recommend": Rated(source.choice([3, 6, 7, 8, 9, 9, 10] if mood > 3 else [0, 3, 5, 6, 7, 8, 9])),
        "hours": Counted(Decimal(source.randrange(0, 80)) / 4),
        "order": Ranked(source.choice([orders[0], orders[0], *orders])[: source.choice([1, 2, 3, 3])]),
        "think": Judged(tuple((one.id, source.choice(["agree", "agree", "disagree", "pass"])) for one in FORMATS)),
    }  # fmt: skip
    return given


def a_round() -> RoundData:
    """Ninety people of all sorts, among whom newcomers are loud, after three waves in which the mood was worse."""
    source = random.Random(11)
    invited = []
    for person in range(1, PEOPLE + 1):
        new = person <= 25
        joined = OPENED - timedelta(days=source.choice([3, 20] if new else [60, 100, 300, 900]))
        asked_before = 0 if new else source.randrange(1, 6)
        replies = source.random() < (0.92 if new else 0.3)
        state = source.choice([S.COMPLETED, S.COMPLETED, S.COMPLETED, S.PARTIAL, S.BROKE_OFF]) if replies else source.choice(
            [S.EXPIRED, S.EXPIRED, S.EXPIRED, S.REFUSED, S.UNREACHABLE, S.FAILED, S.HELD_BACK]
        )  # fmt: skip
        given = answers_of(source, mood=4.2, long=0.9) if replies else {}
        if state in {S.PARTIAL, S.BROKE_OFF}:
            given = dict(list(given.items())[: source.randrange(1, 5)])
        sent = OPENED + timedelta(seconds=person)
        started = sent + timedelta(seconds=source.randrange(20, 90_000)) if replies else None
        invited.append(
            Invited(
                person,
                state,
                sent_at=None if state is S.HELD_BACK else sent,
                started_at=started,
                answers=given,
                joined_at=joined,
                asked_before=asked_before,
                answered_before=source.randrange(0, asked_before + 1),
            )
        )
    waves = []
    for number, (mood, long) in enumerate(((2.6, 0.3), (2.9, 0.2), (3.0, 0.2))):
        people = [answers_of(source, mood=mood, long=long) for _ in range(60)]
        tallies = {
            question.id: counted
            for question in SURVEY.questions
            if (counted := tally(question, [(one[question.id], 1) for one in people if question.id in one]))
            and counted.of
        }
        opened = OPENED - timedelta(days=30 * (3 - number))
        waves.append(Wave(number, opened, 120, 60, tallies, "2026-08-01" if number == 0 else None))
    data = round_of(invited)
    return RoundData(
        data.community, data.number, data.survey, data.opened_at, data.closed_at, data.invited, earlier=tuple(waves)
    )  # fmt: skip


@dataclass
class Book:
    """The workbook as rows, and what it says of a question."""

    sheets: Mapping[str, Rows]

    def column(self, kind: str, heading: str) -> list[Any]:
        return [row[heading] for row in self.sheets[kind] if row[heading] is not None]

    def states(self) -> Counter[str]:
        return Counter(row["State"] for row in self.sheets["Respondents"])

    def fact(self, what: str) -> Any:
        return next(row["Value"] for row in self.sheets["About"] if row["What"] == what)

    def options(self, question: str) -> list[str]:
        return [
            row["Option"] for row in self.sheets["Codebook"] if row["Question"] == question and row["Option"]
        ]

    def last_wave(self) -> int:
        return int(max((row["Opened at"], row["Round"]) for row in self.sheets["Waves"])[1])

    def before(self, question: str, wave: int) -> dict[str, tuple[int, int]]:
        """How many gave each answer in that wave, of how many."""
        return {
            str(row["Answer"]): (row["Count"], row["Of"])
            for row in self.sheets["Waves"]
            if row["Round"] == wave and row["Question"] == question
        }


DATA = a_round()
BOOK = Book(sheets(made(DATA, Format.XLSX)))
FOUND: Numbers = count(DATA)
TEXT = "\n".join(section.text for section in build(DATA).sections)


def breakdown(question: str) -> Any:
    return next(one.breakdown for one in FOUND.questions if one.question.id == question)


def wilson(k: int, n: int) -> tuple[float, float]:
    z = NormalDist().inv_cdf(0.975)
    centre, spread = (k + z * z / 2) / (n + z * z), z / (n + z * z) * math.sqrt(k * (n - k) / n + z * z / 4)
    return centre - spread, centre + spread


def t_quantile(freedom: float) -> float:
    """By summing up Student's density until 97.5 % lie below."""
    return _solve(lambda t: _t_tail(t, freedom) - 0.05)


def _t_tail(t: float, freedom: float) -> float:
    """Both tails, by Simpson's rule over the angle whose tangent is t / sqrt(freedom)."""
    steps = 4000
    start, end = math.atan(abs(t) / math.sqrt(freedom)), math.pi / 2
    width = (end - start) / steps
    heights = [math.pow(max(0.0, math.cos(start + i * width)), freedom - 1) for i in range(steps + 1)]
    area = width / 3 * sum(h * (1 if i in {0, steps} else 4 if i % 2 else 2) for i, h in enumerate(heights))
    log_scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - 0.5 * math.log(math.pi)
    return 2 * area * math.exp(log_scale)


def _solve(function: Callable[[float], float]) -> float:
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return low


def test_the_way_from_asked_to_completed() -> None:
    states = BOOK.states()
    asked, reached, started = (sum(states[one] for one in some) for some in (ASKED, REACHED, ANSWERED))
    funnel = FOUND.funnel
    assert (asked, reached, started, states["completed"]) == (
        funnel.asked, funnel.reached, funnel.started, funnel.completed,
    )  # fmt: skip
    assert (BOOK.fact("Asked"), BOOK.fact("Reached"), BOOK.fact("Started")) == (asked, reached, started)
    assert f"**{started}** of {reached} who were reached answered ({round(100 * started / reached)}%)" in TEXT
    assert funnel.response.interval == pytest.approx(wilson(started, reached))


def test_how_long_replies_took() -> None:
    waits = BOOK.column("Respondents", "Seconds to first reply")
    first, middle, third = quantiles(waits, n=4, method="inclusive")
    assert FOUND.first_reply_seconds == median(waits) == middle
    assert FOUND.first_reply_quartiles == (first, third)
    assert BOOK.fact("Three quarters of first replies within seconds") == round(third)


def test_shares() -> None:
    for question, kind in (("format", "choice"), ("formats", "multiple_choice"), ("watching", "yes_no")):
        found = breakdown(question)
        assert isinstance(found, Options)
        for row in found.rows:
            given = BOOK.column(kind, f"{question}:{row.token}")
            assert (row.share.count, row.share.of) == (sum(given), len(given))
            assert row.share.interval == pytest.approx(wilson(sum(given), len(given)))


def test_means_and_medians_with_their_intervals() -> None:
    for question, kind in (("mood", "scale"), ("hours", "number")):
        given, found = BOOK.column(kind, question), breakdown(question)
        assert isinstance(found, Points | Amounts)
        assert found.mean == pytest.approx(fmean(given))
        assert found.median == median(given)
        side = t_quantile(len(given) - 1) * math.sqrt(variance(given) / len(given))
        assert found.interval == pytest.approx((fmean(given) - side, fmean(given) + side), abs=1e-6)


def test_the_net_promoter_score() -> None:
    given, found = BOOK.column("nps", "recommend"), breakdown("recommend")
    assert isinstance(found, Score)
    up, down = sum(one >= 9 for one in given), sum(one <= 6 for one in given)
    assert found.value == pytest.approx(100 * (up - down) / len(given))
    n = len(given) + 3
    p, q = (up + 0.75) / n, (down + 0.75) / n
    side = 1.959964 * math.sqrt((p + q - (p - q) ** 2) / n)
    assert found.interval == pytest.approx((100 * (p - q - side), 100 * (p - q + side)), abs=1e-4)


def test_the_order_of_a_ranking() -> None:
    options, found = BOOK.options("order"), breakdown("order")
    assert isinstance(found, Order)
    ballots = [
        {one: row[f"order:{one}"] for one in options} for row in BOOK.sheets["ranking"] if row["order"] is not None
    ]  # fmt: skip
    last = len(options) + 1
    prefer = {
        (a, b): sum((one[a] or last) < (one[b] or last) for one in ballots) for a in options for b in options
    }

    def strength(a: str, b: str) -> int:
        """The strongest way from one to the other, by trying all."""
        others = [one for one in options if one not in {a, b}]
        ways = [way for length in range(len(others) + 1) for way in permutations(others, length)]
        links = [list(zip((a, *way), (*way, b), strict=True)) for way in ways]
        return max(min(prefer[x, y] if prefer[x, y] > prefer[y, x] else 0 for x, y in way) for way in links)

    beaten = {a: sum(strength(b, a) > strength(a, b) for b in options if b != a) for a in options}
    place = {a: 1 + sum(beaten[b] < beaten[a] for b in options) for a in options}
    assert {one.token: one.place for one in found.places} == place
    for one in found.places:
        assert one.first.count == sum(ballot[one.token] == 1 for ballot in ballots)
        wins = all(prefer[one.token, b] > prefer[b, one.token] for b in options if b != one.token)
        assert one.wins == wins
        ranked = [sum(bool(value) for value in ballot.values()) for ballot in ballots]
        places = [
            ballot[one.token] or (many + last) / 2 for ballot, many in zip(ballots, ranked, strict=True)
        ]
        assert one.mean == pytest.approx(fmean(places))


def test_where_people_left() -> None:
    """The way of each respondent by the codebook's jumps, and how far along it they came."""
    book = [row for row in BOOK.sheets["Codebook"] if row["Option"] is None]
    order = [row["Question"] for row in book]
    jumps = {
        row["Question"]: [
            (part.split(" → ")[0].split(", "), part.split(" → ")[1]) for part in (row["Jumps"] or "").split("; ") if part
        ]
        for row in book
    }  # fmt: skip
    given: dict[int, dict[str, str]] = defaultdict(dict)
    for row in BOOK.sheets["Answers"]:
        given[row["Respondent"]][row["Question"]] = str(row["Value"])
    faced: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for row in BOOK.sheets["Respondents"]:
        if row["State"] not in ANSWERED:
            continue
        mine, way, here = given[row["Respondent"]], [], order[0]
        while here is not None:
            way.append(here)
            onward = order[order.index(here) + 1 :][:1]
            leap = next((to for when, to in jumps[here] if mine.get(here) in when), None)
            here = leap or (onward[0] if onward else None)
        if row["State"] != "completed":
            reached = max((way.index(one) for one in mine if one in way), default=-1)
            way = way[: reached + 2]
            if way[-1] not in mine:
                left[way[-1]] += 1
        faced.update({*way, *mine})
    for row in BOOK.sheets["Counts"]:
        assert (row["Put to"], row["Left at it"]) == (faced[row["Question"]], left[row["Question"]])
    assert {one.question.id: one.stopped for one in FOUND.questions if one.stopped} == dict(left)


def test_what_changed_since_the_last_wave() -> None:
    again = dict(_comparisons(BOOK))
    assert set(again) == {(one.question, one.token) for one in FOUND.compared}
    ordered = sorted(again, key=lambda one: again[one][2])
    adjusted, largest = {}, 0.0
    for rank, one in enumerate(ordered):
        largest = max(largest, min(1.0, (len(ordered) - rank) * again[one][2]))
        adjusted[one] = largest
    for change in FOUND.compared:
        which = (change.question, change.token)
        before, now, _ = again[which]
        assert [change.before, change.now] == pytest.approx([before, now])
        assert change.p == pytest.approx(adjusted[which], rel=1e-6, abs=1e-12)
    real = {one for one, p in adjusted.items() if p <= 0.05}
    assert {(one.question, one.token) for one in FOUND.changed} == real
    assert {("mood", None), ("format", "long")} <= real, "the made-up round has changes to find"
    assert ("hours", None) not in real
    before, now, _ = again["mood", None]
    then, today = (f"{one:.1f}".removesuffix(".0") for one in (before, now))
    assert f"{then} on average then, {today} now ({now - before:+.1f})" in TEXT
    assert f"{now - before:+.1f} since October" in TEXT


def _comparisons(book: Book) -> Iterable[tuple[tuple[str | None, str | None], tuple[float, float, float]]]:
    """Question and token, and the figure before and now with its own p-value."""
    last = book.last_wave()
    states = book.states()
    (response,) = [row for row in book.sheets["Waves"] if row["Round"] == last and row["Kind"] == "response"]
    now = sum(states[one] for one in ANSWERED), sum(states[one] for one in REACHED)
    yield (None, None), _two_shares((response["Count"], response["Of"]), now)
    for question in ("watching", "format", "formats", "order", "cover"):
        before = book.before(question, last)
        kind = next(row["Kind"] for row in book.sheets["Codebook"] if row["Question"] == question)
        for token in list(before)[: 1 if kind == "yes_no" else None]:
            column = [
                row[f"{question}:{token}"] for row in book.sheets.get(kind, ()) if row[question] is not None
            ]
            count = sum(value == 1 for value in column)
            yield (question, token), _two_shares(before[token], (count, len(column)))
    for statement in (option.id for option in FORMATS):
        column = book.column("agree", f"think:{statement}")
        before = book.before("think", last)
        yield (
            ("think", statement),
            _two_shares(before[f"{statement}:agree"], (column.count("agree"), len(column))),
        )
    for question, kind in (("mood", "scale"), ("hours", "number"), ("recommend", "nps")):
        then = [float(one) for one, (number, _) in book.before(question, last).items() for _ in range(number)]
        given = [float(one) for one in book.column(kind, question)]
        if kind == "nps":
            then, given = ([100.0 * ((one >= 9) - (one <= 6)) for one in some] for some in (then, given))
        yield (question, None), _two_means(then, given)


def _two_shares(before: tuple[int, int], now: tuple[int, int]) -> tuple[float, float, float]:
    (a, m), (b, n) = before, now
    c, d, total = m - a, n - b, m + n
    if not (a + b) or not (c + d):
        return a / m, b / n, 1.0
    square = (a * d - b * c) ** 2 * (total - 1) / (m * n * (a + b) * (c + d))
    return a / m, b / n, math.erfc(math.sqrt(square / 2))


def _two_means(before: list[float], now: list[float]) -> tuple[float, float, float]:
    a, b = variance(before) / len(before), variance(now) / len(now)
    freedom = (a + b) ** 2 / (a * a / (len(before) - 1) + b * b / (len(now) - 1))
    t = (fmean(now) - fmean(before)) / math.sqrt(a + b)
    return fmean(before), fmean(now), _t_tail(t, freedom)


def test_how_the_figures_went_over_the_waves() -> None:
    (mood,) = [one for one in FOUND.trends if one.question == "mood"]
    assert mood.figure is Figure.MEAN
    waves = sorted({(row["Opened at"], row["Round"]) for row in BOOK.sheets["Waves"]})
    means = []
    for _, wave in waves:
        before = BOOK.before("mood", wave)
        means.append(sum(int(one) * number for one, (number, _) in before.items()) / before["1"][1])
    means.append(fmean(BOOK.column("scale", "mood")))
    assert [one.value for one in mood.points] == pytest.approx(means)


def test_who_answered() -> None:
    found = {(one.by.value, group.label): group for one in FOUND.who.groupings for group in one.groups}
    counted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in BOOK.sheets["Respondents"]:
        if row["State"] in ASKED:
            for by in ("Tenure", "Activity"):
                counted[by, row[by]][0] += 1
                counted[by, row[by]][1] += row["State"] in ANSWERED
    assert {which: (one.response.of, one.response.count) for which, one in found.items()} == {
        which: tuple(numbers) for which, numbers in counted.items()
    }
    assert {
        (row["By"], row["Group"]): [row["Asked"], row["Answered"]] for row in BOOK.sheets["Groups"]
    } == dict(counted)
    loud = FOUND.who.loud
    assert loud is not None
    asked, answered = counted["Tenure", "joined in the last 30 days"]
    everybody = [numbers for (by, _), numbers in counted.items() if by == "Tenure"]
    replies = answered / sum(one[1] for one in everybody)
    share = asked / sum(one[0] for one in everybody)
    assert [loud.replies.value, loud.asked.value] == pytest.approx([replies, share])
    assert f"{round(100 * replies)}% of the replies come from {round(100 * share)}% of those asked." in TEXT


def test_the_round_is_as_the_other_tests_need_it() -> None:
    """At least five in each wave and group, and every kind that is compared."""
    kinds: set[str] = {question.kind for question in _compared()}
    assert kinds == {"yes_no", "scale", "choice", "multiple_choice", "nps", "number", "ranking", "agree"}


def _compared() -> list[Question]:
    wanted = {one.question for one in FOUND.compared}
    return [one for one in SURVEY.questions if one.id in wanted]
