"""Queries about audiences: facts about followers, saved definitions, plans, and rounds for some."""

from datetime import datetime, timedelta

from sqlalchemy import insert

from surveys.core.audience import Audience, HasRole, InAudience, NeverAnswered
from surveys.core.choosing import Needs
from surveys.store import audience_facts, audiences, rounds, tables
from surveys.store.audiences import RoundPlan
from surveys.store.tx import Tx
from tests.store.conftest import NOW
from tests.store.rows import CLOSES, ONE, TWO, Rows, rows

__all__ = ["rows"]

DAY = timedelta(days=1)
EVERYTHING = Needs(turns=True, answers=True, days=frozenset({5, 30}))


async def answer(rows: Rows, invitation: int, question: str, value: dict[str, object], at: datetime) -> None:
    async def write(tx: Tx) -> None:
        given = {"invitation_id": invitation, "question_id": question, "value": value, "at": at}
        await tx.execute(insert(tables.answers).values(**given))

    await rows.database.write(write)


async def test_facts_are_of_those_who_follow_this_community_now(rows: Rows) -> None:
    first = await rows.follower(1)
    await rows.follower(2)
    gone = await rows.follower(3)
    elsewhere = await rows.follower(1, TWO)
    await rows.round(ONE, NOW - 9 * DAY, NOW)
    await rows.round(ONE, NOW - 3 * DAY, NOW)
    theirs = await rows.round(TWO, NOW - DAY, NOW)
    for invitation, at in ((1, NOW - 8 * DAY), (4, NOW - 2 * DAY)):
        for question in ("a", "b"):
            await answer(rows, invitation, question, {"rated": 3}, at)
    (other,) = await rows.sql(f"SELECT id FROM invitations WHERE round_id = {theirs}")
    await answer(rows, other[0], "a", {"rated": 1}, NOW)
    await rows.sql(f"UPDATE followers SET left_at = '2026-01-01T00:00:00.000000Z' WHERE id = {gone}")
    found = await rows.do(audience_facts.of_followers, ONE, EVERYTHING, NOW)
    assert [(one.follower_id, one.user_id) for one in found] == [(first, 1), (first + 1, 2)]
    assert (found[0].turn, found[1].turn) == (NOW - 3 * DAY, NOW - 3 * DAY)
    assert (found[0].answered_at, found[1].answered_at) == (NOW - 2 * DAY, None)
    assert (dict(found[0].replies), dict(found[1].replies)) == ({5: 2, 30: 4}, {})
    (alone,) = await rows.do(audience_facts.of_followers, TWO, EVERYTHING, NOW)
    assert (alone.follower_id, alone.turn, alone.answered_at) == (elsewhere, NOW - DAY, NOW)
    bare, _ = await rows.do(audience_facts.of_followers, ONE, Needs(), NOW)
    assert (bare.follower_id, bare.turn, bare.answered_at) == (first, None, None), "not looked up"


async def test_replies_are_found_by_survey_and_question_newest_last(rows: Rows) -> None:
    await rows.follower(1)
    await rows.round(ONE, NOW - 9 * DAY, NOW)
    await rows.round(ONE, NOW - 3 * DAY, NOW)
    await answer(rows, 2, "a", {"rated": 4}, NOW - DAY)
    await answer(rows, 1, "a", {"rated": 2}, NOW - 8 * DAY)
    await answer(rows, 1, "b", {"rated": 9}, NOW - 8 * DAY)
    found = await rows.do(audience_facts.replies, ONE, {(1, "a"), (2, "a")})
    assert [(one.survey_id, one.value) for one in found] == [(1, {"rated": 2}), (2, {"rated": 4})]
    assert await rows.do(audience_facts.replies, ONE, {(2, "b")}) == ()
    assert await rows.do(audience_facts.replies, TWO, {(1, "a")}) == ()


