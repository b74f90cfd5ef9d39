"""What the queries about rounds and their deliveries promise: order, limits, and what closing leaves."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from surveys.core.conversation import Conversation
from surveys.core.invitation import Happening, InvitationState
from surveys.core.respect import Why
from surveys.core.rounds import Halt
from surveys.store import conversations, followers, rounds, sending, steering
from tests.store.conftest import NOW
from tests.store.rows import LATER, ONE, TWO, Rows, rows

__all__ = ["rows"]

QUEUED, SENDING, SENT = InvitationState.QUEUED, InvitationState.SENDING, InvitationState.SENT


# --- Rounds ---------------------------------------------------------------------------------------


async def test_a_round_invites_who_follows_at_that_moment(rows: Rows) -> None:
    gone = await rows.follower(1)
    await rows.follower(2)
    await rows.follower(3, TWO)
    await rows.do(followers.leave, gone, NOW)
    await rows.round()
    await rows.follower(4, at=LATER)
    assert [user for _, user, _ in await rows.invitations()] == [2]
    assert await rows.states() == ["queued"]


async def test_nobody_is_in_a_round_twice(rows: Rows) -> None:
    await rows.follower(1)
    await rows.round()
    with pytest.raises(IntegrityError):
        await rows.sql(
            "INSERT INTO invitations (round_id, follower_id, state) SELECT round_id, follower_id, state FROM invitations"
        )
    assert len(await rows.invitations()) == 1


async def test_rounds_are_numbered_within_their_community(rows: Rows) -> None:
    first, second = await rows.round(), await rows.round(at=LATER)
    await rows.round(TWO)
    latest = await rows.do(rounds.by_number, ONE, None)
    assert latest is not None
    assert (latest.id, latest.number) == (second, 2)
    earlier = await rows.do(rounds.by_number, ONE, 1)
    assert earlier is not None
    assert earlier.id == first
    assert await rows.do(rounds.by_number, TWO, 2) is None
    assert await rows.do(rounds.by_number, 999, None) is None


async def test_a_round_runs_until_it_is_closed(rows: Rows) -> None:
    assert await rows.do(rounds.running, ONE) is None
    one = await rows.round()
    assert await rows.do(rounds.running, TWO) is None
    running = await rows.do(rounds.running, ONE)
    assert running is not None
    assert running.id == one
    assert await rows.do(rounds.close, one, "why", NOW)
    assert await rows.do(rounds.running, ONE) is None


async def test_what_is_due_to_close_and_when_the_next_is(rows: Rows) -> None:
    assert await rows.do(rounds.next_close) is None
    soon = await rows.round(closes=LATER)
    late = await rows.round(TWO)
    assert await rows.do(rounds.next_close) == LATER
    assert await rows.do(rounds.due_to_close, LATER - timedelta(microseconds=1)) == ()
    assert await rows.do(rounds.due_to_close, LATER) == (soon,)
    await rows.do(steering.ask_to_close, late, NOW)
    assert await rows.do(rounds.due_to_close, NOW) == (late,)
    await rows.do(steering.ask_to_close, late, LATER)
    assert await rows.do(rounds.next_close) == NOW


async def test_closing_ends_every_invitation_by_its_state(rows: Rows) -> None:
    for user in range(1, 6):
        await rows.follower(user)
    one = await rows.round()
    await rows.put(i2="sent", i3="started", i4="completed", i5="refused")
    assert await rows.do(rounds.close, one, "too late", LATER)
    assert await rows.states() == ["held_back", "expired", "partial", "completed", "refused"]
    assert await rows.sql("SELECT reason FROM invitations WHERE reason IS NOT NULL") == [("too late",)]
    assert await rows.sql("SELECT id FROM invitations WHERE ended_at IS NOT NULL") == [(1,), (2,), (3,)]


async def test_closing_waits_for_deliveries_under_way(rows: Rows) -> None:
    await rows.follower(1)
    one = await rows.round()
    await rows.claim()
    assert not await rows.do(rounds.close, one, "why", LATER)
    assert await rows.do(rounds.due_to_close, NOW) == (one,)
    assert await rows.do(rounds.without_summary) == ()
    await rows.do(sending.settle, 1, Happening.DELIVERED, LATER, message_id=50)
    assert await rows.do(rounds.close, one, "why", LATER)
    assert await rows.states() == ["expired"]


async def test_a_summary_is_due_until_it_is_recorded(rows: Rows) -> None:
    one = await rows.round()
    await rows.do(rounds.close, one, "why", LATER)
    assert await rows.do(rounds.without_summary) == (one,)
    await rows.do(rounds.record_summary, one, (1, 2), LATER)
    assert await rows.do(rounds.without_summary) == ()
    assert await rows.sql("SELECT summary_message_ids FROM rounds") == [("[1,2]",)]


async def test_states_are_counted(rows: Rows) -> None:
    for user in range(1, 4):
        await rows.follower(user)
    one = await rows.round()
    await rows.put(i1="sent")
    assert await rows.do(rounds.count_states, one) == {QUEUED: 2, SENT: 1}
    assert await rows.do(rounds.count_states, 999) == {}


# --- Sending --------------------------------------------------------------------------------------


async def test_claims_go_in_order_by_portions_and_never_twice(rows: Rows) -> None:
    for user in range(1, 6):
        await rows.follower(user)
        await rows.do(followers.set_dm_channel, user, user + 1000)
    await rows.round()
    first = await rows.claim(2)
    assert [(one.user_id, one.dm_channel_id, one.community) for one in first] == [
        (1, 1001, "One"),
        (2, 1002, "One"),
    ]
    rest = await rows.claim()
    assert [one.user_id for one in rest] == [3, 4, 5]
    assert await rows.claim() == ()
    assert await rows.states() == ["sending"] * 5
    assert [one.invitation_id for one in await rows.do(sending.in_doubt)] == [1, 2, 3, 4, 5]


async def test_what_was_postponed_waits_and_stands_last(rows: Rows) -> None:
    for user in range(1, 4):
        await rows.follower(user)
    await rows.round()
    assert [one.user_id for one in await rows.claim(2)] == [1, 2]
    await rows.do(sending.settle, 1, Happening.POSTPONED, NOW, again_at=LATER)
    assert [one.user_id for one in await rows.claim()] == [3]
    assert await rows.claim() == ()
    assert await rows.do(sending.next_due) == LATER
    await rows.do(sending.settle, 2, Happening.POSTPONED, NOW)
    assert [one.user_id for one in await rows.claim(at=LATER)] == [2, 1]


async def test_a_new_process_tries_at_once_what_was_postponed_and_nobody_who_waits_for_a_reason(
    rows: Rows,
) -> None:
    for user in (1, 2):
        await rows.follower(user)
    await rows.round()
    await rows.claim(1)
    await rows.do(sending.settle, 1, Happening.POSTPONED, NOW, again_at=LATER)
    await rows.do(sending.wait, 2, LATER, Why.QUIET)
    await rows.do(sending.retry_now)
    assert [one.user_id for one in await rows.claim()] == [1]


async def test_nothing_is_claimed_of_rounds_that_are_held_or_over(rows: Rows) -> None:
    await rows.follower(1)
    await rows.follower(2, TWO)
    one = await rows.round(closes=LATER)
    await rows.round(TWO)
    assert await rows.do(sending.halt, Halt.CONTENT, one, NOW) == (one,)
    assert await rows.do(sending.halt, Halt.CONTENT, one, NOW) == ()
    assert [parcel.user_id for parcel in await rows.claim()] == [2]
    await rows.do(sending.lift_halts, (Halt.TOKEN,), None)
    assert await rows.claim() == ()
    await rows.do(sending.lift_halts, (Halt.CONTENT,), None)
    assert await rows.claim(at=LATER) == ()
    assert [parcel.user_id for parcel in await rows.claim()] == [1]


async def test_holds_end_by_their_time(rows: Rows) -> None:
    one = await rows.round()
    assert set(await rows.do(sending.halt, Halt.BUDGET, None, NOW)) == {one}
    assert await rows.do(sending.next_halted, (Halt.BUDGET,)) == NOW
    assert await rows.do(sending.next_halted, (Halt.CONTENT,)) is None
    await rows.do(sending.lift_halts, (Halt.BUDGET,), NOW - timedelta(seconds=1))
    assert await rows.do(sending.next_halted, (Halt.BUDGET,)) == NOW
    await rows.do(sending.lift_halts, (Halt.BUDGET,), NOW)
    assert await rows.do(sending.next_halted, (Halt.BUDGET,)) is None


@pytest.mark.parametrize(
    ("happening", "state", "ended"),
    [
        (Happening.DELIVERED, "sent", False),
        (Happening.POSTPONED, "queued", False),
        (Happening.NOT_REACHED, "unreachable", True),
        (Happening.REJECTED, "failed", True),
    ],
)
async def test_an_outcome_is_recorded(rows: Rows, happening: Happening, state: str, ended: bool) -> None:
    await rows.follower(1)
    await rows.round()
    await rows.claim()
    await rows.do(sending.settle, 1, happening, LATER, message_id=50, error="why")
    ((found, error, was_ended, message, sent),) = await rows.sql(
        "SELECT state, error, ended_at IS NOT NULL, message_id, sent_at IS NOT NULL FROM invitations"
    )
    delivered = happening is Happening.DELIVERED
    assert (found, error, bool(was_ended)) == (state, None if delivered else "why", ended)
    assert (message, bool(sent)) == (50 if delivered else None, delivered)


async def test_a_reply_that_overtook_its_delivery_stays(rows: Rows) -> None:
    await rows.follower(1)
    await rows.round()
    await rows.claim()
    conversation = Conversation(1, InvitationState.STARTED, "q2", trail=("q1",))
    await rows.do(conversations.save, conversation, SENDING, 70, NOW)
    await rows.do(conversations.show_on, 1, 60)
    await rows.do(sending.settle, 1, Happening.DELIVERED, LATER, message_id=50)
    found = await rows.sql("SELECT state, message_id, sent_at IS NOT NULL FROM invitations")
    assert found == [("started", 60, 1)]


# --- Experiments ------------------------------------------------------------------------------------


async def test_every_invitation_has_its_variant_and_keeps_it(rows: Rows) -> None:
    experiment = {"what": "intro", "id": None, "variants": [{"id": "a", "share": 1}, {"id": "b", "share": 1}]}
    for user in range(1, 41):
        await rows.follower(user)
    version = await rows.version(key="k", experiment=experiment)
    first = await rows.do(rounds.open_round, ONE, version, 1, NOW, LATER)
    given = await rows.sql("SELECT follower_id, variant FROM invitations ORDER BY id")
    assert {variant for _, variant in given} == {"a", "b"}
    late = await rows.follower(99, at=LATER)
    invited = await rows.do(conversations.invite, first, late)
    drawn = await rows.sql(f"SELECT variant FROM invitations WHERE id = {invited}")
    assert drawn in ([("a",)], [("b",)])
    changed = await rows.version(key="k", experiment={**experiment, "id": "again"})
    await rows.do(rounds.open_round, ONE, changed, 1, LATER, LATER)
    assert await rows.sql("SELECT follower_id, variant FROM invitations ORDER BY id LIMIT 40") == given
    again = await rows.sql("SELECT follower_id, variant FROM invitations ORDER BY id DESC LIMIT 41")
    assert sorted(again) != sorted([*given, (late, drawn[0][0])]), "another experiment draws anew"
    await rows.do(rounds.open_round, ONE, await rows.version(key="k"), 1, LATER, LATER)
    assert await rows.sql("SELECT count(*) FROM invitations WHERE variant IS NULL") == [(41,)]
