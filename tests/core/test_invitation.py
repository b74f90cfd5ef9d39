"""The table of invitation states: every row can happen, and nothing else can."""

import itertools

import pytest

from surveys.core.invitation import (
    ANSWERED,
    LISTENING,
    REACHED,
    TRANSITIONS,
    UNASKED,
    WAITING,
    Happening,
    ImpossibleMoveError,
    InvitationState,
    before,
    can,
    move,
)

EVERYTHING = list(itertools.product(InvitationState, Happening))
#: Nothing follows these, whatever happens.
ENDS = {
    InvitationState.PARTIAL,
    InvitationState.EXPIRED,
    InvitationState.REFUSED,
    InvitationState.BROKE_OFF,
}
#: Nothing follows these by itself; the person can still open the questions in the server.
ENDS_FOR_US = ENDS | {InvitationState.UNREACHABLE, InvitationState.FAILED, InvitationState.HELD_BACK}


@pytest.mark.parametrize(("state", "happening"), EVERYTHING)
def test_the_table_decides(state: InvitationState, happening: Happening) -> None:
    if (state, happening) in TRANSITIONS:
        assert can(state, happening)
        assert state in before(happening)
        assert move(state, happening) is TRANSITIONS[state, happening]
    else:
        assert not can(state, happening)
        assert state not in before(happening)
        with pytest.raises(ImpossibleMoveError, match=f"{happening}.*{state}"):
            move(state, happening)


def reachable() -> set[InvitationState]:
    found, frontier = {InvitationState.QUEUED}, [InvitationState.QUEUED]
    while frontier:
        state = frontier.pop()
        for after in {TRANSITIONS[row] for row in TRANSITIONS if row[0] is state} - found:
            found.add(after)
            frontier.append(after)
    return found


def test_every_state_can_be_reached_and_so_every_row_can_happen() -> None:
    assert reachable() == set(InvitationState)
    assert {happening for _, happening in TRANSITIONS} == set(Happening)


def test_the_ends_are_ends() -> None:
    assert {state for state in InvitationState if not any(row[0] is state for row in TRANSITIONS)} == ENDS
    by_themselves = {row[0] for row in TRANSITIONS if row[1] not in {Happening.OPENED, Happening.LIFTED}}
    assert set(InvitationState) - by_themselves == ENDS_FOR_US


def test_whoever_was_not_asked_can_open_the_questions_themselves() -> None:
    assert before(Happening.OPENED) == UNASKED | {InvitationState.SENDING}
    assert {move(state, Happening.OPENED) for state in before(Happening.OPENED)} == {InvitationState.SENT}
    assert not UNASKED & LISTENING


def test_whoever_stops_is_never_asked_or_heard_again() -> None:
    for state in before(Happening.STOPPED) - {InvitationState.COMPLETED}:
        assert move(state, Happening.STOPPED) in ENDS_FOR_US
    assert before(Happening.STOPPED) == {*LISTENING, InvitationState.QUEUED}


def test_closing_leaves_nobody_waiting() -> None:
    for state in InvitationState:
        after = move(state, Happening.CLOSED) if can(state, Happening.CLOSED) else state
        # What is on its way as the round closes is settled first, and closed then.
        assert after not in WAITING - {InvitationState.SENDING}
        assert after is not InvitationState.QUEUED


def test_the_sets_say_what_they_mean() -> None:
    assert before(Happening.ANSWERED) == before(Happening.FINISHED) == LISTENING
    assert WAITING < LISTENING
    assert ANSWERED < REACHED
    not_sent = {InvitationState.QUEUED, InvitationState.SENDING, InvitationState.HELD_BACK}
    not_arrived = {InvitationState.UNREACHABLE, InvitationState.FAILED}
    assert set(InvitationState) - not_sent - not_arrived == REACHED
