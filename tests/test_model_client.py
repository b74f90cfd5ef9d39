"""Asking a language model: one answer, in time and of a size, or a reason why not; and nothing of it in the log."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from bot.model import MOST_BYTES, ModelClient
from config.settings import SettingsError, read_settings
from surveys.ports import Completion, Silence
from tests.endpoint import NOTHING, Endpoint, endpoint

KEY = "sk-canary-of-a-key"


@asynccontextmanager
async def asking(
    *, patience: float = 5, key: str | None = KEY
) -> AsyncIterator[tuple[Endpoint, ModelClient]]:
    async with endpoint() as there:
        client = ModelClient(there.url, "some-model", key, there.host, patience)
        try:
            yield there, client
        finally:
            await client.close()


async def test_it_asks_once_in_the_interfaces_words() -> None:
    async with asking() as (there, client):
        assert client.host == there.host
        assert await client.complete("Do.", "{}", 700) == Completion(NOTHING, 1234)
        (asked,) = there.asked
        assert asked["messages"] == [
            {"role": "system", "content": "Do."},
            {"role": "user", "content": "{}"},
        ]
        assert (asked["model"], asked["max_tokens"]) == ("some-model", 700)
        assert asked["response_format"] == {"type": "json_object"}
        assert there.headers[0]["authorization"] == f"Bearer {KEY}"
        assert there.headers[0]["accept-encoding"] == "identity"
    async with asking(key=None) as (there, client):
        await client.complete("Do.", "{}", 700)
        assert "authorization" not in there.headers[0]


@pytest.mark.parametrize(
    ("refuses", "taken"),
    [
        (lambda body: "max_tokens" in body, {"max_completion_tokens", "response_format"}),
        (lambda body: "response_format" in body, {"max_tokens", "temperature"}),
    ],
)
async def test_an_endpoint_that_knows_less_is_asked_in_its_way_and_then_at_once(
    refuses: Callable[[dict[str, Any]], bool], taken: set[str]
) -> None:
    async with asking() as (there, client):
        there.answering = lambda body: web.json_response({}, status=400) if refuses(body) else NOTHING
        assert (await client.complete("Do.", "{}", 700)).text == NOTHING
        before = len(there.asked)
        assert (await client.complete("Do.", "{}", 700)).text == NOTHING
        assert len(there.asked) == before + 1
        assert set(there.asked[-1]) - {"model", "messages"} == taken


@pytest.mark.parametrize(
    ("misbehaves", "silence", "requests"),
    [
        ("500", Silence.FAILED, 1),
        ("429", Silence.REFUSED, 1),
        ("401", Silence.NOT_ALLOWED, 1),
        ("404", Silence.NOT_ALLOWED, 1),
        ("400", Silence.FAILED, 3),
        ("redirects", Silence.FAILED, 1),
        ("html", Silence.GARBAGE, 1),
        ("floods", Silence.GARBAGE, 1),
        ("drops", Silence.UNREACHABLE, 1),
    ],
)
async def test_whatever_it_does_there_is_a_reason_and_nothing_else(
    misbehaves: str, silence: Silence, requests: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with asking() as (there, client):
        there.misbehaves = misbehaves
        assert await client.complete("Do.", "CANARY", 700) == Completion(silence=silence)
        assert len(there.asked) == requests
        assert there.elsewhere == 0, "no redirect is followed"
    assert KEY not in caplog.text
    assert "CANARY" not in caplog.text


@pytest.mark.parametrize("misbehaves", ["hangs", "trickles"])
async def test_its_time_is_counted_from_the_beginning_to_the_end(misbehaves: str) -> None:
    async with asking(patience=0.2) as (there, client):
        there.misbehaves = misbehaves
        began = time.monotonic()
        assert await client.complete("Do.", "{}", 700) == Completion(silence=Silence.TIMEOUT)
        assert time.monotonic() - began < 2


async def test_who_isnt_there_is_unreachable_and_who_is_tired_of_waiting_may_go() -> None:
    async with asking() as (there, client):
        there.misbehaves = "hangs"
        task = asyncio.create_task(client.complete("Do.", "{}", 700))
        await there.heard.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    client = ModelClient(there.url, "some-model", None, there.host, 5)
    assert await client.complete("Do.", "{}", 700) == Completion(silence=Silence.UNREACHABLE)
    await client.close()


@pytest.mark.parametrize(
    "answer",
    [b"", b"null", b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": {"content": null}}]}',
     b'{"choices": [{"message": {"content": {"a": 1}}}]}', b'{"choices": {"0": 1}}', b"\xff\xfe", b"[" * 200_000],
)  # fmt: skip
async def test_what_the_interface_does_not_promise_is_garbage(answer: bytes) -> None:
    assert len(answer) < MOST_BYTES
    async with asking() as (there, client):
        there.answering = lambda _: web.Response(body=answer, content_type="application/json")
        assert await client.complete("Do.", "{}", 700) == Completion(silence=Silence.GARBAGE)


@pytest.mark.parametrize("usage", [None, {}, {"total_tokens": "many"}, {"total_tokens": -5}, [1]])
async def test_a_cost_that_can_not_be_meant_is_unknown(usage: Any) -> None:
    async with asking() as (there, client):
        there.usage = usage
        assert await client.complete("Do.", "{}", 700) == Completion(NOTHING, None)


# --- settings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.example.com/v1", "api.example.com"),
        ("https://API.example.com:8443/v1/", "api.example.com:8443"),
        ("http://localhost:11434/v1", "localhost:11434"),
        ("http://192.168.1.20:8080/v1", "192.168.1.20:8080"),
        ("http://[::1]:8080/v1", "[::1]:8080"),
    ],
)
def test_where_texts_go_is_told_by_its_host(url: str, host: str) -> None:
    settings = read_settings(model_url=url, model_name="m", model_key=KEY, _env_file=None)
    assert settings.model_host == host
    assert settings.model_url == url.rstrip("/")
    assert KEY not in f"{settings!r}{settings.model_dump_json()}"
    assert read_settings(model_url=url, _env_file=None).model_host is None, (
        "without a model's name none is used"
    )


@pytest.mark.parametrize(
    "url",
    ["http://api.example.com/v1", "http://93.184.216.34/v1", "https://me:pw@api.example.com/v1", "api.example.com",
     "https://", "https://api.example.com/v1?key=x", "https://api.example.com:99999/", "ftp://localhost/v1"],
)  # fmt: skip
def test_texts_go_nowhere_unprotected(url: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(model_url=url, model_name="m", _env_file=None)
    assert refused.value.sentence.startswith("EARFUL_MODEL_URL must be an address that begins with https://")
    assert (url.partition("//")[2] or "nothing") not in refused.value.sentence


def test_a_key_no_header_can_carry_is_refused_without_repeating_it() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(model_key="sk-naïve\n", _env_file=None)
    assert refused.value.sentence.startswith("EARFUL_MODEL_KEY must be a key.")
    assert "na" not in refused.value.sentence.partition(".")[0].removeprefix("EARFUL_MODEL_KEY")
