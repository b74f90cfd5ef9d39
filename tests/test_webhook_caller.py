"""Calls to addresses outside: one step and no further, and never into a private network by accident."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.webhooks import WebhookCaller
from surveys.core.errors import KindError
from surveys.core.webhooks import Hosts, Place, public
from surveys.core.wording import webhooks as wording
from surveys.ports import Answer, Trouble


@asynccontextmanager
async def outside(*, patience: float = 5) -> AsyncIterator[tuple[WebhookCaller, TestServer, list[str]]]:
    """A caller, and a server that answers as its paths say."""
    called: list[str] = []
    done = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        called.append(request.path)
        match request.path:
            case "/hangs":
                await done.wait()
                return web.Response()
            case "/elsewhere":
                raise web.HTTPFound("/arrived")
            case "/floods":
                response = web.StreamResponse()
                await response.prepare(request)
                while not done.is_set():
                    try:
                        await response.write(b"x" * 65_536)
                    except ConnectionError:
                        break
                return response
            case path:
                return web.Response(status=int(path.removeprefix("/")), headers={"set-cookie": "a=b"})

    app = web.Application()
    app.router.add_post("/{any}", answer)
    server = TestServer(app)
    await server.start_server()
    caller = WebhookCaller(patience=patience)
    try:
        yield caller, server, called
    finally:
        done.set()
        await caller.close()
        await server.close()


async def test_it_says_what_was_answered_and_follows_nothing() -> None:
    async with outside() as (caller, server, called):
        hosts = Hosts.of(f"127.0.0.1:{server.port}")

        async def call(path: str) -> Answer:
            return await caller.call(hosts.place(f"http://127.0.0.1:{server.port}/{path}"), {}, b"{}")

        for status in (200, 204, 410, 500):
            assert await call(str(status)) == Answer(status=status)
        assert await call("elsewhere") == Answer(status=302)
        assert await call("floods") == Answer(status=200), "what an address goes on to say is not read"
        assert "/arrived" not in called


async def test_who_doesnt_answer_in_time_or_isnt_there_is_given_up() -> None:
    async with outside(patience=0.2) as (caller, server, _):
        address = f"http://127.0.0.1:{server.port}/hangs"
        place = Hosts.of(f"127.0.0.1:{server.port}").place(address)
        assert await caller.call(place, {}, b"{}") == Answer(trouble=Trouble.TIMEOUT)
    async with outside() as (caller, _, _):
        assert await caller.call(place, {}, b"{}") == Answer(trouble=Trouble.UNREACHABLE)


async def test_a_name_or_number_that_leads_into_a_private_network_is_refused() -> None:
    async with outside() as (caller, server, called):
        for host in ("localhost", "127.0.0.1"):
            place = Place(f"http://{host}:{server.port}/200", host, server.port or 0, private=False)
            assert await caller.call(place, {}, b"{}") == Answer(trouble=Trouble.PRIVATE)
        assert called == []


@pytest.mark.parametrize(
    ("address", "open_to_all"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True),
        *((one, False) for one in ("10.0.0.1", "127.0.0.1", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.0.0.0",
                                   "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1")),
    ],
)  # fmt: skip
def test_what_is_open_to_all(address: str, open_to_all: bool) -> None:
    assert public(address) is open_to_all


HOSTS = "hooks.example.com, Other.example.com:8443, 127.0.0.1:9000, [::1]:9000"


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("https://hooks.example.com/earful?key=1", False),
        ("https://HOOKS.example.com:443/", False),
        ("https://other.example.com:8443/x", True),
        ("http://127.0.0.1:9000/x", True),
        ("http://[::1]:9000/x", True),
    ],
)
def test_what_the_host_allows_is_allowed(url: str, private: bool) -> None:
    place = Hosts.of(HOSTS).place(url)
    assert (place.url, place.private) == (url, private)
    assert "key" not in place.shown


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://hooks.example.com/", wording.NOT_HTTPS),
        ("http://other.example.com:8443/", wording.NOT_HTTPS),
        ("https://hooks.example.com:8443/", wording.NOT_ALLOWED_HOST),
        ("https://other.example.com/", wording.NOT_ALLOWED_HOST),
        ("https://hooks.example.com.evil.test/", wording.NOT_ALLOWED_HOST),
        ("https://sub.hooks.example.com/", wording.NOT_ALLOWED_HOST),
        ("http://127.0.0.1:9001/", wording.NOT_HTTPS),
        ("https://user@hooks.example.com/", wording.NO_ADDRESS),
        ("https://hooks.example.com/#x", wording.NO_ADDRESS),
        ("https://hooks.example.com\\@evil.test/", wording.NOT_ALLOWED_HOST),
        ("https://hooks.example.com/a b", wording.NO_ADDRESS),
        ("https://hooks.example.com:99999/", wording.NO_ADDRESS),
        ("ftp://hooks.example.com/", wording.NO_ADDRESS),
        ("https://", wording.NO_ADDRESS),
        ("hooks.example.com", wording.NO_ADDRESS),
        ("https://hooks.example.com/" + "x" * 500, wording.NO_ADDRESS),
    ],
)
def test_what_it_does_not_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(KindError) as refused:
        Hosts.of(HOSTS).place(url)
    # Whatever is strange about an address, it is never taken; the sentence may be either.
    assert refused.value.sentence in {sentence, wording.NO_ADDRESS}


def test_without_a_list_webhooks_are_off() -> None:
    with pytest.raises(KindError, match="Webhooks are off"):
        Hosts.of(None).place("https://hooks.example.com/")


@pytest.mark.parametrize("listed", ["https://hooks.example.com", "a/b", "a:99999", "me@a"])
def test_what_is_no_host_is_no_setting(listed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Hosts.of(listed)
