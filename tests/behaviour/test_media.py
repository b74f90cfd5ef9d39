"""What is shown with a question: uploaded or on the web, in the editor and to followers."""

import base64
from datetime import timedelta

import discord
from simcord.components import walk_components
from simcord.results import ResponseMessage

from surveys.core.wording import authoring
from tests.behaviour.conftest import Stage, components_of, last
from tests.behaviour.editor import Editor

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x00\x00\x00\x00"
SURVEY = """\
title: Covers
questions:
  - {id: cover, kind: yes_no, text: "This cover?"}
  - {id: next, kind: short_text, text: "And next?"}
"""


def sources(message: discord.Message | ResponseMessage) -> list[str]:
    """The addresses of what a message shows."""
    parts = list(walk_components(components_of(message)))
    galleries = [item["media"]["url"] for part in parts for item in part.get("items", ())]
    return [*galleries, *(part["file"]["url"] for part in parts if "file" in part)]


async def test_a_picture_is_uploaded_seen_in_the_editor_and_comes_with_the_question(stage: Stage) -> None:
    server = await stage.community(survey=SURVEY)
    anna = await stage.fan(server)
    editor = Editor(stage, server)
    await editor.run("survey edit", survey="covers")
    await editor.pick(authoring.OPEN_HINT, "1.")
    said = await editor.fill(authoring.MEDIA, file=("holiday photo.png", PNG), media_alt="A cat")
    assert authoring.CHANGED in said
    (upload,) = await stage.rows("SELECT id FROM media")
    assert [one.filename for one in editor.card.message.attachments] == [f"shown-{upload}.png"]
    assert len(sources(editor.card.message)) == 1
    await editor.press(authoring.BACK)
    assert sources(editor.card.message) == []
    await editor.press(authoring.SAVE)

    await stage.open_round(server, "covers")
    message = last(anna.user.dm_channel)
    (picture,) = message.attachments
    assert await picture.read() == PNG
    assert len(sources(message)) == 1
    await anna.user.click(message, label="Yes")
    assert "And next?" in stage.dm(anna)
    assert sources(last(anna.user.dm_channel)) == []
    await stage.restart()
    await anna.user.click(last(anna.user.dm_channel), label="Back")
    assert len(sources(last(anna.user.dm_channel))) == 1, "it is read anew"


async def test_addresses_and_sounds_are_fine_and_other_things_are_kindly_refused(stage: Stage) -> None:
    server = await stage.community(survey=SURVEY)
    editor = Editor(stage, server)
    await editor.run("survey edit", survey="covers")
    await editor.pick(authoring.OPEN_HINT, "1.")
    await editor.fill(authoring.MEDIA, media="https://example.com/a.gif")
    assert sources(editor.card.message) == ["https://example.com/a.gif"]
    await editor.fill(authoring.MEDIA, media="")
    assert sources(editor.card.message) == []
    await editor.fill(authoring.MEDIA, file=("hm.wav", WAV))
    assert len(sources(editor.card.message)) == 1
    before = await stage.rows("SELECT id, definition FROM drafts")
    assert authoring.MEDIA_ADDRESS in await editor.fill(authoring.MEDIA, media="http://example.com/a.gif")
    await editor.press(authoring.SHOW_NOW)
    await editor.pick(authoring.OPEN_HINT, "1.")
    card = editor.card
    assert "nothing that can be shown" in await editor.fill(
        authoring.MEDIA, file=("evil.png", b"MZ\x90\x00" * 9)
    )
    editor.card = card
    assert "Discord takes 10" in await editor.fill(authoring.MEDIA, file=("big.png", PNG + bytes(11 * 2**20)))
    assert await stage.rows("SELECT id, definition FROM drafts") == before


async def test_files_carry_no_pictures_and_say_so_and_what_nobody_shows_goes(stage: Stage) -> None:
    one, two = await stage.community("One", SURVEY), await stage.community("Two", SURVEY)
    editor = Editor(stage, one)
    await editor.run("survey edit", survey="covers")
    await editor.pick(authoring.OPEN_HINT, "1.")
    await editor.fill(authoring.MEDIA, file=("a.png", PNG))
    (upload,) = await stage.rows("SELECT id FROM media")
    showing = SURVEY.replace('"This cover?"', f'"This cover?", media: "upload:{upload}"')
    assert "survey files carry no pictures" in (await stage.bring_in(two, showing)).text
    assert "version 2" in (await stage.bring_in(one, showing)).text
    # Replaced in the draft, but a version still shows it; a later one of the draft alone goes after a day.
    await editor.fill(authoring.MEDIA, file=("b.png", PNG))
    await editor.press(authoring.BACK)
    await editor.press(authoring.DROP)
    await editor.press(authoring.DROP_YES)
    stage.now += timedelta(days=2)
    await editor.run("survey edit", survey="covers")
    await editor.pick(authoring.OPEN_HINT, "2.")
    await editor.fill(authoring.MEDIA, file=("c.png", PNG))
    ids = await stage.rows("SELECT id FROM media ORDER BY id")
    assert len(ids) == 2
    assert ids[0] == upload
    folder = stage.settings.data_folder / "media"
    assert sorted(int(path.name) for path in folder.iterdir()) == ids
