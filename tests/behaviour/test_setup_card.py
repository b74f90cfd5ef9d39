"""The guided card of `/setup start`, as somebody on a phone walks it."""

from dataclasses import dataclass

import discord
import pytest
from simcord import interactions as wire
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle
from simcord.enums import OverwriteType
from simcord.results import InteractionResult, ResponseMessage

from surveys.core import ids, words
from surveys.core.phrases import joining
from surveys.core.prompt import Button, Picking, Verb
from surveys.core.wording import setup as wording
from tests.behaviour.conftest import Server, Shown, Stage, components_of, custom_ids, shown
from tests.transcript import message_text

SETTINGS = (
    "SELECT results_channel_id, join_channel_id, creator_role_id, time_zone, topics, gap_days, quiet_from, "
    "quiet_until, retention_days FROM communities"
)


@dataclass
class Walk:
    """One private card, and the person who uses it."""

    stage: Stage
    server: Server
    actor: MemberActor
    now: InteractionResult

    @property
    def text(self) -> str:
        return shown(self.now).text

    @property
    def card(self) -> ResponseMessage:
        return self.now.response or self.now.followups[0]

    async def tap(self, label: str) -> str:
        self.now = await self.actor.click(self.card, label=label)
        return self.text

    async def pick(self, hint: str, *values: object) -> str:
        found = custom_ids(components_of(self.card))[hint]
        self.now = await self.actor.select(self.card, list(values), custom_id=found)
        return self.text

    async def fill(self, button: str, **values: object) -> str:
        form = await self.actor.click(self.card, label=button)
        self.now = await self.actor.submit_modal(form, values)
        return self.text


async def begin(stage: Stage, server: Server, where: ChannelHandle | None = None) -> Walk:
    return Walk(stage, server, server.boss, await server.boss.slash(where or server.results, "setup start"))


def public(channel: ChannelHandle) -> list[str]:
    """What everybody sees there."""
    return [message_text(components_of(one)) for one in channel.history() if not one.flags.ephemeral]


def deny(stage: Stage, channel: ChannelHandle, **permissions: bool) -> None:
    bits = discord.Permissions(**permissions).value
    bot = stage.env.backend.bot_user.id
    stage.env.backend.set_overwrite(
        channel.id, Overwrite(target_id=bot, type=OverwriteType.MEMBER, allow=0, deny=bits)
    )


async def test_from_nothing_to_a_join_card_in_three_taps_and_nothing_public_before(stage: Stage) -> None:
    server = stage.server()
    walk = await begin(stage, server)
    assert shown(walk.now).private
    assert await stage.rows(SETTINGS) == [
        (server.results.id, None, None, "UTC", "[]", 7, "21:00", "09:00", None)
    ]
    assert wording.JOIN_WHAT in await walk.tap("Join card")
    preview = await walk.pick(wording.JOIN_HINT, server.welcome)
    assert "> **Have a say in what Studio Nine makes next**" in preview
    assert public(server.results) == public(server.welcome) == []
    assert await stage.rows("SELECT join_channel_id FROM communities") == [None], "looking stores nothing"
    up = await walk.tap(wording.PUT_UP)
    assert up.splitlines()[0] == wording.UP_TITLE
    assert wording.NEXT_SURVEY in up
    (card,) = public(server.welcome)
    assert f"[{joining.JOIN_BUTTON.text}]" in card
    assert public(server.results) == []
    await stage.fan(server)
    assert await stage.rows("SELECT count(*) FROM followers") == [1]
    deeds = await stage.rows("SELECT deed, subject, user_id FROM audit_log ORDER BY id")
    assert deeds == [
        ("set_up", "settings", server.boss.id),
        ("set_up", f"join card in channel {server.welcome.id}", server.boss.id),
    ]


