"""The process ends at the worst moment and another begins: nothing is forgotten, nobody is asked twice."""

import sqlite3
from contextlib import closing

import pytest
from simcord.actors import MemberActor

from surveys.core import words
from surveys.core.phrases import asking
from tests.behaviour.conftest import Server, Stage, components_of, last, shown
from tests.transcript import message_text

FIRST = "How were last month's videos?"
LONG = """
key: long
title: In your words
questions:
  - id: why
    kind: long_text
    text: Why do you watch?
  - id: again
    kind: yes_no
    text: Will you go on?
"""


def asked(stage: Stage, member: MemberActor) -> int:
    """How many messages with the first question the person has."""
    return sum(FIRST in one for one in stage.sent_to(member))


async def claimed(stage: Stage) -> None:
    """As if the process had ended between sending and recording: everyone is claimed, nothing is known."""
    await stage.change("UPDATE invitations SET state = 'sending', sent_at = NULL, message_id = NULL")


def delete_last(stage: Stage, member: MemberActor) -> None:
    """The newest message of the person's DM is no longer there: it never was sent."""
    channel = member.user.dm_channel
    stage.env.backend.delete_message(channel.id, last(channel).id)


async def ready(stage: Stage, *names: str) -> tuple[Server, list[MemberActor]]:
    """A community with an open round, everybody asked."""
    server = await stage.community()
    members = await stage.fans(server, *names)
    await stage.open_round(server)
    return server, members


def no_looking(stage: Stage, *members: MemberActor) -> None:
    """Discord has trouble telling what stands in these people's DMs."""
    for one in members:
        stage.env.inject_error("GET", f"/channels/{one.user.dm_channel.id}/messages", status=500, times=None)


def summaries(server: Server) -> list[str]:
    """The summaries in the channel for results."""
    read = [message_text(components_of(one)) for one in server.results.history() if not one.flags.ephemeral]
    return [one for one in read if f"[{words.SUMMARY_EXPORT}]" in one]


# --- in the middle of a conversation ---------------------------------------------------------------


