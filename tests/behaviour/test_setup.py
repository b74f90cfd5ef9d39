"""`/setup start`, and who may run what."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import pytest
from simcord import interactions as wire
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle
from simcord.enums import OverwriteType

import bot.app
from surveys.core import words
from surveys.core.ids import press
from surveys.core.language import ENGLISH, Languages, Words
from surveys.core.phrases import asking, joining
from surveys.core.prompt import Button, Verb
from surveys.core.text import quoted
from surveys.core.wording import setup as wording
from tests.behaviour.conftest import MONTHLY, Server, Stage, components_of, last, shown
from tests.transcript import message_text

NOTHING: list[object] = []


async def let_through(stage: Stage, server: Server, *members: MemberActor) -> None:
    """Discord's own settings of the server let these people use every command."""
    for command in await stage.app.client.tree.fetch_commands():
        server.guild.set_command_permissions(command, dict.fromkeys(members, True))


async def member(stage: Stage, server: Server, name: str = "anna") -> MemberActor:
    """Somebody whom Discord lets use every command, and who has no rights in the server."""
    made = server.guild.add_member(stage.env.create_user(name))
    await let_through(stage, server, made)
    return made


async def in_force(stage: Stage) -> list[tuple[object, ...]]:
    """What is stored about communities."""
    return await stage.rows(
        "SELECT id, name, results_channel_id, join_channel_id, join_message_id, creator_role_id, time_zone "
        "FROM communities ORDER BY id"
    )


def join_cards(channel: ChannelHandle) -> list[discord.Message]:
    """The join cards in a channel."""
    messages = [one for one in channel.history() if not one.flags.ephemeral]
    return [one for one in messages if f"[{joining.JOIN_BUTTON.text}]" in message_text(components_of(one))]


# --- what is stored -------------------------------------------------------------------------------


async def test_with_a_results_channel_alone_the_rest_has_defaults(stage: Stage) -> None:
    server = stage.server()
    said = shown(await server.boss.slash(server.results, "setup start", results_channel=server.results))
    assert said.private
    assert said.text.splitlines() == [
        words.say(wording.TITLE, server="Studio Nine"),
        wording.NOT_GUESSED,
        words.say(wording.SUMMARIES, channel=server.results.mention),
        wording.TEAM,
        words.say(wording.ZONE, zone="UTC", time="12:00"),
        words.say(wording.OFTEN, days=7),
        words.say(wording.QUIET, begin="21:00", end="09:00"),
        words.say(wording.KEPT, days=365),
        wording.NO_TOPICS,
        wording.NO_JOIN,
        "⚠️ " + words.say(wording.RESULTS_PUBLIC, channel=server.results.mention),
        "[Join card] [Change settings] [Done]",
        wording.ALL_SAVED,
    ]
    assert await in_force(stage) == [
        (server.guild.id, "Studio Nine", server.results.id, None, None, None, "UTC")
    ]
    assert join_cards(server.results) == join_cards(server.welcome) == []


async def test_everything_given_is_stored_and_said(stage: Stage) -> None:
    server = stage.server()
    team = server.guild.create_role("Team")
    said = shown(
        await server.boss.slash(
            server.results,
            "setup start",
            results_channel=server.results,
            join_channel=server.welcome,
            creator_role=team,
            time_zone="Europe/Berlin",
        )
    )
    (card,) = join_cards(server.welcome)
    assert said.text.splitlines()[1:4] == [
        words.say(wording.SUMMARIES, channel=server.results.mention),
        words.say(wording.TEAM_AND_ROLE, role=team.mention),
        words.say(wording.ZONE, zone="Europe/Berlin", time="13:00"),
    ]
    assert words.say(wording.JOIN, channel=server.welcome.mention) in said.text.splitlines()
    assert await in_force(stage) == [
        (
            server.guild.id,
            "Studio Nine",
            server.results.id,
            server.welcome.id,
            card.id,
            team.id,
            "Europe/Berlin",
        )
    ]


