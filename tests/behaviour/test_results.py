"""What a round brought in: the summary in the channel, `/results show`, and the table."""

from collections.abc import Sequence
from datetime import timedelta

import discord
import pytest
from simcord.actors import MemberActor
from simcord.components import walk_components
from simcord.results import InteractionResult, ResponseMessage

from surveys.core import words
from surveys.core.ids import press
from surveys.core.prompt import Button, Verb
from surveys.core.wording import summary as wording
from tests.behaviour.conftest import Server, Stage, components_of, last, shown
from tests.behaviour.test_setup import let_through
from tests.insight.exported import Rows, sheets
from tests.transcript import message_text

#: What is attached below the pictures of a first round's summary.
PAPERS = ["report-round-1.html", "answers-round-1.xlsx"]
ALL = ("4", "streams", "lunch", "A video about cats")


async def played(stage: Stage, server: Server, *replies: Sequence[str]) -> list[MemberActor]:
    """A round in which followers typed these replies, one line each; still open."""
    fans = await stage.fans(server, *(f"fan {number}" for number, _ in enumerate(replies)))
    await stage.open_round(server)
    for fan, said in zip(fans, replies, strict=True):
        for reply in said:
            await fan.user.send_dm(reply)
    return fans


def posted(server: Server) -> list[discord.Message]:
    """What stands in the channel for results, for everybody to see."""
    return [one for one in server.results.history() if not one.flags.ephemeral]


def read(message: discord.Message | ResponseMessage) -> str:
    return message_text(components_of(message))


async def table(result: InteractionResult) -> tuple[str, dict[str, Rows]]:
    """The workbook that came back: its name, and its rows by column, sheet by sheet."""
    ((name, raw),) = await files(result)
    return name, sheets(raw)


async def files(result: InteractionResult) -> list[tuple[str, bytes]]:
    """Every file that came back, to that person alone."""
    messages = [one for one in (result.response, *result.followups) if one is not None]
    assert all(one.ephemeral for one in messages)
    return [(file.filename, await file.read()) for one in messages for file in one.attachments]


# --- the summary in the channel -----------------------------------------------------------------


async def test_the_summary_says_what_a_small_round_brought_in(stage: Stage) -> None:
    server = await stage.community()
    fans = await played(stage, server, ALL, ALL, ("5",), ("5", "shorts"), ("2", "stop"), ("stop",), ())
    await stage.close_round(server)
    (summary,) = posted(server)
    lines = read(summary).splitlines()
    assert lines[0] == "Monthly ideas · round 1"
    assert lines[1] == "“How were last month's videos?” got 4 of 5 on average."
    assert lines[2] == "**5** of 7 who were reached answered (71%)."
    assert lines[3].startswith("Half of them had replied within ")
    assert lines[4] == "2 said stop · 1 didn't reply · 2 stopped partway"
    mood = lines.index("**How were last month's videos?**")
    assert lines[mood + 1] == "5 answers · mean 4, median 4"
    small = lines[lines.index(wording.SMALL) + 2 :]
    assert small[0].startswith("- “What should there be more of?” · 3 answers")
    assert lines[-2] == f"[{words.SUMMARY_EXPORT}]"
    assert lines[-1].startswith(words.SUMMARY_FOOTER)
    said = read(summary)
    assert "cats" not in said, "a few people's words would show who said them"
    assert not any(str(one.id) in said or one.name in said for one in fans)


async def test_its_pictures_are_numbered_and_told_in_words(stage: Stage) -> None:
    server = await stage.community()
    await played(stage, server, *[ALL] * 5)
    await stage.close_round(server)
    (summary,) = posted(server)
    names = [one.filename for one in summary.attachments if one.filename.endswith(".png")]
    assert [one.filename for one in summary.attachments[len(names) :]] == PAPERS
    assert names == [f"summary-{number}.png" for number in range(1, len(names) + 1)]
    assert len(names) >= 4
    galleries = [one for one in walk_components(components_of(summary)) if one["type"] == 12]
    items = [item for gallery in galleries for item in gallery["items"]]
    assert len(items) == len(names)
    for item, file in zip(items, summary.attachments, strict=False):
        assert item["media"]["url"].split("?")[0].endswith(file.filename)
        assert item["description"] == file.description
    funnel, mood = [one.description or "" for one in summary.attachments][:2]
    assert funnel.startswith("Funnel, “From asked to completed”: Asked 100% (5 people), Reached 100%")
    assert mood.startswith("Chart of a scale, “How were last month's videos?”: ")
    data = await summary.attachments[0].read()
    assert data.startswith(b"\x89PNG")


