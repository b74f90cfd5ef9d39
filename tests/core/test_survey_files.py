"""Survey files: what is read from them, and what is said about each mistake."""

import io
import json
import textwrap
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.templates import templates
from surveys.core.questions import (
    Choice,
    Option,
    Question,
    Scale,
    ShortText,
    YesNo,
)
from surveys.core.survey import Survey
from surveys.formats import BadSurveyFileError, Problem, as_plain, from_plain, read_survey, suggest_key
from surveys.formats.meaning import meaning
from surveys.formats.plain import KINDS

TOP = "title: Ideas\nquestions:\n"
IDEA = "  - {id: idea, kind: idea, text: What next}\n"
WHOLE = TOP + IDEA


def read(text: str, name: str = "ideas.yaml") -> Survey:
    return read_survey(text.encode(), name)


def refused(data: str | bytes, name: str = "ideas.yaml") -> BadSurveyFileError:
    with pytest.raises(BadSurveyFileError) as caught:
        read_survey(data.encode() if isinstance(data, str) else data, name)
    return caught.value


def only(data: str | bytes, name: str = "ideas.yaml") -> Problem:
    (problem,) = refused(data, name).problems
    return problem


def question(fields: str) -> Question:
    return read(f"{TOP}  - {{id: one, text: Well, {fields}}}\n{IDEA}").questions[0]


def options_of(written: str) -> tuple[Option, ...]:
    asked = question(f"kind: choice, options: {written}")
    assert isinstance(asked, Choice)
    return asked.options


# --- What is read --------------------------------------------------------------------------------


def test_the_example_in_the_docs_is_a_survey() -> None:
    page = Path(__file__).parents[2] / "docs" / "survey-files.md"
    example = page.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    survey = read(example)
    assert [one.id for one in survey.questions] == ["watched", "rating", "best-part", "idea"]
    assert survey.questions[0].jumps[0].when == ("no",)


def docs() -> str:
    return (Path(__file__).parents[2] / "docs" / "survey-files.md").read_text(encoding="utf-8")


def test_the_docs_name_every_kind() -> None:
    assert all(f"| `{kind}` |" in docs() for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_docs_have_a_working_example_of_every_kind_with_every_field(kind: str) -> None:
    told = docs().split(f"### `{kind}`\n")[1].split("\n### ")[0].split("\n## ")[0]
    example = told.split("```yaml\n")[1].split("```")[0]
    survey = read("title: Example\nquestions:\n" + textwrap.indent(example, "  "))
    assert [one.kind for one in survey.questions] == [kind]
    assert from_plain(json.loads(json.dumps(as_plain(survey)))) == survey
    own = set(KINDS[kind].__dataclass_fields__) - set(ShortText.__dataclass_fields__)
    row = next(line for line in docs().splitlines() if line.startswith(f"| `{kind}` |"))
    assert {name for name in own if f"`{name}`" not in row} == set()


def test_yaml_and_json_say_the_same() -> None:
    as_json = json.dumps(
        {"title": "Ideas", "questions": [{"id": "idea", "kind": "idea", "text": "What next"}]}, indent="\t"
    )
    assert read(WHOLE) == read(as_json, "ideas.json")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["a.yaml", "A.YML", "notes.txt"])
def test_encodings_and_names(encoding: str, name: str) -> None:
    survey = read_survey(WHOLE.replace("Ideas", "Idées 💡").encode(encoding), name)
    assert survey.title == "Idées 💡"


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_of_other_systems(newline: str) -> None:
    assert read_survey(WHOLE.replace("\n", newline).encode(), "a.yaml") == read(WHOLE)
    assert only((WHOLE + "intr: x\n").replace("\n", newline)).line == 4


@pytest.mark.parametrize(
    "written", ["2026", "2026-11-02", "1.50", "0x1F", "010", "true", "yes", ".nan", "12:30", "1e3"]
)
def test_what_looks_like_something_else_stays_the_text_it_is(written: str) -> None:
    assert read(WHOLE.replace("Ideas", written)).title == written


def test_json_numbers_become_text_where_text_is_meant() -> None:
    text = '{"title": 2026, "questions": [{"id": "a", "kind": "idea", "text": 1.50}]}'
    survey = read(text, "a.json")
    assert (survey.title, survey.questions[0].text) == ("2026", "1.50")