async def test_running_it_again_keeps_what_is_not_given(stage: Stage) -> None:
    server = stage.server()
    team, private = server.guild.create_role("Team"), server.guild.create_text_channel("private")
    await server.boss.slash(
        server.results,
        "setup start",
        results_channel=server.results,
        join_channel=server.welcome,
        creator_role=team,
        time_zone="Asia/Tokyo",
    )
    ((_, _, _, *before),) = await in_force(stage)
    await server.boss.slash(server.results, "setup start", results_channel=private)
    ((_, _, results, *after),) = await in_force(stage)
    assert results == private.id
    assert after == before
    await server.boss.slash(server.results, "setup start", results_channel=private, time_zone="UTC")
    ((*_, role, zone),) = await in_force(stage)
    assert (role, zone) == (team.id, "UTC")
    assert len(await stage.rows("SELECT DISTINCT set_up_at FROM communities")) == 1


async def test_two_servers_are_set_up_apart(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    assert [row[:4] for row in await in_force(stage)] == sorted(
        (each.guild.id, name, each.results.id, each.welcome.id) for each, name in ((one, "One"), (two, "Two"))
    )


# --- the join card --------------------------------------------------------------------------------


async def test_the_join_card_is_drawn_anew_and_not_posted_twice(stage: Stage) -> None:
    server = await stage.community()
    (before,) = join_cards(server.welcome)
    assert before.edited_at is None
    await server.boss.slash(server.results, "setup start", results_channel=server.results)
    (after,) = join_cards(server.welcome)
    assert after.id == before.id
    assert after.edited_at is not None


async def test_a_deleted_join_card_is_posted_anew_when_somebody_says_so(stage: Stage) -> None:
    server = await stage.community()
    (before,) = join_cards(server.welcome)
    stage.env.backend.delete_message(server.welcome.id, before.id)
    said = shown(await server.boss.slash(server.results, "setup start", results_channel=server.results))
    assert wording.CARD_LOST in said.text
    assert wording.NO_JOIN in said.text.splitlines()
    assert join_cards(server.welcome) == []
    await server.boss.slash(server.results, "setup start", join_channel=server.welcome)
    (after,) = join_cards(server.welcome)
    assert after.id != before.id
    assert await stage.rows("SELECT join_message_id FROM communities") == [after.id]
    await stage.fan(server)
    assert await stage.rows("SELECT count(*) FROM followers") == [1]


async def test_in_a_new_join_channel_there_is_a_new_card(stage: Stage) -> None:
    server = await stage.community()
    lobby = server.guild.create_text_channel("lobby")
    said = shown(
        await server.boss.slash(
            server.results, "setup start", results_channel=server.results, join_channel=lobby
        )
    )
    assert words.say(wording.JOIN, channel=lobby.mention) in said.text.splitlines()
    (card,) = join_cards(lobby)
    assert await stage.rows("SELECT join_channel_id, join_message_id FROM communities") == [
        (lobby.id, card.id)
    ]
    # The old card still works: nobody is turned away because a channel was chosen anew.
    await stage.fan(server)
    assert await stage.rows("SELECT count(*) FROM followers") == [1]


async def test_a_join_channel_that_is_gone_is_said(stage: Stage) -> None:
    server = await stage.community()
    stage.env.backend.delete_channel(server.welcome.id)
    said = shown(await server.boss.slash(server.results, "setup start", results_channel=server.results))
    assert wording.NO_JOIN in said.text.splitlines()
    assert wording.JOIN_GONE in said.text
    assert words.say(wording.JOIN, channel=server.welcome.mention) not in said.text


# --- topics and the card's language ------------------------------------------------------------------


async def topics(stage: Stage, server: Server, typed: str | None) -> str:
    """Run `/setup start` with these topics; what comes back."""
    given = {} if typed is None else {"topics": typed}
    return shown(
        await server.boss.slash(server.results, "setup start", results_channel=server.results, **given)
    ).text


async def stored_topics(stage: Stage) -> list[str]:
    (found,) = await stage.rows("SELECT topics FROM communities")
    read: list[str] = json.loads(found)
    return read


async def test_topics_are_cleaned_stored_said_and_kept_until_they_are_cleared(stage: Stage) -> None:
    server = stage.server()
    said = await topics(stage, server, " Games,music ,  Behind  the\tscenes,,Music!, *bold*\u202e ")
    assert await stored_topics(stage) == ["Games", "music", "Behind the scenes", "*bold*"]
    assert words.say(wording.TOPICS, topics=r"Games, music, Behind the scenes, \*bold\*") in said.splitlines()
    assert "Behind the scenes" in await topics(stage, server, None)
    assert len(await stored_topics(stage)) == 4
    assert wording.NO_TOPICS in (await topics(stage, server, ",")).splitlines()
    assert await stored_topics(stage) == []


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (",".join(f"topic {number}" for number in range(11)), "These are 11 topics, and 10 fit."),
        ("x" * 41, "has 41 characters, and 40 fit"),
    ],
)
async def test_topics_that_do_not_fit_change_nothing(stage: Stage, typed: str, why: str) -> None:
    server = stage.server()
    await topics(stage, server, ",".join(["x" * 40, *"abcdefghi"]))
    before = await stage.everything()
    assert why in await topics(stage, server, typed)
    assert await stage.everything() == before


