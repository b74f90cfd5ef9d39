"""Coming and going: the join card, `/feedback`, and STOP at every moment."""

from simcord.actors import MemberActor

from surveys.core import words
from surveys.core.ids import press
from surveys.core.language import ENGLISH
from surveys.core.phrases import joining
from surveys.core.prompt import Button, Verb
from tests.behaviour.conftest import Server, Stage, components_of, last, shown
from tests.transcript import message_text

LEAVES = "won't send you questions any more"


async def stranger(stage: Stage, server: Server, name: str = "anna") -> MemberActor:
    return server.guild.add_member(stage.env.create_user(name))


async def consents(stage: Stage) -> list[tuple[str, int, str, str]]:
    return await stage.rows("SELECT scope, granted, place, wording FROM consents ORDER BY id")


def agreed(place: str, granted: int = 1) -> list[tuple[str, int, str, str]]:
    return [(scope, granted, place, words.WORDING_VERSION) for scope in ("prompts", "quotes_anonymous")]


async def test_joining_by_the_card_opens_the_dm_and_records_the_consent(stage: Stage) -> None:
    server = await stage.community()
    anna = await stranger(stage, server)
    said = await stage.join(server, anna)
    assert said.text.startswith(joining.JOINED.text)
    assert said.private
    assert stage.dm(anna).startswith("You're in\nThis is where questions from **Studio Nine** will arrive.")
    assert await stage.rows("SELECT user_id, dm_channel_id FROM people") == [
        (anna.id, anna.user.dm_channel.id)
    ]
    assert await consents(stage) == agreed("join_card")
    ((joined, agreed_at),) = await stage.rows(
        "SELECT DISTINCT joined_at, at FROM followers JOIN consents ON follower_id = followers.id"
    )
    assert joined == agreed_at


async def test_joining_by_command(stage: Stage) -> None:
    server = await stage.community()
    anna = await stranger(stage, server)
    said = shown(await anna.slash(server.welcome, "feedback join"))
    assert said.text.startswith(joining.JOINED.text)
    assert said.private
    assert await consents(stage) == agreed("command")


