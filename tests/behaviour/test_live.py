"""The status of a round in the results channel: drawn when there is something new, and by one message at a time."""

from datetime import UTC, timedelta

from surveys.core import ids, words
from surveys.core.prompt import Button, Verb
from surveys.core.wording import live as wording
from tests.behaviour.conftest import Server, Stage, components_of, custom_ids, last, response, shown
from tests.transcript import message_text

#: Long enough for the next look, whatever came before.
A_WHILE = timedelta(minutes=6)
FIRST = "How were last month's videos?"


def read(server: Server, message_id: int) -> str:
    (message,) = [one for one in server.results.history() if one.id == message_id]
    return message_text(components_of(message))


def edits(stage: Stage) -> int:
    """How often a message was drawn anew in a channel of a server."""
    return sum(name == "MESSAGE_UPDATE" and "guild_id" in payload for name, payload in stage.events)


async def test_it_follows_the_round_is_drawn_only_for_news_and_ends_with_it(stage: Stage) -> None:
    server = await stage.community()
    fans = await stage.fans(server, *(f"fan{number}" for number in range(6)))
    await stage.open_round(server)
    said = shown(await server.boss.slash(server.welcome, "round status"))
    assert said.private
    (first,) = stage.posted(server)
    assert said.text == words.say(
        wording.POSTED,
        channel=server.results.mention,
        link=f"https://discord.com/channels/{server.guild.id}/{server.results.id}/{last(server.results).id}",
    )
    status = last(server.results).id
    assert "Started **0**" in first
    await stage.pass_time(A_WHILE)
    # The first look after the sending: how many a minute were sent has no place any more.
    before = edits(stage)
    for _ in range(5):
        await stage.pass_time(A_WHILE)
    assert edits(stage) == before, "nothing moved, so nothing was drawn"
    for fan in fans[:5]:
        await fan.user.send_dm("4")
    await stage.restart()
    await stage.pass_time(A_WHILE)
    assert edits(stage) == before + 1
    now = read(server, status)
    assert "Started **5**" in now
    assert "Half of those who answered did so within 36 minutes." in now
    await stage.close_round(server)
    await stage.pass_time(timedelta(seconds=31))
    over = read(server, status)
    assert "Closed <time>" in over
    assert wording.ENDED in over
    assert "[" not in over, "what is over can't be steered"
    assert await stage.rows("SELECT count(*) FROM statuses") == [0]
    drawn = edits(stage)
    await stage.pass_time(A_WHILE)
    assert edits(stage) == drawn
    alone = shown(await server.boss.slash(server.results, "round status", number=1))
    assert alone.private
    assert "Closed <time>" in alone.text


