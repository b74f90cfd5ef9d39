"""Writing a survey: ids stay, whatever is done loads again, and forms give back what stands in them."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core import editing, editing_cards, editing_sheets
from surveys.core.editing import Used, used_in
from surveys.core.editing_cards import KINDS, Draft
from surveys.core.errors import KindError
from surveys.core.piping import fill
from surveys.core.questions import Choice, Jump, Option, Question, ShortText, YesNo
from surveys.core.questions.base import END
from surveys.core.questions.entries import named
from surveys.core.sheets import Blank, Given, Pick, Sheet
from surveys.core.survey import Survey, flaws
from surveys.core.wording import authoring
from surveys.formats import as_plain, unfinished, within_limits
from tests.core import kinds
from tests.store.conftest import NOW

BY_NAME: dict[str, Any] = {str(one.__dataclass_fields__["kind"].default): one for one in KINDS}
EMPTY = Survey(key="s", title="S", questions=())
NOTHING = Used()


def draft(survey: Survey) -> Draft:
    return Draft(1, "s", 1, survey, None, 5, NOW, changed=False, can_undo=False)


def as_sent(*sheets: Sheet) -> Given:
    """What a client sends for a form nobody changed anything in."""
    texts: dict[str, str] = {}
    picks: dict[str, tuple[str, ...]] = {}
    for field in (field for sheet in sheets for field in sheet.fields):
        match field:
            case Blank():
                assert len(field.value) <= field.longest <= 4000
                texts[field.name] = field.value
            case Pick():
                assert len(field.options) <= 25
                picks[field.name] = field.chosen
    return Given(texts, picks)


# --- forms ---------------------------------------------------------------------------------------------


def test_kinds_are_called_something_and_not_the_same() -> None:
    assert len({kind.called for kind in KINDS}) == len(KINDS) <= 25


@pytest.mark.parametrize("question", kinds.ALL, ids=lambda one: one.kind)
def test_a_form_gives_back_what_stands_in_it(question: Question) -> None:
    question = replace(question, text="Really?", help="A note", required=True, private=True)
    survey = replace(EMPTY, questions=(question,))
    first = editing_sheets.of_question(draft(survey), 1)
    more = editing_sheets.of_question(draft(survey), 1, more=True)
    assert 1 <= len(first.fields) <= 5
    assert len(more.fields) <= 5
    assert len(first.title) <= 45
    assert editing.rewritten(question, as_sent(first), NOTHING) == question
    assert editing.rewritten(question, as_sent(more), NOTHING) == question


@pytest.mark.parametrize("question", kinds.ALL, ids=lambda one: one.kind)
def test_what_one_form_says_makes_the_same_question_anew(question: Question) -> None:
    survey = replace(EMPTY, questions=(question,))
    forms = (
        editing_sheets.of_question(draft(survey), 1),
        editing_sheets.of_question(draft(survey), 1, more=True),
    )
    made = editing.written(type(question), as_sent(*forms), EMPTY, NOTHING)
    within_limits(replace(EMPTY, questions=(made,)))
    said, meant = as_plain(replace(EMPTY, questions=(made,))), as_plain(survey)
    assert _without_ids(said) == _without_ids(meant)


def _without_ids(data: object) -> object:
    match data:
        case dict():
            return {name: _without_ids(value) for name, value in data.items() if name != "id"}
        case list():
            return [_without_ids(one) for one in data]
        case _:
            return data


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("scale", {"ends": "only one line", "points": "1 to 5"}),
        ("scale", {"ends": "a\nb", "points": "one to five"}),
        ("multiple_choice", {"options": "a\nb", "count": "a few"}),
        ("number", {"range": "1 to 2 to 3"}),
        ("date", {"days": "2026-02-31 to 2026-03-01"}),
        ("date", {"days": "tomorrow"}),
        ("picture_choice", {"options": "A | https://example.com/a.png"}),
        ("file", {"most": "lots"}),
    ],
)
def test_what_cant_be_read_is_said_kindly(kind: str, texts: dict[str, str]) -> None:
    with pytest.raises(KindError) as caught:
        editing.written(BY_NAME[kind], Given({"text": "Well?", **texts}), EMPTY, NOTHING)
    assert caught.value.sentence.endswith(("}", ".")), caught.value.sentence
    assert "{" not in caught.value.sentence


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.called)
@given(
    texts=st.dictionaries(
        st.sampled_from(
            ["text", "help", "options", "statements", "count", "points", "ends", "range", "unit", "days", "least",
             "most", "largest_mb"]
        ),
        st.one_of(st.text(max_size=400), st.from_regex(r"-?\d{1,4}( to -?\d{1,4})?", fullmatch=True)),
    ),
    picks=st.dictionaries(st.sampled_from(["switches", "accept"]), st.just(("required", "other", "image", "x"))),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_whatever_is_typed_makes_a_question_or_a_kind_sentence(
    kind: type[Question], texts: dict[str, str], picks: dict[str, tuple[str, ...]]
) -> None:
    try:
        made = editing.written(kind, Given(texts, picks), EMPTY, NOTHING)
        plain = within_limits(editing.added(EMPTY, made))
    except KindError:
        return
    assert unfinished(plain) == editing.added(EMPTY, made)


# --- ids -------------------------------------------------------------------------------------------------


def options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option("", label) for label in labels)


def test_an_option_keeps_its_id_where_it_stays_moves_or_is_reworded_in_its_place() -> None:
    before = (Option("a", "Shorts"), Option("b", "Long videos"), Option("c", "Streams"))
    made = named(options("Streams", "Shorts", "Longer videos", "Podcasts"), before, {"podcasts"})
    assert [(one.id, one.label) for one in made] == [
        ("c", "Streams"), ("a", "Shorts"), ("b", "Longer videos"), ("podcasts-2", "Podcasts"),
    ]  # fmt: skip
    reworded = named(options("Shorts", "Films", "Streams"), before, ())
    assert [one.id for one in reworded] == ["a", "b", "c"]
    shorter = named(options("Shorts", "Cooking"), before, ())
    assert [one.id for one in shorter] == ["a", "cooking"]


labels = st.lists(st.text("abcdeфé 1", min_size=1, max_size=6).filter(str.strip), max_size=8)


@given(labels, labels, st.sets(st.sampled_from(["a", "b", "ab", "option-1", "option-2"])))
def test_ids_are_never_given_twice(one: list[str], two: list[str], gone: set[str]) -> None:
    before = named(options(*one), (), ())
    after = named(options(*two), before, gone)
    ids = [each.id for each in after]
    assert len(set(ids)) == len(ids)
    kept = {each.id for each in before}
    assert not ((set(ids) - kept) & gone)
    for each in before:
        if two.count(each.label) == one.count(each.label) == 1:
            assert next(again.id for again in after if again.label == each.label) == each.id


questions = st.sampled_from(kinds.ALL)
steps = st.lists(
    st.tuples(st.sampled_from(["add", "up", "down", "copy", "delete", "lead", "unlead", "name"]), st.integers(0, 9), questions),
    max_size=15,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(steps)
def test_any_edits_keep_a_draft_that_loads_and_ids_that_differ(
    taken: list[tuple[str, int, Question]],
) -> None:
    survey = EMPTY
    used = used_in([as_plain(replace(EMPTY, questions=(replace(kinds.short, id="well"),)))])
    for step, number, question in taken:
        before = {one.id: one for one in survey.questions}
        survey = _stepped(survey, used, step, number, question)
        ids = [one.id for one in survey.questions]
        assert len(set(ids)) == len(ids)
        assert not ({*ids} - {*before}) & {*used.questions, END}
        for one in survey.questions:
            if one.id in before and step not in {"lead", "unlead", "name", "delete"}:
                assert one == before[one.id], "nothing but its place changes"
        assert unfinished(within_limits(survey)) == survey


def _stepped(survey: Survey, used: Used, step: str, number: int, question: Question) -> Survey:
    count = len(survey.questions)
    if step == "add" or not count:
        sheet = editing_sheets.of_question(draft(replace(EMPTY, questions=(question,))), 1)
        made = editing.written(type(question), as_sent(sheet), survey, used)
        return survey if count >= editing.MOST_QUESTIONS else editing.added(survey, made)
    place = number % count
    asked = survey.questions[place]
    match step:
        case "up" | "down":
            return editing.moved(survey, place, -1 if step == "up" else 1)
        case "copy":
            return editing.copied(survey, place, used)
        case "delete":
            return editing.deleted(survey, place)
        case "lead" if editing.answers_of(asked):
            later = [one.id for one in survey.questions[place + 1 :]]
            answers = list(editing.answers_of(asked))[: 1 + number % 3]
            return editing.led(survey, place, answers, later[number % len(later)] if later else END)
        case "unlead":
            return editing.unled(survey, place, 0)
        case "name" if len(asked.text) < 250:
            return editing.put(survey, place, replace(asked, text=editing.inserted(asked.text, 0, "{name}")))
        case _:
            return survey


def test_a_deleted_question_takes_the_branches_to_it_along() -> None:
    first = YesNo(id="a", text="A?", jumps=(Jump(("yes",), "c"), Jump(("no",), END)))
    survey = replace(EMPTY, questions=(first, replace(kinds.short, id="b"), replace(kinds.short, id="c")))
    assert editing.deleted(survey, 2).questions[0].jumps == (Jump(("no",), END),)
    assert not flaws(editing.deleted(survey, 2)) or "b" in str(flaws(editing.deleted(survey, 2)))


def test_an_option_that_goes_takes_its_branch_along() -> None:
    question = Choice(
        id="q", text="Q?", options=kinds.TOPICS, jumps=(Jump(("tut", "bts"), "x"), Jump(("vlog",), END))
    )
    shorter = Given({"options": "Tutorials\nTop 10 lists"})
    assert editing.rewritten(question, shorter, NOTHING).jumps == (Jump(("tut",), "x"),)


def test_an_answer_leads_to_one_place() -> None:
    question = replace(kinds.choice, id="q", jumps=(Jump(("tut", "bts"), "x"),))
    survey = replace(EMPTY, questions=(question, *(replace(kinds.short, id=one) for one in "xyz")))
    led = editing.led(survey, 0, {"bts", "vlog"}, "y")
    assert led.questions[0].jumps == (Jump(("tut",), "x"), Jump(("bts", "vlog"), "y"))
    again = editing.led(led, 0, {"tut"}, "y")
    assert again.questions[0].jumps == (Jump(("tut", "bts", "vlog"), "y"),)
    assert editing.unled(again, 0, 0).questions[0].jumps == ()


# --- names and answers in texts ---------------------------------------------------------------------------


@given(st.text("ab {}.|,é", max_size=40), st.data())
def test_something_can_be_put_between_words_and_never_into_braces(text: str, data: st.DataObject) -> None:
    text = text.replace("{", "").replace("}", "") + " {answer.q|that} end."
    at = data.draw(st.sampled_from(editing.gaps(text)))
    put = editing.inserted(text, at, editing.blank("mood", "}{|"))
    assert "{answer.q|that}" in put
    assert "{answer.mood|that}" in put
    assert "GREAT" in fill(put, "N", {"mood": "GREAT", "q": "Q"})
    assert put.replace("{answer.mood|that}", "").split() == text.split() or put[0] != text[0] or "." in text


def test_a_name_goes_before_a_full_stop() -> None:
    assert editing.inserted("Hello!", 6, "{name}") == "Hello {name}!"
    assert editing.inserted("Hello, what next?", 0, "{name}") == "{name} Hello, what next?"


def test_only_what_was_asked_before_can_be_inserted() -> None:
    survey = replace(EMPTY, intro="Hello", questions=tuple(replace(kinds.short, id=one) for one in "abc"))
    sheet = editing_sheets.of_insert(draft(survey), 2)
    what = next(field for field in sheet.fields if field.name == "what")
    assert isinstance(what, Pick)
    assert [one.token for one in what.options] == ["name", "a"]
    for number, wanted, where in (
        (2, "c", "text-0"),
        (2, "b", "text-0"),
        (0, "a", "intro-0"),
        (2, "a", "text-1"),
    ):
        with pytest.raises(KindError):
            editing_sheets.with_insert(survey, number, Given({}, {"what": (wanted,), "where": (where,)}))
    done = editing_sheets.with_insert(
        survey, 2, Given({"else": "it"}, {"what": ("a",), "where": ("text-5",)})
    )
    assert done.questions[1].text == "What {answer.a|it}?"
    assert not flaws(done)


# --- cards -------------------------------------------------------------------------------------------------


def test_what_is_missing_keeps_it_from_being_saved() -> None:
    lacking = editing_cards.overview(draft(EMPTY))
    assert not [one for one in lacking.buttons if one.label == authoring.SAVE]
    whole = editing_cards.overview(draft(replace(EMPTY, questions=(ShortText(id="a", text="A?"),))))
    assert [one for one in whole.buttons if one.label == authoring.SAVE]
