"""Writing a survey: what each step of the editor makes of it. A survey in the making may have flaws, or no question yet.

Nothing here loses an id: a question keeps its own whatever is changed about it, and one that was ever
used in a version of the survey is never given to another question.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import IntEnum
from typing import Any, Final

from surveys.core import piping
from surveys.core.language import ENGLISH
from surveys.core.polis import MOST, SOURCES, Others
from surveys.core.questions import Jump, Question
from surveys.core.questions.base import END, BaseQuestion
from surveys.core.questions.entries import Entry, Line, Switches
from surveys.core.sheets import Given
from surveys.core.slugs import slug, unused
from surveys.core.survey import Survey
from surveys.core.wording import authoring

MOST_QUESTIONS: Final = 25
#: What a form holds.
_FIELDS: Final = 5
#: Entries of a kind on its first form, beside text, note and settings.
_OWN_ON_FIRST: Final = _FIELDS - 3
_BRACES: Final = str.maketrans("", "", "{}|")


class Step(IntEnum):
    """What a button, menu or form of the editor does. Part of custom ids, so values never change."""

    SHOW = 1
    OPEN = 2  # a question, by its place
    ADD = 3  # a kind, by its place among the kinds
    TEXTS = 4
    SAVE = 5
    SAVE_OVER = 6  # although another version came in meanwhile
    UNDO = 7
    DROP = 8
    DROP_SURE = 9
    EDIT = 10
    MORE = 11
    UP = 12
    DOWN = 13
    COPY = 14
    DELETE = 15
    WAYS = 16
    WAY_ADD = 17
    WAY_REMOVE = 18
    INSERT = 19
    MEDIA = 20
    OTHERS = 21


@dataclass(frozen=True, slots=True)
class Used:
    """Ids that answers may hang on: of questions, and for each question of its options."""

    questions: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, question: str) -> frozenset[str]:
        """The ids of options that this question ever had."""
        return self.questions.get(question, frozenset())


def used_in(definitions: Iterable[Mapping[str, Any]]) -> Used:
    """The ids in these versions, which are plain data."""
    found: dict[str, set[str]] = {}
    for definition in definitions:
        for question in definition.get("questions", ()):
            ids = found.setdefault(str(question.get("id")), set())
            lists = [value for value in question.values() if isinstance(value, list)]
            ids |= {
                str(one["id"])
                for entries in lists
                for one in entries
                if isinstance(one, dict) and "id" in one
            }
    return Used({question: frozenset(ids) for question, ids in found.items()})


# --- what is filled in ---------------------------------------------------------------------------------


def entries(kind: type[BaseQuestion]) -> tuple[Entry, ...]:
    """What an author fills in for a question of this kind: as many as the first form holds, then the others."""
    switches = (("required", authoring.REQUIRED), ("private", authoring.PRIVATE), *kind.switches)
    return (
        Line("text", authoring.QUESTION, 300, authoring.QUESTION_HINT, paragraph=True, required=True),
        *kind.entries[:_OWN_ON_FIRST],
        Line("help", authoring.HELP, 300),
        Switches("switches", authoring.SWITCHES, switches),
        *kind.entries[_OWN_ON_FIRST:],
    )


def first_form(kind: type[BaseQuestion]) -> tuple[Entry, ...]:
    """The entries of the first form."""
    return entries(kind)[:_FIELDS]


def second_form(kind: type[BaseQuestion]) -> tuple[Entry, ...]:
    """The entries of the second; empty where the first has them all."""
    return entries(kind)[_FIELDS:]


def held(question: BaseQuestion) -> dict[str, Any]:
    """What a question's attributes are."""
    return {one.name: getattr(question, one.name) for one in fields(question)}


def written(kind: type[Question], given: Given, survey: Survey, used: Used) -> Question:
    """A new question as it was filled in, under an id nobody ever had. Raises KindError for what can't be read."""
    attributes: dict[str, Any] = {}
    left_empty: dict[str, Any] = {entry.name: "" for entry in entries(kind)}
    whole = Given({**left_empty, **given.texts}, {**dict.fromkeys(left_empty, ()), **given.picks})
    for entry in entries(kind):
        attributes |= entry.read(whole, {}, ())
    wanted = slug(str(attributes.get("text", ""))) or f"question-{len(survey.questions) + 1}"
    taken = {END, *used.questions, *(one.id for one in survey.questions)}
    return kind(id=unused(wanted, taken), **attributes)


def rewritten(question: Question, given: Given, used: Used) -> Question:
    """The question as it was filled in; what the form didn't have stays. Raises KindError for what can't be read."""
    before = held(question)
    attributes: dict[str, Any] = {}
    for entry in entries(type(question)):
        attributes |= entry.read(given, before, used.of(question.id))
    changed: Question = replace(question, **attributes)
    return _without_lost_answers(changed)


def _without_lost_answers(question: Question) -> Question:
    """The question without branches for answers it no longer has."""
    tokens = question.tokens()
    jumps = [
        replace(jump, when=kept)
        for jump in question.jumps
        if (kept := tuple(when for when in jump.when if str(when) in tokens))
    ]
    return replace(question, jumps=tuple(jumps))


# --- questions in their order ------------------------------------------------------------------------------


def with_questions(survey: Survey, questions: Iterable[Question]) -> Survey:
    """The survey with these questions."""
    return replace(survey, questions=tuple(questions))


def added(survey: Survey, question: Question, place: int | None = None) -> Survey:
    """The survey with one more question, at `place` or at the end."""
    at = len(survey.questions) if place is None else place
    return with_questions(survey, (*survey.questions[:at], question, *survey.questions[at:]))