def test_fields_decide_what_a_word_means() -> None:
    asked = question("kind: scale, lowest: 0, highest: '7', low_label: a, high_label: b, required: yes")
    assert asked == Scale(
        id="one", text="Well", lowest=0, highest=7, low_label="a", high_label="b", required=True
    )


def test_yes_and_no_are_answers_a_jump_can_wait_for() -> None:
    for when in ("no", "[no]", "['no']"):
        asked = question(f"kind: yes_no, jumps: [{{when: {when}, to: end}}]")
        assert asked.jumps[0].when == ("no",)


def test_points_of_a_scale_are_answers_a_jump_can_wait_for() -> None:
    asked = question("kind: scale, low_label: a, high_label: b, jumps: [{when: [1, 2], to: end}]")
    assert [str(when) for when in asked.jumps[0].when] == ["1", "2"]


def test_options_may_be_plain_texts() -> None:
    assert options_of("[Behind the scenes, Größe & Café, 7]") == (
        Option("behind-the-scenes", "Behind the scenes"),
        Option("grosse-cafe", "Größe & Café"),
        Option("7", "7"),
    )


def test_labels_without_latin_letters_are_named_by_place() -> None:
    assert [one.id for one in options_of("[Музыка, 旅行, '🎮', Vlogs]")] == [
        "option-1", "option-2", "option-3", "vlogs",
    ]  # fmt: skip


def test_made_ids_keep_clear_of_written_ones_and_of_each_other() -> None:
    written = "[Ja!, {label: 'ja?'}, {id: ja, label: Yes}, {id: option-5, label: Five}, 旅行]"
    # Labels that fold to the same are a flaw of their own; ids never clash.
    refusal = refused(f"{TOP}  - {{id: a, kind: choice, text: b, options: {written}}}\n")
    assert [problem.problem for problem in refusal.problems] == ["“ja?” reads the same as option 1."]
    ids = [one.id for one in options_of("[Ja, {id: ja, label: Yes}, {id: option-4, label: Four}, 旅行]")]
    assert ids == ["ja-2", "ja", "option-4", "option-4-2"]


def test_long_labels_make_ids_that_fit() -> None:
    long = "a very long label that goes on and on and on"
    ids = [one.id for one in options_of(f"['{long} one', '{long} two']")]
    assert len(set(ids)) == 2
    assert all(len(one) <= 32 for one in ids)


@pytest.mark.parametrize(
    ("title", "key"),
    [("Monthly ideas", "monthly-ideas"), ("  Ideen für März! ", "ideen-fur-marz"), ("旅行", "survey"), ("x" * 90, "x" * 32)],
)  # fmt: skip
def test_the_key_is_made_from_the_title(title: str, key: str) -> None:
    assert suggest_key(title) == key
    assert read(f"title: '{title}'\nquestions:\n{IDEA}").key == key


def test_blank_fields_count_as_left_out() -> None:
    survey = read(
        "title: Ideas\nkey:\nintro: ~\nquestions:\n  - {id: a, kind: idea, text: b, help: , jumps: }\n"
    )
    assert (survey.key, survey.intro, survey.questions[0].help) == ("ideas", None, None)


def test_invisible_characters_are_removed() -> None:
    survey = read_survey(
        'title: "I\u202ede\\u202ea\\0s\\ud800 \\x07"\n'.encode() + b"questions:\n" + IDEA.replace("What", "W\x1bha\u2066t").encode(),
        "a.yaml",
    )  # fmt: skip
    assert (survey.title, survey.questions[0].text) == ("Ideas", "What next")
    as_json = WHOLE_JSON.replace("Ideas", "I\\u202ede\\ud800as\\u0000")
    assert read(as_json, "a.json").title == "Ideas"


WHOLE_JSON = '{"title": "Ideas", "questions": [{"id": "a", "kind": "idea", "text": "What next"}]}'


def test_line_separators_of_unicode_count_for_no_line() -> None:
    assert only(WHOLE.replace("Ideas", "I\u2028de\x85as") + "intr: x\n").line == 4


# --- What is refused -----------------------------------------------------------------------------


