"""A survey's own texts in other languages: what is translated is shown, what isn't stays as the survey has it.

Answers are kept by ids, so it makes no difference to the results in which language somebody was asked.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from surveys.core import piping, words
from surveys.core.experiment import INTRO, Experiment, Variant
from surveys.core.questions import Flaw, Question
from surveys.core.spoken import entries, main_text, texts
from surveys.core.wording import definitions as wording

if TYPE_CHECKING:
    from surveys.core.survey import Survey

#: The languages people use Discord in, by its codes, and those without a country that stand for several of them.
CODES: Final = (
    "bg", "cs", "da", "de", "el", "en", "en-GB", "en-US", "es", "es-419", "es-ES", "fi", "fr", "hi", "hr", "hu", "id",
    "it", "ja", "ko", "lt", "nl", "no", "pl", "pt", "pt-BR", "ro", "ru", "sv", "sv-SE", "th", "tr", "uk", "vi", "zh",
    "zh-CN", "zh-TW",
)  # fmt: skip
#: The texts of an entry of a list: its main text alone, or by the names of its fields.
EntryTexts = str | Mapping[str, str]
#: The texts of one question by the names of its fields; for a list, by the ids of its entries.
QuestionTexts = Mapping[str, str | Mapping[str, EntryTexts]]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A survey's texts in one language. What is left out stays in the survey's own words."""

    title: str | None = None
    intro: str | None = None
    thanks: str | None = None
    #: By the ids of the questions.
    questions: Mapping[str, QuestionTexts] = field(default_factory=dict)
    #: The wordings that are tried, by the ids of the variants.
    variants: Mapping[str, EntryTexts] = field(default_factory=dict)


def closest(codes: Sequence[str], *wishes: str | None) -> str | None:
    """The one of `codes` for somebody whose languages are `wishes`, best first; only the first one known counts.

    A country that nobody translated for falls back to its language: "es-419" to "es", "pt" to "pt-BR".
    """
    wish = next((one for one in wishes if one), None)
    if wish is None or wish in codes:
        return wish
    base = wish.partition("-")[0]
    return next((code for code in codes if code.partition("-")[0] == base), None)


def translated(survey: "Survey", code: str) -> "Survey":
    """`survey` with all texts that it has in that language. Raises KeyError where it has no such translation."""
    given = survey.translations[code]
    return replace(
        survey,
        title=given.title or survey.title,
        intro=given.intro or survey.intro,
        thanks=given.thanks or survey.thanks,
        questions=tuple(_question(one, given.questions.get(one.id, {})) for one in survey.questions),
        experiment=None if survey.experiment is None else _experiment(survey.experiment, given.variants),
        translations={},
    )


def trimmed(survey: "Survey") -> Mapping[str, Translation]:
    """The translations of `survey` without what translates nothing any more, after questions or options went."""
    kept = {}
    known = {one.id for one in survey.experiment.variants} if survey.experiment is not None else set()
    for code, given in survey.translations.items():
        asked = {
            one.id: left
            for one in survey.questions
            if one.id in given.questions and (left := dict(_trimmed(one, given.questions[one.id])))
        }
        translation = replace(
            given,
            intro=given.intro if survey.intro else None,
            thanks=given.thanks if survey.thanks else None,
            questions=asked,
            variants={one: text for one, text in given.variants.items() if one in known},
        )
        if translation != Translation():
            kept[code] = translation
    return kept


def flaws(survey: "Survey") -> Iterator[Flaw]:
    """Everything wrong with the translations of `survey`; paths start at the survey."""
    own = set(survey.text_flaws()) if survey.translations else set()
    for code, given in survey.translations.items():
        path: Path = ("translations", code)
        if code not in CODES:
            problem = words.say(wording.FLAW_LANGUAGE, code=code)
            yield Flaw(path, problem, _other_code(code))
            continue
        found: list[Flaw] = [*_misplaced(survey, given, path)]
        # What holds for any survey is only worth asking of texts that are in their place.
        yield from found or _seen_as_survey(survey, code, own)


