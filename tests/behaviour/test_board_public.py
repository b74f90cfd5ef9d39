"""The public idea board: its cards, voting on them, and what is never left standing."""

from datetime import timedelta

from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from surveys.core.phrases import board as phrases
from surveys.core.phrases import ideas, joining, rights
from surveys.core.preferences import What
from surveys.core.wording import board as wording
from tests.behaviour.conftest import Server, Shown, Stage, components_of, custom_ids, response, shown
from tests.transcript import message_text

SOON = timedelta(seconds=30)


async def with_board(stage: Stage) -> tuple[Server, ChannelHandle, list[MemberActor]]:
    """A public board with Anna's idea on it."""
    server = await stage.community()
    public = server.guild.create_text_channel("ideas")
    fans = await stage.fans(server, "anna", "ben")
    await fans[0].slash(server.welcome, "idea", text="a studio tour")
    await server.boss.slash(server.results, "ideas channel", channel=public)
    await stage.quiet()
    return server, public, fans


def on(channel: ChannelHandle) -> list[str]:
    return [message_text(components_of(one)) for one in channel.history()]


def button(channel: ChannelHandle, label: str, place: int = -1) -> str:
    return custom_ids(components_of(channel.history()[place]))[label]


async def tap(stage: Stage, who: MemberActor, channel: ChannelHandle, place: int = -1) -> Shown:
    return shown(await who.click(channel.history()[place], label=phrases.VOTE_BUTTON.text))


async def test_a_vote_is_one_tap_and_can_be_taken_back(stage: Stage) -> None:
    server, public, (anna, ben) = await with_board(stage)
    assert on(public) == ["“a studio tour”\n[I want this] [Send an idea]\nwanted by 1 person"]
    said = await tap(stage, ben, public)
    assert said.private
    assert "wanted by 2 people" in said.text
    assert "wanted by 1 person" in on(public)[0], "votes gather before the card is drawn anew"
    await stage.restart()
    await stage.pass_time(SOON)
    assert "wanted by 2 people" in on(public)[0]
    assert "is your own idea" in (await tap(stage, anna, public)).text
    again = await tap(stage, ben, public)
    assert "You've voted for “a studio tour” already" in again.text
    await stage.again()
    assert await stage.rows("SELECT count(*) FROM idea_votes") == [1], "a tap that comes twice counts once"
    await ben.click(again.message, label=ideas.VOTE_BACK_BUTTON.text)
    await stage.pass_time(SOON)
    assert "wanted by 1 person" in on(public)[0]

    stranger = server.guild.add_member(stage.env.create_user("cleo"))
    invited = await tap(stage, stranger, public)
    assert phrases.JOIN_TO_VOTE.text in invited.text
    await stranger.click(invited.message, label=joining.JOIN_BUTTON.text)
    assert "wanted by 2 people" in (await tap(stage, stranger, public)).text
    assert await stage.rows("SELECT count(*) FROM idea_votes") == [1]


async def test_an_idea_can_be_sent_from_the_board_and_joins_it(stage: Stage) -> None:
    _, public, (_, ben) = await with_board(stage)
    form = await ben.click(public.history()[0], label=phrases.NEW_BUTTON.text)
    sent = shown(await ben.submit_modal(form, {"idea": "a podcast with @everyone"}))
    assert sent.private
    await stage.pass_time(SOON)
    assert "“a podcast with \\@everyone”" in on(public)[1]


async def test_what_the_team_says_stands_on_the_card(stage: Stage) -> None:
    server, public, (_, ben) = await with_board(stage)
    vote = button(public, phrases.VOTE_BUTTON.text)
    await server.boss.slash(
        server.results,
        "ideas status",
        idea="1",
        status="made",
        link="https://example.com/v",
        response="Enjoy",
    )
    await stage.pass_time(SOON)
    assert on(public) == [
        "“a studio tour”\n**Made:** https://example.com/v\n**Studio Nine:** Enjoy\n[Send an idea]\nwanted by 1 person"
    ]
    late = await stage.press(ben, public, vote)
    assert late.text == phrases.CLOSED.text
    await stage.pass_time(timedelta(days=61))
    assert on(public) == []


async def test_nobody_is_kept_standing_there(stage: Stage) -> None:
    server, public, (anna, ben) = await with_board(stage)
    await ben.slash(server.welcome, "idea", text="more cooking")
    await stage.pass_time(SOON)
    assert len(on(public)) == 2
    await stage.press(ben, server.welcome, f"ear:pick:prefs:2:{What.QUOTING}:", ["no"])
    await stage.pass_time(timedelta(0))
    assert len(on(public)) == 1, "quoting was withdrawn"
    # Somebody was faster with the other; that there is nothing to delete is as good as deleting it.
    stage.env.backend.delete_message(public.id, public.history()[0].id)
    asked = shown(await anna.slash(server.welcome, "feedback forget"))
    await anna.click(asked.message, label=rights.FORGET_BUTTON.text)
    await stage.quiet()
    assert on(public) == []
    assert await stage.rows("SELECT count(*) FROM idea_cards") == [0]


