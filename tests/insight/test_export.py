"""Exports: complete, recomputable, safe to open in a spreadsheet, and silent about people in anonymous rounds."""

import hashlib
import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from statistics import fmean, median, quantiles
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.core.exports import Format
from surveys.core.invitation import ANSWERED, REACHED, InvitationState
from surveys.core.questions import ShortText
from surveys.core.results import Invited, RoundData
from surveys.core.survey import Survey
from surveys.core.values import (
    Attached,
    Counted,
    Dated,
    Judged,
    Picked,
    Ranked,
    Rated,
    Sent,
    Withdrawn,
    Wrote,
    from_plain,
)
from surveys.formats.plain import from_plain as survey_of
from surveys.insight import export, workbook
from surveys.insight.breakdowns import (
    Amounts,
    Calendar,
    Files,
    Options,
    Order,
    Points,
    Score,
    Texts,
    Verdicts,
)
from surveys.insight.export import write
from surveys.insight.numbers import QuestionNumbers, count
from tests.insight.exported import MADE, Rows, contents, made, order_of, sheets, tables
from tests.insight.rounds import OPENED, SURVEY, any_round, completed, ideas, round_of

ANONYMOUS = replace(SURVEY, anonymous=True)


def everything() -> RoundData:
    """Seven people who gave every kind of answer, and three who didn't."""
    people = [
        Invited(
            number,
            InvitationState.COMPLETED,
            sent_at=OPENED + timedelta(seconds=number),
            started_at=OPENED + timedelta(minutes=number, seconds=number),
            ended_at=OPENED + timedelta(hours=1, seconds=number),
            answers={
                "watching": Picked(("yes",)),
                "mood": Rated(1 + number % 5),
                "format": Picked(("live" if number % 2 else "long",)),
                "formats": Picked(("long", "live")),
                "word": Withdrawn() if number == 1 else Wrote(f"word {number}"),
                "story": Wrote(f"a story\nof {number}"),
                "idea": Wrote(f"idea {number}"),
                "recommend": Rated(4 + number),
                "hours": Counted(Decimal(number) / 4),
                "day": Dated(date(2026, 10, number)),
                "order": Ranked(("live", "long") if number % 2 else ("short",)),
                "cover": Picked(("short",)),
                "setup": Sent((Attached(number, f"{number}.png", "image/png", 9),), "my desk"),
                "think": Judged((("long", "agree"), ("short", "pass"))),
                "where": Picked((), other="at work"),
            },
            language="de" if number <= 5 else "ja",
            topics=("Games", "Music") if number <= 5 else ("Music",),
            mention=f"<@{number + 1000}>" if number == 2 else None,
        )
        for number in range(1, 8)
    ]
    others = [
        Invited(8, InvitationState.HELD_BACK, reason="they left before it was their turn"),
        Invited(
            9,
            InvitationState.BROKE_OFF,
            sent_at=OPENED,
            started_at=OPENED,
            answers={"watching": Picked(("yes",))},
        ),
        Invited(10, InvitationState.UNREACHABLE),
    ]
    return round_of([*people, *others])


