"""When and how often followers hear from the bot, with the clock moved."""

from datetime import UTC, datetime, timedelta

from tests.behaviour.conftest import Stage


async def test_at_night_nobody_is_asked_and_everybody_gets_their_own_morning(stage: Stage) -> None:
    server = await stage.community()
    stage.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    berlin, tokyo = await stage.fans(server, "berlin", "tokyo")
    await stage.change("UPDATE people SET time_zone = 'Europe/Berlin' WHERE user_id = :one", one=berlin.id)
    await stage.change("UPDATE people SET time_zone = 'Asia/Tokyo' WHERE user_id = :one", one=tokyo.id)
    stage.now = datetime(2026, 11, 24, 22, tzinfo=UTC)  # 23:00 and 7:00
    await stage.open_round(server)
    assert await stage.rows("SELECT state, reason FROM invitations") == [("queued", "quiet")] * 2
    assert "in their quiet hours" in (await stage.status(server)).text
    await stage.pass_time(timedelta(hours=2, minutes=1))
    assert await stage.states() == ["queued", "sent"]
    await stage.pass_time(timedelta(hours=8))
    assert await stage.states() == ["sent", "sent"]


async def test_one_round_a_week_and_the_reason_is_shown(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    await anna.user.send_dm("4")
    await stage.close_round(server)
    await stage.pass_time(timedelta(days=1))
    await stage.open_round(server)
    assert await stage.rows("SELECT state, reason FROM invitations WHERE round_id = 2") == [
        ("held_back", "week")
    ]
    assert "had a round in the last 7 days" in (await stage.status(server)).text


async def test_one_reminder_and_not_to_those_who_finished(stage: Stage) -> None:
    server = await stage.community()
    silent, done = await stage.fans(server, "silent", "done")
    await stage.open_round(server)
    for reply in ("4", "streams", "lunch", "Cats"):
        await done.user.send_dm(reply)
    before = len(stage.sent_to(done))
    await stage.pass_time(timedelta(days=2, hours=1))
    assert "A friendly reminder" in stage.dm(silent)
    assert len(stage.sent_to(done)) == before
    await stage.pass_time(timedelta(hours=20))
    reminders = [text for text in stage.sent_to(silent) if "A friendly reminder" in text]
    assert len(reminders) == 1


async def test_three_silent_rounds_end_in_one_goodbye_and_a_way_back(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.pass_time(timedelta(hours=1))
    for wait in (8, 15, 1):  # after two without a reply, the gaps are twice as long
        await stage.open_round(server)
        await stage.close_round(server)
        await stage.pass_time(timedelta(days=wait))
    await stage.pass_time(timedelta(days=15))
    assert await stage.states() == ["expired"] * 3
    assert [text for text in stage.sent_to(anna) if "I'll stop asking" in text] == [stage.dm(anna)]
    await stage.open_round(server)
    assert (await stage.rows("SELECT state, reason FROM invitations ORDER BY id"))[-1] == (
        "held_back",
        "silent",
    )
    await anna.user.click(anna.user.dm_channel.last_message, label="Keep me in")
    await stage.close_round(server)
    await stage.pass_time(timedelta(days=8))
    await stage.open_round(server)
    assert (await stage.states())[-1] == "sent"


async def test_a_pause_counts_at_once_also_for_what_is_queued(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    stage.now = datetime(2026, 11, 24, 23, tzinfo=UTC)
    await stage.open_round(server)
    assert await stage.states() == ["queued"]
    await anna.slash(server.welcome, "feedback pause", how_long=1)
    await stage.pass_time(timedelta(hours=12))
    assert await stage.rows("SELECT state, reason FROM invitations") == [("held_back", "paused")]
