"""Answering in the server: the round's card, and who may use it."""

from datetime import timedelta

from surveys.core.ids import press
from surveys.core.phrases import asking
from surveys.core.prompt import Button, Verb
from tests.behaviour.conftest import Stage, last, response, shown


async def test_closed_dms_are_no_reason_to_be_left_out(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    stage.close_dms(anna)
    await stage.open_round(server)
    assert await stage.states() == ["unreachable"]
    opened = await anna.click(last(server.welcome), label="Answer here")
    assert shown(opened).private
    await anna.click(response(opened), label="4")
    assert await stage.states() == ["started"]
    await stage.close_round(server)
    assert await stage.states() == ["partial"]
    assert await stage.rows("SELECT summarised_at IS NOT NULL FROM rounds") == [1]
    assert "4 out of 5" not in stage.posted(server)[-1]  # one person's answer is nobody's business


async def test_who_joined_after_the_opening_can_answer_and_who_did_not_join_is_asked_to(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server, "anna")
    await stage.open_round(server)
    card = last(server.welcome)
    stranger = server.guild.add_member(stage.env.create_user("ben"))
    asked = await stranger.click(card, label="Answer here")
    assert (
        "you haven't joined **Studio Nine** yet" in shown(asked).text
        or "joined Studio Nine yet" in shown(asked).text
    )
    await stranger.click(response(asked), label="Count me in")
    opened = shown(await stranger.click(card, label="Answer here"))
    assert "How were last month's videos?" in opened.text
    assert await stage.states() == ["sent", "sent"]


async def test_who_prefers_the_server_gets_no_dm_and_the_reason_is_kept(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.change("UPDATE followers SET asked_in = 'server'")
    await stage.open_round(server)
    assert await stage.rows("SELECT state, reason FROM invitations") == [("held_back", "server")]
    assert len(stage.sent_to(anna)) == 1  # the hello
    await anna.click(last(server.welcome), label="Answer here")
    assert await stage.states() == ["sent"]


async def test_the_card_is_up_once_and_taken_down_at_the_end(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    await stage.open_round(server)
    await stage.restart()
    cards = [one for one in server.welcome.history() if not one.flags.ephemeral]
    assert len(cards) == 2  # the join card, and this one
    await stage.close_round(server)
    await stage.pass_time(timedelta(seconds=1))
    with_button = [one for one in server.welcome.history() if "Answer here" in str(one.components)]
    assert with_button == []


async def test_a_card_of_another_server_opens_nothing(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    anna = await stage.fan(one)
    await stage.fans(two, "ben")
    await stage.open_round(two)
    forged = press(Button(Verb.ANSWER_HERE, ("1",), ""))
    said = await stage.press(anna, one.welcome, forged)
    assert (said.text, said.private) == (asking.ROUND_CLOSED.text, True)


async def test_leaving_the_server_counts_as_leaving(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    server.guild.remove_member(anna)
    await stage.open_round(server)
    assert await stage.states() == ["held_back", "sent"]
    assert await stage.rows("SELECT user_id FROM followers WHERE left_at IS NOT NULL") == [anna.id]
    assert "How were last month's videos?" in stage.dm(ben)
    assert await stage.rows("SELECT DISTINCT place FROM consents WHERE granted = 0") == ["server"]
