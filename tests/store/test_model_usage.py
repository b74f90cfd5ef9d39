"""What asking the language model may cost, and what stays of what it said, on a real database."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from surveys.core.results import Claim
from surveys.store import model_usage, summaries, tables
from surveys.store.database import Database
from surveys.store.model_usage import mark_of
from surveys.store.tx import Tx
from tests.store.conftest import NOW
from tests.store.personal import ANNA, COMMUNITY, fill

CLOSED, OPEN = 1, 2


@pytest.fixture
async def filled(database: Database) -> Database:
    """A closed round with answers of Anna (1) and Ben (2), an open one, and nothing a model said."""

    async def work(tx: Tx) -> None:
        await fill(tx)
        await tx.execute(text("DELETE FROM claim_replies"))
        await tx.execute(text("DELETE FROM claims"))

    await database.write(work)
    return database


async def reserve(
    database: Database, round_id: int, tokens: int, most: int = 10_000, now: datetime = NOW
) -> bool:
    since = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return await database.write(lambda tx: model_usage.reserve(tx, round_id, tokens, since, most, now))


async def invitations(database: Database) -> tuple[int, ...]:
    async with database.reading() as tx:
        i = tables.invitations.c
        return tuple(await tx.scalars(select(i.id).where(i.round_id == CLOSED).order_by(i.id)))


async def said(database: Database, *claims: Claim, tokens: int | None = None, names: Any = None) -> Any:
    ids = await invitations(database)
    await reserve(database, CLOSED, 3_000)
    await database.write(lambda tx: model_usage.settle(tx, CLOSED, tokens, names or {}, claims, ids))
    async with database.reading() as tx:
        return await model_usage.said_of(tx, CLOSED)


async def test_a_round_is_reserved_for_once_and_only_within_what_is_left(filled: Database) -> None:
    assert not await reserve(filled, CLOSED, 10_001)
    assert await reserve(filled, CLOSED, 6_000)
    assert not await reserve(filled, CLOSED, 1), "once a round"
    assert not await reserve(filled, OPEN, 4_001)
    # What it did cost takes the place of what it might have.
    ids = await invitations(filled)
    await filled.write(lambda tx: model_usage.settle(tx, CLOSED, 9_000, {}, (), ids))
    assert not await reserve(filled, OPEN, 1_001)
    assert await reserve(filled, OPEN, 1_000)


async def test_a_new_month_begins_at_nothing_and_a_slip_of_the_endpoint_fits(filled: Database) -> None:
    await said(filled, tokens=10**30)
    assert not await reserve(filled, OPEN, 1, 999_999_999)
    assert await reserve(filled, OPEN, 10_000, 10_000, NOW + timedelta(days=31))


async def test_what_it_said_comes_back_by_running_numbers_in_its_order(filled: Database) -> None:
    claims = (Claim("why", "Second thoughts first.", (1, 2)), Claim("more", "Then the other.", (2,)))
    names = {"why": {mark_of([1, 2]): "Cats"}}
    found = await said(filled, *claims, names=names)
    assert (found.claims, found.names) == (claims, names)
    async with filled.reading() as tx:
        assert await model_usage.said_of(tx, OPEN) is None, "never asked"
    assert mark_of([2, 1]) == mark_of([1, 2]) != mark_of([1, 2, 3])


@pytest.mark.parametrize("change", [{"quoting": "no"}, {"left_at": NOW}])
async def test_who_changed_their_mind_meanwhile_is_behind_no_claim(
    filled: Database, change: dict[str, Any]
) -> None:
    f = tables.followers.c

    async def work(tx: Tx) -> None:
        mine = (f.user_id == ANNA.user_id) & (f.community_id == COMMUNITY)
        await tx.execute(update(tables.followers).where(mine).values(**change))

    await filled.write(work)
    bens = Claim("why", "Ben's alone.", (2,))
    found = await said(filled, Claim("why", "Of both.", (1, 2)), bens)
    assert found.claims == (bens,)


async def test_a_claim_goes_with_anybody_it_rests_on(filled: Database) -> None:
    bens = Claim("why", "Ben's alone.", (2,))
    await said(filled, Claim("why", "Of both.", (1, 2)), bens)
    annas = (await invitations(filled))[:1]
    # Not where only the name under a quote is at stake.
    await filled.write(lambda tx: summaries.withdraw(tx, annas, containing=summaries.MENTION))
    async with filled.reading() as tx:
        assert len(await model_usage.claims_of(tx, CLOSED)) == 2
    await filled.write(lambda tx: summaries.withdraw(tx, annas))
    async with filled.reading() as tx:
        assert await model_usage.claims_of(tx, CLOSED) == (bens,)
        assert await tx.scalar(text("SELECT count(*) FROM claim_replies")) == 1


async def test_communities_keep_the_model_they_agreed_to_and_no_other(filled: Database) -> None:
    async def hosts() -> set[str | None]:
        async with filled.reading() as tx:
            return set(await tx.scalars(select(tables.communities.c.model_host)))

    await filled.write(lambda tx: tx.execute(update(tables.communities).values(model_host="a.example")))
    await filled.write(lambda tx: model_usage.only_host(tx, "a.example"))
    assert await hosts() == {"a.example"}
    await filled.write(lambda tx: model_usage.only_host(tx, "b.example"))
    assert await hosts() == {None}
