"""What every kind of question makes of a reply."""

from typing import get_args

import pytest

from surveys.core.language import ENGLISH
from surveys.core.phrases import asking
from surveys.core.questions import Choice, Drafted, Misread, Option, Question, Scale
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.values import Picked, Rated, Withdrawn, Wrote, from_plain
from surveys.core.widgets import Buttons, Menu, Writing
from tests.core.kinds import (
    ALL,
    TOPICS,
    choice,
    idea,
    long,
    nps,
    played,
    read,
    scale,
    several,
    short,
    value,
    yes_no,
)

YEARS = (Option("a", "2024"), Option("b", "2"), Option("c", "2026"))
years = Choice(id="q", text="When?", options=YEARS)
two = type(several)(id="q", text="Which?", options=TOPICS, least=2, most=2)
few = type(several)(id="q", text="Which?", options=TOPICS, least=1, most=3)
ten = Scale(id="q", text="How likely?", lowest=0, highest=10, low_label="No", high_label="Yes")


def test_every_kind_is_here() -> None:
    assert {type(question) for question in ALL} == set(get_args(Question))


@pytest.mark.parametrize(
    "said", ["yes", "YES!!", " y ", "Yeah", "ja", "Oui.", "はい", "да", "👍", " ✅ ", "yes 👍", "ok"]
)
def test_yes(said: str) -> None:
    assert value(yes_no, said) == Picked(("yes",))


@pytest.mark.parametrize("said", ["no", "Nope.", "N", "nein!", "いいえ", "нет", "👎", "❌", "not really"])
def test_no(said: str) -> None:
    assert value(yes_no, said) == Picked(("no",))


@pytest.mark.parametrize("said", ["maybe", "", "yes and no", "3", "🤷", "stop", "\x00"])
def test_neither_yes_nor_no(said: str) -> None:
    assert value(yes_no, said) is None


@pytest.mark.parametrize(
    ("said", "picked"),
    [
        ("Tutorials", "tut"), ("tutorials!", "tut"), ("  BEHIND   the scenes 🎬", "bts"), ("tut", "tut"),
        ("behind", "bts"), ("vlo", "vlog"), ("1", "tut"), ("#3", "vlog"), ("(2)", "bts"), ("4.", "top"), ("２", "bts"),
        ("top 10", "top"),
    ],
)  # fmt: skip
def test_a_choice_by_label_number_or_beginning(said: str, picked: str) -> None:
    assert value(choice, said) == Picked((picked,))


@pytest.mark.parametrize(
    "said", ["", "t", "tu", "5", "0", "-1", "1.5", "scenes", "10", "tutorials and vlogs", "🎬"]
)
def test_no_choice(said: str) -> None:
    assert value(choice, said) is None


def test_a_label_that_is_a_number_wins_over_the_place() -> None:
    assert value(years, "2") == Picked(("b",))
    assert value(years, "3") == Picked(("c",))
    assert value(years, "2026") == Picked(("c",))
    assert value(years, "202") is None


def test_labels_of_nothing_but_emoji() -> None:
    faces = Choice(id="q", text="?", options=(Option("good", "😀"), Option("bad", "😢")))
    assert value(faces, " 😢 ") == Picked(("bad",))
    assert value(faces, "😡") is None


def test_an_ambiguous_beginning_is_not_guessed() -> None:
    alike = Choice(id="q", text="?", options=(Option("a", "Music videos"), Option("b", "Music lists")))
    assert value(alike, "music") is None
    assert value(alike, "music v") == Picked(("a",))


@pytest.mark.parametrize(
    ("said", "picked"),
    [
        ("vlogs", ("vlog",)), ("Vlogs, tutorials", ("tut", "vlog")), ("1 3 4", ("tut", "vlog", "top")),
        ("3;1", ("tut", "vlog")), ("vlogs\nbehind", ("bts", "vlog")), ("1、2", ("tut", "bts")), ("tut & vlog", ("tut", "vlog")),
        ("1,1,1", ("tut",)), ("1, 2,", ("tut", "bts")),
    ],
)  # fmt: skip
def test_several(said: str, picked: tuple[str, ...]) -> None:
    assert value(several, said) == Picked(picked)


@pytest.mark.parametrize("said", ["", ",", "vlogs, pizza", "1 9", "all", "1,,x"])
def test_not_several(said: str) -> None:
    assert value(several, said) is None


def test_too_few_or_many_is_said_kindly() -> None:
    for question, said, expected in [
        (two, "1", "pick 2"),
        (two, "1,2,3", "pick 2"),
        (few, "1,2,3,4", "pick 1 to 3"),
    ]:
        reading = read(question, said)
        assert reading == Misread(ENGLISH.say(asking.EXPECTED_COUNT, range=expected))
    assert value(two, "1,2") == Picked(("tut", "bts"))


def test_the_order_is_the_surveys() -> None:
    assert value(several, Tapped("q", ("top", "tut"))) == Picked(("tut", "top"))


