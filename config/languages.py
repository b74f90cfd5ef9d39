"""The languages Earful speaks besides English: the catalogues in locales/ beside this module."""

import gettext
import logging
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from surveys.core.language import ENGLISH, Languages, Words

FOLDER: Final = Path(__file__).parent / "locales"
DOMAIN: Final = "earful"

#: What is told apart from a sentence that reads the same: see `key`.
COMMAND: Final = "command"
PARAMETER: Final = "parameter"
CHOICE: Final = "choice"
LANGUAGE: Final = "language"

_BLANK: Final = re.compile(r"\{[a-z_]+\}")
_log = logging.getLogger(__name__)


def key(text: str, context: str | None = None) -> str:
    """What `text` is found by in `Words.translated`: itself, or with its context in front, as in compiled catalogues."""
    return text if context is None else f"{context}\x04{text}"


def code_of(folder: Path) -> str:
    """The code of the language in `folder`, as Discord writes it: "pt-BR" for pt_BR."""
    return folder.name.replace("_", "-")


@cache
def read_languages(folder: Path = FOLDER) -> Languages:
    """English and every language that has a catalogue in `folder`, as it was when first asked for.

    What a catalogue lacks, marks as fuzzy or gets wrong in its blanks is said in English. Raises OSError where a
    catalogue can't be read, and ValueError, naming the file, where it isn't one.
    """
    known, names = {"en": ENGLISH}, {"en": "English"}
    for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        code = code_of(path.parent.parent)
        words = _words(code, read_catalogue(path))
        known[code] = words
        names[code] = words.translated.get(key("English", LANGUAGE), (code,))[0]
    return Languages(known, names)


def read_catalogue(path: Path) -> Catalog:
    """The catalogue in `path`. Raises OSError, or ValueError naming the file."""
    try:
        with path.open("rb") as lines:
            return read_po(lines, locale=path.parent.parent.name, domain=DOMAIN, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise ValueError(f"{path} can't be read as a catalogue of sentences: {error}") from error


def forms_of(message: Message) -> tuple[str, ...]:
    """The translations of `message`: one, or one for each plural; empty where there is none."""
    string = message.string or ()
    return (string,) if isinstance(string, str) else tuple(string)


def blanks(text: str) -> list[str]:
    """The blanks in `text`, sorted, each as often as it occurs."""
    return sorted(_BLANK.findall(text))


def _words(code: str, catalogue: Catalog) -> Words:
    translated: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        english = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        forms = forms_of(message)
        if not forms or not all(forms) or len(forms) != (1 if len(english) == 1 else catalogue.num_plurals):
            continue
        # A blank nobody fills would end a conversation; English always can be said.
        if any(not set(blanks(form)) <= set(blanks(english[-1])) for form in forms):
            _log.warning(
                "the catalogue for %s has blanks that “%s” hasn't; it is said in English", code, english[0]
            )
            continue
        translated[key(english[0], message.context)] = forms
    # Catalogues come with Earful and from whoever runs it; c2py takes nothing but arithmetic on n.
    form: Callable[[int], int] = gettext.c2py(catalogue.plural_expr)
    return Words(code, translated, form)