async def test_every_step_can_be_skipped_and_nothing_changes(stage: Stage) -> None:
    server = stage.server()
    walk = await begin(stage, server)
    before = await stage.everything()
    titles = [(await walk.tap("Change settings")).splitlines()[0]]
    titles += [(await walk.tap("Next")).splitlines()[0] for _ in range(4)]
    assert titles == [
        "1 of 5 · Summaries",
        "2 of 5 · Your team",
        "3 of 5 · How often and when",
        "4 of 5 · Data and topics",
        "5 of 5 · The join card",
    ]
    end = await walk.tap("Done")
    assert end.splitlines()[0] == wording.DONE_TITLE
    assert wording.NEXT_JOIN in end
    assert (await walk.tap("Overview")).splitlines()[0] == "Earful in Studio Nine"
    assert await stage.everything() == before
    assert public(server.results) == public(server.welcome) == []


async def test_every_step_stores_what_is_picked_at_once_and_can_be_undone(stage: Stage) -> None:
    server = stage.server()
    team, private = server.guild.create_role("Team"), server.guild.create_text_channel("private")
    news = server.guild.create_news_channel("news")
    walk = await begin(stage, server)
    await walk.tap("Change settings")
    assert private.mention in await walk.pick(wording.SUMMARIES_HINT, private)
    await walk.tap("Next")
    assert team.mention in await walk.pick(wording.TEAM_HINT, team)
    assert wording.TEAM in (await walk.pick(wording.TEAM_HINT)).splitlines()
    await walk.pick(wording.TEAM_HINT, team)
    await walk.tap("Next")
    assert "one round in 14 days" in await walk.pick(wording.OFTEN_HINT, "14")
    assert "**Time zone** · Europe/Berlin, 13:00 now" in await walk.fill("Time zone", zone="münchen")
    several = await walk.fill("Time zone", zone="victoria")
    assert "Australia/Melbourne, " in several
    assert "America/Vancouver, " in several
    assert "**Time zone** · Australia/Melbourne" in await walk.pick(wording.ZONE_HINT, "Australia/Melbourne")
    nowhere = await walk.fill("Time zone", zone="*nowhere*")
    assert r"\*nowhere\*" in nowhere
    assert "Australia/Melbourne" in nowhere
    assert "22:00 to 08:00" in await walk.fill("Quiet hours", **{"from": ["22"], "until": ["8"]})
    await walk.tap("Next")
    assert "90 days" in (kept := await walk.pick(wording.KEPT_HINT, "90"))
    assert wording.KEPT_SHORTER in kept
    assert wording.KEPT_SHORTER not in await walk.pick(wording.KEPT_HINT, "180")
    assert "Games, Music" in await walk.fill("Topics", topics="Games, Music, games")
    await walk.tap("Next")
    await walk.pick(wording.JOIN_HINT, news)
    await walk.tap(wording.PUT_UP)
    assert await stage.rows(SETTINGS) == [
        (
            private.id,
            news.id,
            team.id,
            "Australia/Melbourne",
            '["Games","Music"]',
            14,
            "22:00",
            "08:00",
            180,
        )
    ]
    (card,) = public(news)
    assert "One round in two weeks at most" in card
    assert "Nothing from 22:00 to 08:00" in card
    subjects = await stage.rows("SELECT subject FROM audit_log ORDER BY id")
    assert {"one round in 14 days", "no creator role", "quiet from 22:00 to 08:00", "topics"} <= set(subjects)
    # Followers are told what is true here, and a card that is up follows what is changed.
    anna = server.guild.add_member(stage.env.create_user("anna"))
    (joined,) = [one for one in news.history() if not one.flags.ephemeral]
    assert "one round in two weeks" in shown(await anna.click(joined, label="Count me in")).text
    assert set(await stage.rows("SELECT wording FROM consents")) == {
        f"{words.WORDING_VERSION}, 14 days, 22:00-08:00"
    }
    privacy = shown(await anna.click(joined, label="What happens to my data")).text
    assert "180 days" in privacy
    await walk.tap("Overview")
    await walk.tap("Change settings")
    await walk.tap("Next")
    await walk.tap("Next")
    await walk.pick(wording.OFTEN_HINT, "7")
    (card,) = public(news)
    assert "One round a week at most" in card