async def test_the_cards_everybody_sees_are_in_the_servers_language(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    german = Words(
        "de", {joining.JOIN_BUTTON.text: ("Ich bin dabei",), asking.ANSWER_HERE.text: ("Hier antworten",)}
    )
    languages = Languages({"en": ENGLISH, "de": german}, {"en": "English", "de": "Deutsch"})
    monkeypatch.setattr(bot.app, "read_languages", lambda: languages)
    await stage.restart()
    made = wire.base_payload

    def in_a_german_server(*args: Any, **given: Any) -> Any:
        record, payload = made(*args, **given)
        payload["guild_locale"] = "de"
        return record, payload

    monkeypatch.setattr(wire, "base_payload", in_a_german_server)
    server = await stage.community()
    assert "[Ich bin dabei]" in message_text(components_of(last(server.welcome)))
    anna = server.guild.add_member(stage.env.create_user("anna"))
    await anna.slash(server.welcome, "feedback join")
    await stage.open_round(server)
    assert "[Hier antworten]" in message_text(components_of(last(server.welcome)))


# --- what is missing or wrong ----------------------------------------------------------------------

NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}


def deny(stage: Stage, server: Server, channel: ChannelHandle, *permissions: str) -> None:
    """The bot lacks these in `channel`, and only the bot."""
    bits = discord.Permissions(**dict.fromkeys(permissions, True)).value
    bot = stage.env.backend.bot_user.id
    stage.env.backend.set_overwrite(
        channel.id, Overwrite(target_id=bot, type=OverwriteType.MEMBER, allow=0, deny=bits)
    )


@pytest.mark.parametrize(
    ("where", "lacking"),
    [
        ("results", ("attach_files",)),
        ("welcome", ("send_messages", "attach_files")),
        ("welcome", ("read_message_history",)),
        ("results", tuple(NEEDED)),
    ],
)
async def test_what_the_bot_lacks_is_named_and_nothing_stored(
    stage: Stage, where: str, lacking: tuple[str, ...]
) -> None:
    server = stage.server()
    channel: ChannelHandle = getattr(server, where)
    deny(stage, server, channel, *lacking)
    said = shown(
        await server.boss.slash(
            server.welcome, "setup start", results_channel=server.results, join_channel=server.welcome
        )
    )
    names = " and ".join(f"**{name}**" for flag, name in NEEDED.items() if flag in lacking)
    me = stage.env.backend.bot_user.name
    why = words.say(wording.CANT_POST, channel=channel.mention, permissions=names, me=me)
    assert said.text == words.say(wording.NOTHING_CHANGED, why=why)
    assert said.private
    assert await in_force(stage) == NOTHING
    assert join_cards(server.welcome) == []


