"""One follower answering one round: what a reply changes, and what to say to it.

`advance` is the whole machine: a conversation and something heard in, the next conversation
and the words for it out. It knows no clock and no database, so a test can play a dialogue by
calling it in a loop. Invitation states change by `invitation.move` alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from surveys.core import polis, understood
from surveys.core.invitation import LISTENING, Happening, InvitationState, can, move
from surveys.core.language import Sentence
from surveys.core.phrases import asking, others
from surveys.core.polis import Verdict
from surveys.core.prompt import Ask, Say
from surveys.core.questions import Accepted, Drafted, Misread, Question, Reading
from surveys.core.questions.agree import label_of_verdict, verdict_in
from surveys.core.questions.both import read_in_both
from surveys.core.replies import (
    Back,
    Change,
    Done,
    Heard,
    Judge,
    Later,
    PutOff,
    Said,
    Show,
    Skip,
    Stop,
    Tapped,
    Typed,
)
from surveys.core.scene import Scene
from surveys.core.showing import (
    change_card,
    echo,
    farewell,
    leave_button,
    put_off_card,
    question_card,
    standing_card,
    statement_card,
    thanks,
    when_card,
)
from surveys.core.survey import Survey
from surveys.core.text import clean, folded
from surveys.core.values import Value

#: What is left to hear of the current question once everything else has been dealt with.
_Moving = Typed | Tapped | Done | Skip | Back
_LEFT = frozenset({InvitationState.REFUSED, InvitationState.BROKE_OFF})


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where one follower stands in one round.

    `current` is the question waiting for an answer, None when there is none left. `trail` are the
    questions passed, answered or skipped. `draft` holds the pieces of an answer given in several steps.
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
    `put_off` is when they want to be asked again. `judged` is a statement of somebody else, and what they think of it.
    """

    conversation: Conversation
    card: Ask | Say
    saved: tuple[str, Value] | None = None
    dropped: tuple[str, ...] = ()
    private: bool = False
    leaves: bool = False
    put_off: datetime | None = None
    judged: tuple[int, Verdict] | None = None


def begin(survey: Survey, invitation: int) -> Conversation:
    """The conversation of an invitation nobody has replied to yet."""
    return Conversation(invitation, InvitationState.SENT, survey.questions[0].id)


def advance(scene: Scene, conversation: Conversation, heard: Heard) -> Turn:
    """What `heard` changes, and what to say. Nothing a person sends raises."""
    if isinstance(heard, Stop) or means_leaving(heard):
        return _stop(scene, conversation)
    if conversation.state in _LEFT:
        return _aside(scene, conversation, asking.STOPPED_BEFORE)
    if conversation.state not in LISTENING:
        return _aside(scene, conversation, asking.ROUND_CLOSED)
    match heard:
        case Show():
            return Turn(conversation, standing_card(scene, conversation, note=None))
        case Later() | PutOff() if conversation.current is None:
            return Turn(conversation, thanks(scene, conversation), private=True)
        case Later():
            return Turn(conversation, when_card(scene, conversation.invitation))
        case PutOff():
            return _put_off(scene, conversation, heard)
        case Change():
            return _change(scene, conversation, heard)
        case Judge():
            return _judge(scene, conversation, heard)
        case _:
            return _move(scene, conversation, heard)


def means_leaving(heard: Heard) -> bool:
    """Whether `heard` ends the membership, by button or by word; at every moment, open round or not."""
    return isinstance(heard, Stop) or (isinstance(heard, Typed) and understood.is_stop(heard.text))


def take_back(scene: Scene, conversation: Conversation, question: str) -> Turn:
    """The follower deleted the message that was their answer to `question`: ask it again."""
    answers = {asked: given for asked, given in conversation.answers.items() if asked != question}
    trail = tuple(asked for asked in conversation.trail if asked != question)
    asked_again = replace(conversation, answers=answers, trail=trail, current=question, draft=())
    note = scene.lang.say(asking.TAKEN_BACK)
    return Turn(asked_again, question_card(scene, asked_again, note), dropped=(question,))


