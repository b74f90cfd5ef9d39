"""You asked, it's made: whoever wanted an idea hears what became of it, once, within their limits."""

from datetime import timedelta

import pytest
from simcord.actors import MemberActor

from surveys.core import words
from surveys.core.board import Change
from surveys.core.ideas import IdeaState
from surveys.core.phrases import asking
from surveys.core.phrases import preferences as preference_phrases
from surveys.core.phrases import tellings as phrases
from surveys.store import board
from surveys.store.tx import Tx
from tests.behaviour.conftest import Server, Stage, components_of, custom_ids, last, shown

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DELAY = timedelta(minutes=10)
LINK = "https://video.example/tour"
MADE = phrases.MADE_TITLE.text
TELLINGS = "SELECT state, sent_at IS NOT NULL, reason FROM tellings ORDER BY id"


async def set_status(
    stage: Stage,
    idea_id: int,
    state: IdeaState,
    *,
    response: str | None = None,
    link: str | None = None,
    by: int = 0,
    into: int | None = None,
) -> None:
    """The team says what became of an idea."""

    async def work(tx: Tx) -> None:
        change = Change(state, response, link)
        await board.set_status(tx, idea_id, change, by, stage.now, duplicate_of=into)

    await stage.app.database.write(work)


async def made(stage: Stage, idea_id: int = 1, response: str | None = None, by: int = 0) -> None:
    await set_status(stage, idea_id, IdeaState.MADE, response=response, link=LINK, by=by)


def news_of(stage: Stage, member: MemberActor) -> list[str]:
    """Every message with news in the person's DM."""
    return [one for one in stage.sent_to(member) if f"[{phrases.NEWS_BUTTON.text}]" in one]


async def wished(stage: Stage, *names: str) -> tuple[Server, list[MemberActor]]:
    """A community where the first sent an idea, and each of the others voted for it."""
    server = await stage.community()
    author, *voters = await stage.fans(server, *names)
    await author.user.send_dm("idea: a studio tour")
    for one in voters:
        await one.user.send_dm("idea: a tour of your studio")
        await one.user.click(last(one.user.dm_channel), label="Vote for 1: a studio tour")
    return server, [author, *voters]


async def test_author_and_voters_hear_that_it_is_made_and_say_whether_it_hit(stage: Stage) -> None:
    _, (anna, ben) = await wished(stage, "anna", "ben")
    await made(stage, response="It took a *while*, sorry")
    await stage.pass_time(DELAY - MINUTE)
    assert news_of(stage, anna) == []
    await stage.pass_time(MINUTE)
    assert f"“a studio tour”** · your idea\nIt's made. Here it is: <{LINK}>" in stage.dm(anna)
    assert "The team says: “It took a \\*while\\*, sorry”" in stage.dm(anna)
    assert "“a studio tour”** · you voted for it" in stage.dm(ben)
    assert asking.STOP.text in stage.dm(ben)

    await stage.restart()
    await ben.user.click(last(ben.user.dm_channel), label=phrases.HIT_BUTTON.text)
    assert phrases.SAID_HIT.text in stage.dm(ben)
    await stage.again()
    assert await stage.rows("SELECT hit FROM tellings ORDER BY id") == [None, 1]
    await ben.user.click(last(ben.user.dm_channel), label=phrases.MISS_BUTTON.text)
    assert phrases.SAID_MISS.text in stage.dm(ben)
    assert await stage.rows("SELECT hit FROM tellings ORDER BY id") == [None, 0]
    await stage.pass_time(DAY)
    assert [len(news_of(stage, one)) for one in (anna, ben)] == [1, 1]