def _other_code(code: str) -> str:
    meant = closest(CODES, code.replace("_", "-").lower())
    same = next((one for one in CODES if one.lower() == code.replace("_", "-").lower()), meant)
    return words.say(wording.REMEDY_LANGUAGE_MEANT, meant=same) if same else wording.REMEDY_LANGUAGE


def _question(question: Question, given: QuestionTexts) -> Question:
    changes: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, str):
            changes[name] = value
        else:
            changes[name] = tuple(_entry(one, value.get(one.id, {})) for one in getattr(question, name))
    return replace(question, **changes) if changes else question


def _experiment(experiment: Experiment, given: Mapping[str, EntryTexts]) -> Experiment:
    variants = tuple(_entry(one, given.get(one.id, {})) for one in experiment.variants)
    return replace(experiment, variants=variants)


def _entry(entry: Any, given: EntryTexts) -> Any:
    changes = {main_text(type(entry)): given} if isinstance(given, str) else given
    return replace(entry, **changes) if changes else entry


def _trimmed(
    question: Question, given: QuestionTexts
) -> Iterator[tuple[str, str | Mapping[str, EntryTexts]]]:
    for name, value in given.items():
        if isinstance(value, str):
            if name in texts(type(question)) and getattr(question, name) is not None:
                yield name, value
        elif name in entries(type(question)):
            known = {one.id for one in getattr(question, name)}
            if kept := {one: text for one, text in value.items() if one in known}:
                yield name, kept


# --- What is translated that isn't there, or is no text ---------------------------------------------


def _misplaced(survey: "Survey", given: Translation, path: Path) -> Iterator[Flaw]:
    for name, longest in texts(type(survey)).items():
        written = getattr(given, name)
        if written is not None:
            yield from _text_flaws(written, getattr(survey, name), longest, (*path, name))
    variants = {one.id: one for one in survey.experiment.variants} if survey.experiment is not None else {}
    for wanted, written in given.variants.items():
        place = (*path, "variants", wanted)
        if wanted in variants:
            yield from _entry_flaws(variants[wanted], written, place)
        else:
            yield _unknown(words.say(wording.FLAW_TRANSLATED_ENTRY, name=wanted), variants, place)
    yield from _untranslated(survey, given, path)
    asked = {one.id: one for one in survey.questions}
    for wanted, fields in given.questions.items():
        place = (*path, "questions", wanted)
        if wanted not in asked:
            yield _unknown(words.say(wording.FLAW_TRANSLATED_QUESTION, name=wanted), asked, place)
        else:
            yield from _question_flaws(asked[wanted], fields, place)


def _untranslated(survey: "Survey", given: Translation, path: Path) -> Iterator[Flaw]:
    """Wordings that people would read in another language than those they are compared with."""
    experiment = survey.experiment
    if experiment is None:
        return
    own = given.questions.get(experiment.what, {}) if experiment.what != INTRO else {"text": given.intro}
    there = [name for name in texts(Variant) if own.get(name) is not None]
    for variant in experiment.variants:
        written = given.variants.get(variant.id, {})
        told = {main_text(Variant)} if isinstance(written, str) else set(written)
        named = {name for name in texts(Variant) if getattr(variant, name) is not None}
        if (there or given.variants) and named - told:
            problem = words.say(wording.FLAW_TRANSLATED_VARIANT, name=variant.id)
            yield Flaw((*path, "variants", variant.id), problem, wording.REMEDY_TRANSLATED_VARIANT)


