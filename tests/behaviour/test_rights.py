"""Data rights as people use them: the file, the deletion, and quotes taken out of posted summaries."""

import json
from pathlib import Path

import discord
from simcord.actors import MemberActor
from simcord.components import walk_components

from surveys.core.phrases import rights as phrases
from tests.behaviour.conftest import Server, Stage, components_of, custom_ids, response, shown
from tests.transcript import message_text

IDEAS = (
    "key: ideas\ntitle: Ideas\nquestions:\n  - {id: what, kind: short_text, text: 'What should I make?'}\n"
)
CANARY = "More cats please, quoth the canary"
REPLIES = (
    CANARY,
    "More cats and more music",
    "cats, cats, cats",
    "cats again please",
    "cats playing music",
    "another cat video",
)


async def summarised(stage: Stage) -> tuple[Server, list[MemberActor]]:
    """A community whose round about ideas was closed, and its summary posted; all may be quoted."""
    server = await stage.community(survey=IDEAS)
    fans = await stage.fans(server, *(f"fan {number}" for number, _ in enumerate(REPLIES)))
    await stage.open_round(server, "ideas")
    for fan, reply in zip(fans, REPLIES, strict=True):
        await fan.user.send_dm(reply)
    await stage.close_round(server)
    return server, fans


def posted(server: Server) -> list[discord.Message]:
    return [one for one in server.results.history() if not one.flags.ephemeral]


def pictures(message: discord.Message) -> list[str]:
    galleries = [one for one in walk_components(components_of(message)) if one["type"] == 12]
    return [item["media"]["url"] for gallery in galleries for item in gallery["items"]]


def read(message: discord.Message) -> str:
    return message_text(components_of(message))


async def forget(stage: Stage, server: Server, fan: MemberActor) -> str:
    asked = await fan.slash(server.welcome, "feedback forget")
    assert shown(asked).private
    answer = shown(await fan.click(response(asked), label=phrases.FORGET_BUTTON.text))
    await stage.quiet()
    assert not custom_ids(components_of(answer.message)), "what is done can't be asked for again"
    return answer.text


def bytes_on_disk(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file())


async def test_forgetting_takes_the_quote_out_and_leaves_the_pictures(stage: Stage) -> None:
    server, fans = await summarised(stage)
    (row,) = await stage.rows("SELECT line, invitation_id FROM quotes ORDER BY id LIMIT 1")
    line, invitation_id = row
    (user_id,) = await stage.rows(
        "SELECT user_id FROM followers f JOIN invitations i ON i.follower_id = f.id WHERE i.id = :id",
        id=invitation_id,
    )
    fan = next(one for one in fans if one.id == user_id)
    (summary,) = posted(server)
    quote = line.removeprefix("> ")
    assert quote in read(summary)
    before = pictures(summary)
    assert "Forgotten" in await forget(stage, server, fan)
    (after,) = posted(server)
    assert after.id == summary.id
    assert quote not in read(after)
    assert "(quote withdrawn)" in read(after)
    assert pictures(after) == before
    assert [one.filename for one in after.attachments] == [one.filename for one in summary.attachments]
    headline = [text for text in read(summary).splitlines() if "**6** of 6" in text]
    assert headline
    assert set(headline) <= set(read(after).splitlines()), "the totals stay"


async def test_forgetting_leaves_no_byte_on_the_disk_and_the_bot_goes_on(stage: Stage) -> None:
    server, (fan, *others) = await summarised(stage)
    folder = stage.settings.data_folder
    signs = [CANARY.encode(), fan.id.to_bytes(8, "big"), fan.user.dm_channel.id.to_bytes(8, "big")]
    there = bytes_on_disk(folder)
    assert CANARY.encode() in there
    await forget(stage, server, fan)
    left = bytes_on_disk(folder)
    assert [sign for sign in signs if sign in left] == []
    assert str(fan.id).encode() not in left
    assert await stage.rows("SELECT count(*) FROM people") == [len(others)]
    # Whoever comes back is new.
    assert "You're in" in shown(await fan.slash(server.welcome, "feedback join")).text
    assert await stage.rows("SELECT count(*) FROM people") == [len(others) + 1]


async def test_thinking_better_of_it(stage: Stage) -> None:
    server = await stage.community()
    fan = await stage.fan(server)
    asked = await fan.slash(server.welcome, "feedback forget")
    kept = shown(await fan.click(response(asked), label=phrases.FORGET_DONT_BUTTON.text))
    assert phrases.FORGET_KEPT.text in kept.text
    assert await stage.rows("SELECT count(*) FROM people") == [1]


async def test_an_edit_that_failed_is_made_up_for_after_a_restart(stage: Stage) -> None:
    server, fans = await summarised(stage)
    lines = await stage.rows("SELECT line FROM quotes")
    assert lines
    stage.env.inject_error("PATCH", f"/channels/{server.results.id}/messages/*", status=500, times=None)
    for fan in fans:
        await forget(stage, server, fan)
    (summary,) = posted(server)
    assert any(one.removeprefix("> ") in read(summary) for one in lines)
    stage.open_dms()
    await stage.restart()
    await stage.quiet()
    (summary,) = posted(server)
    assert not any(one.removeprefix("> ") in read(summary) for one in lines)
    assert await stage.rows("SELECT count(*) FROM people") == [0]


async def test_a_long_summary_found_after_a_crash_is_redrawn_whole(stage: Stage) -> None:
    questions = "\n".join(
        f"  - {{id: q{number}, kind: yes_no, text: 'Question {number}?'}}" for number in range(9)
    )
    server = await stage.community(
        survey=f"key: long\ntitle: Long\nquestions:\n"
        f"  - {{id: what, kind: short_text, text: 'What should I make?'}}\n{questions}\n"
    )
    fans = await stage.fans(server, *(f"fan {number}" for number, _ in enumerate(REPLIES)))
    await stage.open_round(server, "long")
    for fan, reply in zip(fans, REPLIES, strict=True):
        for said in (reply, *["yes"] * 9):
            await fan.user.send_dm(said)
    await stage.close_round(server)
    lines = await stage.rows("SELECT line FROM quotes")
    assert lines
    messages = posted(server)
    assert len(messages) == 2
    await stage.change("UPDATE rounds SET summarised_at = NULL, summary_message_ids = NULL")
    await stage.restart()
    assert await stage.rows("SELECT summary_message_ids FROM rounds") == [
        f"[{messages[0].id},{messages[1].id}]"
    ]
    for fan in fans:
        await forget(stage, server, fan)
    first, second = posted(server)
    assert (first.id, second.id) == (messages[0].id, messages[1].id)
    assert not any(one.removeprefix("> ") in read(first) for one in lines)
    assert [pictures(one) for one in (first, second)] == [pictures(one) for one in messages]


async def test_mydata_comes_as_a_file_to_the_person_alone(stage: Stage) -> None:
    server, (fan, *_) = await summarised(stage)
    result = await fan.slash(server.welcome, "feedback mydata")
    await stage.quiet()
    assert shown(result).private
    (message,) = [one for one in (result.response, *result.followups) if one is not None]
    assert message.ephemeral
    (file,) = message.attachments
    data = json.loads(await file.read())
    assert data["user_id"] == str(fan.id)
    assert data["memberships"][0]["invitations"][0]["answers"][0]["value"] == {"wrote": CANARY}