async def test_what_was_changed_back_at_once_is_told_to_nobody_and_the_newest_state_alone(
    stage: Stage,
) -> None:
    _, (anna, ben) = await wished(stage, "anna", "ben")
    await set_status(stage, 1, IdeaState.PLANNED)
    await stage.pass_time(5 * MINUTE)
    await set_status(stage, 1, IdeaState.OPEN)
    await stage.pass_time(HOUR)
    assert await stage.rows(TELLINGS) == []

    await set_status(stage, 1, IdeaState.PLANNED)
    await stage.pass_time(5 * MINUTE)
    await made(stage)
    await stage.pass_time(HOUR)
    assert [len(news_of(stage, one)) for one in (anna, ben)] == [1, 1]
    assert MADE in stage.dm(anna)
    await made(stage)  # the same once more: nothing new
    await stage.pass_time(30 * DAY)
    assert len(news_of(stage, anna)) == 1
    await set_status(stage, 1, IdeaState.OPEN)
    await stage.pass_time(HOUR)
    assert phrases.REOPENED.text in stage.dm(anna)
    assert len(news_of(stage, anna)) == 2


async def test_several_at_a_time_are_one_message_with_two_buttons_for_each(stage: Stage) -> None:
    _, (anna, ben) = await wished(stage, "anna", "ben")
    for text in ("a long stream", "subtitles everywhere", "merch with cats", "a podcast", "shorts"):
        await anna.user.send_dm(f"idea: {text}")
    ideas = await stage.rows("SELECT id FROM ideas WHERE state = 'open' ORDER BY id")
    await set_status(stage, ideas[1], IdeaState.PLANNED)
    await set_status(stage, ideas[2], IdeaState.DECLINED, response="Too much work for one person")
    await stage.pass_time(MINUTE)
    await made(stage, ideas[3])
    await made(stage, ideas[0])
    for idea in ideas[4:]:
        await set_status(stage, idea, IdeaState.STARTED)
    await stage.pass_time(2 * HOUR)
    (message,) = news_of(stage, anna)
    assert message.index("merch with cats") < message.index("a long stream"), "what was made comes first"
    assert "podcast" not in message, "four at a time"
    assert "[1: It hit] [1: Not quite]\n[2: It hit] [2: Not quite]\n" in message
    assert phrases.DECLINED.text in message
    await anna.user.click(last(anna.user.dm_channel), label="2: Not quite")
    await anna.user.click(last(anna.user.dm_channel), label="1: It hit")
    assert await stage.rows("SELECT idea_id, hit FROM tellings WHERE hit IS NOT NULL ORDER BY hit") == [
        (ideas[0], 0), (ideas[3], 1),
    ]  # fmt: skip
    assert phrases.DID_IT_HIT.text not in stage.dm(anna)
    assert len(news_of(stage, ben)) == 1
    assert "1: " not in news_of(stage, ben)[0]

    # What didn't fit comes a week later, within the limits, with whatever there is by then.
    await stage.pass_time(6 * DAY)
    assert len(news_of(stage, anna)) == 1
    await stage.pass_time(DAY + HOUR)
    assert "podcast" in news_of(stage, anna)[1]
    assert "shorts" in news_of(stage, anna)[1]


async def test_merged_ideas_tell_their_people_once_and_in_their_own_words(stage: Stage) -> None:
    server, (anna, ben) = await wished(stage, "anna", "ben")
    cleo = await stage.fan(server, "cleo")
    await cleo.user.send_dm("idea: show us where you record")
    (other,) = await stage.rows("SELECT id FROM ideas WHERE text LIKE 'show us%'")
    await set_status(stage, other, IdeaState.DUPLICATE, into=1)
    await stage.pass_time(DELAY)
    assert "It goes on together with “a studio tour”, and you count there." in stage.dm(cleo)
    assert news_of(stage, anna) == []
    await stage.pass_time(8 * DAY)
    await made(stage)
    await stage.pass_time(DELAY)
    assert "“show us where you record”** · your idea\nIt's made." in stage.dm(cleo)
    assert [len(news_of(stage, one)) for one in (anna, ben, cleo)] == [1, 1, 2]


