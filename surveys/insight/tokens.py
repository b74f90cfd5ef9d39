"""Replies as words: what is left of a text once links, mentions and the like are gone.

Made for many languages at once. Scripts that put no blanks between words are cut into single
characters (Han), runs of one script (Katakana) or left whole; where a word ends matters less here
than that the same thing is always cut the same way.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

#: Characters of a reply that are looked at; what makes it one thing or another stands early.
LONGEST: Final = 500

_NOISE: Final = re.compile(
    r"<a?:\w+:\d+>|<[@#&!/][^<>]{1,60}>|https?://\S+|www\.\S+|@(?:everyone|here)\b|:[a-z0-9_+-]{2,32}:",
    re.IGNORECASE,
)
_APOSTROPHES: Final = frozenset("'’ʼ")
_LONGEST_ELISION: Final = 2
#: What may stand between the words of one phrase.
_LOOSE: Final = frozenset(" -‐‑'’ʼ&")
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm")
_WALKS: Final = tuple(walk for row in _ROWS for walk in (row, row[::-1]))
_VOWELS: Final = frozenset("aeiouy")
_HOME_ROW: Final = frozenset("asdfghjkl")
_LONG_WORD: Final = 6
_FEWEST_KEYS: Final = 4
#: Han is cut into single characters, so a phrase can have as many words.
_MOST_WORDS_OF_NOTHING: Final = 8

# Words that say nothing about the subject, in the languages followers write in most.
_STOP: Final = frozenset(Path(__file__).with_name("stopwords.txt").read_text(encoding="utf-8").split())
# Whole replies that tell the creator nothing: no idea, hello, first. "Nothing" and "no" are answers.
_NOTHING: Final = frozenset(
    line for line in Path(__file__).with_name("nothing_said.txt").read_text(encoding="utf-8").splitlines()
)
# Han characters that only hold a sentence together, in Chinese.
_STOP_HAN: Final = frozenset(
    "的了我你您他她是在想看请請多一个個们們们吗嗎呢吧啊和就都也很要有能可以不更些这這那為为什么麼给給把做出点點希望"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a reply, as it is compared, and where it stands in `plain`.

    `content`: it means something by itself. `joined`: its script puts no blank before the next
    word. `follows`: no punctuation stands between it and the word before.
    """

    folded: str
    start: int
    end: int
    content: bool
    joined: bool
    follows: bool


def plain(text: str) -> str:
    """The beginning of `text` in one form of each character, without links, mentions and custom emoji."""
    return unicodedata.normalize("NFKC", _NOISE.sub(" ", text[: 2 * LONGEST])[:LONGEST])


def tokens_of(shown: str) -> tuple[Token, ...]:
    """The words of a text made `plain`, in order; empty if it has none. Never raises."""
    found: list[Token] = []
    start, before, follows = 0, "none", False
    for place, char in enumerate((*shown, " ")):
        script = _script(char)
        inside = before != "none"
        # Marks and long-vowel signs belong to whatever they follow; so does the apostrophe of
        # "don't", but not that of "l'histoire" or "it's".
        if inside and (script == "mark" or (char in _APOSTROPHES and place - start > _LONGEST_ELISION)):
            continue
        # "Q&A" and "D&D" are one word.
        if char == "&" and place - start == 1 and shown[place + 1 : place + 2].isalpha() and before == "word":
            continue
        if inside and (script != before or script == "han"):
            found.append(_token(shown, start, place, before, follows))
            follows = True
            inside = False
        if not inside:
            start = place
        if script in {"none", "mark"}:
            follows = follows and char in _LOOSE
            script = "none"
        before = script
    return tuple(found)


def is_said(tokens: tuple[Token, ...]) -> bool:
    """Whether anything is said at all: at least one word with letters that is no finger exercise, and not just "idk"."""
    if (
        len(tokens) <= _MOST_WORDS_OF_NOTHING
        and _compared(token.folded for token in tokens) in _said_as_nothing()
    ):
        return False
    return any(not token.folded.isdecimal() and not _is_nonsense(token.folded) for token in tokens)


@cache
def _said_as_nothing() -> frozenset[str]:
    """The phrases cut into words as replies are."""
    return frozenset(_compared(token.folded for token in tokens_of(plain(phrase))) for phrase in _NOTHING)


def _compared(words: Iterable[str]) -> str:
    return " ".join(words)


def _token(shown: str, start: int, end: int, script: str, follows: bool) -> Token:
    folded = shown[start:end].casefold()
    for apostrophe in _APOSTROPHES:
        folded = folded.replace(apostrophe, "")
    match script:
        case "hiragana":
            content = False
        case "han":
            content = folded not in _STOP_HAN
        case _:
            content = folded not in _STOP and (len(folded) > 1 or folded.isdecimal())
    return Token(folded, start, end, content, script in {"han", "hiragana", "katakana"}, follows)


@lru_cache(maxsize=20_000)
def _script(char: str) -> str:
    category = unicodedata.category(char)[0]
    if category == "M" or char in "ー々〻":
        return "mark"
    if category not in "LN":
        return "none"
    name = unicodedata.name(char, "")
    for wanted in ("CJK", "HIRAGANA", "KATAKANA"):
        if name.startswith(wanted):
            return "han" if wanted == "CJK" else wanted.lower()
    return "word"


def _is_nonsense(word: str) -> bool:
    """Whether `word` was typed without a thought: "asdfgh", "aaaaaa", "dfgkjhdfg"."""
    if len(word) < _FEWEST_KEYS:
        return False
    if len(set(word)) == 1:
        return True
    if not word.isascii() or not word.isalpha():
        return False
    if _is_walk(word):
        return True
    vowels = sum(char in _VOWELS for char in word)
    if len(word) < _LONG_WORD:
        return False
    return not vowels or (set(word) <= _HOME_ROW and 5 * vowels < len(word))


def _is_walk(word: str) -> bool:
    """Whether `word` is made of runs along a row of the keyboard, at least three keys each."""
    place = 0
    while place < len(word):
        run = 2
        while place + run < len(word) and any(word[place : place + run + 1] in walk for walk in _WALKS):
            run += 1
        if run < _FEWEST_KEYS - 1 or not any(word[place : place + run] in walk for walk in _WALKS):
            return False
        place += run
    return True
