"""Ideas in Discord: by command and in the DM, votes by button, and what came of them."""

import pytest

from surveys.core.language import ENGLISH
from surveys.core.phrases import ideas as phrases
from tests.behaviour.conftest import Stage, last, response, shown

IDEAS = "SELECT text FROM ideas ORDER BY id"
STATES = "SELECT state FROM ideas ORDER BY id"


async def test_an_idea_by_command_is_kept_privately_in_the_server(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    said = shown(await anna.slash(server.welcome, "idea", text="a studio tour"))
    assert said.private
    assert phrases.KEPT_TITLE.text in said.text
    await stage.again()
    assert await stage.rows(IDEAS) == ["a studio tour"]


async def test_who_has_not_joined_is_told_how_to(stage: Stage) -> None:
    server = await stage.community()
    stranger = server.guild.add_member(stage.env.create_user("cleo"))
    said = shown(await stranger.slash(server.welcome, "idea", text="a studio tour"))
    assert (said.text, said.private) == (phrases.JOIN_FIRST.text, True)
    assert await stage.rows(IDEAS) == []


@pytest.mark.parametrize("said", ["idea: a studio tour", "Idee – a studio tour", "アイデア：a studio tour"])
async def test_an_idea_typed_in_the_dm_is_kept_once(stage: Stage, said: str) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await anna.user.send_dm(said)
    assert phrases.KEPT_TITLE.text in stage.dm(anna)
    sent = len(stage.sent_to(anna))
    await stage.again()
    assert await stage.rows(IDEAS) == ["a studio tour"]
    assert len(stage.sent_to(anna)) == sent


async def test_midway_through_a_round_an_idea_answers_nothing(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    await anna.user.send_dm("idea: a studio tour")
    assert phrases.KEPT_TITLE.text in stage.dm(anna)
    assert await stage.rows(IDEAS) == ["a studio tour"]
    assert await stage.rows("SELECT count(*) FROM answers") == [0]


async def test_a_vote_by_button_redraws_the_card_and_can_be_taken_back(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    await anna.user.send_dm("idea: a studio tour")
    await ben.user.send_dm("idea: a tour of your studio")
    assert phrases.SIMILAR_TITLE.text in stage.dm(ben)

    await ben.user.click(last(ben.user.dm_channel), label="Vote for 1: a studio tour")
    assert "now wanted by 2 people" in stage.dm(ben)
    assert await stage.rows(STATES) == ["open", "duplicate"]
    await stage.again()
    assert await stage.rows("SELECT count(*) FROM idea_votes") == [1]

    await ben.user.click(last(ben.user.dm_channel), label=phrases.VOTE_BACK_BUTTON.text)
    assert phrases.UNVOTED_TITLE.text in stage.dm(ben)
    assert await stage.rows(STATES) == ["open", "open"]
    assert await stage.rows("SELECT count(*) FROM idea_votes") == [0]


async def test_mine_is_different(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    await anna.user.send_dm("idea: a studio tour")
    offered = await ben.slash(server.welcome, "idea", text="a studio tour at night")
    said = shown(await ben.click(response(offered), label=phrases.KEEP_BUTTON.text))
    assert phrases.KEPT_TITLE.text in said.text
    assert await stage.rows(STATES) == ["open", "open"]


async def test_a_button_outlives_a_restart(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    await anna.user.send_dm("idea: a studio tour")
    await ben.user.send_dm("idea: a tour of your studio")
    await stage.restart()
    await ben.user.click(last(ben.user.dm_channel), label="Vote for 1: a studio tour")
    assert "now wanted by 2 people" in stage.dm(ben)


async def test_a_forged_button_votes_for_nothing(stage: Stage) -> None:
    server = await stage.community()
    elsewhere = await stage.community("Other", survey=None)
    anna = await stage.fan(server)
    cleo = await stage.fan(elsewhere, "cleo")
    await anna.user.send_dm("idea: a studio tour")
    for forged in ("ear:do:idea-vote:1:0:1:", "ear:do:idea-keep:1:", "ear:do:idea-vote:99:1:0:"):
        said = await stage.press(cleo.user, cleo.user.dm_channel, forged)
        assert said.private
        assert "studio" not in said.text
    picked = await stage.press(
        cleo.user, cleo.user.dm_channel, "ear:pick:idea-where:1:", [str(elsewhere.guild.id)]
    )
    assert (picked.text, picked.private) == (phrases.NOT_YOURS.text, True)
    assert await stage.rows("SELECT count(*) FROM idea_votes") == [0]
    assert await stage.rows("SELECT community_id FROM ideas") == [server.guild.id]


async def test_in_two_communities_the_menu_says_for_which(stage: Stage) -> None:
    one = await stage.community("One")
    two = await stage.community("Two", survey=None)
    anna = await stage.fan(one)
    await stage.join(two, two.guild.add_member(anna.user))
    await anna.user.send_dm("idea: a studio tour")
    assert "**Two**" in stage.dm(anna)
    await stage.press(anna.user, anna.user.dm_channel, "ear:pick:idea-where:1:", [str(one.guild.id)])
    assert "**One**" in stage.dm(anna)
    assert await stage.rows("SELECT community_id FROM ideas") == [one.guild.id]


async def test_impact_tells_what_came_of_it_and_nothing_of_others(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    empty = shown(await anna.slash(server.welcome, "feedback impact"))
    assert empty.private
    assert phrases.NEXT_ROUND.text in empty.text
    await anna.user.send_dm("idea: a studio tour")
    await ben.user.send_dm("idea: a tour of your studio")
    await ben.user.click(last(ben.user.dm_channel), label="Vote for 1: a studio tour")
    await stage.change("UPDATE ideas SET state = 'planned' WHERE id = 1")
    said = shown(await anna.slash(server.welcome, "feedback impact")).text
    assert "You sent 1 idea, which 1 other person voted for." in said
    assert ENGLISH.say(phrases.PLANNED, idea="a studio tour") in said
    assert "ben" not in said
    voted = shown(await ben.slash(server.welcome, "feedback impact")).text
    assert ENGLISH.say(phrases.PLANNED, idea="a studio tour") in voted


async def test_markdown_and_mentions_in_an_idea_are_inert(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    await anna.user.send_dm("idea: @everyone **studio** tour <@1>")
    await ben.user.send_dm("idea: studio tour")
    assert "\\@everyone \\*\\*studio\\*\\* tour \\<\\@1\\>" in stage.dm(ben)
