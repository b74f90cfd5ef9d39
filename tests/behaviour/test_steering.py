"""Pausing, resuming and cancelling a round, at any moment and without anybody being asked twice."""

from datetime import timedelta

import pytest
from simcord.actors import MemberActor

from surveys.core import words
from surveys.core.ids import press
from surveys.core.phrases import asking
from surveys.core.prompt import Button, Verb
from tests.behaviour.conftest import Stage, response, shown

NAMES = [f"fan{number}" for number in range(24)]


async def test_a_paused_round_sends_nothing_takes_answers_and_goes_on_where_it_stopped(stage: Stage) -> None:
    server = await stage.community()
    fans = await stage.fans(server, *NAMES)
    await stage.open_round(server)  # twenty go ahead
    said = shown(await server.boss.slash(server.results, "round pause"))
    assert (said.text, said.private) == (words.ROUND_PAUSED, True)
    await stage.pass_time(timedelta(minutes=5))
    assert (await stage.states()).count("queued") == 4
    await fans[0].user.send_dm("4")
    assert (await stage.states())[0] == "started"
    status = await stage.status(server)
    assert words.HALT_PAUSED in status.text
    twice = shown(await server.boss.slash(server.results, "round pause"))
    assert twice.text == words.ROUND_PAUSED_ALREADY
    await stage.restart()
    await stage.pass_time(timedelta(minutes=5))
    assert (await stage.states()).count("queued") == 4
    resumed = shown(await server.boss.click(status.message, label=words.SERIES_RESUME))
    assert words.HALT_PAUSED not in resumed.text
    await stage.quiet()
    assert "queued" not in await stage.states()
    first = "How were last month's videos?"
    assert [sum(first in one for one in stage.sent_to(fan)) for fan in fans] == [1] * len(fans)
    again = shown(await server.boss.slash(server.results, "round resume"))
    assert again.text == words.ROUND_NOT_PAUSED


async def test_a_paused_round_reminds_nobody_and_closes_at_its_time(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    await server.boss.slash(server.results, "round pause")
    sent = len(stage.sent_to(anna))
    await stage.pass_time(timedelta(days=2, hours=12))
    assert len(stage.sent_to(anna)) == sent
    await stage.pass_time(timedelta(days=1))
    assert await stage.rows("SELECT state, summarised_at IS NOT NULL FROM rounds") == [("closed", 1)]


async def test_a_cancelled_round_ends_at_once_keeps_answers_and_posts_nothing(stage: Stage) -> None:
    server = await stage.community()
    fans = await stage.fans(server, *NAMES)
    await stage.open_round(server)
    await fans[0].user.send_dm("4")
    asked = await server.boss.slash(server.results, "round cancel")
    assert "The answers of **1** person are kept" in shown(asked).text
    posted = len(stage.posted(server))
    kept = shown(await server.boss.click(response(asked), label=words.ROUND_CANCEL_DONT))
    assert kept.text == words.ROUND_KEPT
    assert await stage.rows("SELECT state FROM rounds") == ["open"]
    asked = await server.boss.slash(server.results, "round cancel", number=1)
    said = shown(await server.boss.click(response(asked), label=words.ROUND_CANCEL))
    assert said.text == words.ROUND_CANCELLED
    await stage.quiet()
    assert await stage.rows("SELECT state FROM rounds") == ["closed"]
    assert sorted(set(await stage.states())) == ["expired", "held_back", "partial"]
    await stage.restart()
    await stage.pass_time(timedelta(days=4))
    assert len(stage.posted(server)) == posted, "no summary"
    assert await stage.answers() == {"mood": {"rated": 4}}
    assert "4 out of 5" not in "".join(stage.posted(server))
    assert "round 1" in shown(await server.boss.slash(server.results, "results show")).text
    late = shown(await fans[1].user.click(fans[1].user.dm_channel.last_message, label="4"))
    assert late.text.startswith(asking.ROUND_CLOSED.text)


async def test_silence_in_a_cancelled_round_is_not_held_against_anybody(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    for _ in range(3):
        await stage.open_round(server)
        asked = await server.boss.slash(server.results, "round cancel")
        await server.boss.click(response(asked), label=words.ROUND_CANCEL)
        await stage.pass_time(timedelta(days=29))
    await stage.open_round(server)
    assert (await stage.states())[-1] == "sent"
    assert not any("Keep me in" in one for one in stage.sent_to(anna))


async def test_several_rounds_can_be_open_and_each_is_named_by_its_number(stage: Stage) -> None:
    server = await stage.community()
    await stage.bring_in(
        server, "key: other\ntitle: Another\nquestions:\n  - {id: q, kind: yes_no, text: Sure}\n"
    )
    await stage.fan(server)
    await stage.open_round(server)
    offered = await server.boss.slash(server.results, "round start", survey="other")
    assert "**1** other round is open already" in shown(offered).text
    await server.boss.click(response(offered), label=words.ROUND_START)
    await stage.quiet()
    # Asked this week already, and the round closes before the week is over: the cap at work.
    assert await stage.rows("SELECT state FROM invitations ORDER BY id") == ["sent", "held_back"]
    assert "round 2" in (await stage.status(server)).text
    assert "round 1" in (await stage.status(server, 1)).text
    listed = shown(await server.boss.slash(server.results, "round list")).text
    assert "round 1" in listed
    assert "round 2" in listed
    same = shown(await server.boss.slash(server.results, "round start", survey="monthly"))
    assert same.text == words.say(words.ROUND_RUNNING, title="Monthly ideas")
    await server.boss.slash(server.results, "round close", number=1)
    await stage.quiet()
    assert await stage.rows("SELECT number, state FROM rounds ORDER BY id") == [(1, "closed"), (2, "open")]


@pytest.mark.parametrize("command", ["pause", "resume", "cancel", "close", "status", "list"])
async def test_only_creators_may(stage: Stage, command: str) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    stage.allow_all_commands(server, anna)
    said = shown(await anna.slash(server.welcome, f"round {command}"))
    assert (said.text, said.private) == (words.NOT_ALLOWED, True)


@pytest.mark.parametrize("verb", [Verb.ROUND_PAUSE, Verb.ROUND_RESUME, Verb.ROUND_CANCEL])
async def test_a_forged_button_of_a_member_or_another_server_does_nothing(stage: Stage, verb: Verb) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    anna = await stage.fan(one)
    await stage.open_round(one)
    before = await stage.rows("SELECT state, halted FROM rounds")
    forged = press(Button(verb, ("1",), ""))
    assert (await stage.press(anna, one.welcome, forged)).text == words.NOT_ALLOWED
    assert (await stage.press(two.boss, two.welcome, forged)).text == words.ROUND_NONE_OPEN
    assert await stage.rows("SELECT state, halted FROM rounds") == before


async def test_rounds_are_suggested_by_name_to_those_who_may(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    await stage.close_round(server)
    await stage.open_round(server)

    async def suggested(who: MemberActor, command: str, typed: str = "") -> list[tuple[int, str]]:
        found = await who.autocomplete(server.results, command, "number", typed)
        return [(one["value"], one["name"]) for one in found]

    both = await suggested(server.boss, "round status")
    assert [number for number, _ in both] == [2, 1]
    assert both[0][1] == "2 · Monthly ideas · open, 2026-11-24"
    assert await suggested(server.boss, "results show") == both
    assert await suggested(server.boss, "round close") == both[:1]
    assert await suggested(server.boss, "round status", "closed") == both[1:]
    stage.allow_all_commands(server, anna)
    assert await suggested(anna, "round status") == []
