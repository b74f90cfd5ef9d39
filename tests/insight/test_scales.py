"""Scales side by side, and the pictures of scores and rankings."""

import pytest

from surveys.core.questions import Nps, Option, Question, Ranking, Scale, YesNo
from surveys.core.survey import Survey
from surveys.core.values import Picked, Ranked, Rated, Value
from surveys.insight import gallery, scales
from surveys.insight.charts import Chart, Drawing, Gauge, ScaleChart, Shades, StackedChart
from surveys.insight.lines import LONGEST_SECTION
from surveys.insight.numbers import count
from surveys.insight.report import build
from tests.insight.rounds import completed, round_of


def scale(name: str, text: str, *, highest: int = 5, low: str = "bad", private: bool = False) -> Scale:
    return Scale(id=name, text=text, highest=highest, low_label=low, high_label="great", private=private)


def asking(*questions: Question) -> Survey:
    return Survey(key="k", title="T", questions=questions)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Chart]:
    seen: list[Chart] = []

    def note(chart: Chart) -> Drawing:
        seen.append(chart)
        return Drawing(b"PNG", chart.title, 1, 1)

    monkeypatch.setattr(gallery, "draw", note)
    return seen


def test_scales_that_follow_each_other_share_a_picture(drawn: list[Chart]) -> None:
    survey = asking(scale("a", "Bread?"), scale("b", "Sound *and* light?"), YesNo(id="c", text="Again?"))
    people = completed(6, a=Rated(4), b=Rated(2), c=Picked(("yes",)))
    pages = build(round_of(people, survey))
    (text,) = [one.text for one in pages.sections if one.text.startswith("**Side by side")]
    assert text == (
        "**Side by side**\n**Bread?**\n-# 6 answers · mean 4, median 4\n"
        "**Sound \\*and\\* light?**\n-# 6 answers · mean 2, median 2"
    )
    (chart,) = [one for one in drawn if isinstance(one, StackedChart)]
    assert chart.shades is Shades.SCALE
    assert chart.legend == ("1 bad", "2", "3", "4", "5 great")
    assert [(row.label, row.counts) for row in chart.rows] == [
        ("Bread?", (0, 0, 0, 6, 0)), ("Sound *and* light?", (0, 6, 0, 0, 0)),
    ]  # fmt: skip
    assert not [one for one in drawn if isinstance(one, ScaleChart)]


@pytest.mark.parametrize(
    "other",
    [scale("b", "B?", highest=7), scale("b", "B?", low="dull"), scale("b", "B?", private=True), Nps(id="b", text="B?")],
)  # fmt: skip
def test_only_scales_that_are_alike_do(other: Question) -> None:
    found = count(round_of(completed(6, a=Rated(4), b=Rated(2)), asking(scale("a", "A?"), other)))
    assert [len(run) for run in scales.runs(found.questions)] == [1, 1]


def test_one_with_few_answers_stays_out_and_many_are_parted() -> None:
    questions = [scale(f"q{number}", "Q" * 200) for number in range(7)]
    answers: dict[str, Value] = {one.id: Rated(3) for one in questions[:6]}
    people = completed(6, **answers)
    few: dict[str, Value] = {**answers, "q6": Rated(1)}
    found = count(round_of([*people[1:], *completed(1, **few)], asking(*questions)))
    runs = scales.runs(found.questions)
    assert [len(run) for run in runs] == [4, 2, 1]
    section = scales.section(runs[0], {"q0": "+1.3 since 3 November 2025"}, gallery.Gallery())
    assert len(section.text) <= LONGEST_SECTION
    assert section.text.count("+1.3 since 3 November 2025") == 1


def test_a_score_is_on_its_way_from_one_end_to_the_other(drawn: list[Chart]) -> None:
    build(round_of(completed(6, a=Rated(3)), asking(Nps(id="a", text="Recommend?"))))
    chart = drawn[1]
    assert isinstance(chart, StackedChart)
    assert chart.gauge is not None
    assert chart.gauge == Gauge(-100, -100, chart.gauge.high, "Score -100 (likely -100 to -26)")
    assert chart.gauge.high == pytest.approx(-26, abs=0.5)


def test_a_ranking_without_a_winner_says_so(drawn: list[Chart]) -> None:
    options = tuple(Option(one, one.upper()) for one in "abcde")
    people = completed(6)
    circle = [Ranked(tuple("abc")), Ranked(tuple("bca")), Ranked(tuple("cab"))]
    people = [completed(1, r=circle[place % 3])[0] for place, _ in enumerate(people)]
    pages = build(round_of(people, asking(Ranking(id="r", text="Order?", options=options))))
    assert "6 answers · no one option wins against every other" in pages.sections[1].text
    chart = drawn[1]
    assert isinstance(chart, StackedChart)
    assert chart.legend == ("1st", "2nd", "3rd", "lower", "left out")
    assert [row.label for row in chart.rows] == ["1. A", "1. B", "1. C", "4. D", "4. E"]
    assert [row.counts for row in chart.rows[2:4]] == [(2, 2, 2, 0, 0), (0, 0, 0, 0, 6)]
