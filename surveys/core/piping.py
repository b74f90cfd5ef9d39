"""What a survey's texts may take from the person who reads them: their name, and what they answered before."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from surveys.core import words
from surveys.core.questions import Flaw, Question
from surveys.core.questions.base import END

#: Characters that whoever fills in a name or an answer puts in at most, before anything is escaped.
LONGEST_NAME: Final = 40
LONGEST_SHOWN: Final = 100
#: What stands for an answer that was never given, where the text has no words of its own for that.
_NOTHING: Final = "…"
# Doubled braces are somebody's own.
_BLANK: Final = re.compile(
    r"(?<!\{)\{(?:(?P<name>name)|answer\.(?P<id>[^{}|]*)(?:\|(?P<otherwise>[^{}]*))?)\}(?!\})"
)
#: Characters a text may have once everything is filled in.
_LONGEST_QUESTION, _LONGEST_AROUND = 600, 1200

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A text that may have blanks: where it is, at which question (None: before all), and how long it may become."""

    path: Path
    text: str
    number: int
    longest: int


def fill(text: str, name: str, shown_answers: Mapping[str, str]) -> str:
    """`text` with {name} and {answer.ID} or {answer.ID|fallback} filled, in a single pass.

    `shown_answers` are by question id, ready to be shown, as `name` is; what is put in is never read again.
    An answer that isn't there is its fallback, or "…". Any other braces stay as they are.
    """

    def put(found: re.Match[str]) -> str:
        if found["name"]:
            return name
        otherwise = found["otherwise"]
        return shown_answers.get(found["id"].strip(), _NOTHING if otherwise is None else otherwise)

    return _BLANK.sub(put, text)


def named(text: str) -> frozenset[str]:
    """The ids of the questions whose answers stand in `text`."""
    return frozenset(found["id"].strip() for found in _BLANK.finditer(text) if not found["name"])


def blanks(text: str) -> frozenset[str]:
    """What is filled in in `text`: "name", and "answer.ID" for the answers."""
    return frozenset(
        "name" if found["name"] else f"answer.{found['id'].strip()}" for found in _BLANK.finditer(text)
    )


def flaws(
    intro: str | None,
    thanks: str | None,
    questions: Sequence[Question],
    ways: Callable[[Question], Sequence[str]],
) -> list[Flaw]:
    """What is wrong with the blanks in a survey's texts. `ways` are the ids (or "end") a question can lead to."""
    number = len(questions)
    places = [_Place(("intro",), intro or "", 0, _LONGEST_AROUND)]
    for place, question in enumerate(questions):
        for name, text in (("text", question.text), ("help", question.help or "")):
            places.append(_Place(("questions", place, name), text, place, _LONGEST_QUESTION))
    places.append(_Place(("thanks",), thanks or "", number, _LONGEST_AROUND))
    order = {question.id: place for place, question in reversed(list(enumerate(questions)))}
    return [flaw for place in places for flaw in _flaws_at(place, questions, order, ways)]


def _flaws_at(
    place: _Place,
    questions: Sequence[Question],
    order: Mapping[str, int],
    ways: Callable[[Question], Sequence[str]],
) -> list[Flaw]:
    found: list[Flaw] = []
    for blank in _BLANK.finditer(place.text):
        if blank["name"]:
            continue
        asked = blank["id"].strip()
        at = order.get(asked)
        if at is None:
            problem = words.say(words.FLAW_PIPE_UNKNOWN, id=asked)
            found.append(Flaw(place.path, problem, words.REMEDY_PIPE_UNKNOWN))
        elif at >= place.number:
            problem = words.say(words.FLAW_PIPE_LATER, id=asked)
            found.append(Flaw(place.path, problem, words.REMEDY_PIPE_LATER))
        elif blank["otherwise"] is None and _may_be_missing(at, place.number, questions, order, ways):
            problem = words.say(words.FLAW_PIPE_MISSING, id=asked)
            example = f"{{answer.{asked}|that}}"
            found.append(Flaw(place.path, problem, words.say(words.REMEDY_PIPE_MISSING, example=example)))
    if not found and (length := _length(place.text)) > place.longest:
        problem = words.say(words.FLAW_PIPE_LONG, length=f"{length:,}", longest=f"{place.longest:,}")
        found.append(Flaw(place.path, problem, words.REMEDY_PIPE_LONG))
    return found


def _length(text: str) -> int:
    """How long `text` can become."""
    length, last = 0, 0
    for blank in _BLANK.finditer(text):
        length += blank.start() - last
        length += LONGEST_NAME if blank["name"] else max(LONGEST_SHOWN, len(blank["otherwise"] or ""))
        last = blank.end()
    return length + len(text) - last


def _may_be_missing(
    wanted: int,
    here: int,
    questions: Sequence[Question],
    order: Mapping[str, int],
    ways: Callable[[Question], Sequence[str]],
) -> bool:
    """Whether somebody can come to question `here` (the end: one past the last) without an answer to `wanted`."""
    if not questions[wanted].required:
        return True
    end = len(questions)
    reached = {0} - {wanted}
    for place in range(end):
        if place in reached:
            onward = {
                end if to == END else order[to] for to in ways(questions[place]) if to == END or to in order
            }
            reached |= {to for to in onward if to > place} - {wanted}
    return here in reached