@pytest.mark.parametrize(
    ("said", "points"),
    [("4", 4), ("４", 4), ("5/5", 5), ("3 / 5", 3), ("4 out of 5", 4), ("2 von 5", 2), ("⭐⭐⭐", 3), ("★★", 2), ("meh", 1),
     ("WOW", 5), ("#2", 2), ("5!", 5)],
)  # fmt: skip
def test_points(said: str, points: int) -> None:
    assert value(scale, said) == Rated(points)


@pytest.mark.parametrize(
    "said", ["0", "6", "-1", "3.5", "4/10", "five", "", "⭐" * 6, "99999999999999999999", "4 or 5"]
)
def test_no_points(said: str) -> None:
    assert value(scale, said) is None


@pytest.mark.parametrize("question", [ten, nps])
def test_from_0_to_10(question: Question) -> None:
    assert value(question, "0") == Rated(0)
    assert value(question, "10/10") == Rated(10)
    assert value(question, "11") is None
    assert question.tokens() == {str(points) for points in range(11)}
    widget = question.widget((), ENGLISH)
    assert isinstance(widget, Buttons)
    assert widget.per_row == 4


def test_the_ends_of_a_recommendation_are_fixed_unless_worded() -> None:
    assert nps.hint(ENGLISH) == "0 = not at all likely · 10 = extremely likely"
    assert value(nps, "Extremely likely") == Rated(10)
    worded = type(nps)(id="q", text="?", low_label="no way", help="Be honest.")
    assert worded.hint(ENGLISH) == "Be honest.\n0 = no way · 10 = extremely likely"
    assert value(worded, "no way!") == Rated(0)


@pytest.mark.parametrize(("question", "longest"), [(short, 300), (idea, 1000)])
def test_one_message_of_text(question: Question, longest: int) -> None:
    assert value(question, "x" * longest) == Wrote("x" * longest)
    assert value(question, " *Pizza*\n\u202ewith {this} ") == Wrote(" *Pizza*\n\u202ewith {this} ")
    assert value(question, "") is None
    assert value(question, " \u202e\x00\n") is None
    reading = read(question, "x" * (longest + 1))
    assert isinstance(reading, Misread)
    assert str(longest + 1) in reading.sentence


def test_a_long_text_takes_several_messages() -> None:
    assert played(long, "One", "Two", Done("q")) == Wrote("One\nTwo")
    assert played(long, "One", "Done!") == Wrote("One")
    first = read(long, "done")
    assert isinstance(first, Drafted)
    assert first.pieces == ("done",)
    assert isinstance(read(long, Done("q")), Misread)
    assert isinstance(read(long, " \u202e", ("One",)), Misread)
    assert isinstance(read(long, "x" * 3999, ("y",)), Misread)
    assert isinstance(read(long, "x" * 3998, ("y",)), Drafted)
    assert long.widget(("One",), ENGLISH) == Writing(done="Done")


def test_a_form_holds_a_long_text_whole() -> None:
    assert played(long, "One", Typed("Two", question="q")) == Wrote("One\nTwo")
    form = long.form(ENGLISH)
    assert (form.longest, form.paragraph, form.files) == (4000, True, 0)


@pytest.mark.parametrize("question", ALL, ids=lambda question: f"{question.kind}")
@pytest.mark.parametrize(
    "said", [Tapped("q", ()), Tapped("q", ("forged",)), Tapped("q", ("yes", "forged")), Done("q")]
)
def test_forged_buttons_are_misread(question: Question, said: Said) -> None:
    assert isinstance(read(question, said), Misread)


def test_many_or_long_options_become_a_menu() -> None:
    assert isinstance(choice.widget((), ENGLISH), Buttons)
    for more in ((Option("e", "E"), Option("f", "F")), (Option("e", "E" * 80),)):
        asked = Choice(id="q", text="?", options=(*TOPICS, *more))
        assert isinstance(asked.widget((), ENGLISH), Menu)


def test_answers_read_back_as_their_author_knows_them() -> None:
    assert yes_no.show(Picked(("no",)), ENGLISH) == "No"
    assert choice.show(Picked(("bts",)), ENGLISH) == "Behind the scenes"
    assert several.show(Picked(("tut", "vlog")), ENGLISH) == "Tutorials, Vlogs"
    assert scale.show(Rated(4), ENGLISH) == "4 out of 5"
    assert nps.show(Rated(4), ENGLISH) == "4 out of 10"
    assert idea.show(Wrote("a {b}"), ENGLISH) == "a {b}"
    assert idea.idea(Wrote("a {b}")) == "a {b}"
    assert idea.idea(Withdrawn()) is None
    assert short.idea(Wrote("a")) is None


def test_a_scale_says_what_its_ends_mean() -> None:
    assert scale.hint(ENGLISH) == "1 = Meh · 5 = Wow!"
    helped = Scale(id="q", text="?", help="Be honest.", low_label="a", high_label="b")
    assert helped.hint(ENGLISH) == "Be honest.\n1 = a · 5 = b"
    assert yes_no.hint(ENGLISH) is None


@pytest.mark.parametrize("data", [None, {}, {"picked": "x"}, {"rated": "4"}, {"wrote": 1}, [], "x"])
def test_what_was_never_stored_is_no_answer(data: object) -> None:
    with pytest.raises(ValueError, match="not a stored answer"):
        from_plain(data)
