"""`/setup status`: what is in force, what isn't right now, and how Earful is doing."""

from datetime import timedelta

import pytest

from surveys.core import words
from surveys.core.wording import setup as wording
from tests.behaviour.conftest import Server, Shown, Stage, shown
from tests.behaviour.test_series import scheduled
from tests.behaviour.test_setup_card import deny


async def status(stage: Stage, server: Server) -> Shown:
    return shown(await server.boss.slash(server.results, "setup status"))


async def test_one_screen_says_what_is_in_force_and_how_it_goes(stage: Stage) -> None:
    server = await stage.community()
    said = await status(stage, server)
    assert said.private
    lines = said.text.splitlines()
    assert lines[0] == "Earful in Studio Nine"
    for line in (
        words.say(wording.SUMMARIES, channel=server.results.mention),
        words.say(wording.JOIN, channel=server.welcome.mention),
        "**Followers** · 0 people have joined",
        wording.NO_ROUND,
        wording.NO_NEXT,
        wording.SENDING,
    ):
        assert line in lines
    assert "I last looked at what is due <time>; the database has 0." in said.text
    assert wording.NO_BACKUP in said.text
    await stage.fans(server, "anna", "ben")
    await stage.open_round(server)
    await scheduled(stage, server)
    lines = (await status(stage, server)).text.splitlines()
    assert "**Followers** · 2 people have joined" in lines
    assert "**Round 1** · “Monthly ideas” is open until <time>, 0 of 2 answered" in lines
    assert "**Next round** · “Monthly ideas”, <time>" in lines
    await stage.close_round(server)
    await stage.pass_time(timedelta(hours=1))
    said = await status(stage, server)
    assert "**Last round** · 1, “Monthly ideas”, closed <time>, 0 of 2 answered" in said.text.splitlines()
    assert wording.NO_BACKUP not in said.text
    assert "backed up <time>" in said.text


async def test_a_hold_and_workers_that_stand_still_are_said_first_and_in_words(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    await stage.open_round(server)
    await server.boss.slash(server.results, "round pause")
    assert words.say(wording.ON_HOLD, number=1, why=words.HALT_PAUSED) in (await status(stage, server)).text
    await stage.app.clock.close()
    stage.now += timedelta(minutes=10)
    assert "so rounds may be late" in (await status(stage, server)).text


async def test_what_was_deleted_or_taken_away_since_is_found(stage: Stage) -> None:
    server = await stage.community()
    team = server.guild.create_role("Team")
    await server.boss.slash(server.results, "setup start", creator_role=team)
    assert (await status(stage, server)).text.count("⚠️") == 1, "only that the channel is public"
    deny(stage, server.results, attach_files=True, read_message_history=True)
    assert "I need **Attach Files** and **Read Message History** there" in (await status(stage, server)).text
    deny(stage, server.results)
    stage.env.backend.delete_channel(server.welcome.id)
    stage.env.backend.delete_role(server.guild.id, team.id)
    said = shown(await server.boss.slash(server.results, "setup status"))
    assert f"⚠️ {wording.JOIN_GONE}" in said.text.splitlines()
    assert f"⚠️ {wording.ROLE_GONE}" in said.text.splitlines()
    # The summaries' own channel goes: from wherever one asks.
    other = server.guild.create_text_channel("other")
    stage.env.backend.delete_channel(server.results.id)
    lost = shown(await server.boss.slash(other, "setup status")).text
    assert lost.splitlines()[1] == f"⚠️ {wording.RESULTS_GONE}"
    # The card leads out of it, and nothing was posted anywhere by itself.
    repaired = shown(await server.boss.slash(other, "setup start", results_channel=other)).text
    assert wording.RESULTS_GONE not in repaired
    assert wording.CARD_LOST in repaired


async def test_every_right_lets_one_look_but_not_change(stage: Stage) -> None:
    server = await stage.community()
    crew = server.guild.create_role("Crew")
    helper = server.guild.add_member(stage.env.create_user("helper"), roles=[crew])
    stage.allow_all_commands(server, helper)
    assert shown(await helper.slash(server.results, "setup status")).text == words.NOT_ALLOWED
    offered = await server.boss.slash(server.results, "rights", role=crew)
    card = shown(offered).message
    await server.boss.select(card, ["results"])
    said = shown(await helper.slash(server.results, "setup status"))
    assert words.say(wording.ALSO_MAY, role=crew.mention, rights="read results") in said.text
    assert f"[{wording.CHANGE}]" not in said.text
    assert "Earful in" in shown(await helper.click(said.message, label=wording.REFRESH)).text
    assert shown(await helper.slash(server.results, "setup start")).text == words.NOT_ALLOWED
    # In another server these rights are nothing.
    other = await stage.community("Other")
    there = other.guild.add_member(helper.user)
    stage.allow_all_commands(other, there)
    assert shown(await there.slash(other.results, "setup status")).text == words.NOT_ALLOWED


@pytest.mark.parametrize("kind", ["deleted", "closed"])
async def test_who_started_it_is_told_by_dm_where_the_teams_channel_is_lost(stage: Stage, kind: str) -> None:
    server = await stage.community()
    await stage.fan(server)
    await scheduled(stage, server)
    if kind == "deleted":
        stage.env.backend.delete_channel(server.results.id)
    else:
        deny(stage, server.results, view_channel=True, send_messages=True)
    await stage.pass_time(timedelta(hours=6, minutes=1))
    assert await stage.rows("SELECT state FROM rounds") == ["open"]
    said = stage.dm(server.boss)
    assert "is open until" in said
    assert "I can't post in" in said
    assert "/setup start" in said
