"""Replies that don't come as planned: other people's buttons, old cards, odd messages, two at once."""

from surveys.core import ids
from surveys.core.language import ENGLISH
from surveys.core.phrases import asking, joining
from surveys.core.prompt import Control
from tests.behaviour.conftest import Stage, components_of, custom_ids, last, shown

LATER = """
key: later
title: Another one
questions:
  - {id: tea, kind: yes_no, text: "Tea?"}
  - {id: name, kind: short_text, text: "What do you call it?"}
"""


async def test_somebody_elses_card_changes_nothing(stage: Stage) -> None:
    server = await stage.community()
    _, ben = await stage.fans(server, "anna", "ben")
    await stage.open_round(server)
    before = await stage.everything()
    (theirs,) = await stage.rows("SELECT id FROM invitations ORDER BY id LIMIT 1")
    dm = ben.user.dm_channel
    for forged in (
        ids.tap(theirs, "mood", "1"),
        ids.control(theirs, "mood", Control.SKIP),
        ids.control(theirs, "mood", Control.STOP),
        ids.control(theirs, "mood", ids.DONE),
    ):
        said = await stage.press(ben.user, dm, forged)
        assert (said.text, said.private) == (asking.NOT_YOURS.text, True)
    picked = await stage.press(ben.user, dm, ids.menu(theirs, "when"), ["lunch"])
    assert (picked.text, picked.private) == (asking.NOT_YOURS.text, True)
    assert await stage.everything() == before