async def test_an_unknown_time_zone_changes_nothing(stage: Stage) -> None:
    server = stage.server()
    for zone in ("Berlin", "Mars/Olympus", "../../etc/passwd", "{zone}", "europe/berlin"):
        said = shown(
            await server.boss.slash(
                server.results, "setup start", results_channel=server.results, time_zone=zone
            )
        )
        assert said.text == words.say(wording.UNKNOWN_ZONE, zone=quoted(zone, 80))
        assert await in_force(stage) == NOTHING


async def test_zones_are_suggested_while_typing(stage: Stage) -> None:
    server = stage.server()

    async def typed(text: str) -> list[str]:
        found = await server.boss.autocomplete(
            server.results, "setup start", "time_zone", text, results_channel=server.results
        )
        assert all(one["name"] == one["value"] for one in found)
        return [one["value"] for one in found]

    assert await typed("berlin") == await typed(" münchen") == ["Europe/Berlin"]
    assert await typed(" new york ") == ["America/New_York"]
    assert await typed("nowhere at all") == []
    everything = await typed("")
    assert len(everything) == 25
    assert "Europe/London" in everything  # where many people are comes first
    assert not any(one.startswith("Etc/") for one in await typed("gmt"))


# --- who may ---------------------------------------------------------------------------------------


async def test_without_manage_server_nothing_is_stored_even_if_discord_lets_it_through(stage: Stage) -> None:
    server = stage.server()
    anna = await member(stage, server)
    said = shown(
        await anna.slash(
            server.welcome, "setup start", results_channel=server.results, join_channel=server.welcome
        )
    )
    assert (said.text, said.private) == (words.NOT_ALLOWED, True)
    assert await in_force(stage) == NOTHING
    assert join_cards(server.welcome) == []


async def test_the_creator_role_does_not_open_setup(stage: Stage) -> None:
    server = await stage.community()
    team = server.guild.create_role("Team")
    await server.boss.slash(server.results, "setup start", results_channel=server.results, creator_role=team)
    before = await in_force(stage)
    creator = server.guild.add_member(stage.env.create_user("creator"), roles=[team])
    await let_through(stage, server, creator)
    said = shown(await creator.slash(server.welcome, "setup start", results_channel=server.welcome))
    assert said.text == words.NOT_ALLOWED
    assert await in_force(stage) == before


Deed = Callable[[Stage, Server, MemberActor], Awaitable[str]]


def command(name: str, **options: object) -> Deed:
    """Using a slash command; what comes back."""

    async def do(stage: Stage, server: Server, who: MemberActor) -> str:
        return shown(await who.slash(server.results, name, **options)).text

    return do


def button(verb: Verb, *args: str) -> Deed:
    """Pressing a button of the creator's cards; what comes back."""

    async def do(stage: Stage, server: Server, who: MemberActor) -> str:
        # On the one message of the bot's that everybody sees; the right to press is checked, not the place.
        return (await stage.press(who, server.welcome, press(Button(verb, args, "")))).text

    return do


def importing() -> Deed:
    """Importing a survey that isn't there yet."""
    other = MONTHLY.replace("key: monthly", "key: other")
    return command("survey import", file=("other.yaml", other.encode()))


#: Every creator's deed, with a word of what a creator gets to see.
DEEDS: dict[str, tuple[Deed, str]] = {
    "survey import": (importing(), "is ready"),
    "survey import template": (command("survey import", template="monthly-ideas"), "is ready"),
    "survey list": (command("survey list"), "`monthly`"),
    "round start": (command("round start", survey="monthly"), "is still open"),
    "survey preview": (command("survey preview", survey="monthly"), "How were last month"),
    "survey rehearse": (command("survey rehearse", survey="monthly"), "Pick up to 5 people"),
    "round status": (command("round status"), "keeps itself up to date"),
    "results show": (command("results show"), "round 1"),
    "start button": (button(Verb.ROUND_START, "1"), "is still open"),
    "refresh button": (button(Verb.ROUND_REFRESH, "1"), "round 1"),
    "remind button": (button(Verb.ROUND_REMIND, "1"), "gets it right away"),
    "sure to remind button": (button(Verb.ROUND_REMIND_SURE, "1"), "is on its way"),
    "close button while open": (button(Verb.ROUND_CLOSE, "1"), "Nobody can answer any more"),
    "round close": (command("round close"), "The round is closing."),
    "close button": (button(Verb.ROUND_CLOSE, "1"), words.ROUND_NONE_OPEN),
    "sure to close button": (button(Verb.ROUND_CLOSE_SURE, "1"), words.ROUND_NONE_OPEN),
}


