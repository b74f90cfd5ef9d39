"""How followers set how they are asked, pause, and are kept in: as they do it, in the server and in the DM."""

import json
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import UserHandle
from simcord.components import walk_components
from simcord.results import ResponseMessage

import bot.app
from surveys.core import words
from surveys.core.ids import pick, press
from surveys.core.language import ENGLISH, Languages, Words
from surveys.core.phrases import joining
from surveys.core.phrases import preferences as phrases
from surveys.core.preferences import What
from surveys.core.prompt import Button, Picking, Verb
from tests.behaviour.conftest import (
    MONTHLY,
    Server,
    Shown,
    Stage,
    components_of,
    custom_ids,
    last,
    response,
    shown,
)

Card = discord.Message | ResponseMessage
QUESTION = "How were last month's videos?"
CLOSED_ALL_DAY = "UPDATE people SET quiet_from = '00:00', quiet_until = '23:59:59.999999'"
OPEN_ALL_DAY = "UPDATE people SET quiet_from = '00:00', quiet_until = '00:00'"


async def opened(who: MemberActor, server: Server, **given: str) -> ResponseMessage:
    """The preferences, by command in the server."""
    return response(await who.slash(server.welcome, "feedback preferences", **given))


async def choose(who: MemberActor | UserHandle, card: Card, hint: str, *values: str) -> Shown:
    """Pick from one of the card's menus, named by its hint."""
    found = custom_ids(components_of(card))[hint]
    return shown(await who.select(card, list(values), custom_id=found))


def marked(card: Card, hint: str) -> list[str]:
    """What a menu shows as chosen."""
    for component in walk_components(components_of(card)):
        if component.get("placeholder") == hint:
            return [one["value"] for one in component["options"] if one.get("default")]
    raise AssertionError(f"there is no menu “{hint}”")


def text_of(sentence: Any, **values: object) -> str:
    return ENGLISH.say(sentence, **values)


def german(*translated: tuple[Any, str]) -> Languages:
    """A catalogue with a few sentences in it."""
    catalogue = {sentence.text: (said,) for sentence, said in translated}
    return Languages({"en": ENGLISH, "de": Words("de", catalogue)}, {"en": "English", "de": "Deutsch"})


async def stored(stage: Stage, *columns: str) -> Any:
    """What is stored of the one follower there is."""
    (row,) = await stage.rows(f"SELECT {', '.join(columns)} FROM followers JOIN people USING (user_id)")
    return row


async def held(stage: Stage) -> list[Any]:
    return await stage.rows("SELECT state, reason FROM invitations ORDER BY id")


# --- the card -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hint", "value", "column", "after"),
    [
        ("How often", "monthly", "cadence", "monthly"),
        ("How often", "special", "cadence", "special"),
        ("Time zone", "Asia/Tokyo", "time_zone", "Asia/Tokyo"),
        ("Quiet hours", "22-8", "quiet_from || '-' || quiet_until", "22:00-08:00"),
        ("Quiet hours", "none", "quiet_from || '-' || quiet_until", "00:00-00:00"),
        ("Language", "en", "language", "en"),
        ("Quoting", "no", "quoting", "no"),
        ("Where I ask you", "server", "asked_in", "server"),
    ],
)
async def test_a_pick_counts_at_once_and_stays_over_a_restart(
    stage: Stage, hint: str, value: str, column: str, after: str
) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    card = await opened(anna, server)
    if hint in {"Language", "Quoting", "Where I ask you"}:
        card = response(await anna.click(card, label="Language, quoting, place"))
    assert value not in marked(card, hint)
    said = await choose(anna, card, hint, value)
    assert said.private
    assert "**Saved** · " in said.text
    assert said.message.id == card.id  # drawn anew, not sent once more
    assert marked(said.message, hint) == [value]
    assert await stored(stage, column) == after

    await stage.restart()
    assert await stored(stage, column) == after
    # The card from before the restart still works.
    assert text_of(phrases.SAME) in (await choose(anna, card, hint, value)).text


