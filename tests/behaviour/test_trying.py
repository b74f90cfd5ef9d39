"""Surveys that are tried out: previews for one person alone, and rehearsals with a few who joined."""

from datetime import timedelta

import discord
from simcord.actors import MemberActor
from simcord.components import walk_components
from simcord.results import InteractionResult, ResponseMessage

from cogs.cards import FORM_FILES, FORM_TEXT
from surveys.core import ids, words
from surveys.core.phrases import asking
from surveys.core.prompt import Picking, Verb
from surveys.core.widgets import Choosable
from surveys.core.wording import trying as wording
from surveys.engine.previewing import MOST, UNUSED
from tests.behaviour.conftest import Server, Shown, Stage, components_of, custom_ids, last, response, shown
from tests.behaviour.test_transcripts import BYTES

EVERY_KIND = """
key: every
title: Every kind
intro: Hello {name}.
thanks: So it is {answer.word|nothing}.
questions:
  - {id: yes, kind: yes_no, text: Yes or no, jumps: [{when: [no], to: word}]}
  - {id: one, kind: choice, text: One of them, options: [Red, Blue]}
  - {id: many, kind: multiple_choice, text: Some of them, options: [Cats, Dogs, Birds]}
  - {id: points, kind: scale, text: How much, low_label: Bad, high_label: Good}
  - {id: friend, kind: nps, text: How likely}
  - {id: word, kind: short_text, text: One word}
  - {id: text, kind: long_text, text: "Why {answer.word|that}?"}
  - {id: count, kind: number, text: How many}
  - {id: day, kind: date, text: Which day}
  - {id: order, kind: ranking, text: Which order, options: [Ant, Bee]}
  - id: cover
    kind: picture_choice
    text: Which picture
    options:
      - {label: Warm, picture: "https://example.com/warm.png", alt: A lamp.}
      - {label: Cold, picture: "https://example.com/cold.png", alt: Some ice.}
  - {id: desk, kind: file, text: Your desk, accept: [image]}
  - {id: wish, kind: idea, text: What next}
  - {id: think, kind: agree, text: What about these, statements: [Longer, Shorter]}
"""


def written(message: discord.Message | ResponseMessage) -> str:
    """Everything that stands on a card as it was sent, mentions and all."""
    parts = walk_components(components_of(message))
    return "\n".join(part["content"] for part in parts if "content" in part)


class Player:
    """Somebody who plays a preview on their one private card."""

    def __init__(self, stage: Stage, actor: MemberActor, opened: InteractionResult) -> None:
        self.stage = stage
        self.actor = actor
        self.card = response(opened)
        self.seen = [shown(opened).text]

    async def tap(self, label: str) -> str:
        return self._see(await self.actor.click(self.card, label=label))

    async def pick(self, *values: str) -> str:
        return self._see(await self.actor.select(self.card, values))

    async def write(self, text: str) -> str:
        opened = await self.actor.click(self.card, label="Write")
        return self._see(await self.actor.submit_modal(opened, {FORM_TEXT: text}))

    async def add(self, name: str, data: bytes) -> str:
        opened = await self.actor.click(self.card, label="Send a file")
        return self._see(await self.actor.submit_modal(opened, {FORM_FILES: [(name, data)]}))

    def _see(self, result: InteractionResult) -> str:
        said = shown(result)
        assert (said.private, said.redrawn) == (True, True)
        self.card = response(result)
        self.seen.append(said.text)
        return said.text


async def play(stage: Stage, server: Server, key: str = "every") -> Player:
    return Player(stage, server.boss, await server.boss.slash(server.results, "survey preview", survey=key))


async def test_every_kind_is_played_branches_and_all_and_nothing_is_stored(stage: Stage) -> None:
    server = await stage.community(survey=EVERY_KIND)
    before = await stage.everything()
    player = await play(stage, server)
    assert "Hello @anna" in player.seen[0]
    assert "Yes or no" in player.seen[0]
    # No leads past five questions, and Back and yes to them.
    assert "One word" in await player.tap("No")
    assert "2 of 10" in player.seen[-1]
    assert "Yes or no" in await player.tap("Back")
    assert "One of them" in await player.tap("Yes")
    assert "Some of them" in await player.tap("Red")
    assert "How much" in await player.pick("cats", "birds")
    assert "How likely" in await player.tap("4")
    assert "One word" in await player.tap("9")
    assert "Why brave?" in await player.write("brave")
    assert "How many" in await player.write("Because")
    assert "Number" not in await player.write("not a number")
    assert "How many" in player.seen[-1]
    assert "Which day" in await player.write("7")
    assert "Which order" in await player.write("2027-01-31")
    await player.tap("Bee")
    assert "Which picture" in player.seen[-1]
    assert "Your desk" in await player.tap("2. Cold")
    assert "What next" in await player.add("desk.png", BYTES["image/png"])
    assert "What about these" in await player.write("A tour")
    await player.tap("Agree")
    thanks = await player.tap("Disagree")
    assert "So it is brave." in thanks
    assert "desk.png" in thanks
    assert all(wording.PREVIEW.replace("*", "") in one.replace("*", "") for one in player.seen)
    # Changing an answer, putting off, skipping, stopping: all as in a round, and all without a trace.
    assert "Which answer" in await player.tap("Change an answer")
    assert "How much" in await player.pick("points")
    assert "When would suit" in await player.tap("Later")
    assert "How much" in await player.tap("Answer now")
    assert "Thank you" in await player.tap("Keep")
    again = await play(stage, server)
    assert "One of them" in await again.tap("Skip")
    assert "left" in await again.tap("Stop")
    assert await stage.everything() == before
    assert await stage.rows("SELECT count(*) FROM followers") == [0]


