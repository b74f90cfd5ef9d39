"""What answers mean is kept as long as the answers are, and no longer."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from surveys.core.values import Picked, Wrote
from surveys.engine import embedding
from surveys.engine.embedding import Embedding
from surveys.insight import meaning
from surveys.insight.worker import Workshop
from surveys.store import conversations, letting_go, vectors
from surveys.store.vectors import Unread
from tests.store.conftest import NOW
from tests.store.rows import LATER, Rows, rows

__all__ = ["rows"]

VECTOR = bytes(meaning.DIMENSIONS)


async def _asked(rows: Rows, people: int) -> tuple[int, list[int]]:
    """A round and the invitations of so many people in it."""
    for user in range(1, people + 1):
        await rows.follower(user)
    round_id = await rows.round()
    invitations = await rows.sql(f"SELECT id FROM invitations WHERE round_id = {round_id} ORDER BY id")
    return round_id, [one for (one,) in invitations]


async def _say(rows: Rows, invitation: int, text: str, ref: int, at: datetime = NOW) -> None:
    await rows.sql(f"INSERT INTO replies (discord_id, invitation_id, at) VALUES ({ref}, {invitation}, 'x')")
    await rows.do(conversations.save_answer, invitation, "why", Wrote(text), ref, at)


async def _kept(rows: Rows) -> int:
    return int((await rows.sql("SELECT count(*) FROM answer_vectors"))[0][0])


async def test_only_written_answers_without_a_vector_are_unread(rows: Rows) -> None:
    round_id, (one, two) = await _asked(rows, 2)
    await _say(rows, one, "longer", 1)
    await _say(rows, two, "shorter", 2)
    await rows.sql("INSERT INTO replies (discord_id, invitation_id, at) VALUES (3, 1, 'x')")
    await rows.do(conversations.save_answer, one, "pick", Picked(("a",)), 3, NOW)
    unread = await rows.do(vectors.unread, round_id, 10)
    assert [answer.text for answer in unread] == ["longer", "shorter"]
    await rows.do(vectors.keep, [(unread[0], VECTOR)])
    assert [answer.text for answer in await rows.do(vectors.unread, round_id, 10)] == ["shorter"]
    assert await rows.do(vectors.of_round, round_id) == {"why": {one: VECTOR}}


async def test_an_answer_that_changes_is_read_anew(rows: Rows) -> None:
    round_id, (one,) = await _asked(rows, 1)
    await _say(rows, one, "longer", 1)
    (before,) = await rows.do(vectors.unread, round_id, 10)
    await rows.do(vectors.keep, [(before, VECTOR)])
    await _say(rows, one, "no, shorter", 2, LATER)
    assert await rows.do(vectors.of_round, round_id) == {}
    # What was made of the old words meanwhile comes too late.
    await rows.do(vectors.keep, [(before, VECTOR)])
    (after,) = await rows.do(vectors.unread, round_id, 10)
    assert after.text == "no, shorter"
    await rows.do(vectors.keep, [(after, VECTOR)])
    assert await rows.do(vectors.of_round, round_id) == {"why": {one: VECTOR}}


async def test_it_goes_with_the_answer(rows: Rows) -> None:
    round_id, (one, two) = await _asked(rows, 2)
    await _say(rows, one, "longer", 1)
    await _say(rows, two, "shorter", 2)
    await rows.do(vectors.keep, [(answer, VECTOR) for answer in await rows.do(vectors.unread, round_id, 10)])
    await rows.do(conversations.drop_answers, one, ["why"])
    assert await rows.do(vectors.of_round, round_id) == {"why": {two: VECTOR}}
    await rows.do(letting_go.let_go, [two], empty_themes=False)
    assert await _kept(rows) == 0
    # The answer still counts, without its words; there is nothing in it to read.
    assert await rows.do(vectors.unread, round_id, 10) == ()


async def test_an_answer_that_went_meanwhile_leaves_nothing(rows: Rows) -> None:
    _, (one,) = await _asked(rows, 1)
    await rows.do(vectors.keep, [(Unread(99, NOW, "gone"), VECTOR)])
    assert await _kept(rows) == 0
    assert one


@pytest.fixture
def workshop() -> Iterator[Workshop]:
    made = Workshop(idle_seconds=1)
    yield made
    made.close()


async def test_open_rounds_are_read_while_they_run(
    rows: Rows, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "_FEWEST", 3)
    monkeypatch.setattr(embedding, "_AT_ONCE", 4)
    round_id, people = await _asked(rows, 6)
    for ref, one in enumerate(people, 1):
        await _say(rows, one, f"a video about {ref} owls", ref)
    now = NOW
    work = Embedding(rows.database, workshop, lambda: now)
    again = await work.embed_due()
    # Four at once; the two that are left are too few to start a worker for.
    assert await _kept(rows) == 4
    kept = (await rows.do(vectors.of_round, round_id))["why"]
    assert {len(one) for one in kept.values()} == {meaning.DIMENSIONS}
    assert again is not None
    assert await work.embed_due() == again
    now = again
    await rows.sql("UPDATE rounds SET state = 'closed'")
    assert await work.embed_due() is None


async def test_rehearsals_are_left_out(rows: Rows) -> None:
    await _asked(rows, 1)
    assert len(await rows.do(vectors.open_rounds)) == 1
    await rows.sql("UPDATE rounds SET rehearsal = 1")
    assert await rows.do(vectors.open_rounds) == ()
