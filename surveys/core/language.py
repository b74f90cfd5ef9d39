"""Languages: a sentence is written once in English, and said in the language of the person it is for.

Followers' sentences live in `surveys.core.phrases` as `Sentence` and `Plural`, which are no text
until `Words` says them; so a type checker finds a place that forgot the language. Where the
translations come from is not known here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

_BLANK: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with {blanks}, in English; the English text is also its key in every catalogue."""

    text: str


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence that depends on a number, {count} in it."""

    one: str
    many: str


def fill(template: str, values: Mapping[str, object]) -> str:
    """`template` with its blanks filled. Raises KeyError where a value is missing.

    Values are put in as they are and never looked at again, whatever they contain.
    """
    return _BLANK.sub(lambda blank: str(values[blank[1]]), template)


def _english(number: int) -> int:
    return 0 if number == 1 else 1


@dataclass(frozen=True, slots=True)
class Words:
    """One language to say sentences in. What it has no translation for, it says in English.

    `translated` has the forms of each sentence (one, or as many as the language has plurals) by its
    English text; `form` chooses among them by a number.
    """

    language: str = "en"
    translated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    form: Callable[[int], int] = _english

    def say(self, sentence: Sentence, /, **values: object) -> str:
        """`sentence` with its blanks filled. Raises KeyError where a value is missing."""
        return fill(self.translated.get(sentence.text, (sentence.text,))[0], values)

    def count(self, number: int, plural: Plural, /, **values: object) -> str:
        """The form of `plural` for `number`, which also fills {count}."""
        forms = self.translated.get(plural.one)
        chosen = (plural.one, plural.many)[_english(number)] if forms is None else forms[self.form(number)]
        return fill(chosen, {"count": f"{number:,}", **values})


#: The language everything is written in.
ENGLISH: Final = Words()


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages there are, by code ("de", "pt-BR"). English is always among them.

    `names` are their own names for themselves, for choosing.
    """

    known: Mapping[str, Words] = field(default_factory=lambda: {"en": ENGLISH})
    names: Mapping[str, str] = field(default_factory=lambda: {"en": "English"})

    def of(self, *wishes: str | None) -> Words:
        """The first of `wishes` (language codes or Discord locales, best first) there is; else English.

        A region nobody translated for falls back to its language: "es-419" to "es", "pt-PT" to "pt-BR".
        """
        for wish in wishes:
            if wish is None:
                continue
            found = self.known.get(wish) or self._relative(wish)
            if found is not None:
                return found
        return self.known.get("en", ENGLISH)

    def _relative(self, wish: str) -> Words | None:
        base = wish.partition("-")[0]
        return next((words for code, words in self.known.items() if code.partition("-")[0] == base), None)
