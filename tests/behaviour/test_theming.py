"""Changing the themes of a posted summary: the card, the picture and the files follow, and nothing is lost."""

import io
import zipfile
from datetime import timedelta

import discord
import pytest
from simcord.actors import MemberActor
from simcord.results import ResponseMessage

from surveys.core import words
from surveys.core.phrases import rights as phrases
from surveys.core.wording import summary
from surveys.core.wording import theming as wording
from surveys.insight.worker import WorkerDiedError, Workshop
from tests.behaviour.conftest import Server, Stage, components_of, response, shown
from tests.behaviour.test_preferences import choose, opened
from tests.behaviour.test_setup import let_through
from tests.transcript import message_text

SURVEY = (
    "key: ideas\ntitle: Ideas\nquestions:\n"
    "  - {id: what, kind: idea, text: 'What should I make?'}\n"
    "  - {id: why, kind: short_text, text: 'And why?'}\n"
)
REPLIES = (
    "more minecraft please", "minecraft survival series", "bring back minecraft", "minecraft with mods",
    "longer videos please", "make the videos longer", "I wish the videos were longer",
    "a cooking stream", "cooking your favourite recipe", "more cooking content",
)  # fmt: skip


async def summarised(stage: Stage) -> tuple[Server, list[MemberActor]]:
    """A community whose round about ideas was closed; its summary has three themes."""
    server = await stage.community(survey=SURVEY)
    fans = await stage.fans(server, *(f"fan {number}" for number, _ in enumerate(REPLIES)))
    await stage.open_round(server, "ideas")
    for fan, reply in zip(fans, REPLIES, strict=True):
        await fan.user.send_dm(reply)
        await fan.user.send_dm("because")
    await stage.close_round(server)
    return server, fans


def posted(server: Server) -> discord.Message:
    (message,) = [one for one in server.results.history() if not one.flags.ephemeral]
    return message


def read(message: discord.Message | ResponseMessage) -> str:
    return message_text(components_of(message))


async def attached(message: discord.Message, ending: str) -> bytes:
    (file,) = [one for one in message.attachments if one.filename.endswith(ending)]
    return await file.read()


async def edit(server: Server, who: MemberActor | None = None) -> discord.Message | ResponseMessage:
    return shown(await (who or server.boss).click(posted(server), label=summary.THEMES)).message


async def themes(stage: Stage) -> list[tuple[str, int, int]]:
    return await stage.rows(
        "SELECT label, size, named FROM themes WHERE ended_by IS NULL AND question_id = 'what' ORDER BY size DESC, id"
    )


async def seconds_later(stage: Stage) -> None:
    stage.app.clock.ring()
    await stage.quiet()


async def rename(
    stage: Stage, who: MemberActor, card: discord.Message | ResponseMessage, theme: str, name: str
) -> str:
    """Open the theme on a card of all themes, and fill in its form."""
    await choose(who, card, wording.MENU_HINT, theme)
    form = await who.click(card, label=wording.RENAME)
    said = shown(await who.submit_modal(form, {"name": name})).text
    await stage.quiet()
    return said


async def ids_by_label(stage: Stage) -> dict[str, str]:
    rows = await stage.rows("SELECT label, id FROM themes WHERE ended_by IS NULL")
    return {label: str(number) for label, number in rows}