async def test_a_channel_the_bot_cant_post_in_is_no_beginning_and_the_card_says_what_to_do(
    stage: Stage,
) -> None:
    server = stage.server()
    deny(stage, server.results, attach_files=True)
    deny(stage, server.welcome, read_message_history=True)
    walk = await begin(stage, server)
    assert "I need **Attach Files** there" in walk.text
    assert wording.SUMMARIES_FIRST in walk.text
    assert await stage.rows(SETTINGS) == []
    again = await walk.pick(wording.SUMMARIES_HINT, server.welcome)
    assert "I need **Read Message History** there" in again
    assert await stage.rows(SETTINGS) == []
    # Granted meanwhile: the same pick goes through.
    deny(stage, server.results)
    assert "Earful in Studio Nine" in await walk.pick(wording.SUMMARIES_HINT, server.results)
    await walk.tap("Change settings")
    refused = await walk.pick(wording.SUMMARIES_HINT, server.welcome)
    assert "I need **Read Message History** there" in refused
    assert server.results.mention in refused
    for _ in range(4):
        await walk.tap("Next")
    assert "I need **Read Message History** there" in await walk.pick(wording.JOIN_HINT, server.welcome)
    assert f"[{wording.PUT_UP}]" not in walk.text
    # And lost again between the preview and the tap.
    deny(stage, server.welcome)
    await walk.pick(wording.JOIN_HINT, server.welcome)
    deny(stage, server.welcome, view_channel=True)
    assert "I need **View Channel**" in await walk.tap(wording.PUT_UP)
    assert await stage.rows("SELECT join_channel_id FROM communities") == [None]
    assert public(server.welcome) == []


async def test_discord_may_reject_the_card_and_nothing_is_stored(stage: Stage) -> None:
    server = stage.server()
    walk = await begin(stage, server)
    await walk.tap("Join card")
    for code, status, said in (
        (50013, 403, words.say(wording.CARD_FORBIDDEN, channel=server.welcome.mention)),
        (50035, 400, wording.CARD_REFUSED),
    ):
        await walk.pick(wording.JOIN_HINT, server.welcome)
        path = f"/channels/{server.welcome.id}/messages"
        stage.env.inject_error("POST", path, status=status, code=code, times=None)
        assert said in await walk.tap(wording.PUT_UP)
        stage.env.backend.faults.clear()
        assert await stage.rows("SELECT join_channel_id, join_message_id FROM communities") == [(None, None)]
    await walk.pick(wording.JOIN_HINT, server.welcome)
    await walk.tap(wording.PUT_UP)
    assert len(public(server.welcome)) == 1


async def test_who_is_demoted_in_the_middle_of_the_card_changes_nothing_more(stage: Stage) -> None:
    server = await stage.community()
    walk = await begin(stage, server)
    await walk.tap("Change settings")
    await walk.tap("Next")
    await walk.tap("Next")
    form = await server.boss.click(walk.card, label="Time zone")
    boss = server.guild.roles["Boss"]
    stage.env.backend.remove_member_role(server.guild.id, server.boss.id, boss.id)
    before, seen = await stage.everything(), public(server.welcome)
    answers = [
        shown(await server.boss.click(walk.card, label="Next")),
        shown(await server.boss.submit_modal(form, {"zone": "Berlin"})),
    ]
    for picking, value in (
        (Picking(Verb.SETUP_CHANNEL, ("1",), ""), server.welcome.id),
        (Picking(Verb.SETUP_CHANNEL, ("2",), ""), server.results.id),
        (Picking(Verb.SETUP_ROLE, (), ""), boss.id),
        (Picking(Verb.SETUP_OFTEN, (), ""), 28),
        (Picking(Verb.SETUP_KEPT, (), ""), 30),
        (Picking(Verb.SETUP_ZONE, (), ""), "Asia/Tokyo"),
    ):
        answers.append(await stage.press(server.boss, server.welcome, ids.pick(picking), [str(value)]))
    buttons = (
        Button(Verb.SETUP_JOIN, (str(server.results.id),), ""),
        Button(Verb.SETUP_FORM, ("2",), ""),
        Button(Verb.SETUP_STATUS, (), ""),
    )
    answers += [await stage.press(server.boss, server.welcome, ids.press(one)) for one in buttons]
    assert [one.text for one in answers if words.NOT_ALLOWED not in one.text.splitlines()] == []
    assert await stage.everything() == before
    assert public(server.welcome) == seen
    assert public(server.results) == []


