"""Saying a sentence in a language, and finding the language for a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.errors import KindError
from surveys.core.language import ENGLISH, Languages, Plural, Sentence, Words, fill

HELLO = Sentence("Hello, {name}")
BYE = Sentence("Bye")
REPLIES = Plural("{count} reply from {who}", "{count} replies from {who}")


def polish(number: int) -> int:
    """One, a few, many: which a language with three forms would say."""
    if number == 1:
        return 0
    return 1 if number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14} else 2


GERMAN = Words("de", {HELLO.text: ("Hallo {name}",)})
POLISH = Words(
    "pl",
    {REPLIES.one: ("{count} odpowiedź ({who})", "{count} odpowiedzi ({who})", "{count} odpowiedzi od {who}")},
    polish,
)
JAPANESE = Words("ja", {REPLIES.one: ("{who}さんから{count}件",)}, lambda number: 0)
BRAZILIAN = Words("pt-BR")
MEXICAN = Words("es-MX")
KNOWN = Languages({"en": ENGLISH, "de": GERMAN, "pl": POLISH, "pt-BR": BRAZILIAN, "es-MX": MEXICAN})


def test_a_sentence_is_said_in_its_language() -> None:
    assert ENGLISH.say(HELLO, name="Anna") == "Hello, Anna"
    assert GERMAN.say(HELLO, name="Anna") == "Hallo Anna"


def test_what_is_not_translated_is_said_in_english() -> None:
    assert GERMAN.say(BYE) == "Bye"
    assert GERMAN.count(2, REPLIES, who="Ben") == "2 replies from Ben"
    assert POLISH.say(HELLO, name="Anna") == "Hello, Anna"


@pytest.mark.parametrize(
    ("words", "number", "said"),
    [
        (ENGLISH, 0, "0 replies from Ben"),
        (ENGLISH, 1, "1 reply from Ben"),
        (ENGLISH, 12345, "12,345 replies from Ben"),
        (POLISH, 1, "1 odpowiedź (Ben)"),
        (POLISH, 3, "3 odpowiedzi (Ben)"),
        (POLISH, 12, "12 odpowiedzi od Ben"),
        (JAPANESE, 1, "Benさんから1件"),
        (JAPANESE, 5, "Benさんから5件"),
    ],
)
def test_each_number_has_the_form_its_language_gives_it(words: Words, number: int, said: str) -> None:
    assert words.count(number, REPLIES, who="Ben") == said


def test_a_missing_value_is_a_defect() -> None:
    with pytest.raises(KeyError, match="name"):
        ENGLISH.say(HELLO)
    with pytest.raises(KeyError, match="who"):
        POLISH.count(3, REPLIES)


@given(st.text(), st.text())
def test_values_are_put_in_as_they_are(one: str, other: str) -> None:
    assert fill("<{one}>{other}<{one}>", {"one": one, "other": other}) == f"<{one}>{other}<{one}>"


@given(st.sampled_from(["{one}", "{other}", "{0}", "{one.__class__}", "{}", "%s", "{{other}}"]))
def test_values_with_braces_are_never_read_again(value: str) -> None:
    assert fill("{one} {other}", {"one": value, "other": value}) == f"{value} {value}"
    assert GERMAN.say(HELLO, name=value) == f"Hallo {value}"


@pytest.mark.parametrize(
    ("wishes", "found"),
    [
        (("de",), GERMAN),
        ((None, "de"), GERMAN),
        (("pl", "de"), POLISH),
        (("xx", None, "de"), GERMAN),
        (("de-AT",), GERMAN),
        (("pt-PT",), BRAZILIAN),
        (("es-ES",), MEXICAN),
        (("es-419",), MEXICAN),
        (("en-US", "de"), ENGLISH),
        (("en-GB",), ENGLISH),
        (("",), ENGLISH),
        (("-",), ENGLISH),
        (("DE",), ENGLISH),
        ((None,), ENGLISH),
        ((), ENGLISH),
        (("ko", "ja"), ENGLISH),
    ],
)
def test_the_first_wish_there_is_counts(wishes: tuple[str | None, ...], found: Words) -> None:
    assert KNOWN.of(*wishes) is found


@given(st.lists(st.none() | st.text(max_size=8), max_size=4))
def test_whatever_is_wished_there_is_a_language(wishes: list[str | None]) -> None:
    assert KNOWN.of(*wishes) in KNOWN.known.values()


def test_english_is_always_there() -> None:
    assert Languages().of("de") is ENGLISH
    assert Languages({}).of("de") is ENGLISH


def test_what_a_person_can_put_right_is_said_in_their_language() -> None:
    error = KindError(HELLO, name="Anna")
    assert str(error) == error.sentence == "Hello, Anna"
    assert error.said(GERMAN) == "Hallo Anna"
    assert KindError("Only in English.").said(GERMAN) == "Only in English."
