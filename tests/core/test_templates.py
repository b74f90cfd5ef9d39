"""The ready-made templates import without a word of complaint, in every language, and are what they are called."""

import json
from pathlib import Path

import pytest

from config import templates as shipped
from config.languages import read_languages
from config.templates import Template, template, templates
from surveys.core.questions import Choice, Idea, MultipleChoice, Scale
from surveys.core.questions.base import END
from surveys.core.spoken import entries, texts
from surveys.core.survey import Survey
from surveys.core.text import clean
from surveys.formats import as_plain, from_plain, read_survey

ALL = templates()
LANGUAGES = sorted(set(read_languages().known) - {"en"})


def survey_of(key: str) -> Survey:
    one = template(key)
    assert one is not None
    return read_survey(one.text.encode(), one.filename)


def test_there_are_the_ten_by_title() -> None:
    assert [(one.key, one.title) for one in ALL] == [
        ("collab-interest", "Collab interest"),
        ("farewell", "Farewell"),
        ("merch", "Merch"),
        ("monthly-ideas", "Monthly ideas"),
        ("series-pilot", "Series pilot test"),
        ("stream-check-in", "Stream check-in"),
        ("topic-vote", "Topic vote"),
        ("video-feedback", "Video feedback"),
        ("welcome", "Welcome"),
        ("nps", "Would you recommend it?"),
    ]
    assert template("nothing-like-it") is None


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.key)
def test_it_imports_and_fits(one: Template) -> None:
    survey = read_survey(one.text.encode(), one.filename)
    assert (survey.key, survey.title) == (one.key, one.title)
    assert survey.intro
    assert survey.thanks
    assert 1 <= len(survey.questions) <= 5
    assert survey.seconds() <= 90
    for question in survey.questions:
        assert len(question.text) <= 60, "a phone shows it on two lines"
        assert question.text == clean(question.text)
    assert from_plain(json.loads(json.dumps(as_plain(survey)))) == survey


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", ALL, ids=lambda one: one.key)
def test_it_is_whole_in_every_language(one: Template, language: str) -> None:
    """Every text, no more and no less; and short enough for a phone in that language, too."""
    survey = read_survey(one.text.encode(), one.filename)
    given = survey.translations[language]
    assert given.title == one.titles[language]
    assert all((given.title, given.intro, given.thanks))
    assert list(given.questions) == [question.id for question in survey.questions]
    for question in survey.questions:
        told, kind = given.questions[question.id], type(question)
        wanted = [name for name in texts(kind) if getattr(question, name) is not None]
        assert sorted(told) == sorted([*wanted, *entries(kind)])
        for name in entries(kind):
            assert list(told[name]) == [entry.id for entry in getattr(question, name)]
    shown = survey.in_language(language)
    assert all(len(question.text) <= 70 for question in shown.questions)
    assert all(
        question.text != own.text for question, own in zip(shown.questions, survey.questions, strict=True)
    )


def test_ways_that_are_cut_short_end_or_go_on() -> None:
    pilot = survey_of("series-pilot")
    assert pilot.questions[0].jumps[0].to == END
    merch = survey_of("merch")
    assert merch.questions[0].jumps[0].when == ("no",)
    farewell = survey_of("farewell")
    assert farewell.question(farewell.questions[0].jumps[0].to) is farewell.questions[2]


def test_editors_find_the_schema_that_a_template_names() -> None:
    folder = Path(shipped.__file__).parent / "templates"
    for one in ALL:
        hint = one.text.splitlines()[0]
        assert hint.startswith("# yaml-language-server: $schema=")
        assert (folder / hint.partition("=")[2]).resolve().is_file()


def test_monthly_ideas_asks_its_four_questions() -> None:
    survey = survey_of("monthly-ideas")
    assert [type(question) for question in survey.questions] == [Scale, Choice, MultipleChoice, Idea]
    scale = survey.questions[0]
    assert isinstance(scale, Scale)
    assert list(scale.points) == [1, 2, 3, 4, 5]
    assert not any(question.required for question in survey.questions)


def test_most_kinds_are_used() -> None:
    kinds = {question.kind for one in ALL for question in survey_of(one.key).questions}
    assert kinds == {
        "agree", "choice", "idea", "long_text", "multiple_choice", "nps", "number", "ranking", "scale", "short_text",
        "yes_no",
    }  # fmt: skip


def test_video_feedback_spares_those_who_did_not_watch() -> None:
    survey = survey_of("video-feedback")
    watched = survey.questions[0]
    assert survey.after(watched, None) is survey.questions[1]
    assert watched.jumps[0].when == ("no",)
    assert survey.question(watched.jumps[0].to) is survey.questions[3]
