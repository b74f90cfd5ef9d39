"""The `translations` of a survey file, as far as their shape goes; what they say is judged by the core."""

from collections.abc import Callable
from typing import Any, Final

from surveys.core import words
from surveys.core.translations import CODES, Translation
from surveys.core.wording import definitions as wording
from surveys.formats.fields import names_of
from surveys.formats.meaning import unknown_field
from surveys.formats.problems import Path

#: Told for each thing to put right: where, what, and the remedy.
Tell = Callable[[Path, str, str], None]

#: The fields that are groups, and how many levels of names they have: question, field, entry, field of the entry.
_GROUPS: Final = {"questions": 4, "variants": 2}


def read_translations(written: Any, tell: Tell) -> dict[str, Translation]:
    """The translations that `written` holds, by their codes; without what has no place, which is told."""
    top: Path = ("translations",)
    if not isinstance(written, dict):
        tell(top, words.FLAW_NOT_FIELDS, words.say(words.REMEDY_NOT_FIELDS, names="de, fr, …"))
        return {}
    found = {}
    for code, given in written.items():
        if given is None:
            if code not in CODES:  # the core says so; a language that there is counts as left out
                found[code] = Translation()
            continue
        if not isinstance(given, dict):
            names = ", ".join(names_of(Translation))
            tell((*top, code), words.FLAW_NOT_FIELDS, words.say(words.REMEDY_NOT_FIELDS, names=names))
            continue
        found[code] = _translation(given, (*top, code), tell)
    return found


def _translation(given: dict[str, Any], path: Path, tell: Tell) -> Translation:
    kept: dict[str, Any] = {}
    for name, value in given.items():
        place = (*path, name)
        if name not in names_of(Translation):
            tell(place, *unknown_field(name, Translation))
        elif value is None:
            continue
        elif name in _GROUPS:
            if isinstance(value, dict):
                kept[name] = _texts(value, place, _GROUPS[name], tell, bare=name != "questions")
            else:
                tell(place, words.FLAW_NOT_FIELDS, wording.REMEDY_TRANSLATED_IDS)
        elif isinstance(value, str):
            kept[name] = value
        else:
            tell(place, words.FLAW_NOT_TEXT, words.REMEDY_NOT_TEXT)
    return Translation(**kept)


def _texts(given: dict[str, Any], path: Path, levels: int, tell: Tell, *, bare: bool) -> dict[str, Any]:
    """The texts in `given`, by names in at most so many levels; `bare`: texts can stand right here."""
    kept: dict[str, Any] = {}
    for name, value in given.items():
        place = (*path, name)
        match value:
            case None:
                pass  # nothing after the colon: left out
            case str() if bare:
                kept[name] = value
            case dict() if levels > 1:
                kept[name] = _texts(value, place, levels - 1, tell, bare=True)
            case str():
                tell(place, words.FLAW_NOT_FIELDS, words.say(words.REMEDY_NOT_FIELDS, names="text, help, …"))
            case list() if levels > 1:
                tell(place, wording.FLAW_TRANSLATED_LISTED, wording.REMEDY_TRANSLATED_LIST)
            case _:
                tell(place, words.FLAW_NOT_TEXT, words.REMEDY_NOT_TEXT)
    return kept
