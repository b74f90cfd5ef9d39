"""A creator's file to a survey, or to everything that has to be put right in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from surveys.core import words
from surveys.core.questions import Question, ShortText
from surveys.core.questions.base import BaseQuestion
from surveys.core.slugs import suggest_key
from surveys.core.survey import Survey, flaws
from surveys.formats.decoding import decode, refuse
from surveys.formats.fields import closest, most_entries, names_of, nested, owner_at
from surveys.formats.json_source import read_json
from surveys.formats.meaning import meaning
from surveys.formats.plain import KINDS, adapter
from surveys.formats.problems import BadSurveyFileError, Path, Problem, field_name, shown
from surveys.formats.shorthand import spelt_out
from surveys.formats.translating import read_translations
from surveys.formats.tree import RefusedError, Tree
from surveys.formats.yaml_source import read_yaml

#: Problems that are put into words; in a file with more, nobody reads the rest.
_MOST_PROBLEMS: Final = 100
#: Where a JSON file names its schema, which is the editor's business alone; in YAML a comment does.
_FOR_EDITORS: Final = "$schema"


def read_survey(data: bytes, filename: str) -> Survey:
    """The survey that the file holds, whole and sound.

    YAML or JSON of at most 256 KB, in UTF-8 (or UTF-16 with a byte order mark). Takes time in
    proportion to the size: at most a second or two. Raises BadSurveyFileError with everything
    to put right (at most 100 problems) and nothing else, whatever the bytes are.
    """
    text = decode(data, filename)
    try:
        tree = (read_json if filename.strip().casefold().endswith(".json") else read_yaml)(text)
    except RefusedError as refused:
        raise BadSurveyFileError(filename, [refused.problem]) from refused
    match tree.data:
        case dict():
            survey = _Checking(tree).survey()
        case None:
            raise refuse(filename, 1, words.FLAW_FILE_EMPTY, words.REMEDY_FILE_EMPTY)
        case list():
            raise refuse(filename, tree.line(()), words.FLAW_FILE_LIST, words.REMEDY_FILE_TOP)
        case _:
            raise refuse(filename, tree.line(()), words.FLAW_FILE_TEXT, words.REMEDY_FILE_TOP)
    if isinstance(survey, Survey):
        return survey
    raise BadSurveyFileError(filename, survey)


@dataclass(slots=True)
class _Checking:
    """One reading of one tree. Goes on after a mistake, so that a file is put right in one go."""

    tree: Tree
    problems: list[Problem] = field(default_factory=list)
    #: Places of the questions that can't be used; a stand-in holds their place.
    broken: set[int] = field(default_factory=set)

    def survey(self) -> Survey | list[Problem]:
        """The survey, or what is wrong with it."""
        self.problems += self.tree.problems
        data = spelt_out(self.tree.data, Survey)
        if isinstance(data.get(_FOR_EDITORS), str):
            del data[_FOR_EDITORS]
        written = data.get("questions")
        entries = written if isinstance(written, list) else []
        kept = entries[: most_entries(Survey, "questions")]
        questions = tuple(self._question(entry, place) for place, entry in enumerate(kept))
        title = data.get("title")
        data.setdefault("key", suggest_key(title if isinstance(title, str) else ""))
        if isinstance(written, list):
            padding = [_stand_in(None, place) for place in range(len(kept), len(entries))]
            data["questions"] = (*questions, *padding)
        given = data.pop("translations", None)
        data["translations"] = {} if given is None else read_translations(given, self._problem)
        survey: Survey | None = None
        try:
            survey = adapter(Survey).validate_python(data)
        except ValidationError as error:
            self._add(error, Survey, ())
        self._add_flaws(survey or _rough(data, questions))
        if survey is not None and not self.problems:
            return survey
        return sorted(self.problems, key=lambda problem: problem.line)[:_MOST_PROBLEMS]

    def _question(self, data: Any, place: int) -> Question:
        path: Path = ("questions", place)
        kind = self._kind(data, path)
        if kind is not None:
            try:
                question: Question = adapter(kind).validate_python(spelt_out(data, kind))
            except ValidationError as error:
                self._add(error, kind, path)
            else:
                return question
        self.broken.add(place)
        return _stand_in(data, place)

    def _kind(self, data: Any, path: Path) -> type[BaseQuestion] | None:
        """The class of a question, judged before anything else: it decides what the rest means."""
        kinds = ", ".join(KINDS)
        if not isinstance(data, dict):
            remedy = words.say(words.REMEDY_NOT_FIELDS, names="id, kind, text")
            self._problem(path, words.FLAW_NOT_FIELDS, remedy)
            return None
        kind = data.get("kind")
        if kind is None:
            self._problem((*path, "kind"), words.FLAW_KIND_MISSING, words.say(words.REMEDY_KIND, kinds=kinds))
            return None
        if isinstance(kind, str) and kind in KINDS:
            return KINDS[kind]
        meant = closest(kind, KINDS) if isinstance(kind, str) else None
        template = words.REMEDY_KIND_MEANT if meant else words.REMEDY_KINDS
        named = shown(kind) if isinstance(kind, str) else "…"
        problem = words.say(words.FLAW_KIND_UNKNOWN, kind=named)
        self._problem((*path, "kind"), problem, words.say(template, meant=meant, kinds=kinds))
        return None

    def _add(self, error: ValidationError, owner: type, path: Path) -> None:
        """The problems that pydantic found in `owner`, which stands at `path`."""
        errors = error.errors(include_url=False)[:_MOST_PROBLEMS]
        misnamed = {
            (*one["loc"][:-1], meant)  # a field under a wrong name isn't missing as well
            for one in errors
            if one["type"] == "unexpected_keyword_argument"
            and (meant := closest(str(one["loc"][-1]), names_of(owner_at(owner, one["loc"]))))
        }
        told: set[Path] = set()
        for one in errors:
            if one["type"] == "missing" and one["loc"] in misnamed:
                continue
            if one["type"] == "too_short" and len(one["input"]) >= int(one["ctx"]["min_length"]):
                continue  # entries that are wrong were not counted; they are reported themselves
            place = _place(one, owner)
            if place in told:
                continue  # a union says the same once for each of its types
            told.add(place)
            whole = (*path, *place)
            around = owner_at(owner, (*place, "") if one["type"] == "dataclass_type" else place)
            self._problem(whole, *meaning(one, around, blank=whole in self.tree.lines))

    def _add_flaws(self, survey: Survey) -> None:
        """What the core finds, except where a stand-in would be blamed for what it replaces."""
        if not survey.questions:
            return
        for flaw in flaws(survey):
            place = _question_of(flaw.path, survey)
            about_a_way = flaw.problem == words.FLAW_UNREACHABLE
            if place in self.broken or (about_a_way and self.broken):
                continue
            self._problem(flaw.path, flaw.problem, flaw.remedy)

    def _problem(self, path: Path, problem: str, remedy: str) -> None:
        self.problems.append(Problem(self.tree.line(path), field_name(path), problem, remedy))


def _rough(data: dict[str, Any], questions: tuple[Question, ...]) -> Survey:
    """A survey in the place of one that can't be made, with as much of it as its translations refer to."""
    own = {name: data[name] for name in ("intro", "thanks") if isinstance(data.get(name), str)}
    # What is tried of wordings can't be known here, so their translations can't be judged.
    translations = {code: replace(one, variants={}) for code, one in data["translations"].items()}
    return Survey(key="unknown", title="unknown", questions=questions, translations=translations, **own)


def _question_of(path: Path, survey: Survey) -> int | None:
    """The place of the question that something at `path` is about."""
    match path:
        case ("questions", int(place), *_):
            return place
        case ("translations", _, "questions", str(wanted), *_):
            return next((at for at, one in enumerate(survey.questions) if one.id == wanted), None)
        case _:
            return None


def _stand_in(data: Any, place: int) -> ShortText:
    """A sound question in the place of a broken one, under its id, so that jumps to it still arrive."""
    stand_in = ShortText(id=f"unusable {place}", text="unusable")
    match data:
        case {"id": str(written)}:
            return replace(stand_in, id=written)
        case _:
            return stand_in


def _place(error: ErrorDetails, owner: type) -> Path:
    """Where an error belongs: its path, without the names of types that a union adds."""
    if error["type"] in {"missing", "unexpected_keyword_argument"}:
        return error["loc"]
    return tuple(_known_parts(error["loc"], owner))


def _known_parts(path: Path, owner: type) -> Iterator[str | int]:
    for part in path:
        if isinstance(part, str):
            if part not in names_of(owner):
                return
            owner = nested(owner, part) or owner
        yield part