async def test_those_behind_a_theme_hear_by_its_name_and_whoever_did_it_does_not(stage: Stage) -> None:
    server = await stage.community()
    anna, ben, cleo = await stage.fans(server, "anna", "ben", "cleo")
    await stage.open_round(server)
    for one in (anna, ben, cleo):
        for reply in ("4", "streams", "lunch", "A tour of the studio"):
            await one.user.send_dm(reply)
    await stage.close_round(server)
    await stage.change("DELETE FROM idea_themes")
    await stage.change("UPDATE ideas SET follower_id = NULL, answer_id = NULL")
    await stage.change(
        "INSERT INTO themes (id, round_id, question_id, label, size) VALUES (77, 1, 'idea', 'tour', 2)"
    )
    await stage.change("INSERT INTO theme_replies SELECT 77, id FROM invitations")
    await stage.change("INSERT INTO idea_themes (idea_id, theme_id, linked) VALUES (1, 77, 1)")
    await made(stage, by=cleo.id)
    await stage.pass_time(8 * DAY)
    assert "“tour”** · you asked for it in a round" in stage.dm(anna)
    assert [len(news_of(stage, one)) for one in (anna, ben, cleo)] == [1, 1, 0]


async def test_it_keeps_to_quiet_hours_caps_pauses_and_the_wish_for_news(stage: Stage) -> None:
    _, (anna, ben, cleo, dora, emil) = await wished(stage, "anna", "ben", "cleo", "dora", "emil")
    everyone = (anna, ben, cleo, dora, emil)
    await stage.change("UPDATE people SET quiet_from = '00:00', quiet_until = '00:00'")
    whose = "WHERE user_id = :user"
    await stage.change(
        f"UPDATE people SET quiet_from = '12:00', quiet_until = '15:00', time_zone = 'UTC' {whose}",
        user=anna.id,
    )
    await stage.change(f"UPDATE followers SET news = 'never' {whose}", user=ben.id)
    await stage.change(
        f"UPDATE followers SET paused_until = '2026-11-26T12:00:00.000000Z' {whose}", user=cleo.id
    )
    await stage.change(f"UPDATE followers SET news = 'always' {whose}", user=dora.id)
    await stage.change(f"UPDATE followers SET asked_in = 'server' {whose}", user=emil.id)
    await set_status(stage, 1, IdeaState.PLANNED)
    await stage.pass_time(HOUR)
    assert [len(news_of(stage, one)) for one in everyone] == [0, 0, 0, 1, 0]
    assert await stage.rows("SELECT DISTINCT reason FROM tellings ORDER BY 1") == [
        None, "news", "paused", "quiet", "server",
    ]  # fmt: skip
    await stage.pass_time(2 * HOUR)
    assert [len(news_of(stage, one)) for one in everyone] == [1, 0, 0, 1, 0]
    await made(stage)
    await stage.pass_time(HOUR)
    # Dora always wants to know; Anna had news today, and hears the rest in a week.
    assert [len(news_of(stage, one)) for one in everyone] == [1, 0, 0, 2, 0]
    await stage.pass_time(2 * DAY)
    assert [len(news_of(stage, one)) for one in everyone] == [1, 0, 1, 2, 0]
    assert MADE in stage.dm(cleo)

    # Whoever now wants them at once needn't wait for the week to be over.
    opened = await anna.user.click(last(anna.user.dm_channel), label=phrases.NEWS_BUTTON.text)
    assert preference_phrases.NEWS_LIMITS_OPTION.text in str(components_of(shown(opened).message))
    menu = custom_ids(components_of(shown(opened).message))[preference_phrases.NEWS_HINT.text]
    said = await stage.press(anna.user, anna.user.dm_channel, menu, ["always"])
    assert preference_phrases.NEWS_ALWAYS_OPTION.text in said.text
    await stage.quiet()
    assert len(news_of(stage, anna)) == 2