async def test_ids_of_nothing_change_nothing(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    before = await stage.everything()
    for forged in (999, 10**17):
        said = await stage.press(anna.user, anna.user.dm_channel, ids.tap(forged, "mood", "1"))
        assert (said.text, said.private) == (asking.NOT_YOURS.text, True)
    assert await stage.everything() == before


async def test_a_forged_question_or_option_is_no_answer(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    (mine,) = await stage.rows("SELECT id FROM invitations")
    dm = anna.user.dm_channel
    elsewhere = await stage.press(anna.user, dm, ids.tap(mine, "nowhere", "1"))
    assert elsewhere.private
    assert elsewhere.text.startswith(asking.STALE.text)
    no_option = await stage.press(anna.user, dm, ids.tap(mine, "mood", "11"))
    assert no_option.text.startswith(ENGLISH.say(asking.EXPECTED_POINTS, low=1, high=5))
    skipped = await stage.press(anna.user, dm, ids.control(mine, "mood", Control.SKIP))
    assert skipped.text.startswith(asking.REQUIRED.text)
    assert await stage.rows("SELECT count(*) FROM answers") == [0]
    assert await stage.states() == ["sent"]


async def test_a_menus_limits_hold_whatever_the_client_sends(stage: Stage) -> None:
    server = await stage.community(survey=TWO_OF_THREE)
    anna = await stage.fan(server)
    await stage.open_round(server, "days")
    (mine,) = await stage.rows("SELECT id FROM invitations")
    menu = ids.menu(mine, "days")
    for picked in (["mon"], ["mon", "tue", "wed"]):
        said = await stage.press(anna.user, anna.user.dm_channel, menu, picked)
        assert "Nearly there: pick 2, please." in said.text
    assert await stage.rows("SELECT count(*) FROM answers") == [0]


TWO_OF_THREE = """
key: days
title: Two days
questions:
  - {id: days, kind: multiple_choice, text: "Which two?", options: [Mon, Tue, Wed], least: 2, most: 2}
"""


async def test_two_quick_clicks_answer_once(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    card = last(anna.user.dm_channel)
    first = custom_ids(components_of(card))
    await anna.user.click(card, label="4")
    second = await stage.press(anna.user, anna.user.dm_channel, first["5"])
    assert second.private
    assert second.text.startswith(asking.STALE.text)
    assert await stage.answers() == {"mood": {"rated": 4}}


async def test_the_same_click_delivered_twice_is_one(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    await anna.user.click(last(anna.user.dm_channel), label="4")
    before, seen = await stage.everything(), stage.sent_to(anna)
    await stage.again()
    assert await stage.everything() == before
    assert stage.sent_to(anna) == seen


async def test_the_last_answer_delivered_twice_answers_nothing_else(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    anna = await stage.fan(one)
    await stage.join(two, two.guild.add_member(anna.user))
    await stage.open_round(two)
    await stage.open_round(one)
    for reply in ("4", "streams", "lunch", "5"):
        await anna.user.send_dm(reply)
    before = await stage.everything()
    await stage.again()
    assert await stage.everything() == before
    assert await stage.states() == ["sent", "completed"]


async def test_a_stale_card_shows_the_current_question_and_its_buttons_work(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    card = last(anna.user.dm_channel)
    old = custom_ids(components_of(card))
    await anna.user.click(card, label="4")
    said = await stage.press(anna.user, anna.user.dm_channel, old["2"])
    assert "What should there be more of?" in said.text
    await anna.user.click(said.message, label="Streams")
    assert await stage.answers() == {"mood": {"rated": 4}, "more": {"picked": ["streams"]}}


async def test_typing_keeps_one_card_with_buttons_in_the_dm(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    await anna.user.send_dm("it depends")
    await anna.user.send_dm("4")
    hello, *retired, current = stage.sent_to(anna)
    assert retired == ["**How were last month's videos?**\nContinued below"] * 2
    assert "What should there be more of?" in current
    assert hello.startswith("You're in")


async def test_a_tap_on_a_closed_rounds_card(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    card = last(anna.user.dm_channel)
    await stage.close_round(server)
    before = await stage.everything()
    said = shown(await anna.user.click(card, label="4"))
    assert (said.text, said.private) == (asking.ROUND_CLOSED.text, True)
    await anna.user.send_dm("4")
    assert stage.dm(anna) == asking.NOTHING_OPEN.text
    after = await stage.everything()
    assert {**after, "people": []} == {**before, "people": []}


async def test_with_two_rounds_open_a_typed_reply_belongs_to_the_newest_card(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two", LATER)
    anna = await stage.fan(one)
    await stage.join(two, two.guild.add_member(anna.user))
    await stage.open_round(one)
    first = last(anna.user.dm_channel)
    await stage.open_round(two, "later")

    await anna.user.send_dm("yes")
    assert await stage.answers() == {"tea": {"picked": ["yes"]}}
    await anna.user.click(first, label="4")
    await anna.user.send_dm("Bob")
    assert await stage.answers() == {
        "tea": {"picked": ["yes"]},
        "mood": {"rated": 4},
        "name": {"wrote": "Bob"},
    }
    assert await stage.states() == ["started", "completed"]

    await anna.user.send_dm("streams")
    assert (await stage.answers())["more"] == {"picked": ["streams"]}


async def test_a_message_without_text_gets_a_sentence(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    backend = stage.env.backend
    channel = anna.user.dm_channel.id
    files = backend.store_attachments(channel, [("cat.png", b"not really")])
    backend.create_message(channel, anna.id, "", attachments=files)
    await stage.env.settle()
    assert stage.dm(anna).startswith(asking.NO_FILES.text)
    assert await stage.answers() == {}
    assert await stage.rows("SELECT count(*) FROM attachments") == [0]


async def test_half_characters_are_stored_as_text(stage: Stage) -> None:
    server = await stage.community(survey=LATER)
    anna = await stage.fan(server)
    await stage.open_round(server, "later")
    await anna.user.send_dm("no")
    await anna.user.send_dm("a\ud800b\udc00 \U0001f600 \ud83d\ude00")
    assert await stage.answers() == {"tea": {"picked": ["no"]}, "name": {"wrote": "a\ufffdb\ufffd 😀 😀"}}
    assert await stage.states() == ["completed"]


async def test_a_very_long_reply_to_a_short_question(stage: Stage) -> None:
    server = await stage.community(survey=LATER)
    anna = await stage.fan(server)
    await stage.open_round(server, "later")
    await anna.user.send_dm("yes")
    await anna.user.send_dm("long " * 400)
    assert stage.dm(anna).startswith(ENGLISH.say(asking.EXPECTED_SHORTER, length=2000, longest=300))
    assert await stage.answers() == {"tea": {"picked": ["yes"]}}
    await anna.user.send_dm("x" * 300)
    assert await stage.states() == ["completed"]


async def test_words_to_somebody_nothing_is_open_for(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await anna.user.send_dm("hello?")
    assert stage.dm(anna) == asking.NOTHING_OPEN.text
    ben = server.guild.add_member(stage.env.create_user("ben"))
    await ben.user.send_dm("hello?")
    assert stage.dm(ben) == joining.NOT_SIGNED_UP.text
    assert await stage.rows("SELECT user_id FROM people") == [anna.id]


async def test_what_people_write_in_the_server_is_nobodys_answer(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    before = await stage.everything()
    await anna.send(server.welcome, "4")
    await anna.send(server.welcome, "stop")
    assert await stage.everything() == before


async def test_another_way_taken_forgets_the_answers_of_the_first(stage: Stage) -> None:
    server = await stage.community(survey=FORK)
    anna = await stage.fan(server)
    await stage.open_round(server, "fork")
    for reply in ("yes", "a lot", "back", "back", "no", "because"):
        await anna.user.send_dm(reply)
    assert await stage.answers() == {"watch": {"picked": ["no"]}, "why": {"wrote": "because"}}
    assert "a lot" not in stage.dm(anna)
    assert await stage.states() == ["completed"]


FORK = """
key: fork
title: A fork
questions:
  - {id: watch, kind: yes_no, text: "Do you watch?", required: true, jumps: [{when: ["no"], to: why}]}
  - {id: much, kind: short_text, text: "How much?"}
  - {id: why, kind: short_text, text: "Why?"}
"""


async def test_replies_of_many_people_at_once_are_all_stored(stage: Stage) -> None:
    server = await stage.community()
    fans = await stage.fans(server, *(f"fan {number}" for number in range(8)))
    await stage.open_round(server)
    backend = stage.env.backend
    for fan in fans:
        backend.create_message(fan.user.dm_channel.id, fan.id, "3")
    await stage.env.settle()
    assert await stage.rows("SELECT count(*) FROM answers WHERE question_id = 'mood'") == [8]
    assert await stage.states() == ["started"] * 8


async def test_pieces_of_a_long_text_survive_back_and_skip(stage: Stage) -> None:
    server = await stage.community(survey=STORY)
    anna = await stage.fan(server)
    await stage.open_round(server, "story")
    for reply in ("yes", "First,", "then.", "back"):
        await anna.user.send_dm(reply)
    assert await stage.answers() == {"ok": {"picked": ["yes"]}, "story": {"wrote": "First,\nthen."}}
    for reply in ("skip", "Better.", "skip"):
        await anna.user.send_dm(reply)
    assert (await stage.answers())["story"] == {"wrote": "Better."}
    assert await stage.states() == ["completed"]


STORY = """
key: story
title: A story
questions:
  - {id: ok, kind: yes_no, text: "All right?"}
  - {id: story, kind: long_text, text: "Tell me more."}
"""


async def test_a_response_that_comes_too_late_is_said_by_a_message(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    stage.env.inject_error("POST", "/interactions/*", status=404, code=10062)
    await anna.user.click(last(anna.user.dm_channel), label="4")
    await stage.env.settle()
    assert "What should there be more of?" in stage.dm(anna)
    assert await stage.answers() == {"mood": {"rated": 4}}
    await anna.user.send_dm("Streams")
    assert "When do you watch?" in stage.dm(anna)
