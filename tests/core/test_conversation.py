"""What holds in every conversation, whatever the survey and whatever a person sends."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from surveys.core import words
from surveys.core.conversation import Conversation, Turn, advance, begin, opening
from surveys.core.invitation import LISTENING, TRANSITIONS, Happening, InvitationState, can
from surveys.core.prompt import Ask, Control, Say
from surveys.core.questions import (
    Choice,
    Idea,
    Jump,
    LongText,
    MultipleChoice,
    Option,
    Question,
    Scale,
    ShortText,
    YesNo,
)
from surveys.core.questions.base import END
from surveys.core.replies import Back, Done, Heard, Said, Skip, Stop, Tapped, Typed
from surveys.core.survey import Survey
from surveys.core.values import Wrote
from tests import made_up

COMMUNITY = "Studio {answer} Nine"
STEP = re.compile(r"(\d+) of (\d+)")

#: One step in the state table, by whatever happening; and staying where one is.
MOVES = {(before, after) for (before, _), after in TRANSITIONS.items()}


def fitting(question: Question) -> st.SearchStrategy[Said]:
    """A reply that answers the question, or brings its answer nearer."""
    match question:
        case YesNo() | Choice() | Scale():
            return st.sampled_from(sorted(question.tokens())).map(lambda one: Tapped(question.id, (one,)))
        case MultipleChoice():
            picked = st.lists(
                st.sampled_from(sorted(question.tokens())),
                min_size=question.least,
                max_size=question.limit,
                unique=True,
            )
            return picked.map(lambda some: Tapped(question.id, tuple(some)))
        case LongText():
            return st.sampled_from([Typed("a piece"), Done(question.id)])
        case _:
            return st.just(Typed("Something {braces} would say"))


def next_heard(data: DataObject, survey: Survey, conversation: Conversation) -> Heard:
    """Mostly what fits the current question, sometimes one of its buttons, sometimes anything."""
    question = survey.question(conversation.current or "")
    anything = made_up.heard(survey)
    if question is None:
        return data.draw(anything)
    control: st.SearchStrategy[Heard] = st.sampled_from([Skip(question.id), Back(question.id)])
    sources: list[st.SearchStrategy[Heard]] = [fitting(question), fitting(question), control, anything]
    return data.draw(st.one_of(sources))


def dialogue(data: DataObject, survey: Survey, most: int = 12) -> list[tuple[Conversation, Heard, Turn]]:
    """A conversation from its beginning: before, what was heard, and what came of it."""
    conversation = begin(survey, 7)
    turns: list[tuple[Conversation, Heard, Turn]] = []
    for _ in range(data.draw(st.integers(1, most))):
        heard = next_heard(data, survey, conversation)
        turn = advance(survey, COMMUNITY, conversation, heard)
        turns.append((conversation, heard, turn))
        conversation = turn.conversation
    return turns


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


def holds(survey: Survey, turns: list[tuple[Conversation, Heard, Turn]]) -> None:
    stored: dict[str, object] = {}
    for before, heard, turn in turns:
        states_move_along_the_table(before, turn)
        the_answers_lie_on_the_way(survey, turn.conversation)
        nothing_required_is_left_out(survey, turn.conversation)
        what_is_saved_and_dropped_is_what_the_answers_become(stored, turn)
        the_card_tells_the_truth(survey, turn)
        only_what_means_it_leaves(heard, turn)
        another_questions_card_changes_nothing(before, heard, turn)


def states_move_along_the_table(before: Conversation, turn: Turn) -> None:
    after = turn.conversation
    assert after.state is before.state or (before.state, after.state) in MOVES
    assert after.invitation == before.invitation
    if turn.saved is not None:
        assert after.state in {InvitationState.STARTED, InvitationState.COMPLETED}


def the_answers_lie_on_the_way(survey: Survey, after: Conversation) -> None:
    way = [one.id for one in survey.way(after.answers)]
    assert set(after.answers) <= set(way)
    if after.current is None:
        assert after.state is InvitationState.COMPLETED
        assert list(after.trail) == way
    else:
        assert [*after.trail, after.current] == way[: len(after.trail) + 1]


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
    question = survey.question(turn.card.question)
    assert question is not None
    assert turn.card.body == question.text
    assert (Control.SKIP in turn.card.controls) is not question.required
    assert (Control.BACK in turn.card.controls) is bool(turn.conversation.trail)
    assert turn.card.controls[-1] is Control.STOP
    position, total = count_on(turn.card)
    assert 1 <= position <= total <= len(survey.questions)
    if not any(one.jumps for one in survey.questions):
        assert total == len(survey.questions)
        assert survey.questions[position - 1].id == turn.card.question


def count_on(card: Ask) -> tuple[int, int]:
    found = STEP.fullmatch(card.step)
    assert found is not None
    return int(found[1]), int(found[2])


def only_what_means_it_leaves(heard: Heard, turn: Turn) -> None:
    meant = isinstance(heard, Stop) or (isinstance(heard, Typed) and words.is_stop(heard.text))
    assert turn.leaves is meant


def another_questions_card_changes_nothing(before: Conversation, heard: Heard, turn: Turn) -> None:
    if isinstance(heard, Tapped | Done | Skip | Back) and heard.question != before.current:
        assert turn.conversation == before
        assert turn.saved is None
        assert turn.private


@given(made_up.surveys())
def test_the_first_card_asks_the_first_question(survey: Survey) -> None:
    card = opening(survey, COMMUNITY, 7)
    assert card.question == survey.questions[0].id
    assert card.intro
    assert COMMUNITY in (card.footer or "")
    position, total = count_on(card)
    assert (position, total) == (1, len(survey.way({})))


@settings(max_examples=50)
@given(made_up.surveys(most=3), st.data(), st.sampled_from(InvitationState), made_up.STOPS)
def test_stop_ends_it_at_every_moment_and_keeps_the_answers(
    survey: Survey, data: DataObject, state: InvitationState, stop: Heard
) -> None:
    *_, (_, _, last) = dialogue(data, survey, most=4)
    before = replace(last.conversation, state=state)
    turn = advance(survey, COMMUNITY, before, stop)
    assert turn.leaves
    assert isinstance(turn.card, Say)
    assert turn.card.title == words.LEFT_TITLE
    assert turn.card.paragraphs[0] == words.say(words.LEFT, community=COMMUNITY)
    assert turn.conversation.answers == before.answers
    assert not can(turn.conversation.state, Happening.CLOSED) or state is InvitationState.COMPLETED
    again = advance(survey, COMMUNITY, turn.conversation, stop)
    assert again.leaves
    assert again.conversation == turn.conversation


@settings(max_examples=50)
@given(made_up.surveys(most=3), st.data(), st.sampled_from(sorted(set(InvitationState) - LISTENING)))
def test_what_has_ended_stays_as_it_is(survey: Survey, data: DataObject, ended: InvitationState) -> None:
    *_, (_, _, last) = dialogue(data, survey, most=4)
    before = replace(last.conversation, state=ended)
    turn = advance(survey, COMMUNITY, before, data.draw(made_up.heard(survey)))
    assert turn.conversation == before
    assert turn.private
    assert not turn.leaves
    assert turn.saved is None
    assert isinstance(turn.card, Say)


@settings(max_examples=30)
@given(made_up.surveys(jumps=False), st.data())
def test_answering_every_question_completes(survey: Survey, data: DataObject) -> None:
    conversation = begin(survey, 7)
    card: Ask | Say = opening(survey, COMMUNITY, 7)
    for question in survey.questions:
        replies: list[Heard] = [data.draw(fitting(question))]
        if isinstance(question, LongText):
            replies = [Typed("a piece"), Done(question.id)]
        for reply in replies:
            turn = advance(survey, COMMUNITY, conversation, reply)
            conversation, card = turn.conversation, turn.card
    assert conversation.state is InvitationState.COMPLETED
    assert set(conversation.answers) == {question.id for question in survey.questions}
    assert isinstance(card, Say)
    assert card.title == words.THANKS_TITLE


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip()))
def test_what_a_person_wrote_is_never_read_as_a_template(text: str) -> None:
    survey = Survey(
        key="k", title="T", questions=(LongText(id="a", text="{answer}?"), YesNo(id="b", text="B?"))
    )
    written = f"{{answer}} {{position}} {{0}} {text}"
    drafted = advance(survey, "{total}", begin(survey, 7), Typed(written)).conversation
    turn = advance(survey, "{total}", drafted, Done("a"))
    assert turn.saved == ("a", Wrote(written))
    assert isinstance(turn.card, Ask)
    assert turn.card.note is not None
    assert turn.card.note.startswith("Noted: {answer} {position} {0}")


def test_pieces_of_a_long_text_are_kept_by_back_and_by_skip() -> None:
    survey = Survey(key="k", title="T", questions=(YesNo(id="a", text="A?"), LongText(id="b", text="B?")))
    answered = advance(survey, COMMUNITY, begin(survey, 7), Typed("yes")).conversation
    drafted = advance(survey, COMMUNITY, answered, Typed("one piece")).conversation
    for going_on in (Back("b"), Skip("b"), Typed("skip"), Typed("back")):
        turn = advance(survey, COMMUNITY, drafted, going_on)
        assert turn.saved == ("b", Wrote("one piece"))
        assert turn.conversation.draft == ()


@pytest.mark.parametrize("state", [InvitationState.SENDING, InvitationState.SENT])
def test_a_reply_may_overtake_the_record_of_its_delivery(state: InvitationState) -> None:
    survey = Survey(key="k", title="T", questions=(YesNo(id="a", text="A?"), YesNo(id="b", text="B?")))
    turn = advance(survey, COMMUNITY, replace(begin(survey, 7), state=state), Typed("yes"))
    assert turn.conversation.state is InvitationState.STARTED
