"""What the queries about earlier rounds promise: the same survey, closed, real, this community's, and nobody's words."""

from datetime import timedelta

from surveys.core.values import Picked, Rated
from surveys.engine.bringing_in import brought_in
from surveys.engine.versions import Versions
from surveys.store import conversations, results, rounds
from tests.store.conftest import NOW
from tests.store.rows import ONE, TWO, Rows, rows

__all__ = ["rows"]

QUESTIONS = [
    {"id": "mood", "kind": "scale", "text": "How?", "low_label": "bad", "high_label": "good"},
    {"id": "where", "kind": "choice", "text": "Where?", "other": True,
     "options": [{"id": "tv", "label": "TV"}, {"id": "web", "label": "Web"}]},
    {"id": "why", "kind": "short_text", "text": "Why?"},
]  # fmt: skip
WEEK = timedelta(weeks=1)


async def wave(
    rows: Rows, week: int, *, community: int = ONE, key: str = "k", closed: bool = True, **changed: object
) -> int:
    """A round of the survey `key` that opened so many weeks on."""
    version = await rows.version(community, key=key, questions=QUESTIONS, title=f"T{week}")
    at = NOW + week * WEEK
    round_id = await rows.do(rounds.open_round, community, version, 1, at, at + WEEK)
    state = "closed" if closed else "open"
    more = "".join(f", {name} = {value!r}" for name, value in changed.items())
    closed_at = f"'{at.isoformat()}'" if closed else "NULL"
    await rows.sql(
        f"UPDATE rounds SET state = '{state}', closed_at = {closed_at}{more} WHERE id = {round_id}"
    )
    return round_id


async def answer(rows: Rows, round_id: int, *given: tuple[str, object], state: str = "completed") -> None:
    """Everybody in the round answers so, each under the next reference."""
    for (invitation,) in await rows.sql(f"SELECT id FROM invitations WHERE round_id = {round_id}"):
        for place, (question, value) in enumerate(given):
            ref = 1000 * invitation + place
            await rows.do(conversations.hear, invitation, ref, NOW)
            await rows.do(conversations.save_answer, invitation, question, value, ref, NOW)
        await rows.sql(f"UPDATE invitations SET state = '{state}' WHERE id = {invitation}")


async def test_waves_are_the_closed_real_rounds_of_the_same_survey(rows: Rows) -> None:
    await rows.follower(1)
    await rows.follower(2)
    await rows.follower(3, TWO)
    first = await wave(rows, 0)
    await answer(rows, first, ("mood", Rated(4)))
    await wave(rows, 1, key="other")
    await wave(rows, 2, rehearsal=1)
    await wave(rows, 3, cancelled_at="2026-03-20T00:00:00.000000Z")
    await wave(rows, 4, closed=False)
    await wave(rows, 5, community=TWO)
    second = await wave(rows, 6, series_date="2026-04-12")
    now = await wave(rows, 7)
    await wave(rows, 8)
    found = await rows.do(results.earlier, ONE, now, 8)
    assert [(one.id, one.reached, one.answered, one.date) for one in found] == [
        (first, 2, 2, None), (second, 0, 0, "2026-04-12"),
    ]  # fmt: skip
    assert [one.id for one in await rows.do(results.earlier, ONE, now, 1)] == [second], "the newest stay"
    assert await rows.do(results.earlier, TWO, now, 8) == (), "another server's round has no waves here"
    assert await rows.do(results.earlier, ONE, first, 8) == ()


async def test_answers_before_are_counted_without_anybodys_words(rows: Rows) -> None:
    for user in range(1, 4):
        await rows.follower(user)
    first = await wave(rows, 0)
    await answer(rows, first, ("mood", Rated(4)), ("where", Picked((), other="a secret place")))
    found = await rows.do(results.given_before, [first], ["mood", "where"])
    assert found == {first: {"mood": [(Rated(4), 3)], "where": [(Picked((), other=""), 3)]}}
    assert await rows.do(results.given_before, [], ["mood"]) == {}


async def test_a_round_brings_its_waves_along_in_small(rows: Rows) -> None:
    for user in range(1, 7):
        await rows.follower(user)
    first = await wave(rows, 0)
    await answer(rows, first, ("mood", Rated(4)))
    ids = await rows.sql(f"SELECT id FROM invitations WHERE round_id = {first} ORDER BY id LIMIT 4")
    for (invitation,) in ids:
        await rows.do(conversations.hear, invitation, 90_000 + invitation, NOW)
        await rows.do(
            conversations.save_answer, invitation, "where", Picked(("tv",)), 90_000 + invitation, NOW
        )
    now = await wave(rows, 1)
    row = await rows.do(rounds.load, now)
    assert row is not None
    data = await rows.do(brought_in, Versions(), row)
    (before,) = data.earlier
    assert (before.number, before.reached, before.answered) == (1, 6, 6)
    assert {name: dict(one.counts) for name, one in before.tallies.items()} == {"mood": {"4": 6}}, (
        "four people's answers would say too much"
    )


async def test_everyone_comes_with_how_they_answered_before(rows: Rows) -> None:
    old = await rows.follower(1)
    for week in range(7):
        one = await wave(rows, week, key=f"k{week}")
        await answer(rows, one, ("mood", Rated(4)), state="completed" if week % 2 else "expired")
    await wave(rows, 7, rehearsal=1)
    await rows.follower(2, at=NOW + 8 * WEEK)
    now = await wave(rows, 9)
    everyone = await rows.do(results.everyone, now)
    assert [(one.asked_before, one.answered_before) for one in everyone] == [(5, 2), (0, 0)]
    assert [one.joined_at for one in everyone] == [NOW, NOW + 8 * WEEK]
    await rows.sql(f"UPDATE invitations SET follower_id = NULL WHERE follower_id = {old}")
    forgotten = (await rows.do(results.everyone, now))[0]
    assert (forgotten.joined_at, forgotten.asked_before) == (None, 0)