def docx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "line", "problem", "remedy"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "a.png", 1, "a picture", "plain text"),
        (b"\xff\xd8\xff\xe0", "a.yaml", 1, "a picture", "plain text"),
        (docx(), "survey.docx", 1, "office document", "plain text"),
        (b"%PDF-1.7", "survey.pdf", 1, "a PDF", "plain text"),
        (b"title: x", "survey.csv", 1, "ends in .yaml", "ideas.yaml"),
        (b"title: x", "survey", 1, "ends in .yaml", "ideas.yaml"),
        (b"title: x", "", 1, "ends in .yaml", "ideas.yaml"),
        (b"title: x\nkey: \0\x01\x02", "notes.txt", 2, "isn't text", "plain text"),
        ("title: x".encode("utf-16-le"), "a.yaml", 1, "isn't text", "plain text"),
        (b"title: x\r\nintro: caf\xe9\r\n", "a.yaml", 2, "aren't UTF-8", "encoding UTF-8"),
        (b"\xff\xfea", "a.yaml", 1, "aren't UTF-8", "encoding UTF-8"),
        (b"", "a.yaml", 1, "nothing in the file", "template"),
        (b"\xef\xbb\xbf \n\n", "a.json", 1, "nothing in the file", "template"),
        (b"# only a remark\n", "a.yaml", 1, "nothing in the file", "template"),
        (b"---\n", "a.yaml", 1, "nothing in the file", "template"),
        (b"null", "a.json", 1, "nothing in the file", "template"),
        (b"title: x\n" * 1_200_000, "a.yaml", 1, "10,547 KB, and 256 KB fit", "right file"),
        (b"x" * 10_000_000, "a.json", 1, "256 KB fit", "right file"),
        (b"\n- title: x\n", "a.yaml", 2, "is a list", "title: …"),
        (b"Hello there!\n", "a.yaml", 1, "just a text", "title: …"),
        (b'"Hello"', "a.json", 1, "just a text", "title: …"),
    ],
)  # fmt: skip
def test_files_that_are_no_survey(data: bytes, name: str, line: int, problem: str, remedy: str) -> None:
    found = only(data, name)
    assert (found.line, found.field) == (line, "file")
    assert problem in found.problem
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("text", "line", "problem", "remedy"),
    [
        ("title: x\nquestions:\n\t- id: a\n", 3, "A tab", "two spaces"),
        ("title: x\nquestions:\n  - id: a\n\tkind: idea\n", 4, "A tab", "two spaces"),
        ("title: x\nquestions\n  - id: a\n", 2, "colon is missing", "name: value"),
        ("title x\nquestions:\n", 1, "colon is missing", "name: value"),
        ("title: x\n\nintro y\n# remark\nkey: z\n", 3, "colon is missing", "name: value"),
        ('title: "x\nquestions:\n' + IDEA, 1, "never closed", "same quote"),
        ('key: a\ntitle: "x\nintro: "y"\n', 2, "never closed", "same quote"),
        ('title: "My" ideas\nkey: a\n', 1, "after the closing quote", "whole text in quotes"),
        ("title: [My] ideas\nkey: a\n", 1, "after the closing bracket", "whole text in quotes"),
        ("key: a\ntitle: Ideas: all of them\n", 2, "a colon too many", "in quotes"),
        ("title: x\n  key: y\n", 2, "indentation", "in quotes"),
        ("title: x\nintro: @everyone\n", 2, "start with “@”", "in quotes"),
        ("title: x\nintro: *really*\n", 2, "start with “*”", "in quotes"),
        ("  title: x\nkey: y\n", 2, "line up", "Indent"),
        (
            "title: x\nquestions:\n  - {id: a, kind: idea, text: What next?}\n",
            3,
            "text with “?” needs quotes",
            "in quotes",
        ),
        ("title: x\nintro: [a, b\nkey: z\n", 2, "bracket opens", "Close it"),
        ('title: "C:\\Users"\n', 1, "backslash", "twice"),
        ("title: x\nintro: &a y\nthanks: *a\n", 2, "“&a”", "in quotes"),
        ("title: x\nintro: *a\n", 2, "“*a”", "in quotes"),
        ("title: x\nkey: !!python/object/apply:os.system [ls]\n", 2, "“!!python/", "in quotes"),
        ("title: x\nkey: !important\n", 2, "“!important”", "in quotes"),
        ("title: x\n---\ntitle: y\n", 2, "second document", "one survey"),
        ("title: x\n: y\n", 2, "name of a field", "name: value"),
        ("title: x\n? [a, b]\n: y\n", 2, "name of a field", "name: value"),
    ],
)
def test_yaml_with_a_slip(text: str, line: int, problem: str, remedy: str) -> None:
    found = only(text)
    assert found.line == line
    assert problem in found.problem
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ('{\n"title": "x"\n"key": "y"}', 2, "a comma or a closing bracket"),
        ('{\n"title" "x"}', 2, "colon is missing"),
        ('{\n"title": "x",\n}', 2, "name in double quotes"),
        ("{\ntitle: 1}", 2, "name in double quotes"),
        ('{\n"title": }', 2, "value is missing"),
        ("title: x", 1, "value is missing"),
        ('{\n"title": "x\n}', 2, "not closed before the line ends"),
        ('{\n"title": "C:\\Users"}', 2, "backslash"),
        ("{}\n{}", 2, "there is more"),
    ],
)
def test_json_with_a_slip(text: str, line: int, problem: str) -> None:
    found = only(text, "a.json")
    assert found.line == line
    assert problem in found.problem
    assert found.remedy