def amend(scene: Scene, conversation: Conversation, asked: str, text: str) -> Turn | None:
    """The follower edited the message that was their answer to `asked`; None where that changes nothing."""
    question = scene.survey.question(asked)
    if question is None or asked not in conversation.answers:
        return None
    reading = _read(scene, question, Typed(text), ())
    match reading:
        case Accepted(value) if value == conversation.answers[asked]:
            return None
        case Accepted(value):
            changed, dropped = _answered(scene.survey, conversation, question, value)
            way = [one.id for one in scene.survey.way(changed.answers)]
            passed = {*changed.trail, asked}
            stays = changed.current if changed.current in way else None
            following = stays or next((one for one in way if one not in passed), None)
            happening = Happening.FINISHED if following is None else Happening.ANSWERED
            moved = replace(
                changed,
                state=move(changed.state, happening),
                current=following,
                trail=tuple(one for one in way if one in passed and one != following),
                draft=changed.draft if following == changed.current else (),
            )
            note = scene.lang.say(asking.CHANGED, answer=echo(question, value, scene.lang))
            return Turn(moved, standing_card(scene, moved, note), saved=(asked, value), dropped=dropped)
        case Drafted(_, sentence) | Misread(sentence):
            kept = scene.lang.say(
                asking.EDIT_KEPT, answer=echo(question, conversation.answers[asked], scene.lang)
            )
            return Turn(conversation, standing_card(scene, conversation, f"{kept}\n{sentence}"))
        case _:
            assert_never(reading)


def _aside(scene: Scene, conversation: Conversation, sentence: Sentence) -> Turn:
    return Turn(conversation, Say((scene.lang.say(sentence),)), private=True)


def _move(scene: Scene, conversation: Conversation, heard: _Moving) -> Turn:
    question = scene.survey.question(conversation.current) if conversation.current is not None else None
    if question is None:
        if (meant := _meant(scene, conversation, heard)) is not None:
            return _judge(scene, conversation, meant)
        plain = isinstance(heard, Typed) and heard.question is None
        return Turn(conversation, thanks(scene, conversation), private=not plain)
    asked = heard.question
    if asked is not None and asked != question.id:
        # The question itself comes along: where redrawing a card failed, there is no other to be seen.
        stale = question_card(scene, conversation, scene.lang.say(asking.STALE))
        return Turn(conversation, stale, private=True)
    match heard:
        case Skip():
            return _skip(scene, conversation, question)
        case Back():
            return _back(scene, conversation, question)
        case Typed(text) if folded(text) in understood.BACK_WORDS and not question.claims(text):
            return _back(scene, conversation, question)
        case Typed(text) if folded(text) in understood.SKIP_WORDS and not question.claims(text):
            return _skip(scene, conversation, question)
        case Typed() | Tapped() | Done():
            return _reply(scene, conversation, question, heard)
        case _:
            assert_never(heard)


def _reply(scene: Scene, conversation: Conversation, question: Question, said: Said) -> Turn:
    reading = _read(scene, question, said, conversation.draft)
    match reading:
        case Misread(sentence):
            note = _doubting(scene, said) or _no_files(scene, question, said) or sentence
            return Turn(conversation, question_card(scene, conversation, note))
        case Drafted(pieces, note):
            drafted = replace(conversation, draft=pieces)
            shown = "\n".join(filter(None, (note, _doubting(scene, said))))
            return Turn(drafted, question_card(scene, drafted, shown))
        case Accepted(value):
            return _accept(scene, conversation, question, value, _doubting(scene, said))
        case _:
            assert_never(reading)


def _read(scene: Scene, question: Question, said: Said, draft: tuple[str, ...]) -> Reading:
    own = None if scene.own is None else scene.own.question(question.id)
    return read_in_both(question, own, said, draft, scene.lang)


def _no_files(scene: Scene, question: Question, said: Said) -> str | None:
    """What to say to files alone, where the question takes none or not these."""
    if not isinstance(said, Typed) or clean(said.text):
        return None
    return next((why for file in said.files if (why := question.refuses(file, scene.lang))), None)


