"""What holds for every kind of question, whatever is said, tapped, sent or stored."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.language import ENGLISH, Words
from surveys.core.questions import (
    Accepted,
    Agree,
    Choice,
    Drafted,
    MultipleChoice,
    PictureChoice,
    Question,
    Ranking,
)
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.values import (
    Attached,
    Counted,
    Dated,
    Judged,
    Picked,
    Ranked,
    Rated,
    Sent,
    Value,
    Withdrawn,
    Wrote,
    from_plain,
    impersonal,
    to_plain,
)
from surveys.core.widgets import Buttons, Choosable, Gallery, Menu, Widget, Writing
from tests.core.kinds import ALL, read

LANGUAGES = st.sampled_from([ENGLISH, Words("de"), Words("ja"), Words("pt-BR")])
QUESTIONS = st.sampled_from(ALL)
TEXTS = st.text(max_size=80) | st.sampled_from(
    ["1", "2", "1, 2", "3 1 2", "tut", "vlogs, tut", "mine", "game", "yes", "pass", "done", "1.000", "3 km", "24 Dec",
     "2026", "03/04/2026", "31.02.2026", "x" * 5000, "9" * 400, "1," * 500, "\ud800", "{0}", "²", "٣"]
)  # fmt: skip
FILES = st.builds(
    Attached,
    st.integers(0, 5),
    st.text(max_size=20),
    st.sampled_from(["image/png", "image/svg+xml", "audio/ogg", "application/pdf", "", "text/html; x=y"]),
    st.sampled_from([0, 1, 900_000, 2 * 1024 * 1024, 10**12]),
)
TOKENS = st.text(max_size=6) | st.sampled_from(
    ["yes", "5", "tut", "vlog", "g3", "other", "agree-1", "pass-2", "agree-9", "agree-x"]
)
SAID: st.SearchStrategy[Said] = st.one_of(
    st.builds(Typed, TEXTS, st.lists(FILES, max_size=4).map(tuple), st.none() | st.just("q")),
    st.builds(Tapped, st.just("q"), st.lists(TOKENS, max_size=5).map(tuple)),
    st.just(Done("q")),
)
PIECES = st.text(max_size=10) | st.sampled_from(
    ["=tut", "=g1", "?mine", "+own", "…", "--12-24", "--02-30", "tut", "vlog", "tut=agree", "bts=pass", "x=y", '{"files": [], "text": "a"}',
     '{"files": [{"id": 1, "name": "a", "type": "image/png", "size": 3}], "text": ""}', '{"number": "x"}', "[" * 3000]
)  # fmt: skip
DRAFTS = st.lists(PIECES, max_size=4).map(tuple)
VALUES: tuple[Value, ...] = (
    Picked(()), Picked(("tut",)), Picked(("gone",)), Picked((), other=""), Picked((), other="x"), Picked(("yes",)), Rated(3),
    Wrote("x"), Counted(Decimal("1.50")), Counted(Decimal("1E+3")), Dated(date(2026, 1, 1)), Ranked(()),
    Ranked(("tut", "gone")), Judged(()), Judged((("tut", "agree"), ("gone", "odd"))), Sent(()),
    Sent((Attached(1, "a.png", "image/png", 3),), "hi"), Withdrawn(),
)  # fmt: skip


def fits_discord(widget: Widget) -> None:
    options: tuple[Choosable, ...] = ()
    match widget:
        case Buttons(options, per_row):
            assert 1 <= per_row <= 5
            assert 1 <= len(options) <= 25
            # A question's card has texts, separators and its controls besides: 40 components in all.
            assert len(options) + -(-len(options) // per_row) <= 24
        case Menu(options, least, most, hint):
            assert 1 <= least <= most <= len(options) <= 25
            assert 0 < len(hint) <= 150
        case Gallery(options, pictures, alts, per_row):
            assert len(options) == len(pictures) == len(alts) <= 10
            assert 1 <= per_row <= 5
            assert all(alts)
        case Writing():
            pass
    assert all(0 < len(one.label) <= 80 and 0 < len(one.token) <= 32 for one in options)
    assert len({one.token for one in options}) == len(options)


@given(QUESTIONS, SAID, DRAFTS, LANGUAGES)
def test_nothing_a_person_says_raises(
    question: Question, said: Said, draft: tuple[str, ...], lang: Words
) -> None:
    fits_discord(question.widget(draft, lang))
    reading = question.read(said, draft, lang)
    match reading:
        case Accepted(value):
            assert question.show(value, lang)
            assert question.matches(value) <= question.tokens()
            assert from_plain(to_plain(value)) == value
        case Drafted(pieces, note):
            assert note
            assert pieces == () or all(pieces)
            fits_discord(question.widget(pieces, lang))
            assert question.now(pieces, lang) != ""
        case _:
            assert reading.sentence
            assert len(reading.sentence) < 1000


@given(QUESTIONS, st.lists(SAID, max_size=6), LANGUAGES)
def test_a_draft_always_leads_on(question: Question, heard: list[Said], lang: Words) -> None:
    """Whatever was said before, what the card then offers is understood, up to an answer."""
    draft: tuple[str, ...] = ()
    for said in heard:
        reading = question.read(said, draft, lang)
        if isinstance(reading, Drafted):
            draft = reading.pieces
    for _ in range(25):
        widget = question.widget(draft, lang)
        fits_discord(widget)
        if isinstance(widget, Writing):
            return
        options = [one for one in widget.options if one.token != "other"]
        tokens = tuple(one.token for one in options[: widget.least if isinstance(widget, Menu) else 1])
        reading = question.read(Tapped("q", tokens), draft, lang)
        if isinstance(reading, Accepted):
            return
        assert isinstance(reading, Drafted)
        assert reading.pieces != draft
        draft = reading.pieces
    raise AssertionError("no end in sight")


@pytest.mark.parametrize("question", ALL, ids=lambda question: f"{question.kind}")
def test_any_value_can_be_shown_and_matched(question: Question) -> None:
    for value in VALUES:
        for one in (value, impersonal(value), from_plain(to_plain(value))):
            assert question.show(one, ENGLISH) or isinstance(one, Wrote | Picked | Sent)
            assert question.matches(one) <= question.tokens()
    assert question.show(Withdrawn(), ENGLISH) == "(deleted)"
    assert question.matches(Withdrawn()) == frozenset()


@pytest.mark.parametrize("question", ALL, ids=lambda question: f"{question.kind}")
def test_every_button_and_entry_is_understood(question: Question) -> None:
    widget = question.widget((), ENGLISH)
    if isinstance(widget, Writing):
        assert question.tokens() == frozenset()
        assert question.typed_only((), ENGLISH)
        return
    for option in widget.options:
        reading = read(question, Tapped("q", (option.token,)))
        assert isinstance(reading, Accepted | Drafted)
        if isinstance(reading, Accepted):
            assert option.token in question.matches(reading.value)


@pytest.mark.parametrize("question", ALL, ids=lambda question: f"{question.kind}")
def test_every_option_can_be_typed_by_its_label_and_its_number(question: Question) -> None:
    options = question.statements[:0] if isinstance(question, Agree) else ()
    if isinstance(question, Choice | MultipleChoice | PictureChoice | Ranking):
        options = question.options
    for number, option in enumerate(options, 1):
        for typed in (option.label, option.label.upper(), str(number), f"#{number}"):
            reading = read(question, typed)
            if isinstance(reading, Accepted):
                assert option.id in question.matches(reading.value)
            else:
                assert isinstance(reading, Drafted)
                assert any(piece.removeprefix("=") == option.id for piece in reading.pieces)


@pytest.mark.parametrize("question", ALL, ids=lambda question: f"{question.kind}")
def test_the_form_fits_discord(question: Question) -> None:
    form = question.form(ENGLISH)
    assert 0 < len(form.button) <= 80
    assert 0 < len(form.title) <= 45
    assert 0 < len(form.label) <= 45
    assert 0 <= form.longest <= 4000
    assert 0 <= form.files <= 10
    assert form.longest or form.files


@pytest.mark.parametrize("question", ALL, ids=lambda question: f"{question.kind}")
def test_it_takes_a_while_but_not_long(question: Question) -> None:
    assert 1 <= question.seconds() <= 60
    assert question.hint(ENGLISH) != ""


@pytest.mark.parametrize(
    ("kind", "text", "claimed"),
    [("agree", "pass", True), ("agree", "skip", False), ("choice", "skip", False), ("choice", "tutorials", True),
     ("ranking", "next", False), ("multiple_choice", "back", False), ("short_text", "skip", False), ("date", "next", False)],
)  # fmt: skip
def test_words_that_mean_going_on_are_answers_only_where_they_name_one(
    kind: str, text: str, claimed: bool
) -> None:
    asked = [question for question in ALL if question.kind == kind and question.tokens() != {"x"}]
    assert asked
    assert all(
        question.claims(text) is claimed for question in asked if len(getattr(question, "options", ())) < 50
    )