@pytest.mark.parametrize(
    ("written", "line", "field", "problem", "remedy"),
    [
        ("id: a\nkind: slider\ntext: b", 4, "kind", "no question kind “slider”", "Use one of: yes_no, choice"),
        ("id: a\nkind: Multiple Choice\ntext: b", 4, "kind", "“Multiple Choice”", "mean “multiple_choice”?"),
        ("id: a\nkind: yesno\ntext: b", 4, "kind", "“yesno”", "mean “yes_no”?"),
        ("id: a\nkind: [idea]\ntext: b", 4, "kind", "no question kind", "Use one of"),
        ("id: a\ntext: b", 3, "kind", "has no kind", "Add one of: yes_no"),
        ("id: a\nkind:\ntext: b", 4, "kind", "has no kind", "Add one of: yes_no"),
        ("id: a\nkind: idea\ntext: b\nhlep: c", 6, "hlep", "no field “hlep”", "mean “help”?"),
        ("id: a\nkind: idea\ntext: b\nzzz: c", 6, "zzz", "no field “zzz”", "id, text"),
        ("id: a\nkind: idea\nquestion: b", 5, "question", "no field “question”", "mean “text”?"),
        ("id: a\nkind: idea", 3, "text", "“text” is missing", "Add “text"),
        ("id: a\nkind: idea\ntext:", 5, "text", "nothing after “text”", "after the colon"),
        ("id: a\nkind: idea\ntext: null", 5, "text", "nothing after “text”", "after the colon"),
        ("id: a\nkind: idea\ntext: ' '", 5, "text", "text is empty", "visible"),
        ('id: a\nkind: idea\ntext: "\\u202e\\x07"', 5, "text", "text is empty", "visible"),
        ("id: a\nkind: idea\ntext: [b]", 5, "text", "A text is needed", "quotes"),
        ("id: a\nkind: idea\ntext: b\nid: c", 6, "id", "“id” is here already, in line 3", "one of the two"),
        ("id: end\nkind: idea\ntext: b", 3, "id", "“end”", "another id"),
        ("id: A b\nkind: idea\ntext: b", 3, "id", "can't be an id", "lower-case"),
        ("id: a\nkind: idea\ntext: b\nrequired: maybe", 6, "required", "either true or false", "true or false"),
        ("id: a\nkind: idea\ntext: b\njumps: end", 6, "jumps", "list is needed", "own line"),
        ("id: a\nkind: idea\ntext: b\njumps: [end]", 6, "jump 1", "needs fields", "when, to"),
        ("id: a\nkind: choice\ntext: b\noptions: [x]", 6, "options", "is 1 entry", "Add 1 more"),
        ("id: a\nkind: choice\ntext: b\noptions:\n  - x\n  -", 8, "option 2", "needs fields", "id, label"),
        ("id: a\nkind: choice\ntext: b\noptions:\n  - x\n  - {id: y}", 8, "option 2, label", "missing", "Add"),
        ("id: a\nkind: choice\ntext: b\noptions:\n  - x\n  - y\n  - X!", 9, "option 3, label", "option 1", "apart"),
        ("id: a\nkind: choice\ntext: b\noptions:\n  - Go\n  - Stop", 8, "option 2, label", "leaving", "another"),
        (
            "id: a\nkind: choice\ntext: b\noptions:\n  - {id: x, label: y}\n  - id: x\n    label: z",
            8, "option 2, id", "used by option 1", "own id",
        ),
        ("id: a\nkind: multiple_choice\ntext: b\noptions: [x, y]\nmost: 3", 7, "most", "2 options", "2 or less"),
        ("id: a\nkind: multiple_choice\ntext: b\noptions: [x, y]\nmost: .nan", 7, "most", "whole number", "digits"),
        ("id: a\nkind: multiple_choice\ntext: b\noptions: [x, y]\nleast: 0", 7, "least", "0 is too low", "1 or more"),
        ("id: a\nkind: scale\ntext: b\nlow_label: x\nhigh_label: y\nhighest: 99", 8, "highest", "too high", "10 or"),
        ("id: a\nkind: scale\ntext: b\nlow_label: x\nhigh_label: y\nhighest: 5.5", 8, "highest", "whole number", "5"),
        ("id: a\nkind: scale\ntext: b\nlow_label: x\nhigh_label: y\nhighest: 2", 8, "highest", "three points", "Raise"),
        ("id: a\nkind: yes_no\ntext: b\njumps:\n  - {when: yes, to: moon}", 7, "jump 1, to", "no such", "later"),
        ("id: a\nkind: yes_no\ntext: b\njumps:\n  - when: yes\n    to: a", 8, "jump 1, to", "goes back", "later"),
        ("id: a\nkind: idea\ntext: b\njumps:\n  - {when: yes, to: end}", 6, "jumps", "free text", "Remove"),
        ("id: a\nkind: yes_no\ntext: b\njumps:\n  - to: end\n    when: [yes, maybe]", 8, "jump 1, when 2", "“maybe”", "no, yes"),
        ("id: a\nkind: yes_no\ntext: b\njumps:\n  - {when: [[x]], to: end}", 7, "jump 1, when 1", "text is needed", ""),
        ("id: a\nkind: yes_no\ntext: b\njumps:\n  - {when: [yes]}", 7, "jump 1, to", "“to” is missing", "Add"),
    ],
)  # fmt: skip
def test_a_question_with_a_slip(written: str, line: int, field: str, problem: str, remedy: str) -> None:
    indented = "  - " + written.replace("\n", "\n    ") + "\n"
    found = only(TOP + indented + IDEA)
    assert (found.line, found.field) == (line, f"question 1, {field}")
    assert problem in found.problem
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("text", "line", "field", "problem", "remedy"),
    [
        ("key: a\n", 1, "questions", "“questions” is missing", "Add"),
        ("questions:\n" + IDEA, 1, "title", "“title” is missing", "Add"),
        ("questions:\n" + IDEA + "title:\n", 3, "title", "nothing after “title”", "colon"),
        (
            "questions:\n" + IDEA + f"title: {'x' * 5000}\n",
            3,
            "title",
            "5,000 characters, and 100 fit",
            "4,900",
        ),
        ("title: x\nquestions: []\n", 2, "questions", "0 entries", "Add 1 more"),
        ("title: x\nquestions: many\n", 2, "questions", "list is needed", "own line"),
        ("title: x\nquestions: {a: b}\n", 2, "questions", "list is needed", "own line"),
        (WHOLE + "intr: Hi\n", 4, "intr", "no field “intr”", "mean “intro”?"),
        (WHOLE + "title: Again\n", 4, "title", "in line 1", "one of the two"),
        (WHOLE + "key: Not A Key\n", 4, "key", "can't be an id", "lower-case"),
        (WHOLE + "  - just a text\n", 4, "question 2", "needs fields", "id, kind, text"),
        (WHOLE + IDEA, 4, "question 2, id", "used by question 1", "own id"),
    ],
)
def test_a_survey_with_a_slip(text: str, line: int, field: str, problem: str, remedy: str) -> None:
    found = only(text if "title" in text or field == "title" else "title: x\n" + text)
    assert (found.line, found.field) == (line, field)
    assert problem in found.problem
    assert remedy in found.remedy