def test_the_workbook_has_a_sheet_for_each_kind_with_typed_cells() -> None:
    data = everything()
    found = sheets(made(data, Format.XLSX))
    kinds = dict.fromkeys(one.kind for one in SURVEY.questions)
    assert list(found) == ["About", "Respondents", *kinds, "Answers", "Counts", "Codebook"]
    (second,) = [row for row in found["Respondents"] if row["Discord user id"] == "1002"]
    assert second["Asked at"] == (OPENED + timedelta(seconds=2)).replace(tzinfo=None)
    assert second["Seconds to first reply"] == 120
    assert (second["Language"], second["Topics"], second["Wave"]) == ("de", "Games; Music", "round 3")
    number = second["Respondent"]
    mine = {
        name: {
            heading: value
            for row in rows
            if row.get("Respondent") == number
            for heading, value in row.items()
        }
        for name, rows in found.items()
    }
    assert mine["scale"]["mood"] == 3
    assert mine["number"]["hours"] == 0.5
    assert mine["date"]["day"].date() == date(2026, 10, 2)
    assert mine["choice"]["format"] == "Long videos"
    assert (
        mine["choice"]["format:long"],
        mine["choice"]["format:live"],
        mine["choice"]["where (own words)"],
    ) == (1, 0, "at work")
    assert mine["multiple_choice"]["formats"] == "Long videos; =Live; streams"
    assert (mine["ranking"]["order:short"], mine["ranking"]["order:long"]) == (1, None)
    assert (mine["agree"]["think:short"], mine["agree"]["think:live"]) == ("pass", None)
    assert (mine["file"]["setup"], mine["file"]["setup:image"], mine["file"]["setup (words)"]) == (
        "2.png",
        1,
        "my desk",
    )
    rare = [row for row in found["Respondents"] if row["Language"] is None and row["State"] == "completed"]
    assert len(rare) == 2, "a language two people have would show who they are"
    assert {row["Topics"] for row in rare} == {"Music"}


def test_people_are_numbered_alike_on_every_sheet_and_otherwise_in_other_rounds() -> None:
    data = everything()
    first, again, other = (sheets(made(data, Format.XLSX, seed=seed)) for seed in ("one", "one", "two"))
    assert first == again
    numbers = [row["Respondent"] for row in first["Respondents"]]
    assert numbers == list(range(1, 11))

    def said(found: dict[str, Rows]) -> list[str]:
        return [row["idea"] for row in found["idea"]]

    assert said(first) != said(other)
    assert sorted(said(first)) == sorted(said(other))
    by_number = {row["Respondent"]: row["idea"] for row in first["idea"]}
    long_form = {row["Respondent"]: row["Answer"] for row in first["Answers"] if row["Question"] == "idea"}
    assert by_number == long_form


def test_times_are_utc_whatever_zone_they_came_in() -> None:
    berlin = timezone(timedelta(hours=1))
    sent = OPENED.astimezone(berlin)
    (row,) = tables(made(round_of([Invited(1, InvitationState.SENT, sent_at=sent)]), Format.CSV))[
        "respondents"
    ]
    assert row["Asked at"] == "2026-11-02T17:00:00+00:00"
    assert row["Started at"] == ""


def test_json_holds_exactly_what_was_stored() -> None:
    data = everything()
    told = json.loads(made(data, Format.JSON))
    assert (told["format"], told["version"], told["parts"]) == ("earful.results", 1, 1)
    assert survey_of(told["survey"]) == SURVEY
    given = [
        {question: from_plain(value) for question, value in one["answers"].items()}
        for one in told["respondents"]
    ]
    assert sorted(given, key=repr) == sorted((dict(one.answers) for one in data.invited), key=repr)
    assert Counter(one["state"] for one in told["respondents"]) == {
        "completed": 7,
        "held_back": 1,
        "broke_off": 1,
        "unreachable": 1,
    }
    assert [one["user_id"] for one in told["respondents"] if "user_id" in one] == ["1002"]


# --- nothing in a cell runs, and every text arrives --------------------------------------------------

AWKWARD = [
    "=1+1",
    "+49",
    "-1",
    "@sum",
    "\tx",
    "  =1",
    "\n=1",
    "＝1",
    "\u00a0=1",
    "http://example.com/",
    "12",
    "2026-01-01",
]


@given(st.sampled_from([*AWKWARD, "\rx"]) | st.text().map("={}".format))
@settings(deadline=None, max_examples=40)
def test_a_formula_is_only_text_in_csv(text: str) -> None:
    cell = tables(made(round_of(ideas([text])), Format.CSV))["idea"][0]["idea"]
    if text in {"http://example.com/", "12", "2026-01-01"}:
        assert cell == text
    else:
        assert cell.startswith("'")
        assert cell[1:].encode("utf-8", "replace") == text.encode("utf-8", "replace")


