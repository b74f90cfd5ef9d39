"""The catalogues against the code: `python -m tests.locales_sync --write` brings them up to date, `--check` compares.

Every sentence in `surveys.core.phrases` and every text of a slash command goes into config/locales/earful.pot, and from
there into each language's earful.po. Translations stay: a changed sentence keeps its old one, marked fuzzy until
somebody looks at it, and one that is gone stays below as obsolete until `--tidy`. A folder without a catalogue gets one.
"""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import generate_po
from discord import app_commands
from discord.ext import commands

import cogs
from bot.translating import for_followers
from config.languages import CHOICE, COMMAND, DOMAIN, FOLDER, LANGUAGE, PARAMETER, forms_of, read_catalogue
from surveys.core import phrases
from surveys.core.language import Plural, Sentence

ROOT: Final = Path(__file__).resolve().parent.parent
TEMPLATE: Final = FOLDER / f"{DOMAIN}.pot"
#: How much of a sentence is left where it has been changed, not replaced (0..1).
_ALIKE: Final = 0.7

#: The most characters of a sentence that stands where room is short: by what Discord takes, or by what can be read.
LIMITS: Final = (
    (
        re.compile(
            r"_BUTTON\b|^asking\.(YES|NO|SKIP|BACK|STOP|DONE|LATER|WRITE|KEEP|ANSWER_HERE)$"
            r"|^later\.(HOUR|TONIGHT|TOMORROW|NOW|KEEP_ME)$|^questions\.(OTHER|AGREE|DISAGREE|PASS|FILE_WRITE)$"
        ),
        "a button",
        30,
    ),
    (re.compile(r"_LABEL\b|\.FORM_TITLE$"), "in a form", 45),
    (re.compile(r"\.PICK_|_HINT\b"), "in an empty menu", 150),
    (re.compile(r"(?<!EXPECTED)_(OPTION|CHOICE)S?\b"), "an option", 80),
)
#: The same for everything else, by its context. What Discord takes for commands, and a list of languages.
LIMITS_IN_CONTEXT: Final[Mapping[str, tuple[str, int]]] = {
    LANGUAGE: ("this language's own name", 40),
    COMMAND: ("about a command", 100),
    PARAMETER: ("the name of a parameter: lower case, no spaces", 32),
    CHOICE: ("something to choose in a command", 100),
}


@dataclass(frozen=True, slots=True)
class Text:
    """Something to translate: `places` say where it stands, as module.NAME, /command or /command:parameter."""

    english: tuple[str, ...]
    context: str | None
    places: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.places[0]

    @property
    def limit(self) -> tuple[str, int] | None:
        """What it is and its most characters, by the strictest of its places; None where there is room."""
        if self.context is not None:
            return LIMITS_IN_CONTEXT[self.context]
        found = [
            (what, most) for pattern, what, most in LIMITS for place in self.places if pattern.search(place)
        ]
        return min(found, key=lambda one: one[1], default=None)


# --- What there is to translate ----------------------------------------------------------------------


def texts() -> list[Text]:
    """Everything there is to translate. Raises ValueError where one text is wanted both with a plural and without."""
    found: dict[tuple[str, str | None], Text] = {}
    for english, context, place in _all():
        before = found.get((english[0], context))
        if before is not None and before.english != english:
            raise ValueError(
                f"{place} and {before.name} are alike in English, but only one depends on a number"
            )
        places = () if before is None else before.places
        found[english[0], context] = Text(english, context, (*places, place))
    return list(found.values())


def _all() -> Iterator[tuple[tuple[str, ...], str | None, str]]:
    yield ("English",), LANGUAGE, "language"
    for module in pkgutil.iter_modules(phrases.__path__):
        inside = vars(importlib.import_module(f"{phrases.__name__}.{module.name}"))
        for name, value in inside.items():
            yield from (
                (english, None, place) for english, place in _sentences(value, f"{module.name}.{name}")
            )
    for command in slash_commands():
        yield from _of_command(command)


def _sentences(value: object, place: str) -> Iterator[tuple[tuple[str, ...], str]]:
    match value:
        case Sentence(text):
            yield (text,), place
        case Plural(one, many):
            yield (one, many), place
        case Mapping():
            for name, inside in value.items():
                yield from _sentences(inside, f"{place}.{name}")
        case tuple():
            for inside in value:
                yield from _sentences(inside, place)
        case _:
            pass


Spoken = app_commands.Command[Any, ..., Any] | app_commands.Group


def slash_commands() -> list[Spoken]:
    """The outermost commands and groups that the cogs bring."""
    kinds = dict.fromkeys(
        kind
        for module in pkgutil.iter_modules(cogs.__path__)
        for kind in vars(importlib.import_module(f"{cogs.__name__}.{module.name}")).values()
        if isinstance(kind, type) and issubclass(kind, commands.Cog) and kind.__module__ != commands.__name__
    )
    found: list[Spoken] = []
    for kind in kinds:
        if any(kind is not other and issubclass(other, kind) for other in kinds):
            continue  # a part of another cog, which has its commands
        # A cog has its commands before it is given anything to work with.
        cog = kind.__new__(kind)
        found += [cog.app_command] if cog.app_command is not None else cog.get_app_commands()
    return found