async def test_a_newer_one_takes_the_place_of_the_older(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    await stage.status(server)
    older = last(server.results)
    await stage.status(server)
    newer = last(server.results)
    await stage.quiet()
    assert newer.id != older.id
    assert words.say(wording.MOVED, channel=server.results.mention) in read(server, older.id)
    await anna.user.send_dm("4")
    await stage.pass_time(A_WHILE)
    assert "Started **1**" in read(server, newer.id)
    assert "Started" not in read(server, older.id)
    assert await stage.rows("SELECT message_id FROM statuses") == [newer.id]
    # Pressed where it was still to be seen: it shows what is so, and doesn't claim to go on.
    again = await stage.press(server.boss, server.results, ids.press(Button(Verb.ROUND_REFRESH, ("1",), "")))
    assert "Started **1**" in again.text


async def test_what_a_process_left_half_done_is_found_or_posted_once(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    await stage.open_round(server)
    await stage.status(server)
    status = last(server.results)
    # Posted, and never recorded.
    await stage.change("UPDATE statuses SET message_id = NULL, drawn = NULL")
    await stage.restart()
    await stage.pass_time(A_WHILE)
    assert await stage.rows("SELECT message_id FROM statuses") == [status.id]
    assert len(stage.posted(server)) == 1
    # Recorded, and never posted.
    await stage.change("UPDATE statuses SET message_id = NULL, posted_at = :at", at=later(stage))
    await stage.restart()
    await stage.pass_time(A_WHILE)
    assert await stage.rows("SELECT message_id FROM statuses") == [last(server.results).id]
    assert len(stage.posted(server)) == 2


def later(stage: Stage) -> str:
    return (stage.now + timedelta(minutes=2)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def test_deleted_edited_too_often_or_shut_out(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    await stage.status(server)
    first = last(server.results)
    path = f"/channels/{server.results.id}/messages"
    stage.env.inject_error("PATCH", f"{path}/{first.id}", status=400, code=30046, times=1)
    await anna.user.send_dm("4")
    await stage.pass_time(A_WHILE)
    second = last(server.results)
    assert second.id != first.id, "a new message takes its place"
    assert "Started **1**" in read(server, second.id)
    stage.env.inject_error("PATCH", f"{path}/{second.id}", status=503, code=0, times=None)
    await anna.user.send_dm("streams")
    assert await stage.rows("SELECT count(*) FROM statuses") == [1]
    stage.open_dms()
    await server.boss.slash(server.results, "round pause")
    await stage.quiet()
    assert words.HALT_PAUSED in read(server, second.id)
    stage.env.backend.delete_message(server.results.id, second.id)
    await server.boss.slash(server.results, "round resume")
    await stage.pass_time(A_WHILE)
    assert await stage.rows("SELECT count(*) FROM statuses") == [0], "who deletes it doesn't want it there"
    assert last(server.results).id == first.id
    await stage.status(server)
    stage.env.inject_error("PATCH", f"{path}/*", status=403, code=50001, times=None)
    stage.env.inject_error("POST", path, status=403, code=50013, times=None)
    await anna.user.send_dm("lunch")
    await server.boss.slash(server.results, "round pause")
    await stage.pass_time(A_WHILE)
    lost = words.say(wording.LOST, number=1, channel=server.results.mention)
    assert stage.sent_to(server.boss)[-1] == lost
    assert await stage.rows("SELECT count(*) FROM statuses") == [0]
    alone = shown(await server.boss.slash(server.results, "round status"))
    assert alone.private
    assert "Started **1**" in alone.text
    assert words.say(wording.NO_ACCESS, channel=server.results.mention) in alone.text
    refreshed = shown(await server.boss.click(alone.message, label=words.ROUND_REFRESH))
    assert (refreshed.redrawn, "Started **1**" in refreshed.text) == (True, True)


async def test_everybody_sees_the_buttons_and_only_the_team_can_use_them(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    await stage.status(server)
    status = last(server.results)
    for label in (words.ROUND_REFRESH, words.SERIES_PAUSE, wording.REMIND, words.ROUND_CLOSE_NOW):
        said = shown(await anna.click(status, label=label))
        assert (said.text, said.private, said.redrawn) == (words.NOT_ALLOWED, True, False)
    for verb in (Verb.ROUND_CLOSE_SURE, Verb.ROUND_REMIND_SURE):
        forged = ids.press(Button(verb, ("1",), ""))
        assert (await stage.press(anna, server.results, forged)).text == words.NOT_ALLOWED
    paused = shown(await server.boss.click(status, label=words.SERIES_PAUSE))
    assert paused.redrawn
    assert words.HALT_PAUSED in paused.text
    assert "[Resume]" in read(server, status.id)
    on_hold = shown(await server.boss.click(status, label=wording.REMIND))
    assert (on_hold.text, on_hold.private) == (wording.REMIND_ON_HOLD, True)
    resumed = shown(await server.boss.click(last(server.results), label=words.SERIES_RESUME))
    assert "[Pause]" in resumed.text
    asked = shown(await server.boss.click(last(server.results), label=words.ROUND_CLOSE_NOW))
    assert asked.private
    assert "**1** of those who were asked haven't finished" in asked.text
    kept = shown(await server.boss.click(asked.message, label=wording.CLOSE_DONT))
    assert kept.text == words.ROUND_KEPT
    assert await stage.rows("SELECT state FROM rounds") == ["open"]
    deeds = await stage.rows("SELECT deed FROM audit_log ORDER BY id")
    assert deeds[-2:] == ["round_paused", "round_resumed"]


async def test_reminding_now_reminds_each_once_and_says_who_not_and_why(stage: Stage) -> None:
    server = await stage.community()
    names = ("silent", "done", "later", "asleep", "asked often", "gone")
    fans = await stage.fans(server, *names)
    silent, done, puts_off, asleep, often, gone = fans
    await stage.open_round(server)
    await done.user.send_dm("4")
    offered = await puts_off.user.click(last(puts_off.user.dm_channel), label="Later")
    (hour,) = [one for one in custom_ids(response(offered).components) if one.startswith("In an hour")]
    await puts_off.user.click(response(offered), label=hour)
    await gone.user.send_dm("stop")
    await stage.change(
        "UPDATE people SET quiet_from = '11:00', quiet_until = '15:00' WHERE user_id = :it", it=asleep.id
    )
    await asked_often(stage, often.id)
    await stage.status(server)
    asked = await server.boss.click(last(server.results), label=wording.REMIND)
    said = shown(asked)
    assert said.private
    assert said.text.split("\n")[:9] == [
        wording.REMIND_TITLE,
        "**1** gets it right away.",
        "**1** gets it later:",
        "1 · in their quiet hours",
        "**2** don't get one:",
        "1 · had four messages in the last four weeks",
        "1 · put the question off themselves",
        "Nobody is reminded twice in a round.",
        "[Send the reminder] [Not now]",
    ]
    sent = shown(await server.boss.click(response(asked), label=wording.REMIND_SEND))
    assert "3" in sent.text
    await stage.quiet()
    reminded = [sum(FIRST in one for one in stage.sent_to(fan)) for fan in fans]
    assert reminded == [2, 1, 0, 1, 1, 1]
    twice = await server.boss.click(last(server.results), label=wording.REMIND)
    assert "1 · had their reminder" in shown(twice).text
    await stage.press(server.boss, server.results, ids.press(Button(Verb.ROUND_REMIND_SURE, ("1",), "")))
    # Also at the time when it would have come by itself.
    await stage.pass_time(timedelta(hours=4))
    await stage.pass_time(timedelta(days=2, hours=6))
    assert sum(FIRST in one for one in stage.sent_to(silent)) == 2
    assert sum(FIRST in one for one in stage.sent_to(asleep)) == 2
    assert "round_reminded" in await stage.rows("SELECT deed FROM audit_log")


async def asked_often(stage: Stage, user_id: int) -> None:
    """As if the person had had three more prompts lately."""
    (follower,) = await stage.rows("SELECT id FROM followers WHERE user_id = :it", it=user_id)
    at = (stage.now - timedelta(days=8)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    for number in range(3):
        await stage.change(
            "INSERT INTO rounds (community_id, number, version_id, state, started_by, opened_at, closes_at, "
            "closed_at, summarised_at) SELECT community_id, :number, version_id, 'closed', 0, :at, :at, :at, :at "
            "FROM rounds WHERE number = 1",
            number=-100 - number,
            at=at,
        )
        await stage.change(
            "INSERT INTO invitations (round_id, follower_id, state, sent_at, heard) "
            "SELECT max(id), :follower, 'completed', :at, 1 FROM rounds",
            follower=follower,
            at=at,
        )


async def test_while_it_sends_it_tells_the_pace_and_when_all_should_have_theirs(stage: Stage) -> None:
    server = await stage.community()
    await stage.fans(server, *(f"fan{number}" for number in range(24)))
    offered = await server.boss.slash(server.results, "round start", survey="monthly", days=3)
    await stage.change(
        "UPDATE people SET quiet_from = '11:00', quiet_until = '18:00' WHERE user_id IN "
        "(SELECT user_id FROM people ORDER BY user_id LIMIT 2)"
    )
    await server.boss.click(response(offered), label=words.ROUND_START)
    await stage.quiet()
    said = (await stage.status(server)).text
    # Two sleep, and of the others twenty go ahead; two wait until those were watched for a minute.
    assert "` 83% of sending done" in said
    assert "Sending: 20 of 24 done, about **40** a minute." in said
    assert "All should have theirs by <time>." in said
    assert "**2** wait:\n2 · in their quiet hours" in said
    await stage.pass_time(timedelta(minutes=2))
    await stage.pass_time(timedelta(seconds=30))
    told = read(server, last(server.results).id)
    assert "` 92% of sending done" in told
    assert "Sending: 22 of 24 done.\nAll should have theirs by <time>." in told
