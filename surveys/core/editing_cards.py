"""The cards of the survey editor: the whole survey, one question of it, and where its answers lead."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, get_args

from surveys.core import words
from surveys.core.conversation import begin
from surveys.core.editing import (
    MOST_QUESTIONS,
    Step,
    answers_of,
    entries,
    held,
    offers_others,
    sampled,
    second_form,
)
from surveys.core.hours import Hours
from surveys.core.language import ENGLISH
from surveys.core.media import Uploads
from surveys.core.prompt import Ask, Button, Document, Picking, Say, Tone, Verb, Weight
from surveys.core.questions import Question
from surveys.core.questions.base import END, Flaw, Jump
from surveys.core.scene import Scene, relative
from surveys.core.showing import question_card
from surveys.core.survey import Survey, flaws
from surveys.core.text import clean, clip, quoted
from surveys.core.widgets import Choosable
from surveys.core.wording import authoring, polis

#: Every kind of question, in the order of the union; a new one is added at its end.
KINDS: Final[tuple[type[Question], ...]] = get_args(Question)

#: Characters of the list of questions, and how much of each text it shows, the most that fits.
_LIST, _SHOWN = 2000, (90, 50, 25)
_LONGEST_TITLE, _LONGEST_INTRO, _LONGEST_OPTION, _LONGEST_PROBLEM = 100, 200, 100, 300
_MOST_MISSING, _MOST_ANSWERS = 4, 4
#: What was typed is said back in the card up to this length, and as a file beyond it.
_LONGEST_TYPED: Final = 1500


@dataclass(frozen=True, slots=True)
class Draft:
    """A survey in the making. `based_on` is the version it was before; None: it was never saved.

    `revision` grows with each change; `changed` says whether there was any. Who changed it last, and when, is said to others who edit it, too.
    """

    id: int
    key: str
    revision: int
    survey: Survey
    based_on: int | None
    edited_by: int
    edited_at: datetime
    changed: bool
    can_undo: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """What a button, menu or form of the editor says: whose draft, as of which revision, what, and where.

    `number` counts questions from 1; 0 is the survey as a whole. For a new question it is that of its kind.
    """

    draft: int
    revision: int
    step: int
    number: int = 0

    @property
    def args(self) -> tuple[str, ...]:
        """The mark as it stands in a custom id."""
        return (str(self.draft), str(self.revision), str(int(self.step)), str(self.number))


def overview(draft: Draft, note: str | None = None) -> Say:
    """The survey as it is: every question in a line, what is missing, and what can be done."""
    survey = draft.survey
    intro = (
        (quoted(sampled(survey, authoring.NAME_SHOWN).intro or "", _LONGEST_INTRO),) if survey.intro else ()
    )
    listed = _listed(survey) if survey.questions else authoring.NO_QUESTIONS
    lacking = missing(survey)
    menus = [_menu(draft, Step.OPEN, authoring.OPEN_HINT, _choosable(survey))] if survey.questions else []
    full = len(survey.questions) >= MOST_QUESTIONS
    if not full:
        kinds = tuple(Choosable(str(number), kind.called) for number, kind in enumerate(KINDS, 1))
        menus.append(_menu(draft, Step.ADD, authoring.ADD_HINT, kinds))
    buttons = [
        *([] if lacking else [_button(draft, Step.SAVE, authoring.SAVE, weight=Weight.MAIN)]),
        *([] if lacking else [Button(Verb.DRAFT_PLAY, (str(draft.id),), authoring.PLAY, Weight.QUIET)]),
        _button(draft, Step.TEXTS, authoring.TEXTS),
        *([_button(draft, Step.INSERT, authoring.INSERT)] if survey.intro or survey.thanks else []),
        *([_button(draft, Step.UNDO, authoring.UNDO)] if draft.can_undo else []),
        _button(draft, Step.DROP, authoring.DROP),
    ]
    said = (note, *intro, listed, *((authoring.FULL,) if full else ()), *_missing_lines(lacking))
    return Say(
        tuple(one for one in said if one),
        title=quoted(survey.title, _LONGEST_TITLE),
        tone=Tone.ASK,
        menus=tuple(menus),
        buttons=tuple(buttons),
        airy=True,
        footer=_standing(draft),
    )


def question(
    draft: Draft,
    number: int,
    community: str,
    zone: str,
    reader: str,
    now: datetime,
    note: str | None,
    uploads: Uploads,
) -> Say:
    """One question as followers see it, and what can be done with it. `number` counts from 1."""
    survey, place = draft.survey, number - 1
    kind = type(survey.questions[place])
    last = number == len(survey.questions)
    buttons = [
        _button(draft, Step.EDIT, authoring.EDIT, number, Weight.MAIN),
        *([_button(draft, Step.MORE, authoring.MORE, number)] if second_form(kind) else []),
        *(
            [_button(draft, Step.WAYS, authoring.WAYS, number)]
            if survey.questions[place].tokens() and not last
            else []
        ),
        _button(draft, Step.INSERT, authoring.INSERT, number),
        _button(draft, Step.MEDIA, authoring.MEDIA, number),
        *([_button(draft, Step.OTHERS, polis.BUTTON, number)] if offers_others(survey, place) else []),
        *([_button(draft, Step.UP, authoring.UP, number)] if place else []),
        *([] if last else [_button(draft, Step.DOWN, authoring.DOWN, number)]),
        _button(draft, Step.COPY, authoring.COPY, number),
        _button(draft, Step.DELETE, authoring.DELETE, number, Weight.DANGER),
        _button(draft, Step.SHOW, authoring.BACK),
    ]
    own = [flaw for flaw in missing(survey) if flaw.path[:2] == ("questions", place)]
    too_long = any(one.field(held(survey.questions[place])) is None for one in entries(kind))
    said = (
        note,
        _about(survey, place),
        *_missing_lines(own),
        authoring.LONG_LIST if too_long else "",
        authoring.SHOWN,
    )
    title = words.say(authoring.SHOWN_TITLE, number=number, count=len(survey.questions), kind=kind.called)
    return Say(
        tuple(one for one in said if one),
        title=title,
        tone=Tone.ASK,
        buttons=tuple(buttons),
        sample=_sample(survey, place, community, zone, reader, now, uploads),
    )


def ways(draft: Draft, number: int, note: str | None = None) -> Say:
    """Where the answers to a question lead, and how to change that."""
    survey = sampled(draft.survey, authoring.NAME_SHOWN)
    asked = survey.questions[number - 1]
    lines = [
        words.say(authoring.WAYS_LINE, answers=_answers(asked, jump), to=_target(survey, jump.to, named=True))
        for jump in asked.jumps
    ]
    rest = authoring.WAYS_REST if lines else authoring.WAYS_NONE
    branches = tuple(
        Choosable(str(at), clip(f"{_answers(asked, jump)} → {_target(survey, jump.to)}", _LONGEST_OPTION))
        for at, jump in enumerate(asked.jumps, 1)
    )
    mark = Mark(draft.id, draft.revision, Step.WAY_REMOVE, number)
    menus = (Picking(Verb.DRAFT, mark.args, authoring.WAYS_REMOVE, branches),) if branches else ()
    said = (note, f"**{quoted(asked.text, _LONGEST_TITLE)}**", "\n".join(lines), rest)
    return Say(
        tuple(one for one in said if one),
        title=words.say(authoring.WAYS_TITLE, number=number),
        tone=Tone.ASK,
        menus=menus,
        buttons=(
            _button(draft, Step.WAY_ADD, authoring.WAYS_ADD, number, Weight.MAIN),
            _button(draft, Step.OPEN, authoring.QUESTION_BACK, number),
        ),
    )


def drop_sure(draft: Draft) -> Say:
    """Asks before everything that isn't saved goes."""
    saved = draft.based_on is not None
    what = words.say(authoring.DROP_SAVED, version=draft.based_on) if saved else authoring.DROP_NEW
    return Say(
        (words.say(authoring.DROP_SURE, what=what),),
        title=quoted(draft.survey.title, _LONGEST_TITLE),
        tone=Tone.CAREFUL,
        buttons=(
            _button(draft, Step.DROP_SURE, authoring.DROP_YES, weight=Weight.DANGER),
            _button(draft, Step.SHOW, authoring.DROP_NO),
        ),
    )