def _of_command(command: Spoken) -> Iterator[tuple[tuple[str, ...], str | None, str]]:
    place = f"/{command.qualified_name}"
    yield (command.description,), COMMAND, place
    if isinstance(command, app_commands.Group):
        for child in command.commands:
            yield from _of_command(child)
        return
    for parameter in command.parameters:
        inside = f"{place}:{parameter.display_name}"
        if for_followers(command):
            yield (parameter.display_name,), PARAMETER, inside
        if re.search(r"\w", str(parameter.description)):
            yield (str(parameter.description),), COMMAND, inside
        for choice in parameter.choices:
            yield (choice.name,), CHOICE, inside


# --- Catalogues ---------------------------------------------------------------------------------------


def template(wanted: list[Text]) -> Catalog:
    """The catalogue of what there is to translate, with notes on where each text stands and how long it may be."""
    catalogue = Catalog(domain=DOMAIN)
    for text in wanted:
        notes = [", ".join(text.places)]
        if text.limit is not None:
            notes.append("{}: at most {} characters".format(*text.limit))
        message = catalogue.add(_id(text), auto_comments=notes, context=text.context)
        message.flags -= {"python-format"}  # nothing here is filled by %
    return catalogue


def _id(text: Text) -> str | tuple[str, str]:
    return text.english[0] if len(text.english) == 1 else (text.english[0], text.english[1])


def updated(old: Catalog, wanted: list[Text], *, tidy: bool = False) -> Catalog:
    """`old` with exactly what is `wanted`, its translations kept."""
    fresh = template(wanted)
    for message in list(old.obsolete.values()):
        # What comes back gets its translation back.
        if _in(fresh, message) and not _in(old, message):
            old.add(message.id, message.string, user_comments=message.user_comments, context=message.context)
            old.obsolete.pop(_key(message), None)
    gone = [message for message in old if message.id and not _in(fresh, message) and any(forms_of(message))]
    changed = {
        _key(message): before
        for message in fresh
        if message.id and not _in(old, message) and (before := _nearest(message, gone)) is not None
    }
    old.update(fresh, no_fuzzy_matching=True)
    for message in old:
        before = changed.get(_key(message)) if message.id else None
        if before is not None:
            message.string = before.string
            message.flags |= {"fuzzy"}
    if tidy:
        old.obsolete.clear()
    return old


def _in(catalogue: Catalog, message: Message) -> bool:
    return catalogue.get(message.id, message.context) is not None


def _nearest(message: Message, gone: list[Message]) -> Message | None:
    """The one among `gone` that `message` most likely was before somebody changed it."""
    alike = [
        (SequenceMatcher(None, str(message.id), str(one.id)).ratio(), place)
        for place, one in enumerate(gone)
        if one.context == message.context and isinstance(one.id, str) == isinstance(message.id, str)
    ]
    likeness, place = max(alike, default=(0.0, 0))
    return gone[place] if likeness > _ALIKE else None


def _key(message: Message) -> Any:
    one = message.id if isinstance(message.id, str) else message.id[0]
    return one if message.context is None else (one, message.context)


_HEAD: Final = """\
{comment}
msgid ""
msgstr ""
"Project-Id-Version: Earful\\n"
{more}"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_ABOUT: Final = """\
# What Earful says to followers, and what its slash commands say about themselves.
# Made by `make locales` from surveys/core/phrases and cogs; see docs/translating.md."""


def text_of(catalogue: Catalog, *, new: bool = False) -> str:
    """The whole file. Nothing in it depends on when it is written."""
    if catalogue.locale is None:
        head = _HEAD.format(comment=_ABOUT, more="")
    else:
        comment = f"# {catalogue.locale.english_name}" if new else catalogue.header_comment.rstrip("\n")
        more = f'"Language: {catalogue.locale}\\n"\n"Plural-Forms: {catalogue.plural_forms}\\n"\n'
        head = _HEAD.format(comment=comment, more=more)
    return (head + "".join(generate_po(catalogue, omit_header=True, no_location=True, width=0))).rstrip(
        "\n"
    ) + "\n"


def wanted(*, tidy: bool = False) -> dict[Path, str]:
    """The text every file should have."""
    there_is = texts()
    files = {TEMPLATE: text_of(template(there_is))}
    for folder in sorted(FOLDER.glob("*/LC_MESSAGES")):
        path = folder / f"{DOMAIN}.po"
        old = read_catalogue(path) if path.exists() else Catalog(folder.parent.name, DOMAIN)
        files[path] = text_of(updated(old, there_is, tidy=tidy), new=not path.exists())
    return files


def own_name(locale: str) -> str:
    """What a language calls itself, as it stands in a list."""
    name = Locale.parse(locale).get_display_name() or locale
    return name[0].upper() + name[1:]


def outdated(*, tidy: bool = False) -> dict[Path, str]:
    """The files that differ from what they should be, with the text they should have."""
    return {
        path: text
        for path, text in wanted(tidy=tidy).items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }


def main(arguments: list[str]) -> int:
    """Exit code 1 where `--check` finds a difference."""
    if arguments not in (["--write"], ["--check"], ["--tidy"]):
        sys.stderr.write("usage: python -m tests.locales_sync --write | --check | --tidy\n")
        return 2
    old = outdated(tidy=arguments == ["--tidy"])
    if arguments == ["--check"]:
        for path in old:
            sys.stderr.write(f"{path.relative_to(ROOT)} is not what the code says. Run `make locales`.\n")
        return 1 if old else 0
    for path, text in old.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
