"""What a conversation shows: the question's card, the thanks, the choice of an answer to change, the goodbye."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from surveys.core import piping, polis, polis_cards
from surveys.core.hours import Snooze
from surveys.core.language import Sentence, Words
from surveys.core.media import shown
from surveys.core.phrases import asking, joining, later, others
from surveys.core.prompt import Ask, Button, Control, Picking, Say, Tone, Verb, Weight
from surveys.core.questions import Idea, LongText, Question, ShortText
from surveys.core.scene import Scene, relative
from surveys.core.survey import Survey
from surveys.core.text import clean, clip, quoted
from surveys.core.values import Value
from surveys.core.widgets import Choosable, Writing

if TYPE_CHECKING:
    from surveys.core.conversation import Conversation

_LONGEST_ECHO, _LONGEST_NAME, _LONGEST_LIST = 150, 80, 2500
_LONGEST_LABEL: Final = 100

_MOMENTS: Final[Mapping[Snooze, Sentence]] = {
    Snooze.HOUR: later.HOUR,
    Snooze.TONIGHT: later.TONIGHT,
    Snooze.TOMORROW: later.TOMORROW,
}


def standing_card(scene: Scene, conversation: "Conversation", note: str | None) -> Ask | Say:
    """Where the follower stands: the current question, or thanks where there is none left."""
    if conversation.current is None:
        return thanks(scene, conversation, note)
    card = question_card(scene, conversation, note)
    # Who answers in the server may never have got the card that asked first, and is to know before answering.
    told = None if conversation.answers else _summed_up_where(scene)
    return card if told is None else replace(card, intro=told)


def question_card(scene: Scene, conversation: "Conversation", note: str | None) -> Ask:
    """The current question, with what it offers besides replying."""
    question = scene.survey.question(conversation.current or "")
    assert question is not None
    way = [one.id for one in scene.survey.way(conversation.answers)]
    place = way.index(question.id) if question.id in way else 0
    widget = question.widget(conversation.draft, scene.lang)
    asks_to_type = isinstance(widget, Writing) and not scene.here
    return Ask(
        invitation=conversation.invitation,
        question=question.id,
        heading=scene.survey.title,
        step=scene.lang.say(asking.STEP, position=place + 1, total=len(way)),
        body=piped(scene, question.text, conversation.answers),
        now=question.now(conversation.draft, scene.lang),
        help=_help(scene, question, conversation.answers, types=asks_to_type),
        widget=widget,
        note=note,
        controls=tuple(_controls(scene, conversation, question, first=place == 0)),
        write=question.form(scene.lang).button if scene.here else None,
        must_write=question.typed_only(conversation.draft, scene.lang),
        badge=_badge(scene),
        media=shown(question.media, question.media_alt, scene.uploads),
    )


def opening(scene: Scene, invitation: "Conversation", prompt: int = 0) -> Ask:
    """The first card of a round: who asks, why, whether anybody learns whose answers they are, how to leave.

    And the first question right away.
    """
    note = scene.lang.say(asking.REHEARSAL_NOTE) if scene.rehearsal else None
    card = question_card(scene, invitation, note)
    intro = (
        piped(scene, scene.survey.intro, {}) if scene.survey.intro else scene.lang.say(asking.INTRO_DEFAULT)
    )
    if scene.survey.anonymous:
        intro = f"{intro}\n{scene.lang.say(asking.ANONYMOUS)}"
    if (told := _summed_up_where(scene)) is not None:
        intro = f"{intro}\n{told}"
    return replace(card, intro=intro, footer=_footer(scene), prompt=prompt)


def _summed_up_where(scene: Scene) -> str | None:
    """Where a language model gets what people write in this round; None where it gets nothing."""
    written = any(
        isinstance(one, ShortText | LongText | Idea) and not one.private for one in scene.survey.questions
    )
    return scene.lang.say(asking.MODEL, host=scene.model_host) if scene.model_host and written else None


def again(scene: Scene, conversation: "Conversation", sentence: Sentence, prompt: int) -> Ask:
    """The current question once more, in a message of its own that says why it comes."""
    note = scene.lang.say(sentence, closes=relative(scene.closes_at))
    card = question_card(scene, conversation, note)
    return replace(card, footer=_footer(scene), prompt=prompt)


def thanks(scene: Scene, conversation: "Conversation", note: str | None = None) -> Say:
    """Thanks, what happens next, and the answers as they were understood."""
    lang, answers = scene.lang, conversation.answers
    lines = [
        lang.say(
            asking.ANSWER_LINE,
            question=clip(piped(scene, question.text, answers), 300),
            answer=echo(question, answers[question.id], lang),
        )
        for question in scene.survey.questions
        if question.id in answers
    ]
    closing = (
        piped(scene, scene.survey.thanks, answers)
        if scene.survey.thanks
        else lang.say(asking.THANKS, community=scene.host)
    )
    following = lang.say(asking.THANKS_NEXT, closes=relative(scene.closes_at))
    put = polis.offer(scene.said, conversation.invitation) if scene.said is not None else None
    # What others said comes last, and must not be what is cut.
    room = _LONGEST_LIST if put is None else _LONGEST_LIST // 2
    said = (lang.say(asking.YOUR_ANSWERS), *_fitting(lines, room)) if lines else ()
    change = Button(
        Verb.CHANGE, (str(conversation.invitation),), lang.say(asking.CHANGE_BUTTON), Weight.QUIET
    )
    return Say(
        (
            *((note,) if note else ()),
            *(closing, *_reward(scene), following, *said),
            *(polis_cards.lines(put, lang) if put is not None else ()),
        ),
        title=lang.say(asking.THANKS_TITLE),
        tone=Tone.GOOD,
        buttons=(*_verdicts(scene, conversation.invitation, put), *((change,) if lines else ())),
        footer=lang.say(asking.HOW_TO_LEAVE),
        badge=_badge(scene),
    )


def statement_card(scene: Scene, invitation: int, offer: polis.Offer, note: str | None) -> Say:
    """A statement of somebody else to judge, on a card of its own."""
    return polis_cards.card(offer, invitation, scene.lang, note, _badge(scene))


def _verdicts(scene: Scene, invitation: int, put: polis.Offer | None) -> tuple[Button, ...]:
    """What can be said of the statement on the card; where there is none left, the way back to those judged."""
    if put is not None:
        return polis_cards.buttons(put, invitation, scene.lang)
    judged = [one for one, _ in scene.said.mine] if scene.said is not None else []
    known = [one for one in judged if polis.again(scene.said, one)] if scene.said is not None else []
    label = scene.lang.say(others.AGAIN)
    return polis_cards.again(known[0], invitation, label) if known else ()


def _reward(scene: Scene) -> tuple[str, ...]:
    """What those get who came to the end. Signs in a code stay signs, and links stay links."""
    if scene.survey.reward is None:
        return ()
    parts = clean(scene.survey.reward).split()
    shown = " ".join(one if one.startswith("https://") else quoted(one, len(one)) for one in parts)
    return (scene.lang.say(asking.REWARD, reward=shown),)


def when_card(scene: Scene, invitation: int) -> Say:
    """The moments to which the question can be put off."""
    lang, name = scene.lang, str(invitation)
    now = Button(Verb.CONTINUE, (name,), lang.say(later.NOW), Weight.QUIET)
    moments = scene.later
    if not moments:
        sentence = lang.say(later.WHEN_NEVER, closes=relative(scene.closes_at))
        return Say((sentence,), title=lang.say(later.WHEN_TITLE), buttons=(now,), badge=_badge(scene))
    buttons = [Button(Verb.SNOOZE, (name, choice), _labelled(scene, choice, at)) for choice, at in moments]
    return Say(
        (lang.say(later.WHEN),),
        title=lang.say(later.WHEN_TITLE),
        tone=Tone.ASK,
        buttons=(*buttons, now),
        badge=_badge(scene),
    )


def put_off_card(scene: Scene, invitation: int, until: datetime) -> Say:
    """When the question will come back, and a way to answer right away after all."""
    now = Button(Verb.CONTINUE, (str(invitation),), scene.lang.say(later.NOW), Weight.QUIET)
    return Say((scene.lang.say(later.PUT_OFF, when=relative(until)),), buttons=(now,), badge=_badge(scene))


def change_card(scene: Scene, conversation: "Conversation") -> Say:
    """The answers there are, to pick the one to change."""
    lang = scene.lang
    options = tuple(
        Choosable(question.id, clip(clean(piped(scene, question.text, conversation.answers)), _LONGEST_LABEL))
        for question in scene.survey.questions
        if question.id in conversation.answers
    )
    menu = Picking(Verb.CHANGE, (str(conversation.invitation),), lang.say(asking.CHANGE_HINT), options)
    back = Button(Verb.CONTINUE, (str(conversation.invitation),), lang.say(asking.BACK), Weight.QUIET)
    return Say(
        (lang.say(asking.CHANGE_TITLE),),
        tone=Tone.ASK,
        menus=(menu,),
        buttons=(back,),
        badge=_badge(scene),
    )


def farewell(lang: Words, community: str, *, kept: bool = False, others: tuple[str, ...] = ()) -> Say:
    """The goodbye. With `kept` answers it says that they count, with `others` how to leave those communities too."""
    paragraphs = [lang.say(joining.LEFT, community=clip(clean(community), _LONGEST_NAME))]
    if kept:
        paragraphs.append(lang.say(joining.LEFT_KEPT))
    if others:
        named = ", ".join(f"**{clip(clean(one), _LONGEST_NAME)}**" for one in others)
        paragraphs.append(lang.say(joining.LEFT_ALSO, others=named))
    return Say(tuple(paragraphs), title=lang.say(joining.LEFT_TITLE))


def leave_button(scene: Scene) -> Button:
    """One tap that leaves, for a card without the Stop control."""
    return Button(Verb.LEAVE, (str(scene.community_id),), scene.lang.say(joining.LEAVE_BUTTON), Weight.QUIET)


def goodbye(lang: Words, community: str, follower: int) -> Say:
    """What somebody gets who never replied to three rounds: the last message, and the way back."""
    keep = Button(Verb.KEEP_ME, (str(follower),), lang.say(later.KEEP_ME))
    sentence = lang.say(later.GOODBYE, community=clip(clean(community), _LONGEST_NAME))
    return Say((sentence,), title=lang.say(later.GOODBYE_TITLE), buttons=(keep,))


def round_card(round_id: int, survey: Survey, community: str, lang: Words, closes: str | None) -> Say:
    """The card in the community's channel with which people answer there; `closes` None: the round is over."""
    name = clip(clean(community), _LONGEST_NAME)
    title = clip(clean(survey.title), _LONGEST_LABEL)
    if closes is None:
        return Say((lang.say(asking.ROUND_OVER, community=name),), title=title)
    here = Button(Verb.ANSWER_HERE, (str(round_id),), lang.say(asking.ANSWER_HERE))
    lines = (
        lang.say(asking.ROUND_OPEN, community=name, closes=closes),
        lang.say(asking.ROUND_PRIVATE),
    )
    return Say(lines, title=title, tone=Tone.ASK, buttons=(here,))


