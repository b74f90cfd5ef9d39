"""The loopback's limits and refusals: headers and bodies as Discord's, and what a real client makes of them."""

import aiohttp
import pytest

from bot.brakes import InvalidRequests
from bot.refusals import REFUSALS
from surveys.core.prompt import Say
from surveys.ports import Fate, Person
from tests.wire.api import OPEN, SEND
from tests.wire.conftest import Start
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.test_loopback import ask
from tests.wire.test_refusals import ROWS

BUCKET = [f"X-RateLimit-{name}" for name in ("Bucket", "Limit", "Remaining", "Reset", "Reset-After")]
HELLO = Say(("Hello.",))


async def test_a_buckets_headers_say_what_is_left_and_until_when(server: LoopbackDiscord) -> None:
    channel = server.add_person(7)
    answers = [await ask(server, f"POST /channels/{channel}/messages", {"content": "x"}) for _ in range(2)]
    (first, second) = (headers for _, _, headers in answers)
    assert [name for name in BUCKET if name not in first] == []
    assert [one["X-RateLimit-Remaining"] for one in (first, second)] == ["4", "3"]
    assert first["X-RateLimit-Bucket"] == second["X-RateLimit-Bucket"]
    assert 0 <= float(second["X-RateLimit-Reset-After"]) <= float(first["X-RateLimit-Reset-After"]) <= 5
    # Both name the same moment, in seconds of Unix time.
    assert float(first["X-RateLimit-Reset"]) == pytest.approx(float(second["X-RateLimit-Reset"]), abs=0.1)
    assert float(first["X-RateLimit-Reset"]) > 1_700_000_000


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_a_limit_on_demand_answers_as_discord_does(server: LoopbackDiscord, scope: str) -> None:
    server.faults.limit(OPEN, scope, 2.5)
    status, body, headers = await ask(server, "POST /users/@me/channels", {"recipient_id": "7"})
    assert status == 429
    assert (body["retry_after"], body["global"]) == (pytest.approx(2.5, abs=0.01), scope == "global")
    assert (headers["X-RateLimit-Scope"], headers["Retry-After"]) == (scope, "3")
    assert headers.get("X-RateLimit-Global") == ("true" if scope == "global" else None)
    assert (await ask(server, "POST /users/@me/channels", {"recipient_id": "7"}))[0] == 200


@pytest.mark.parametrize(("scope", "counts"), [("user", True), ("shared", False)])  # global: see test_pace
async def test_a_limit_is_waited_for_and_counts_unless_it_is_shared(
    start: Start, server: LoopbackDiscord, scope: str, counts: bool
) -> None:
    invalid = InvalidRequests(allowed=2)
    server.faults.limit(SEND, scope, 0.01)
    async with start(invalid=invalid) as (_, courier):
        outcome = await courier.send(Person(7, server.add_person(7)), HELLO, "i-1")
        assert outcome.fate is Fate.DELIVERED
        invalid.note(403, None)
        assert invalid.spent is counts
    assert server.ledger.statuses()[429] == 1
    assert len(server.ledger.messages) == 1


@pytest.mark.parametrize("code", sorted(REFUSALS))
async def test_every_refusal_the_bot_knows_can_be_had(server: LoopbackDiscord, code: int) -> None:
    status = next(status for status, row, _, _ in ROWS if row == code)
    server.faults.refuse(OPEN, status, code)
    answered, body, _ = await ask(server, "POST /users/@me/channels", {"recipient_id": "7"})
    assert (answered, body["code"]) == (status, code)
    assert server.dms == {}


async def test_what_this_discord_does_not_have_is_not_found(server: LoopbackDiscord) -> None:
    status, body, _ = await ask(server, "GET /guilds/70/roles")
    assert (status, body) == (404, {"message": "404: Not Found", "code": 0})
    assert server.ledger.asked[-1].path == "/api/v10/guilds/70/roles"


async def test_members_are_there_or_not(server: LoopbackDiscord) -> None:
    server.add_community(70, ())
    server.gateway.absent.add(8)
    found = [
        await ask(server, f"GET /guilds/{where}")
        for where in ("70/members/7", "70/members/8", "71/members/7")
    ]
    assert [(status, body.get("code")) for status, body, _ in found] == [
        (200, None),
        (404, 10007),
        (404, 10004),
    ]


async def test_a_banned_address_gets_no_answer_of_discords(server: LoopbackDiscord) -> None:
    server.faults.refuse(OPEN, 429, 0, via=False)
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.base}/api/v10/users/@me/channels", json={"recipient_id": "7"}) as response,
    ):
        assert (response.status, response.content_type, response.headers.get("Via")) == (
            429,
            "text/plain",
            None,
        )