def test_200_options() -> None:
    options = "".join(f"      - Option {number}\n" for number in range(200))
    found = only(f"{TOP}  - id: a\n    kind: choice\n    text: b\n    options:\n{options}")
    assert (found.line, found.field) == (6, "question 1, options")
    assert "200 entries, and 100 fit" in found.problem
    assert "100" in found.remedy


def test_60_questions() -> None:
    found = only(TOP + "".join(f"  - {{id: q{n}, kind: idea, text: b}}\n" for n in range(60)))
    assert (found.line, found.field) == (2, "questions")
    assert "60 entries, and 25 fit" in found.problem


def test_a_question_no_way_leads_to() -> None:
    found = only(
        f"{TOP}  - id: a\n    kind: yes_no\n    text: b\n    required: true\n"
        f"    jumps: [{{when: [yes, no], to: end}}]\n{IDEA}"
    )
    assert (found.line, found.field) == (8, "question 2")


def test_everything_is_said_in_one_go_and_by_line() -> None:
    text = (
        f"{TOP}  - id: a\n    kind: choise\n  - id: b\n    kind: yes_no\n    text: c\n"
        "    jumps: [{when: yes, to: a}, {when: no, to: d}]\n  - id: d\n    kind: idea\n    help: x\ntitel: x\n"
    )
    assert [(one.line, one.field) for one in refused(text).problems] == [
        (4, "question 1, kind"),
        (8, "question 2, jump 1, to"),
        (9, "question 3, text"),
        (12, "titel"),
    ]


