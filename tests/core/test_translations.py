"""A survey's texts in other languages: what people read, what their replies mean, and what can be wrong."""

import json
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.conversation import advance, begin
from surveys.core.prompt import Ask
from surveys.core.questions import (
    Choice,
    MultipleChoice,
    Nps,
    Number,
    Option,
    Question,
    Ranking,
    Scale,
    ShortText,
    YesNo,
)
from surveys.core.replies import Tapped, Typed
from surveys.core.spoken import entries, texts
from surveys.core.survey import Survey, flaws
from surveys.core.translations import CODES, Translation, closest, trimmed
from surveys.core.values import Picked, Rated, Value
from surveys.formats import BadSurveyFileError, as_plain, from_plain, read_survey
from surveys.formats.writing import write_survey
from tests.core import kinds
from tests.made_up import scene

FILE = """\
title: Ideas
intro: Hello {name}!
questions:
  - id: more
    kind: choice
    text: More of what?
    other: true
    options: [Tutorials, {id: gift, label: Poison}, {id: vlog, label: Vlogs}]
  - id: rating
    kind: scale
    text: You said {answer.more|so}. How much?
    low_label: Little
    high_label: Lots
translations:
  de:
    title: Ideen
    intro: Hallo {name}!
    questions:
      more:
        text: Mehr wovon?
        options:
          tutorials: Anleitungen
          gift: Gift
          vlog: {label: Videotagebuch}
      rating:
        text: Du sagst {answer.more|das}. Wie sehr?
        low_label: Wenig
"""


def read(text: str = FILE) -> Survey:
    return read_survey(text.encode(), "ideas.yaml")