def _question_flaws(question: Question, given: QuestionTexts, path: Path) -> Iterator[Flaw]:
    kind = type(question)
    for name, value in given.items():
        place = (*path, name)
        if name in texts(kind):
            yield from _text_flaws(value, getattr(question, name), texts(kind)[name], place)
        elif name not in entries(kind):
            yield _unknown(
                words.say(wording.FLAW_TRANSLATED_FIELD, name=name), [*texts(kind), *entries(kind)], place
            )
        elif isinstance(value, str):
            yield Flaw(place, wording.FLAW_TRANSLATED_LIST, wording.REMEDY_TRANSLATED_LIST)
        else:
            known = {one.id: one for one in getattr(question, name)}
            for wanted, written in value.items():
                if wanted not in known:
                    yield _unknown(
                        words.say(wording.FLAW_TRANSLATED_ENTRY, name=wanted), known, (*place, wanted)
                    )
                else:
                    yield from _entry_flaws(known[wanted], written, (*place, wanted))


def _entry_flaws(entry: Any, given: EntryTexts, path: Path) -> Iterator[Flaw]:
    kind = type(entry)
    if isinstance(given, str):
        name = main_text(kind)
        yield from _text_flaws(given, getattr(entry, name), texts(kind)[name], path)
        return
    for name, written in given.items():
        if name in texts(kind):
            yield from _text_flaws(written, getattr(entry, name), texts(kind)[name], (*path, name))
        else:
            yield _unknown(words.say(wording.FLAW_TRANSLATED_FIELD, name=name), texts(kind), (*path, name))


def _text_flaws(written: object, own: str | None, longest: int, path: Path) -> Iterator[Flaw]:
    if not isinstance(written, str):
        yield Flaw(path, words.FLAW_NOT_TEXT, words.REMEDY_NOT_TEXT)
    elif own is None:
        yield Flaw(path, wording.FLAW_TRANSLATED_NOTHING, wording.REMEDY_TRANSLATED_NOTHING)
    elif not written.strip():
        yield Flaw(path, words.FLAW_EMPTY_TEXT, words.REMEDY_EMPTY_TEXT)
    elif len(written) > longest:
        problem = words.say(words.FLAW_LONG_TEXT, length=f"{len(written):,}", longest=f"{longest:,}")
        yield Flaw(path, problem, words.say(words.REMEDY_LONG_TEXT, over=f"{len(written) - longest:,}"))
    elif piping.blanks(written) != piping.blanks(own):
        needed = ", ".join(sorted(piping.blanks(own))) or wording.TRANSLATED_NO_BLANKS
        problem = wording.FLAW_TRANSLATED_BLANKS
        yield Flaw(path, problem, words.say(wording.REMEDY_TRANSLATED_BLANKS, blanks=needed))


def _unknown(problem: str, known: Iterable[str], path: Path) -> Flaw:
    listed = ", ".join(list(known)[:_MOST_NAMED])
    return Flaw(path, problem, words.say(wording.REMEDY_TRANSLATED_KNOWN, known=listed))


_MOST_NAMED: Final = 12


# --- What no survey may have, in whichever language -------------------------------------------------


def _seen_as_survey(survey: "Survey", code: str, own: Collection[Flaw]) -> Iterator[Flaw]:
    """What is wrong with the translated survey that isn't wrong with the survey itself."""
    shown = translated(survey, code)
    for flaw in shown.text_flaws():
        path = _path_of(survey, code, flaw.path)
        if flaw not in own and path is not None:
            yield Flaw(path, flaw.problem, flaw.remedy)


def _path_of(survey: "Survey", code: str, path: Path) -> Path | None:
    """Where the text that stands at `path` in the translated survey stands in its translations, if it does."""
    given: Any = survey.translations[code]
    match path:
        case ("questions", int(place), str(name)):
            question = survey.questions[place]
            at: Path = ("questions", question.id, name)
            there = name in given.questions.get(question.id, {})
        case ("questions", int(place), str(name), int(entry), str()):
            question = survey.questions[place]
            wanted = getattr(question, name)[entry].id
            at = ("questions", question.id, name, wanted)
            there = wanted in given.questions.get(question.id, {}).get(name, {})
        case (str(name),):
            at, there = (name,), getattr(given, name, None) is not None
        case _:
            return None
    return ("translations", code, *at) if there else None
