"""`/survey new` and `/survey edit`: surveys are written in Discord, kept at every step, and never overwritten."""

import json

from surveys.core import words
from surveys.core.editing import Step
from surveys.core.editing_cards import Mark
from surveys.core.roles import Right
from surveys.core.wording import authoring
from tests.behaviour.conftest import Server, Stage, shown
from tests.behaviour.editor import Editor
from tests.behaviour.test_preferences import choose
from tests.behaviour.test_team import helper

GAMES = """\
title: Games
questions:
  - {id: game, kind: choice, text: "Which game?", options: [Minecraft, Zelda], required: true}
  - {id: why, kind: short_text, text: "Why?"}
"""


async def writer(stage: Stage, server: Server) -> Editor:
    """Somebody else who may write surveys and nothing else."""
    role, ann = await helper(stage, server)
    card = shown(await server.boss.slash(server.results, "rights", role=role)).message
    await choose(server.boss, card, "What may they do?", Right.SURVEYS.value)
    return Editor(stage, server, ann)


# --- the whole way ---------------------------------------------------------------------------------------


async def test_from_setup_to_a_scheduled_round_with_own_questions_takes_few_steps(stage: Stage) -> None:
    server = stage.server()
    editor = Editor(stage, server)
    await editor.run("setup start", results_channel=server.results, join_channel=server.welcome)
    await editor.run("survey new", name="My ideas", template="monthly-ideas")
    await editor.pick(authoring.OPEN_HINT, "1.")
    assert "Really now?" in await editor.fill(authoring.EDIT, text="Really now?")
    await editor.press(authoring.BACK)
    played = shown(await server.boss.click(editor.card.message, label=authoring.PLAY))
    assert played.private
    assert "Preview" in played.text
    assert "Really now?" in played.text
    assert "**My ideas** is ready (`my-ideas`, version 1)" in await editor.press(authoring.SAVE)
    await editor.run("round schedule", survey="my-ideas", repeat=2, at="18:00")
    await editor.press(words.SERIES_KEEP)
    assert await stage.rows("SELECT state FROM series") == ["active"]
    assert editor.steps <= 12


async def test_a_survey_is_written_from_nothing_and_asked(stage: Stage) -> None:
    server = await stage.community(survey=None)
    editor = Editor(stage, server)
    assert authoring.MISSING_QUESTION in await editor.run("survey new", name="Let’s play")
    assert authoring.SAVE not in editor.labels
    listed = "Minecraft\n- Zelda\nTetris"
    await editor.add("Pick one", text="Which game?", options=listed, switches=["required"])
    await editor.add("Short text", text="What about it?", switches=["private"])
    await editor.add("Scale", text="How much?", ends="a little\na lot", points="1 to 3")
    reward = "Code SAVE_20_NOW at https://shop.example/a_b_c"
    assert "Hi there" in await editor.fill(authoring.TEXTS, intro="Hi there", reward=reward)

    card = await editor.pick(authoring.OPEN_HINT, "1.")
    assert authoring.SHOWN in card
    assert "[Minecraft] [Zelda] [Tetris]" in card
    await editor.press(authoring.WAYS)
    card = await editor.fill(authoring.WAYS_ADD, when0=["tetris"], to=["how-much"])
    assert "If the answer is Tetris: go to question 3 (“How much?”)." in card
    await editor.press(authoring.QUESTION_BACK)
    await editor.press(authoring.BACK)
    await editor.pick(authoring.OPEN_HINT, "2.")
    card = await editor.fill(authoring.INSERT, what=["which-game"], where=["text-10"], **{"else": "it"})
    assert "What about ‹answer to 1› it?" in card
    assert "private" in card
    await editor.press(authoring.BACK)
    await editor.press(authoring.SAVE)

    anna = await stage.fan(server)
    await stage.open_round(server, "let-s-play")
    assert "Hi there" in stage.dm(anna)
    await anna.user.send_dm("zelda")
    assert "What about Zelda it?" in stage.dm(anna)
    await anna.user.send_dm("everything")
    assert "SAVE" not in stage.dm(anna), "it is for those who came to the end"
    await anna.user.send_dm("3")
    assert "SAVE\\_20\\_NOW at https://shop.example/a_b_c" in stage.dm(anna)


async def test_what_is_changed_later_is_the_next_version_and_ids_stay(stage: Stage) -> None:
    server = await stage.community(survey=GAMES)
    editor = Editor(stage, server)
    assert "As saved in version 1" in await editor.run("survey edit", survey="games")
    assert authoring.UNDO not in editor.labels
    await editor.pick(authoring.OPEN_HINT, "1.")
    await editor.fill(authoring.EDIT, text="Which one?", options="Zelda\nMinecraft 2\nTetris")
    assert authoring.COPIED in await editor.press(authoring.COPY)
    await editor.pick(authoring.OPEN_HINT, "3.")
    assert authoring.DELETED in await editor.press(authoring.DELETE)
    await editor.add("Short text", text="Why?")
    assert "version 2" in await editor.press(authoring.SAVE)
    (first, second) = [
        version["questions"]
        for version in map(json.loads, await stage.rows("SELECT definition FROM survey_versions"))
    ]
    assert [one["id"] for one in first] == ["game", "why"]
    # The new question is another one, though it reads like one that was.
    assert [one["id"] for one in second] == ["game", "game-2", "why-2"]
    assert [one["id"] for one in second[0]["options"]] == ["zelda", "minecraft", "tetris"]
    assert await stage.rows("SELECT count(*) FROM drafts") == [0]
    lines = shown(await server.boss.slash(server.results, "audit")).text
    assert "survey saved (games, version 2)" in lines


async def test_a_draft_is_kept_over_a_restart_and_every_step_can_be_taken_back(stage: Stage) -> None:
    server = await stage.community(survey=GAMES)
    editor = Editor(stage, server)
    before = await editor.run("survey edit", survey="games")
    await editor.pick(authoring.OPEN_HINT, "2.")
    assert "Now it is question 1." in await editor.press(authoring.UP)
    await editor.press(authoring.DELETE)
    await stage.restart()
    assert "**2.**" in await editor.press(authoring.UNDO)
    after = await editor.press(authoring.UNDO)
    assert after.splitlines()[2:6] == before.splitlines()[1:5]
    assert authoring.UNDO not in editor.labels
    assert "Throw away this draft?" in await editor.press(authoring.DROP)
    assert await editor.press(authoring.DROP_YES) == authoring.DROPPED
    assert authoring.GONE in await editor.use(Mark(1, 1, Step.SAVE))
    assert await stage.rows("SELECT count(*) FROM survey_versions") == [1]
