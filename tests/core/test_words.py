"""The catalogue: every blank is filled wherever a sentence is used, and the sentences keep the house's tone."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core import words
from surveys.core.text import folded

ROOT = Path(words.__file__).parents[2]
SENTENCES = {name: value for name, value in vars(words).items() if name.isupper() and isinstance(value, str)}
BLANK = re.compile(r"\{([a-z_]+)\}")


def blanks(sentence: str) -> set[str]:
    return set(BLANK.findall(sentence))


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for folder in ("bot", "cogs", "surveys"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name != "words.py":
                yield path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))


def is_word(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "words"


def names_in(node: ast.AST) -> set[str]:
    """The sentences an expression may be: `words.A`, or `words.A if … else words.B`."""
    return {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute) and is_word(one)} & set(
        SENTENCES
    )


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """Each use of `words.say`: where, the sentence's name, and the blanks that are filled."""
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and is_word(node.func) and node.func.attr == "say":  # type: ignore[attr-defined]  # is_word has looked
                given_names = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
                for name in names_in(node.args[0]):
                    yield f"{path}:{node.lineno}", name, given_names


def test_say_is_found_in_the_sources() -> None:
    assert len(list(calls())) > 40


@pytest.mark.parametrize(("where", "name", "filled"), list(calls()), ids=str)
def test_say_fills_every_blank(where: str, name: str, filled: set[str]) -> None:
    assert blanks(SENTENCES[name]) <= filled, f"{where} leaves blanks of {name} open"


def test_what_is_shown_as_it_is_has_no_blanks() -> None:
    """A sentence with blanks stands only where something fills it: in `say` and `count`, or on the way to them."""
    loose = []
    for path, tree in sources():
        filled = {id(one) for node in ast.walk(tree) for part in _fillable(node) for one in ast.walk(part)}
        loose += [
            f"{path}:{node.lineno} {node.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and is_word(node)
            and blanks(SENTENCES.get(node.attr, ""))
            and id(node) not in filled
        ]
    assert loose == []


def _fillable(node: ast.AST) -> Sequence[ast.AST]:
    """Where a sentence may stand with its blanks open: as an argument of those two, in a table, or under a name."""
    match node:
        case ast.Call(func=ast.Attribute(attr="say" | "count"), args=arguments):
            return arguments
        case ast.comprehension(iter=ast.Tuple() as table):
            return [table]
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return [] if any(isinstance(one, ast.Call) for one in ast.walk(value)) else [value]
        case _:
            return []


def test_count_words_have_one_blank_each() -> None:
    pairs = [name.removesuffix("_MANY") for name in SENTENCES if name.endswith("_MANY")]
    assert pairs
    for name in pairs:
        one, many = SENTENCES[f"{name}_ONE"], SENTENCES[f"{name}_MANY"]
        assert blanks(many) >= {"count"}
        assert blanks(one) <= blanks(many)


@pytest.mark.parametrize(("name", "sentence"), SENTENCES.items(), ids=SENTENCES)
def test_a_sentence_is_calm_and_whole(name: str, sentence: str) -> None:
    assert sentence.strip()
    assert sentence == sentence.lstrip()
    assert sentence.count("!") < 2
    assert "  " not in sentence
    assert BLANK.sub("", sentence).count("{") == 0
    assert "discord.com" not in sentence


def test_every_sentence_is_said_somewhere() -> None:
    said = {one.attr for _, tree in sources() for one in ast.walk(tree) if isinstance(one, ast.Attribute)}
    text = (ROOT / "surveys/core/words.py").read_text("utf-8")
    unused = [name for name in SENTENCES if name not in said and len(re.findall(rf"\b{name}\b", text)) == 1]
    assert unused == []


@given(st.dictionaries(st.sampled_from(["answer", "question"]), st.text(), min_size=2))
def test_values_are_put_in_as_they_are(values: dict[str, str]) -> None:
    said = words.say("<{question}>{answer}<{question}>", **values)
    assert said == f"<{values['question']}>{values['answer']}<{values['question']}>"


@given(st.sampled_from(["{answer}", "{question}", "{0}", "{answer.__class__}", "{}", "%s", "{{answer}}"]))
def test_values_with_braces_are_never_read_again(value: str) -> None:
    assert words.say("{answer} {question}", answer=value, question=value) == f"{value} {value}"


def test_a_missing_value_is_a_defect() -> None:
    with pytest.raises(KeyError, match="answer"):
        words.say("{answer} {question}", question="?")


def test_count_says_one_and_many() -> None:
    assert words.count(1, "{count} reply", "{count} replies") == "1 reply"
    assert words.count(0, "{count} reply", "{count} replies") == "0 replies"
    assert words.count(12345, "{count} reply", "{count} replies") == "12,345 replies"


@pytest.mark.parametrize(
    "text",
    ["stop", "STOP!", " Stop. ", "STÖP".replace("Ö", "O"), "Aufhören", "arrête", "退会", "그만", "*stop*"],
)
def test_stop_is_understood(text: str) -> None:
    assert words.is_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "don't stop",
        "stop motion",
        "stopping",
        "s t o p",
        "never quit on us",
        "non-stop",
        "stop stop motion",
    ],
)
def test_stop_inside_other_words_is_not(text: str) -> None:
    assert not words.is_stop(text)


def test_the_little_words_do_not_contradict_each_other() -> None:
    groups = [
        words.STOP_WORDS,
        words.DONE_WORDS,
        words.SKIP_WORDS,
        words.BACK_WORDS,
        words.YES_WORDS,
        words.NO_WORDS,
    ]
    for place, group in enumerate(groups):
        for other in groups[place + 1 :]:
            assert not group & other


@pytest.mark.parametrize(
    "name", ["DONE_WORDS", "SKIP_WORDS", "BACK_WORDS", "YES_WORDS", "NO_WORDS", "STOP_WORDS"]
)
def test_the_little_words_are_kept_as_they_are_compared(name: str) -> None:
    for word in getattr(words, name):
        assert folded(word) in getattr(words, name), word