def echo(question: Question, value: Value, lang: Words) -> str:
    """An answer as it was understood, fit to be shown."""
    return quoted(question.show(value, lang), _LONGEST_ECHO)


def piped(scene: Scene, text: str, answers: Mapping[str, Value]) -> str:
    """A survey's text with the person's name and earlier answers filled in."""
    if "{" not in text:
        return text
    shown = {
        question.id: echo(question, answers[question.id], scene.lang)
        for question in scene.survey.questions
        if question.id in answers
    }
    return piping.fill(text, scene.name, shown)


def _hint(scene: Scene, question: Question, answers: Mapping[str, Value]) -> str | None:
    hint = question.hint(scene.lang)
    return None if hint is None else piped(scene, hint, answers)


def _help(scene: Scene, question: Question, answers: Mapping[str, Value], *, types: bool) -> str | None:
    """What stands small under a question: a hint, or how to answer; and who else may get to see the reply."""
    put = scene.survey.others
    told = (
        _hint(scene, question, answers) or (scene.lang.say(asking.TYPE_IT) if types else None),
        scene.lang.say(others.MAY_BE_SHOWN)
        if put is not None and put.question == question.id and not scene.rehearsal
        else None,
    )
    return "\n".join(one for one in told if one) or None


def _controls(
    scene: Scene, conversation: "Conversation", question: Question, *, first: bool
) -> list[tuple[Control, str]]:
    lang = scene.lang
    controls: list[tuple[Control, str]] = []
    if not first:
        controls.append((Control.BACK, lang.say(asking.BACK)))
    if question.id in conversation.answers:
        controls.append((Control.SKIP, lang.say(asking.KEEP)))
    elif not question.required:
        controls.append((Control.SKIP, lang.say(asking.SKIP)))
    if scene.returns:
        controls.append((Control.LATER, lang.say(asking.LATER)))
    controls.append((Control.STOP, lang.say(asking.STOP)))
    return controls


def _labelled(scene: Scene, choice: Snooze, at: datetime) -> str:
    return f"{scene.lang.say(_MOMENTS[choice])} ({scene.hours.local(at):%H:%M})"


def _fitting(lines: list[str], room: int) -> tuple[str, ...]:
    """As many whole lines as fit a message with `room` characters."""
    kept: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return (*kept, "…")
        kept.append(line)
    return tuple(kept)


def _footer(scene: Scene) -> str:
    return scene.lang.say(asking.FROM_COMMUNITY, community=clip(scene.host, 60))


def _badge(scene: Scene) -> str | None:
    return scene.lang.say(asking.REHEARSAL) if scene.rehearsal else None