async def test_the_funnel_counts_those_who_could_not_be_reached(stage: Stage) -> None:
    server = await stage.community()
    fans = await stage.fans(server, "anna", "ben", "cleo")
    stage.close_dms(fans[2])
    await stage.open_round(server)
    await fans[0].user.send_dm("4")
    await stage.close_round(server)
    said = read(posted(server)[0])
    assert "**1** of 2 who were reached answered (50%)." in said
    assert "1 has DMs closed · 1 didn't reply · 1 stopped partway" in said


async def test_a_round_nobody_answered(stage: Stage) -> None:
    server = await stage.community()
    await played(stage, server, (), ())
    await stage.close_round(server)
    (summary,) = posted(server)
    assert read(summary).splitlines()[1:3] == [words.SUMMARY_HEADLINE_NONE, "2 didn't reply"]
    assert [one.filename for one in summary.attachments] == ["summary-1.png"]


async def test_it_is_posted_once(stage: Stage) -> None:
    server = await stage.community()
    await played(stage, server, ("4",))
    await stage.close_round(server)
    assert shown(await server.boss.slash(server.results, "round close")).text == words.ROUND_NONE_OPEN
    stage.app.clock.ring()
    await stage.quiet()
    (summary,) = posted(server)
    assert await stage.rows("SELECT summary_message_ids FROM rounds") == [f"[{summary.id}]"]


async def test_a_long_summary_is_several_messages_with_one_button(stage: Stage) -> None:
    questions = "\n".join(
        f"  - {{id: q{number}, kind: yes_no, text: 'Question {number}?'}}" for number in range(12)
    )
    server = await stage.community(survey=f"key: many\ntitle: Many\nquestions:\n{questions}\n")
    fans = await stage.fans(server, "anna", "ben", "cleo", "dana", "emil")
    await stage.open_round(server, "many")
    for fan in fans:
        for _ in range(12):
            await fan.user.send_dm("yes")
    await stage.close_round(server)
    messages = posted(server)
    assert len(messages) == 2
    assert [f"[{words.SUMMARY_EXPORT}]" in read(one) for one in messages] == [False, True]
    assert await stage.rows("SELECT summary_message_ids FROM rounds") == [
        f"[{messages[0].id},{messages[1].id}]"
    ]


# --- no channel to post in ----------------------------------------------------------------------


@pytest.mark.parametrize("how", ["deleted", "closed to the bot", "unreadable"])
async def test_without_a_channel_the_creator_is_told_and_can_still_look(stage: Stage, how: str) -> None:
    server = await stage.community()
    await played(stage, server, ("4",))
    match how:
        case "deleted":
            stage.env.backend.delete_channel(server.results.id)
        case "closed to the bot":
            path = f"/channels/{server.results.id}/messages"
            stage.env.inject_error("POST", path, status=403, code=50013, times=None)
        case "unreadable":
            path = f"/channels/{server.results.id}/messages"
            stage.env.inject_error("*", path, status=403, code=50001, times=None)
    await server.boss.slash(server.welcome, "round close")
    await stage.quiet()
    told = words.say(words.SUMMARY_NO_CHANNEL, number=1, channel=server.results.mention)
    assert stage.sent_to(server.boss) == [told]
    stage.app.clock.ring()
    await stage.quiet()
    assert stage.sent_to(server.boss) == [told]
    said = shown(await server.boss.slash(server.welcome, "results show"))
    assert said.private
    assert "**1** of 1 who were reached answered (100%)." in said.text


async def test_a_creator_with_closed_dms_is_no_reason_to_try_for_ever(stage: Stage) -> None:
    server = await stage.community()
    await played(stage, server, ("4",))
    stage.close_dms(server.boss)
    stage.env.backend.delete_channel(server.results.id)
    await server.boss.slash(server.welcome, "round close")
    await stage.quiet()
    assert await stage.rows("SELECT count(*) FROM rounds WHERE summarised_at IS NOT NULL") == [1]
    assert "round 1" in shown(await server.boss.slash(server.welcome, "results show")).text


# --- /results show -----------------------------------------------------------------------------