async def test_numbers_tell_how_followers_stand(rows: Rows) -> None:
    for user in range(1, 6):
        await rows.follower(user, at=NOW - 90 * DAY if user < 4 else NOW)
    await rows.follower(9, TWO)
    await rows.round(ONE, NOW - 80 * DAY, NOW)
    await answer(rows, 1, "a", {"rated": 2}, NOW - DAY)
    await answer(rows, 2, "a", {"rated": 2}, NOW - 70 * DAY)
    await rows.sql("UPDATE people SET dms_refused_at = '2026-01-01T00:00:00.000000Z' WHERE user_id = 2")
    await rows.sql(f"UPDATE followers SET left_at = '{NOW:%Y-%m-%dT%H:%M:%S}.000000Z' WHERE user_id = 5")
    found = await rows.do(audience_facts.numbers, ONE, NOW - 30 * DAY, NOW - 60 * DAY)
    assert (found.followers, found.joined, found.left) == (4, 1, 1)
    assert (found.reachable, found.answered, found.never) == (3, 1, 2)


async def test_saved_audiences_belong_to_their_community_and_names_are_taken_once(rows: Rows) -> None:
    mine = await rows.do(audiences.add, ONE, "Regulars", Audience((HasRole((5,)),)), 1, NOW)
    assert mine is not None
    assert await rows.do(audiences.add, ONE, "regulars!", Audience(), 1, NOW) is None
    theirs = await rows.do(audiences.add, TWO, "regulars", Audience(), 1, NOW)
    assert await rows.do(audiences.load, TWO, mine) is None
    found = await rows.do(audiences.by_name, ONE, "REGULARS")
    assert found is not None
    assert (found.id, found.name, found.audience, found.version) == (
        mine,
        "Regulars",
        Audience((HasRole((5,)),)),
        1,
    )
    outer = Audience(exclude=(InAudience(mine, "Regulars"),))
    other = await rows.do(audiences.add, ONE, "Others", outer, 1, NOW)
    assert await rows.do(audiences.users_of, ONE, mine) == ((), ("Others",))
    await rows.do(audiences.change, mine, "Core", Audience(sample=3))
    changed = await rows.do(audiences.load, ONE, mine)
    assert changed is not None
    assert (changed.name, changed.audience.sample, changed.version) == ("Core", 3, 2)
    assert {one.id for one in await rows.do(audiences.of_community, ONE)} == {mine, other}
    await rows.do(audiences.remove, other)
    assert [one.id for one in await rows.do(audiences.of_community, TWO)] == [theirs]


async def test_a_plan_can_be_confirmed_for_a_day_in_its_own_community(rows: Rows) -> None:
    version = await rows.version()
    plan = RoundPlan(version, 3, True, False, 50, Audience((NeverAnswered(),), sample=4), (7, 2))
    kept = await rows.do(audiences.keep_plan, ONE, plan, NOW)
    assert await rows.do(audiences.plan, ONE, kept, NOW + DAY / 2) == plan
    assert await rows.do(audiences.plan, TWO, kept, NOW) is None
    assert await rows.do(audiences.plan, ONE, kept, NOW + DAY) is None
    await rows.do(audiences.use_plan, kept, NOW)
    used = await rows.do(audiences.plan, ONE, kept, NOW)
    assert used is not None
    assert used.used
    await rows.do(audiences.tidy_plans, NOW + DAY)
    assert await rows.sql("SELECT count(*) FROM round_plans") == [(0,)]


async def test_a_round_for_some_invites_those_who_still_follow(rows: Rows) -> None:
    ids = [await rows.follower(user) for user in range(1, 1203)]
    elsewhere = await rows.follower(1, TWO)
    await rows.sql(f"UPDATE followers SET left_at = '2026-01-01T00:00:00.000000Z' WHERE id = {ids[1]}")
    version = await rows.version()
    audience = Audience((NeverAnswered(),))
    chosen = (*ids[:1101], elsewhere)
    opened = await rows.do(rounds.open_round, ONE, version, 1, NOW, CLOSES, audience=(audience, chosen))
    invited = {one for (one,) in await rows.sql("SELECT follower_id FROM invitations")}
    assert invited == set(ids[:1101]) - {ids[1]}
    assert await rows.do(rounds.audience_of, opened) == audience
    assert await rows.do(rounds.audience_of, await rows.round(TWO)) is None