def test_texts_arrive_in_a_workbook_as_they_were_sent() -> None:
    texts = [
        *AWKWARD,
        "a, b; “c”\nd",
        "🎉👩‍👧",
        "'quoted'",
        "日本語",
        "שלום עולם",
        "x" * 4000,
        "_x000D_ is text",
        " blanks ",
    ]
    found = sheets(made(round_of(ideas(texts)), Format.XLSX))
    assert sorted(row["idea"] for row in found["idea"]) == sorted(texts)
    assert "=Live; streams" in {row["Label"] for row in found["Codebook"]}


def test_what_a_workbook_cant_hold_costs_a_character_and_never_the_file() -> None:
    texts = ["half \ud83d pair", "bell\x07 \x00 \ufffe", "é" * 40_000, "🐈" * 40_000]
    found = {row["idea"] for row in sheets(made(round_of(ideas(texts)), Format.XLSX))["idea"]}
    assert found == {"half \ufffd pair", "bell\ufffd \ufffd \ufffd", "é" * 32_767, "🐈" * 16_383}


def test_old_days_are_text_and_large_numbers_stay_numbers() -> None:
    people = completed(1, day=Dated(date(1899, 12, 31)), hours=Counted(Decimal("1E+20")))
    found = sheets(made(round_of(people), Format.XLSX))
    assert found["date"][0]["day"] == "1899-12-31"
    assert found["number"][0]["hours"] == 1e20
    assert tables(made(round_of(people), Format.CSV))["number"][0]["hours"] == "1" + "0" * 20


def test_a_question_named_like_a_column_of_ours_stays_apart() -> None:
    survey = Survey(
        key="odd",
        title="Odd",
        questions=tuple(ShortText(id=one, text="?") for one in ("respondent", "state")),
    )
    person = Invited(1, InvitationState.COMPLETED, answers={"respondent": Wrote("a"), "state": Wrote("b")})
    (row,) = sheets(made(round_of([person], survey), Format.XLSX))["short_text"]
    assert row == {"Respondent": 1, "respondent": "a", "state": "b"}


# --- the summary, counted again from the workbook alone ----------------------------------------------


def recount(question: QuestionNumbers, rows: Rows) -> Any:
    """What the rows of the question's kind come to, by nothing but their cells, shaped like the summary's own numbers."""
    name = question.question.id

    def column(heading: str) -> list[Any]:
        return [row[heading] for row in rows if row[heading] is not None]

    match question.breakdown:
        case Options(options, others):
            told = [
                (one.token, sum(column(f"{name}:{one.token}")), len(column(f"{name}:{one.token}")))
                for one in options
            ]
            own = len(column(f"{name} (own words)")) if others.texts else 0
            return told, own
        case Points():
            given = column(name)
            return (
                sorted(Counter(given).items()),
                fmean(given) if given else None,
                median(given) if given else None,
            )
        case Score():
            given = column(name)
            return sum(one >= 9 for one in given), sum(one <= 6 for one in given), len(given)
        case Amounts():
            given = column(name)
            return (len(given), fmean(given), _middle(given)) if given else (0, None, None)
        case Calendar():
            return len(column(name))
        case Order(places):
            of = len(column(name))
            first = {one.token: column(f"{name}:{one.token}").count(1) for one in places}
            return of, first, {one.token: _mean_place(rows, name, one.token, len(places)) for one in places}
        case Verdicts(verdicts):
            headings = [heading for heading in (rows[0] if rows else {}) if heading.startswith(f"{name}:")]
            said = [Counter(column(heading)) for heading in headings]
            return [(one["agree"], one["disagree"], one["pass"]) for one in said] or [(0, 0, 0)] * len(
                verdicts
            )
        case Files(kinds):
            return [(one.token, sum(column(f"{name}:{one.token}"))) for one in kinds], sum(
                column(f"{name} (files)")
            )
        case Texts():
            return sorted(column(name))
        case _:
            raise AssertionError(question.breakdown)