async def test_another_servers_channels_and_roles_cant_be_set_and_its_settings_not_touched(
    stage: Stage,
) -> None:
    mine, theirs = await stage.community("Mine"), await stage.community("Theirs")
    role = theirs.guild.create_role("Team")
    before = await stage.everything()

    async def forged(picking: Picking, *values: object) -> Shown:
        return await stage.press(mine.boss, mine.welcome, ids.pick(picking), [str(one) for one in values])

    for which in ("1", "2", "9"):
        said = await forged(Picking(Verb.SETUP_CHANNEL, (which,), ""), theirs.results.id)
        assert wording.NO_CHANNEL in said.text
    for role_id in (role.id, mine.guild.id, 999):
        await forged(Picking(Verb.SETUP_ROLE, (), ""), role_id)
    up = ids.press(Button(Verb.SETUP_JOIN, (str(theirs.welcome.id),), ""))
    assert wording.NO_CHANNEL in (await stage.press(mine.boss, mine.welcome, up)).text
    for verb, value in (
        (Verb.SETUP_OFTEN, "1"),
        (Verb.SETUP_OFTEN, "x"),
        (Verb.SETUP_KEPT, "366"),
        (Verb.SETUP_KEPT, "365"),
        (Verb.SETUP_KEPT, "1"),
        (Verb.SETUP_ZONE, "Mars/Olympus"),
    ):
        assert wording.NOT_OFFERED in (await forged(Picking(verb, (), ""), value)).text
    form = ids.press(Button(Verb.SETUP_FORM, ("9",), ""))
    assert wording.NOT_OFFERED in (await stage.press(mine.boss, mine.welcome, form)).text
    assert await stage.everything() == before
    # What is allowed in one's own server leaves the other as it was.
    await forged(Picking(Verb.SETUP_OFTEN, (), ""), 28)
    assert await stage.rows("SELECT name, gap_days FROM communities ORDER BY name") == [
        ("Mine", 28),
        ("Theirs", 7),
    ]


async def test_the_zone_is_guessed_and_a_thread_counts_as_its_channel(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = stage.server()
    stage.locales[server.boss.id] = "ja"
    channel = stage.app.client.get_channel(server.results.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="talk", type=discord.ChannelType.public_thread)
    (thread,) = server.results.threads
    walk = await begin(stage, server, thread)
    assert await stage.rows("SELECT results_channel_id FROM communities") == [server.results.id]
    assert words.say(wording.GUESSED, zone="Asia/Tokyo") in walk.text
    assert await stage.rows("SELECT time_zone FROM communities") == ["Asia/Tokyo"]
    # A guess is made once only: what is in force stays.
    stage.locales[server.boss.id] = "de"
    assert "Asia/Tokyo" in (await begin(stage, server)).text
    made = wire.base_payload

    def in_french(*args: object, **given: object) -> object:
        record, payload = made(*args, **given)  # type: ignore[arg-type]  # handed on as it came
        payload["guild_locale"] = "fr"
        return record, payload

    monkeypatch.setattr(wire, "base_payload", in_french)
    other = stage.server("Other")
    assert words.say(wording.GUESSED, zone="Europe/Paris") in (await begin(stage, other)).text


async def test_a_double_tap_puts_up_one_card_and_moving_it_says_what_becomes_of_the_old(stage: Stage) -> None:
    server = stage.server()
    lobby = server.guild.create_text_channel("lobby")
    walk = await begin(stage, server)
    await walk.tap("Join card")
    await walk.pick(wording.JOIN_HINT, server.welcome)
    await walk.tap(wording.PUT_UP)
    await stage.again()
    up = ids.press(Button(Verb.SETUP_JOIN, (str(server.welcome.id),), ""))
    await stage.press(server.boss, server.welcome, up)
    assert len(public(server.welcome)) == 1
    await walk.tap("Overview")
    assert wording.PUT_UP_ANEW in await walk.tap("Join card")
    await walk.pick(wording.JOIN_HINT, lobby)
    assert words.say(wording.OLD_CARD, channel=server.welcome.mention) in await walk.tap(wording.PUT_UP)
    assert len(public(lobby)) == len(public(server.welcome)) == 1
