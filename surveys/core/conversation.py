"""One follower answering one round: what a reply changes, and what to say to it.

`advance` is the whole machine: a conversation and something heard in, the next conversation
and the words for it out. It knows no clock and no database, so a test can play a dialogue by
calling it in a loop. Invitation states change by `invitation.move` alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from surveys.core import words
from surveys.core.invitation import LISTENING, Happening, InvitationState, can, move
from surveys.core.prompt import Ask, Control, Say, Tone
from surveys.core.questions import Accepted, Drafted, Misread, Question
from surveys.core.replies import Back, Done, Heard, Said, Show, Skip, Stop, Tapped, Typed
from surveys.core.survey import Survey
from surveys.core.text import clean, clip, folded, quoted
from surveys.core.values import Value
from surveys.core.widgets import Writing

_LONGEST_ECHO, _LONGEST_NAME = 150, 80
#: What is left to hear once leaving and looking have been dealt with.
_Moving = Typed | Tapped | Done | Skip | Back
_LEFT = frozenset({InvitationState.REFUSED, InvitationState.BROKE_OFF})


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where one follower stands in one round.

    `current` is the question waiting for an answer, None when there is none left. `trail` are the
    questions passed on the way to it. `draft` holds the pieces of an answer given in several messages.
    """

    invitation: int
    state: InvitationState
    current: str | None
    trail: tuple[str, ...] = ()
    answers: Mapping[str, Value] = field(default_factory=dict)
    draft: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of something heard.

    `saved` is the one answer to store, if any; `dropped` are questions whose answers no longer count,
    because a changed answer leads another way. `private` means the card is only for the person
    who tapped, beside the conversation. `leaves` means the follower asked to be left alone.
    """

    conversation: Conversation
    card: Ask | Say
    saved: tuple[str, Value] | None = None
    dropped: tuple[str, ...] = ()
    private: bool = False
    leaves: bool = False


def begin(survey: Survey, invitation: int) -> Conversation:
    """The conversation of an invitation nobody has replied to yet."""
    return Conversation(invitation, InvitationState.SENT, survey.questions[0].id)


def opening(survey: Survey, community: str, invitation: int) -> Ask:
    """The first card of a round: who asks, why, how to leave, and the first question right away."""
    card = _ask(survey, begin(survey, invitation), note=None)
    return replace(card, intro=survey.intro or words.INTRO_DEFAULT, footer=_footer(community))


def advance(survey: Survey, community: str, conversation: Conversation, heard: Heard) -> Turn:
    """What `heard` changes, and what to say. Nothing a person sends raises."""
    if isinstance(heard, Stop) or means_leaving(heard):
        return _stop(community, conversation)
    if conversation.state in _LEFT:
        return Turn(conversation, Say((words.STOPPED_BEFORE,)), private=True)
    if conversation.state not in LISTENING:
        return Turn(conversation, Say((words.ROUND_CLOSED,)), private=True)
    if isinstance(heard, Show):
        return Turn(conversation, _card(survey, community, conversation, note=None))
    question = survey.question(conversation.current) if conversation.current is not None else None
    if question is None:
        return Turn(
            conversation, _thanks(survey, community, conversation), private=not isinstance(heard, Typed)
        )
    return _go(survey, community, conversation, question, heard)


def _go(
    survey: Survey, community: str, conversation: Conversation, question: Question, heard: _Moving
) -> Turn:
    match heard:
        case Tapped(asked) | Done(asked) | Skip(asked) | Back(asked) if asked != question.id:
            # The question itself comes along: where redrawing a card failed, there is no other to be seen.
            return Turn(conversation, _ask(survey, conversation, note=words.STALE), private=True)
        case Skip():
            return _skip(survey, community, conversation, question)
        case Back():
            return _back(survey, conversation, question)
        case Typed(text) if folded(text) in words.BACK_WORDS and conversation.trail:
            return _back(survey, conversation, question)
        case Typed(text) if folded(text) in words.SKIP_WORDS and not _names_an_option(question, heard):
            return _skip(survey, community, conversation, question)
        case Typed() | Tapped() | Done():
            return _reply(survey, community, conversation, question, heard)
        case _:
            assert_never(heard)


def means_leaving(heard: Heard) -> bool:
    """Whether `heard` ends the membership, by button or by word; at every moment, open round or not."""
    return isinstance(heard, Stop) or (isinstance(heard, Typed) and words.is_stop(heard.text))


def _reply(
    survey: Survey, community: str, conversation: Conversation, question: Question, said: Said
) -> Turn:
    reading = question.read(said, conversation.draft)
    match reading:
        case Misread(sentence):
            return Turn(conversation, _ask(survey, conversation, note=sentence))
        case Drafted(pieces):
            drafted = replace(conversation, draft=pieces)
            return Turn(drafted, _ask(survey, drafted, note=words.TYPE_MORE))
        case Accepted(value):
            return _accept(survey, community, conversation, question, value)
        case _:
            assert_never(reading)


def _accept(
    survey: Survey, community: str, conversation: Conversation, question: Question, value: Value
) -> Turn:
    template = words.CHANGED if question.id in conversation.answers else words.NOTED
    answered, dropped = _answered(survey, conversation, question, value)
    moved = _go_on(survey, answered, question, value)
    note = words.say(template, answer=_echo(question, value))
    card = _card(survey, community, moved, note)
    return Turn(moved, card, saved=(question.id, value), dropped=dropped)


def _answered(
    survey: Survey, conversation: Conversation, question: Question, value: Value
) -> tuple[Conversation, tuple[str, ...]]:
    """The conversation with this answer and without those on a way no longer taken; and which those are."""
    answers = {**conversation.answers, question.id: value}
    way = {one.id for one in survey.way(answers)}
    kept = {asked: given for asked, given in answers.items() if asked in way}
    return replace(conversation, answers=kept), tuple(asked for asked in answers if asked not in way)


def _go_on(
    survey: Survey, conversation: Conversation, question: Question, value: Value | None
) -> Conversation:
    following = survey.after(question, value)
    happening = Happening.FINISHED if following is None else Happening.ANSWERED
    # Skipping is no answer: somebody who only skips has not started, and has not completed either
    # unless the survey's end is reached.
    silent = value is None and following is not None
    return replace(
        conversation,
        state=conversation.state if silent else move(conversation.state, happening),
        current=following.id if following is not None else None,
        trail=(*conversation.trail, question.id),
        draft=(),
    )


def _skip(survey: Survey, community: str, conversation: Conversation, question: Question) -> Turn:
    if conversation.draft:
        # Going on from an answer that is half written keeps what is there.
        return _reply(survey, community, conversation, question, Done(question.id))
    if question.required and question.id not in conversation.answers:
        return Turn(conversation, _ask(survey, conversation, note=words.REQUIRED))
    # Whoever came back to an answered question and skips keeps the answer, and its way.
    moved = _go_on(survey, conversation, question, conversation.answers.get(question.id))
    return Turn(moved, _card(survey, community, moved, note=words.SKIPPED))


def _back(survey: Survey, conversation: Conversation, question: Question) -> Turn:
    saved: tuple[str, Value] | None = None
    dropped: tuple[str, ...] = ()
    reading = question.read(Done(question.id), conversation.draft) if conversation.draft else None
    if isinstance(reading, Accepted):
        conversation, dropped = _answered(survey, conversation, question, reading.value)
        conversation = replace(conversation, state=move(conversation.state, Happening.ANSWERED))
        saved = (question.id, reading.value)
    *trail, earlier = conversation.trail or (question.id,)
    moved = replace(conversation, current=earlier, trail=tuple(trail), draft=())
    card = _ask(survey, moved, note=_earlier_answer(survey, moved))
    return Turn(moved, card, saved=saved, dropped=dropped)


def _stop(community: str, conversation: Conversation) -> Turn:
    stopped = conversation
    if can(conversation.state, Happening.STOPPED):
        after = move(conversation.state, Happening.STOPPED)
        stopped = replace(conversation, state=after, current=None, draft=())
    return Turn(stopped, farewell(community, kept=bool(conversation.answers)), leaves=True)


def farewell(community: str, *, kept: bool = False, others: tuple[str, ...] = ()) -> Say:
    """The goodbye. With `kept` answers it says that they count, with `others` how to leave those communities too."""
    paragraphs = [words.say(words.LEFT, community=clip(clean(community), _LONGEST_NAME))]
    if kept:
        paragraphs.append(words.LEFT_KEPT)
    if others:
        named = ", ".join(f"**{clip(clean(one), _LONGEST_NAME)}**" for one in others)
        paragraphs.append(words.say(words.LEFT_ALSO, others=named))
    return Say(tuple(paragraphs), title=words.LEFT_TITLE)


def _card(survey: Survey, community: str, conversation: Conversation, note: str | None) -> Ask | Say:
    if conversation.current is None:
        return _thanks(survey, community, conversation)
    return _ask(survey, conversation, note)


def _ask(survey: Survey, conversation: Conversation, note: str | None) -> Ask:
    question = survey.question(conversation.current or "")
    assert question is not None
    way = survey.way(conversation.answers)
    ahead = [one.id for one in way]
    remaining = len(way) - ahead.index(question.id) - 1 if question.id in ahead else 0
    position = len(conversation.trail) + 1
    controls = [Control.BACK] if conversation.trail else []
    if not question.required:
        controls.append(Control.SKIP)
    controls.append(Control.STOP)
    widget = question.widget(conversation.draft)
    return Ask(
        invitation=conversation.invitation,
        question=question.id,
        heading=survey.title,
        step=words.say(words.STEP, position=position, total=position + remaining),
        body=question.text,
        help=question.hint() or (words.TYPE_IT if isinstance(widget, Writing) else None),
        widget=widget,
        note=note,
        controls=tuple(controls),
    )


def _thanks(survey: Survey, community: str, conversation: Conversation) -> Say:
    lines = [
        words.say(
            words.ANSWER_LINE,
            question=question.text,
            answer=_echo(question, conversation.answers[question.id]),
        )
        for question in survey.questions
        if question.id in conversation.answers
    ]
    closing = survey.thanks or words.say(words.THANKS, community=community)
    said = (words.YOUR_ANSWERS, *_fitting(lines, 3000)) if lines else ()
    return Say((closing, *said), title=words.THANKS_TITLE, tone=Tone.GOOD, footer=words.HOW_TO_LEAVE)


def _fitting(lines: list[str], room: int) -> tuple[str, ...]:
    """As many whole lines as fit a message with `room` characters."""
    kept: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return (*kept, "…")
        kept.append(line)
    return tuple(kept)


def _earlier_answer(survey: Survey, conversation: Conversation) -> str | None:
    question = survey.question(conversation.current or "")
    value = conversation.answers.get(conversation.current or "")
    if question is None or value is None:
        return None
    return words.say(words.NOTED, answer=_echo(question, value))


def _echo(question: Question, value: Value) -> str:
    return quoted(question.show(value), _LONGEST_ECHO)


def _footer(community: str) -> str:
    return words.say(words.FROM_COMMUNITY, community=clip(clean(community), 60))


def _names_an_option(question: Question, said: Said) -> bool:
    return bool(question.tokens()) and isinstance(question.read(said, ()), Accepted)