def summarised(question: QuestionNumbers) -> Any:
    """The same, as the summary has it."""
    match question.breakdown:
        case Options(options, others):
            return [(one.token, one.share.count, one.share.of) for one in options], len(others.texts)
        case Points(rows, _, _, mean, middle):
            return [(int(one.token), one.share.count) for one in rows if one.share.count], mean, middle
        case Score() as score:
            return score.promoters.count, score.detractors.count, score.promoters.of
        case Amounts() as amounts:
            return (amounts.of, amounts.mean, amounts.median) if amounts.of else (0, None, None)
        case Calendar(_, of):
            return of
        case Order(places):
            of = places[0].first.of
            return of, {one.token: one.first.count for one in places}, {one.token: one.mean for one in places}
        case Verdicts(rows):
            return [(one.agree.count, one.disagree.count, one.passed.count) for one in rows]
        case Files(rows, files):
            return [(one.token, one.share.count) for one in rows], files
        case Texts(texts):
            return sorted(text for text in map(workbook.sayable, texts) if text)
        case _:
            raise AssertionError(question.breakdown)


def _middle(given: list[float]) -> float:
    return quantiles(given, n=4, method="inclusive")[1] if len(given) > 1 else given[0]


def _mean_place(rows: Rows, name: str, token: str, total: int) -> float:
    """Whoever left an option out put it halfway down the places they left open."""
    places = []
    for row in rows:
        if row[name] is not None:
            ranked = sum(row[heading] is not None for heading in row if heading.startswith(f"{name}:"))
            places.append(row[f"{name}:{token}"] or (ranked + 1 + total) / 2)
    return fmean(places) if places else 0.0


def counted_again(data: RoundData) -> None:
    found = sheets(made(data, Format.XLSX))
    numbers = count(data)
    states = Counter(row["State"] for row in found["Respondents"])
    assert states == {state.value: number for state, number in numbers.funnel.states.items() if number}
    assert sum(states[one.value] for one in REACHED) == numbers.funnel.reached
    assert sum(states[one.value] for one in ANSWERED) == numbers.funnel.started
    if not data.survey.anonymous:
        waits = [
            row["Seconds to first reply"]
            for row in found["Respondents"]
            if row["Seconds to first reply"] is not None
        ]
        assert (median(waits) if waits else None) == numbers.first_reply_seconds
    for question in numbers.questions:
        rows = found[question.question.kind]
        listed = [row for row in found["Answers"] if row["Question"] == question.question.id]
        assert len(listed) == question.answered
        if data.survey.anonymous and 0 < question.told < 5:
            assert {row["Content"] for row in listed} <= {"too few to show"}
            assert {row["Answer"] for row in listed} == {None}
            continue
        assert sum(row["Content"] == "deleted" for row in listed) == question.withdrawn
        again, said = recount(question, rows), summarised(question)
        if isinstance(question.breakdown, Amounts):
            assert again == (said[0], *(pytest.approx(one) for one in said[1:]))
        elif isinstance(question.breakdown, Options):
            shares = [one for one in said[0] if one[2]]
            assert [one for one in again[0] if one[2]] == shares
            assert again[1] <= said[1], "blank words are an empty cell"
        else:
            assert again == said


def test_every_figure_of_the_summary_can_be_counted_from_the_workbook() -> None:
    counted_again(everything())
    counted_again(replace(everything(), survey=ANONYMOUS))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_round())
def test_so_can_those_of_any_round(data: RoundData) -> None:
    counted_again(data)