def problems(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(BadSurveyFileError) as caught:
        read(text)
    return [(one.line, one.field, one.problem) for one in caught.value.problems]


def changed(old: str, new: str) -> str:
    assert FILE.count(old) == 1, old
    return FILE.replace(old, new)


def test_what_is_translated_is_shown_and_the_rest_stays() -> None:
    own = read()
    german = own.in_language("de")
    assert (german.title, german.intro, german.thanks) == ("Ideen", "Hallo {name}!", None)
    more, rating = german.questions
    assert isinstance(more, Choice)
    assert isinstance(rating, Scale)
    assert [(one.id, one.label) for one in more.options] == [
        ("tutorials", "Anleitungen"), ("gift", "Gift"), ("vlog", "Videotagebuch"),
    ]  # fmt: skip
    assert (rating.low_label, rating.high_label) == ("Wenig", "Lots")
    assert [one.id for one in german.questions] == [one.id for one in own.questions]
    for elsewhere in ("fr", "en-US", None):
        assert own.in_language(elsewhere) is own
    assert own.in_language(None, "de-AT").title == "Ideen"
    assert own.in_language("fr", "de") is own, "they read French first, and the survey's own words next"


def test_countries_fall_back_to_their_language() -> None:
    assert closest(("es", "pt-BR"), "es-419") == "es"
    assert closest(("es", "pt-BR"), "pt") == "pt-BR"
    assert closest(("en-GB", "en-US"), "en-US") == "en-US"
    assert closest((), "de") is None


def test_it_is_kept_and_written_as_it_was() -> None:
    survey = read()
    assert from_plain(as_plain(survey)) == survey
    for as_json in (False, True):
        assert (
            read_survey(write_survey(survey, as_json=as_json), f"x.{'json' if as_json else 'yaml'}") == survey
        )


@pytest.mark.parametrize("one", kinds.ALL, ids=lambda one: one.kind)
def test_every_text_of_every_kind_can_be_translated(one: Question) -> None:
    """What a follower reads of a question is marked as a text, so nothing is left in another language."""
    full = replace(one, help="Help")
    for field in ("unit", "low_label", "high_label"):
        if hasattr(full, field):
            words: dict[str, Any] = {field: "word"}
            full = replace(full, **words)
    given: dict[str, Any] = {name: f"«{name}»" for name in texts(type(full))}
    for name, inside in entries(type(full)).items():
        given[name] = {
            entry.id: {text: f"«{place} {text}»" for text in texts(inside)}
            for place, entry in enumerate(getattr(full, name))
        }
    survey = Survey(
        key="k", title="T", questions=(full,), translations={"de": Translation(questions={"q": given})}
    )
    assert flaws(survey) == ()
    (shown,) = survey.in_language("de").questions
    told: list[str] = []
    walk(as_plain(replace(survey, questions=(shown,), translations={}))["questions"], told)
    names = {"q", full.kind}
    names |= {entry.id for name in entries(type(full)) for entry in getattr(full, name)}
    strange = [text for text in told if "«" not in text and text not in names and "://" not in text]
    assert [text for text in strange if text not in {"image", "video", "audio", "document", "0", "500"}] == []


def walk(data: object, told: list[str]) -> None:
    match data:
        case dict():
            for value in data.values():
                walk(value, told)
        case list():
            for value in data:
                walk(value, told)
        case str():
            told.append(data)
        case _:
            pass


def test_every_kind_has_texts() -> None:
    assert all({"text", "help"} <= set(texts(kind)) for kind in get_args(Question))
    assert texts(Survey) == {"title": 100, "intro": 600, "thanks": 600}
    assert list(CODES) == sorted(CODES)


def answered(survey: Survey, said: str, language: str = "de") -> Value | None:
    """What a follower who reads `language` answers to the first question by typing that."""
    shown = scene(replace(survey.in_language(language)))
    shown = replace(shown, own=survey)
    turn = advance(shown, begin(survey, 1), Typed(said))
    return turn.saved[1] if turn.saved else None


@pytest.mark.parametrize(
    ("said", "option"),
    [("anleitungen", "tutorials"), ("Tutorials", "tutorials"), ("tut", "tutorials"), ("2", "gift"), ("gift", "gift"),
     ("poison", "gift"), ("vlogs", "vlog"), ("Videotag", "vlog")],
)  # fmt: skip
def test_an_option_is_known_by_both_its_names(said: str, option: str) -> None:
    assert answered(read(), said) == Picked((option,))


def test_what_is_shown_comes_first() -> None:
    swapped = changed("tutorials: Anleitungen", "tutorials: Vlogs")
    assert answered(read(swapped), "vlogs") == Picked(("tutorials",))
    assert answered(read(), "Something else") == Picked((), other="Something else")


def test_several_at_once_and_ends_and_orders_too() -> None:
    options = (Option("a", "Apples"), Option("b", "Pears"), Option("c", "Plums"))
    german = {"options": {"a": "Äpfel", "b": "Birnen", "c": "Pflaumen"}}

    def survey(question: Question, given: dict[str, Any]) -> Survey:
        return Survey(
            key="k",
            title="T",
            questions=(question,),
            translations={"de": Translation(questions={"q": given})},
        )

    many = MultipleChoice(id="q", text="Which?", options=options, other=True)
    assert answered(survey(many, german), "apples, plums") == Picked(("a", "c"))
    assert answered(survey(many, german), "Äpfel, Pflaumen") == Picked(("a", "c"))
    scale = Scale(id="q", text="How?", low_label="Bad", high_label="Good")
    assert answered(survey(scale, {"low_label": "Schlecht", "high_label": "Gut"}), "good") == Rated(5)
    assert answered(survey(scale, {"low_label": "Schlecht", "high_label": "Gut"}), "gut") == Rated(5)
    nps = Nps(id="q", text="How?", high_label="Sure")
    assert answered(survey(nps, {"high_label": "Sicher"}), "sure") == Rated(10)
    ranking = Ranking(id="q", text="Order?", options=options)
    assert answered(survey(ranking, german), "plums, apples, pears") == answered(
        survey(ranking, german), "3, 1, 2"
    )
    number = Number(id="q", text="How many?", unit="hours")
    assert answered(survey(number, {"unit": "Stunden"}), "3 hours") == answered(
        survey(number, {"unit": "Stunden"}), "3 Stunden"
    )


def test_taps_and_earlier_answers_mix_languages() -> None:
    survey = read()
    german = replace(scene(survey.in_language("de")), own=survey)
    turn = advance(german, begin(survey, 1), Tapped("more", ("gift",)))
    assert isinstance(turn.card, Ask)
    assert turn.card.body == "Du sagst Gift. Wie sehr?"
    english = advance(scene(survey), turn.conversation, Tapped("rating", ("4",)))
    assert english.conversation.answers == {"more": Picked(("gift",)), "rating": Rated(4)}


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "problem"),
    [
        ("  de:\n", "  german:\n", 15, "translations, german", "“german” is no language"),
        ("      rating:\n        text: Du", "      ratin:\n        text: Du", 25, "translations, de, questions, ratin",
         "There is no question “ratin”"),
        ("tutorials: Anl", "tutorial: Anl", 22, "translations, de, questions, more, options, tutorial",
         "There is no “tutorial” here"),
        ("low_label: Wenig", "lowlabel: Wenig", 27, "translations, de, questions, rating, lowlabel",
         "“lowlabel” is no text"),
        ("low_label: Wenig", "low_label: " + "x" * 61, 27, "translations, de, questions, rating, low_label",
         "The text has 61 characters, and 60 fit."),
        ("{label: Videotagebuch}", "[x]", 24, "translations, de, questions, more, options, vlog", "A list can't say"),
        ("{label: Videotagebuch}", "{name: Tagebuch}", 24, "translations, de, questions, more, options, vlog",
         "“name” is no text"),
        ("{label: Videotagebuch}", "ANLEITUNGEN", 24, "translations, de, questions, more, options, vlog",
         "ANLEITUNGEN"),
        ("{label: Videotagebuch}", "Stopp", 24, "translations, de, questions, more, options, vlog", "Stopp"),
        ("text: Mehr wovon?", "help: Mehr wovon?", 20, "translations, de, questions, more, help",
         "The survey itself has no such text."),
        ("{answer.more|das}", "das", 26, "translations, de, questions, rating, text", "What is filled in here differs"),
        ("{answer.more|das}", "{answer.more}", 26, "translations, de, questions, rating, text",
         "which may be skipped or jumped over"),
        ("intro: Hallo {name}!", "intro: Hallo!", 17, "translations, de, intro", "What is filled in here differs"),
        ("title: Ideen", "titel: Ideen", 16, "translations, de, titel", "There is no field “titel”"),
        ("title: Ideen", "title: [Ideen]", 16, "translations, de, title", "A text is needed here."),
        ("        text: Mehr wovon?\n", "        options: Anleitungen\n", 20, "translations, de, questions, more, options",
         "This is a list"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_line_and_field(
    old: str, new: str, line: int, field: str, problem: str
) -> None:
    text = changed(old, new)
    if "options: Anl" in new:
        text = text.replace("        options:\n          tutorials: Anleitungen\n          gift: Gift\n"
                            "          vlog: {label: Videotagebuch}\n", "")  # fmt: skip
    (told,) = problems(text)
    assert (told[0], told[1][: len(field)]) == (line, field)
    assert problem in told[2]


def test_a_broken_question_is_blamed_alone() -> None:
    (told,) = problems(changed("kind: scale", "kind: skale"))
    assert told[1] == "question 2, kind"
    assert [one[1] for one in problems(FILE + "    thanks: Danke\ntopic: '*'\n")] == [
        "translations, de, thanks", "topic",
    ]  # fmt: skip


def test_shapes_that_hold_nothing() -> None:
    assert problems("title: T\nquestions:\n  - {id: q, kind: idea, text: T}\ntranslations: de\n")[0][0] == 4
    nothing = read("title: T\nquestions:\n  - {id: q, kind: idea, text: T}\ntranslations:\n  de:\n")
    assert nothing.translations == {}
    deep = "{a: {a: {a: {a: {a: {a: {a: {a: {a: {a: b}}}}}}}}}}"
    assert problems(f"title: T\nquestions:\n  - {{id: q, kind: idea, text: T}}\ntranslations: {deep}\n")
    assert problems(
        "title: T\nquestions:\n  - {id: q, kind: idea, text: T}\ntranslations:\n  de: &a {title: *a}\n"
    )


def test_what_translates_nothing_any_more_can_be_let_go() -> None:
    survey = read()
    (more, _) = survey.questions
    assert isinstance(more, Choice)
    fewer = replace(survey, intro=None, questions=(replace(more, options=more.options[1:]),))
    assert flaws(fewer)
    kept = replace(fewer, translations=trimmed(fewer))
    assert flaws(kept) == ()
    assert kept.in_language("de").questions[0].text == "Mehr wovon?"
    other = replace(
        survey, questions=(YesNo(id="x", text="X?"), ShortText(id="y", text="Y?")), title="T", intro=None
    )
    assert trimmed(other) == {"de": Translation(title="Ideen")}


JUNK = st.recursive(
    st.none() | st.sampled_from(["x", "", "a", "q", "Ä {name}", "y" * 700]),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "de",
                    "xx",
                    "title",
                    "questions",
                    "variants",
                    "q",
                    "text",
                    "options",
                    "a",
                    "label",
                    "what",
                    "id",
                ]
            ),
            inside,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(JUNK, JUNK)
def test_whatever_stands_there_is_a_survey_or_a_sentence(translations: object, experiment: object) -> None:
    options = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]
    asked = {"id": "q", "kind": "choice", "text": "T", "options": options}
    data = {"title": "T", "questions": [asked], "translations": translations, "experiment": experiment}
    try:
        survey = read_survey(json.dumps(data).encode(), "x.json")
    except BadSurveyFileError:
        return
    assert from_plain(json.loads(json.dumps(as_plain(survey)))) == survey
    assert survey.in_language("de").in_variant("a").questions
