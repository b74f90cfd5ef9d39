"""What every kind of question makes of a reply."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core import words
from surveys.core.questions import (
    Accepted,
    Choice,
    Drafted,
    Idea,
    LongText,
    Misread,
    MultipleChoice,
    Option,
    Question,
    Scale,
    ShortText,
    YesNo,
)
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.values import Picked, Rated, Value, Wrote, from_plain, to_plain
from surveys.core.widgets import Buttons, Menu, Writing

TOPICS = (
    Option("tut", "Tutorials"),
    Option("bts", "Behind the scenes"),
    Option("vlog", "Vlogs"),
    Option("top", "Top 10 lists"),
)
YEARS = (Option("a", "2024"), Option("b", "2"), Option("c", "2026"))

yes_no = YesNo(id="q", text="Well?")
choice = Choice(id="q", text="Which?", options=TOPICS)
years = Choice(id="q", text="When?", options=YEARS)
several = MultipleChoice(id="q", text="Which?", options=TOPICS)
two = MultipleChoice(id="q", text="Which?", options=TOPICS, least=2, most=2)
few = MultipleChoice(id="q", text="Which?", options=TOPICS, least=1, most=3)
scale = Scale(id="q", text="How?", low_label="Meh", high_label="Wow!")
nps = Scale(id="q", text="How likely?", lowest=0, highest=10, low_label="No", high_label="Yes")
short = ShortText(id="q", text="What?")
long = LongText(id="q", text="What?")
idea = Idea(id="q", text="What?")
ALL: list[Question] = [yes_no, choice, several, scale, nps, short, long, idea]


def test_every_kind_is_here() -> None:
    assert {type(question) for question in ALL} == set(get_args(Question))


def value(question: Question, said: Said | str) -> Value | None:
    """What the reply answers; None where it is misread."""
    reading = question.read(Typed(said) if isinstance(said, str) else said, ())
    if isinstance(reading, Misread):
        assert reading.sentence.endswith((".", "please.", "?"))
        assert "{" not in reading.sentence
        return None
    assert isinstance(reading, Accepted)
    return reading.value


@pytest.mark.parametrize(
    "said", ["yes", "YES!!", " y ", "Yeah", "ja", "Oui.", "はい", "да", "👍", " ✅ ", "yes 👍", "ok"]
)
def test_yes(said: str) -> None:
    assert value(yes_no, said) == Picked(("yes",))


@pytest.mark.parametrize("said", ["no", "Nope.", "N", "nein!", "いいえ", "нет", "👎", "❌", "not really"])
def test_no(said: str) -> None:
    assert value(yes_no, said) == Picked(("no",))


@pytest.mark.parametrize("said", ["maybe", "", "yes and no", "1", "🤷", "stop", "\x00"])
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
        reading = question.read(Typed(said), ())
        assert reading == Misread(words.say(words.EXPECTED_COUNT, range=expected))
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


def test_a_scale_from_0_to_10() -> None:
    assert value(nps, "0") == Rated(0)
    assert value(nps, "10/10") == Rated(10)
    assert value(nps, "11") is None
    assert nps.tokens() == {str(points) for points in range(11)}


@pytest.mark.parametrize(("question", "longest"), [(short, 300), (idea, 1000)])
def test_one_message_of_text(question: Question, longest: int) -> None:
    assert value(question, "x" * longest) == Wrote("x" * longest)
    assert value(question, " *Pizza*\n\u202ewith {this} ") == Wrote(" *Pizza*\n\u202ewith {this} ")
    assert value(question, "") is None
    assert value(question, " \u202e\x00\n") is None
    reading = question.read(Typed("x" * (longest + 1)), ())
    assert isinstance(reading, Misread)
    assert str(longest + 1) in reading.sentence


def test_a_long_text_takes_several_messages() -> None:
    first = long.read(Typed("One"), ())
    assert first == Drafted(("One",))
    assert long.read(Typed("Two"), ("One",)) == Drafted(("One", "Two"))
    assert long.read(Done("q"), ("One", "Two")) == Accepted(Wrote("One\nTwo"))
    assert long.read(Typed("Done!"), ("One",)) == Accepted(Wrote("One"))
    assert long.read(Typed("done"), ()) == Drafted(("done",))
    assert isinstance(long.read(Done("q"), ()), Misread)
    assert isinstance(long.read(Typed(" \u202e"), ("One",)), Misread)
    assert isinstance(long.read(Typed("x" * 3999), ("y",)), Misread)
    assert long.read(Typed("x" * 3998), ("y",)) == Drafted(("y", "x" * 3998))


@pytest.mark.parametrize("question", ALL, ids=lambda question: f"{question.kind}")
def test_every_button_is_understood(question: Question) -> None:
    widget = question.widget(())
    if isinstance(widget, Writing):
        assert widget == Writing(collected=0)
        assert question.tokens() == frozenset()
        return
    options = widget.options
    tapped: list[tuple[str, ...]] = [(option.token,) for option in options]
    if isinstance(widget, Menu):
        assert 1 <= widget.least <= widget.most <= len(options) <= 25
        tapped = [tuple(option.token for option in options[: widget.most])]
    else:
        assert 1 <= widget.per_row <= 5
    assert {option.token for option in options} == question.tokens()
    for tokens in tapped:
        answer = value(question, Tapped("q", tokens))
        assert answer is not None
        assert question.matches(answer) == set(tokens)
        assert question.show(answer)
        assert from_plain(to_plain(answer)) == answer


@pytest.mark.parametrize("question", ALL, ids=lambda question: f"{question.kind}")
@pytest.mark.parametrize(
    "said", [Tapped("q", ()), Tapped("q", ("forged",)), Tapped("q", ("yes", "forged")), Done("q")]
)
def test_forged_buttons_are_misread(question: Question, said: Said) -> None:
    assert value(question, said) is None


def test_a_longer_answer_has_a_done_button() -> None:
    assert long.widget(("One", "Two")) == Writing(collected=2)


def test_many_or_long_options_become_a_menu() -> None:
    assert isinstance(choice.widget(()), Buttons)
    assert isinstance(
        Choice(id="q", text="?", options=(*TOPICS, Option("e", "E"), Option("f", "F"))).widget(()), Menu
    )
    assert isinstance(Choice(id="q", text="?", options=(*TOPICS, Option("e", "E" * 80))).widget(()), Menu)


def test_answers_read_back_as_their_author_knows_them() -> None:
    assert yes_no.show(Picked(("no",))) == "No"
    assert choice.show(Picked(("bts",))) == "Behind the scenes"
    assert several.show(Picked(("tut", "vlog"))) == "Tutorials, Vlogs"
    assert scale.show(Rated(4)) == "4 out of 5"
    assert idea.show(Wrote("a {b}")) == "a {b}"


def test_a_scale_says_what_its_ends_mean() -> None:
    assert scale.hint() == "1 = Meh · 5 = Wow!"
    helped = Scale(id="q", text="?", help="Be honest.", low_label="a", high_label="b")
    assert helped.hint() == "Be honest.\n1 = a · 5 = b"
    assert yes_no.hint() is None


@given(st.sampled_from(ALL), st.text(max_size=80), st.lists(st.text(min_size=1), max_size=3))
def test_nothing_a_person_types_raises(question: Question, text: str, draft: list[str]) -> None:
    reading = question.read(Typed(text), tuple(draft))
    if isinstance(reading, Accepted):
        assert question.show(reading.value) is not None
        assert question.matches(reading.value) <= question.tokens()
        assert from_plain(to_plain(reading.value)) == reading.value
    elif isinstance(reading, Misread):
        assert reading.sentence


@given(
    st.sampled_from(ALL),
    st.lists(st.text(max_size=5) | st.sampled_from(["yes", "1", "tut", "vlog"]), max_size=5),
)
def test_nothing_a_button_carries_raises(question: Question, tokens: list[str]) -> None:
    reading = question.read(Tapped("q", tuple(tokens)), ())
    assert isinstance(reading, Misread) or (
        isinstance(reading, Accepted) and question.tokens() >= set(tokens)
    )


@pytest.mark.parametrize("data", [None, {}, {"picked": "x"}, {"rated": "4"}, {"wrote": 1}, [], "x"])
def test_what_was_never_stored_is_no_answer(data: object) -> None:
    with pytest.raises(ValueError, match="not a stored answer"):
        from_plain(data)
