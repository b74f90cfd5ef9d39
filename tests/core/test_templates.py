"""The ready-made templates import without a word of complaint, and are what they are called."""

import json

import pytest

from config.templates import Template, template, templates
from surveys.core.questions import Choice, Idea, MultipleChoice, Scale
from surveys.core.text import clean
from surveys.formats import as_plain, from_plain, read_survey

ALL = templates()


def test_there_are_the_five_by_title() -> None:
    assert [(one.key, one.title) for one in ALL] == [
        ("monthly-ideas", "Monthly ideas"),
        ("stream-check-in", "Stream check-in"),
        ("topic-vote", "Topic vote"),
        ("video-feedback", "Video feedback"),
        ("nps", "Would you recommend it?"),
    ]
    assert template("video-feedback") == ALL[3]
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


def test_monthly_ideas_asks_its_four_questions() -> None:
    monthly = template("monthly-ideas")
    assert monthly is not None
    survey = read_survey(monthly.text.encode(), monthly.filename)
    assert [type(question) for question in survey.questions] == [Scale, Choice, MultipleChoice, Idea]
    scale = survey.questions[0]
    assert isinstance(scale, Scale)
    assert list(scale.points) == [1, 2, 3, 4, 5]
    assert not any(question.required for question in survey.questions)


def test_the_newer_kinds_are_used() -> None:
    kinds = {
        question.kind for one in ALL for question in read_survey(one.text.encode(), one.filename).questions
    }
    assert {"nps", "ranking", "agree"} <= kinds


def test_video_feedback_spares_those_who_did_not_watch() -> None:
    feedback = template("video-feedback")
    assert feedback is not None
    survey = read_survey(feedback.text.encode(), feedback.filename)
    watched = survey.questions[0]
    assert survey.after(watched, None) is survey.questions[1]
    assert watched.jumps[0].when == ("no",)
    assert survey.question(watched.jumps[0].to) is survey.questions[3]
