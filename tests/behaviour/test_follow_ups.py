"""What comes after the invitation: the question that was put off, and the one reminder. Once each, never at night."""

from datetime import timedelta

import discord
import pytest
from simcord.actors import MemberActor

from surveys.core.phrases import later
from surveys.core.respect import Sort
from surveys.store import follow_ups
from surveys.store.tx import Tx
from tests.behaviour.conftest import Server, Shown, Stage, components_of, custom_ids, last, shown
from tests.transcript import message_text

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
FIRST, SECOND = "How were last month's videos?", "What should there be more of?"
REMINDER = "A friendly reminder"
RETURNED = later.RETURNED.text


async def put_off(stage: Stage, member: MemberActor, moment: str) -> Shown:
    """Tap Later, then the moment whose label begins so."""
    card = last(member.user.dm_channel)
    offered = shown(await member.user.click(card, label="Later"))
    labels = [one for one in custom_ids(components_of(offered.message)) if one.startswith(moment)]
    assert labels, f"“{moment}” is not offered: {offered.text}"
    said = shown(await member.user.click(last(member.user.dm_channel), label=labels[0]))
    await stage.quiet()
    return said


async def asked(stage: Stage, name: str = "anna", days: int = 3) -> tuple[Server, MemberActor]:
    """Somebody whom a round has reached."""
    server = await stage.community()
    member = await stage.fan(server, name)
    await stage.pass_time(MINUTE)
    await stage.open_round(server, days=days)
    return server, member


def with_words(stage: Stage, member: MemberActor, words: str) -> list[str]:
    return [text for text in stage.sent_to(member) if words in text]


# --- Later ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "wait"), [("In an hour", HOUR), ("Tonight", 7 * HOUR), ("Tomorrow", 22 * HOUR)]
)
async def test_a_question_that_was_put_off_comes_back_once(
    stage: Stage, moment: str, wait: timedelta
) -> None:
    _, anna = await asked(stage)
    stage.now += -timedelta(minutes=stage.now.minute)  # noon sharp, in London
    await anna.user.send_dm("4")
    said = await put_off(stage, anna, moment)
    assert "I'll ask again <time>" in said.text
    sent = len(stage.sent_to(anna))

    await stage.pass_time(wait - MINUTE)
    assert len(stage.sent_to(anna)) == sent
    await stage.pass_time(MINUTE)
    assert len(stage.sent_to(anna)) == sent + 1
    assert RETURNED in stage.dm(anna)
    assert SECOND in stage.dm(anna)
    assert FIRST not in stage.dm(anna)

    await stage.pass_time(DAY)
    await stage.restart()
    assert len(with_words(stage, anna, RETURNED)) == 1
    await anna.user.send_dm("Streams")
    assert "Noted: Streams" in stage.dm(anna)