async def test_renaming_merging_splitting_and_back_again(stage: Stage) -> None:
    server, _ = await summarised(stage)
    assert await themes(stage) == [("minecraft", 4, 0), ("cooking", 3, 0), ("longer", 3, 0)]
    before, original = posted(server), await themes(stage)
    picture, page = await attached(before, "summary-2.png"), await attached(before, ".html")
    card = await edit(server)
    known = await ids_by_label(stage)

    said = await rename(stage, server.boss, card, known["longer"], "Long * videos")
    assert said.splitlines()[1].startswith("Renamed.")
    after = posted(server)
    assert after.id == before.id
    assert "**Long \\* videos** · 3 people" in read(after)
    assert "**minecraft** · 4 people" in read(after), "the other themes are what they were"
    assert await attached(after, "summary-2.png") != picture
    assert await attached(after, "summary-1.png") == await attached(before, "summary-1.png")
    assert b"Long * videos" in await attached(after, ".html")
    assert b"Long * videos" not in page
    assert await themes(stage) == [("minecraft", 4, 0), ("cooking", 3, 0), ("Long * videos", 3, 1)]

    # Merged, also over a restart: what was posted follows from the rows.
    await choose(server.boss, card, wording.MENU_HINT, known["cooking"])
    assert "cooking" in read(card)
    await choose(server.boss, card, wording.MERGE_HINT, known["longer"])
    await stage.restart()
    await seconds_later(stage)
    assert "**Long \\* videos** · 6 people" in read(posted(server))
    assert "**cooking**" not in read(posted(server))
    assert b"6 people" in await attached(posted(server), ".html")
    shown_again = shown(await server.boss.slash(server.results, "results show")).text
    assert "**Long \\* videos** · 6 people" in shown_again, "it keeps the names and the groups"

    # Split: what was put together falls apart again.
    card = await edit(server)
    await choose(server.boss, card, wording.MENU_HINT, known["longer"])
    asked = shown(await server.boss.click(card, label=wording.SPLIT)).text
    assert "Split “Long \\* videos”?" in asked
    assert "· 3" in asked
    await server.boss.click(card, label=wording.SPLIT_SURE)
    await stage.quiet()
    assert sorted(size for _, size, _ in await themes(stage)) == [3, 3, 4]
    assert "6 people" not in read(posted(server))
    # What a part means is kept, so that the next round knows it again.
    parts = "SELECT count(centre) FROM themes WHERE begun_by IS NOT NULL AND ended_by IS NULL"
    assert await stage.rows(parts) == [2]

    # And back, one step after the other, until all is as it was found.
    for _ in range(3):
        await server.boss.click(card, label=wording.UNDO)
        await stage.quiet()
    assert await themes(stage) == original
    assert wording.UNDO not in read(card)
    assert read(posted(server)) == read(before)
    assert {one.filename for one in posted(server).attachments} == {
        one.filename for one in before.attachments
    }
    deeds = await stage.rows("SELECT deed FROM audit_log WHERE deed LIKE 'theme%' ORDER BY id")
    assert deeds == ["theme_renamed", "themes_merged", "theme_split", *["themes_undone"] * 3]


async def test_two_creators_at_once_and_names_that_wont_do(stage: Stage) -> None:
    server, _ = await summarised(stage)
    manager = server.guild.create_role("Second boss", permissions=discord.Permissions(manage_guild=True))
    second = server.guild.add_member(stage.env.create_user("second"), roles=[manager])
    mine, theirs = await edit(server), await edit(server, second)
    known = await ids_by_label(stage)
    await choose(second, theirs, wording.MENU_HINT, known["cooking"])
    assert "Renamed" in await rename(stage, server.boss, mine, known["longer"], "Longer videos")
    before = await stage.everything()
    form = await second.click(theirs, label=wording.RENAME)
    assert shown(await second.submit_modal(form, {"name": "Food"})).text == wording.STALE
    await choose(server.boss, mine, wording.MENU_HINT, known["cooking"])
    for name, said in (("  ", wording.NAME_EMPTY), ("LONGER videos", wording.NAME_TAKEN)):
        form = await server.boss.click(mine, label=wording.RENAME)
        assert shown(await server.boss.submit_modal(form, {"name": name})).text == said
    form = await server.boss.click(mine, label=wording.SPLIT)
    assert shown(form).text == wording.NOTHING_SPLITS
    because = f"ear:pick:theme-merge:1:{known['cooking']}:1:"
    pressed = await stage.press(server.boss, server.results, because, [known["because"]])
    assert pressed.text == wording.OTHER_QUESTION
    assert await stage.everything() == before


async def test_themes_are_for_creators_of_that_server_once_its_summary_is_posted(stage: Stage) -> None:
    server, (fan, *_) = await summarised(stage)
    other = await stage.community("Other", survey=SURVEY)
    await let_through(stage, server, fan)
    known = await ids_by_label(stage)
    before = await stage.everything()
    for what, values in (
        ("do:themes:1:", None),
        (f"do:theme-split-sure:1:{known['longer']}:0:", None),
        (f"pick:theme-merge:1:{known['longer']}:0:", [known["cooking"]]),
        ("do:theme-undo:1:0:", None),
        ("do:quotes:1:0:", None),
        ("pick:quote-out:1:", ["1"]),
    ):
        refused = await stage.press(fan, server.welcome, f"ear:{what}", values)
        assert refused.text == words.NOT_ALLOWED
        unknown = await stage.press(other.boss, other.welcome, f"ear:{what}", values)
        assert unknown.text == words.say(words.RESULTS_ROUND_UNKNOWN, number=1)
    await stage.fan(other, "somebody")
    await stage.open_round(other, "ideas")
    for what in (f"do:theme-split-sure:1:{known['longer']}:0:", "do:themes:1:"):
        assert (await stage.press(other.boss, other.welcome, f"ear:{what}")).text == wording.NOT_POSTED
    await stage.close_round(other)
    foreign = f"ear:pick:theme-merge:1:{known['longer']}:0:"
    pressed = await stage.press(other.boss, other.welcome, foreign, [known["cooking"]])
    assert pressed.text == wording.STALE
    now = await stage.everything()
    for name in ("themes", "theme_edits", "theme_replies", "quotes", "unquoted"):
        assert now[name] == before[name], name


