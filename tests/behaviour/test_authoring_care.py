"""The survey editor where something stands in the way: another editor, a right that is gone, a name that is taken."""

import contextlib

import pytest
from simcord.results import ResponseMessage

from surveys.core import words
from surveys.core.editing import Step
from surveys.core.editing_cards import Mark
from surveys.core.errors import KindError
from surveys.core.roles import Actor, Right
from surveys.core.sheets import Given
from surveys.core.wording import authoring
from surveys.engine.authoring import Authoring
from surveys.engine.library import Library
from tests.behaviour.conftest import NothingCameBackError, Server, Stage, response, shown
from tests.behaviour.editor import Editor
from tests.behaviour.test_authoring import GAMES
from tests.behaviour.test_preferences import choose
from tests.behaviour.test_team import helper


async def writer(stage: Stage, server: Server) -> tuple[Editor, ResponseMessage]:
    """Somebody else who may write surveys, and the card that says so."""
    role, ann = await helper(stage, server)
    card = response(await server.boss.slash(server.results, "rights", role=role))
    await choose(server.boss, card, "What may they do?", Right.SURVEYS.value)
    return Editor(stage, server, ann), card


# --- two at once -------------------------------------------------------------------------------------------


async def test_two_editors_dont_overwrite_each_other_and_nothing_typed_is_lost(stage: Stage) -> None:
    server = await stage.community(survey=GAMES)
    boss, (ann, _) = Editor(stage, server), await writer(stage, server)
    for one in (boss, ann):
        await one.run("survey edit", survey="games")
        await one.pick(authoring.OPEN_HINT, "1.")
    open_form = await ann.open(authoring.EDIT)
    await boss.fill(authoring.EDIT, text="Boss wrote this?")
    said = await ann.send(open_form, text="Ann's long thoughts?")
    assert "changed this survey" in said
    assert "You changed" not in said
    assert "so what you just wrote was not stored" in said
    assert "Ann's long thoughts?" in said
    assert "Boss wrote this?" in await ann.press(authoring.SHOW_NOW)
    # With the card as it is now it works, and now the other's is older.
    await ann.pick(authoring.OPEN_HINT, "1.")
    await ann.fill(authoring.EDIT, text="Ann's long thoughts?")
    said = await boss.press(authoring.DELETE)
    assert "nothing of yours was changed" in said
    assert "Ann's long thoughts?" in said
    assert await stage.rows("SELECT revision FROM drafts") == [3]


async def test_a_long_text_that_came_too_late_comes_back_as_a_file(stage: Stage) -> None:
    server = await stage.community(survey=GAMES)
    editor = Editor(stage, server)
    await editor.run("survey edit", survey="games")
    form = await editor.open(authoring.TEXTS)
    await editor.add("Yes or no", text="New?")
    said = await editor.send(form, intro="a" * 600, thanks="b" * 600, reward="c" * 300)
    assert "You changed this survey" in said
    (file,) = editor.card.message.attachments
    assert b"a" * 600 in await file.read()


async def test_a_version_that_came_in_meanwhile_is_not_passed_over(stage: Stage) -> None:
    server = await stage.community(survey=GAMES)
    editor = Editor(stage, server)
    await editor.run("survey edit", survey="games")
    await editor.add("Yes or no", text="New?")
    await stage.bring_in(server, GAMES.replace("Zelda", "Tetris"))
    assert "Version 2 came in while you were editing" in await editor.press(authoring.SAVE)
    assert "version 3" in await editor.press(authoring.OVERTAKEN_SAVE)
    # Who only looked gets the newer version the next time.
    await editor.run("survey edit", survey="games")
    await stage.bring_in(server, GAMES)
    assert "As saved in version 4" in await editor.run("survey edit", survey="games")


# --- rights ---------------------------------------------------------------------------------------------------


async def test_who_loses_the_right_midway_changes_nothing_more(stage: Stage) -> None:
    server = await stage.community(survey=GAMES)
    ann, card = await writer(stage, server)
    await ann.run("survey edit", survey="games")
    form = await ann.open(authoring.TEXTS)
    await choose(server.boss, card, "What may they do?", Right.RESULTS.value)
    before = await stage.everything()
    assert await ann.send(form, title="Mine now") == words.NOT_GRANTED[Right.SURVEYS]
    draft = Mark(1, 1, Step.SAVE)
    assert await ann.use(draft) == words.NOT_GRANTED[Right.SURVEYS]
    assert await ann.use(Mark(1, 1, Step.ADD), ["1"]) == words.NOT_GRANTED[Right.SURVEYS]
    for command, given in (
        ("new", {"name": "X"}),
        ("edit", {"survey": "games"}),
        ("archive", {"survey": "games"}),
    ):
        assert await ann.run(f"survey {command}", **given) == words.NOT_GRANTED[Right.SURVEYS]
    assert await stage.everything() == before


async def test_another_servers_draft_cant_be_reached(stage: Stage) -> None:
    theirs, mine = await stage.community("Theirs", GAMES), await stage.community("Mine", None)
    await Editor(stage, theirs).run("survey edit", survey="games")
    editor = Editor(stage, mine)
    before = await stage.everything()
    engine = Authoring(stage.app.database, Library())
    for step in Step:
        assert await editor.use(Mark(1, 1, step, 1)) == authoring.GONE
        assert await editor.use(Mark(1, 1, step, 1), ["1"]) == authoring.GONE
        given = Given({"text": "x", "title": "x"})
        with pytest.raises(KindError) as caught:
            await engine.filled(mine.guild.id, _manager(mine), Mark(1, 1, step, 1), given, stage.now)
        assert caught.value.sentence == authoring.GONE
    assert await stage.everything() == before


