"""discord.py's table of rate limits stays small, and forgets nothing that still counts."""

import asyncio

import discord
import pytest
from discord.http import Ratelimit

from bot.buckets import ROOMY, Buckets, keep_small
from bot.client import intents

MANY = 2_000


def new_limit() -> Ratelimit:
    return Ratelimit(max_ratelimit_timeout=None)


def met(*, remaining: int, seconds: float) -> Ratelimit:
    """A limit as an answer of Discord leaves it: so many requests left, and for how long that holds."""
    limit = new_limit()
    limit.limit, limit.remaining = 5, remaining
    limit.reset_after = seconds
    limit.expires = asyncio.get_running_loop().time() + seconds
    return limit


async def test_limits_that_are_over_leave() -> None:
    table = Buckets()
    for number in range(MANY):
        table[str(number)] = met(remaining=4, seconds=-1)
    assert len(table) <= ROOMY + 1
    assert str(MANY - 1) in table, "the newest is asked under next"


@pytest.mark.parametrize("why", ["spent", "on its way", "waited for"])
async def test_a_limit_that_still_counts_stays(why: str) -> None:
    kept = met(remaining=0 if why == "spent" else 4, seconds=60 if why == "spent" else -1)
    if why == "on its way":
        kept.outgoing = 1
    if why == "waited for":
        kept._pending_requests.append(asyncio.get_running_loop().create_future())
    table = Buckets()
    table["kept"] = kept
    for number in range(MANY):
        table[str(number)] = met(remaining=4, seconds=-1)
    assert table["kept"] is kept


async def test_a_new_limit_is_over_only_when_nothing_was_asked_under_it() -> None:
    table = Buckets()
    asked = table["asked"] = new_limit()
    asked.remaining -= 1
    for number in range(MANY):
        table[str(number)] = new_limit()
    assert "asked" in table
    assert len(table) <= ROOMY + 2


async def test_adding_costs_the_same_however_many_there_are() -> None:
    looked_at = 0

    class Counting(Buckets):
        def pop(self, *key: str) -> Ratelimit:  # type: ignore[override]  # as it is called here
            nonlocal looked_at
            looked_at += 1
            return super().pop(*key)

    table = Counting()
    for number in range(MANY):
        table[str(number)] = met(remaining=0, seconds=60)
    assert len(table) == MANY
    assert looked_at <= 4 * MANY


async def test_a_client_gets_such_a_table() -> None:
    client = discord.Client(intents=intents())
    keep_small(client)
    assert isinstance(client.http._buckets, Buckets)
    await client.close()
