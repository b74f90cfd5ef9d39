"""People write while the bot is away: everything typed is heard when it is back, once and in order."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from simcord.actors import MemberActor

from surveys.core.phrases import asking, joining
from tests.behaviour.conftest import Server, Stage, components_of, last
from tests.transcript import message_text

FIRST, SECOND = "How were last month's videos?", "What should there be more of?"
SHORT = """
key: short
title: Short
questions:
  - id: why
    kind: short_text
    text: Why do you watch?
  - id: clip
    kind: file
    text: Show us something.
"""


async def ready(stage: Stage, *names: str, survey: str | None = None) -> tuple[Server, list[MemberActor]]:
    """A community with an open round, everybody asked."""
    server = await (stage.community() if survey is None else stage.community(survey=survey))
    members = await stage.fans(server, *names)
    await stage.open_round(server, "monthly" if survey is None else "short")
    return server, members


@contextmanager
def away(stage: Stage) -> Iterator[None]:
    """Nothing that happens inside reaches the bot."""
    feed = stage.env._gateway_feed
    assert feed is not None
    stage.env.backend.subscribers.remove(feed)
    try:
        yield
    finally:
        stage.env.backend.subscribers.append(feed)


def types(stage: Stage, member: MemberActor, text: str, *files: tuple[str, bytes]) -> Any:
    """The person types in the DM; the stored message."""
    channel = member.user.dm_channel
    attached = stage.env.backend.store_attachments(channel.id, list(files))
    return stage.env.backend.create_message(channel.id, member.id, text, attachments=attached)


async def back(stage: Stage) -> None:
    """A connection that can't be resumed, in the same process."""
    stage.app.client.dispatch("connect")
    stage.app.client.dispatch("ready")
    await stage.env.settle()
    await stage.quiet()


def looked_up(stage: Stage, member: MemberActor) -> int:
    """How often the person's DM was looked into."""
    path = f"/channels/{member.user.dm_channel.id}/messages"
    return sum((one.method, one.path) == ("GET", path) for one in stage.env.http_requests)


def cards(stage: Stage, member: MemberActor, text: str) -> int:
    """How many messages with that text the person has."""
    return sum(text in one for one in stage.sent_to(member))


@pytest.mark.parametrize("restarted", [False, True])
async def test_what_was_typed_meanwhile_is_an_answer(stage: Stage, restarted: bool) -> None:
    _, (anna, ben) = await ready(stage, "anna", "ben")
    with away(stage):
        types(stage, anna, "4")
    await (stage.restart() if restarted else back(stage))
    assert await stage.answers() == {"mood": {"rated": 4}}
    assert await stage.states() == ["started", "sent"]
    assert SECOND in stage.dm(anna)
    assert "Noted: 4 out of 5" in stage.dm(anna)
    assert FIRST in stage.dm(ben)
    await anna.user.click(last(anna.user.dm_channel), label="Streams")
    assert await stage.answers() == {"mood": {"rated": 4}, "more": {"picked": ["streams"]}}