async def test_the_team_keeps_one_off_moves_the_board_and_takes_it_down(stage: Stage) -> None:
    server, public, _ = await with_board(stage)
    hide = "ear:do:board-hide:1:0:{}:"
    said = await stage.press(server.boss, server.welcome, hide.format(1))
    assert wording.HIDDEN in said.text
    await stage.pass_time(SOON)
    assert on(public) == []
    await stage.press(server.boss, server.welcome, hide.format(0))
    await stage.pass_time(SOON)
    assert len(on(public)) == 1
    elsewhere = server.guild.create_text_channel("elsewhere")
    await server.boss.slash(server.results, "ideas channel", channel=elsewhere)
    await stage.quiet()
    assert (len(on(public)), len(on(elsewhere))) == (0, 1)
    shows = await server.boss.slash(server.results, "ideas channel")
    assert f"<#{elsewhere.id}>" in shown(shows).text
    await server.boss.click(response(shows), label=wording.CHANNEL_TAKE_DOWN)
    await stage.quiet()
    assert on(elsewhere) == []
    assert await stage.rows("SELECT channel_id, due_at FROM boards") == [(None, None)]


async def test_a_card_somebody_deleted_stays_away(stage: Stage) -> None:
    server, public, (_, ben) = await with_board(stage)
    vote = button(public, phrases.VOTE_BUTTON.text)
    stage.env.backend.delete_message(public.id, public.history()[0].id)
    await stage.change("INSERT INTO idea_votes (idea_id, follower_id, at) VALUES (1, 2, '2026')")
    await stage.change("UPDATE boards SET due_at = '2026-01-01T00:00:00.000000Z'")
    await stage.pass_time(SOON)
    assert on(public) == []
    assert await stage.rows("SELECT hidden FROM ideas") == [1]
    await stage.press(ben, server.welcome, vote)


async def test_a_process_that_ends_between_posting_and_recording_posts_no_second_card(stage: Stage) -> None:
    _, public, _ = await with_board(stage)
    await stage.change("UPDATE idea_cards SET message_id = NULL, drawn = NULL")
    await stage.change("UPDATE boards SET due_at = '2026-01-01T00:00:00.000000Z'")
    await stage.restart()
    await stage.pass_time(SOON)
    assert len(on(public)) == 1
    assert await stage.rows("SELECT message_id FROM idea_cards") == [public.history()[0].id]
    # The same, of a card that is to be taken down.
    await stage.change("UPDATE idea_cards SET message_id = NULL, drawn = NULL")
    await stage.change("UPDATE ideas SET hidden = 1")
    await stage.change("UPDATE boards SET due_at = '2026-01-01T00:00:00.000000Z'")
    await stage.pass_time(SOON)
    assert on(public) == []


async def test_a_channel_that_closes_is_told_to_the_team(stage: Stage) -> None:
    server, public, (_, ben) = await with_board(stage)
    path = f"/channels/{public.id}/messages/{public.history()[0].id}"
    stage.env.inject_error("PATCH", path, status=403, code=50001, times=None)
    stage.env.inject_error("DELETE", path, status=403, code=50001, times=1)
    await tap(stage, ben, public)
    await stage.pass_time(SOON)
    assert await stage.rows("SELECT channel_id FROM boards") == [None]
    assert "the public idea board is off" in stage.posted(server)[-1]
    assert len(on(public)) == 1
    await stage.pass_time(timedelta(days=1))
    assert on(public) == [], "what stood there is taken down once it can be"
    assert await stage.rows("SELECT count(*) FROM idea_cards") == [0]


async def test_forged_votes_and_other_servers_count_for_nothing(stage: Stage) -> None:
    _, public, (_, ben) = await with_board(stage)
    other = await stage.community("Other", survey=None)
    cleo = await stage.fan(other, "cleo")
    vote = button(public, phrases.VOTE_BUTTON.text)
    assert (await stage.press(cleo, other.welcome, vote)).text == phrases.CLOSED.text
    for forged in ("ear:do:idea-up:1:1:", "ear:do:idea-up:99:0:"):
        assert (await stage.press(ben, public, forged)).text == phrases.CLOSED.text
    assert await stage.rows("SELECT count(*) FROM idea_votes") == [0]


async def test_many_ideas_come_a_few_at_a_time_and_the_most_wanted_stand_lowest(stage: Stage) -> None:
    _, public, _ = await with_board(stage)
    for number in range(60):
        await stage.change(
            "INSERT INTO ideas (community_id, follower_id, text, at) SELECT community_id, follower_id, :it, at "
            "FROM ideas WHERE id = 1",
            it=f"idea {number}",
        )
    await stage.change("UPDATE boards SET due_at = '2026-01-01T00:00:00.000000Z'")
    await stage.pass_time(SOON)
    assert len(on(public)) == 10, "and Anna's is no longer among the fifty"
    for _ in range(4):
        await stage.pass_time(timedelta(seconds=5))
    assert len(on(public)) == 50
    assert "“idea 59”" in on(public)[-1]