def put(survey: Survey, place: int, question: Question) -> Survey:
    """The survey with `question` instead of the one at `place`."""
    return with_questions(survey, (*survey.questions[:place], question, *survey.questions[place + 1 :]))


def moved(survey: Survey, place: int, by: int) -> Survey:
    """The survey with the question at `place` moved `by` places, as far as there are any."""
    others = list(survey.questions)
    question = others.pop(place)
    others.insert(min(max(place + by, 0), len(others)), question)
    return with_questions(survey, others)


def copied(survey: Survey, place: int, used: Used) -> Survey:
    """The survey with a copy of the question right after it, under an id of its own; its options keep theirs."""
    question = survey.questions[place]
    taken = {END, *used.questions, *(one.id for one in survey.questions)}
    return added(survey, replace(question, id=unused(question.id, taken)), place + 1)


def deleted(survey: Survey, place: int) -> Survey:
    """The survey without the question at `place`, and without branches that led there."""
    gone = survey.questions[place].id
    # What was said there can't be put to others any more.
    kept = None if survey.others is not None and survey.others.question == gone else survey.others
    return with_questions(
        replace(survey, others=kept),
        (
            replace(one, jumps=tuple(jump for jump in one.jumps if jump.to != gone))
            for one in survey.questions
            if one.id != gone
        ),
    )


# --- putting replies to others ---------------------------------------------------------------------------------


def can_put_to_others(question: Question) -> bool:
    """Whether replies to this question can be put to others."""
    return question.kind in SOURCES and not question.private


def offers_others(survey: Survey, place: int) -> bool:
    """Whether something can be said about putting replies to that question to others: they can be, or are to be."""
    asked = survey.questions[place]
    return can_put_to_others(asked) or (survey.others is not None and survey.others.question == asked.id)


def put_to_others(survey: Survey, place: int, most: int) -> Survey:
    """The survey in which replies to that question are put to others, `most` to each; 0: to nobody.

    They are those of one question at most.
    """
    asked = survey.questions[place].id
    if most:
        return replace(survey, others=Others(question=asked, most=min(most, MOST)))
    mine = survey.others is not None and survey.others.question == asked
    return replace(survey, others=None) if mine else survey


# --- branches ------------------------------------------------------------------------------------------------


def led(survey: Survey, place: int, when: Collection[str], to: str) -> Survey:
    """The survey in which these answers to the question at `place` lead `to` a question, or to the end.

    An answer leads to one place: what was said of it before is overruled.
    """
    question = survey.questions[place]
    answers = {*when, *(str(one) for jump in question.jumps if jump.to == to for one in jump.when)}
    others = [
        replace(jump, when=rest)
        for jump in question.jumps
        if jump.to != to and (rest := tuple(one for one in jump.when if str(one) not in when))
    ]
    branch = Jump(tuple(one for one in answers_of(question) if one in answers), to)
    return put(survey, place, replace(question, jumps=(*others, branch)))


def unled(survey: Survey, place: int, number: int) -> Survey:
    """The survey without branch `number` (from 0) of the question at `place`; as it was where there is none."""
    question = survey.questions[place]
    jumps = tuple(jump for at, jump in enumerate(question.jumps) if at != number)
    return put(survey, place, replace(question, jumps=jumps))


def answers_of(question: Question) -> dict[str, str]:
    """The answers that can lead elsewhere with their labels, in the order people see them."""
    tokens = question.tokens()
    return {one.token: one.label for one in question.choices(ENGLISH) if one.token in tokens}


# --- names and earlier answers in texts -------------------------------------------------------------------------


def blank(question_id: str | None, otherwise: str) -> str:
    """What stands in a text for the person's name (no id), or for their answer to a question."""
    if question_id is None:
        return "{name}"
    return f"{{answer.{question_id}|{otherwise.translate(_BRACES).strip() or authoring.INSERT_ELSE_USUAL}}}"


def gaps(text: str) -> tuple[int, ...]:
    """Where something can be inserted in `text`: at its start, after each word, and so at its end."""
    inside = [found.span() for found in re.finditer(r"\{[^{}]*\}", text)]
    ends = [found.end() for found in re.finditer(r"\S+", text)]
    return (0, *(end for end in ends if not any(start < end < stop for start, stop in inside)))


def inserted(text: str, at: int, what: str) -> str:
    """`text` with `what` at position `at`, with blanks around it where they are needed; before a full stop or the like."""
    before, after = text[:at], text[at:]
    mark = re.search(r"[.,;:!?…]+$", before)
    if mark is not None:
        before, after = before[: mark.start()], mark[0] + after
    left = "" if not before or before[-1].isspace() else " "
    right = " " if after and after[0].isalnum() else ""
    return f"{before}{left}{what}{right}{after}"


def sampled(survey: Survey, name: str) -> Survey:
    """The survey with `name` and stand-ins for earlier answers in its texts, to look at."""
    shown = {
        one.id: authoring.ANSWER_TO.replace("{number}", str(number))
        for number, one in enumerate(survey.questions, 1)
    }

    def filled(text: str | None) -> str | None:
        return None if text is None else piping.fill(text, name, shown)

    questions: Sequence[Question] = [
        replace(one, text=filled(one.text) or "", help=filled(one.help)) for one in survey.questions
    ]
    return replace(
        survey, intro=filled(survey.intro), thanks=filled(survey.thanks), questions=tuple(questions)
    )