async def test_news_count_as_messages_unless_somebody_always_wants_them(stage: Stage) -> None:
    server, (anna, ben) = await wished(stage, "anna", "ben")
    await stage.change("UPDATE followers SET news = 'always' WHERE user_id = :user", user=ben.id)
    for state in (IdeaState.PLANNED, IdeaState.STARTED, IdeaState.DECLINED, IdeaState.MADE):
        await set_status(stage, 1, state, link=LINK)
        await stage.pass_time(7 * DAY + HOUR)
    assert [len(news_of(stage, one)) for one in (anna, ben)] == [4, 4]
    await stage.open_round(server, days=1)
    assert await stage.rows("SELECT state, reason FROM invitations ORDER BY id") == [
        ("held_back", "prompts"), ("sent", None),
    ]  # fmt: skip


@pytest.mark.parametrize("arrived", [True, False])
async def test_the_process_ends_between_claim_and_record(stage: Stage, arrived: bool) -> None:
    _, (anna,) = await wished(stage, "anna")
    await made(stage)
    await stage.pass_time(DELAY)
    assert len(news_of(stage, anna)) == 1
    if not arrived:
        channel = anna.user.dm_channel
        stage.env.backend.delete_message(channel.id, last(channel).id)
    await stage.change("UPDATE tellings SET sent_at = NULL, ended_at = NULL")
    stage.env.inject_error("GET", f"/channels/{anna.user.dm_channel.id}/messages", status=500, times=None)
    await stage.restart()
    assert len(news_of(stage, anna)) == int(arrived), "as long as nobody can look, nothing is sent"
    stage.open_dms()
    await stage.pass_time(MINUTE)
    await stage.pass_time(HOUR)
    assert len(news_of(stage, anna)) == 1
    assert await stage.rows(TELLINGS) == [("made", 1, None)]


async def test_nobody_hears_of_it_who_left_was_forgotten_or_asks_for_it_no_more(stage: Stage) -> None:
    _, (anna, ben, cleo, dora) = await wished(stage, "anna", "ben", "cleo", "dora")
    await made(stage)
    await ben.user.send_dm("stop")
    (vote,) = await stage.rows(
        "SELECT v.id FROM idea_votes v JOIN followers f ON f.id = follower_id WHERE user_id = :user",
        user=cleo.id,
    )
    await stage.change("DELETE FROM idea_votes WHERE id = :vote", vote=vote)
    stage.close_dms(dora)
    await stage.pass_time(DELAY)
    stage.open_dms()
    await stage.pass_time(HOUR)
    assert [len(news_of(stage, one)) for one in (anna, ben, cleo, dora)] == [1, 0, 0, 0]
    assert sorted(str(row[2]) for row in await stage.rows(TELLINGS)) == [
        "None", "answered", words.HELD_LEFT, "unreachable 50007",
    ]  # fmt: skip

    await anna.user.click(last(anna.user.dm_channel), label=phrases.HIT_BUTTON.text)
    card = last(anna.user.dm_channel)
    await anna.user.send_dm("stop")
    left = shown(await anna.user.click(card, label=phrases.MISS_BUTTON.text))
    assert "You've left" in left.text
    assert await stage.rows("SELECT hit FROM tellings WHERE hit IS NOT NULL") == [1]


async def test_a_tap_on_somebody_elses_news_changes_nothing(stage: Stage) -> None:
    _, (anna, ben) = await wished(stage, "anna", "ben")
    await made(stage)
    await stage.pass_time(DELAY)
    hit = custom_ids(components_of(last(anna.user.dm_channel)))[phrases.HIT_BUTTON.text]
    news = custom_ids(components_of(last(anna.user.dm_channel)))[phrases.NEWS_BUTTON.text]
    assert (await stage.press(ben.user, ben.user.dm_channel, hit)).text == phrases.NOT_YOURS.text
    said = await stage.press(ben.user, ben.user.dm_channel, news)
    assert said.text == preference_phrases.NOT_YOURS.text
    assert await stage.rows("SELECT hit FROM tellings") == [None, None]