def _doubting(scene: Scene, said: Said) -> str | None:
    """A question back where a reply looks as if it might mean leaving; nothing is lost if it doesn't."""
    doubtful = isinstance(said, Typed) and understood.may_mean_leaving(said.text)
    return scene.lang.say(asking.DID_YOU_WANT_TO_LEAVE) if doubtful else None


def _accept(
    scene: Scene, conversation: Conversation, question: Question, value: Value, doubt: str | None
) -> Turn:
    template = asking.CHANGED if question.id in conversation.answers else asking.NOTED
    answered, dropped = _answered(scene.survey, conversation, question, value)
    moved = _go_on(scene.survey, answered, question, silent=False)
    noted = scene.lang.say(template, answer=echo(question, value, scene.lang))
    note = f"{noted}\n{doubt}" if doubt else noted
    # Thanks list all answers as they were understood; only a doubt has to be added there.
    card = standing_card(scene, moved, note if moved.current is not None else doubt)
    if doubt and isinstance(card, Say):
        card = replace(card, buttons=(*card.buttons, leave_button(scene)))
    return Turn(moved, card, saved=(question.id, value), dropped=dropped)


def _answered(
    survey: Survey, conversation: Conversation, question: Question, value: Value
) -> tuple[Conversation, tuple[str, ...]]:
    """The conversation with this answer and without those on a way no longer taken; and which those are."""
    answers = {**conversation.answers, question.id: value}
    way = {one.id for one in survey.way(answers)}
    kept = {asked: given for asked, given in answers.items() if asked in way}
    return replace(conversation, answers=kept), tuple(asked for asked in answers if asked not in way)


def _go_on(survey: Survey, conversation: Conversation, question: Question, *, silent: bool) -> Conversation:
    """On to the first question of the way that was not passed yet; `silent`: nothing was answered."""
    way = [one.id for one in survey.way(conversation.answers)]
    passed = {*conversation.trail, question.id}
    following = next((asked for asked in way if asked not in passed), None)
    happening = Happening.FINISHED if following is None else Happening.ANSWERED
    # Skipping is no answer: somebody who only skips has not started, and has not completed either
    # unless the survey's end is reached.
    stays = silent and following is not None
    return replace(
        conversation,
        state=conversation.state if stays else move(conversation.state, happening),
        current=following,
        trail=tuple(asked for asked in way if asked in passed),
        draft=(),
    )


def _skip(scene: Scene, conversation: Conversation, question: Question) -> Turn:
    if conversation.draft and isinstance(
        question.read(Done(question.id), conversation.draft, scene.lang), Accepted
    ):
        # Going on from an answer that is half given keeps what is there.
        return _reply(scene, conversation, question, Done(question.id))
    kept = question.id in conversation.answers
    if question.required and not kept:
        return Turn(conversation, question_card(scene, conversation, scene.lang.say(asking.REQUIRED)))
    # Whoever came back to an answered question and goes on keeps the answer, and its way.
    moved = _go_on(scene.survey, conversation, question, silent=not kept)
    note = scene.lang.say(asking.KEPT if kept else asking.SKIPPED)
    return Turn(moved, standing_card(scene, moved, note if moved.current is not None else None))


def _back(scene: Scene, conversation: Conversation, question: Question) -> Turn:
    saved: tuple[str, Value] | None = None
    dropped: tuple[str, ...] = ()
    reading = question.read(Done(question.id), conversation.draft, scene.lang) if conversation.draft else None
    if isinstance(reading, Accepted):
        conversation, dropped = _answered(scene.survey, conversation, question, reading.value)
        conversation = replace(conversation, state=move(conversation.state, Happening.ANSWERED))
        saved = (question.id, reading.value)
    way = [one.id for one in scene.survey.way(conversation.answers)]
    place = way.index(question.id) if question.id in way else 0
    earlier = way[max(0, place - 1)]
    moved = _at(conversation, earlier)
    card = question_card(scene, moved, note=_earlier_answer(scene, moved, asking.NOTED))
    return Turn(moved, card, saved=saved, dropped=dropped)


