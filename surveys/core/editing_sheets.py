"""The forms of the survey editor, and what is read out of those that aren't a question's own."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from surveys.core import words
from surveys.core.editing import (
    Step,
    answers_of,
    blank,
    can_put_to_others,
    first_form,
    gaps,
    held,
    inserted,
    led,
    put,
    put_to_others,
    second_form,
)
from surveys.core.editing_cards import KINDS, Draft, Mark
from surveys.core.errors import KindError
from surveys.core.media import is_https, reference
from surveys.core.polis import MOST
from surveys.core.prompt import Verb
from surveys.core.questions.base import END
from surveys.core.questions.entries import Entry, Line, Values
from surveys.core.sheets import Blank, Field, Given, Pick, Sheet, Upload
from surveys.core.survey import Survey
from surveys.core.text import clean, clip
from surveys.core.widgets import Choosable
from surveys.core.wording import authoring, polis

#: The texts around the questions.
TEXTS: Final[tuple[Entry, ...]] = (
    Line("title", authoring.TITLE, 100, required=True),
    Line("intro", authoring.INTRO, 600, authoring.QUESTION_HINT, paragraph=True),
    Line("thanks", authoring.THANKS, 600, authoring.QUESTION_HINT, paragraph=True),
    Line("reward", authoring.REWARD, 300, authoring.REWARD_HINT),
    Line("topic", authoring.TOPIC, 40, authoring.TOPIC_HINT),
)
#: What is shown with a question.
MEDIA: Final[tuple[Entry, ...]] = (
    Line("media", authoring.MEDIA_WEB, 500, authoring.MEDIA_WEB_HINT),
    Line("media_alt", authoring.MEDIA_ALT, 300, authoring.MEDIA_ALT_HINT),
)
#: What a menu holds.
_MENU: Final = 25
_LONGEST_OPTION, _LONGEST_ELSE = 100, 60
_NAME: Final = "name"


def of_texts(draft: Draft) -> Sheet:
    """The form for title, opening, thanks, reward and topic."""
    survey = draft.survey
    values = {one.name: getattr(survey, one.name) for one in TEXTS}
    return _sheet(draft, Step.TEXTS, 0, authoring.FORM_TEXTS, _fields(TEXTS, values))


def with_texts(survey: Survey, given: Given) -> Survey:
    """The survey with the texts that were filled in."""
    values = {one.name: getattr(survey, one.name) for one in TEXTS}
    return replace(
        survey, **{name: value for one in TEXTS for name, value in one.read(given, values, ()).items()}
    )


def of_new(draft: Draft, kind: int) -> Sheet:
    """The form for a new question of that kind (from 1)."""
    wanted = KINDS[kind - 1]
    title = words.say(authoring.FORM_NEW, kind=wanted.called)
    return _sheet(draft, Step.ADD, kind, title, _fields(first_form(wanted), {}))


def of_question(draft: Draft, number: int, *, more: bool = False) -> Sheet:
    """The form of a question: the first, or the second with what the first has no room for."""
    asked = draft.survey.questions[number - 1]
    form = second_form(type(asked)) if more else first_form(type(asked))
    title = words.say(authoring.FORM_EDIT, number=number)
    return _sheet(draft, Step.MORE if more else Step.EDIT, number, title, _fields(form, held(asked)))


def of_way(draft: Draft, number: int) -> Sheet:
    """The form for one more branch of a question. Raises KindError where none is possible."""
    survey = draft.survey
    answers = answers_of(survey.questions[number - 1])
    if not answers:
        raise KindError(authoring.WAYS_IMPOSSIBLE)
    if number == len(survey.questions):
        raise KindError(authoring.WAYS_LAST)
    tokens = list(answers)
    menus = [tokens[start : start + _MENU] for start in range(0, len(tokens), _MENU)][:4]
    when = [
        Pick(
            f"when{at}",
            authoring.WAYS_WHEN if at == 0 else authoring.WAYS_WHEN_MORE,
            tuple(Choosable(token, clip(answers[token], _LONGEST_OPTION)) for token in some),
            least=1 if len(menus) == 1 else 0,
            most=len(some),
        )
        for at, some in enumerate(menus)
    ]
    later = [
        Choosable(one.id, _numbered(at, one.text))
        for at, one in enumerate(survey.questions, 1)
        if at > number
    ]
    to = Pick("to", authoring.WAYS_TO, (*later, Choosable(END, authoring.TO_END)))
    return _sheet(draft, Step.WAY_ADD, number, words.say(authoring.WAYS_TITLE, number=number), (*when, to))


def with_way(survey: Survey, number: int, given: Given) -> Survey:
    """The survey with the branch that was filled in. Raises KindError where no answer leads anywhere."""
    known = answers_of(survey.questions[number - 1])
    when = [
        one for name, some in given.picks.items() if name.startswith("when") for one in some if one in known
    ]
    targets = {one.id for one in survey.questions[number:]} | {END}
    to = next((one for one in given.picks.get("to", ()) if one in targets), None)
    if not when or to is None:
        raise KindError(authoring.NO_ANSWER_PICKED)
    return led(survey, number - 1, when, to)


def of_insert(draft: Draft, number: int) -> Sheet:
    """The form to put a name or an earlier answer into a text: of a question, or (0) around all of them.

    Raises KindError where there is no text to put it into.
    """
    survey = draft.survey
    earlier = survey.questions[: number - 1] if number else survey.questions
    numbered = [(at, one) for at, one in enumerate(earlier, 1)][-(_MENU - 1) :]
    what = (
        Choosable(_NAME, authoring.INSERT_NAME),
        *(
            Choosable(
                one.id, clip(words.say(authoring.INSERT_ANSWER, number=at, text=one.text), _LONGEST_OPTION)
            )
            for at, one in numbered
        ),
    )
    where = _places(_texts(survey, number))
    if not where:
        raise KindError(authoring.INSERT_NOWHERE)
    fields: list[Field] = [
        Pick("what", authoring.INSERT_WHAT, what),
        Pick("where", authoring.INSERT_WHERE, where),
        Blank(
            "else",
            authoring.INSERT_ELSE,
            _LONGEST_ELSE,
            authoring.INSERT_ELSE_USUAL,
            authoring.INSERT_ELSE_HINT,
        ),
    ]
    return _sheet(draft, Step.INSERT, number, authoring.INSERT_TITLE, fields)


def with_insert(survey: Survey, number: int, given: Given) -> Survey:
    """The survey with the name or answer in the text where it was put. Raises KindError where it can't be there."""
    what = next(iter(given.picks.get("what", ())), "")
    name, _, at = next(iter(given.picks.get("where", ())), "").partition("-")
    texts = {field: text for field, _, text in _texts(survey, number)}
    known = {one.id for one in (survey.questions[: number - 1] if number else survey.questions)}
    if name not in texts or not at.isdecimal() or int(at) not in gaps(texts[name]):
        raise KindError(authoring.INSERT_NOWHERE)
    if what != _NAME and (what not in known or name == "intro"):
        raise KindError(authoring.INSERT_NOT_YET)
    piece = blank(None if what == _NAME else what, clean(given.texts.get("else", ""))[:_LONGEST_ELSE])
    text = inserted(texts[name], int(at), piece)
    if not number:
        return replace(survey, intro=text) if name == "intro" else replace(survey, thanks=text)
    asked = survey.questions[number - 1]
    return put(survey, number - 1, replace(asked, text=text) if name == "text" else replace(asked, help=text))