async def test_show_and_its_table_are_of_the_latest_round_or_the_one_asked_for(stage: Stage) -> None:
    server = await stage.community()
    (fan,) = await played(stage, server, ("4",))
    await stage.close_round(server)
    await stage.pass_time(timedelta(days=8))  # nobody is asked twice a week
    await stage.open_round(server)
    latest = shown(await server.boss.slash(server.results, "results show"))
    assert latest.private
    assert latest.text.splitlines()[:2] == ["Monthly ideas · round 2", words.SUMMARY_HEADLINE_NONE]
    await fan.user.send_dm("2")
    again = shown(await server.boss.slash(server.results, "results show", number=2))
    assert "**1** of 1 who were reached answered (100%)." in again.text
    first = shown(await server.boss.slash(server.results, "results show", number=1))
    assert first.text == read(posted(server)[0])
    assert len(posted(server)) == 1

    name, found = await table(await server.boss.click(latest.message, label=words.SUMMARY_EXPORT))
    assert (name, found["Respondents"][0]["State"], found["scale"][0]["mood"]) == (
        "answers-round-2.xlsx", "started", 2,
    )  # fmt: skip
    name, found = await table(await server.boss.click(first.message, label=words.SUMMARY_EXPORT))
    assert (name, found["Respondents"][0]["State"], found["scale"][0]["mood"]) == (
        "answers-round-1.xlsx", "partial", 4,
    )  # fmt: skip


async def test_show_of_an_unknown_round(stage: Stage) -> None:
    server = await stage.community()
    assert shown(await server.boss.slash(server.results, "results show")).text == words.ROUND_NONE
    await played(stage, server, ())
    for number in (2, 1_000_000):
        said = shown(await server.boss.slash(server.results, "results show", number=number))
        assert said.text == words.say(words.RESULTS_ROUND_UNKNOWN, number=number)
        assert said.private


async def test_show_brings_its_pictures_along(stage: Stage) -> None:
    server = await stage.community()
    await played(stage, server, ("4",))
    result = await server.boss.slash(server.results, "results show")
    assert result.response is not None
    assert [one.filename for one in result.response.attachments] == ["summary-1.png"]


async def test_show_is_for_creators(stage: Stage) -> None:
    server = await stage.community()
    (fan,) = await played(stage, server, ("4",))
    await let_through(stage, server, fan)
    said = shown(await fan.slash(server.welcome, "results show"))
    assert (said.text, said.private) == (words.NOT_ALLOWED, True)


# --- the table is in test_exports.py -----------------------------------------------------------------


async def test_the_table_is_for_creators(stage: Stage) -> None:
    server = await stage.community()
    (fan,) = await played(stage, server, ("4",))
    await stage.close_round(server)
    result = await fan.click(last(server.results), label=words.SUMMARY_EXPORT)
    said = shown(result)
    assert (said.text, said.private) == (words.NOT_ALLOWED, True)
    assert await files(result) == []


# --- one server never sees another ------------------------------------------------------------------


async def test_another_servers_round_is_out_of_reach(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    await played(stage, one, ("4",))
    await stage.close_round(one)
    await stage.open_round(one)
    assert shown(await two.boss.slash(two.results, "results show")).text == words.ROUND_NONE
    for number in (1, 2):
        unknown = words.say(words.RESULTS_ROUND_UNKNOWN, number=number)
        assert shown(await two.boss.slash(two.results, "results show", number=number)).text == unknown
        forged = press(Button(Verb.EXPORT, (str(number), "1"), ""))
        assert (await stage.press(two.boss, two.welcome, forged)).text == unknown


async def test_numbers_count_within_a_server(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    await played(stage, one, ("4",))
    fan = await stage.fan(two, "other")
    await stage.open_round(two)
    await fan.user.send_dm("1")
    for server, points in ((one, "4"), (two, "1")):
        result = await server.boss.slash(server.results, "results show", number=1)
        name, found = await table(await server.boss.click(shown(result).message, label=words.SUMMARY_EXPORT))
        assert (name, found["scale"][0]["mood"]) == ("answers-round-1.xlsx", int(points))


async def test_a_forged_button_gets_a_sentence(stage: Stage) -> None:
    server = await stage.community()
    for number in ("0", "999999999999999999", "8999999999999999999"):
        said = await stage.press(server.boss, server.welcome, press(Button(Verb.EXPORT, (number, "1"), "")))
        assert said.text == words.say(words.RESULTS_ROUND_UNKNOWN, number=number)
