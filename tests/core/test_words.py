"""The catalogue: every blank is filled wherever a sentence is used, and the sentences keep the house's tone."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core import phrases, words
from surveys.core.language import Plural, Sentence

ROOT = Path(words.__file__).parents[2]
SENTENCES = {name: value for name, value in vars(words).items() if name.isupper() and isinstance(value, str)}
BLANK = re.compile(r"\{([a-z_]+)\}")


#: The modules with followers' sentences, by name, and what each holds under which name.
PHRASES: dict[str, dict[str, Any]] = {
    one.name: vars(importlib.import_module(f"{phrases.__name__}.{one.name}"))
    for one in pkgutil.iter_modules(phrases.__path__)
}


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
                for name in sorted(names_in(node.args[0])):
                    yield f"{path}:{node.lineno}", name, given_names


def test_say_is_found_in_the_sources() -> None:
    assert len(list(calls())) > 40


@pytest.mark.parametrize(
    ("where", "name", "filled"), [pytest.param(*one, id=f"{one[0]} {one[1]}") for one in calls()]
)
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


# --- followers' sentences ------------------------------------------------------------------------------


def english(held: object) -> Iterator[str]:
    """Every English text in what a phrases module holds under one name."""
    match held:
        case Sentence(text):
            yield text
        case Plural(one, many):
            yield from (one, many)
        case Mapping():
            for inside in held.values():
                yield from english(inside)
        case tuple():
            for inside in held:
                yield from english(inside)
        case _:
            pass


def open_blanks(held: object) -> set[str]:
    """The blanks that saying it has to fill; `count` fills its own."""
    found = set().union(*(blanks(text) for text in english(held)))
    return found - {"count"} if isinstance(held, Plural) else found


def meant(node: ast.AST, known: Mapping[str, str], named: Mapping[str, ast.AST]) -> Iterator[str]:
    """The sentences an expression may be, as "module.NAME": by name, either way of an `if`, from a table, or held
    under a name in the same file."""
    match node:
        case ast.Call() if _said(node) is not None:
            return  # said already: a text from here on
        case ast.Attribute(value=ast.Name(id=module), attr=name) if name in PHRASES.get(
            known.get(module, ""), {}
        ):
            yield f"{known[module]}.{name}"
        case ast.Name(id=name) if name in named:
            rest = {other: value for other, value in named.items() if other != name}
            yield from meant(named[name], known, rest)
        case _:
            for one in ast.iter_child_nodes(node):
                yield from meant(one, known, named)


def sayings() -> Iterator[tuple[str, str, set[str]]]:
    """Each `say`, `count` or KindError with a follower's sentence: where, which, and the blanks that are filled."""
    for path, tree in sources():
        known = dict(_modules(tree))
        if not known:
            continue
        everywhere = dict(_names(tree.body))
        for scope in (
            one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
        ):
            named = everywhere | dict(_names(ast.walk(scope)))
            for node in ast.walk(scope):
                if isinstance(node, ast.Call) and (sentence := _said(node)) is not None:
                    filled = {one.arg for one in node.keywords if one.arg is not None}
                    if len(filled) < len(node.keywords):
                        continue  # **values: whoever passes them is looked at by the type checker alone
                    for name in set(meant(sentence, known, named)):
                        yield f"{path}:{node.lineno}", name, filled


def _modules(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for one in node.names:
                if node.module == phrases.__name__:
                    yield one.asname or one.name, one.name


def _names(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value


def _said(call: ast.Call) -> ast.AST | None:
    match call:
        case ast.Call(func=ast.Attribute(attr="say") | ast.Name(id="say"), args=[sentence, *_]):
            return None if is_word(call.func) else sentence
        case ast.Call(func=ast.Attribute(attr="count"), args=[_, sentence]):
            return sentence
        case ast.Call(func=ast.Name(id="KindError"), args=[sentence]):
            return sentence
        case _:
            return None


SAYINGS = sorted({(where, name, tuple(sorted(filled))) for where, name, filled in sayings()})


def test_followers_sentences_are_found_in_the_sources() -> None:
    said = {name for _, name, _ in SAYINGS}
    whole = {
        f"{module}.{name}"
        for module, inside in PHRASES.items()
        for name in inside
        if any(english(inside[name]))
    }
    assert len(said) > 0.8 * len(whole)


@pytest.mark.parametrize(("where", "name", "filled"), SAYINGS, ids=str)
def test_saying_fills_every_blank_of_a_followers_sentence(
    where: str, name: str, filled: tuple[str, ...]
) -> None:
    module, _, held = name.partition(".")
    missing = open_blanks(PHRASES[module][held]) - set(filled)
    assert not missing, f"{where} leaves {missing} of {name} open"


FOLLOWERS = [
    (f"{module}.{name}", text)
    for module, inside in PHRASES.items()
    for name, held in inside.items()
    if name.isupper()
    for text in english(held)
]


@pytest.mark.parametrize(("name", "sentence"), FOLLOWERS, ids=[name for name, _ in FOLLOWERS])
def test_a_followers_sentence_is_calm_and_whole(name: str, sentence: str) -> None:
    test_a_sentence_is_calm_and_whole(name, sentence)


def test_every_followers_sentence_is_said_somewhere() -> None:
    read = [(path, tree, dict(_modules(tree))) for path, tree in sources()]
    used = {
        f"{known[one.value.id]}.{one.attr}"
        for _, tree, known in read
        for one in ast.walk(tree)
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in known
    }
    assert {name for name, _ in FOLLOWERS} - used == set()


# --- filling -------------------------------------------------------------------------------------------


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
