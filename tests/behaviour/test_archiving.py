"""`/survey archive`: a survey is put away and brought back, and `/survey list` stays of use with hundreds."""

import json

from surveys.core import words
from surveys.core.wording import authoring
from tests.behaviour.conftest import Stage, response, shown
from tests.behaviour.editor import Editor
from tests.behaviour.test_series import scheduled


async def test_an_archived_survey_is_out_of_the_way_and_its_round_goes_on(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    editor = Editor(stage, server)
    offer = await server.boss.slash(server.results, "round start", survey="monthly")
    await stage.open_round(server)
    await scheduled(stage, server)
    await editor.run("survey edit", survey="monthly")
    await editor.add("Yes or no", text="More?")
    save = editor.card
    said = await editor.run("survey archive", survey="monthly")
    assert said.splitlines()[1:4] == [
        authoring.ARCHIVED_ROUND,
        authoring.ARCHIVED_SERIES_ONE,
        authoring.ARCHIVED_DRAFT,
    ]
    assert await stage.rows("SELECT state FROM series") == ["paused"]
    archived = words.say(authoring.IS_ARCHIVED, title="Monthly ideas", key="monthly")
    for command, given in (
        ("round start", {}),
        ("round schedule", {"repeat": 1, "at": "18:00"}),
        ("survey edit", {}),
    ):
        assert (
            shown(await server.boss.slash(server.results, command, survey="monthly", **given)).text
            == archived
        )
    assert (await stage.bring_in(server, EDITED)).text == archived
    assert shown(await server.boss.click(save.message, label=authoring.SAVE)).text == archived
    for command in ("round start", "survey edit", "survey export"):
        assert await server.boss.autocomplete(server.results, command, "survey", "month") == []
    assert authoring.LIST_ARCHIVED.replace("{count}", "1") in await editor.run("survey list")

    await anna.user.send_dm("4")  # the round goes on, and is summed up
    await stage.close_round(server)
    assert "Monthly ideas · round 1" in stage.posted(server)[-1]
    assert shown(await server.boss.click(response(offer), label=words.ROUND_START)).text == archived

    (offered,) = await server.boss.autocomplete(server.results, "survey archive", "survey", "month")
    assert offered["name"] == "Monthly ideas (archived)"
    said = await editor.run("survey archive", survey="monthly")
    assert "is back" in said
    assert authoring.BACK_SERIES in said
    await stage.open_round(server)


EDITED = "key: monthly\ntitle: Monthly ideas\nquestions: [{id: a, kind: yes_no, text: Well}]\n"


async def test_archiving_can_be_undone_at_once_and_only_here(stage: Stage) -> None:
    server, other = await stage.community(), await stage.community("Other", None)
    editor = Editor(stage, server)
    await editor.run("survey archive", survey="monthly")
    away = await stage.everything()
    said = await stage.press(other.boss, other.welcome, "ear:do:survey-back:1:")
    assert "There is no survey" in said.text
    assert await stage.everything() == away
    assert "is back" in await editor.press(authoring.ARCHIVE_UNDO)
    lines = shown(await server.boss.slash(server.results, "audit")).text
    assert "survey back (monthly)" in lines
    assert "survey archived (monthly)" in lines
    assert "There is a survey called" in await editor.run("survey new", name="Monthly ideas")
    await editor.run("survey archive", survey="monthly")
    assert "There is an archived survey called" in await editor.run("survey new", name="Monthly ideas")


async def test_three_hundred_surveys_are_listed_by_pages_and_found_by_typing(stage: Stage) -> None:
    server = await stage.community(survey=None)
    for number in range(300):
        definition = {"key": f"s{number}", "title": f"Survey {number:03}", "questions": [{}]}
        await stage.change(
            "INSERT INTO surveys (id, community_id, key) VALUES (:id, :community, :key)",
            id=number + 1,
            community=server.guild.id,
            key=f"s{number:03}",
        )
        await stage.change(
            "INSERT INTO survey_versions (survey_id, number, definition, made_by, made_at) "
            "VALUES (:id, 1, :definition, 1, '2026-01-01T00:00:00.000000Z')",
            id=number + 1,
            definition=json.dumps(definition),
        )
    editor = Editor(stage, server)
    first = await editor.run("survey list")
    assert "Survey 014" in first
    assert "1 to 15 of 300" in first
    assert authoring.EARLIER not in editor.labels
    for _ in range(19):
        await editor.press(authoring.OLDER)
    assert "286 to 300 of 300" in editor.text
    assert authoring.OLDER not in editor.labels
    assert "271 to 285 of 300" in await editor.press(authoring.EARLIER)
    assert "286 to 300" in (await stage.press(server.boss, server.welcome, "ear:do:surveys:99999:")).text
    for command in ("round start", "survey edit", "survey archive"):
        offered = await server.boss.autocomplete(server.results, command, "survey", "")
        assert len(offered) == 25
        offered = await server.boss.autocomplete(server.results, command, "survey", "survey 29")
        assert [one["name"] for one in offered] == [f"Survey 29{digit}" for digit in range(10)]
