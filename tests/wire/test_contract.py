"""The contract itself: what breaks it is noticed, on either side of the wire."""

from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.wire import description, payloads
from tests.wire.api import SEND
from tests.wire.contract import Contract, against_response
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.frames import against_said, against_told
from tests.wire.ledger import Attached, Json
from tests.wire.rules import LAYOUT
from tests.wire.test_loopback import ask

described = pytest.mark.skipif(not description.AT_HAND, reason=description.ABSENT)
USER = payloads.user(7)
SESSION = {"token": "t", "session_id": "s", "seq": 1}


@described
def test_discords_descriptions_are_at_hand() -> None:
    """Skipped where they aren't: then the wire is held to our own rules only."""
    names = [
        getattr(description.operation(*one.split()), "name", None)
        for one in (
            "POST /channels/1/messages",
            "PATCH /webhooks/1/token/messages/@original",
            "PATCH /webhooks/1/token/messages/2",
            "GET /users/@me",
            "GET /nowhere",
        )
    ]
    assert names == [
        "create_message",
        "update_original_webhook_message",
        "update_webhook_message",
        "get_my_user",
        None,
    ]


@described
@pytest.mark.parametrize(
    ("route", "body", "flaw"),
    [
        ("POST /channels/{}/messages", {"content": 5}, "create_message: content: 5 is not of types"),
        ("POST /channels/{}/messages", {"tts": "perhaps", "content": "x"}, "create_message: tts:"),
        (
            "POST /channels/{}/messages",
            {"components": [{"type": 10}], "flags": LAYOUT},
            'create_message: components/0: "content" is a required property',
        ),
        (
            "POST /channels/{}/messages",
            {"embeds": [{"timestamp": "yesterday"}]},
            'create_message: embeds/0/timestamp: "yesterday" is not a "date-time"',
        ),
        ("POST /channels/{}/messages", None, "create_message: wants a body"),
        ("GET /channels/{}/messages", {}, "list_messages: takes no body"),
        ("GET /channels/{}/messages?limit=101", None, "list_messages: limit can't be '101'"),
        ("GET /channels/{}/messages?since=5", None, "list_messages: takes no since"),
        ("POST /users/@me/channels", {"recipient_id": "Anna"}, 'create_dm: recipient_id: "Anna" does not'),
        ("PUT /channels/{}/messages", {}, "there is no PUT /channels/"),
        ("GET /nowhere", None, "there is no GET /nowhere"),
    ],
)
async def test_a_wrong_request_is_noticed_and_refused(
    server: LoopbackDiscord, contract: Contract, route: str, body: Any, flaw: str
) -> None:
    status, answer, _ = await ask(server, route.format(server.add_person(7)), body)
    assert (status, answer["code"]) == (400, 50035)
    (found,) = contract.take()
    assert found.startswith(flaw)
    assert server.ledger.messages == {}


async def test_files_are_to_be_announced_as_they_come(server: LoopbackDiscord, contract: Contract) -> None:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", '{"attachments": [{"id": 1, "filename": "a.png"}]}')
    form.add_field("files[0]", b"...", filename="a.png")
    form.add_field("notes", "x")
    address = f"{server.base}/api/v10/channels/{server.add_person(7)}/messages"
    headers = {"Authorization": f"Bot {payloads.TOKEN}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=form, headers=headers) as response,
    ):
        assert response.status == 400
    assert [flaw.partition(": ")[2] for flaw in contract.take()] == [
        "a part named notes",
        "announces the files {1: 'a.png'}, sends {0: 'a.png'}",
    ]


class Wrong(LoopbackDiscord):
    """Answers a message with whatever it is to."""

    answer: Any = None

    def _send(self, request: web.Request, body: Any, files: tuple[Attached, ...]) -> Any:
        return self.answer


@described
@pytest.mark.parametrize(
    ("answer", "flaw"),
    [
        ("Hello", 'create_message 200: : "Hello" is not of type'),
        ([], "create_message 200: : [] is not of type"),
        (payloads.message(5, USER | {"id": 7}, {}), "create_message 200: author/id: 7 is not of type"),
        (
            payloads.message(5, USER, {"components": [{"type": 17, "components": [{"type": 2}]}]}),
            "create_message 200: components/0/",
        ),
    ],
)
async def test_a_wrong_response_is_noticed(answer: Any, flaw: str) -> None:
    contract = Contract()
    async with Wrong(contract=contract) as server:
        server.answer = answer
        route = f"POST /channels/{server.add_person(7)}/messages"
        await ask(server, route, {"content": "Hello"})
    assert contract.violations[0].startswith(flaw)