async def test_a_new_follower_sees_the_card_and_needs_to_touch_nothing(stage: Stage) -> None:
    server = await stage.community()
    anna = server.guild.add_member(stage.env.create_user("anna"))
    said = await stage.join(server, anna)
    assert said.private
    assert said.text.startswith(text_of(joining.JOINED))
    assert text_of(joining.HOW_I_ASK) in said.text
    assert marked(said.message, "How often") == ["every"]
    assert marked(said.message, "Quiet hours") == ["usual"]
    await choose(anna, said.message, "How often", "monthly")
    assert await stored(stage, "cadence") == "monthly"


async def test_in_the_dm_the_card_is_an_ordinary_message_and_drawn_anew_in_place(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    hello = last(anna.user.dm_channel)
    said = shown(await anna.user.click(hello, label="Preferences"))
    assert not said.private
    card = last(anna.user.dm_channel)
    assert card.id != hello.id
    await choose(anna.user, card, "How often", "special")
    assert last(anna.user.dm_channel).id == card.id
    assert marked(last(anna.user.dm_channel), "How often") == ["special"]
    assert await stored(stage, "cadence") == "special"


async def test_turning_the_page_changes_nothing(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    card = await opened(anna, server)
    before = await stored(stage, "cadence", "quoting", "asked_in", "topics", "paused_until")
    there = response(await anna.click(card, label="Language, quoting, place"))
    assert marked(there, "Quoting") == ["anonymous"]
    assert marked(there, "Where I ask you") == ["dm"]
    back = response(await anna.click(there, label="How often and when"))
    assert marked(back, "How often") == ["every"]
    assert await stored(stage, "cadence", "quoting", "asked_in", "topics", "paused_until") == before


async def test_leaving_from_the_card(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    card = response(await anna.click(await opened(anna, server), label="Language, quoting, place"))
    said = shown(await anna.click(card, label="Leave"))
    assert text_of(joining.LEFT_TITLE) in said.text
    assert await stage.rows("SELECT place FROM consents WHERE granted = 0") == ["preferences"] * 2


async def test_each_new_choice_about_quoting_is_added_to_the_record(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    card = response(await anna.click(await opened(anna, server), label="Language, quoting, place"))
    for value in ("named", "named", "no", "anonymous"):
        await choose(anna, card, "Quoting", value)
    assert await stage.rows(
        "SELECT scope, granted, wording FROM consents WHERE place = 'preferences' ORDER BY id"
    ) == [
        ("quotes_named", 1, words.WORDING_VERSION),
        ("quotes_anonymous", 0, words.WORDING_VERSION),
        ("quotes_named", 0, words.WORDING_VERSION),
        ("quotes_anonymous", 1, words.WORDING_VERSION),
    ]
    assert await stored(stage, "quoting") == "anonymous"


async def test_who_takes_back_to_be_quoted_is_taken_out_of_what_was_posted(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    await stage.change(OPEN_ALL_DAY)
    await stage.open_round(server)
    await stage.change(
        "INSERT INTO quotes (round_id, invitation_id, question_id, section, line) "
        "SELECT round_id, id, 'q', 0, 'line' FROM invitations"
    )
    card = response(await anna.click(await opened(anna, server), label="Language, quoting, place"))
    anna_only = "SELECT count(*) FROM quotes"
    forged = pick(Picking(Verb.PREFERENCES, ("1", str(int(What.QUOTING))), "", ()))
    await stage.press(ben, server.welcome, forged, ["no"])
    assert await stage.rows(anna_only) == [2]
    await choose(anna, card, "Quoting", "no")
    assert await stage.rows("SELECT user_id FROM quotes JOIN invitations i ON i.id = invitation_id "
                            "JOIN followers f ON f.id = follower_id") == [ben.id]  # fmt: skip


# --- time zones ----------------------------------------------------------------------------------------


async def test_a_zone_is_found_by_typing_a_city(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    found = await anna.autocomplete(server.welcome, "feedback preferences", "time_zone", "münchen")
    assert [one["value"] for one in found] == ["Europe/Berlin"]
    said = await opened(anna, server, time_zone="Europe/Berlin")
    assert marked(said, "Time zone") == ["Europe/Berlin"]
    assert await stored(stage, "time_zone") == "Europe/Berlin"
    # Typed and sent without picking from the list: there is only one it can be.
    await opened(anna, server, time_zone="osaka")
    assert await stored(stage, "time_zone") == "Asia/Tokyo"


@pytest.mark.parametrize("typed", ["nowhere at all", "united states", "🙂", "../../etc/passwd", "x" * 4000])
async def test_a_zone_that_cannot_be_made_out_changes_nothing(stage: Stage, typed: str) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    before = await stage.everything()
    said = shown(await anna.slash(server.welcome, "feedback preferences", time_zone=typed))
    assert said.text.startswith("I don't know the time zone")
    assert said.private
    assert await stage.everything() == before


async def test_the_zone_of_a_person_goes_for_every_community(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    anna = await stage.fan(one)
    there = two.guild.add_member(anna.user)
    await stage.join(two, there)
    await opened(anna, one, time_zone="Asia/Tokyo")
    assert marked(await opened(there, two), "Time zone") == ["Asia/Tokyo"]
    await choose(there, await opened(there, two), "How often", "special")
    assert marked(await opened(anna, one), "How often") == ["every"]


# --- several communities ---------------------------------------------------------------------------------


async def test_in_the_dm_it_is_the_one_joined_last_with_a_menu_for_the_others(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    anna = await stage.fan(one)
    await stage.join(two, two.guild.add_member(anna.user))
    card = response(await anna.user.slash("feedback preferences"))
    assert shown_title(card) == "### How Two asks you"
    first, second = await stage.rows("SELECT id FROM followers ORDER BY id")
    assert marked(card, "Which server") == [str(second)]
    said = await choose(anna.user, card, "Which server", str(first))
    assert "How One asks you" in said.text
    await choose(anna.user, said.message, "How often", "monthly")
    assert await stage.rows("SELECT cadence FROM followers ORDER BY id") == ["monthly", "every"]


def shown_title(card: Card) -> str:
    return str(next(one["content"] for one in walk_components(components_of(card)) if "content" in one))


async def test_in_the_server_it_is_that_servers_alone(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    anna = await stage.fan(one)
    await stage.join(two, two.guild.add_member(anna.user))
    card = await opened(anna, one)
    assert shown_title(card) == "### How One asks you"
    assert "Which server" not in custom_ids(components_of(card))


async def test_switching_to_somebody_elses_membership_shows_ones_own(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    anna = await stage.fan(one)
    ben = await stage.fan(two, "ben")
    mine, theirs = await stage.rows("SELECT id FROM followers ORDER BY id")
    switch = pick(Picking(Verb.PREFERENCES, (str(mine), str(int(What.COMMUNITY))), "", ()))
    said = await stage.press(anna.user, anna.user.dm_channel, switch, [str(theirs)])
    assert "How One asks you" in said.text
    assert "Two" not in said.text
    assert ben.id != anna.id


# --- who may, and what no longer fits --------------------------------------------------------------------


def uses(follower: int) -> list[tuple[str, list[str] | None]]:
    """Everything a card about that follower can be used for."""
    name = str(follower)
    buttons = [
        Button(Verb.PREFERENCES, (name,), ""),
        Button(Verb.PREFERENCES, (name, "2"), ""),
        Button(Verb.PREFERENCES, (name, str(int(What.WHERE)), "1"), ""),
        Button(Verb.PAUSE, (name, "3"), ""),
        Button(Verb.PAUSE, (name, "0"), ""),
        Button(Verb.KEEP_ME, (name,), ""),
    ]
    picks = {What.CADENCE: "special", What.WHERE: "server", What.QUOTING: "no", What.ZONE: "Asia/Tokyo",
             What.QUIET: "none", What.LANGUAGE: "en", What.TOPICS: "*", What.COMMUNITY: name}  # fmt: skip
    menus = [
        (pick(Picking(Verb.PREFERENCES, (name, str(int(what))), "", ())), [value])
        for what, value in picks.items()
    ]
    return [*((press(button), None) for button in buttons), *menus]


async def test_somebody_elses_card_changes_nothing(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    ben = await stage.fan(server, "ben")
    before = await stage.everything()
    (anna_is, *_) = await stage.rows("SELECT id FROM followers ORDER BY id")
    for follower in (anna_is, 4711, 8 * 10**18, 0):
        for custom_id, values in uses(follower):
            said = await stage.press(ben, server.welcome, custom_id, values)
            assert (said.text, said.private) == (text_of(phrases.NOT_YOURS), True)
    assert await stage.everything() == before


async def test_a_card_of_who_left_says_how_to_come_back(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    card = await opened(anna, server)
    await anna.slash(server.welcome, "feedback leave")
    before = await stage.everything()
    gone = text_of(phrases.LEFT_BEFORE, community="Studio Nine")
    assert (await choose(anna, card, "How often", "special")).text == gone
    for custom_id, values in uses(1):
        assert (await stage.press(anna, server.welcome, custom_id, values)).text == gone
    assert await stage.everything() == before
    assert shown(await anna.slash(server.welcome, "feedback preferences")).text == text_of(phrases.NOT_HERE)
    assert shown(await anna.slash(server.welcome, "feedback pause", how_long=1)).text == text_of(
        phrases.NOT_HERE
    )
    assert shown(await anna.user.slash("feedback preferences")).text == text_of(phrases.NOWHERE)


async def test_somebody_unknown_is_told_how_to_join_and_nothing_is_kept(stage: Stage) -> None:
    server = await stage.community()
    anna = server.guild.add_member(stage.env.create_user("anna"))
    assert shown(await anna.slash(server.welcome, "feedback preferences")).text == text_of(phrases.NOT_HERE)
    assert shown(await anna.user.slash("feedback pause", how_long=1)).text == text_of(phrases.NOWHERE)
    assert await stage.rows("SELECT count(*) FROM people") == [0]


@pytest.mark.parametrize(
    ("what", "value"),
    [
        (What.TOPICS, "Cooking"),
        (What.CADENCE, "hourly"),
        (What.ZONE, "Mars/Olympus"),
        (What.QUIET, "always"),
        (What.LANGUAGE, "tlh"),
        (What.QUOTING, "loudly"),
        (What.WHERE, "everywhere"),
        (77, "every"),
    ],
)
async def test_what_is_no_choice_changes_nothing(stage: Stage, what: int, value: str) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    columns = (
        "cadence",
        "topics",
        "asked_in",
        "quoting",
        "paused_until",
        "language",
        "time_zone",
        "quiet_from",
    )
    before = await stored(stage, *columns)
    forged = pick(Picking(Verb.PREFERENCES, ("1", str(int(what))), "", ()))
    said = await stage.press(anna, server.welcome, forged, [value])
    assert text_of(phrases.NOT_A_CHOICE) in said.text
    assert said.private
    forged = press(Button(Verb.PAUSE, ("1", "99"), ""))
    assert text_of(phrases.NOT_A_CHOICE) in (await stage.press(anna, server.welcome, forged)).text
    forged = press(Button(Verb.PREFERENCES, ("1", str(int(What.WHERE)), "9"), ""))
    assert text_of(phrases.NOT_A_CHOICE) in (await stage.press(anna, server.welcome, forged)).text
    forged = press(Button(Verb.PREFERENCES, ("1", "99"), ""))  # no such page: the first
    assert "How Studio Nine asks you" in (await stage.press(anna, server.welcome, forged)).text
    assert await stored(stage, *columns) == before


async def test_a_pick_delivered_twice_counts_once(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    card = response(await anna.click(await opened(anna, server), label="Language, quoting, place"))
    await choose(anna, card, "Quoting", "no")
    await stage.again()
    assert await stage.rows("SELECT count(*) FROM consents WHERE place = 'preferences'") == [1]
    assert await stored(stage, "quoting") == "no"


# --- topics -----------------------------------------------------------------------------------------------


async def test_topics_are_there_once_the_community_has_some(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    assert "Topics" not in custom_ids(components_of(await opened(anna, server)))
    await server.boss.slash(
        server.results, "setup start", results_channel=server.results, topics="Games, Music"
    )
    card = await opened(anna, server)
    assert marked(card, "Topics") == ["*"]
    said = await choose(anna, card, "Topics", "*", "Music")
    assert "**Saved** · Music" in said.text
    assert marked(said.message, "Topics") == ["Music"]
    await choose(anna, card, "Topics")
    assert json.loads(await stored(stage, "topics")) == []


async def test_a_topic_that_went_away_meanwhile_is_said(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await server.boss.slash(
        server.results, "setup start", results_channel=server.results, topics="Games, Music"
    )
    card = await opened(anna, server)
    await server.boss.slash(server.results, "setup start", results_channel=server.results, topics="Music")
    said = await choose(anna, card, "Topics", "Games")
    assert text_of(phrases.NOT_A_CHOICE) in said.text
    assert json.loads(await stored(stage, "topics")) == []


# --- what is under way ------------------------------------------------------------------------------------


async def test_quiet_hours_hold_a_round_until_they_are_changed(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.change(CLOSED_ALL_DAY)
    await stage.open_round(server)
    assert await held(stage) == [("queued", "quiet")]
    await choose(anna, await opened(anna, server), "Quiet hours", "none")
    await stage.quiet()
    assert QUESTION in stage.dm(anna)
    assert await held(stage) == [("sent", None)]


@pytest.mark.parametrize(
    ("hint", "strict", "loose", "why"),
    [
        ("How often", "special", "every", "special"),
        ("Where I ask you", "server", "dm", "server"),
        ("Topics", "Games", "*", "topic"),
    ],
)
async def test_a_looser_wish_lifts_what_the_stricter_held_back(
    stage: Stage, hint: str, strict: str, loose: str, why: str
) -> None:
    server = await stage.community(survey=MONTHLY + "\ntopic: Music\n")
    await server.boss.slash(
        server.results, "setup start", results_channel=server.results, topics="Games, Music"
    )
    anna = await stage.fan(server)
    await stage.change(OPEN_ALL_DAY)
    card = await opened(anna, server)
    if hint == "Where I ask you":
        card = response(await anna.click(card, label="Language, quoting, place"))
    await choose(anna, card, hint, strict)
    await stage.open_round(server)
    assert await held(stage) == [("held_back", why)]
    await choose(anna, card, hint, strict)
    await stage.quiet()
    assert await held(stage) == [("held_back", why)]
    await choose(anna, card, hint, loose)
    await stage.quiet()
    assert await held(stage) == [("sent", None)]
    assert QUESTION in stage.dm(anna)


async def test_nothing_is_lifted_in_a_round_that_is_over(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.change(OPEN_ALL_DAY)
    card = await opened(anna, server)
    await choose(anna, card, "How often", "special")
    await stage.open_round(server)
    await stage.close_round(server)
    await choose(anna, card, "How often", "every")
    await stage.quiet()
    assert await held(stage) == [("held_back", "special")]


async def test_a_pause_holds_rounds_back_and_resuming_lifts_it(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.change(OPEN_ALL_DAY)
    paused = response(await anna.click(await opened(anna, server), label="Pause until I say"))
    assert text_of(phrases.PAUSED_OPEN, community="Studio Nine") in shown_all(paused)
    assert "Pause a week" not in custom_ids(components_of(paused))
    await stage.open_round(server)
    assert await held(stage) == [("held_back", "paused")]
    await stage.restart()
    assert await held(stage) == [("held_back", "paused")]
    # A pause is over when they say so, not when they set something else.
    await choose(anna, paused, "Quiet hours", "none")
    await stage.quiet()
    assert await held(stage) == [("held_back", "paused")]
    said = shown(await anna.click(paused, label="Ask me again"))
    assert text_of(phrases.RESUMED, community="Studio Nine") in said.text
    await stage.quiet()
    assert await held(stage) == [("sent", None)]


def shown_all(card: Card) -> str:
    return "\n".join(one["content"] for one in walk_components(components_of(card)) if "content" in one)


async def test_a_pause_ends_reminders_and_what_was_put_off(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    await stage.change(OPEN_ALL_DAY)
    await stage.open_round(server)
    await stage.change("DELETE FROM follow_ups")
    await stage.change(
        "INSERT INTO follow_ups (invitation_id, sort, due_at) "
        "SELECT i.id, sort.column1, '2999-01-01T00:00:00.000000Z' "
        "FROM invitations i, (VALUES ('reminder'), ('return'), ('goodbye')) sort"
    )
    await anna.slash(server.welcome, "feedback pause", how_long=1)
    pending = (
        "SELECT user_id, sort, p.reason FROM follow_ups p JOIN invitations i ON i.id = invitation_id "
        "JOIN followers f ON f.id = follower_id WHERE p.ended_at IS {} NULL ORDER BY p.id"
    )
    ended = await stage.rows(pending.format("NOT"))
    assert ended == [(anna.id, "reminder", "paused"), (anna.id, "return", "paused")]
    still = await stage.rows(pending.format(""))
    assert {(user, sort) for user, sort, _ in still} == {
        (anna.id, "goodbye"),
        (ben.id, "reminder"),
        (ben.id, "return"),
        (ben.id, "goodbye"),
    }


@pytest.mark.parametrize("how_long", [1, 2, 3])
async def test_pausing_by_command_and_resuming(stage: Stage, how_long: int) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    said = shown(await anna.slash(server.welcome, "feedback pause", how_long=how_long))
    assert said.private
    assert "**Paused until" in said.text
    assert await stored(stage, "paused_until") is not None
    said = shown(await anna.user.slash("feedback pause", how_long=0))
    assert said.text.startswith(text_of(phrases.RESUMED, community="Studio Nine"))
    assert await stored(stage, "paused_until") is None


async def test_keep_me_in_begins_anew(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.change(OPEN_ALL_DAY)
    await anna.slash(server.welcome, "feedback pause", how_long=3)
    await stage.open_round(server)
    await stage.change("UPDATE invitations SET reason = 'silent'")
    await stage.change("UPDATE followers SET kept_at = NULL")
    keep = press(Button(Verb.KEEP_ME, ("1",), ""))
    said = await stage.press(anna.user, anna.user.dm_channel, keep)
    assert text_of(phrases.KEPT, community="Studio Nine") in said.text
    paused, kept = await stored(stage, "paused_until", "kept_at")
    assert paused is None
    assert kept is not None
    await stage.quiet()
    assert await held(stage) == [("sent", None)]


async def test_any_use_of_the_card_is_a_sign_of_life(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    for custom_id, values in uses(1):
        await stage.change("UPDATE followers SET kept_at = NULL")
        await stage.press(anna, server.welcome, custom_id, values)
        assert await stored(stage, "kept_at") is not None, custom_id


# --- languages --------------------------------------------------------------------------------------------


async def test_everything_is_said_in_the_followers_language(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    languages = german(
        (joining.JOINED, "Du bist dabei."),
        (joining.WELCOME, "Hier kommen Fragen von **{community}** an."),
        (joining.LEFT, "Fertig. **{community}** fragt dich nicht mehr."),
        (joining.SERVER_ONLY, "Das geht nur in einem Server."),
        (phrases.TITLE, "So fragt dich {community}"),
        (phrases.SAVED, "**Gemerkt** · {choice}"),
        (phrases.MONTHLY_OPTION, "Eine Runde in vier Wochen"),
        (phrases.PAUSED_OPEN, "Pause, bis du etwas sagst."),
        (phrases.CADENCE_HINT, "Wie oft"),
        (phrases.PREFERENCES_BUTTON, "Einstellungen"),
        (phrases.NOT_YOURS, "Diese Karte gehört jemand anderem."),
    )
    monkeypatch.setattr(bot.app, "read_languages", lambda: languages)
    await stage.restart()
    server = await stage.community()
    anna = server.guild.add_member(stage.env.create_user("anna"))
    stage.locales[anna.id] = "de"
    assert "Du bist dabei." in (await stage.join(server, anna)).text
    assert "Hier kommen Fragen von **Studio Nine** an." in stage.dm(anna)
    assert await stored(stage, "locale") == "de"
    card = await opened(anna, server)
    assert "So fragt dich Studio Nine" in shown_title(card)
    assert "**Gemerkt** · Eine Runde in vier Wochen" in (await choose(anna, card, "Wie oft", "monthly")).text
    assert shown(await anna.user.slash("feedback join")).text == "Das geht nur in einem Server."
    forged = press(Button(Verb.KEEP_ME, ("4711",), ""))
    assert (await stage.press(anna, server.welcome, forged)).text == "Diese Karte gehört jemand anderem."

    # What they chose counts more than what Discord says.
    second = response(await anna.click(card, label="Language, quoting, place"))
    said = await choose(anna, second, "Language", "en")
    assert "How Studio Nine asks you" in said.text
    assert (
        "works in a server only" in shown(await anna.user.slash("feedback join")).text
    )  # a mistake is told in it, too
    await choose(anna, second, "Language", "auto")
    said = shown(await anna.slash(server.welcome, "feedback pause", how_long=3))
    assert "Pause, bis du etwas sagst." in said.text
    assert (
        "Fertig. **Studio Nine** fragt dich nicht mehr."
        in shown(await anna.slash(server.welcome, "feedback leave")).text
    )


# --- the rest of /feedback ----------------------------------------------------------------------------------


async def test_what_is_stored_is_handed_over_as_a_file_to_them_alone(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    for result in (
        await anna.slash(server.welcome, "feedback mydata"),
        await anna.user.slash("feedback mydata"),
    ):
        messages = [one for one in (result.response, *result.followups) if one is not None]
        assert all(one.ephemeral for one in messages)
        (file,) = [one for message in messages for one in message.attachments]
        assert file.filename.endswith(".json")


async def test_forgetting_asks_first(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    asked = response(await anna.slash(server.welcome, "feedback forget"))
    before = await stage.everything()
    await anna.click(asked, label="Keep everything")
    assert await stage.everything() == before
    asked = response(await anna.slash(server.welcome, "feedback forget"))
    said = shown(await anna.click(asked, label="Forget me"))
    assert said.private
    assert await stage.rows("SELECT count(*) FROM people") == [0]
    await stage.again()
    assert await stage.rows("SELECT count(*) FROM people") == [0]


async def test_privacy_is_explained_from_the_join_card_and_by_command(stage: Stage) -> None:
    server = await stage.community()
    anna = server.guild.add_member(stage.env.create_user("anna"))
    by_card = shown(await anna.click(last(server.welcome), label=joining.PRIVACY_BUTTON.text))
    by_command = shown(await anna.slash(server.welcome, "feedback privacy"))
    assert by_card.private
    assert by_command.private
    assert by_card.text == by_command.text
    assert shown(await anna.user.slash("feedback privacy")).text
    assert await stage.rows("SELECT count(*) FROM people") == [0]


async def test_impact_and_answer_say_something_to_everyone(stage: Stage) -> None:
    server = await stage.community()
    anna = server.guild.add_member(stage.env.create_user("anna"))
    for who in (anna, await stage.fan(server, "ben")):
        for name in ("feedback impact", "feedback answer"):
            said = shown(await who.slash(server.welcome, name))
            assert said.private
            assert said.text
            assert shown(await who.user.slash(name)).text
