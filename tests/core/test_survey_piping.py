"""Texts that take in a name and earlier answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.piping import fill, named
from surveys.core.questions import Choice, Jump, Option, Question, ShortText, YesNo
from surveys.core.survey import Survey, flaws

ANSWERS = {"colour": "Red", "why": "{name} {answer.colour}", "empty": ""}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hi {name}, why {answer.colour}?", "Hi Ana, why Red?"),
        ("{answer.colour|that}", "Red"),
        ("{answer.nothing|that one}", "that one"),
        ("{answer.nothing|}", ""),
        ("{answer.nothing}", "…"),
        ("{answer.empty|x}", ""),
        ("{answer.why}", "{name} {answer.colour}"),
        ("{answer. colour |x}", "Red"),
        ("{{name}} {{answer.colour}}", "{{name}} {{answer.colour}}"),
        ("{} {0} {Name} {answer} {name|x} {name.x} {answer.colour", "{} {0} {Name} {answer} {name|x} {name.x} {answer.colour"),
        ("{name}{name}", "AnaAna"),
    ],
)  # fmt: skip
def test_fill(text: str, filled: str) -> None:
    assert fill(text, "Ana", ANSWERS) == filled


@given(st.text(), st.text())
def test_what_is_put_in_is_never_read_again(name: str, answer: str) -> None:
    assert fill("{name}|{answer.a}|{name}", name, {"a": answer}) == f"{name}|{answer}|{name}"


@given(st.text(alphabet="{}ane.wrsm|x "))
def test_no_text_raises_and_without_blanks_it_stays(text: str) -> None:
    filled = fill(text, "Ana", {})
    assert filled == text or "{name}" in text or "{answer." in text


def test_named() -> None:
    assert named("{answer.a} {answer.b|x} {name} {{answer.c}}") == {"a", "b"}


# --- What is wrong with them -----------------------------------------------------------------------

COLOURS = (Option("red", "Red"), Option("blue", "Blue"))


def first(*jumps: Jump, required: bool = True) -> Choice:
    return Choice(id="colour", text="?", options=COLOURS, jumps=jumps, required=required)


def told(
    *questions: Question, intro: str | None = None, thanks: str | None = None
) -> list[tuple[object, str]]:
    survey = Survey(key="a", title="A", intro=intro, thanks=thanks, questions=questions)
    return [(flaw.path, f"{flaw.problem} {flaw.remedy}") for flaw in flaws(survey)]


def why(text: str, name: str = "why") -> ShortText:
    return ShortText(id=name, text=text)


def test_a_sound_survey_has_nothing_to_put_right() -> None:
    assert (
        told(
            first(),
            why("Why {answer.colour}, {name}?"),
            intro="Hi {name}",
            thanks="{answer.colour} {answer.why|-}",
        )
        == []
    )
    assert told(first(required=False), why("Why {answer.colour|that}?")) == []
    # Whoever doesn't come past it doesn't come to the text either.
    skips = YesNo(id="more", text="?", required=True, jumps=(Jump(("no",), "end"),))
    assert told(skips, first(), why("Why {answer.colour}?")) == []


@pytest.mark.parametrize(
    ("questions", "path", "said"),
    [
        ([first(), why("Why {answer.nope}?")], ("questions", 1, "text"), "no such question"),
        ([why("Why {answer.why|x}?")], ("questions", 0, "text"), "isn't asked before"),
        ([why("Why {answer.colour|x}?"), first()], ("questions", 0, "text"), "isn't asked before"),
        (
            [first(required=False), why("Why {answer.colour}?")],
            ("questions", 1, "text"),
            "{answer.colour|that}",
        ),
        (
            [YesNo(id="more", text="?", jumps=(Jump(("no",), "why"),)), first(), why("Why {answer.colour}?")],
            ("questions", 2, "text"),
            "jumped over",
        ),
        (
            [first(), ShortText(id="why", text="?", help="{answer.nope}")],
            ("questions", 1, "help"),
            "no such question",
        ),
        ([first(), why("{answer.colour}" * 18)], ("questions", 1, "text"), "1,800 characters"),
    ],
)
def test_flaws_of_blanks(questions: list[Question], path: object, said: str) -> None:
    ((where, problem),) = set(told(*questions))
    assert where == path
    assert said in problem


def test_before_and_after_the_questions() -> None:
    ((where, problem),) = told(first(), intro="{answer.colour|x}")
    assert where == ("intro",)
    assert "isn't asked before" in problem
    jump = Jump(("red",), "end")
    ((where, problem),) = told(
        first(jump), ShortText(id="why", text="?", required=True), thanks="{answer.why}"
    )
    assert where == ("thanks",)
    assert "jumped over" in problem
    assert told(first(), ShortText(id="why", text="?", required=True), thanks="{answer.why}") == []
