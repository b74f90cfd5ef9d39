"""What a summary says about the time before, and what it keeps to itself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from surveys.core.questions import Number, Question, Scale
from surveys.core.results import Invited, RoundData
from surveys.core.survey import Survey
from surveys.core.values import Counted, Dated, Judged, Picked, Ranked, Rated, Value, Withdrawn, Wrote
from surveys.core.waves import Tally, Wave, comparable, tally
from surveys.core.wording import waves as wording
from surveys.insight import figures, waves_section
from surveys.insight.breakdowns import Share
from surveys.insight.charts import TrendChart
from surveys.insight.gallery import Gallery
from surveys.insight.numbers import count
from surveys.insight.waves import Change, Figure, Since
from tests.insight.rounds import OPENED, SURVEY, completed, round_of

MONTH = timedelta(days=30)


def asked(question: str) -> Question:
    found = SURVEY.question(question)
    assert found is not None
    return found


def wave(number: int, given: Mapping[str, Mapping[Value, int]], *, back: int = 1) -> Wave:
    """A wave `back` months ago in which the questions had these answers, each from so many people."""
    tallies = {
        name: counted
        for name, values in given.items()
        if (counted := tally(asked(name), values.items())) is not None
    }
    return Wave(number, OPENED - back * MONTH, 40, 20, tallies)


def now(*people: Invited, earlier: tuple[Wave, ...]) -> RoundData:
    return replace(round_of(people), earlier=earlier)


def moods(points: int, people: int) -> dict[str, dict[Value, int]]:
    """About so many points, with some spread."""
    return {"mood": {Rated(points): people - 2, Rated(points - 1): 1, Rated(points + 1): 1}}


def rated(*points: int) -> tuple[Invited, ...]:
    people = completed(len(points))
    return tuple(
        replace(one, answers={"mood": Rated(point)}) for one, point in zip(people, points, strict=True)
    )


# --- tallies -----------------------------------------------------------------------------------------


def test_a_tally_has_counts_and_no_words() -> None:
    given: list[tuple[Value, int]] = [
        (Picked(("long",)), 3), (Picked((), other="my own words"), 2), (Withdrawn(), 4),
    ]  # fmt: skip
    assert tally(asked("where"), given) == Tally(
        "choice", frozenset({"long", "short", "live", "other"}), 5, {"long": 3, "other": 2}
    )
    assert tally(asked("order"), [(Ranked(("live", "long")), 2)]) == Tally(
        "ranking", frozenset({"long", "short", "live"}), 2, {"live": 2}
    )
    judged = tally(asked("think"), [(Judged((("long", "agree"), ("short", "pass"))), 3)])
    assert judged is not None
    assert judged.counts == {"long:agree": 3, "short:pass": 3}
    hours = tally(asked("hours"), [(Counted(Decimal("2.50")), 1), (Counted(Decimal("2.5")), 1)])
    assert hours is not None
    assert hours.counts == {"2.5": 2}
    for name, value in (("idea", Wrote("secret")), ("day", Dated(OPENED.date()))):
        assert tally(asked(name), [(value, 9)]) is None


def test_a_question_is_compared_only_where_the_same_could_be_answered() -> None:
    mood = tally(asked("mood"), [])
    assert mood is not None
    longer = tally(Scale(id="mood", text="How?", highest=7, low_label="a", high_label="b"), [])
    reworded = tally(Scale(id="mood", text="And how was it?", low_label="a", high_label="b"), [])
    assert longer is not None
    assert reworded is not None
    assert not comparable(mood, longer)
    assert comparable(mood, reworded)
    hours, minutes = (tally(Number(id="n", text="?", unit=unit), []) for unit in ("hours", "minutes"))
    assert hours is not None
    assert minutes is not None
    assert not comparable(hours, minutes)


# --- changes ------------------------------------------------------------------------------------------


def test_a_real_change_is_told_and_chance_is_not() -> None:
    found = count(now(*rated(*[4, 5] * 10), earlier=(wave(1, moods(3, 20)),)))
    (change,) = found.changed_in("mood")
    assert (change.figure, change.before, change.now) == (Figure.MEAN, 3.0, 4.5)
    assert change.since == Since(1, OPENED - MONTH)
    same = count(now(*rated(*[3, 4] * 4, 3, 2), earlier=(wave(1, moods(3, 20)),)))
    assert not same.changed_in("mood")
    assert [one.question for one in same.compared] == [None, "mood"]


@pytest.mark.parametrize(("before", "here"), [(4, 20), (20, 4)])
def test_small_numbers_are_never_compared(before: int, here: int) -> None:
    data = now(*rated(*[5] * here), earlier=(wave(1, {"mood": {Rated(1): before}}),))
    assert "mood" not in {one.question for one in count(data).compared}


def test_an_open_round_is_compared_with_nothing() -> None:
    waves = tuple(wave(n, moods(2, 20), back=4 - n) for n in range(1, 4))
    data = replace(now(*rated(*[5] * 20), earlier=waves), closed_at=None)
    assert (count(data).compared, count(data).trends) == ((), ())
    assert waves_section.section(data, count(data), Gallery()) is None


def test_each_question_is_compared_with_the_last_wave_that_has_it() -> None:
    waves = (wave(1, moods(2, 20), back=3), wave(2, {"hours": {Counted(Decimal(1)): 9}}, back=2))
    (change,) = count(now(*rated(*[4, 5] * 9), earlier=waves)).changed_in("mood")
    assert change.since.number == 1


def test_more_comparisons_need_more_proof() -> None:
    few: dict[str, dict[Value, int]] = {"mood": {Rated(3): 6, Rated(2): 3, Rated(4): 3}}
    many = few | {"format": {Picked(("long",)): 5, Picked(("short",)): 5, Picked(("live",)): 5}}
    people = [
        replace(one, answers={**one.answers, "format": Picked((("long", "short", "live")[place % 3],))})
        for place, one in enumerate(rated(*[4, 4, 3] * 4))
    ]
    alone = count(now(*people, earlier=(wave(1, few),)))
    together = count(now(*people, earlier=(wave(1, many),)))

    def p(found: tuple[Change, ...]) -> float:
        return next(one.p for one in found if one.question == "mood")

    assert p(together.compared) > p(alone.compared)


def test_yes_and_no_are_one_comparison() -> None:
    people = completed(9, watching=Picked(("yes",)))
    found = count(now(*people, earlier=(wave(1, {"watching": {Picked(("yes",)): 9, Picked(("no",)): 9}}),)))
    assert [(one.question, one.token) for one in found.compared] == [(None, None), ("watching", "yes")]


def test_the_wording_experiment_of_a_round_is_not_compared_with_earlier_waves() -> None:
    survey = Survey(key="k", title="T", questions=(asked("mood"),))
    data = replace(now(*rated(*[4, 5] * 9), earlier=(wave(1, moods(2, 20)),)), survey=survey)
    assert count(replace(data, earlier=())).compared == ()


# --- words and pictures -------------------------------------------------------------------------------


def test_the_section_says_what_changed_and_draws_the_way() -> None:
    waves = tuple(wave(n, moods(n + 1, 20), back=4 - n) for n in range(1, 4))
    data = now(*rated(*[5, 5, 4] * 7), earlier=waves)
    found = count(data)
    section = waves_section.section(data, found, Gallery())
    assert section is not None
    lines = section.text.splitlines()
    assert lines[0] == "**Since October**"
    assert lines[1] == "- Response: 50% then, 100% now (+50 points)"
    assert lines[2] == "- “How was it?”: 4 on average then, 4.7 now (+0.7)"
    assert lines[3] == "-# 2 figures compared; only what is hardly chance is told."
    assert waves_section.brief(data, found, "mood") == "+0.7 since October"
    assert section.picture is not None
    assert section.picture.alt.startswith(
        "Lines over time, “Over the last 4 rounds”: How was it? (mean): 2 (Aug), 3 (Sep), 4 (Oct), 4.7 (Nov)"
    )


def test_two_waves_are_no_line_and_nothing_changed_is_said() -> None:
    data = now(*rated(*[3, 4, 2] * 6), earlier=(wave(1, moods(3, 20)),))
    found = count(data)
    assert found.trends == ()
    unchanged = replace(found, compared=tuple(one for one in found.compared if one.question))
    section = waves_section.section(data, unchanged, Gallery())
    assert section is not None
    assert section.picture is None
    assert section.text.endswith(wording.NOTHING_ONE.format(count=1))


def test_how_figures_are_written() -> None:
    since = Since(1, OPENED)

    def told(figure: Figure, before: float, after: float) -> str:
        return figures.change(Change("q", figure, None, None, since, before, after, 0.01))

    assert told(Figure.MEAN, 3.0, 3.6) == "+0.6"
    assert told(Figure.MEAN, 3.0, 2.97) == "-0.03"
    assert told(Figure.SHARE, 0.5, 0.49) == "-1 point"
    assert told(Figure.SHARE, 0.5, 0.501) == "+1 point"
    assert told(Figure.SCORE, -10, 20) == "+30 points"
    assert figures.share(0.999) == "99%"
    assert figures.when(OPENED.replace(year=2025), OPENED) == "November 2025"
    assert figures.when(OPENED - timedelta(days=14), OPENED, [OPENED - timedelta(days=28)]) == "19 October"
    assert figures.reply_times(60, (30, 60)) == "Half of them had replied within a minute."
    assert Share(1, 2).value == 0.5


def test_a_trend_has_one_row_for_each_figure_that_can_be_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, dict[Value, int]] = {
        "mood": {Rated(3): 5, Rated(4): 5},
        "recommend": {Rated(9): 5, Rated(2): 5},
        "format": {Picked(("long",)): 6, Picked(("live",)): 4},
        "order": {Ranked(("live", "long")): 8},
        "think": {Judged((("long", "agree"),)): 9},
    }
    waves = tuple(wave(n, given, back=4 - n) for n in range(1, 4))
    people = completed(
        9, mood=Rated(4), recommend=Rated(10), format=Picked(("live",)), order=Ranked(("long",)),
        think=Judged((("long", "agree"),)), hours=Counted(Decimal(3)),
    )  # fmt: skip
    data = now(*people, earlier=waves)
    drawn: list[TrendChart] = []
    gallery = Gallery()
    monkeypatch.setattr(gallery, "hang", drawn.append)
    waves_section.section(data, count(data), gallery)
    (chart,) = drawn
    assert [row.label for row in chart.rows] == [
        "How was it? (mean)", "What should be more? · =Live; streams", "Would you recommend it? (score)",
        "In which order? · Long videos",
    ]  # fmt: skip
    assert [[one.text for one in row.points] for row in chart.rows[1:3]] == [
        ["40%", "40%", "40%", "100%"], ["0", "0", "0", "+100"],
    ]  # fmt: skip
    monkeypatch.setattr(waves_section, "_MOST_TRENDS", 2)
    waves_section.section(data, count(data), gallery)
    assert [row.label for row in drawn[1].rows] == [
        "What should be more? · =Live; streams",
        "In which order? · Long videos",
    ]
    assert drawn[1].caption.endswith("2 more can be counted from the spreadsheet."), (
        "those that changed are drawn"
    )
    for row in chart.rows:
        assert all(one.low <= one.value <= one.high for one in row.points)