async def test_a_preview_is_one_persons_and_ends(stage: Stage) -> None:
    server = await stage.community(survey=EVERY_KIND)
    stage.locales[server.boss.id] = "de"
    anna = await stage.fan(server)
    stage.allow_all_commands(server, anna)
    assert shown(await anna.slash(server.results, "survey preview", survey="every")).text == words.NOT_ALLOWED
    player = await play(stage, server)
    assert "Ja" in player.seen[0], "played in the language of whoever plays it"
    mine = custom_ids(player.card.components)
    # Somebody else's client names this preview: there is none for them, and what stands in the channel stays.
    for custom_id in mine.values():
        forged = await stage.press(anna, server.welcome, custom_id)
        assert (forged.text, forged.private, forged.redrawn) == (wording.PREVIEW_OVER, True, False)
    assert "One word" in await player.tap("Nein")
    await stage.again()
    assert "2 / 10" in player.seen[-1] or "2 von 10" in player.seen[-1]
    stage.now += UNUSED + timedelta(seconds=1)
    assert wording.PREVIEW_OVER in await player.tap("Stopp")
    oldest = newest = await play(stage, server)
    for _ in range(MOST):
        newest = await play(stage, server)
    assert wording.PREVIEW_OVER in await oldest.tap("Ja"), "there is room for so many"
    await stage.restart()
    assert wording.PREVIEW_OVER in await newest.tap("Ja")


# --- rehearsals ------------------------------------------------------------------------------------


async def rehearse(stage: Stage, server: Server, *people: MemberActor, key: str = "monthly") -> Shown:
    asked = await server.boss.slash(server.results, "survey rehearse", survey=key)
    said = shown(await server.boss.select(response(asked), people))
    await stage.quiet()
    return said


IDEAS = """
key: ideas
title: Ideas
questions:
  - {id: wish, kind: idea, text: What next}
  - {id: desk, kind: file, text: Your desk, accept: [image]}
"""


async def test_it_is_the_real_thing_marked_told_of_and_deleted_after_a_day(stage: Stage) -> None:
    server = await stage.community(survey=IDEAS)
    anna, ben = await stage.fans(server, "anna", "ben")
    await stage.join(server, server.boss)
    stage.locales[ben.id] = "de"
    await ben.slash(server.welcome, "feedback preferences")
    stranger = server.guild.add_member(stage.env.create_user("stranger"))
    said = await rehearse(stage, server, anna, ben, server.boss, stranger, key="ideas")
    assert words.say(wording.NOT_JOINED_ONE, people=f"<@{stranger.id}>") in written(said.message)
    assert f"On its way to <@{anna.id}>, <@{ben.id}>, <@{server.boss.id}>." in written(said.message)
    assert "Rehearsal" in stage.dm(anna)
    assert asking.REHEARSAL_NOTE.text in stage.dm(anna)
    assert "What next" in stage.dm(anna)
    assert "Rehearsal" not in stage.dm(ben), "in the follower's language"
    assert "What next" in stage.dm(server.boss)
    for one in (anna, ben):
        await one.user.send_dm("A tour of the studio")
        assert "Your desk" in stage.dm(one)
    stored = stage.env.backend.store_attachments(anna.user.dm_channel.id, [("desk.png", BYTES["image/png"])])
    await anna.user.send_dm("", attachments=stored)
    assert "Thank you" in stage.dm(anna)
    assert "Rehearsal" in stage.dm(anna)
    await stage.restart()
    await ben.user.click(last(ben.user.dm_channel), label="Überspringen")
    await server.boss.user.send_dm("skip")
    await server.boss.user.send_dm("skip")
    await stage.pass_time(timedelta(minutes=1))
    assert len(stage.posted(server)) == 1
    report = written(last(server.results))
    assert report.split("\n")[:3] == [
        "### Rehearsal of “Ideas”",
        f"**Received it:** <@{anna.id}>, <@{ben.id}>, <@{server.boss.id}>",
        f"**Answered to the end:** <@{anna.id}>, <@{ben.id}>, <@{server.boss.id}>",
    ]
    folder = stage.settings.data_folder / "attachments"
    assert any(one.is_file() for one in folder.rglob("*"))
    await stage.pass_time(timedelta(days=1))
    assert len(stage.posted(server)) == 1
    assert asking.REHEARSAL_OVER.text in stage.dm(anna)
    assert "[" not in stage.dm(anna)
    for table in ("answers", "replies", "attachments", "follow_ups", "ideas", "statuses"):
        assert await stage.rows(f"SELECT count(*) FROM {table}") == [0], table
    assert not any(one.is_file() for one in folder.rglob("*"))
    bare = (
        "SELECT count(*) FROM invitations WHERE coalesce(follower_id, sent_at, message_id, trail) IS NOT NULL"
    )
    assert await stage.rows(bare) == [0]
    assert await stage.rows("SELECT deed FROM audit_log WHERE deed = 'rehearsed'") == ["rehearsed"]


