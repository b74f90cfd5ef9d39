"""What people, machines and mischief send: each has a kind outcome, and nothing is lost, doubled or half stored."""

import asyncio

import pytest

from cogs.cards import FORM_TEXT
from surveys.core import ids
from surveys.core.language import Languages
from surveys.core.phrases import asking
from surveys.core.prompt import Control
from surveys.core.replies import Tapped
from surveys.engine.answering import Answering
from surveys.engine.hearing import Hearing
from surveys.engine.ideas import Ideas
from surveys.engine.receiving import Receiving
from surveys.engine.scenes import Scenes
from surveys.engine.versions import Versions
from surveys.ports import Person
from surveys.store.attachments import FOLDER, Attachments
from tests.behaviour.conftest import Stage, last, response, shown

DIARY = """
key: diary
title: A diary
questions:
  - {id: day, kind: long_text, text: Tell me about your day}
"""
WORD = """
key: word
title: One word
questions:
  - {id: word, kind: short_text, text: Which word}
  - {id: sure, kind: yes_no, text: Sure}
"""


async def test_two_hundred_messages_in_a_row_are_all_kept_and_few_are_answered(stage: Stage) -> None:
    server = await stage.community(survey=DIARY)
    anna = await stage.fan(server)
    await stage.open_round(server, "diary")
    before = len(stage.sent_to(anna))
    for number in range(200):
        stage.env.backend.create_message(anna.user.dm_channel.id, anna.id, f"line {number}")
    await stage.env.settle()
    assert len(stage.sent_to(anna)) - before < 100
    await anna.user.click(last(anna.user.dm_channel), label="Done")
    written = (await stage.answers())["day"]["wrote"]
    assert sorted(written.splitlines()) == sorted(f"line {number}" for number in range(200))
    assert await stage.rows("SELECT count(*) FROM replies") == [201]


async def test_a_second_device_that_still_shows_the_old_card_changes_nothing(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    (mine,) = await stage.rows("SELECT id FROM invitations")
    await anna.user.click(last(anna.user.dm_channel), label="4")
    said = await stage.press(anna.user, anna.user.dm_channel, ids.tap(mine, "mood", "2"))
    assert said.private
    assert said.text.startswith(asking.STALE.text)
    assert await stage.answers() == {"mood": {"rated": 4}}


async def test_two_devices_in_the_same_instant_give_one_answer(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    (mine,) = await stage.rows("SELECT id FROM invitations")
    # The simulated Discord hands over one click after the other, so these go to the engine at once.
    scenes = Scenes(Versions(), Languages())
    database = stage.app.database
    receiving = Receiving(Attachments(database.path.parent / FOLDER))
    answering = Answering(database, scenes, Hearing(scenes), Ideas(database, Languages()), receiving)
    ref = last(anna.user.dm_channel).id + 1
    replies = await asyncio.gather(
        *(
            answering.take_tap(
                Person(anna.id), mine, Tapped("mood", (token,)), ref + number, None, stage.now, here=False
            )
            for number, token in enumerate(("2", "4", "2", "5"))
        )
    )
    assert await stage.answers() == {"mood": {"rated": 2}}
    assert [reply.private for reply in replies] == [False, True, True, True], (
        "one goes on, the others are told"
    )


@pytest.mark.parametrize(
    "text", ["@everyone <@1> <@&2>", "\u202eevil", "Z" + "\u0300" * 300, "a\x00b", "**b** ||c||"]
)
async def test_what_is_read_back_is_harmless_and_what_is_stored_is_what_was_sent(
    stage: Stage, text: str
) -> None:
    server = await stage.community(survey=WORD)
    anna = await stage.fan(server)
    await stage.open_round(server, "word")
    await anna.user.send_dm(text)
    said = stage.dm(anna).splitlines()[0]
    assert said.startswith(("Noted: ", asking.EXPECTED_SHORTER.text[:7]))
    assert not {"\u202e", "\x00"} & set(said)
    assert "@everyone" not in said.replace("\\@", "")
    assert said.count("\u0300") <= 4
    assert len((await stage.answers()).get("word", {}).get("wrote", text)) == len(text)


async def test_an_empty_form_is_a_question_back(stage: Stage) -> None:
    server = await stage.community(survey=WORD)
    anna = await stage.fan(server)
    await stage.open_round(server, "word")
    card = response(await anna.click(last(server.welcome), label="Answer here"))
    form = await anna.click(card, label="Write")
    said = shown(await anna.submit_modal(form, {FORM_TEXT: ""}))
    assert asking.EXPECTED_TEXT.text in said.text
    assert await stage.answers() == {}


async def test_ids_of_somebody_elses_invitation_change_nothing(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    await stage.open_round(server)
    before = await stage.answers(), await stage.states()
    (theirs,) = await stage.rows("SELECT id FROM invitations ORDER BY id LIMIT 1")
    for forged in (
        ids.tap(theirs, "mood", "4"),
        ids.control(theirs, "mood", Control.STOP),
        ids.control(theirs, "mood", Control.LATER),
        ids.write(theirs, "mood"),
        f"ear:do:snooze:{theirs}:hour:",
        f"ear:do:continue:{theirs}:",
        f"ear:do:change:{theirs}:",
        ids.tap(8_999_999_999_999_999_999, "nothing", "x"),
    ):
        said = await stage.press(ben.user, ben.user.dm_channel, forged)
        assert (said.text, said.private) == (asking.NOT_YOURS.text, True)
    assert (await stage.answers(), await stage.states()) == before
    assert anna.id != ben.id
