"""A survey that is written to a file reads back as the same survey, whatever stands in it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.templates import Template, templates
from surveys.core.questions import Choice, Jump, MultipleChoice, Option, Question, YesNo
from surveys.core.spoken import entries, texts
from surveys.core.survey import Survey, flaws
from surveys.core.text import clean
from surveys.core.translations import QuestionTexts, Translation
from surveys.formats import read_survey
from surveys.formats.problems import BadSurveyFileError
from surveys.formats.writing import write_survey
from tests.core import kinds

VISIBLE = st.characters(exclude_categories=["C"])


def _clean(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return texts.map(clean).filter(bool)


#: Texts that mean something else in YAML or JSON, or look as if they did.
AWKWARD = [
    *("no", "Yes", "~", "null", "1e3", "0x1F", "2026-11-25", "12:30", "- a", "# x", "a: b", "a #b", "{name}"),
    *("'", '"', "''", '"x', "\\", "\\n", "|", ">", "!x", "&a", "*a", "@a", "%a", "`a`", "[x", "{x", "?", ":"),
    *(
        " both ends ",
        "two\nlines",
        "a\n\nb",
        "\u2028",
        "é",
        "e\u0301",
        "日本語",
        "שלום",
        "👩‍👧",
        "🇩🇪",
    ),
]
# Texts are cleaned when they are read, so no survey has others.
LABEL = _clean(st.sampled_from(AWKWARD) | st.text(VISIBLE, min_size=1, max_size=80))
TEXT = _clean(st.sampled_from(AWKWARD) | st.text(VISIBLE, min_size=1, max_size=300))
TITLE = _clean(st.text(VISIBLE, min_size=1, max_size=100))
FORMATS = [False, True]


def again(survey: Survey, *, as_json: bool) -> Survey:
    return read_survey(write_survey(survey, as_json=as_json), "s.json" if as_json else "s.yaml")


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    """One with every kind of question, awkward texts, options with ids of their own, and a jump."""
    asked: list[Question] = [
        replace(
            one, id=f"q{number}", text=draw(TEXT), help=draw(st.none() | TEXT), required=draw(st.booleans())
        )
        for number, one in enumerate(draw(st.lists(st.sampled_from(kinds.ALL), min_size=1, max_size=6)))
    ]
    labels = draw(st.lists(LABEL, min_size=2, max_size=6, unique=True))
    ids = draw(
        st.lists(
            st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True), min_size=6, max_size=6, unique=True
        )
    )
    options = tuple(Option(one, label) for one, label in zip(ids, labels, strict=False))
    first = YesNo(id="first", text=draw(TEXT), jumps=(Jump(("no",), "last"),))
    kind = draw(st.sampled_from((Choice, MultipleChoice)))
    last = kind(id="last", text=draw(TEXT), options=options, other=draw(st.booleans()))
    own = Survey(
        key="made-up",
        title=draw(TITLE),
        intro=draw(st.none() | TEXT),
        thanks=draw(st.none() | TEXT),
        questions=(first, *asked, last),
    )
    codes = draw(st.lists(st.sampled_from(["de", "no", "pt-BR"]), max_size=2, unique=True))
    return replace(own, translations={code: draw(translations(own)) for code in codes})


@st.composite
def translations(draw: st.DrawFn, survey: Survey) -> Translation:
    """Some of the texts of `survey` in other words."""
    questions: dict[str, QuestionTexts] = {}
    for one in survey.questions:
        fields: dict[str, Any] = {
            name: draw(_clean(st.text(VISIBLE, min_size=1, max_size=longest)))
            for name, longest in texts(type(one)).items()
            if getattr(one, name) is not None and draw(st.booleans())
        }
        for name in entries(type(one)):
            ids = [entry.id for entry in getattr(one, name)]
            fields[name] = draw(st.dictionaries(st.sampled_from(ids), LABEL, min_size=1, max_size=3))
        if fields:
            questions[one.id] = fields
    return Translation(title=draw(TITLE), intro=draw(TEXT) if survey.intro else None, questions=questions)


@settings(max_examples=60, deadline=None)
@given(surveys(), st.sampled_from(FORMATS))
def test_it_reads_back_as_it_was(survey: Survey, as_json: bool) -> None:
    if flaws(survey):  # such as a blank that names no question: no file can hold it
        with pytest.raises(BadSurveyFileError):
            again(survey, as_json=as_json)
    else:
        assert again(survey, as_json=as_json) == survey


@pytest.mark.parametrize("as_json", FORMATS)
@pytest.mark.parametrize("template", templates(), ids=lambda one: one.key)
def test_a_template_stays_what_it_is(template: Template, as_json: bool) -> None:
    survey = read_survey(template.text.encode(), "t.yaml")
    assert again(survey, as_json=as_json) == survey


def test_what_a_person_would_leave_out_is_left_out() -> None:
    survey = Survey(
        key="next",
        title="What next?",
        questions=(
            Choice(id="more", text="More of?", options=(Option("streams", "Streams"), Option("x", "Vlogs"))),
            kinds.short,
        ),
    )
    assert write_survey(survey, as_json=False).decode() == (
        "title: What next?\n"
        "key: next\n"
        "questions:\n"
        "  - id: more\n"
        "    kind: choice\n"
        "    text: More of?\n"
        "    options:\n"
        "      - Streams\n"
        "      - id: x\n"
        "        label: Vlogs\n"
        "  - id: q\n"
        "    kind: short_text\n"
        "    text: What?\n"
    )