async def test_an_ordinary_member_may_not_and_the_creator_role_may(stage: Stage) -> None:
    server = await stage.community()
    team = server.guild.create_role("Team")
    await server.boss.slash(server.results, "setup start", results_channel=server.results, creator_role=team)
    fan = await stage.fan(server)
    creator = server.guild.add_member(stage.env.create_user("creator"), roles=[team])
    await let_through(stage, server, fan, creator)
    await stage.open_round(server)

    before = await stage.everything()
    for do, _ in DEEDS.values():
        assert await do(stage, server, fan) == words.NOT_ALLOWED
        await stage.quiet()
        assert await stage.everything() == before
    said = {name: await do(stage, server, creator) for name, (do, _) in DEEDS.items()}
    assert {name: seen in said[name] for name, (_, seen) in DEEDS.items()} == dict.fromkeys(DEEDS, True), said


async def test_the_creator_role_runs_a_round_from_end_to_end(stage: Stage) -> None:
    server = await stage.community()
    team = server.guild.create_role("Team")
    await server.boss.slash(server.results, "setup start", results_channel=server.results, creator_role=team)
    await stage.fan(server)
    creator = server.guild.add_member(stage.env.create_user("creator"), roles=[team])
    await let_through(stage, server, creator)
    offered = await creator.slash(server.results, "round start", survey="monthly")
    assert (
        shown(await creator.click(shown(offered).message, label=words.ROUND_START)).text
        == words.ROUND_STARTED
    )
    await stage.quiet()
    assert await stage.states() == ["sent"]
    assert await stage.rows("SELECT started_by FROM rounds") == [creator.id]
    await creator.slash(server.results, "round close")
    await stage.quiet()
    assert await stage.rows("SELECT state FROM rounds WHERE summarised_at IS NOT NULL") == ["closed"]


async def test_nobody_but_creators_is_offered_surveys(stage: Stage) -> None:
    server = await stage.community()
    fan = await stage.fan(server)
    await let_through(stage, server, fan)
    assert await fan.autocomplete(server.results, "round start", "survey", "") == NOTHING
    offered = await server.boss.autocomplete(server.results, "round start", "survey", "month")
    assert offered == [{"name": "Monthly ideas", "value": "monthly"}]


async def test_who_lost_the_role_may_no_longer(stage: Stage) -> None:
    server = await stage.community()
    team = server.guild.create_role("Team")
    await server.boss.slash(server.results, "setup start", results_channel=server.results, creator_role=team)
    creator = server.guild.add_member(stage.env.create_user("creator"), roles=[team])
    await let_through(stage, server, creator)
    assert "`monthly`" in shown(await creator.slash(server.results, "survey list")).text
    stage.env.backend.remove_member_role(server.guild.id, creator.id, team.id)
    assert shown(await creator.slash(server.results, "survey list")).text == words.NOT_ALLOWED


async def test_a_creator_of_one_server_is_nobody_in_another(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    guest = two.guild.add_member(one.boss.user)
    await let_through(stage, two, guest)
    assert shown(await guest.slash(two.results, "survey list")).text == words.NOT_ALLOWED
    assert "`monthly`" in shown(await one.boss.slash(one.results, "survey list")).text


async def test_before_setup_every_command_says_how_it_begins(stage: Stage) -> None:
    server = stage.server()
    for name in ("survey list", "round status", "round close", "results show"):
        assert shown(await server.boss.slash(server.results, name)).text == joining.NOT_SET_UP.text