def test_a_doubled_list_does_not_move_the_lines_of_the_first() -> None:
    text = "title: x\nquestions:\n  - {id: a, kind: idea}\nquestions:\n  - {id: a, kind: idea, text: b}\n"
    assert [(one.line, one.field) for one in refused(text).problems] == [
        (3, "question 1, text"),
        (4, "questions"),
    ]


def test_a_tab_inside_a_json_text_is_a_blank() -> None:
    assert read(WHOLE_JSON.replace("What next", "What\tnext"), "a.json").questions[0].text == "What next"


def test_json_has_lines_too() -> None:
    text = (
        '{"title": "x",\n"questions": [\n{"id": "a",\t"kind": "idea",\n"text": "b",\n"hlep": 1, "id": "c"}]}'
    )
    assert [(one.line, one.field) for one in refused(text, "a.json").problems] == [
        (5, "question 1, id"),
        (5, "question 1, hlep"),
    ]


# --- The sentence --------------------------------------------------------------------------------


def test_the_sentence_names_line_field_and_remedy() -> None:
    sentence = refused(WHOLE + "intr: Hi\n").sentence
    assert sentence == (
        "There is one thing to put right in ideas.yaml. Nothing was stored.\n"
        "**Line 4** · `intr` · There is no field “intr” here. Did you mean “intro”?"
    )


def test_the_sentence_stays_short_and_says_how_many_more() -> None:
    bad = "".join(f"  - {{id: {'x' * 60}, kind: {'nope' * 30}, text: {'y' * 400}}}\n" for _ in range(25))
    error = refused(TOP + bad)
    assert len(error.sentence) <= 1800
    assert error.sentence.splitlines()[-1].startswith("… and ")
    assert 2 <= error.sentence.count("**Line") <= 8


def test_fewer_problems_are_shown_where_each_takes_much_room() -> None:
    options = ", ".join(f"{{id: a{'_' * 28}{number}, label: Option {number}}}" for number in range(25))
    when = ", ".join(f"b{'_' * 35}{number}" for number in range(8))
    error = refused(
        f"{TOP}  - {{id: a, kind: choice, text: b, options: [{options}], jumps: [{{when: [{when}], to: end}}]}}\n"
    )
    assert len(error.problems) == 8
    assert 1000 < len(error.sentence) <= 1800
    assert error.sentence.splitlines()[-1].startswith("… and ")


def test_nothing_from_the_file_pings_or_formats() -> None:
    error = refused(
        WHOLE + "'`@everyone` <@1>\u202e **x**': y\nkey: '<@&5> @here [a](http://b)'\n", "@everyone `x`.yaml"
    )
    for line in error.sentence.splitlines():
        outside = "".join(line.split("`")[::2]) if line.startswith("**Line") else line
        assert "@everyone" not in outside.replace("\\@", "")
        assert "<@&" not in outside.replace("\\<", "").replace("\\@", "")
        assert "](" not in outside.replace("\\]", "")
    assert "\u202e" not in error.sentence
    assert all(problem.field.count("`") == 0 for problem in error.problems)


def test_at_most_100_problems_are_told() -> None:
    error = refused(WHOLE + "".join(f"unknown-{number}: x\n" for number in range(3000)))
    assert len(error.problems) == 100
    assert len(error.sentence) <= 1800


def test_an_unforeseen_mistake_still_gets_a_remedy() -> None:
    error = {"type": "never_seen", "loc": ("text",), "msg": "", "input": None}
    problem, remedy = meaning(error, YesNo, blank=False)  # type: ignore[arg-type]  # a type of the future
    assert problem
    assert "templates" in remedy