def overtaken(draft: Draft, version: int) -> Say:
    """Another version came in, by a file, since this draft was begun."""
    return Say(
        (words.say(authoring.OVERTAKEN, version=version),),
        title=quoted(draft.survey.title, _LONGEST_TITLE),
        tone=Tone.CAREFUL,
        buttons=(
            _button(draft, Step.SAVE_OVER, authoring.OVERTAKEN_SAVE, weight=Weight.MAIN),
            _button(draft, Step.SHOW, authoring.SHOW_NOW),
        ),
    )


def stale(draft: Draft, reader: int) -> Say:
    """The survey as it is now, for somebody whose card was older."""
    if draft.edited_by == reader:
        return overview(draft, authoring.STALE_OWN)
    said = words.say(authoring.STALE, who=_who(draft, reader), when=relative(draft.edited_at))
    return overview(draft, said)


def not_stored(draft: Draft, reader: int, typed: str) -> Say:
    """What somebody wrote into a form that was older than the survey, said back so that nothing is lost."""
    return _said_back(
        draft,
        words.say(authoring.STALE_TYPED, who=_who(draft, reader), when=relative(draft.edited_at)),
        typed,
    )


def refused(draft: Draft, why: str, typed: str) -> Say:
    """Why what was filled in can't be used, with all of it said back."""
    return _said_back(draft, f"{why}\n\n{authoring.REFUSED_TYPED}" if typed else why, typed)


def missing(survey: Survey) -> tuple[Flaw, ...]:
    """What has to be put right before the survey can be saved."""
    if not survey.questions:
        return (Flaw((), authoring.MISSING_QUESTION, ""),)
    return flaws(survey)


def _who(draft: Draft, reader: int) -> str:
    """Who changed the draft last; whoever was forgotten since is nobody."""
    if draft.edited_by == reader:
        return authoring.YOU
    return f"<@{draft.edited_by}>" if draft.edited_by else authoring.SOMEBODY


