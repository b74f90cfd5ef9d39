"""Every sentence is said in every language, says what the English one says, and fits where it stands."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from babel import Locale

from config.languages import DOMAIN, PARAMETER, blanks, key, read_catalogue, read_languages
from surveys.core.language import Plural, Sentence, Words
from surveys.core.understood import is_stop
from tests import locales_sync
from tests.locales_sync import Text, texts

SHIPPED = {"de", "es", "fr", "ja", "pt-BR"}
LANGUAGES = read_languages()
TEXTS = texts()
LABELS = [text for text in TEXTS if text.limit is not None and text.limit[0] == "a button"]
#: What reads the same as in English, because it is the same.
ALIKE: dict[str, set[str]] = {
    "de": {"text", "April", "August", "September", "November"},
    "es": {"No", "{count} ideas"},
    "fr": {"Stop", "{count} questions", "{count} minutes", "documents"},
    "ja": set(),
    "pt-BR": set(),
}
QUOTED = re.compile(r"[„“«「『]\s*([^”“»」』]+?)\s*[”“»」』]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One text in one language; no `forms` where there is no translation."""

    language: str
    text: Text
    forms: tuple[str, ...]

    @property
    def english(self) -> str:
        return self.text.english[-1]


def entries(words: Words) -> Iterator[Entry]:
    for text in TEXTS:
        yield Entry(words.language, text, words.translated.get(key(text.english[0], text.context), ()))


# --- What can be wrong with one entry: each says so, or says nothing -------------------------------------


def untranslated(entry: Entry) -> str | None:
    return None if entry.forms and all(form.strip() for form in entry.forms) else "there is no translation"


def wrong_plurals(entry: Entry) -> str | None:
    plurals = 1 if entry.language == "ja" else 2
    wanted = 1 if len(entry.text.english) == 1 else plurals
    return None if len(entry.forms) == wanted else f"{wanted} plural forms are needed"


def wrong_blanks(entry: Entry) -> str | None:
    possible = [blanks(english) for english in entry.text.english]
    if any(blanks(form) not in possible for form in entry.forms) or blanks(entry.forms[-1]) != possible[-1]:
        return f"the blanks are {blanks(entry.english)}"
    if any(re.search(r"[{}]", re.sub(r"\{[a-z_]+\}", "", form)) for form in entry.forms):
        return "there is a brace too many"
    return None


def wrong_marks(entry: Entry) -> str | None:
    def shape(form: str) -> object:
        lines = form.split("\n")
        starts = [re.match(r"(-# |#+ |- |> |)", line) for line in lines]
        return [start and start[1] for start in starts], [
            form.count(mark) for mark in ("**", "`", "__", "~~")
        ]

    return (
        None
        if all(shape(form) == shape(entry.english) for form in entry.forms)
        else "the marks or lines differ"
    )


def wrong_commands(entry: Entry) -> str | None:
    def named(form: str) -> list[str]:
        return sorted(re.findall(r"`[^`]*`", form))

    return (
        None if all(named(form) == named(entry.english) for form in entry.forms) else "a command is changed"
    )


def too_long(entry: Entry) -> str | None:
    if entry.text.limit is None:
        return None
    what, most = entry.text.limit
    longest = max(map(len, entry.forms))
    return None if longest <= most else f"{what} has {longest} characters, at most {most} fit"


def still_english(entry: Entry) -> str | None:
    said = re.sub(r"\{[a-z_]+\}", "", entry.english)
    if not re.search(r"[^\W\d_]", said) or entry.english in ALIKE[entry.language]:
        return None
    return "it is still English" if entry.english in entry.forms else None


def wrong_stop_word(entry: Entry) -> str | None:
    """Where a sentence gives the word with which one leaves, that word is understood."""
    wanted = len([word for word in QUOTED.findall(entry.english) if is_stop(word)])
    for form in entry.forms:
        if len([word for word in QUOTED.findall(form) if is_stop(word)]) < wanted:
            return "the word to type is none that is understood"
    return None


def wrong_label(entry: Entry) -> str | None:
    """Where a sentence tells somebody to tap something, that is what the button says."""
    words = LANGUAGES.known[entry.language]
    for label in LABELS:
        named = rf"(?:\b[Tt]ap (?:\*\*)?|\*\*){re.escape(label.english[0])}\b"
        if label.english != entry.text.english and re.search(named, entry.english):
            shown = words.say(Sentence(label.english[0]))
            if any(shown not in form for form in entry.forms):
                return f"the button is called “{shown}”"
    return None