# --- anonymous rounds --------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", list(Format))
def test_nothing_in_an_anonymous_export_leads_to_anybody(wanted: Format) -> None:
    data = replace(everything(), survey=ANONYMOUS)
    raw = made(data, wanted, seed="a")
    if wanted is Format.JSON:
        told = json.loads(raw)
        assert {frozenset(one) for one in told["respondents"]} == {
            frozenset({"state", "reason", "sent_on", "variant"})
        }
        assert {frozenset(one) for one in told["answers"]} == {frozenset({"question", "value"})}
        assert not any("id" in one for entry in told["answers"] for one in entry["value"].get("files", ()))
        rows = [one["value"] for one in told["answers"] if one["question"] == "hours"]
        others = [
            one["value"]
            for one in json.loads(made(data, wanted, seed="b"))["answers"]
            if one["question"] == "hours"
        ]
    else:
        read: Any = sheets if wanted is Format.XLSX else tables
        found, again = read(raw), read(made(data, wanted, seed="b"))
        people = found["Respondents" if wanted is Format.XLSX else "respondents"]
        assert list(people[0]) == ["State", "Reason", "Asked on", "Variant", "Wave"]
        assert not [row for rows in found.values() for row in rows if "Respondent" in row]
        # Each row has the answer to one question, so that no two are known to be one person's.
        for row in found["choice"]:
            assert not (row["format"] and row["where"])
        rows, others = ([row["hours"] for row in some["number"]] for some in (found, again))
    assert rows != others
    assert sorted(map(str, rows)) == sorted(map(str, others))


def test_an_anonymous_export_is_mixed_question_by_question() -> None:
    data = replace(everything(), survey=ANONYMOUS)
    found = sheets(made(data, Format.XLSX))
    order = [row["idea"].removeprefix("idea ") for row in found["idea"]]
    other = [row["story"].removeprefix("a story\nof ") for row in found["long_text"]]
    assert sorted(order) == sorted(other)
    assert order != other


# --- files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", list(Format))
def test_a_large_export_comes_in_parts_that_are_together_the_whole(tmp_path: Path, wanted: Format) -> None:
    data = round_of(ideas([hashlib.sha512(bytes([number])).hexdigest() * 4 for number in range(250)]))
    whole = made(data, wanted)
    done = write(order_of(data, wanted, tmp_path, most_bytes=len(whole) * 2 // 5, files=10))
    parts = contents(done)
    assert not done.oversize
    assert 3 <= len(parts) <= 10
    assert all(len(part) <= len(whole) * 2 // 5 for part in parts)
    assert {path.stat().st_mode & 0o777 for path in done.files} == {0o600}
    assert sorted(tmp_path.iterdir()) == sorted(done.files), "nothing is left beside them"
    if wanted is Format.JSON:
        told = [json.loads(part) for part in parts]
        assert [one["part"] for one in told] == list(range(1, len(parts) + 1))
        assert [entry for one in told for entry in one["respondents"]] == json.loads(whole)["respondents"]
        return
    read: Any = sheets if wanted is Format.XLSX else tables
    names = ("Respondents", "Answers") if wanted is Format.XLSX else ("respondents", "answers")
    for name in (*names, "idea"):
        assert [row for part in parts for row in read(part)[name]] == read(whole)[name]


def test_one_that_is_too_large_for_all_parts_is_one_file(tmp_path: Path) -> None:
    data = round_of(ideas([f"{number}" * 50 for number in range(200)]))
    done = write(order_of(data, Format.JSON, tmp_path, most_bytes=5_000, files=3))
    assert done.oversize
    assert list(tmp_path.iterdir()) == list(done.files)
    assert json.loads(done.files[0].read_bytes())["made_at"] == MADE.isoformat()


def test_a_sheet_that_is_full_goes_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 11)
    found = sheets(made(round_of(ideas([f"idea {number}" for number in range(25)])), Format.XLSX))
    assert [len(found[name]) for name in ("Answers", "Answers 2", "Answers 3")] == [10, 10, 5]
    assert len({row["Answer"] for name in ("Answers", "Answers 2", "Answers 3") for row in found[name]}) == 25


def test_nothing_is_left_of_one_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "harmless", full)
    with pytest.raises(OSError, match="No space left"):
        write(order_of(round_of(ideas(["x"])), Format.CSV, tmp_path))
    assert list(tmp_path.iterdir()) == []