def response(status: int, body: str = '{"message": "x", "code": 0}', **headers: str) -> web.Response:
    """An answer to GET /users/@me."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.Response(
        status=status,
        body=body.encode(),
        headers={"Via": "1.1 x", "Content-Type": "application/json"} | named,
    )


LIMITED = '{"message": "x", "global": false, "retry_after": 0.5}'


@pytest.mark.parametrize(
    "answer",
    [
        response(404, Content_Type="application/json; charset=utf-8"),
        response(404, X_RateLimit_Remaining="1"),
        response(404, Retry_After="1"),
        pytest.param(response(302), marks=described),
        response(429, LIMITED),
        response(429, LIMITED, X_RateLimit_Scope="everybody", Retry_After="1"),
        response(429, LIMITED, X_RateLimit_Scope="user", Retry_After="0.5"),
        response(429, LIMITED, X_RateLimit_Scope="global", Retry_After="1", X_RateLimit_Global="true"),
        response(429, LIMITED, X_RateLimit_Scope="user", Retry_After="1", X_RateLimit_Global="true"),
        pytest.param(response(404, "{}"), marks=described),
        pytest.param(
            response(429, '{"global": true}', X_RateLimit_Scope="user", Retry_After="1"), marks=described
        ),
        pytest.param(
            response(400, '{"message": "x", "code": 1, "errors": {"a": [{}]}}'),
            marks=described,
        ),
    ],
)
def test_a_wrong_refusal_is_noticed(answer: web.Response) -> None:
    assert list(against_response("GET", "/users/@me", answer)) != []


@pytest.mark.parametrize(
    "answer",
    [
        response(404),
        response(503, "{}"),
        response(429, LIMITED, X_RateLimit_Scope="shared", Retry_After="1"),
        response(400, '{"message": "x", "code": 50035, "errors": {"a": {"_errors": []}}}'),
        web.Response(status=429, text="error code: 1015"),
    ],
)
def test_a_right_refusal_passes(answer: web.Response) -> None:
    assert list(against_response("GET", "/users/@me", answer)) == []


def event(name: str, data: Any) -> Json:
    return {"op": 0, "t": name, "s": 1, "d": data}


@pytest.mark.parametrize(
    "frame",
    [
        {"op": 0, "t": "RESUMED", "d": {}},
        {"op": 0, "t": "RESUMED", "s": 1, "d": {"more": 1}},
        {"op": 7, "d": True},
        {"op": 9, "d": None},
        {"op": 10, "d": {}},
        {"op": 11, "s": 1},
        {"op": 2, "d": {}},
        {"op": 11, "more": 1},
        event("GUILD_MEMBERS_CHUNK", {"guild_id": 5, "members": [], "chunk_index": 0, "chunk_count": 1}),
        *(
            pytest.param(event(name, data), marks=described)
            for name, data in (
                ("MESSAGE_CREATE", payloads.message(5, USER, {}) | {"content": None}),
                ("READY", {"v": 10}),
                ("GUILD_CREATE", payloads.community(5) | {"surprise": 1}),
                ("INTERACTION_CREATE", payloads.interaction(3, 7, 5, {"custom_id": "x"})),
                ("UNHEARD_OF", {}),
            )
        ),
    ],
)
def test_a_wrong_frame_told_is_noticed(frame: Json) -> None:
    assert list(against_told(frame)) != []


@pytest.mark.parametrize(
    "frame",
    [
        {"op": 0, "d": {}},
        {"op": "1", "d": None},
        {"op": 1, "d": "5"},
        {"op": 6, "d": SESSION | {"seq": None}},
        {"op": 8, "d": {"user_ids": ["1"]}},
        {"op": 8, "d": {"guild_id": "5"}},
        {"op": 8, "d": {"guild_id": "5", "user_ids": ["1"] * 101}},
        {"op": 8, "d": {"guild_id": "5", "query": "A"}},
        {"op": 8, "d": {"guild_id": "5", "user_ids": [], "nonce": "x" * 33}},
        pytest.param({"op": 2, "d": {"token": "t", "intents": 1}}, marks=described),
    ],
)
def test_a_wrong_frame_said_is_noticed(frame: Json) -> None:
    assert list(against_said(frame)) != []


async def test_a_wrong_frame_on_the_wire_is_noticed(server: LoopbackDiscord, contract: Contract) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{server.base}/gateway/") as socket:
        assert (await socket.receive_json())["op"] == 10
        await socket.send_json({"op": 1, "d": "soon"})
        assert (await socket.receive_json())["op"] == 11
    assert contract.take() == ["op 1: a heartbeat carries the last number, or null"]


async def test_without_a_contract_nobody_looks() -> None:
    async with LoopbackDiscord() as server:
        route = f"POST /channels/{server.add_person(7)}/messages"
        assert (await ask(server, route, {"content": "Hello", "tts": "perhaps"}))[0] == 200
        server.faults.refuse(SEND, 418, 0)
        assert (await ask(server, route, {"content": "Hello"}))[0] == 418
    assert server.ledger.violations == []