async def test_a_forged_button_of_ones_own_draft_does_no_harm(stage: Stage) -> None:
    server = await stage.community(survey=GAMES)
    editor = Editor(stage, server)
    await editor.run("survey edit", survey="games")
    (draft,) = await stage.rows("SELECT id FROM drafts")
    for step in (*Step, 999):
        for number, values in ((0, None), (8 * 10**18, None), (99, ["x"]), (0, ["9" * 80])):
            with contextlib.suppress(NothingCameBackError):  # a form came instead
                await editor.use(Mark(draft, 1, step, number), values)
            assert await stage.rows("SELECT count(*) FROM survey_versions") == [1]
            if not await stage.rows("SELECT id FROM drafts WHERE revision = 1"):
                assert step in {Step.SAVE, Step.SAVE_OVER, Step.DROP_SURE}, "nothing else ends a draft"
                await editor.run("survey edit", survey="games")
                (draft,) = await stage.rows("SELECT id FROM drafts")


def _manager(server: Server) -> Actor:
    return Actor(server.boss.id, frozenset(), manages_server=True)


# --- names and limits ------------------------------------------------------------------------------------------


async def test_the_same_name_twice_leads_to_the_one_there_is(stage: Stage) -> None:
    server = await stage.community(survey=GAMES)
    editor = Editor(stage, server)
    assert "There is a survey called **Games** here already" in await editor.run(
        "survey new", name=" games! "
    )
    assert "**1.** Which game?" in await editor.press("Edit Games")
    await editor.run("survey new", name="Only a draft")
    assert authoring.GOES_ON[:20] in await editor.run("survey new", name="only a draft")
    assert await editor.run("survey new", name="🎉") == authoring.BAD_NAME
    # Names that make the same id are two surveys all the same.
    for name in ("動画", "音楽"):
        assert name in await editor.run("survey new", name=name)
    keys = await stage.rows("SELECT key FROM drafts ORDER BY id")
    assert keys == ["games", "only-a-draft", "survey", "survey-2"]
    offered = await server.boss.autocomplete(server.results, "survey edit", "survey", "draft")
    assert [one["name"] for one in offered][:1] == ["Only a draft (draft)"]
    listed = shown(await server.boss.slash(server.results, "survey list")).text
    assert "Not saved yet: **Only a draft**, **動画**, **音楽**" in listed


async def test_unfinished_drafts_dont_pile_up_without_end(stage: Stage) -> None:
    server = await stage.community(survey=None)
    editor = Editor(stage, server)
    for number in range(25):
        await editor.run("survey new", name=f"Draft {number}")
    assert "which is as many as are kept" in await editor.run("survey new", name="One more")
    assert await stage.rows("SELECT count(*) FROM drafts") == [25]


async def test_texts_and_lists_beyond_the_limits_are_refused_with_all_that_was_typed(stage: Stage) -> None:
    server = await stage.community(survey=GAMES)
    editor = Editor(stage, server)
    await editor.run("survey edit", survey="games")
    before = await stage.everything()
    engine, boss = Authoring(stage.app.database, Library()), _manager(server)
    endless = "x" * 10_000
    for step, number, texts in (
        (Step.EDIT, 1, {"text": endless, "options": "a\nb"}),
        (Step.EDIT, 1, {"text": "Which?", "options": "\n".join(f"Option {one}" for one in range(101))}),
        (Step.EDIT, 1, {"text": "Which?", "options": "only one"}),
        (Step.ADD, 2, {"text": "Which?", "options": f"{endless}\nb"}),
        (Step.TEXTS, 0, {"title": endless}),
        (Step.TEXTS, 0, {"title": ""}),
    ):
        card = await engine.filled(server.guild.id, boss, Mark(1, 1, step, number), Given(texts), stage.now)
        said = "\n".join(card.paragraphs)
        assert authoring.REFUSED in said
        typed = card.document.data.decode() if card.document is not None else said
        assert all(text in typed for text in texts.values())
    assert await stage.everything() == before
    # A hundred options are fine, and so is what 25 of them would not fit into.
    many = "\n".join(f"Option number {one}" for one in range(100))
    await editor.pick(authoring.OPEN_HINT, "1.")
    assert "Option number 3" in await editor.fill(authoring.EDIT, options=many)
    opened = await editor.open(authoring.WAYS)
    editor.card = shown(opened)
    await editor.fill(authoring.WAYS_ADD, when3=["option-number-99"], to=["end"])
    assert "If the answer is Option number 99: go to the end." in editor.text


async def test_a_card_that_discord_wont_take_is_explained_and_nothing_is_lost(stage: Stage) -> None:
    server = await stage.community(survey=GAMES)
    editor = Editor(stage, server)
    await editor.run("survey edit", survey="games")
    form = await editor.open(authoring.TEXTS)
    stage.env.inject_error("POST", "/interactions/*/callback", status=400, code=20009)
    said = await editor.send(form, title="Something Discord dislikes")
    assert said == authoring.CARD_REFUSED
    assert "Something Discord dislikes" in await editor.run("survey edit", survey="games")