async def test_tomorrow_is_tomorrow_where_they_live(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.change("UPDATE people SET time_zone = 'America/New_York'")
    await stage.pass_time(3 * HOUR)  # 15:00 in London, 10:00 there
    await stage.open_round(server)
    await put_off(stage, anna, "Tomorrow (10:00)")
    await stage.pass_time(DAY - MINUTE)
    assert with_words(stage, anna, RETURNED) == []
    await stage.pass_time(MINUTE)
    assert len(with_words(stage, anna, RETURNED)) == 1


async def test_what_was_put_off_waits_for_quiet_hours_set_since(stage: Stage) -> None:
    _, anna = await asked(stage)
    await put_off(stage, anna, "In an hour")
    await stage.change("UPDATE people SET quiet_from = '12:00', quiet_until = '16:00'")
    await stage.pass_time(2 * HOUR)
    assert with_words(stage, anna, RETURNED) == []
    await stage.pass_time(2 * HOUR)
    assert len(with_words(stage, anna, RETURNED)) == 1


async def test_putting_off_again_counts_from_then(stage: Stage) -> None:
    _, anna = await asked(stage)
    await put_off(stage, anna, "In an hour")
    await anna.user.click(last(anna.user.dm_channel), label=later.NOW.text)
    await put_off(stage, anna, "Tonight")
    await stage.pass_time(2 * HOUR)
    assert with_words(stage, anna, RETURNED) == []
    await stage.pass_time(5 * HOUR)
    assert len(with_words(stage, anna, RETURNED)) == 1
    await put_off(stage, anna, "In an hour")
    sent = len(stage.sent_to(anna))
    await stage.pass_time(HOUR)
    assert len(stage.sent_to(anna)) == sent + 1
    assert RETURNED in stage.dm(anna)


async def test_whoever_finishes_before_is_not_asked_again(stage: Stage) -> None:
    _, anna = await asked(stage)
    await put_off(stage, anna, "Tonight")
    for reply in ("4", "streams", "lunch", "Cats"):
        await anna.user.send_dm(reply)
    sent = len(stage.sent_to(anna))
    await stage.pass_time(7 * HOUR)
    await stage.pass_time(DAY)
    assert len(stage.sent_to(anna)) == sent


async def test_nothing_comes_back_to_who_left_or_after_the_close(stage: Stage) -> None:
    server, anna = await asked(stage)
    ben = await stage.fan(server, "ben")
    await stage.change("UPDATE rounds SET state = 'closed', closed_at = opened_at, summarised_at = opened_at")
    await stage.pass_time(8 * DAY)
    await stage.open_round(server)
    await put_off(stage, anna, "Tomorrow")
    await put_off(stage, ben, "Tomorrow")
    await anna.user.send_dm("stop")
    await stage.close_round(server)
    await stage.pass_time(DAY)
    assert with_words(stage, anna, RETURNED) == with_words(stage, ben, RETURNED) == []


async def test_a_restart_in_between_changes_nothing(stage: Stage) -> None:
    _, anna = await asked(stage)
    await put_off(stage, anna, "In an hour")
    await stage.restart()
    await stage.pass_time(HOUR)
    await stage.restart()
    assert len(with_words(stage, anna, RETURNED)) == 1


async def test_the_card_that_asked_before_still_works(stage: Stage) -> None:
    _, anna = await asked(stage)
    earlier = last(anna.user.dm_channel)
    await put_off(stage, anna, "In an hour")
    await stage.pass_time(HOUR)
    again = last(anna.user.dm_channel)
    assert again.id != earlier.id
    await anna.user.click(again, label="4")
    assert SECOND in stage.dm(anna)
    assert (await stage.answers())["mood"] is not None


# --- the reminder -----------------------------------------------------------------------------------


async def test_one_reminder_to_those_who_have_not_finished(stage: Stage) -> None:
    server = await stage.community()
    done, half, silent, later_, closed = await stage.fans(server, "done", "half", "silent", "later", "closed")
    await stage.pass_time(MINUTE)
    stage.close_dms(closed)
    await stage.open_round(server)
    stage.open_dms()
    for reply in ("4", "streams", "lunch", "Cats"):
        await done.user.send_dm(reply)
    await half.user.send_dm("4")
    await put_off(stage, later_, "In an hour")
    await stage.pass_time(2 * DAY - MINUTE)
    everyone = (done, half, silent, later_, closed)
    assert [len(with_words(stage, one, REMINDER)) for one in everyone] == [0] * 5
    await stage.pass_time(MINUTE)
    assert [len(with_words(stage, one, REMINDER)) for one in everyone] == [0, 1, 1, 0, 0]
    assert SECOND in stage.dm(half)
    assert FIRST in stage.dm(silent)
    assert "closes <time>" in stage.dm(silent)
    await stage.pass_time(12 * HOUR)
    await stage.restart()
    assert [len(with_words(stage, one, REMINDER)) for one in everyone] == [0, 1, 1, 0, 0]


async def test_a_round_without_a_reminder_has_none(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    offered = await server.boss.slash(server.results, "round start", survey="monthly", reminder=False)
    assert offered.response is not None
    await server.boss.click(offered.response, label="Start the round")
    await stage.quiet()
    await stage.pass_time(2 * DAY)
    assert with_words(stage, anna, REMINDER) == []
    assert await stage.rows("SELECT count(*) FROM follow_ups") == [0]


async def test_a_reminder_due_at_night_comes_in_the_morning(stage: Stage) -> None:
    _, anna = await asked(stage)
    await stage.change("UPDATE people SET time_zone = 'Asia/Tokyo'")  # 21:00 there by then
    await stage.pass_time(2 * DAY)
    assert with_words(stage, anna, REMINDER) == []
    await stage.pass_time(12 * HOUR)
    assert len(with_words(stage, anna, REMINDER)) == 1


async def _left_in_doubt(stage: Stage) -> None:
    """The process ends right after claiming the reminder."""

    async def claim(tx: Tx) -> None:
        for one in await follow_ups.due(tx, 0, 10, stage.now):
            assert one.sort is Sort.REMINDER
            await follow_ups.claim(tx, one.id, stage.now)

    stage.now += 2 * DAY
    await stage.app.database.write(claim)


async def test_a_reminder_in_doubt_that_never_went_out_is_sent(stage: Stage) -> None:
    _, anna = await asked(stage)
    await _left_in_doubt(stage)
    await stage.restart()
    assert len(with_words(stage, anna, REMINDER)) == 1
    assert await stage.rows("SELECT sent_at IS NOT NULL FROM follow_ups") == [1]


async def test_a_reminder_in_doubt_that_did_go_out_is_not_doubled(stage: Stage) -> None:
    _, anna = await asked(stage)
    await stage.pass_time(2 * DAY)
    await stage.change("UPDATE follow_ups SET sent_at = NULL, ended_at = NULL")
    await stage.restart()
    assert len(with_words(stage, anna, REMINDER)) == 1
    assert await stage.rows("SELECT sent_at IS NOT NULL FROM follow_ups") == [1]


async def test_a_reminder_in_doubt_of_somebody_who_finished_since_is_over(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    await stage.pass_time(MINUTE)
    await stage.open_round(server)
    await _left_in_doubt(stage)
    await stage.change(
        "UPDATE invitations SET state = 'completed', current = NULL"
        " WHERE follower_id = (SELECT follower_id FROM invitations ORDER BY id LIMIT 1)"
    )
    await stage.restart()
    assert with_words(stage, anna, REMINDER) == []
    assert len(with_words(stage, ben, REMINDER)) == 1, "one person's reminder keeps nobody else waiting"


async def test_where_it_cannot_be_told_nothing_is_sent_until_it_can(stage: Stage) -> None:
    _, anna = await asked(stage)
    await _left_in_doubt(stage)
    path = f"/channels/{anna.user.dm_channel.id}/messages"
    stage.env.inject_error("GET", path, status=400, code=20028, times=None)  # "later"
    await stage.restart()
    assert with_words(stage, anna, REMINDER) == []
    stage.open_dms()
    await stage.pass_time(MINUTE)
    assert len(with_words(stage, anna, REMINDER)) == 1


async def test_a_reminder_discord_does_not_take_now_is_tried_again(stage: Stage) -> None:
    _, anna = await asked(stage)
    stage.close_dms(anna, status=400, code=20028)  # "later"
    await stage.pass_time(2 * DAY)
    stage.open_dms()
    assert with_words(stage, anna, REMINDER) == []
    await stage.pass_time(MINUTE)
    assert len(with_words(stage, anna, REMINDER)) == 1


async def test_a_reminder_to_closed_dms_is_over(stage: Stage) -> None:
    _, anna = await asked(stage)
    stage.close_dms(anna)
    await stage.pass_time(2 * DAY)
    stage.open_dms()
    await stage.pass_time(HOUR)
    assert with_words(stage, anna, REMINDER) == []
    assert await stage.rows("SELECT reason, sent_at FROM follow_ups") == [("unreachable 50007", None)]
    assert await stage.rows("SELECT dms_refused_at IS NOT NULL FROM people") == [1]


async def test_the_old_card_is_answered_like_the_reminder(stage: Stage) -> None:
    _, anna = await asked(stage)
    first: discord.Message = last(anna.user.dm_channel)
    await stage.pass_time(2 * DAY)
    await anna.user.click(first, label="5")
    assert await stage.states() == ["started"]
    read = [message_text(components_of(one)) for one in anna.user.dm_channel.history()]
    assert sum(SECOND in text for text in read) == 1