def no_name(entry: Entry) -> str | None:
    if entry.text.context != PARAMETER:
        return None
    fine = all(re.fullmatch(r"[-_\w]{1,32}", form) and form == form.lower() for form in entry.forms)
    return None if fine else "a parameter's name is one word in lower case"


def untidy(entry: Entry) -> str | None:
    for form in entry.forms:
        if form != form.strip() or "  " in form or "!!" in form:
            return "there are spaces or exclamation marks too many"
    return None


CHECKS: tuple[Callable[[Entry], str | None], ...] = (
    wrong_plurals, wrong_blanks, wrong_marks, wrong_commands, too_long, still_english, wrong_stop_word, wrong_label,
    no_name, untidy,
)  # fmt: skip


def problems(entry: Entry) -> list[str]:
    """All that is wrong with it, in words."""
    missing = untranslated(entry)
    found = [missing] if missing else [problem for check in CHECKS if (problem := check(entry))]
    return [f"{entry.text.name} ({entry.english!r}): {problem}" for problem in found]


@pytest.mark.parametrize("language", sorted(SHIPPED))
def test_every_sentence_is_said_and_said_right(language: str) -> None:
    found = [problem for entry in entries(LANGUAGES.known[language]) for problem in problems(entry)]
    assert not found, "\n".join(found)


def sample(
    english: str | tuple[str, str], *forms: str, language: str = "de", place: str = "asking.X"
) -> Entry:
    both = (english,) if isinstance(english, str) else english
    return Entry(language, Text(both, None, (place,)), forms)


@pytest.mark.parametrize(
    ("entry", "check"),
    [
        (sample("Hello"), untranslated),
        (sample("Hello", " "), untranslated),
        (sample(("a day", "{count} days"), "{count} Tage"), wrong_plurals),
        (sample(("a day", "{count} days"), "{count} 日", "{count} 日", language="ja"), wrong_plurals),
        (sample("For {name}", "Für {nmae}"), wrong_blanks),
        (sample("For {name}", "Für dich"), wrong_blanks),
        (sample("For {name}", "Für {name} und {name}"), wrong_blanks),
        (sample("For {name}", "Für {name"), wrong_blanks),
        (sample("For {name}", "Für {name}}"), wrong_blanks),
        (sample(("a day", "{count} days"), "ein Tag", "Tage"), wrong_blanks),
        (sample("**Yes**, do", "**Ja, tu das"), wrong_marks),
        (sample("One\n-# Two", "Eins\nZwei"), wrong_marks),
        (sample("One\nTwo", "Eins Zwei"), wrong_marks),
        (sample("Use `/setup`", "Nimm `/einrichten`"), wrong_commands),
        (sample("Yes", "J" * 31, place="asking.YES"), too_long),
        (sample("Your answer", "A" * 46, place="asking.FORM_TITLE"), too_long),
        (sample("About {days}", "About {days}"), still_english),
        (sample("Type “stop”.", "Schreib „anhalten“."), wrong_stop_word),
        (sample("Type “stop”.", "Schreib es."), wrong_stop_word),
        (sample("Add more, or tap Done.", "Mehr, oder tippe auf Ende."), wrong_label),
        (sample("Tap **Count me in**.", "Tippe auf **Count me in**."), wrong_label),
        (replace(sample("text", "Mein Text"), text=Text(("text",), PARAMETER, ("/idea:text",))), no_name),
        (sample("Hello", "Hallo!!"), untidy),
        (sample("Hello", "Hallo "), untidy),
    ],
)  # fmt: skip
def test_each_check_can_fail(entry: Entry, check: Callable[[Entry], str | None]) -> None:
    assert check(entry)
    assert problems(entry)


def test_what_is_right_passes_every_check() -> None:
    assert not problems(
        sample("Tap Done, {name}, or type “stop”.", "Tippe auf Fertig, {name}, oder schreib „stopp“.")
    )
    assert not problems(sample(("a day", "{count} days"), "ein Tag", "{count} Tage"))
    assert not problems(sample("{low} = {label}", "{low} = {label}"))


# --- Catalogues --------------------------------------------------------------------------------------


