"""`/round schedule` and `/round list`: rounds that open by themselves, once each, or after a word."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from surveys.core import words
from tests.behaviour.conftest import Server, Shown, Stage, components_of, custom_ids, last, response, shown

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def scheduled(stage: Stage, server: Server, *, keep: bool = True, **options: object) -> Shown:
    """A series of the monthly survey, daily at 18:00 unless `options` say otherwise; what was proposed."""
    given = {"survey": "monthly", "repeat": 1, "at": "18:00", **options}
    proposed = await server.boss.slash(server.results, "round schedule", **given)
    card = shown(proposed)
    if keep:
        said = shown(await server.boss.click(response(proposed), label=words.SERIES_KEEP))
        assert said.text == words.SERIES_KEPT
        await stage.quiet()
    return card


async def opened(stage: Stage) -> list[tuple[str, str]]:
    """Date and state of every round a series opened."""
    return await stage.rows("SELECT series_date, state FROM rounds ORDER BY id")


async def until(stage: Stage, hour: int, days: int = 0) -> None:
    """Let time pass until that hour (UTC) of today, or so many days on."""
    then = stage.now.replace(hour=hour, minute=0, second=5) + days * DAY
    await stage.pass_time(then - stage.now)


async def test_the_dates_are_seen_before_anything_is_kept(stage: Stage) -> None:
    server = await stage.community()
    card = await scheduled(
        stage, server, keep=False, ends="2026-12-24", skip="2026-11-26, 2026-11-27", target=50
    )
    assert card.private
    assert "every day at 18:00" in card.text
    assert card.text.count("<time>") == 5
    assert "Left out: 2026-11-26, 2026-11-27." in card.text
    assert "Last date: 2026-12-24." in card.text
    assert "50 people" in card.text
    await stage.pass_time(2 * DAY)
    assert await opened(stage) == []
    said = shown(await server.boss.click(card.message, label=words.SERIES_DROP))
    assert said.text == words.SERIES_DROPPED
    assert await stage.rows("SELECT count(*) FROM series") == [0]


async def test_a_round_opens_when_its_date_comes_and_on_each_date_once(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await scheduled(stage, server)
    await until(stage, 17)
    assert await opened(stage) == []
    await until(stage, 18)
    today = f"{stage.now:%Y-%m-%d}"
    assert await opened(stage) == [(today, "open")]
    assert any("How were last month's videos?" in one for one in stage.sent_to(anna))
    assert "Opened as scheduled" in stage.posted(server)[-1]
    await stage.restart()
    await until(stage, 19)
    assert len(await opened(stage)) == 1
    await until(stage, 18, days=1)
    assert [one for one, _ in await opened(stage)] == [today, f"{stage.now:%Y-%m-%d}"]


async def test_a_process_that_was_away_opens_within_the_grace(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    await scheduled(stage, server)
    stage.now = stage.now.replace(hour=23, minute=50)
    await stage.restart()
    assert len(await opened(stage)) == 1


async def missed(stage: Stage) -> Server:
    """A server whose date of two days ago was missed."""
    server = await stage.community()
    await stage.fan(server)
    await scheduled(stage, server, repeat=2)
    stage.now += 2 * DAY
    await stage.restart()
    assert await opened(stage) == []
    return server


async def test_later_than_that_the_team_is_asked_once_and_may_still_open_it(stage: Stage) -> None:
    server = await missed(stage)
    asked = last(server.results)
    assert "I wasn't running then" in stage.posted(server)[-1]
    await stage.restart()
    assert last(server.results).id == asked.id, "asked once"
    said = shown(await server.boss.click(asked, label=words.SERIES_OPEN_NOW))
    await stage.quiet()
    assert said.text == words.SERIES_OPENED_LATE
    assert len(await opened(stage)) == 1
    assert custom_ids(components_of(last(server.results))) == {}
    # The card in a second window.
    (series, held) = (1, f"{stage.now - 2 * DAY:%Y%m%d}")
    again = await stage.press(server.boss, server.results, f"ear:do:series-open:{series}:{held}:")
    assert again.text == words.SERIES_NOT_WAITING
    assert len(await opened(stage)) == 1


async def test_or_leave_it_out(stage: Stage) -> None:
    server = await missed(stage)
    said = shown(await server.boss.click(last(server.results), label=words.SERIES_LEAVE_OUT))
    assert said.text.startswith("Left out. The next date is")
    await stage.pass_time(5 * DAY + 7 * HOUR)
    assert len(await opened(stage)) == 1


async def test_a_member_cannot_settle_it(stage: Stage) -> None:
    server = await missed(stage)
    stranger = server.guild.add_member(stage.env.create_user("eve"))
    held = f"{stage.now - 2 * DAY:%Y%m%d}"
    said = await stage.press(stranger, server.welcome, f"ear:do:series-open:1:{held}:")
    assert said.text == words.NOT_ALLOWED
    assert await opened(stage) == []


async def test_what_is_scheduled_can_be_skipped_paused_resumed_and_ended(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    await scheduled(stage, server)
    listed = await server.boss.slash(server.results, "round list")
    assert "every day at 18:00" in shown(listed).text
    (menu,) = custom_ids(components_of(shown(listed).message)).values()
    card = await server.boss.select(response(listed), ["1"], custom_id=menu)

    async def press(label: str) -> Shown:
        said = shown(await server.boss.click(response(card), label=label))
        await stage.quiet()
        return said

    today = f"{stage.now:%Y-%m-%d}"
    assert f"Left out: {today}." in (await press(words.SERIES_SKIP)).text
    await until(stage, 19)
    assert await opened(stage) == []
    assert words.SERIES_IS_PAUSED in (await press(words.SERIES_PAUSE)).text
    await until(stage, 19, days=1)
    assert await opened(stage) == []
    await press(words.SERIES_RESUME)
    await stage.quiet()
    assert await opened(stage) == [], "what was missed while it was paused is not made up for"
    await until(stage, 19, days=1)
    assert len(await opened(stage)) == 1
    assert words.SERIES_IS_ENDED in (await press(words.SERIES_END)).text
    await until(stage, 19, days=3)
    assert len(await opened(stage)) == 1
    back = shown(await server.boss.click(response(card), label=words.SERIES_BACK))
    assert words.SERIES_LIST_NONE in back.text


async def test_the_calendar_file_is_one_and_has_the_next_dates(stage: Stage) -> None:
    server = await stage.community()
    await scheduled(stage, server, ends=f"{stage.now + 3 * DAY:%Y-%m-%d}")
    listed = await server.boss.slash(server.results, "round list")
    (menu,) = custom_ids(components_of(shown(listed).message)).values()
    card = await server.boss.select(response(listed), ["1"], custom_id=menu)
    result = shown(await server.boss.click(response(card), label=words.SERIES_CALENDAR))
    (file,) = result.message.attachments
    assert file.filename.endswith(".ics")
    calendar = Calendar.from_ical(await file.read())
    events = list(calendar.walk("VEVENT"))
    first = stage.now.replace(hour=18, minute=0, second=0, microsecond=0)
    assert [one.decoded("dtstart") for one in events] == [first + day * DAY for day in range(4)]
    assert "Monthly ideas" in str(events[0]["summary"])


async def test_nobody_to_ask_is_said_and_the_next_date_is_tried(stage: Stage) -> None:
    server = await stage.community()
    await scheduled(stage, server)
    await until(stage, 18)
    assert "nobody follows yet" in stage.posted(server)[-1]
    assert await opened(stage) == []
    await stage.fan(server)
    await until(stage, 18, days=1)
    assert len(await opened(stage)) == 1


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"at": "half six"}, "18:00"),
        ({"at": "25:00"}, "18:00"),
        ({"first": "31.01.2027"}, "2027-01-31"),
        ({"first": "2020-01-01"}, "is over already"),
        ({"ends": "2020-01-01"}, "no round would ever open"),
        ({"skip": "soon"}, "2027-01-31"),
        ({"cron": "every day"}, "five parts"),
        ({"cron": "* * * * *"}, "once a day"),
        ({"survey": "nonsense"}, "no survey"),
    ],
)
async def test_what_cannot_be_read_is_explained_and_nothing_is_stored(
    stage: Stage, options: dict[str, object], why: str
) -> None:
    server = await stage.community()
    said = await scheduled(stage, server, keep=False, **options)
    assert said.private
    assert why in said.text
    assert await stage.rows("SELECT count(*) FROM series") == [0]


async def test_the_hour_is_that_of_the_community(stage: Stage) -> None:
    server = await stage.community()
    await server.boss.slash(
        server.results, "setup start", results_channel=server.results, time_zone="America/New_York"
    )
    await scheduled(stage, server)
    (at,) = await stage.rows("SELECT next_at FROM series")
    assert datetime.fromisoformat(at).astimezone(UTC).hour in {22, 23}


async def test_a_target_closes_the_round_early(stage: Stage) -> None:
    server = await stage.community()
    anna, _ = await stage.fans(server, "anna", "ben")
    offered = await server.boss.slash(server.results, "round start", survey="monthly", target=1)
    assert "**1** people" in shown(offered).text
    await server.boss.click(response(offered), label=words.ROUND_START)
    await stage.quiet()
    await anna.user.send_dm("4")
    await stage.change("UPDATE invitations SET state = 'completed' WHERE state = 'started'")
    await stage.pass_time(timedelta(minutes=1))
    assert await stage.rows("SELECT state FROM rounds") == ["closed"]
    assert await stage.states() == ["completed", "expired"]