async def test_joining_twice_says_so_and_changes_nothing(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    before = await stage.everything()
    assert (await stage.join(server, anna)).text.startswith(joining.JOINED_ALREADY.text)
    assert shown(await anna.slash(server.welcome, "feedback join")).text.startswith(
        joining.JOINED_ALREADY.text
    )
    assert await stage.everything() == before
    assert len(stage.sent_to(anna)) == 1


async def test_a_double_click_on_the_card_joins_once(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.again()
    assert await stage.rows("SELECT count(*) FROM followers") == [1]
    assert await consents(stage) == agreed("join_card")
    assert len(stage.sent_to(anna)) == 1


async def test_closed_dms_are_explained_and_joining_again_after_opening_them_works(stage: Stage) -> None:
    server = await stage.community()
    anna = await stranger(stage, server)
    stage.close_dms(anna)
    said = await stage.join(server, anna)
    assert said.text.startswith(joining.JOINED_CLOSED.text)
    assert said.private
    assert stage.sent_to(anna) == []
    assert (await stage.join(server, anna)).text.startswith(joining.JOINED_CLOSED.text)

    stage.open_dms()
    assert (await stage.join(server, anna)).text.startswith(joining.JOINED.text)
    assert len(stage.sent_to(anna)) == 1
    assert await consents(stage) == agreed("join_card")
    assert (await stage.join(server, anna)).text.startswith(joining.JOINED_ALREADY.text)


async def test_trouble_on_discords_side_is_no_reason_to_change_settings(stage: Stage) -> None:
    server = await stage.community()
    anna = await stranger(stage, server)
    stage.env.inject_error("POST", f"/channels/{anna.user.dm_channel.id}/messages", status=400, code=240000)
    assert (await stage.join(server, anna)).text.startswith(joining.JOIN_RETRY.text)
    assert await stage.rows("SELECT count(*) FROM followers WHERE left_at IS NULL") == [1]
    assert (await stage.join(server, anna)).text.startswith(
        (joining.JOINED.text, joining.JOINED_ALREADY.text)
    )


async def test_where_nothing_is_set_up_joining_says_who_can_help(stage: Stage) -> None:
    server = stage.server()
    anna = await stranger(stage, server)
    assert shown(await anna.slash(server.welcome, "feedback join")).text == joining.NOT_SET_UP.text
    assert await stage.rows("SELECT count(*) FROM people") == [0]


async def test_joining_from_a_dm_says_where_it_works(stage: Stage) -> None:
    anna = await stage.fan(await stage.community())
    assert shown(await anna.user.slash("feedback join")).text == joining.SERVER_ONLY.text


async def test_leaving_by_command_in_the_server(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    said = shown(await anna.slash(server.welcome, "feedback leave"))
    assert said.private
    assert said.text == f"{joining.LEFT_TITLE.text}\n{ENGLISH.say(joining.LEFT, community='Studio Nine')}"
    assert await consents(stage) == agreed("join_card") + agreed("command", granted=0)
    assert shown(await anna.slash(server.welcome, "feedback leave")).text == joining.NOT_JOINED.text


async def test_leaving_by_command_in_the_dm_leaves_the_latest(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    anna = await stage.fan(one)
    await stage.join(two, two.guild.add_member(anna.user))
    said = shown(await anna.user.slash("feedback leave")).text
    assert "**Two** won't send" in said
    assert ENGLISH.say(joining.LEFT_ALSO, others="**One**") in said
    assert "**One** won't send" in shown(await anna.user.slash("feedback leave")).text
    assert shown(await anna.user.slash("feedback leave")).text == joining.NOT_A_FOLLOWER.text


async def test_leaving_by_the_button_under_the_hello(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    assert LEAVES in shown(await anna.user.click(last(anna.user.dm_channel), label="Leave")).text
    assert await consents(stage) == agreed("join_card") + agreed("dm_button", granted=0)
    assert "Leave]" not in stage.dm(anna)


async def test_somebody_elses_leave_button_leaves_nobody_else(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    forged = press(Button(Verb.LEAVE, (str(server.guild.id),), ""))
    await stage.press(ben.user, ben.user.dm_channel, forged)
    assert await stage.rows("SELECT user_id FROM followers WHERE left_at IS NULL") == [anna.id]


async def test_who_left_can_come_back_and_agrees_anew(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await anna.user.send_dm("stop")
    assert (await stage.join(server, anna)).text.startswith(
        (joining.JOINED.text, joining.JOINED_ALREADY.text)
    )
    granted = agreed("join_card")
    assert await consents(stage) == granted + agreed("dm", granted=0) + granted
    await stage.open_round(server)
    assert "How were last month's videos?" in stage.dm(anna)


async def test_stop_without_a_round(stage: Stage) -> None:
    anna = await stage.fan(await stage.community())
    await anna.user.send_dm("STOP!!")
    assert LEAVES in stage.dm(anna)
    assert await consents(stage) == agreed("join_card") + agreed("dm", granted=0)
    await anna.user.send_dm("stop")
    assert stage.dm(anna) == joining.NOT_A_FOLLOWER.text


async def test_who_said_stop_is_not_asked_again(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    await anna.user.send_dm("stop")
    await stage.open_round(server)
    assert LEAVES in stage.dm(anna)
    assert "How were last month's videos?" in stage.dm(ben)
    assert await stage.rows("SELECT count(*) FROM invitations") == [1]


async def test_stop_before_during_and_after_answering(stage: Stage) -> None:
    server = await stage.community()
    before, during, after = await stage.fans(server, "before", "during", "after")
    await stage.open_round(server)
    await during.user.send_dm("4")
    for reply in ("4", "streams", "lunch", "Cats"):
        await after.user.send_dm(reply)
    for member in (before, during, after):
        await member.user.send_dm("Please stop.")
        assert LEAVES in stage.dm(member)
    assert await stage.states() == ["refused", "broke_off", "completed"]
    assert await stage.rows("SELECT count(*) FROM followers WHERE left_at IS NULL") == [0]
    assert await stage.rows("SELECT count(*) FROM answers") == [5]
    await stage.close_round(server)
    assert await stage.states() == ["refused", "broke_off", "completed"]


async def test_the_stop_button_records_where_it_was_pressed(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    await anna.user.click(last(anna.user.dm_channel), label="Stop")
    assert LEAVES in stage.dm(anna)
    assert await consents(stage) == agreed("join_card") + agreed("dm_button", granted=0)


async def test_stop_after_the_round_has_closed(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    card = last(anna.user.dm_channel)
    await stage.close_round(server)
    await anna.user.click(card, label="Stop")
    assert LEAVES in stage.dm(anna)
    assert await stage.states() == ["expired"]
    assert await stage.rows("SELECT count(*) FROM followers WHERE left_at IS NULL") == [0]


async def test_stop_leaves_the_community_that_asked_last_and_says_how_to_leave_the_other(
    stage: Stage,
) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    anna = await stage.fan(one)
    await stage.join(two, two.guild.add_member(anna.user))
    await stage.open_round(two)
    await stage.open_round(one)
    await anna.user.send_dm("stop")
    assert "**One** won't send" in stage.dm(anna)
    assert ENGLISH.say(joining.LEFT_ALSO, others="**Two**") in stage.dm(anna)
    await anna.user.send_dm("stop")
    assert "**Two** won't send" in stage.dm(anna)
    assert sorted(await stage.states()) == ["refused", "refused"]


async def test_stop_delivered_twice_leaves_one_community(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    anna = await stage.fan(one)
    await stage.join(two, two.guild.add_member(anna.user))
    await stage.open_round(two)
    await anna.user.send_dm("stop")
    await stage.again()
    assert await stage.rows("SELECT community_id FROM followers WHERE left_at IS NULL") == [one.guild.id]


async def test_stop_outside_a_round_delivered_twice_leaves_one_community(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    anna = await stage.fan(one)
    await stage.join(two, two.guild.add_member(anna.user))
    await anna.user.send_dm("stop")
    await stage.again()
    assert await stage.rows("SELECT community_id FROM followers WHERE left_at IS NULL") == [one.guild.id]


async def test_leaving_ends_an_invitation_that_is_still_queued(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    stage.close_dms(anna, ben, status=400, code=20028)  # "later", so both stay queued
    await stage.open_round(server)
    stage.open_dms()
    assert await stage.states() == ["queued", "queued"]
    await anna.user.send_dm("stop")
    gone, waiting = await stage.rows(
        "SELECT state, reason, ended_at IS NOT NULL FROM invitations ORDER BY id"
    )
    assert gone == ("held_back", words.HELD_LEFT, 1)
    assert waiting == ("queued", None, 0)
    await stage.restart()
    assert await stage.states() == ["held_back", "sent"]
    assert "How were last month's videos?" not in "\n".join(stage.sent_to(anna))


async def test_the_join_card_says_what_why_and_how_to_leave(stage: Stage) -> None:
    server = await stage.community()
    card = message_text(components_of(last(server.welcome)))
    for sentence in (
        joining.JOIN_WHAT.text,
        ENGLISH.say(joining.JOIN_OFTEN[7], begin="21:00", end="09:00"),
        joining.JOIN_STORED.text,
        joining.JOIN_WHO.text,
        joining.JOIN_LEAVE.text,
    ):
        assert sentence in card
    assert card.endswith(f"[{joining.JOIN_BUTTON.text}] [What happens to my data]")


async def test_with_closed_dms_one_tap_chooses_the_server(stage: Stage) -> None:
    server = await stage.community()
    anna = await stranger(stage, server)
    stage.close_dms(anna)
    said = await stage.join(server, anna)
    chosen = shown(await anna.click(said.message, label="Ask me in the server instead"))
    assert "**Saved** · Don't DM me; I answer in the server" in chosen.text
    assert chosen.private
    assert await stage.rows("SELECT asked_in FROM followers") == ["server"]
    stage.open_dms()
    assert (await stage.join(server, anna)).text.startswith(joining.JOINED_ALREADY_HERE.text)
    assert stage.sent_to(anna) == []


async def test_open_dms_are_offered_no_other_way(stage: Stage) -> None:
    server = await stage.community()
    said = await stage.join(server, await stranger(stage, server))
    assert "Ask me in the server instead" not in said.text


async def test_who_joins_while_a_round_is_open_can_answer_it_right_away(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server, "ben")
    await stage.open_round(server)
    anna = await stranger(stage, server)
    said = await stage.join(server, anna)
    asked = shown(await anna.click(said.message, label="Answer the open round"))
    assert asked.private
    assert "How were last month's videos?" in asked.text
    # Once they have it, joining again offers it no more; and neither once it is over.
    assert "Answer the open round" not in (await stage.join(server, anna)).text
    await stage.close_round(server)
    assert (
        "Answer the open round" not in (await stage.join(server, await stranger(stage, server, "cleo"))).text
    )


async def test_who_comes_back_begins_anew_with_the_preferences_they_had(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.change(
        "UPDATE followers SET cadence = 'monthly', quoting = 'named', kept_at = NULL, "
        "paused_until = '9999-01-01T00:00:00.000000Z'"
    )
    await anna.slash(server.welcome, "feedback leave")
    await stage.join(server, anna)
    assert await stage.rows("SELECT cadence, quoting, paused_until, kept_at IS NOT NULL FROM followers") == [
        ("monthly", "named", None, 1)
    ]
    # Leaving took back what they had agreed to, coming back agrees to the same.
    scopes = ("prompts", "quotes_anonymous", "quotes_named")
    assert (await consents(stage))[2:] == [
        (scope, granted, place, words.WORDING_VERSION)
        for granted, place in ((0, "command"), (1, "join_card"))
        for scope in scopes
    ]


async def test_who_wants_no_dms_gets_none_when_they_come_back(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.change("UPDATE followers SET asked_in = 'server'")
    await anna.slash(server.welcome, "feedback leave")
    assert (await stage.join(server, anna)).text.startswith(joining.JOINED_HERE.text)
    assert len(stage.sent_to(anna)) == 1  # the first hello


async def test_leaving_twice_is_recorded_once(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    card = last(anna.user.dm_channel)
    await anna.slash(server.welcome, "feedback leave")
    await anna.user.click(card, label="Stop")
    assert await consents(stage) == agreed("join_card") + agreed("command", granted=0)


async def test_leaving_by_a_forged_button_leaves_the_join_card_as_it_is(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    before = message_text(components_of(last(server.welcome)))
    forged = press(Button(Verb.LEAVE, (str(server.guild.id),), ""))
    said = await stage.press(anna, server.welcome, forged)
    assert LEAVES in said.text
    assert said.private
    assert message_text(components_of(last(server.welcome))) == before


async def test_the_join_card_names_the_limits(stage: Stage) -> None:
    server = await stage.community()
    card = message_text(components_of(last(server.welcome)))
    for limit in (
        "One round a week at most",
        "four messages in four weeks",
        "one reminder",
        "21:00 to 09:00",
    ):
        assert limit in card