def test_the_catalogues_are_what_the_code_says() -> None:
    assert not [path.name for path in locales_sync.outdated()], "run `make locales`"


def test_there_is_a_catalogue_for_each_language_and_it_is_called_by_its_own_name() -> None:
    assert set(LANGUAGES.known) == SHIPPED | {"en"} == set(LANGUAGES.names)
    for code, name in LANGUAGES.names.items():
        own = Locale.parse(code, sep="-").get_display_name()
        assert own is not None
        assert name == own[0].upper() + own[1:]


def test_regions_fall_back_to_their_language() -> None:
    for wish, language in {"es-419": "es", "es-ES": "es", "pt-PT": "pt-BR", "de": "de", "ko": "en"}.items():
        assert LANGUAGES.of(wish).language == language


@pytest.mark.parametrize(
    ("language", "forms"), [("fr", [0, 0, 1]), ("pt-BR", [0, 0, 1]), ("de", [1, 0, 1]), ("ja", [0, 0, 0])]
)
def test_numbers_choose_their_form(language: str, forms: list[int]) -> None:
    assert [LANGUAGES.known[language].form(number) for number in (0, 1, 2)] == forms


HEADER = """\
msgid ""
msgstr ""
"Language: it\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


def catalogue(folder: Path, body: str, language: str = "it") -> Path:
    path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + body, encoding="utf-8")
    return path


def test_what_a_catalogue_gets_wrong_is_said_in_english(tmp_path: Path) -> None:
    catalogue(
        tmp_path,
        'msgid "Yes"\nmsgstr "Sì"\n\n'
        'msgid "No"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "Back"\nmsgstr "Davanti"\n\n'
        'msgid "For {name}"\nmsgstr "Per {nome}"\n\n'
        'msgid "a day"\nmsgid_plural "{count} days"\nmsgstr[0] "un giorno"\nmsgstr[1] ""\n\n'
        'msgid "an hour"\nmsgid_plural "{count} hours"\nmsgstr[0] "un’ora"\nmsgstr[1] "{count} ore"\n',
    )
    words = read_languages(tmp_path).of("it")
    said = [words.say(Sentence(text), name="Anna") for text in ("Yes", "No", "Back", "For {name}")]
    assert said == ["Sì", "No", "Back", "For Anna"]
    assert words.count(2, Plural("a day", "{count} days")) == "2 days"
    assert words.count(2, Plural("an hour", "{count} hours")) == "2 ore"


def test_a_file_that_is_no_catalogue_is_named(tmp_path: Path) -> None:
    path = catalogue(tmp_path, "nonsense\n")
    with pytest.raises(ValueError, match=re.escape(str(path))):
        read_languages(tmp_path)


def test_a_translation_is_never_lost(tmp_path: Path) -> None:
    def file_of(*english: str) -> dict[str, str]:
        wanted = [Text((one,), None, (f"asking.{place}",)) for place, one in enumerate(english)]
        path.write_text(
            locales_sync.text_of(locales_sync.updated(read_catalogue(path), wanted)), encoding="utf-8"
        )
        return {str(one.id): str(one.string) for one in read_catalogue(path) if one.id and not one.fuzzy}

    path = catalogue(tmp_path, '# Names stay.\nmsgid "Yes, please"\nmsgstr "Sì, grazie"\n')
    # Another sentence comes, this one goes, comes back, and is changed a little.
    assert file_of("Yes, please", "Where to?") == {"Yes, please": "Sì, grazie", "Where to?": ""}
    assert file_of("Where to?") == {"Where to?": ""}
    assert "Sì, grazie" in path.read_text("utf-8")
    assert file_of("Yes, please", "Where to?")["Yes, please"] == "Sì, grazie"
    assert file_of("Yes, pleased", "Where to?") == {"Where to?": ""}
    assert '#, fuzzy\nmsgid "Yes, pleased"\nmsgstr "Sì, grazie"' in path.read_text("utf-8")


def test_sentences_stand_where_they_are_found_for_translation() -> None:
    outside = [
        str(path.relative_to(locales_sync.ROOT))
        for folder in ("bot", "cogs", "config", "surveys")
        for path in (locales_sync.ROOT / folder).rglob("*.py")
        if path.parent.name != "phrases"
        and re.search(r"\b(Sentence|Plural)\(\s*[\"']", path.read_text("utf-8"))
    ]
    assert not outside
