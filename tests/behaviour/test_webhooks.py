"""Webhooks as a creator sets them up and a receiver sees them, with a server of its own on loopback."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from standardwebhooks import webhooks as reference

from surveys.core import words
from surveys.core.ids import press
from surveys.core.prompt import Button, Verb
from surveys.core.roles import Right
from surveys.core.webhooks import BACK_OFF, Event
from surveys.core.wording import team as team_wording
from surveys.core.wording import webhooks as wording
from surveys.store import webhooks
from surveys.store.tx import Tx
from tests.behaviour.conftest import Server, Stage, response, shown
from tests.behaviour.test_preferences import choose
from tests.behaviour.test_team import helper


@dataclass
class Receiver:
    """Somebody's program: what it got, and how it answers, call by call; then for ever as the last time."""

    server: TestServer
    answers: list[int] = field(default_factory=lambda: [200])
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/earful?key=hidden"

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        made.got.append(({name.lower(): value for name, value in request.headers.items()}, body))
        status = made.answers.pop(0) if len(made.answers) > 1 else made.answers[0]
        return web.Response(
            status=status, headers={"location": "/earful"} if status in range(300, 400) else {}
        )

    app = web.Application()
    app.router.add_post("/earful", take)
    made = Receiver(TestServer(app))
    await made.server.start_server()
    yield made
    await made.server.close()


async def allowing(stage: Stage, hosts: str | None) -> None:
    """The same data, by a host who allows these."""
    stage.settings = stage.settings.model_copy(update={"webhook_hosts": hosts})
    await stage.restart()


async def hooked(stage: Stage, receiver: Receiver, **given: str) -> tuple[Server, str]:
    """A community with a webhook; the secret that was shown."""
    server = await stage.community()
    await allowing(stage, receiver.host)
    result = await server.boss.slash(server.results, "webhook add", url=receiver.url, **given)
    said = shown(result)
    assert said.private
    (secret,) = [part for part in said.text.split("`") if part.startswith("whsec_")]
    return server, secret


async def happen(stage: Stage, server: Server, event: Event = Event.IDEA_MADE, count: int = 1) -> None:
    """Something is told, in a transaction of its own, and whoever delivers it is woken."""

    async def write(tx: Tx) -> None:
        for number in range(count):
            await webhooks.enqueue(tx, server.guild.id, event, {"idea": number}, stage.now)

    await stage.app.database.write(write)
    await stage.pass_time(timedelta())


async def open_card(stage: Stage, server: Server) -> Any:
    card = response(await server.boss.slash(server.results, "webhook list"))
    (hook, *_) = await stage.rows("SELECT id FROM webhooks ORDER BY id DESC")
    await choose(server.boss, card, wording.PICK, str(hook))
    return card


