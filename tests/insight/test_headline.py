"""The headline: true, in the right order, and never more than the figures say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.consent import Quoting
from surveys.core.invitation import InvitationState
from surveys.core.results import Invited, RoundData
from surveys.core.values import Judged, Picked, Ranked, Rated, Value, Wrote
from surveys.core.waves import Wave, tally
from surveys.core.wording import summary as wording
from surveys.insight import gallery, headline, splits
from surveys.insight.breakdowns import Share
from surveys.insight.camps import leads
from surveys.insight.charts import Chart, Drawing
from surveys.insight.headline import in_tenths
from surveys.insight.intervals import wilson
from surveys.insight.numbers import count
from surveys.insight.report import compose, sentence
from tests.insight.rounds import OPENED, SURVEY, any_round, round_of


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are the charts' own matter."""

    def blank(chart: Chart) -> Drawing:
        return Drawing(b"PNG", chart.title, 1, 1)

    monkeypatch.setattr(gallery, "draw", blank)


def people(*answers: tuple[int, dict[str, Value]]) -> RoundData:
    """So many people with these answers each."""
    flat = [given for number, given in answers for _ in range(number)]
    return round_of(
        [
            Invited(person, InvitationState.COMPLETED, answers=given, quoting=Quoting.ANONYMOUS)
            for person, given in enumerate(flat, 1)
        ]
    )


def told(data: RoundData) -> tuple[str, ...]:
    return compose(data).headline


def test_what_they_want_comes_first_then_what_they_ask_for_then_how_it_was() -> None:
    data = people(
        (16, {"format": Picked(("long",)), "mood": Rated(4), "idea": Wrote("studio tour")}),
        (4, {"format": Picked(("short",)), "mood": Rated(5), "idea": Wrote("merch")}),
        (4, {"mood": Rated(4)}),
    )
    assert told(data) == (
        "16 of 20 chose “Long videos”",
        "16 people ask for “studio tour”",
        "“How was it?” got 4.2 of 5 on average",
    )
    assert sentence(told(data)).endswith("on average.")
    assert told(data) == told(data)


@pytest.mark.parametrize(
    ("first", "second", "clear"), [(12, 8, False), (16, 4, True), (5, 0, True), (4, 0, False)]
)
def test_a_favourite_is_told_only_where_it_is_clear(first: int, second: int, *, clear: bool) -> None:
    data = people((first, {"format": Picked(("long",))}), (second, {"format": Picked(("short",))}))
    assert bool(told(data)) is clear


def test_what_several_may_pick_needs_more_to_be_a_favourite() -> None:
    both: dict[str, Value] = {"formats": Picked(("long", "short"))}
    one: dict[str, Value] = {"formats": Picked(("long",))}
    assert told(people((8, both), (12, one))) == ("all 20 chose “Long videos”",)
    assert told(people((19, both), (1, one))) == ()


def test_yes_or_no_is_told_where_it_is_a_majority() -> None:
    yes: dict[str, Value] = {"watching": Picked(("yes",))}
    no: dict[str, Value] = {"watching": Picked(("no",))}
    question = "“Did you watch anything this month?”"
    assert told(people((18, yes), (2, no))) == (f"18 of 20 said yes to {question}",)
    assert told(people((3, yes), (27, no))) == (f"9 of 10 said no to {question}",)
    assert told(people((11, yes), (9, no))) == ()


def test_rankings_statements_and_recommendations() -> None:
    order = Ranked(("live", "short", "long"))
    judged = Judged((("long", "agree"), ("short", "disagree"), ("live", "pass")))
    data = people((10, {"order": order, "think": judged, "recommend": Rated(10)}))
    first, second, *_ = told(data)
    assert first in {
        "all 10 agree: “Long videos”",
        "“=Live; streams” was put first most often (all 10)",
    }
    assert second == "more would recommend you than not (score +100)"
    assert told(people((10, {"recommend": Rated(0)}))) == ("fewer would recommend you than not (score -100)",)
    even = people((5, {"recommend": Rated(10)}), (5, {"recommend": Rated(0)}))
    assert told(even) == ()