async def test_several_messages_are_answered_once(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    before = len(stage.sent_to(anna))
    with away(stage):
        for text in ("4", "streams", "evenings"):
            types(stage, anna, text)
    await back(stage)
    given = await stage.answers()
    assert given == {
        "mood": {"rated": 4},
        "more": {"picked": ["streams"]},
        "when": {"picked": ["evenings"]},
    }
    assert len(stage.sent_to(anna)) == before + 1
    assert SECOND not in stage.dm(anna)


async def test_being_back_again_and_again_changes_nothing(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    with away(stage):
        types(stage, anna, "4")
    await back(stage)
    everything, said = await stage.everything(), stage.sent_to(anna)
    await back(stage)
    await stage.restart()
    assert (await stage.everything(), stage.sent_to(anna)) == (everything, said)


async def test_a_flood_is_heard_to_the_last_word(stage: Stage) -> None:
    long = SHORT.replace("short_text", "long_text")
    _, (anna,) = await ready(stage, "anna", survey=long)
    before = len(stage.sent_to(anna))
    with away(stage):
        for number in range(60):
            types(stage, anna, f"w{number}")
    await back(stage)
    (draft,) = await stage.rows("SELECT draft FROM invitations")
    assert json.loads(draft) == [f"w{number}" for number in range(60)]
    assert len(stage.sent_to(anna)) == before + 1
    assert looked_up(stage, anna) == 1


async def test_a_file_sent_meanwhile_is_fetched(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna", survey=SHORT)
    with away(stage):
        types(stage, anna, "Because of the cats")
        types(stage, anna, "", ("cat.png", b"\x89PNG\r\n\x1a\n" + bytes(50)))
    await back(stage)
    given = await stage.answers()
    assert given["why"] == {"wrote": "Because of the cats"}
    ((held, name),) = await stage.rows("SELECT id, name FROM attachments")
    assert name == "cat.png"
    assert [one.name for one in (stage.settings.data_folder / "attachments").rglob("*") if one.is_file()] == [
        str(held)
    ]
    assert await stage.states() == ["completed"]


async def test_a_file_that_is_gone_is_asked_for_once(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna", survey=SHORT)
    await anna.user.send_dm("Because")
    with away(stage):
        sent = types(stage, anna, "", ("cat.png", b"\x89PNG\r\n\x1a\n" + bytes(50)))
    stage.env.backend.cdn._blobs.pop(sent.attachments[0]["url"])
    await back(stage)
    assert asking.FILE_FAILED.text in stage.dm(anna)
    said = stage.sent_to(anna)
    await back(stage)
    assert stage.sent_to(anna) == said
    assert await stage.rows("SELECT count(*) FROM attachments") == [0]


async def test_stop_counts_from_the_moment_the_bot_is_back(stage: Stage) -> None:
    _, (anna, ben) = await ready(stage, "anna", "ben")
    with away(stage):
        types(stage, anna, "stop")
        types(stage, ben, "4")
        types(stage, ben, "stop")
    await back(stage)
    assert await stage.states() == ["refused", "broke_off"]
    assert await stage.rows("SELECT count(*) FROM followers WHERE left_at IS NULL") == [0]
    assert cards(stage, ben, SECOND) == 0, "nothing is asked any more"
    said = [stage.dm(anna), stage.dm(ben)]
    await back(stage)
    assert [stage.dm(anna), stage.dm(ben)] == said


@pytest.mark.parametrize(("days", "left"), [(1, 1), (3, 0)])
async def test_stop_after_a_round_that_closed_lately(stage: Stage, days: int, left: int) -> None:
    server, (anna,) = await ready(stage, "anna")
    await stage.close_round(server)
    await stage.pass_time(timedelta(days=days))
    with away(stage):
        types(stage, anna, "stop")
    await back(stage)
    assert await stage.rows("SELECT count(*) FROM followers WHERE left_at IS NOT NULL") == [left]


async def test_stop_after_joining(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    # The id of what she types is as old as the simulated Discord says, not as the stage's clock does.
    await stage.change("UPDATE followers SET joined_at = '2020-01-01T00:00:00.000000Z'")
    stage.now = stage.now.replace(year=2020, month=1, day=2)
    with away(stage):
        types(stage, anna, "stop")
    await back(stage)
    assert await stage.rows("SELECT count(*) FROM followers WHERE left_at IS NOT NULL") == [1]


async def test_what_somebody_wrote_before_they_were_asked_is_no_answer(stage: Stage) -> None:
    server = await stage.community()
    anna = server.guild.add_member(stage.env.create_user("anna"))
    await anna.user.send_dm("4")
    assert joining.NOT_SIGNED_UP.text in stage.dm(anna)
    await stage.join(server, anna)
    await stage.open_round(server)
    await back(stage)
    assert await stage.answers() == {}
    assert await stage.states() == ["sent"]


async def test_what_was_edited_counts_as_it_reads_now_and_what_was_deleted_does_not(stage: Stage) -> None:
    _, (anna, ben) = await ready(stage, "anna", "ben")
    with away(stage):
        changed = types(stage, anna, "4")
        stage.env.backend.edit_message(changed.channel_id, changed.id, {"content": "5"})
        gone = types(stage, ben, "4")
        stage.env.backend.delete_message(gone.channel_id, gone.id)
    await back(stage)
    assert await stage.rows("SELECT value FROM answers") == ['{"rated":5}']
    assert await stage.states() == ["started", "sent"]


async def test_conversations_of_two_communities_stay_apart(stage: Stage) -> None:
    one = await stage.community("One")
    two = await stage.community("Two", survey=SHORT)
    anna = await stage.fan(one)
    there = two.guild.add_member(anna.user)
    await stage.join(two, there)
    await stage.open_round(one)
    await stage.open_round(two, "short")
    ben = await stage.fan(two, "ben")
    with away(stage):
        for text in ("Because", "skip", "3"):
            types(stage, anna, text)
        types(stage, ben, "hello")
    await stage.restart()
    given = await stage.rows(
        "SELECT rounds.community_id, question_id, value FROM answers"
        " JOIN invitations ON invitations.id = invitation_id JOIN rounds ON rounds.id = round_id ORDER BY 2"
    )
    assert (two.guild.id, "why", '{"wrote":"Because"}') in given
    assert [row[:2] for row in given if row[1] == "mood"] in ([], [(one.guild.id, "mood")])


async def test_a_question_asked_since_is_not_answered_by_older_words(stage: Stage) -> None:
    one = await stage.community("One")
    two = await stage.community("Two", survey=SHORT)
    anna = await stage.fan(one)
    await stage.join(two, two.guild.add_member(anna.user))
    await stage.open_round(one)
    with away(stage):
        types(stage, anna, "4")
    path = f"/channels/{anna.user.dm_channel.id}/messages"
    stage.env.inject_error("GET", path, status=400, code=20028, times=None)  # "later"
    await back(stage)
    await stage.open_round(two, "short")
    assert "Why do you watch?" in stage.dm(anna)
    stage.open_dms()
    await back(stage)
    assert await stage.answers() == {"mood": {"rated": 4}}


# --- what happens meanwhile -------------------------------------------------------------------------


async def behind(stage: Stage) -> None:
    """Connected again, and not caught up with anybody yet: the workers wait for Discord's word."""
    stage.app.client.dispatch("connect")
    await stage.env.settle()


async def test_who_writes_again_is_not_overtaken_by_themselves(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    with away(stage):
        types(stage, anna, "4")
        types(stage, anna, "streams")
    await behind(stage)
    await anna.user.send_dm("evenings")
    assert await stage.answers() == {
        "mood": {"rated": 4},
        "more": {"picked": ["streams"]},
        "when": {"picked": ["evenings"]},
    }
    said = stage.sent_to(anna)
    await back(stage)
    assert stage.sent_to(anna) == said


async def test_a_tap_comes_after_what_was_typed_before_it(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    card = last(anna.user.dm_channel)
    with away(stage):
        types(stage, anna, "4")
    await behind(stage)
    await anna.user.click(card, label="5")
    await stage.quiet()
    assert await stage.rows("SELECT value FROM answers WHERE question_id = 'mood'") in (
        ['{"rated":4}'],
        ['{"rated":5}'],
    )
    assert await stage.rows("SELECT count(*) FROM replies") == [2], "both were heard"


async def test_an_edit_waits_for_the_message_it_changes(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    with away(stage):
        sent = types(stage, anna, "4")
    await behind(stage)
    stage.env.backend.edit_message(sent.channel_id, sent.id, {"content": "2"})
    await stage.env.settle()
    assert await stage.answers() == {"mood": {"rated": 2}}


async def test_messages_of_one_person_wait_for_each_others_files(stage: Stage) -> None:
    swapped = SHORT.replace("short_text", "file").replace(
        "kind: file\n    text: Show", "kind: short_text\n    text: Show"
    )
    _, (anna,) = await ready(stage, "anna", survey=swapped)
    types(stage, anna, "", ("cat.png", b"\x89PNG\r\n\x1a\n" + bytes(50)))
    types(stage, anna, "A cat")
    await stage.env.settle()
    await stage.quiet()
    assert await stage.states() == ["completed"]
    assert (await stage.answers())["clip"] == {"wrote": "A cat"}


async def test_a_round_that_is_over_ends_after_what_was_typed_in_it(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    with away(stage):
        types(stage, anna, "4")
    await stage.change("UPDATE rounds SET closes_at = '2026-01-01T00:00:00.000000Z'")
    await stage.restart()
    assert await stage.states() == ["partial"]
    assert await stage.answers() == {"mood": {"rated": 4}}


#: As a process leaves it that ended after the first card arrived, and before it could note that.
IN_DOUBT = (
    "UPDATE invitations SET state = 'sending', message_id = NULL",
    "UPDATE people SET dm_channel_id = NULL",
)


async def test_who_replied_before_it_was_noted_where_their_dm_is_is_heard(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    with away(stage):
        types(stage, anna, "4")
    for change in IN_DOUBT:
        await stage.change(change)
    await stage.restart()
    await stage.pass_time(timedelta(minutes=1))
    assert await stage.answers() == {"mood": {"rated": 4}}
    assert await stage.states() == ["started"]


async def test_whoever_taps_in_the_dm_shows_where_it_is(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    for change in IN_DOUBT:
        await stage.change(change)
    await anna.user.click(last(anna.user.dm_channel), label="4")
    assert await stage.answers() == {"mood": {"rated": 4}}
    assert await stage.rows("SELECT dm_channel_id FROM people") == [anna.user.dm_channel.id]


async def test_a_round_does_not_end_while_nobody_is_heard(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    with away(stage):
        stage.app.client.dispatch("disconnect")
        types(stage, anna, "4")
        await stage.env.settle()
        await stage.change(f"UPDATE rounds SET closes_at = '{stage.now:%Y-%m-%dT%H:%M:%S.%fZ}'")
        await stage.pass_time(timedelta(minutes=10))
        assert await stage.states() == ["sent"]
    await back(stage)
    await stage.pass_time(timedelta(minutes=1))
    assert await stage.states() == ["partial"]
    assert await stage.answers() == {"mood": {"rated": 4}}


async def test_a_session_that_goes_on_was_told_everything(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    stage.app.client.dispatch("disconnect")
    await stage.env.settle()
    await stage.change(f"UPDATE rounds SET closes_at = '{stage.now:%Y-%m-%dT%H:%M:%S.%fZ}'")
    await stage.pass_time(timedelta(minutes=1))
    assert await stage.rows("SELECT state FROM rounds") == ["open"]
    stage.app.client.dispatch("resumed")
    await stage.env.settle()
    await stage.pass_time(timedelta(minutes=1))
    assert await stage.rows("SELECT state FROM rounds") == ["closed"]
    assert looked_up(stage, anna) == 0


async def test_a_round_waits_for_word_no_longer_than_half_an_hour(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    with away(stage):
        types(stage, anna, "4")
    path = f"/channels/{anna.user.dm_channel.id}/messages"
    stage.env.inject_error("GET", path, status=400, code=20028, times=None)  # "later"
    await stage.change(f"UPDATE rounds SET closes_at = '{stage.now:%Y-%m-%dT%H:%M:%S.%fZ}'")
    await back(stage)
    await stage.pass_time(timedelta(minutes=29))
    assert await stage.rows("SELECT state FROM rounds") == ["open"]
    await stage.pass_time(timedelta(minutes=2))
    assert await stage.rows("SELECT state FROM rounds") == ["closed"]


async def test_where_it_cant_be_looked_it_is_looked_again(stage: Stage) -> None:
    _, (anna, ben) = await ready(stage, "anna", "ben")
    with away(stage):
        types(stage, anna, "4")
        types(stage, ben, "5")
    path = f"/channels/{anna.user.dm_channel.id}/messages"
    stage.env.inject_error("GET", path, status=400, code=20028, times=None)  # "later"
    await back(stage)
    assert await stage.states() == ["sent", "started"]
    stage.open_dms()
    stage.app.clock.ring()
    await stage.quiet()
    assert await stage.states() == ["started", "started"]


async def test_where_it_may_not_be_looked_the_conversation_goes_on(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    with away(stage):
        types(stage, anna, "4")
    path = f"/channels/{anna.user.dm_channel.id}/messages"
    stage.env.inject_error("GET", path, status=403, code=50001, times=None)
    await back(stage)
    await anna.user.send_dm("3")
    assert await stage.answers() == {"mood": {"rated": 3}}


async def test_a_process_that_ends_in_the_middle_begins_where_it_was(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"fan{number}" for number in range(12)]
    _, members = await ready(stage, *names)
    with away(stage):
        for member in members:
            types(stage, member, "4")
            types(stage, member, "streams")
    taken = 0
    listening = stage.app.client.get_cog("AnsweringCog")
    assert listening is not None
    take = listening.take  # type: ignore[attr-defined]  # the cog's class is not what this is about
    reached, never = asyncio.Event(), asyncio.Event()

    async def take_some(*given: Any) -> None:
        nonlocal taken
        taken += 1
        if taken > 13:
            reached.set()
            await never.wait()
        await take(*given)

    monkeypatch.setattr(listening, "take", take_some)
    stage.app.client.dispatch("connect")
    stage.app.client.dispatch("ready")
    await reached.wait()
    given = await stage.rows("SELECT count(*) FROM answers")
    assert 0 < given[0] < 24
    await stage.restart()
    assert await stage.rows("SELECT count(*) FROM answers") == [24]
    assert await stage.rows("SELECT count(*) FROM replies") == [24]


async def test_nobody_is_looked_up_who_has_nothing_to_say(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    await stage.pass_time(timedelta(days=3))
    await stage.open_round(server)
    cleo = await stage.fan(server, "cleo")
    await stage.change(
        "UPDATE invitations SET state = 'held_back' WHERE id = (SELECT max(id) FROM invitations)"
    )
    before = [looked_up(stage, one) for one in (anna, ben, cleo)]
    await back(stage)
    assert [looked_up(stage, one) - was for one, was in zip((anna, ben, cleo), before, strict=True)] == [
        1,
        0,
        1,
    ]


# --- a summary of several messages ------------------------------------------------------------------


LONG = "key: short\ntitle: Long\nquestions:\n" + "".join(
    f"  - {{id: q{number}, kind: yes_no, text: 'Question {number}?'}}\n" for number in range(20)
)


def posted(server: Server) -> list[tuple[int, str]]:
    """The messages of the summary, as they read."""
    return [
        (one.id, message_text(components_of(one)))
        for one in server.results.history()
        if not one.flags.ephemeral
    ]


async def forget_summary(stage: Stage) -> None:
    """As if the process had ended before it was recorded; the simulated Discord's ids are older than the stage's clock."""
    await stage.change(
        "UPDATE rounds SET summarised_at = NULL, summary_message_ids = NULL, closed_at = '2020-01-01T00:00:00.000000Z'"
    )


@pytest.mark.parametrize("lost", [1, 2])
async def test_a_summary_that_was_half_posted_is_completed(stage: Stage, lost: int) -> None:
    server, people = await ready(stage, "anna", "ben", "cleo", "dora", "emil", survey=LONG)
    for one in people:
        await one.user.send_dm("yes")
    # And the same to all other questions, as the rows would have it.
    for number in range(1, 20):
        await stage.change(
            "INSERT INTO answers (invitation_id, question_id, value, at)"
            f" SELECT invitation_id, 'q{number}', value, at FROM answers WHERE question_id = 'q0'"
        )
    await stage.close_round(server)
    whole = posted(server)
    assert len(whole) >= 3
    for message_id, _ in whole[-lost:]:
        stage.env.backend.delete_message(server.results.id, message_id)
    boss = server.boss
    for number in range(120):
        stage.env.backend.create_message(server.results.id, boss.id, f"chat {number}")
    await forget_summary(stage)
    await stage.restart()
    now = [one for one in posted(server) if not one[1].startswith("chat") and one[1]]
    assert [text for _, text in now] == [text for _, text in whole]
    ((ids,),) = [await stage.rows("SELECT summary_message_ids FROM rounds")]
    assert ids == str([one for one, _ in now]).replace(" ", "")


async def test_a_summary_deep_in_a_busy_channel_is_found(stage: Stage) -> None:
    server, (anna,) = await ready(stage, "anna")
    await anna.user.send_dm("4")
    await stage.close_round(server)
    (before,) = await stage.rows("SELECT summary_message_ids FROM rounds")
    for number in range(250):
        stage.env.backend.create_message(server.results.id, server.boss.id, f"chat {number}")
    await forget_summary(stage)
    await stage.restart()
    assert await stage.rows("SELECT summary_message_ids FROM rounds") == [before]