async def test_a_quote_is_taken_out_for_good(stage: Stage) -> None:
    server, _ = await summarised(stage)
    card = response(await server.boss.slash(server.results, "results quotes"))
    text = read(card)
    assert "> more minecraft please" in text
    (number,) = await stage.rows("SELECT min(id) FROM quotes WHERE line = '> more minecraft please'")
    assert b"more minecraft please" in await attached(posted(server), ".html")
    await choose(server.boss, card, wording.QUOTES_HINT, str(number))
    await stage.quiet()
    assert "Taken out." in read(card)
    assert "more minecraft please" not in read(card)
    assert "more minecraft please" not in read(posted(server))
    assert "(quote withdrawn)" in read(posted(server))
    for ending in (".html", ".xlsx"):
        assert b"more minecraft please" not in await plain(posted(server), ending)
    assert "**minecraft** · 4 people" in read(posted(server)), "it counts on"
    # A summary that is made anew doesn't bring it back.
    known = await ids_by_label(stage)
    await rename(stage, server.boss, await edit(server), known["minecraft"], "Blocks")
    assert "**Blocks** · 4 people" in read(posted(server))
    assert "more minecraft please" not in read(posted(server))
    again = await stage.press(server.boss, server.results, "ear:pick:quote-out:1:", [str(number)])
    assert wording.QUOTE_GONE in again.text
    assert await stage.rows("SELECT count(*) FROM audit_log WHERE deed = 'quote_removed'") == [1]


async def plain(message: discord.Message, ending: str) -> bytes:
    """What an attached file says; a workbook's parts are packed."""
    data = await attached(message, ending)
    if ending != ".xlsx":
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return b"".join(book.read(name) for name in book.namelist())


async def test_the_files_follow_when_somebody_is_forgotten_or_quoted_no_more(stage: Stage) -> None:
    server, fans = await summarised(stage)
    for ending in (".html", ".xlsx"):
        assert b"minecraft with mods" in await plain(posted(server), ending)
    before = posted(server)
    asked = await fans[3].slash(server.welcome, "feedback forget")
    await fans[3].click(response(asked), label=phrases.FORGET_BUTTON.text)
    await stage.quiet()
    for ending in (".html", ".xlsx"):
        assert b"minecraft with mods" not in await plain(posted(server), ending)
        assert b"cooking your favourite recipe" in await plain(posted(server), ending)
    assert [one.id for one in posted(server).attachments if one.filename.endswith(".png")] == [
        one.id for one in before.attachments if one.filename.endswith(".png")
    ], "the pictures stayed"
    # Somebody whom only the files quote: the card doesn't show them, and still everything follows.
    (line,) = await stage.rows("SELECT line FROM quotes WHERE section = -1 AND question_id = 'what' LIMIT 1")
    (who,) = await stage.rows(
        "SELECT user_id FROM followers f JOIN invitations i ON i.follower_id = f.id "
        "JOIN quotes q ON q.invitation_id = i.id WHERE q.line = :line AND q.section = -1 LIMIT 1", line=line,
    )  # fmt: skip
    said = line.removeprefix("> ").encode()
    assert said in await plain(posted(server), ".html")
    fan = next(one for one in fans if one.id == who)
    card = response(await fan.click(await opened(fan, server), label="Language, quoting, place"))
    await choose(fan, card, "Quoting", "no")
    await stage.quiet()
    for ending in (".html", ".xlsx"):
        assert said not in await plain(posted(server), ending)


async def test_files_that_cant_be_made_anew_go_at_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    server, fans = await summarised(stage)

    async def never(self: Workshop, *_: object) -> None:
        raise WorkerDiedError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(Workshop, "run", never)
        asked = await fans[3].slash(server.welcome, "feedback forget")
        await fans[3].click(response(asked), label=phrases.FORGET_BUTTON.text)
        await stage.quiet()
        assert not [one for one in posted(server).attachments if not one.filename.endswith(".png")]
        assert "minecraft with mods" not in read(posted(server))
    await stage.pass_time(timedelta(minutes=2))
    await seconds_later(stage)
    for ending in (".html", ".xlsx"):
        assert b"minecraft with mods" not in await plain(posted(server), ending)
        assert b"cooking your favourite recipe" in await plain(posted(server), ending)