def _said_back(draft: Draft, why: str, typed: str) -> Say:
    short = len(typed) <= _LONGEST_TYPED
    back = (f"```\n{typed.replace('`', 'ˋ')}\n```",) if typed and short else ()
    return Say(
        (why, *back),
        title=quoted(draft.survey.title, _LONGEST_TITLE),
        tone=Tone.CAREFUL,
        document=None if short else Document(authoring.TYPED_FILE, typed.encode(errors="replace")),
        buttons=(_button(draft, Step.SHOW, authoring.SHOW_NOW, weight=Weight.MAIN),),
    )


def _sample(
    survey: Survey, place: int, community: str, zone: str, reader: str, now: datetime, uploads: Uploads
) -> Ask:
    shown = sampled(survey, reader)
    scene = Scene(shown, community, ENGLISH, Hours(zone), now, now, uploads=uploads)
    standing = replace(begin(shown, 0), current=shown.questions[place].id)
    card = question_card(scene, standing, None)
    step = words.say(authoring.STEP, position=place + 1, total=len(survey.questions))
    # Skip, Back and Later are on every card, and the same on each; what a message can hold is needed for the editor.
    return replace(card, step=step, controls=(), write=None, preview=True)


def _listed(survey: Survey) -> str:
    texts = [one.text for one in sampled(survey, authoring.NAME_SHOWN).questions]
    for longest in _SHOWN:
        lines = [
            words.say(
                authoring.LINE,
                number=at + 1,
                text=quoted(text, longest),
                about=_about(survey, at, small=True),
            )
            for at, text in enumerate(texts)
        ]
        if len("\n".join(lines)) <= _LIST:
            return "\n".join(lines)
    bare = [f"**{at}.** {quoted(text, _SHOWN[-1])}" for at, text in enumerate(texts, 1)]
    return "\n".join(bare)


def _about(survey: Survey, place: int, *, small: bool = False) -> str:
    """A question's kind where it stands in a list, its settings, and where it leads."""
    asked = survey.questions[place]
    told = [
        asked.called if small else "",
        authoring.ABOUT_REQUIRED if asked.required else "",
        authoring.ABOUT_PRIVATE if asked.private else "",
        words.say(polis.ABOUT, count=survey.others.most)
        if survey.others is not None and survey.others.question == asked.id
        else "",
        *(
            words.say(authoring.WAY, answers=_answers(asked, jump), to=_target(survey, jump.to))
            for jump in asked.jumps
        ),
    ]
    return " · ".join(one for one in told if one)


def _answers(asked: Question, jump: Jump) -> str:
    labels = answers_of(asked)
    named = [quoted(labels.get(str(one), str(one)), 30) for one in jump.when]
    more = len(named) - _MOST_ANSWERS
    return ", ".join(named if more <= 0 else [*named[:_MOST_ANSWERS], "…"])


def _target(survey: Survey, to: str, *, named: bool = False) -> str:
    if to == END:
        return authoring.TO_END
    for number, one in enumerate(survey.questions, 1):
        if one.id == to:
            target = words.say(authoring.TO_QUESTION, number=number)
            return words.say(authoring.WAYS_TARGET, to=target, text=quoted(one.text, 40)) if named else target
    return to


def _missing_lines(lacking: Sequence[Flaw]) -> tuple[str, ...]:
    if not lacking:
        return ()
    lines = [authoring.MISSING]
    for flaw in lacking[:_MOST_MISSING]:
        where = authoring.WHERE_SURVEY
        match flaw.path:
            case ("questions", int(place), *_):
                where = words.say(authoring.WHERE_QUESTION, number=place + 1)
        problem, remedy = quoted(flaw.problem, _LONGEST_PROBLEM), quoted(flaw.remedy, _LONGEST_PROBLEM)
        lines.append(words.say(authoring.MISSING_LINE, where=where, problem=problem, remedy=remedy).strip())
    if len(lacking) > _MOST_MISSING:
        lines.append(words.say(authoring.MISSING_MORE, count=len(lacking) - _MOST_MISSING))
    return ("\n".join(lines),)


def _standing(draft: Draft) -> str:
    if draft.based_on is None:
        return authoring.UNSAVED_NEW
    template = authoring.UNSAVED if draft.changed else authoring.UNCHANGED
    return words.say(template, version=words.say(authoring.VERSION, version=draft.based_on))


def _choosable(survey: Survey) -> tuple[Choosable, ...]:
    texts = [one.text for one in sampled(survey, authoring.NAME_SHOWN).questions]
    return tuple(
        Choosable(str(number), clip(f"{number}. {' '.join(clean(text).split())}", _LONGEST_OPTION))
        for number, text in enumerate(texts, 1)
    )


def _menu(draft: Draft, step: Step, hint: str, options: tuple[Choosable, ...]) -> Picking:
    return Picking(Verb.DRAFT, Mark(draft.id, draft.revision, step).args, hint, options)


def _button(draft: Draft, step: Step, label: str, number: int = 0, weight: Weight = Weight.QUIET) -> Button:
    return Button(Verb.DRAFT, Mark(draft.id, draft.revision, step, number).args, label, weight)
