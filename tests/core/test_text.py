"""Text of people: cleaning, quoting and comparing."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.text import clean, clip, folded, quoted

#: Everything Python can hold, lone surrogates too, with the troublemakers more often than chance.
ODD = st.text(
    st.characters()
    | st.characters(categories=["Cs", "Cc", "Cf", "Mn"])
    | st.sampled_from("\u202e\u2066\u2069\u200f\u061c\u200d\ufe0f\u0301\n\r\t @*_`~|<>[]()#-\\"),
    max_size=60,
)
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  plain  ", "plain"),
        ("a\u202eb\u2066c\u200f", "abc"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("a\tb \u00a0 \u3000c", "a b c"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("z" + "\u0301" * 50, "z" + "\u0301" * 4),
        ("👩‍👩‍👧 ❤️ 🏳️‍🌈", "👩‍👩‍👧 ❤️ 🏳️‍🌈"),
        ("שלום مرحبا", "שלום مرحبا"),
        ("\ue000private", "private"),
        ("\u202e\x00 \n", ""),
    ],
)
def test_cleaning(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(ODD)
def test_clean_text_is_clean_and_stays(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not BIDI & set(once)
    assert all(unicodedata.category(char) not in {"Cs", "Co"} for char in once)
    assert all(char == "\n" or unicodedata.category(char) != "Cc" for char in once)
    assert "\n\n\n" not in once
    assert once == once.strip()
    assert len(once) <= len(text)
    once.encode()


@given(st.text(st.characters(categories=["L", "N", "P"]), max_size=30))
def test_cleaning_leaves_words_alone(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "limit", "short"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("a bcd", 3, "a…")]
)
def test_clipping(text: str, limit: int, short: str) -> None:
    assert clip(text, limit) == short


@given(ODD, st.integers(1, 80))
def test_clipped_text_fits(text: str, limit: int) -> None:
    short = clip(text, limit)
    assert len(short) <= limit
    assert short == text or short.endswith("…")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\nlines", "two lines"),
        ("@everyone", "\\@everyone"),
        ("<@123> <#4>", "\\<\\@123\\> \\<\\#4\\>"),
        ("**bold** `code`", "\\*\\*bold\\*\\* \\`code\\`"),
        ("[a](b)", "\\[a\\](b)"),
        ("https://x", "https\\://x"),
        ("\\", "\\\\"),
    ],
)
def test_quoting(text: str, shown: str) -> None:
    assert quoted(text, 80) == shown


@given(ODD, st.integers(1, 80))
def test_quoted_text_is_one_inert_line(text: str, limit: int) -> None:
    shown = quoted(text, limit)
    assert "\n" not in shown
    bare = re.sub(r"\\.", "", shown)
    assert not set(bare) & set("\\`*_~|[]<>#@:")
    assert not shown.startswith(("-", "+")), "that would start a list"
    assert len(re.sub(r"\\(.)", r"\1", shown)) <= limit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("STOP!!!", "stop"),
        ("  What’s   Up? ", "whats up"),
        ("４２", "42"),
        ("Straße", "STRASSE"),
        ("ﬁne", "fine"),
        ("Yes 👍", "yes"),
        ("e\u0301", "é"),
    ],
)
def test_what_compares_equal(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("a b", "ab"), ("é", "e"), ("はい", "いいえ"), ("1", "11")])
def test_what_does_not(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(ODD)
def test_folding(text: str) -> None:
    once = folded(text)
    assert once == " ".join(once.split())
    assert all(char == " " or unicodedata.category(char)[0] in "LNM" for char in once)
    assert folded(f" {text}\n!") == once
