"""The table of answers: complete, and safe to open in a spreadsheet."""

import csv
import io
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.invitation import InvitationState
from surveys.core.questions import ShortText
from surveys.core.results import Invited, RoundData
from surveys.core.survey import Survey
from surveys.core.values import Picked, Rated, Wrote
from surveys.insight.export import answers_csv
from surveys.insight.numbers import count
from tests.insight.rounds import SURVEY, any_round, completed, ideas, round_of


def table(data: RoundData) -> list[dict[str, str]]:
    raw = answers_csv(data)
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_one_row_per_invitation_in_the_order_of_people() -> None:
    berlin = timezone(timedelta(hours=1))
    people = [
        Invited(3, InvitationState.HELD_BACK, reason="they left before it was their turn"),
        Invited(
            1,
            InvitationState.BROKE_OFF,
            sent_at=datetime(2026, 11, 2, 18, 0, tzinfo=berlin),
            started_at=datetime(2026, 11, 2, 17, 1, 2, 345, tzinfo=UTC),
            answers={"mood": Rated(4), "formats": Picked(("long", "live")), "watching": Picked(("yes",))},
        ),
        Invited(2, InvitationState.UNREACHABLE),
    ]
    rows = table(round_of(people))
    assert [row["person"] for row in rows] == ["1", "2", "3"]
    assert [row["state"] for row in rows] == ["broke_off", "unreachable", "held_back"]
    assert rows[2]["reason"] == "they left before it was their turn"
    first = rows[0]
    assert first["sent_at"] == "2026-11-02T17:00:00+00:00"
    assert first["started_at"] == "2026-11-02T17:01:02+00:00"
    assert first["ended_at"] == ""
    assert (first["watching"], first["mood"], first["formats"]) == ("Yes", "4", "Long videos; =Live; streams")
    assert rows[1]["mood"] == ""


def test_every_state_is_there() -> None:
    rows = table(round_of([Invited(n, state) for n, state in enumerate(InvitationState)]))
    assert [row["state"] for row in rows] == [state.value for state in InvitationState]


@given(
    st.sampled_from(["=1+1", "+49", "-1", "@sum", "\tx", "\rx", "  =1", "\n=1", "＝1", "\u00a0=1"])
    | st.text().map("={}".format)
)
def test_a_formula_is_only_text(text: str) -> None:
    cell = table(round_of(ideas([text])))[0]["idea"]
    assert cell.startswith("'")
    assert cell[1:].encode("utf-8", "replace") == text.encode("utf-8", "replace")


def test_labels_are_neutralised_too() -> None:
    assert table(round_of(completed(1, format=Picked(("live",)))))[0]["format"] == "'=Live; streams"


def test_ordinary_text_stands_as_it_was_given() -> None:
    texts = ["a, b; “c”\nd", "🎉", "'quoted'", "日本語", "half \ud83d pair"]
    cells = [row["idea"] for row in table(round_of(ideas(texts)))]
    assert cells == [*texts[:4], "half ? pair"]


def test_a_question_named_like_another_column_is_told_apart() -> None:
    survey = Survey(
        key="odd",
        title="Odd",
        questions=tuple(ShortText(id=one, text="?") for one in ("state", "answer_state", "mood")),
    )
    person = Invited(
        1,
        InvitationState.COMPLETED,
        answers={"state": Wrote("a"), "answer_state": Wrote("b"), "mood": Wrote("c")},
    )
    row = table(round_of([person], survey))[0]
    assert row["state"] == "completed"
    assert (row["answer_answer_state"], row["answer_state"], row["mood"]) == ("a", "b", "c")


@settings(max_examples=40, deadline=None)
@given(any_round())
def test_the_summary_can_be_recounted_from_the_table(data: RoundData) -> None:
    rows = table(data)
    numbers = count(data)
    assert len(rows) == len(data.invited)
    for state, number in numbers.funnel.states.items():
        assert sum(row["state"] == state.value for row in rows) == number
    tapped = [one for one in numbers.questions if one.question.tokens()]
    assert len(tapped) == len([one for one in SURVEY.questions if one.tokens()])
    for question in tapped:
        assert sum(row[question.question.id] != "" for row in rows) == question.answered