def test_the_mean_of_two_camps_is_told_as_a_split() -> None:
    data = people((10, {"mood": Rated(1)}), (9, {"mood": Rated(5)}), (2, {"mood": Rated(3)}))
    assert told(data) == ()
    split = splits.section(count(data))
    assert split is not None
    assert "“How was it?”: 10 gave 1–2, 9 gave 4–5" in split.text
    together = people((10, {"mood": Rated(4)}), (9, {"mood": Rated(5)}))
    assert splits.section(count(together)) is None


def test_statements_and_yes_or_no_can_split() -> None:
    def judged(verdict: str) -> dict[str, Value]:
        return {"think": Judged((("long", verdict),)), "watching": Picked(("yes" if verdict == "agree" else "no",))}  # fmt: skip

    split = splits.section(count(people((12, judged("agree")), (9, judged("disagree")))))
    assert split is not None
    lines = split.text.splitlines()
    assert "“Did you watch anything this month?”: 12 yes, 9 no" in lines
    assert "“Long videos”: 12 agree, 9 disagree" in lines
    assert splits.section(count(people((4, judged("agree")), (4, judged("disagree"))))) is None, "too few"


def test_a_change_is_told_with_its_figure() -> None:
    question = SURVEY.question("format")
    assert question is not None
    before = tally(question, [(Picked(("long",)), 20), (Picked(("short",)), 40)])
    assert before is not None
    now = people((45, {"format": Picked(("long",))}), (15, {"format": Picked(("short",))}))
    waves = (Wave(2, OPENED, 60, 60, {"format": before}),)
    data = RoundData(now.community, 3, now.survey, now.opened_at, now.closed_at, now.invited, earlier=waves)
    assert told(data)[0] == "about 8 of 10 chose “Long videos”, up from about 3 of 10 in round 2"
    same = RoundData(
        now.community, 3, now.survey, now.opened_at, now.closed_at, now.invited,
        earlier=(Wave(2, OPENED, 60, 60, {"format": tally(question, [(Picked(("long",)), 44), (Picked(("short",)), 16)])}),),  # type: ignore[dict-item]  # it is one
    )  # fmt: skip
    assert told(same)[0] == "about 8 of 10 chose “Long videos”"


@given(st.integers(1, 3000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_tenths_are_never_further_off_than_they_say(pair: tuple[int, int]) -> None:
    number, of = pair
    said, share = in_tenths(Share(number, of)), number / of
    if number == of:
        assert said == f"all {of:,}"
    elif said == wording.NEARLY_ALL:
        assert share > 0.9
    elif said == wording.HARDLY_ANY:
        assert share < 0.1
    else:
        first, second = map(int, re.findall(r"\d+", said))
        off = abs(first / second - share)
        assert off <= (0.05 if said.startswith("about ") else 0.005) + 1e-9
        assert second == (of if of <= 20 else 10)


@given(any_round())
def test_whatever_is_told_holds(data: RoundData) -> None:
    found = count(data)
    told = headline.headline(found, {})
    assert len(told) <= headline.MOST
    assert len(set(told)) == len(told)
    assert told == headline.headline(found, {})
    assert "{" not in "".join(told)
    if all(one.told < 5 for one in found.questions):
        assert told == ()


@given(st.integers(0, 300), st.integers(0, 300))
def test_who_leads_leads_alone(one: int, other: int) -> None:
    assert not (leads(one, other) and leads(other, one))
    if leads(one, other):
        assert wilson(one, one + other)[0] > 0.45


def test_a_name_that_says_more_goes_before_one_nearly_as_large() -> None:
    def asked(tour: int) -> tuple[str, ...]:
        return told(people((20, {"idea": Wrote("merch")}), (tour, {"idea": Wrote("a studio tour")})))

    assert asked(18)[0] == "18 people ask for “a studio tour”"
    assert asked(10)[0] == "20 people ask for “merch”"
