"""Survey files with the kinds that have much to say: what is read, and what is said about each mistake."""

from datetime import date
from decimal import Decimal

import pytest

from surveys.core.questions import Date, File, Number, PictureChoice
from tests.core.test_survey_files import IDEA, TOP, WHOLE, only, options_of, question, read


@pytest.mark.parametrize(
    ("fields", "field", "problem", "remedy"),
    [
        ("kind: number, lowest: few", "question 1, lowest", "A number is needed", "1.5"),
        ("kind: number, highest: nan", "question 1, highest", "A number is needed", "1.5"),
        ("kind: number, highest: 1e20", "question 1, highest", "too high", "or less"),
        ("kind: number, lowest: 5, highest: 3", "question 1, highest", "From 5 to 3", "larger"),
        ("kind: number, lowest: 0.5, whole: true", "question 1, lowest", "0.5 is none", "whole number"),
        ("kind: number, unit: m2", "question 1, unit", "no digits", "km"),
        ("kind: date, earliest: soon", "question 1, earliest", "A date is needed", "2026-12-24"),
        ("kind: date, earliest: 2026-02-30", "question 1, earliest", "A date is needed", "2026-12-24"),
        ("kind: date, earliest: 2027-01-01, latest: 2026-01-01", "question 1, latest", "comes after", "earlier"),
        ("kind: ranking, options: [a, b], least: 3", "question 1, least", "3 need a place", "2 or less"),
        ("kind: ranking, options: [a, b, c, d, e, f, g, h, i, j, k]", "question 1, options", "11 entries", "Remove 1"),
        ("kind: choice, other: true, options: [{id: other, label: x}, y]", "question 1, option 1, id", "“other”", "another id"),
        ("kind: file, accept: gif", "question 1, accept 1", "“gif” is none", "image, video, audio, document"),
        ("kind: file, accept: [image, image]", "question 1, accept", "twice", "one of the two"),
        ("kind: file, most: 11", "question 1, most", "too high", "10"),
        ("kind: agree, statements: [Stop]", "question 1, statement 1, label", "leaving", "another label"),
        ("kind: agree, statements: [a, A!]", "question 1, statement 2, label", "the same", "tell them apart"),
        ("kind: picture_choice, options: [{label: x, picture: 'http://a.b/c', alt: z}, {label: y, picture: 'https://a.b', alt: z}]",
         "question 1, option 1, picture", "https://", "full address"),
        ("kind: picture_choice, options: [{label: x, picture: 'https://a.b/c'}, {label: y, picture: 'https://a.b', alt: z}]",
         "question 1, option 1, alt", "“alt” is missing", "alt: …"),
        ("kind: nps, jumps: [{when: 11, to: end}]", "question 1, jump 1, when 1", "“11”", "Use one of"),
        ("kind: date, jumps: [{when: 11, to: end}]", "question 1, jumps", "can't have jumps", "Remove"),
    ],
)  # fmt: skip
def test_mistakes_in_the_newer_kinds(fields: str, field: str, problem: str, remedy: str) -> None:
    found = only(f"{TOP}  - {{id: one, text: Well, {fields}}}\n{IDEA}")
    assert (found.line, found.field) == (3, field)
    assert problem in found.problem
    assert remedy in found.remedy


def test_the_newer_kinds_are_read_as_they_are_written() -> None:
    assert question("kind: number, lowest: -1.50, unit: km") == Number(
        id="one", text="Well", lowest=Decimal("-1.5"), unit="km"
    )
    assert question("kind: date, latest: 2026-12-24") == Date(
        id="one", text="Well", latest=date(2026, 12, 24)
    )
    assert question("kind: file, accept: image") == File(id="one", text="Well", accept=("image",))
    asked = question(
        "kind: picture_choice, options: [{label: Red one, picture: 'https://a.b/c', alt: z}, {label: y, picture: 'https://a.b', alt: z}]"
    )
    assert isinstance(asked, PictureChoice)
    assert [one.id for one in asked.options] == ["red-one", "y"]


def test_a_topic_is_plain_text() -> None:
    assert read("topic: Livestreams\n" + WHOLE).topic == "Livestreams"
    assert read(WHOLE).topic is None
    assert only("topic: '*Live* @all'\n" + WHOLE).field == "topic"
    assert only(f"topic: {'x' * 41}\n" + WHOLE).field == "topic"


def test_a_hundred_options_fit_and_one_more_is_told() -> None:
    listed = ", ".join(f"Game {number}" for number in range(100))
    assert len(options_of(f"[{listed}]")) == 100
    assert (
        "101 entries"
        in only(f"{TOP}  - {{id: a, kind: choice, text: b, options: [{listed}, One more]}}\n").problem
    )


def test_the_largest_survey_is_read() -> None:
    options = ", ".join(f"{{id: o{number}, label: L{number}}}" for number in range(100))
    lines = [f"  - {{id: q{number}, kind: choice, text: b, options: [{options}]}}\n" for number in range(25)]
    assert len(read(TOP + "".join(lines)).questions) == 25
