"""Which way an answer leads, and what a survey's definition may not say."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.questions import (
    Choice,
    Idea,
    Jump,
    MultipleChoice,
    Option,
    Question,
    Scale,
    ShortText,
    YesNo,
)
from surveys.core.survey import Survey, flaws
from surveys.core.values import Picked, Rated, Value, Wrote

RED_BLUE = (Option("red", "Red"), Option("blue", "Blue"), Option("green", "Green"))


def survey(*questions: Question, key: str = "survey") -> Survey:
    return Survey(key=key, title="Survey", questions=questions)


def yes_no(name: str, *jumps: Jump, required: bool = False) -> YesNo:
    return YesNo(id=name, text="?", jumps=jumps, required=required)


def idea(name: str, *jumps: Jump) -> Idea:
    return Idea(id=name, text="?", jumps=jumps)


def ids(questions: tuple[Question, ...]) -> list[str]:
    return [question.id for question in questions]


# --- The way -------------------------------------------------------------------------------------

BRANCHING = survey(
    yes_no("watched", Jump(("no",), "idea")),
    Scale(
        id="rating", text="?", low_label="low", high_label="high", jumps=(Jump((1, 2), "why"), Jump((5,), "end"))
    ),
    Choice(id="colour", text="?", options=RED_BLUE, jumps=(Jump(("red", "blue"), "idea"),)),
    ShortText(id="why", text="?"),
    idea("idea"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "way"),
    [
        ({}, ["watched", "rating", "colour", "why", "idea"]),
        ({"watched": Picked(("yes",))}, ["watched", "rating", "colour", "why", "idea"]),
        ({"watched": Picked(("no",))}, ["watched", "idea"]),
        ({"rating": Rated(1)}, ["watched", "rating", "why", "idea"]),
        ({"rating": Rated(2), "why": Wrote("so")}, ["watched", "rating", "why", "idea"]),
        ({"rating": Rated(3), "colour": Picked(("blue",))}, ["watched", "rating", "colour", "idea"]),
        ({"rating": Rated(5)}, ["watched", "rating"]),
        ({"watched": Picked(("no",)), "rating": Rated(5)}, ["watched", "idea"]),
    ],
)
def test_the_way_follows_the_answers(answers: Mapping[str, Value], way: list[str]) -> None:
    assert flaws(BRANCHING) == ()
    assert ids(BRANCHING.way(answers)) == way


def test_skipping_takes_no_jump() -> None:
    first = BRANCHING.questions[0]
    assert BRANCHING.after(first, None) is BRANCHING.questions[1]


def test_the_last_question_ends_it() -> None:
    assert BRANCHING.after(BRANCHING.questions[-1], Wrote("x")) is None
    assert BRANCHING.after(BRANCHING.questions[-1], None) is None


def test_the_first_jump_that_fits_counts() -> None:
    asked = survey(
        MultipleChoice(
            id="a", text="?", options=RED_BLUE, jumps=(Jump(("blue",), "c"), Jump(("red",), "end"))
        ),
        idea("b"),
        idea("c"),
    )
    following = asked.after(asked.questions[0], Picked(("red", "blue")))
    assert following is asked.questions[2]


def test_finding_a_question() -> None:
    assert BRANCHING.question("why") is BRANCHING.questions[3]
    assert BRANCHING.question("end") is None


def test_what_it_costs_in_seconds() -> None:
    assert survey(idea("a")).seconds() > survey(yes_no("a")).seconds() > 0
    assert (
        survey(yes_no("a"), idea("b")).seconds()
        == survey(yes_no("a")).seconds() + survey(idea("b")).seconds()
    )


@given(st.data())
def test_every_way_ends_and_never_turns_back(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 8))
    questions = []
    for place in range(count):
        later = st.sampled_from([*(f"q{n}" for n in range(place + 1, count)), "end"])
        jump = st.builds(lambda when, to: Jump((when,), to), st.sampled_from(["yes", "no"]), later)
        questions.append(yes_no(f"q{place}", *data.draw(st.lists(jump, max_size=3))))
    asked = survey(*questions)
    answers = data.draw(
        st.dictionaries(
            st.sampled_from(ids(asked.questions)), st.sampled_from([Picked(("yes",)), Picked(("no",))])
        )
    )
    places = [asked.questions.index(one) for one in asked.way(answers)]
    assert places[0] == 0
    assert places == sorted(set(places))


# --- Flaws ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "path", "problem"),
    [
        (survey(idea("a"), key="No Key"), ("key",), "can't be an id"),
        (survey(idea("")), ("questions", 0, "id"), "can't be an id"),
        (survey(idea("x" * 33)), ("questions", 0, "id"), "can't be an id"),
        (survey(idea("a"), idea("end")), ("questions", 1, "id"), "“end”"),
        (survey(idea("a"), idea("b"), idea("a")), ("questions", 2, "id"), "used by question 1"),
        (survey(yes_no("a", Jump(("yes",), "moon")), idea("b")), ("questions", 0, "jumps", 0, "to"), "no such"),
        (survey(yes_no("a", Jump(("yes",), "a")), idea("b")), ("questions", 0, "jumps", 0, "to"), "goes back"),
        (survey(idea("b"), yes_no("a", Jump(("yes",), "b"))), ("questions", 1, "jumps", 0, "to"), "goes back"),
        (
            survey(yes_no("a", Jump(("yes", "maybe"), "end")), idea("b")),
            ("questions", 0, "jumps", 0, "when", 1),
            "“maybe”",
        ),
        (survey(idea("a", Jump(("x",), "end"))), ("questions", 0, "jumps"), "free text"),
        (survey(Scale(id="a", text="?", low_label="l", high_label="h", highest=2)), ("questions", 0, "highest"), "three"),
        (
            survey(Scale(id="a", text="?", low_label="l", high_label="h", jumps=(Jump((0,), "end"),))),
            ("questions", 0, "jumps", 0, "when", 0),
            "“0”",
        ),
        (
            survey(MultipleChoice(id="a", text="?", options=RED_BLUE, most=4)),
            ("questions", 0, "most"),
            "there are 3 options",
        ),
        (
            survey(MultipleChoice(id="a", text="?", options=RED_BLUE, least=3, most=2)),
            ("questions", 0, "least"),
            "At least 3",
        ),
        (
            survey(Choice(id="a", text="?", options=(Option("x", "X"), Option("x", "Y")))),
            ("questions", 0, "options", 1, "id"),
            "used by option 1",
        ),
        (
            survey(Choice(id="a", text="?", options=(Option("X", "X"), Option("y", "Y")))),
            ("questions", 0, "options", 0, "id"),
            "can't be an id",
        ),
        (
            survey(Choice(id="a", text="?", options=(Option("x", "Red!"), Option("y", "RED")))),
            ("questions", 0, "options", 1, "label"),
            "reads the same as option 1",
        ),
        (
            survey(Choice(id="a", text="?", options=(Option("x", "Go"), Option("y", "Stopp!")))),
            ("questions", 0, "options", 1, "label"),
            "means leaving",
        ),
        (
            survey(yes_no("a", Jump(("yes", "no"), "c"), required=True), idea("b"), idea("c")),
            ("questions", 1),
            "No way leads",
        ),
    ],
)  # fmt: skip
def test_a_flaw_is_found_where_it_is(asked: Survey, path: tuple[str | int, ...], problem: str) -> None:
    (flaw,) = flaws(asked)
    assert flaw.path == path
    assert problem in flaw.problem
    assert flaw.remedy


def test_who_may_skip_reaches_what_jumps_pass_over() -> None:
    assert flaws(survey(yes_no("a", Jump(("yes", "no"), "c")), idea("b"), idea("c"))) == ()


def test_all_flaws_are_found_at_once() -> None:
    asked = survey(yes_no("a", Jump(("x",), "y")), idea("a"), idea("end"), key="")
    assert [flaw.path for flaw in flaws(asked)] == [
        ("key",),
        ("questions", 1, "id"),
        ("questions", 2, "id"),
        ("questions", 0, "jumps", 0, "to"),
        ("questions", 0, "jumps", 0, "when", 0),
    ]
