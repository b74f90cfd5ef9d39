"""What holds in every conversation, whatever the survey and whatever a person sends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import assert_never

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from surveys.core.conversation import Conversation, Turn, advance, amend, begin, means_leaving, take_back
from surveys.core.hours import Snooze
from surveys.core.invitation import LISTENING, TRANSITIONS, Happening, InvitationState, can
from surveys.core.language import ENGLISH
from surveys.core.phrases import asking, joining, later
from surveys.core.prompt import Ask, Control, Say, Verb
from surveys.core.questions import (
    Agree,
    Choice,
    Date,
    File,
    Idea,
    Jump,
    LongText,
    MultipleChoice,
    Nps,
    Number,
    Option,
    PictureChoice,
    Question,
    Ranking,
    Scale,
    ShortText,
    YesNo,
)
from surveys.core.questions.base import END
from surveys.core.replies import Back, Change, Done, Heard, Later, PutOff, Said, Show, Skip, Tapped, Typed
from surveys.core.scene import Scene
from surveys.core.showing import opening
from surveys.core.survey import Survey
from surveys.core.values import Attached, Rated, Wrote
from surveys.core.widgets import Buttons, Gallery, Menu, Writing
from tests import made_up

STEP = re.compile(r"(\d+) of (\d+)")

#: One step in the state table, by whatever happening; and staying where one is.
MOVES = {(before, after) for (before, _), after in TRANSITIONS.items()}


@dataclass(frozen=True, slots=True)
class Edited:
    """The message that answered `question` says something else now."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """The message that answered `question` is gone."""

    question: str


Event = Heard | Edited | Deleted


def fitting(question: Question, draft: tuple[str, ...] = ()) -> st.SearchStrategy[Said]:
    """A reply that answers the question, or brings its answer nearer."""
    match question:
        case LongText():
            return st.sampled_from([Typed("a piece"), Done(question.id)])
        case ShortText() | Idea():
            return st.just(Typed("Something {braces} would say"))
        case Number():
            return st.just(Typed("4"))
        case Date():
            return st.sampled_from([Typed("29 February 2020"), Typed("24 December"), Typed("2020")])
        case File():
            file = Attached(draft.__hash__() % 97, "cat.png", "image/png", 9)
            return st.sampled_from([Typed("look", (file,)), Done(question.id)])
        case YesNo() | Choice() | MultipleChoice() | Scale() | Nps() | Ranking() | PictureChoice() | Agree():
            return _tapping(question, draft)
        case _:
            assert_never(question)


def _tapping(question: Question, draft: tuple[str, ...]) -> st.SearchStrategy[Said]:
    widget = question.widget(draft, ENGLISH)
    assert not isinstance(widget, Writing)
    tokens = [option.token for option in widget.options]
    match widget:
        case Menu(_, least, most):
            picked = st.lists(st.sampled_from(tokens), min_size=least, max_size=most, unique=True)
            tapped: st.SearchStrategy[Said] = picked.map(lambda some: Tapped(question.id, tuple(some)))
        case Buttons() | Gallery():
            tapped = st.sampled_from(tokens).map(lambda one: Tapped(question.id, (one,)))
        case _:
            assert_never(widget)
    # "Other…" waits for a word of one's own, and an answer given in steps for its Done.
    return (
        st.one_of(tapped, tapped, st.sampled_from([Typed("one's own"), Done(question.id)]))
        if draft
        else tapped
    )


def next_event(data: DataObject, survey: Survey, conversation: Conversation) -> Event:
    """Mostly what fits the current question, sometimes one of its buttons, sometimes anything."""
    question = survey.question(conversation.current or "")
    anything: st.SearchStrategy[Event] = made_up.heard(survey)
    asked = st.sampled_from([one.id for one in survey.questions])
    hindsight: st.SearchStrategy[Event] = st.one_of(
        st.builds(Deleted, asked),
        st.builds(
            Edited, asked, st.sampled_from(["yes", "no", "1", "2", "something else", "29 February 2020", ""])
        ),
        st.builds(Change, asked),
    )
    if question is None:
        return data.draw(st.one_of(anything, hindsight))
    control: st.SearchStrategy[Event] = st.sampled_from([Skip(question.id), Back(question.id)])
    fits = fitting(question, conversation.draft)
    sources: list[st.SearchStrategy[Event]] = [fits, fits, fits, control, anything, hindsight]
    return data.draw(st.one_of(sources))


Played = tuple[Conversation, Event, Turn]


def dialogue(data: DataObject, survey: Survey, most: int = 12) -> list[Played]:
    """A conversation from its beginning: before, what happened, and what came of it."""
    scene = made_up.scene(survey)
    conversation = begin(survey, 7)
    turns: list[Played] = []
    for _ in range(data.draw(st.integers(1, most))):
        event = next_event(data, survey, conversation)
        turn = happened(scene, conversation, event)
        turns.append((conversation, event, turn))
        conversation = turn.conversation
    return turns


def happened(scene: Scene, conversation: Conversation, event: Event) -> Turn:
    """As the engine does it: a message that is no answer can be edited and deleted without anything happening."""
    nothing = Turn(conversation, Say(()))
    match event:
        case Edited(asked, text):
            if conversation.state not in LISTENING or means_leaving(Typed(text)):
                return nothing
            return amend(scene, conversation, asked, text) or nothing
        case Deleted(asked):
            if conversation.state not in LISTENING or asked not in conversation.answers:
                return nothing
            return take_back(scene, conversation, asked)
        case _:
            return advance(scene, conversation, event)


@settings(max_examples=100)
@given(made_up.surveys(), st.data())
def test_what_holds_in_every_conversation(survey: Survey, data: DataObject) -> None:
    holds(survey, dialogue(data, survey))


@settings(max_examples=60)
@given(st.data())
def test_it_holds_where_ways_part_and_meet(data: DataObject) -> None:
    holds(FORKED, dialogue(data, FORKED, most=25))


#: Every kind of way: past questions, to the end, and on where there is no jump.
FORKED = Survey(
    key="forked",
    title="Forked",
    questions=(
        YesNo(id="watch", text="?", required=True, jumps=(Jump(("no",), "why"),)),
        Choice(
            id="when",
            text="?",
            options=(Option("now", "Now"), Option("then", "Then"), Option("never", "Never")),
            jumps=(Jump(("never",), END), Jump(("now",), "why")),
        ),
        LongText(id="how", text="?"),
        ShortText(id="why", text="?"),
        YesNo(id="sure", text="?", jumps=(Jump(("yes", "no"), END),)),
        Idea(id="idea", text="?"),
    ),
)


def holds(survey: Survey, turns: Sequence[Played]) -> None:
    stored: dict[str, object] = {}
    for before, event, turn in turns:
        states_move_along_the_table(before, turn)
        the_answers_lie_on_the_way(survey, turn.conversation)
        nothing_required_is_left_out(survey, turn.conversation)
        what_is_saved_and_dropped_is_what_the_answers_become(stored, turn)
        the_card_tells_the_truth(survey, turn)
        only_what_means_it_leaves(event, turn)
        another_questions_card_changes_nothing(before, event, turn)
        only_a_moment_puts_it_off(before, event, turn)


def states_move_along_the_table(before: Conversation, turn: Turn) -> None:
    after = turn.conversation
    assert after.state is before.state or (before.state, after.state) in MOVES
    assert after.invitation == before.invitation
    if turn.saved is not None:
        assert after.state in {InvitationState.STARTED, InvitationState.COMPLETED}


def the_answers_lie_on_the_way(survey: Survey, after: Conversation) -> None:
    way = [one.id for one in survey.way(after.answers)]
    assert set(after.answers) <= set(way)
    assert list(after.trail) == [one for one in way if one in after.trail]
    if after.state in {InvitationState.REFUSED, InvitationState.BROKE_OFF}:  # by a word that means leaving
        assert (after.current, after.draft) == (None, ())
    elif after.current is None:
        assert after.state is InvitationState.COMPLETED
        assert list(after.trail) == way
        assert after.draft == ()
    else:
        assert after.current in way
        assert after.current not in after.trail


def nothing_required_is_left_out(survey: Survey, after: Conversation) -> None:
    passed = {one.id for one in survey.questions if one.required and one.id in after.trail}
    assert passed <= set(after.answers)


def what_is_saved_and_dropped_is_what_the_answers_become(stored: dict[str, object], turn: Turn) -> None:
    if turn.saved is not None:
        stored[turn.saved[0]] = turn.saved[1]
    for asked in turn.dropped:
        del stored[asked]
    assert turn.conversation.answers == stored


def the_card_tells_the_truth(survey: Survey, turn: Turn) -> None:
    if not isinstance(turn.card, Ask):
        return
    answered, way = turn.conversation.answers, survey.way(turn.conversation.answers)
    question = survey.question(turn.card.question)
    assert question is not None
    assert turn.conversation.current == question.id
    assert turn.card.body == question.text
    labels = dict(turn.card.controls)
    going_on = {Control.SKIP: "Keep" if question.id in answered else "Skip"}
    assert (Control.SKIP in labels) is (question.id in answered or not question.required)
    assert labels.get(Control.SKIP, "") in {*going_on.values(), ""}
    assert (Control.BACK in labels) is (way[0] != question)
    assert [control for control, _ in turn.card.controls][-2:] == [Control.LATER, Control.STOP]
    assert count_on(turn.card) == (way.index(question) + 1, len(way))


def count_on(card: Ask) -> tuple[int, int]:
    found = STEP.fullmatch(card.step)
    assert found is not None
    return int(found[1]), int(found[2])


def only_what_means_it_leaves(event: Event, turn: Turn) -> None:
    assert turn.leaves is (not isinstance(event, Edited | Deleted) and means_leaving(event))


def another_questions_card_changes_nothing(before: Conversation, event: Event, turn: Turn) -> None:
    asked = event.question if isinstance(event, Typed | Tapped | Done | Skip | Back) else None
    if asked not in {None, before.current} and not turn.leaves:
        assert turn.conversation == before
        assert turn.saved is None
        assert turn.private


def only_a_moment_puts_it_off(before: Conversation, event: Event, turn: Turn) -> None:
    if isinstance(event, Later | PutOff | Show):
        assert turn.conversation == before
        assert turn.saved is None
        assert turn.dropped == ()
    if turn.put_off is not None:
        assert isinstance(event, PutOff)
        assert before.current is not None


@given(made_up.surveys())
def test_the_first_card_asks_the_first_question(survey: Survey) -> None:
    card = opening(made_up.scene(survey), begin(survey, 7))
    assert card.question == survey.questions[0].id
    assert card.intro
    assert made_up.COMMUNITY in (card.footer or "")
    position, total = count_on(card)
    assert (position, total) == (1, len(survey.way({})))


@settings(max_examples=50)
@given(made_up.surveys(most=3), st.data(), st.sampled_from(InvitationState), made_up.STOPS)
def test_stop_ends_it_at_every_moment_and_keeps_the_answers(
    survey: Survey, data: DataObject, state: InvitationState, stop: Heard
) -> None:
    *_, (_, _, last) = dialogue(data, survey, most=4)
    before, scene = replace(last.conversation, state=state), made_up.scene(survey)
    turn = advance(scene, before, stop)
    assert turn.leaves
    assert isinstance(turn.card, Say)
    assert turn.card.title == joining.LEFT_TITLE.text
    assert turn.card.paragraphs[0] == ENGLISH.say(joining.LEFT, community=made_up.COMMUNITY)
    assert turn.conversation.answers == before.answers
    assert not can(turn.conversation.state, Happening.CLOSED) or state is InvitationState.COMPLETED
    again = advance(scene, turn.conversation, stop)
    assert again.leaves
    assert again.conversation == turn.conversation


@settings(max_examples=50)
@given(made_up.surveys(most=3), st.data(), st.sampled_from(sorted(set(InvitationState) - LISTENING)))
def test_what_has_ended_stays_as_it_is(survey: Survey, data: DataObject, ended: InvitationState) -> None:
    *_, (_, _, last) = dialogue(data, survey, most=4)
    before = replace(last.conversation, state=ended)
    turn = advance(made_up.scene(survey), before, data.draw(made_up.heard(survey)))
    assert turn.conversation == before
    assert turn.private
    assert not turn.leaves
    assert turn.saved is None
    assert turn.put_off is None
    assert isinstance(turn.card, Say)


@settings(max_examples=40)
@given(made_up.surveys(jumps=False), st.data())
def test_answering_every_question_completes(survey: Survey, data: DataObject) -> None:
    conversation, scene = begin(survey, 7), made_up.scene(survey)
    card: Ask | Say = opening(scene, conversation)
    # A ranking takes nine taps, twenty statements twenty; a list of a hundred is picked from bit by bit.
    for _ in range(400):
        question = survey.question(conversation.current or "")
        if question is None:
            break
        sensible = fitting(question, conversation.draft)
        if isinstance(question, MultipleChoice) and conversation.draft:
            sensible = _finishing(question, conversation.draft)
        elif isinstance(question, LongText) and len(conversation.draft) > 2:
            sensible = st.just(Done(question.id))  # or one piece more could be drawn for ever
        turn = advance(scene, conversation, data.draw(sensible))
        conversation, card = turn.conversation, turn.card
    assert conversation.state is InvitationState.COMPLETED
    assert set(conversation.answers) == {question.id for question in survey.questions}
    assert isinstance(card, Say)
    assert card.title == asking.THANKS_TITLE.text


def _finishing(question: MultipleChoice, draft: tuple[str, ...]) -> st.SearchStrategy[Said]:
    """Done where it can be; else as many more as the menu lets through at once, and a word where one is awaited."""
    widget = question.widget(draft, ENGLISH)
    assert isinstance(widget, Menu)
    if any(piece == "…" for piece in draft):
        return st.just(Typed("one's own"))
    if widget.done is not None:
        return st.just(Done(question.id))
    own = [option.token for option in widget.options if option.token != "other"]
    return st.just(Tapped(question.id, tuple(own[: widget.most])))


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip()))
def test_what_a_person_wrote_is_never_read_as_a_template(text: str) -> None:
    survey = Survey(
        key="k",
        title="T",
        questions=(LongText(id="a", text="{name}?"), YesNo(id="b", text="B? {answer.a|that}")),
    )
    scene = made_up.scene(survey, community="{total}")
    written = f"{{answer.b}} {{position}} {{name}} {text}"
    drafted = advance(scene, begin(survey, 7), Typed(written)).conversation
    turn = advance(scene, drafted, Done("a"))
    assert turn.saved == ("a", Wrote(written))
    assert isinstance(turn.card, Ask)
    assert turn.card.note is not None
    assert turn.card.note.startswith("Noted: {answer.b} {position} {name}")
    assert "{answer.b} {position} {name}" in turn.card.body


def test_pieces_of_a_long_text_are_kept_by_back_and_by_skip() -> None:
    survey = Survey(key="k", title="T", questions=(YesNo(id="a", text="A?"), LongText(id="b", text="B?")))
    scene = made_up.scene(survey)
    answered = advance(scene, begin(survey, 7), Typed("yes")).conversation
    drafted = advance(scene, answered, Typed("one piece")).conversation
    for going_on in (Back("b"), Skip("b"), Typed("skip"), Typed("back")):
        turn = advance(scene, drafted, going_on)
        assert turn.saved == ("b", Wrote("one piece"))
        assert turn.conversation.draft == ()


@pytest.mark.parametrize("state", [InvitationState.SENDING, InvitationState.SENT])
def test_a_reply_may_overtake_the_record_of_its_delivery(state: InvitationState) -> None:
    survey = Survey(key="k", title="T", questions=(YesNo(id="a", text="A?"), YesNo(id="b", text="B?")))
    turn = advance(made_up.scene(survey), replace(begin(survey, 7), state=state), Typed("yes"))
    assert turn.conversation.state is InvitationState.STARTED


# --- putting off, changing, doubting -------------------------------------------------------------------

PAIR = Survey(
    key="pair",
    title="A pair",
    questions=(
        Scale(id="mood", text="How was it?", low_label="Meh", high_label="Wow"),
        ShortText(id="why", text="Why {answer.mood|that}, {name}?"),
    ),
)


def said(survey: Survey, *events: Heard, closes_in: timedelta = timedelta(days=3)) -> Turn:
    """What came of the last of `events`."""
    scene = made_up.scene(survey, closes_at=made_up.NOON + closes_in)
    turn = Turn(begin(survey, 7), Say(()))
    for event in events:
        turn = advance(scene, turn.conversation, event)
    return turn


def test_later_offers_the_moments_there_are() -> None:
    card = said(PAIR, Later()).card
    assert isinstance(card, Say)
    assert [button.label for button in card.buttons] == [
        "In an hour (13:00)",
        "Tonight (19:00)",
        "Tomorrow (10:00)",
        "Answer now",
    ]
    assert [button.args for button in card.buttons] == [
        ("7", "hour"),
        ("7", "tonight"),
        ("7", "tomorrow"),
        ("7",),
    ]


def test_putting_off_says_when_and_changes_nothing() -> None:
    turn = said(PAIR, Typed("4"), PutOff(Snooze.TONIGHT))
    assert turn.put_off == made_up.NOON + timedelta(hours=7)
    assert turn.conversation == said(PAIR, Typed("4")).conversation
    assert isinstance(turn.card, Say)
    assert turn.card.paragraphs == (f"All right. I'll ask again <t:{int(turn.put_off.timestamp())}:R>.",)


def test_it_cant_be_put_off_past_the_end() -> None:
    soon = said(PAIR, Later(), closes_in=timedelta(hours=1)).card
    assert isinstance(soon, Say)
    assert soon.paragraphs[0].startswith(later.WHEN_NEVER.text.partition("{")[0])
    assert [button.verb for button in soon.buttons] == [Verb.CONTINUE]
    turn = said(PAIR, PutOff(Snooze.TOMORROW), closes_in=timedelta(hours=9))
    assert turn.put_off is None
    assert isinstance(turn.card, Say)
    assert [button.label for button in turn.card.buttons][:2] == ["In an hour (13:00)", "Tonight (19:00)"]


def test_there_is_nothing_to_put_off_after_the_end() -> None:
    for event in (Later(), PutOff(Snooze.HOUR)):
        turn = said(PAIR, Typed("4"), Typed("because"), event)
        assert turn.put_off is None
        assert isinstance(turn.card, Say)
        assert turn.card.title == asking.THANKS_TITLE.text


def test_an_answer_is_changed_from_the_thanks() -> None:
    done = (Typed("4"), Typed("because"))
    offered = said(PAIR, *done, Change()).card
    assert isinstance(offered, Say)
    (menu,) = offered.menus
    assert [(one.token, one.label) for one in menu.options] == [
        ("mood", "How was it?"),
        ("why", "Why 4 out of 5, <@5>?"),
    ]
    asked = said(PAIR, *done, Change("mood"))
    assert isinstance(asked.card, Ask)
    assert asked.card.note == "Your answer so far: 4 out of 5"
    assert asked.conversation.state is InvitationState.COMPLETED
    turn = said(PAIR, *done, Change("mood"), Typed("2"))
    assert turn.saved == ("mood", Rated(2))
    assert turn.conversation.current is None
    kept = said(PAIR, *done, Change("mood"), Skip("mood"))
    assert kept.saved is None
    assert kept.conversation == said(PAIR, *done).conversation


def test_there_may_be_no_answer_to_change() -> None:
    turn = said(PAIR, Change())
    assert isinstance(turn.card, Ask)
    assert turn.card.note == asking.CHANGE_NONE.text


def test_earlier_answers_and_names_are_filled_in() -> None:
    def bodies(*events: Heard) -> str:
        card = said(PAIR, *events).card
        assert isinstance(card, Ask)
        return card.body

    assert bodies(Typed("4")) == "Why 4 out of 5, <@5>?"
    assert bodies(Skip("mood")) == "Why that, <@5>?"


def test_a_doubt_is_asked_back_and_the_answer_stored_all_the_same() -> None:
    turn = said(PAIR, Typed("4"), Typed("please stop already"))
    assert turn.saved == ("why", Wrote("please stop already"))
    assert not turn.leaves
    assert isinstance(turn.card, Say)
    assert asking.DID_YOU_WANT_TO_LEAVE.text in turn.card.paragraphs[0]


def test_a_deleted_answer_is_asked_for_again() -> None:
    scene = made_up.scene(PAIR)
    done = said(PAIR, Typed("4"), Typed("because")).conversation
    turn = take_back(scene, done, "mood")
    assert turn.dropped == ("mood",)
    assert isinstance(turn.card, Ask)
    assert (turn.card.question, turn.card.note) == ("mood", asking.TAKEN_BACK.text)
    assert dict(turn.card.controls)[Control.SKIP] == "Skip"
    after = advance(scene, turn.conversation, Typed("5")).conversation
    assert after.current is None
    assert after.answers == {"mood": Rated(5), "why": Wrote("because")}


def test_an_edited_answer_counts_as_it_reads_now() -> None:
    scene = made_up.scene(PAIR)
    conversation = said(PAIR, Typed("4")).conversation
    assert amend(scene, conversation, "mood", "4") is None
    assert amend(scene, conversation, "why", "what?") is None
    turn = amend(scene, conversation, "mood", "5")
    assert turn is not None
    assert turn.saved == ("mood", Rated(5))
    assert turn.conversation.current == "why"
    assert isinstance(turn.card, Ask)
    assert turn.card.note == "Changed: 5 out of 5"
    unread = amend(scene, conversation, "mood", "cat")
    assert unread is not None
    assert unread.conversation == conversation
    assert isinstance(unread.card, Ask)
    assert (unread.card.note or "").startswith(
        "I saw your edit, and kept your answer as it was: 4 out of 5\n"
    )


def test_in_the_server_there_is_a_button_to_write_with() -> None:
    here = advance(made_up.scene(PAIR, here=True), begin(PAIR, 7), Typed("4")).card
    assert isinstance(here, Ask)
    assert here.write == asking.WRITE.text
    assert here.help is None
    by_dm = said(PAIR, Typed("4")).card
    assert isinstance(by_dm, Ask)
    assert by_dm.write is None
    assert by_dm.help == asking.TYPE_IT.text


def test_who_is_never_written_to_is_not_offered_later() -> None:
    card = advance(made_up.scene(PAIR, here=True, returns=False), begin(PAIR, 7), Show()).card
    assert isinstance(card, Ask)
    assert Control.LATER not in dict(card.controls)
