"""One reminder to the team, two weeks after a round whose ideas nobody has said anything to; and what promises come to."""

from datetime import timedelta

import pytest

from surveys.core import words
from surveys.core.ideas import IdeaState
from surveys.core.wording import ledger as ledger_wording
from surveys.core.wording import nudging as wording
from tests.behaviour.conftest import Server, Stage, components_of, custom_ids, last, shown
from tests.behaviour.test_tellings import set_status

DAY = timedelta(days=1)


async def closed(stage: Stage) -> Server:
    """A community whose first round brought two ideas, and is closed."""
    server = await stage.community()
    fans = await stage.fans(server, "anna", "ben")
    await stage.open_round(server)
    for one, idea in zip(fans, ("A tour of the studio", "Cats, please"), strict=True):
        for reply in ("4", "streams", "lunch", idea):
            await one.user.send_dm(reply)
    await stage.close_round(server)
    return server


def reminders(stage: Stage, server: Server) -> list[str]:
    return [one for one in stage.posted(server) if f"[{wording.OFF_BUTTON}]" in one]


async def test_one_reminder_two_weeks_after_the_round_and_no_second(stage: Stage) -> None:
    server = await closed(stage)
    await stage.pass_time(14 * DAY - timedelta(minutes=1))
    assert reminders(stage, server) == []
    await stage.pass_time(timedelta(minutes=1))
    (reminder,) = reminders(stage, server)
    assert words.say(wording.TITLE, number=1) in reminder
    assert "It brought 2 ideas that still wait" in reminder
    await stage.restart()
    await stage.pass_time(30 * DAY)
    assert len(reminders(stage, server)) == 1


@pytest.mark.parametrize("decided", ["status", "off", "cancelled"])
async def test_no_reminder_where_something_was_decided_or_nobody_wants_it(stage: Stage, decided: str) -> None:
    server = await closed(stage)
    if decided == "status":
        await stage.pass_time(DAY)
        await set_status(stage, 1, IdeaState.DECLINED)
    elif decided == "off":
        await stage.change("UPDATE communities SET nudged = 0")
    else:
        await stage.change("UPDATE rounds SET cancelled_at = closed_at")
    await stage.pass_time(20 * DAY)
    assert reminders(stage, server) == []


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_reminder_in_doubt_is_looked_for(stage: Stage, arrived: bool) -> None:
    server = await closed(stage)
    await stage.pass_time(14 * DAY)
    if not arrived:
        stage.env.backend.delete_message(server.results.id, last(server.results).id)
    await stage.change("UPDATE nudges SET ended_at = NULL, message_id = NULL")
    await stage.restart()
    assert len(reminders(stage, server)) == 1
    assert await stage.rows("SELECT message_id IS NOT NULL FROM nudges") == [1]


async def test_the_team_turns_them_off_and_on_again_and_nobody_else_does(stage: Stage) -> None:
    server, other = await closed(stage), await stage.community("Other")
    anna = await stage.fan(server, "cleo")
    await stage.pass_time(14 * DAY)
    card = last(server.results)
    assert shown(await anna.click(card, label=wording.OFF_BUTTON)).text == words.NOT_ALLOWED
    off = custom_ids(components_of(card))[wording.OFF_BUTTON]
    assert (await stage.press(other.boss, other.welcome, off)).text == wording.NOT_HERE
    said = shown(await server.boss.click(card, label=wording.OFF_BUTTON))
    assert wording.OFF in said.text
    assert await stage.rows("SELECT nudged FROM communities ORDER BY name") == [1, 0]
    await server.boss.click(last(server.results), label=wording.ON_BUTTON)
    assert await stage.rows("SELECT nudged FROM communities ORDER BY name") == [1, 1]
    deeds = await stage.rows("SELECT subject FROM audit_log WHERE deed = 'idea_reminders' ORDER BY id")
    assert deeds == ["off", "on"]


async def test_the_summary_says_how_promises_were_kept(stage: Stage) -> None:
    server = await closed(stage)
    assert ledger_wording.TITLE not in stage.posted(server)[-1]
    (anna,) = await stage.fans(server, "cleo")
    for text in ("a long stream", "subtitles everywhere"):
        await anna.user.send_dm(f"idea: {text}")
    for idea in (1, 2, 3, 4):
        await set_status(stage, idea, IdeaState.PLANNED)
    await stage.pass_time(10 * DAY)
    for idea in (1, 2):
        await set_status(stage, idea, IdeaState.MADE, link="https://video.example/1")
    await set_status(stage, 3, IdeaState.DECLINED)
    said = shown(await server.boss.slash(server.results, "results show"))
    assert "Of 4 ideas you called planned or started: 2 made, 1 still to come, 1 dropped." in said.text
    assert "Promises kept: 2 of 3 decided (67%)" in said.text