def _change(scene: Scene, conversation: Conversation, heard: Change) -> Turn:
    if heard.question is None or heard.question not in conversation.answers:
        if conversation.answers:
            return Turn(conversation, change_card(scene, conversation))
        note = scene.lang.say(asking.CHANGE_NONE)
        return Turn(conversation, standing_card(scene, conversation, note))
    moved = _at(conversation, heard.question)
    return Turn(moved, question_card(scene, moved, _earlier_answer(scene, moved, asking.CHANGING)))


def _meant(scene: Scene, conversation: Conversation, heard: _Moving) -> Judge | None:
    """What somebody types once they have answered, as a verdict on the statement that was put to them."""
    if scene.said is None or not isinstance(heard, Typed):
        return None
    verdict = verdict_in(heard.text, scene.lang)
    put = polis.offer(scene.said, conversation.invitation)
    return None if verdict is None or put is None else Judge(put.statement, Verdict(verdict))


def _judge(scene: Scene, conversation: Conversation, heard: Judge) -> Turn:
    if conversation.state is not InvitationState.COMPLETED:
        # Only those who have answered are asked, so no card of theirs says this.
        return Turn(
            conversation, standing_card(scene, conversation, scene.lang.say(asking.STALE)), private=True
        )
    said, me = scene.said, conversation.invitation
    if said is not None and heard.verdict is None and (shown := polis.again(said, heard.statement)):
        return Turn(conversation, statement_card(scene, me, shown, None))
    if said is None or heard.verdict is None or not polis.may_judge(said, heard.statement, me):
        return Turn(conversation, _next_statement(scene, conversation, others.GONE, others.GONE))
    known = replace(scene, said=said.judged(heard.statement, heard.verdict))
    card = _next_statement(
        known, conversation, others.NOTED, others.DONE, label_of_verdict(heard.verdict, scene.lang)
    )
    return Turn(conversation, card, judged=(heard.statement, heard.verdict))


def _next_statement(
    scene: Scene, conversation: Conversation, going_on: Sentence, over: Sentence, verdict: str = ""
) -> Ask | Say:
    """What comes after a statement, with one sentence about it: the next one, or where the follower stands."""
    put = polis.offer(scene.said, conversation.invitation) if scene.said is not None else None
    if put is None or conversation.current is not None:
        return standing_card(scene, conversation, scene.lang.say(over))
    note = scene.lang.say(going_on, verdict=verdict)
    return statement_card(scene, conversation.invitation, put, note)


def _put_off(scene: Scene, conversation: Conversation, heard: PutOff) -> Turn:
    until = dict(scene.later).get(heard.choice)
    if until is None:
        return Turn(conversation, when_card(scene, conversation.invitation))
    card = put_off_card(scene, conversation.invitation, until)
    return Turn(conversation, card, put_off=until)


def _at(conversation: Conversation, asked: str) -> Conversation:
    """The conversation at the question `asked`, which counts as not passed until it is answered or kept."""
    trail = tuple(one for one in conversation.trail if one != asked)
    return replace(conversation, current=asked, trail=trail, draft=())


def _stop(scene: Scene, conversation: Conversation) -> Turn:
    stopped = conversation
    if can(conversation.state, Happening.STOPPED):
        after = move(conversation.state, Happening.STOPPED)
        stopped = replace(conversation, state=after, current=None, draft=())
    goodbye = farewell(scene.lang, scene.community, kept=bool(conversation.answers))
    return Turn(stopped, goodbye, leaves=True)


def _earlier_answer(scene: Scene, conversation: Conversation, sentence: Sentence) -> str | None:
    question = scene.survey.question(conversation.current or "")
    value = conversation.answers.get(conversation.current or "")
    if question is None or value is None:
        return None
    return scene.lang.say(sentence, answer=echo(question, value, scene.lang))