def verified(secret: str, receiver: Receiver, at: datetime, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the specification's own library makes of everything received, at that moment."""

    class Then(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Then":
            return cls.fromtimestamp(at.timestamp(), tz)

    monkeypatch.setattr(reference, "datetime", Then)
    return [reference.Webhook(secret).verify(body, headers) for headers, body in receiver.got]


async def test_a_round_that_ends_is_told_and_signed(
    stage: Stage, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        server, secret = await hooked(stage, receiver)
        (fan,) = await stage.fans(server, "anna")
        await stage.open_round(server)
        await fan.user.send_dm("4")
        await stage.close_round(server)
        await stage.quiet()
    closed, summary = verified(secret, receiver, stage.now, monkeypatch)
    assert (closed["type"], summary["type"]) == ("round.closed", "summary.ready")
    assert closed["data"] == {
        "community_id": str(server.guild.id), "round": 1, "survey": "monthly", "cancelled": False,
        "invited": 1, "reached": 1, "started": 1, "completed": 0,
    }  # fmt: skip
    posted = [str(one.id) for one in server.results.history() if not one.flags.ephemeral]
    assert (summary["data"]["channel_id"], summary["data"]["message_ids"]) == (str(server.results.id), posted)
    assert str(fan.id) not in repr(receiver.told)
    assert await stage.rows("SELECT count(*) FROM webhook_events") == [0]
    assert secret not in caplog.text
    listed = shown(await server.boss.slash(server.results, "webhook list")).text
    assert wording.FINE in listed
    assert secret not in listed
    assert "hidden" not in listed
    with pytest.raises(reference.WebhookVerificationError):
        verified("whsec_" + "A" * 43 + "=", receiver, stage.now, monkeypatch)


async def test_what_fails_is_tried_again_under_one_id_also_by_the_next_process(
    stage: Stage, receiver: Receiver
) -> None:
    server, _ = await hooked(stage, receiver)
    receiver.answers = [500, 302, 429, 200]
    await happen(stage, server, count=2)
    assert len(receiver.got) == 1, "what comes after a failure waits with it"
    await stage.pass_time(BACK_OFF[0] - timedelta(seconds=1))
    assert len(receiver.got) == 1
    await stage.restart()
    await stage.pass_time(timedelta(seconds=1))
    assert len(receiver.got) == 2, "a redirect is no delivery, and isn't followed"
    await stage.pass_time(BACK_OFF[1])
    await stage.pass_time(BACK_OFF[2])
    assert len(receiver.got) == 5
    assert len(set(receiver.ids[:4])) == 1
    assert [one["data"]["idea"] for one in receiver.told] == [0, 0, 0, 0, 1]
    assert await stage.rows("SELECT count(*) FROM webhook_events") == [0]


async def test_what_is_given_up_can_be_tried_again_or_dropped(stage: Stage, receiver: Receiver) -> None:
    server, _ = await hooked(stage, receiver)
    receiver.answers = [503]
    await happen(stage, server)
    for wait in BACK_OFF:
        await stage.pass_time(wait)
    assert len(receiver.got) == len(BACK_OFF) + 1
    await stage.pass_time(timedelta(days=1))
    assert len(receiver.got) == len(BACK_OFF) + 1, "it is put aside"
    assert "1 not delivered" in shown(await server.boss.slash(server.results, "webhook list")).text
    card = await open_card(stage, server)
    receiver.answers = [200]
    tried = shown(await server.boss.click(card, label=wording.AGAIN))
    assert wording.TRIED in tried.text
    await stage.quiet()
    assert len(set(receiver.ids)) == 1
    assert await stage.rows("SELECT count(*) FROM webhook_events") == [0]

    receiver.answers = [410]
    await happen(stage, server)
    card = await open_card(stage, server)
    dropped = shown(await server.boss.click(card, label=wording.DROP))
    assert wording.DROPPED in dropped.text
    assert await stage.rows("SELECT count(*) FROM webhook_events") == [0]


async def test_an_address_that_is_gone_is_called_no_more_and_the_team_hears_of_it(
    stage: Stage, receiver: Receiver
) -> None:
    server, _ = await hooked(stage, receiver)
    receiver.answers = [410]
    await happen(stage, server, count=3)
    await stage.pass_time(timedelta(days=1))
    await happen(stage, server)
    assert len(receiver.got) == 1
    (told,) = [one for one in stage.posted(server) if "switched off" in one]
    assert "key" not in told
    assert await stage.rows("SELECT state, count(*) FROM webhook_events GROUP BY state") == [("dead", 3)]
    text = shown(await server.boss.slash(server.results, "webhook list")).text
    assert wording.DISABLED in text


async def test_the_test_button_says_what_the_address_answered(
    stage: Stage, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, secret = await hooked(stage, receiver, events=Event.SUMMARY_READY.value)
    await happen(stage, server, Event.IDEA_MADE)
    assert receiver.got == [], "it did not ask for those"
    card = await open_card(stage, server)
    for status, said in (
        (204, words.say(wording.TESTED, status=204)),
        (302, words.say(wording.TEST_FAILED, why=words.say(wording.WHY_REDIRECT, status=302))),
        (500, words.say(wording.TEST_FAILED, why=words.say(wording.WHY_STATUS, status=500))),
    ):
        receiver.answers = [status]
        answer = shown(await server.boss.click(card, label=wording.TEST))
        assert (answer.text, answer.private) == (said, True)
    assert {one["type"] for one in verified(secret, receiver, stage.now, monkeypatch)} == {"earful.test"}
    await receiver.server.close()
    answer = shown(await server.boss.click(card, label=wording.TEST))
    assert answer.text == words.say(wording.TEST_FAILED, why=wording.WHY_UNREACHABLE)


async def test_only_managers_add_and_remove_and_only_where_the_host_allows_it(
    stage: Stage, receiver: Receiver
) -> None:
    server = await stage.community()
    off = await server.boss.slash(server.results, "webhook add", url=receiver.url)
    assert shown(off).text == wording.OFF
    await allowing(stage, f"{receiver.host},hooks.example.com")
    for url, sentence in (
        ("https://elsewhere.example.com/", wording.NOT_ALLOWED_HOST),
        ("http://hooks.example.com/", wording.NOT_HTTPS),
        ("hooks.example.com", wording.NO_ADDRESS),
    ):
        assert shown(await server.boss.slash(server.results, "webhook add", url=url)).text == sentence
    role, ann = await helper(stage, server)
    card = response(await server.boss.slash(server.results, "rights", role=role))
    await choose(server.boss, card, team_wording.MENU_HINT, Right.RESULTS.value)
    assert (
        shown(await ann.slash(server.results, "webhook add", url=receiver.url)).text == wording.ONLY_MANAGERS
    )
    for number in range(5):
        await server.boss.slash(server.results, "webhook add", url=f"{receiver.url}{number}")
    again = await server.boss.slash(server.results, "webhook add", url=f"{receiver.url}1")
    assert shown(again).text == wording.KNOWN
    more = await server.boss.slash(server.results, "webhook add", url=receiver.url)
    assert shown(more).text == words.say(wording.MOST, count=5)
    (first, *_) = await stage.rows("SELECT id FROM webhooks ORDER BY id")
    remove = press(Button(Verb.WEBHOOK_REMOVE, (str(first),), ""))
    assert (await stage.press(ann, server.welcome, remove)).text == wording.ONLY_MANAGERS
    await happen(stage, server)
    removed = shown(await server.boss.click(await open_card(stage, server), label=wording.REMOVE))
    assert removed.text.startswith("Removed.")
    assert await stage.rows("SELECT count(*) FROM webhooks") == [4]
    deeds = await stage.rows("SELECT subject FROM audit_log WHERE deed = 'webhook_changed' ORDER BY id")
    assert deeds[:1] == ["added 127.0.0.1"]
    assert deeds[-1] == f"removed {receiver.host}"
    # A host who thinks better of it is obeyed at once.
    calls = len(receiver.got)
    await allowing(stage, "hooks.example.com")
    await happen(stage, server)
    assert len(receiver.got) == calls
    assert {why for (why,) in [(one,) for one in await stage.rows("SELECT why FROM webhook_events")]} == {
        wording.WHY_NOT_ALLOWED
    }


async def test_another_servers_webhook_is_out_of_reach(stage: Stage, receiver: Receiver) -> None:
    mine, _ = await hooked(stage, receiver)
    other = await stage.community("Other")
    (hook,) = await stage.rows("SELECT id FROM webhooks")
    receiver.answers = [410]
    await happen(stage, mine)
    before = await stage.everything()
    for verb in (Verb.WEBHOOK_TEST, Verb.WEBHOOK_REMOVE, Verb.WEBHOOK_AGAIN, Verb.WEBHOOK_DROP):
        forged = press(Button(verb, (str(hook),), ""))
        assert (await stage.press(other.boss, other.welcome, forged)).text == wording.UNKNOWN
    menu = f"ear:pick:{Verb.WEBHOOK}:"
    assert (await stage.press(other.boss, other.welcome, menu, [str(hook)])).text == wording.UNKNOWN
    assert await stage.everything() == before
    assert len(receiver.got) == 1
