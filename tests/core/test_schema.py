"""The published schema of survey files: it takes what an import takes, and refuses the usual mistakes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from config.templates import templates
from surveys.core.survey import Survey, flaws
from surveys.formats import BadSurveyFileError, read_survey
from surveys.formats.fields import names_of
from surveys.formats.schema import ABOUT, survey_schema
from surveys.formats.writing import write_survey
from tests import made_up
from tests.core.test_survey_files_written import surveys

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = survey_schema()
VALID = jsonschema_rs.validator_for(SCHEMA)


class _AsEditorsDo(yaml.SafeLoader):
    """YAML 1.2 as far as it matters here: "no" is a text, and so is a date."""


_AsEditorsDo.yaml_implicit_resolvers = {
    first: [
        (tag, re.compile("^(?:true|false)$") if tag.endswith(":bool") else pattern)
        for tag, pattern in resolvers
        if not tag.endswith((":timestamp", ":merge", ":value"))
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def loaded(text: str) -> Any:
    return yaml.load(text, Loader=_AsEditorsDo)


def complaints(data: Any) -> list[str]:
    return [f"{list(one.instance_path)}: {one.message}" for one in VALID.iter_errors(data)]


def test_the_schema_is_one_itself_and_explains_every_field() -> None:
    jsonschema_rs.meta.validate(SCHEMA)
    told = {id(one): name for name, one in properties(SCHEMA)}
    assert told
    assert [name for name, one in properties(SCHEMA) if not one.get("description")] == []
    used = {name for name, _ in properties(SCHEMA)} | set(SCHEMA["$defs"])
    assert [name for name in ABOUT if not set(name.split(".")) <= used] == []
    assert set(SCHEMA["properties"]) == {*names_of(Survey), "$schema"}


def properties(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    match schema:
        case {"properties": dict(found), **rest}:
            if "additionalProperties" in rest or "required" not in rest:
                yield from found.items()
            yield from (inside for one in found.values() for inside in properties(one))
            yield from properties(rest)
        case dict():
            yield from (inside for one in schema.values() for inside in properties(one))
        case list():
            yield from (inside for one in schema for inside in properties(one))
        case _:
            pass


@pytest.mark.parametrize("one", templates(), ids=lambda one: one.key)
def test_every_template_fits(one: Any) -> None:
    assert complaints(loaded(one.text)) == []


def test_the_examples_in_the_docs_fit() -> None:
    page = (ROOT / "docs" / "survey-files.md").read_text("utf-8")
    blocks = [loaded(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    whole = [
        block for block in blocks if isinstance(block, dict) and "questions" in block and "title" in block
    ]
    questions = [
        one
        for block in blocks
        if isinstance(block, list)
        for one in block
        if isinstance(one, dict) and "kind" in one
    ]
    assert len(whole) >= 1
    assert len(questions) >= 14
    for data in [*whole, *({"title": "T", "questions": [one]} for one in questions)]:
        assert complaints(data) == []


@settings(max_examples=60, deadline=None)
@given(surveys() | made_up.surveys())
def test_whatever_can_be_exported_fits(survey: Survey) -> None:
    if not flaws(survey):
        assert complaints(json.loads(write_survey(survey, as_json=True))) == []
        assert complaints(loaded(write_survey(survey, as_json=False).decode())) == []


TOP = "title: T\nquestions:\n"
CHOICE = TOP + "  - {id: q, kind: choice, text: T, options: [A, B]}\n"
IDEA = TOP + "  - {id: q, kind: idea, text: T}\n"
SCALE = TOP + "  - {id: q, kind: scale, text: T, low_label: A, high_label: B}\n"
SHORT = [
    IDEA,
    CHOICE,
    IDEA.replace("title: T", "title: 2026\nkey:\nintro:\n$schema: x"),
    IDEA.replace("id: q", "id: 7"),
    IDEA.replace("text: T", "text: yes, required: 'no'"),
    CHOICE.replace("[A, B]", "[1, {label: B}, {id: 3, label: 3}]"),
    CHOICE.replace("]}", "], other: true, jumps: [{when: a, to: end}]}"),
    SCALE.replace("A, ", "A, lowest: '0', highest: 7, jumps: [{when: [1, '2'], to: end}], "),
    TOP + "  - {id: q, kind: file, text: T, accept: image}\n",
    TOP + "  - {id: q, kind: number, text: T, lowest: -1.5, highest: '20'}\n",
    TOP + "  - {id: q, kind: date, text: T, earliest: 2026-12-24}\n",
    TOP + "  - {id: q, kind: yes_no, text: T, jumps: [{when: no, to: end}]}\n",
    CHOICE + "experiment: {what: q, variants: [{id: a}, {id: b, text: U, share: 2}]}\n",
    CHOICE
    + "translations: {de: {title: Z, questions: {q: {text: D, options: {a: Ä, b: {label: Ö}}}}}, fr: }\n",
]


@pytest.mark.parametrize("text", SHORT)
def test_what_may_be_written_shorter_fits(text: str) -> None:
    assert read_survey(text.encode(), "x.yaml").questions
    assert complaints(loaded(text)) == []


MISTAKES = [
    IDEA.replace("title: T", "titel: T"),
    IDEA.replace("title: T", "title:"),
    IDEA.replace("title: T", "title: [T]"),
    IDEA.replace("title: T", "title: " + "x" * 101),
    IDEA.replace("title: T", "title: T\nkey: Big Ideas"),
    IDEA.replace("title: T", "title: T\ntopic: ' '"),
    "title: T\n",
    "title: T\nquestions: []\n",
    "title: T\nquestions: {}\n",
    TOP + "  - {id: q, kind: idea, text: T}\n" * 26,
    TOP + "  - just a text\n",
    IDEA.replace("kind: idea, ", ""),
    IDEA.replace("kind: idea", "kind: ideas"),
    IDEA.replace("id: q, ", ""),
    IDEA.replace("text: T", "text: ''"),
    IDEA.replace("text: T", "question: T"),
    IDEA.replace("text: T", "text: T, options: [A, B]"),
    IDEA.replace("text: T", "text: T, required: maybe"),
    CHOICE.replace("[A, B]", "[A]"),
    CHOICE.replace("[A, B]", "A"),
    CHOICE.replace("[A, B]", f"[A, {'x' * 81}]"),
    CHOICE.replace("[A, B]", "[A, {id: b}]"),
    CHOICE.replace("[A, B]", "[A, {label: B, value: 2}]"),
    CHOICE.replace("]}", "], jumps: [{when: a}]}"),
    CHOICE.replace("]}", "], jumps: [{when: [], to: end}]}"),
    SCALE.replace("low_label: A, ", ""),
    SCALE.replace("A, ", "A, highest: 11, "),
    SCALE.replace("A, ", "A, lowest: two, "),
    TOP + "  - {id: q, kind: number, text: T, lowest: few}\n",
    TOP + "  - {id: q, kind: date, text: T, earliest: 24.12.2026}\n",
    TOP + "  - {id: q, kind: file, text: T, accept: [gif]}\n",
    TOP + "  - {id: q, kind: picture_choice, text: T, options: [A, B]}\n",
    CHOICE + "experiment: {variants: [{id: a}, {id: b, text: U}]}\n",
    CHOICE + "experiment: {what: q, variants: [{id: a}]}\n",
    CHOICE + "experiment: {what: q, variants: [{id: a}, {text: U}]}\n",
    CHOICE + "experiment: {what: q, variants: [{id: a}, {id: b, text: U, share: 0}]}\n",
    CHOICE + "translations: {german: {title: Z}}\n",
    CHOICE + "translations: [de]\n",
    CHOICE + "translations: {de: {titel: Z}}\n",
    CHOICE + "translations: {de: {title: " + "x" * 101 + "}}\n",
    CHOICE + "translations: {de: {questions: {q: T}}}\n",
    CHOICE + "translations: {de: {questions: {q: {options: [A]}}}}\n",
]


@pytest.mark.parametrize("text", MISTAKES)
def test_the_usual_mistakes_are_refused_by_both(text: str) -> None:
    with pytest.raises(BadSurveyFileError):
        read_survey(text.encode(), "x.yaml")
    assert complaints(loaded(text))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(SHORT),
    st.sampled_from(
        ["[", "]", "{", "}", ": ", ", ", "x", "1", "-1", "true", "null", "\n", "id", "label", "text"]
    ),
    st.integers(0, 150),
)
def test_what_an_import_takes_the_schema_takes(text: str, piece: str, at: int) -> None:
    """However a file is changed: an editor never marks as wrong what can be imported."""
    changed = text[:at] + piece + text[at:]
    try:
        read_survey(changed.encode(), "x.yaml")
    except BadSurveyFileError:
        return
    assert complaints(loaded(changed)) == []


def test_an_editor_s_line_changes_nothing() -> None:
    plain = read_survey(IDEA.encode(), "x.yaml")
    assert (
        read_survey(b"# yaml-language-server: $schema=survey.schema.json\n" + IDEA.encode(), "x.yaml")
        == plain
    )
    as_json = json.dumps({"$schema": "survey.schema.json", **loaded(IDEA)})
    assert read_survey(as_json.encode(), "x.json") == plain
    with pytest.raises(BadSurveyFileError):
        read_survey(IDEA.encode() + b"$schema: [x]\n", "x.yaml")
