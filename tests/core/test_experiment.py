"""Wording experiments: who reads which variant, what they read, and what can be wrong with one."""

from dataclasses import replace

import pytest

from surveys.core.experiment import Drawing, Experiment, Variant, drawing, trimmed
from surveys.core.survey import Survey, flaws
from surveys.formats import BadSurveyFileError, as_plain, from_plain, read_survey
from surveys.formats.writing import write_survey

FILE = """\
title: Ideas
intro: Hello!
questions:
  - {id: rating, kind: nps, text: How was it, help: Be honest}
  - {id: more, kind: idea, text: What next}
experiment:
  what: intro
  variants:
    - id: plain
    - {id: warm, text: "Hi {name}", share: 3}
"""
GERMAN = """\
translations:
  de:
    intro: Hallo!
    variants: {warm: "Na, {name}"}
"""


def read(text: str = FILE) -> Survey:
    return read_survey(text.encode(), "ideas.yaml")


def problems(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(BadSurveyFileError) as caught:
        read(text)
    return [(one.line, one.field, one.problem) for one in caught.value.problems]


def changed(old: str, new: str, text: str = FILE) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def drawn(shares: tuple[tuple[str, int], ...], people: int = 9_000) -> list[int]:
    of = Drawing(4711, "ideas", "intro", shares)
    found = [of.variant(follower) for follower in range(1, people + 1)]
    return [found.count(variant) for variant, _ in shares]


@pytest.mark.parametrize("shares", [(1, 1), (1, 3), (2, 1, 1), (1, 1, 1), (1, 100)])
def test_shares_are_kept(shares: tuple[int, ...]) -> None:
    """Chi-square of 9,000 people: below 13.8, which two degrees of freedom exceed once in a thousand draws."""
    counts = drawn(tuple((f"v{place}", share) for place, share in enumerate(shares)))
    expected = [9_000 * share / sum(shares) for share in shares]
    assert sum((one - want) ** 2 / want for one, want in zip(counts, expected, strict=True)) < 13.8
    assert all(counts)


def test_everybody_keeps_their_variant() -> None:
    """These are stored nowhere else: another way to draw would change what people read from round to round."""
    of = Drawing(100, "ideas", "intro", (("a", 1), ("b", 1)))
    assert "".join(of.variant(follower) for follower in range(1, 17)) == "baabbbaababaaaab"
    assert of.variant(7) == Drawing(100, "ideas", "intro", (("a", 1), ("b", 1))).variant(7)


def test_experiments_draw_independently() -> None:
    """Half of those who read b in one experiment read b in another, be it of another survey or server."""
    shares = (("a", 1), ("b", 1))
    of = Drawing(100, "ideas", "intro", shares)
    for other in (
        replace(of, experiment="again"), replace(of, survey="nps"), replace(of, community_id=101),
    ):  # fmt: skip
        both = sum(of.variant(one) == other.variant(one) for one in range(4_000))
        assert 1_880 < both < 2_120


def test_the_drawing_is_read_from_what_is_stored() -> None:
    survey = read()
    assert drawing(5, "ideas", as_plain(survey)) == Drawing(5, "ideas", "intro", (("plain", 1), ("warm", 3)))
    named = read(changed("  what: intro\n", "  what: intro\n  id: second\n"))
    again = drawing(5, "ideas", as_plain(named))
    assert again is not None
    assert again.experiment == "second"
    assert drawing(5, "ideas", as_plain(replace(survey, experiment=None))) is None


def test_people_read_their_variant_in_their_language() -> None:
    survey = read(FILE + GERMAN)
    assert survey.in_variant("warm").intro == "Hi {name}"
    assert survey.in_variant("plain").intro == "Hello!"
    german = survey.in_language("de")
    assert german.in_variant("warm").intro == "Na, {name}"
    assert german.in_variant("plain").intro == "Hallo!"
    assert survey.in_variant("gone") is survey
    assert survey.in_variant(None) is survey


def test_a_question_s_text_and_help_can_be_tried() -> None:
    asked = changed("what: intro", "what: rating").replace('text: "Hi {name}"', "help: One tap")
    survey = read(asked)
    assert [survey.in_variant(one).questions[0].help for one in ("plain", "warm")] == ["Be honest", "One tap"]
    assert survey.in_variant("warm").questions[1:] == survey.questions[1:]
    translated = (
        asked
        + "translations:\n  de: {questions: {rating: {help: Ehrlich}}, variants: {warm: {help: Tipp}}}\n"
    )
    assert read(translated).in_language("de").in_variant("warm").questions[0].help == "Tipp"


@pytest.mark.parametrize("text", [FILE, FILE + GERMAN, changed("what: intro", "what: more\n  id: second")])
@pytest.mark.parametrize("as_json", [False, True])
def test_it_is_kept_and_written_as_it_was(text: str, as_json: bool) -> None:
    survey = read(text)
    assert from_plain(as_plain(survey)) == survey
    assert read_survey(write_survey(survey, as_json=as_json), f"x.{'json' if as_json else 'yml'}") == survey


@pytest.mark.parametrize(
    ("text", "line", "field", "problem"),
    [
        (changed("what: intro", "what: raiting"), 7, "experiment, what", "There is no “raiting”"),
        (changed("id: rating", "id: intro"), 7, "experiment, what", "a question has the same id"),
        (changed("- id: plain", "- id: warm"), 10, "experiment, variant 2, id", "Variant 1 has the id “warm”"),
        (changed("- id: plain", "- id: P!"), 9, "experiment, variant 1, id", "P!"),
        (changed("    - id: plain\n", ""), 8, "experiment, variants", "There is 1 entry"),
        (changed('"Hi {name}"', "Hello!"), 10, "experiment, variant 2", "reads the same as variant 1"),
        (changed('"Hi {name}"', "x, help: y"), 10, "experiment, variant 2, help", "The intro has no help"),
        (changed('"Hi {name}"', "x" * 601), 10, "experiment, variant 2, text", "601 characters"),
        (changed("what: intro", "what: more").replace("Hi {name}", "x" * 301), 10, "experiment, variant 2, text",
         "The text has 301 characters, and 300 fit."),
        (changed("{name}", "{answer.more}"), 10, "experiment, variant 2, text", "isn't asked before"),
        (changed("share: 3", "share: 0"), 10, "experiment, variant 2, share", "0 is too low"),
        (FILE + GERMAN.replace("warm: ", "cold: "), 14, "translations, de, variants, cold", "There is no “cold”"),
        (FILE + "translations: {de: {intro: Hallo!}}\n", 11, "translations, de, variants, warm",
         "“warm” isn't translated"),
        (FILE + GERMAN.replace(", {name}", ""), 14, "translations, de, variants, warm", "filled in here differs"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_line_and_field(text: str, line: int, field: str, problem: str) -> None:
    told = problems(text)
    assert (told[0][0], told[0][1]) == (line, field) or (line, field) in [one[:2] for one in told]
    assert any(problem in one[2] for one in told)


def test_an_experiment_whose_question_went_can_be_let_go() -> None:
    survey = read(changed("what: intro", "what: rating"))
    fewer = replace(survey, questions=survey.questions[1:])
    assert flaws(fewer)
    assert trimmed(fewer) is None
    assert trimmed(survey) is survey.experiment
    same = replace(
        survey, experiment=Experiment(what="intro", variants=(Variant(id="a"), Variant(id="b", text="B")))
    )
    assert trimmed(same) is same.experiment
