"""What the queries about people, surveys and conversations promise; nothing crosses communities."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from surveys.core.consent import Consent, Place, Scope
from surveys.core.conversation import Conversation
from surveys.core.invitation import InvitationState
from surveys.core.values import Picked, Rated, Wrote
from surveys.store import communities, conversations, followers, results, rounds, surveys
from surveys.store.communities import Community
from tests.store.conftest import NOW
from tests.store.rows import LATER, ONE, TWO, Rows, rows

__all__ = ["rows"]

QUEUED, SENDING, SENT = InvitationState.QUEUED, InvitationState.SENDING, InvitationState.SENT


# --- Communities and followers --------------------------------------------------------------------


async def test_setting_up_again_changes_the_wishes_and_keeps_the_first_time(rows: Rows) -> None:
    changed = Community(ONE, "One anew", 7, 8, 9, 10, "Europe/Berlin")
    await rows.do(communities.save, changed, LATER)
    assert await rows.do(communities.load, ONE) == changed
    assert await rows.do(communities.load, 999) is None
    assert await rows.sql(f"SELECT DISTINCT set_up_at FROM communities WHERE id = {ONE}") == await rows.sql(
        f"SELECT set_up_at FROM communities WHERE id = {TWO}"
    )


async def test_joining_leaving_and_coming_back_is_one_follower(rows: Rows) -> None:
    await rows.do(followers.know_person, 5)
    first = await rows.do(followers.join, ONE, 5, NOW)
    assert first[1]
    assert await rows.do(followers.join, ONE, 5, LATER) == (first[0], False)
    assert await rows.do(followers.count_following, ONE) == 1
    await rows.do(followers.leave, first[0], LATER)
    assert await rows.do(followers.count_following, ONE) == 0
    assert await rows.do(followers.join, ONE, 5, LATER) == (first[0], True)
    assert await rows.do(followers.count_following, ONE) == 1
    assert await rows.do(followers.count_following, TWO) == 0


async def test_following_lists_the_latest_joined_first_and_not_what_was_left(rows: Rows) -> None:
    await rows.follower(5, TWO, NOW)
    one = await rows.follower(5, ONE, LATER)
    await rows.follower(6, TWO, NOW)
    mine = await rows.do(followers.following, 5)
    assert [each.community for each in mine] == ["One", "Two"]
    await rows.do(followers.leave, one, LATER)
    assert [each.community_id for each in await rows.do(followers.following, 5)] == [TWO]
    assert await rows.do(followers.following, 7) == ()


async def test_consents_are_only_ever_added(rows: Rows) -> None:
    follower = await rows.follower(5)
    for granted in (True, False, True):
        await rows.do(followers.record_consent, follower, Consent(Scope.PROMPTS, granted, Place.DM, "w", NOW))
    assert await rows.sql("SELECT granted FROM consents ORDER BY id") == [(1,), (0,), (1,)]


async def test_a_message_is_heard_once_and_only_of_people_who_are_known(rows: Rows) -> None:
    await rows.follower(5)
    assert await rows.do(followers.hear, 5, 10)
    assert not await rows.do(followers.hear, 5, 10)
    assert not await rows.do(followers.hear, 5, 9)
    assert await rows.do(followers.hear, 5, 11)
    assert await rows.do(followers.hear, 6, 10)
    assert await rows.do(followers.hear, 6, 10)


# --- Surveys --------------------------------------------------------------------------------------


async def test_versions_count_within_their_survey(rows: Rows) -> None:
    for title in ("a", "b"):
        await rows.version(ONE, "k", title=title)
    await rows.version(ONE, "other")
    await rows.version(TWO, "k", title="theirs")
    latest = await rows.do(surveys.latest, ONE, "k")
    assert latest is not None
    assert (latest.number, latest.definition["title"]) == (2, "b")
    assert [(each.key, each.number) for each in await rows.do(surveys.all_latest, ONE)] == [
        ("k", 2),
        ("other", 1),
    ]
    assert [each.definition["title"] for each in await rows.do(surveys.all_latest, TWO)] == ["theirs"]
    assert await rows.do(surveys.latest, TWO, "other") is None


async def test_only_the_newest_version_of_ones_own_survey_may_start(rows: Rows) -> None:
    old, new, theirs = await rows.version(), await rows.version(title="new"), await rows.version(TWO)
    assert not await rows.do(rounds.is_latest_version, ONE, old)
    assert await rows.do(rounds.is_latest_version, ONE, new)
    assert not await rows.do(rounds.is_latest_version, ONE, theirs)
    assert not await rows.do(rounds.is_latest_version, ONE, 999)


# --- Conversations --------------------------------------------------------------------------------


async def test_a_typed_reply_belongs_to_the_newest_card(rows: Rows) -> None:
    await rows.follower(1, ONE)
    await rows.follower(1, TWO)
    await rows.follower(2, ONE)
    one, _ = await rows.round(), await rows.round(TWO)
    assert await rows.do(conversations.waiting_for, 1) is None
    await rows.put(i1="sent", i3="started")
    await rows.do(conversations.show_on, 1, 70)
    await rows.do(conversations.show_on, 3, 60)
    waiting = await rows.do(conversations.waiting_for, 1)
    assert waiting is not None
    assert (waiting.invitation_id, waiting.community, waiting.user_id) == (1, "One", 1)
    await rows.do(conversations.show_on, 3, 80)
    waiting = await rows.do(conversations.waiting_for, 1)
    assert waiting is not None
    assert waiting.community_id == TWO
    await rows.put(i3="completed")
    assert (await rows.do(conversations.waiting_for, 1)) is not None
    await rows.do(rounds.close, one, "why", NOW)
    assert await rows.do(conversations.waiting_for, 1) is None


async def test_answers_are_one_for_each_question_with_the_reply_they_came_by(rows: Rows) -> None:
    await rows.follower(1)
    await rows.round()
    ids: list[int] = []
    for ref, (question, value) in enumerate(
        [("a", Rated(3)), ("b", Picked(("x", "y"))), ("a", Rated(4)), ("c", Wrote("é😀{}"))], start=10
    ):
        await rows.do(conversations.hear, 1, ref, NOW)
        ids.append(await rows.do(conversations.save_answer, 1, question, value, ref, NOW))
    stored = await rows.do(conversations.load_answers, 1)
    assert stored == {"a": Rated(4), "b": Picked(("x", "y")), "c": Wrote("é😀{}")}
    assert await rows.sql("SELECT reply_id FROM answers ORDER BY question_id") == [(12,), (11,), (13,)]
    assert ids[0] == ids[2]
    assert await rows.do(conversations.answer_ids, 1, ("a", "b", "nothing")) == tuple(
        sorted({ids[0], ids[1]})
    )
    assert await rows.do(conversations.answer_given_by, 12) == (1, "a")
    assert await rows.do(conversations.answer_given_by, 10) is None
    assert await rows.do(conversations.was_heard, 10)
    assert not await rows.do(conversations.was_heard, 14)
    await rows.do(conversations.drop_answers, 1, ("a", "c", "nothing"))
    assert set(await rows.do(conversations.load_answers, 1)) == {"b"}
    assert await rows.do(conversations.load_answers, 2) == {}


async def test_a_reply_counts_once(rows: Rows) -> None:
    await rows.follower(1)
    await rows.round()
    await rows.do(conversations.hear, 1, 10, NOW)
    with pytest.raises(IntegrityError):
        await rows.do(conversations.hear, 1, 10, NOW)


async def test_a_conversation_comes_back_as_it_was(rows: Rows) -> None:
    await rows.follower(1)
    await rows.round()
    await rows.put(i1="sent")
    before = await rows.do(conversations.by_invitation, 1)
    assert before is not None
    assert (before.state, before.trail, before.draft, before.heard) == (SENT, None, None, 0)
    conversation = Conversation(1, InvitationState.STARTED, "q3", trail=("q1", "q2"), draft=("a\nb", "c"))
    await rows.do(conversations.save, conversation, SENT, 77, LATER)
    after = await rows.do(conversations.by_invitation, 1)
    assert after is not None
    assert (after.state, after.current, after.heard) == (InvitationState.STARTED, "q3", 77)
    assert (after.trail, after.draft) == (["q1", "q2"], ["a\nb", "c"])
    assert await rows.sql("SELECT started_at IS NOT NULL, ended_at IS NULL FROM invitations") == [(1, 1)]
    assert await rows.do(conversations.by_invitation, 999) is None


async def test_leaving_ends_all_that_is_pending_and_nothing_else(rows: Rows) -> None:
    mine = await rows.follower(1)
    await rows.follower(2)
    for hours in range(5):
        await rows.round(at=NOW + timedelta(hours=hours))
    await rows.put(i3="sending", i5="sent", i7="started", i9="completed")
    await rows.do(conversations.stop_all, mine, "left", LATER)
    states = await rows.states()
    assert states[0::2] == ["held_back", "refused", "refused", "broke_off", "completed"]
    assert states[1::2] == ["queued"] * 5
    assert await rows.sql("SELECT id FROM invitations WHERE reason = 'left'") == [(1,)]
    assert await rows.sql("SELECT id FROM invitations WHERE ended_at IS NULL AND id % 2 = 1") == [(9,)]


# --- Results --------------------------------------------------------------------------------------


async def test_results_have_everyone_with_their_answers_and_nobodys_account(rows: Rows) -> None:
    for user in (1_000_001, 1_000_002):
        await rows.follower(user)
    one = await rows.round()
    await rows.round(at=LATER)
    for invitation, ref in ((2, 10), (3, 11)):
        await rows.do(conversations.hear, invitation, ref, NOW)
        await rows.do(conversations.save_answer, invitation, "a", Rated(invitation), ref, NOW)
    everyone = await rows.do(results.everyone, one)
    assert [(each.person, each.state, dict(each.answers)) for each in everyone] == [
        (1, QUEUED, {}),
        (2, QUEUED, {"a": Rated(2)}),
    ]
    assert "100000" not in repr(everyone)