async def test_buttons_menus_and_typed_replies_go_on_where_they_were(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    dm = anna.user.dm_channel
    await anna.user.click(last(dm), label="4")
    await stage.restart()
    await anna.user.click(last(dm), label="Streams")
    await stage.restart()
    await anna.user.select(last(dm), ["evenings", "lunch"])
    await stage.restart()
    await anna.user.send_dm("A video about cats")
    assert asking.THANKS_TITLE.text in stage.dm(anna)
    assert await stage.answers() == {
        "mood": {"rated": 4},
        "more": {"picked": ["streams"]},
        "when": {"picked": ["lunch", "evenings"]},
        "idea": {"wrote": "A video about cats"},
    }
    assert await stage.states() == ["completed"]


async def test_a_card_from_before_the_restart_takes_its_first_reply(stage: Stage) -> None:
    _, (anna, ben) = await ready(stage, "anna", "ben")
    await stage.restart()
    await anna.user.click(last(anna.user.dm_channel), label="5")
    await ben.user.send_dm("2")
    assert await stage.states() == ["started", "started"]
    given = await stage.rows("SELECT value FROM answers ORDER BY invitation_id")
    assert given == ['{"rated":5}', '{"rated":2}']


async def test_back_leads_to_the_answer_given_before_the_restart(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    dm = anna.user.dm_channel
    await anna.user.click(last(dm), label="4")
    await stage.restart()
    await anna.user.click(last(dm), label="Back")
    assert FIRST in stage.dm(anna)
    await anna.user.click(last(dm), label="1")
    assert await stage.answers() == {"mood": {"rated": 1}}


async def test_the_pieces_of_a_long_text_are_kept(stage: Stage) -> None:
    server = await stage.community(survey=LONG)
    anna = await stage.fan(server)
    await stage.open_round(server, "long")
    await anna.user.send_dm("Because of the cats.")
    await stage.restart()
    await anna.user.send_dm("And the music.")
    await stage.restart()
    await anna.user.click(last(anna.user.dm_channel), label=asking.DONE.text)
    assert await stage.answers() == {"why": {"wrote": "Because of the cats.\nAnd the music."}}


async def test_a_reply_delivered_again_after_the_restart_changes_nothing(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    await anna.user.send_dm("4")
    before = await stage.everything()
    await stage.restart()
    await stage.again()
    assert await stage.everything() == before
    assert "Noted: 4 out of 5" in stage.dm(anna)


async def test_stop_from_an_old_card(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    await anna.user.click(last(anna.user.dm_channel), label="4")
    await stage.restart()
    await anna.user.click(last(anna.user.dm_channel), label="Stop")
    assert await stage.states() == ["broke_off"]
    assert await stage.rows("SELECT count(*) FROM followers WHERE left_at IS NULL") == [0]


async def test_the_join_card_and_the_creators_cards_work_on(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    offered = await server.boss.slash(server.results, "round start", survey="monthly")
    await stage.restart()
    await stage.fan(server, "ben")
    assert (
        shown(await server.boss.click(shown(offered).message, label=words.ROUND_START)).text
        == words.ROUND_STARTED
    )
    await stage.quiet()
    assert await stage.states() == ["sent", "sent"]
    status = await stage.status(server)
    await stage.restart()
    refreshed = shown(await server.boss.click(status.message, label=words.ROUND_REFRESH))
    assert "Reached **2**" in refreshed.text
    asked = shown(await server.boss.click(status.message, label=words.ROUND_CLOSE_NOW))
    await stage.restart()
    closing = shown(await server.boss.click(asked.message, label=words.ROUND_CLOSE_NOW))
    assert closing.text == words.say(words.ROUND_CLOSING, channel=server.results.mention)
    await stage.quiet()
    _, summary = [one for one in server.results.history() if not one.flags.ephemeral]
    await stage.restart()
    export = await server.boss.click(summary, label=words.SUMMARY_EXPORT)
    assert export.response is not None
    assert [one.filename for one in export.response.attachments] == ["answers-round-1.xlsx"]


# --- claimed, and never recorded --------------------------------------------------------------------


async def test_what_arrived_before_the_crash_is_found_and_not_sent_again(stage: Stage) -> None:
    _, members = await ready(stage, "anna", "ben", "cleo")
    cards = [last(one.user.dm_channel).id for one in members]
    await claimed(stage)
    await stage.restart()
    assert await stage.rows("SELECT state, message_id, sent_at IS NULL FROM invitations ORDER BY id") == [
        ("sent", card, 0) for card in cards
    ]
    assert [asked(stage, one) for one in members] == [1, 1, 1]


async def test_what_never_arrived_is_sent_now_and_once(stage: Stage) -> None:
    _, members = await ready(stage, "anna", "ben", "cleo")
    await claimed(stage)
    delete_last(stage, members[1])
    await stage.restart()
    await stage.restart()
    assert await stage.states() == ["sent", "sent", "sent"]
    assert [asked(stage, one) for one in members] == [1, 1, 1]
    await members[1].user.send_dm("3")
    assert await stage.states() == ["sent", "started", "sent"]


async def test_the_dm_channel_may_be_unknown(stage: Stage) -> None:
    _, (anna, ben) = await ready(stage, "anna", "ben")
    await claimed(stage)
    delete_last(stage, ben)
    await stage.change("UPDATE people SET dm_channel_id = NULL")
    await stage.restart()
    assert await stage.states() == ["sent", "sent"]
    assert [asked(stage, anna), asked(stage, ben)] == [1, 1]
    assert await stage.rows("SELECT dm_channel_id FROM people ORDER BY user_id") == [
        one.user.dm_channel.id for one in sorted((anna, ben), key=lambda one: one.id)
    ]


async def test_a_reply_that_overtook_the_crash_keeps_its_state(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    await claimed(stage)
    await anna.user.click(last(anna.user.dm_channel), label="4")
    assert await stage.states() == ["started"]
    await stage.restart()
    assert await stage.states() == ["started"]
    assert asked(stage, anna) == 0
    assert "What should there be more of?" in stage.dm(anna)


async def test_where_it_cant_be_looked_the_claim_stays_until_it_can(stage: Stage) -> None:
    _, (anna, ben) = await ready(stage, "anna", "ben")
    await claimed(stage)
    delete_last(stage, ben)
    no_looking(stage, anna, ben)
    await stage.restart()
    assert await stage.states() == ["sending", "sending"]
    assert [asked(stage, anna), asked(stage, ben)] == [1, 0]
    stage.open_dms()
    stage.app.clock.ring()
    await stage.quiet()
    assert await stage.states() == ["sent", "sent"]
    assert [asked(stage, anna), asked(stage, ben)] == [1, 1]


async def test_a_send_without_an_answer_is_looked_up_before_it_is_repeated(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    posts = f"/channels/{anna.user.dm_channel.id}/messages"
    stage.env.inject_error("POST", posts, status=500, times=None)
    await stage.open_round(server)
    assert await stage.states() == ["sending", "sent"]
    stage.open_dms()
    stage.app.clock.ring()
    await stage.quiet()
    assert await stage.states() == ["sent", "sent"]
    assert [asked(stage, anna), asked(stage, ben)] == [1, 1]
    looked = [one for one in stage.env.http_requests if (one.method, one.path) == ("GET", posts)]
    assert len(looked) == 1


async def test_where_looking_is_forbidden_nobody_is_asked_twice(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    await claimed(stage)
    stage.env.inject_error(
        "GET", f"/channels/{anna.user.dm_channel.id}/messages", status=403, code=50001, times=None
    )
    await stage.restart()
    ((state, error, ended),) = await stage.rows("SELECT state, error, ended_at IS NOT NULL FROM invitations")
    assert (state, ended) == ("failed", 1)
    assert error.startswith("50001 HTTP 403")
    stage.open_dms()
    await stage.restart()
    assert asked(stage, anna) == 1


async def test_dms_closed_meanwhile_are_found_out(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    await claimed(stage)
    delete_last(stage, anna)
    stage.close_dms(anna)
    await stage.restart()
    assert await stage.states() == ["unreachable"]
    assert asked(stage, anna) == 0


# --- closing --------------------------------------------------------------------------------------


async def test_closing_holds_back_who_is_still_queued(stage: Stage) -> None:
    server, members = await ready(stage, "anna", "ben", "cleo")
    delete_last(stage, members[2])
    await stage.change(
        "UPDATE invitations SET state = 'queued', sent_at = NULL, message_id = NULL WHERE id = (SELECT max(id) FROM invitations)"
    )
    await stage.close_round(server)
    assert await stage.rows("SELECT state, reason FROM invitations ORDER BY id") == [
        ("expired", None),
        ("expired", None),
        ("held_back", words.HELD_WINDOW),
    ]
    await stage.restart()
    assert [asked(stage, one) for one in members] == [1, 1, 0]
    (summary,) = summaries(server)
    assert "1 held back" in summary


async def test_a_round_whose_time_ran_out_while_nothing_ran_closes_on_return(stage: Stage) -> None:
    server, (anna,) = await ready(stage, "anna")
    await anna.user.send_dm("4")
    await stage.change("UPDATE rounds SET closes_at = '2026-01-01T00:00:00.000000Z'")
    await stage.restart()
    assert await stage.states() == ["partial"]
    assert len(summaries(server)) == 1


async def test_closing_waits_for_deliveries_in_doubt(stage: Stage) -> None:
    server, (anna, ben) = await ready(stage, "anna", "ben")
    await claimed(stage)
    delete_last(stage, ben)
    no_looking(stage, anna, ben)
    await stage.close_round(server)
    assert await stage.rows("SELECT state FROM rounds") == ["closing"]
    assert summaries(server) == []
    stage.open_dms()
    await stage.restart()
    stage.app.clock.ring()
    await stage.quiet()
    assert await stage.rows("SELECT state FROM rounds") == ["closed"]
    assert len(summaries(server)) == 1
    assert asked(stage, anna) == 1
    assert (await stage.states())[0] == "expired"


# --- the summary -----------------------------------------------------------------------------------


async def test_a_summary_posted_but_not_recorded_is_not_posted_again(stage: Stage) -> None:
    server, _ = await ready(stage, "anna")
    await stage.close_round(server)
    ids = await stage.rows("SELECT summary_message_ids FROM rounds")
    assert len(summaries(server)) == 1
    await stage.change("UPDATE rounds SET summarised_at = NULL, summary_message_ids = NULL")
    await stage.restart()
    await stage.restart()
    assert len(summaries(server)) == 1
    assert await stage.rows("SELECT summary_message_ids FROM rounds WHERE summarised_at IS NOT NULL") == ids


async def test_a_summary_that_was_never_posted_is_posted_once(stage: Stage) -> None:
    server, _ = await ready(stage, "anna")
    stage.env.inject_error("POST", f"/channels/{server.results.id}/messages", status=500, times=None)
    await stage.close_round(server)
    assert summaries(server) == []
    assert await stage.rows("SELECT state, summarised_at FROM rounds") == [("closed", None)]
    stage.open_dms()
    await stage.restart()
    await stage.restart()
    assert len(summaries(server)) == 1


async def test_the_summary_of_another_round_is_not_taken_for_it(stage: Stage) -> None:
    server, _ = await ready(stage, "anna")
    await stage.close_round(server)
    await stage.open_round(server)
    await stage.close_round(server)
    assert [one.splitlines()[0] for one in summaries(server)] == [
        "Monthly ideas · round 1",
        "Monthly ideas · round 2",
    ]


# --- commands and the database ---------------------------------------------------------------------


def updates(stage: Stage) -> int:
    """How often Discord was told of the commands."""
    return sum(
        one.method == "PUT" and one.path.startswith("/applications/") and one.path.endswith("/commands")
        for one in stage.env.http_requests
    )


async def test_discord_is_told_of_the_commands_only_when_they_changed(stage: Stage) -> None:
    before = updates(stage)
    assert before >= 1
    await stage.restart()
    await stage.restart()
    assert updates(stage) == before
    (stage.settings.data_folder / "commands.sha256").write_text("of an older version\n")
    await stage.restart()
    assert updates(stage) == before + 1
    await stage.restart()
    assert updates(stage) == before + 1


async def test_a_restart_leaves_a_whole_file(stage: Stage) -> None:
    _, (anna,) = await ready(stage, "anna")
    await anna.user.send_dm("4")
    await stage.restart()
    with closing(sqlite3.connect(stage.app.database.path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM answers").fetchone() == (1,)


@pytest.mark.parametrize("state", ["queued", "sending"])
async def test_who_left_while_nothing_ran_is_not_asked(stage: Stage, state: str) -> None:
    _, (anna,) = await ready(stage, "anna")
    delete_last(stage, anna)
    await stage.change(
        "UPDATE invitations SET state = :state, sent_at = NULL, message_id = NULL", state=state
    )
    await anna.user.send_dm("stop")
    await stage.restart()
    assert asked(stage, anna) == 0
    assert await stage.states() == ["held_back" if state == "queued" else "refused"]