async def test_it_counts_nowhere(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    # Three rehearsals nobody replies to: no cap, no cadence, no silence, no goodbye.
    for _ in range(3):
        await rehearse(stage, server, anna)
    enough = await rehearse(stage, server, anna)
    assert words.say(wording.ENOUGH_ONE, people=f"<@{anna.id}>", most=3) in written(enough.message)
    status = await stage.status(server)
    assert status.text == words.ROUND_NONE
    for command in ("round close", "round pause", "round cancel"):
        assert shown(await server.boss.slash(server.results, command)).text == words.ROUND_NONE_OPEN
    assert "No round is open" in shown(await server.boss.slash(server.results, "round list")).text
    assert shown(await server.boss.slash(server.results, "results show")).text == words.ROUND_NONE
    assert len(server.welcome.history()) == 1, "no card to answer it in the server"
    # Whoever wasn't picked can't get in by naming it.
    (rehearsal, *_) = await stage.rows("SELECT id FROM rounds")
    forged = await stage.press(ben, server.welcome, f"ear:do:answer-here:{rehearsal}:")
    assert forged.text == asking.ROUND_CLOSED.text
    await stage.open_round(server)
    assert await stage.rows(
        "SELECT r.number, i.state FROM rounds r JOIN invitations i ON i.round_id = r.id "
        "WHERE r.rehearsal = 0 ORDER BY i.id"
    ) == [(1, "sent"), (1, "sent")]
    assert "Asked **2**" in (await stage.status(server)).text
    await anna.user.send_dm("4")
    impact = shown(await anna.slash(server.welcome, "feedback impact")).text
    await stage.pass_time(timedelta(days=1))
    assert shown(await anna.slash(server.welcome, "feedback impact")).text == impact
    reports = [one for one in stage.posted(server) if "Rehearsal of" in one]
    assert len(reports) == 3
    assert all("**Answered to the end:** nobody" in one for one in reports)
    await stage.close_round(server)
    await stage.pass_time(timedelta(days=100))
    assert len(stage.summaries(server)) == 1
    assert not any("Keep me in" in one for one in stage.sent_to(anna))
    assert await stage.rows("SELECT max(number) FROM rounds") == [1]


async def test_only_whom_it_may_reach_when_it_may_reach_them(stage: Stage) -> None:
    server, elsewhere = await stage.community(), await stage.community("Elsewhere")
    anna, ben, cleo = await stage.fans(server, "anna", "ben", "cleo")
    await stage.join(server, server.boss)
    role = server.guild.create_role("Editors")
    dora = server.guild.add_member(stage.env.create_user("dora"), roles=[role])
    stage.allow_all_commands(server, dora)
    denied = shown(await dora.slash(server.results, "survey rehearse", survey="monthly"))
    assert denied.text == words.NOT_ALLOWED
    theirs = (await stage.rows("SELECT max(id) FROM survey_versions"))[0]
    for version in (theirs, 10**17):
        menu = Picking(Verb.REHEARSE, (str(version),), "", (Choosable("a", "A"),))
        forged = await stage.press(server.boss, server.welcome, ids.pick(menu), [str(anna.id)])
        assert forged.text == wording.REHEARSE_STALE
    assert elsewhere.guild.id != server.guild.id
    nobody = await rehearse(stage, server, dora)
    assert wording.REHEARSE_NONE in nobody.text
    assert await stage.rows("SELECT count(*) FROM rounds") == [0]
    # By night only whoever rehearses gets it at once; a pause and closed DMs hold as ever.
    await stage.change("UPDATE people SET quiet_from = '11:00', quiet_until = '18:00'")
    await stage.change(
        "UPDATE followers SET paused_until = '9999-01-01T00:00:00.000000Z' WHERE user_id = :it", it=ben.id
    )
    stage.close_dms(cleo)
    await rehearse(stage, server, server.boss, anna, ben, cleo)
    assert await stage.states() == ["sent", "queued", "held_back", "queued"]
    await stage.pass_time(timedelta(hours=8))
    assert await stage.states() == ["sent", "sent", "held_back", "unreachable"]
    await anna.user.send_dm("stop")
    await stage.pass_time(timedelta(days=1))
    assert written(last(server.results)).split("\n")[1:5] == [
        f"**Received it:** <@{server.boss.id}>, <@{anna.id}>",
        "**Answered to the end:** nobody",
        f"**Could not be reached:** <@{cleo.id}>",
        f"**Got nothing:** <@{ben.id}> (paused for now)",
    ]
    late = await stage.press(anna.user, anna.user.dm_channel, ids.tap(1, "mood", "4"))
    assert components_of(late.message)
    assert await stage.rows("SELECT count(*) FROM answers") == [0]