# --- Hostile files -------------------------------------------------------------------------------

_FULL = 256 * 1024


@pytest.mark.parametrize(
    "piece",
    ["- a\n", "[", "{a: ", "- ", "? ", "a ", "a", "#\n", "a: b\n", "&a ", "!", "%a b\n", '"a": ', ",", ":", "'", '"\\n',
     "---\n", "|\n ", "- [", "{}\n", "- {}\n", "\u202e", "\u0301", "title: [", "x: |\n  y\n", "\t", "- *a\n", "@", "=\n"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_a_file_full_of_one_thing_is_refused_quickly(piece: str, name: str) -> None:
    data = (piece * (_FULL // len(piece.encode()))).encode()
    began = time.process_time()
    error = refused(data, name)
    assert time.process_time() - began < 5  # measured: at most 0.6
    assert len(error.sentence) <= 1800


@pytest.mark.parametrize(
    ("begin", "piece", "end"),
    [
        (TOP, "  - 1\n", ""),
        (TOP + "  - id: a\n    kind: choice\n    text: b\n    options:\n", "      - a\n", ""),
        (WHOLE, "  - {id: idea, kind: idea, text: b, x: y}\n", ""),
        (TOP + "  - id: a\n    kind: idea\n    text: '", "x ", "'\n"),
        (TOP + "  - id: a\n    kind: idea\n    text: b\n", "    ${}: x\n", ""),
        (TOP + "  - id: '", "x", "'\n    kind: idea\n    text: b\n"),
        (TOP + "  - id: a\n    kind: yes_no\n    text: b\n    jumps: [{to: end, when: [", "x,", "]}]\n"),
    ],
)  # fmt: skip
def test_a_survey_full_of_one_thing_is_refused_quickly(begin: str, piece: str, end: str) -> None:
    times = (_FULL - len(begin) - len(end)) // (len(piece) + 6)
    body = "".join(piece.replace("${}", f"k{number}") for number in range(times))
    began = time.process_time()
    error = refused(begin + body + end)
    assert time.process_time() - began < 5
    assert len(error.sentence) <= 1800


def test_a_billion_laughs() -> None:
    laughs = "a: &a [ha, ha]\n" + "".join(
        f"{this}: &{this} [{', '.join(['*' + before] * 9)}]\n" for before, this in zip("abcdefgh", "bcdefghi", strict=True)
    )  # fmt: skip
    assert (only(laughs).line, only(laughs).remedy[:6]) == (1, "If it ")


@pytest.mark.parametrize(
    ("opens", "name"), [("[", "a.yaml"), ("[", "a.json"), ('{"a":', "a.json"), ("{a: ", "a.yaml")]
)
def test_deep_nesting(opens: str, name: str) -> None:
    found = only("\n" + opens * 40_000, name)
    assert found.line == 2
    assert "deeper" in found.problem


def test_huge_numbers() -> None:
    digits = "9" * 5000
    number = f'{{"title": {digits}, "questions": [{{"id": "a", "kind": "idea", "text": "b"}}]}}'
    assert "5,000 characters" in only(number, "a.json").problem
    text = f"{TOP}  - {{id: a, kind: scale, text: b, low_label: x, high_label: y, highest: {digits}}}\n"
    assert "whole number" in only(text).problem


FILES = [one.text.encode() for one in templates()] + [WHOLE.encode(), WHOLE_JSON.encode()]
NAMES = st.sampled_from(["a.yaml", "a.json", "a.txt"])
SPICE = st.sampled_from(
    [b"\t", b":", b"- ", b"'", b'"', b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!!x ", b"\n", b"\n---\n", b"null", b"\0",
     b"\xff", b"\\", b"|", b">", b"%", b"@", b"`", b"? ", b"<<: ", b"#", b"\xe2\x80\xae", b"\xed\xa0\x80", b".nan", b"1e999",
     b"\\UFFFFFFFF", b"\\ud800", b"text", b"  ", b"[]", b"{}", b"~"]
)  # fmt: skip


def never_anything_else(data: bytes, name: str) -> None:
    result = survey_or_error(data, name)
    if isinstance(result, Survey):
        assert from_plain(json.loads(json.dumps(as_plain(result)))) == result
        return
    assert result.problems
    assert len(result.sentence) <= 1800
    assert all(problem.line >= 1 and problem.problem and problem.remedy for problem in result.problems)
    assert result.sentence.encode()


def survey_or_error(data: bytes, name: str) -> Survey | BadSurveyFileError:
    try:
        return read_survey(data, name)
    except BadSurveyFileError as error:
        return error


@settings(deadline=None)
@given(st.binary(max_size=400), NAMES)
def test_any_bytes(data: bytes, name: str) -> None:
    never_anything_else(data, name)


@settings(deadline=None)
@given(st.text(max_size=300), NAMES)
def test_any_text(text: str, name: str) -> None:
    never_anything_else(text.encode("utf-8", "surrogatepass"), name)


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(FILES), NAMES)
def test_survey_files_with_something_broken(data: st.DataObject, file: bytes, name: str) -> None:
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(file)))
        end = min(len(file), start + data.draw(st.integers(0, 20)))
        file = file[:start] + data.draw(SPICE | st.binary(max_size=3)) + file[end:]
    never_anything_else(file, name)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from([*KINDS, "end", "yes"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["title", "key", "questions", "id", "kind", "text", "options", "label", "jumps", "when", "to", "most"])
        | st.text(max_size=5),
        inner,
        max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip


@settings(deadline=None)
@given(PLAIN, PLAIN)
def test_any_json_in_the_place_of_questions(top: object, inside: object) -> None:
    kinds = [
        {"id": kind.replace("_", "-"), "kind": kind, "text": "b", "options": inside, "jumps": top}
        for kind in KINDS
    ]
    for data in (top, {"title": inside, "questions": top}, {"title": "x", "questions": [*kinds, inside]}):
        never_anything_else(json.dumps(data).encode(), "a.json")


# --- Plain data ----------------------------------------------------------------------------------


def test_plain_data_is_whole_and_ready_for_json() -> None:
    plain = as_plain(read(WHOLE))
    assert plain == {
        "key": "ideas",
        "title": "Ideas",
        "intro": None, "thanks": None, "reward": None, "topic": None, "anonymous": False,
        "questions": [
            {"id": "idea", "text": "What next", "help": None, "required": False, "media": None, "media_alt": None, "private": False,
             "jumps": [], "kind": "idea"}
        ],
        "translations": {}, "experiment": None, "others": None,
    }  # fmt: skip
    assert json.loads(json.dumps(plain)) == plain


def test_every_kind_comes_back_equal() -> None:
    own = {
        "choice": "options: [x, y], other: true",
        "multiple_choice": "options: [x, y], least: 1, most: 2, other: yes",
        "scale": "lowest: 0, highest: 10, low_label: x, high_label: y",
        "nps": "low_label: x, high_label: y",
        "number": "unit: km, lowest: -1.50, highest: 1000, whole: false",
        "date": "earliest: 2026-01-01, latest: 2026-12-31",
        "ranking": "options: [x, y, z], least: 2",
        "picture_choice": "options: [{label: x, picture: 'https://example.com/a', alt: z}, {label: y, picture: 'https://example.com/b', alt: z}]",
        "file": "accept: image, most: 3, largest_mb: 25",
        "agree": "statements: [x, {id: why, label: z}]",
    }
    lines = [
        f"  - {{id: {kind.replace('_', '-')}, kind: {kind}, text: b, help: c, required: true, {own.get(kind, '')}}}\n"
        for kind in KINDS
    ]
    survey = read(TOP + "".join(lines))
    assert len(survey.questions) == len(KINDS)
    assert from_plain(json.loads(json.dumps(as_plain(survey)))) == survey


def test_a_frozen_version_stays_as_it_is() -> None:
    survey = Survey(key="a", title=" a  b ", questions=(YesNo(id="NOT AN ID", text="\u202e?"),))
    assert from_plain(as_plain(survey)) == survey


@pytest.mark.parametrize(
    "data",
    [
        None, [], "x", {}, {"questions": 1}, {"questions": [1]}, {"questions": [{"kind": "nope"}]},
        {"key": "a", "title": "b", "questions": [{"kind": "idea", "id": "a"}]},
        {"key": "a", "title": "b", "questions": []},
        {"key": "a", "title": "b", "x": 1, "questions": [{"kind": "idea", "id": "a", "text": "b"}]},
    ],
)  # fmt: skip
def test_what_was_never_stored_is_no_survey(data: object) -> None:
    with pytest.raises(ValueError, match=r"stored|validation"):
        from_plain(data)