def of_media(draft: Draft, number: int) -> Sheet:
    """The form for what is shown with a question."""
    asked = draft.survey.questions[number - 1]
    upload = Upload("file", authoring.MEDIA_FILE, authoring.MEDIA_FILE_HINT)
    return _sheet(draft, Step.MEDIA, number, authoring.FORM_MEDIA, (upload, *_fields(MEDIA, held(asked))))


def with_media(survey: Survey, number: int, given: Given, upload: int | None) -> Survey:
    """The survey with the file that was uploaded (its id) at the question, or what the form names instead."""
    asked = survey.questions[number - 1]
    values = {name: value for one in MEDIA for name, value in one.read(given, held(asked), ()).items()}
    if upload is not None:
        values["media"] = reference(upload)
    media = values.get("media")
    if media is not None and media != asked.media and upload is None and not is_https(media):
        raise KindError(authoring.MEDIA_ADDRESS)
    return put(survey, number - 1, replace(asked, **values))


def of_others(draft: Draft, number: int) -> Sheet:
    """The form for how many of the replies to a question each person is asked about."""
    asked, put = draft.survey.questions[number - 1], draft.survey.others
    now = put.most if put is not None and put.question == asked.id else 0
    labels = (
        polis.NONE,
        polis.ONE,
        *(words.say(polis.MANY, count=count) for count in range(2, MOST + 1)),
    )
    options = tuple(Choosable(str(count), label) for count, label in enumerate(labels))
    pick = Pick("most", polis.HOW_MANY, options, chosen=(str(now or 3),), hint=polis.HINT_FORM)
    return _sheet(draft, Step.OTHERS, number, polis.FORM, (pick,))


def with_others(survey: Survey, number: int, given: Given) -> Survey:
    """The survey that puts as many replies to others as was picked. Raises KindError where they can't be."""
    picked = next(iter(given.picks.get("most", ())), "")
    most = int(picked) if picked in {str(count) for count in range(MOST + 1)} else 0
    if most and not can_put_to_others(survey.questions[number - 1]):
        raise KindError(polis.REMEDY)
    return put_to_others(survey, number - 1, most)


def typed_in(given: Given) -> str:
    """Everything that was typed, to be said back."""
    return "\n\n".join(text.strip() for text in given.texts.values() if text.strip())


def _texts(survey: Survey, number: int) -> list[tuple[str, str, str]]:
    """The texts something can be put into: the field's name, what it is called, and the text."""
    if number:
        asked = survey.questions[number - 1]
        found = [("text", authoring.QUESTION, asked.text), ("help", authoring.INSERT_NOTE, asked.help)]
    else:
        found = [
            ("intro", authoring.INSERT_INTRO, survey.intro),
            ("thanks", authoring.INSERT_THANKS, survey.thanks),
        ]
    return [(name, called, text) for name, called, text in found if text]


def _places(texts: Sequence[tuple[str, str, str]]) -> tuple[Choosable, ...]:
    """The places in the texts, as many as a menu holds: start and end of each, and the first words of each."""
    shown: list[Choosable] = []
    for name, called, text in texts:
        places = gaps(text)
        room = _MENU // len(texts)
        kept = places if len(places) <= room else (*places[: room - 1], places[-1])
        for at in kept:
            ending = " ".join(text[:at].split()[-3:])
            where = words.say(authoring.INSERT_AFTER, words=ending)
            if at == 0:
                where = authoring.INSERT_START
            elif at == places[-1]:
                where = authoring.INSERT_END
            label = where if len(texts) == 1 else words.say(authoring.INSERT_OF, text=called, where=where)
            shown.append(Choosable(f"{name}-{at}", clip(label, _LONGEST_OPTION)))
    return tuple(shown)


def _numbered(number: int, text: str) -> str:
    return clip(f"{number}. {' '.join(clean(text).split())}", _LONGEST_OPTION)


def _fields(form: Sequence[Entry], values: Values) -> list[Field]:
    return [field for entry in form if (field := entry.field(values)) is not None]


def _sheet(draft: Draft, step: Step, number: int, title: str, fields: Iterable[Field]) -> Sheet:
    return Sheet(Verb.DRAFT, Mark(draft.id, draft.revision, step, number).args, title, tuple(fields))
