"""The idea board in Discord: what the team sees and decides."""

import pytest
from simcord.actors import MemberActor

from surveys.core import words
from surveys.core.wording import board as wording
from tests.behaviour.conftest import Server, Shown, Stage, components_of, custom_ids, response, shown

FORM = "ear:sheet:board-set:{idea}:{seen}:0:{state}:"
OPEN, PLANNED, STARTED, MADE, DECLINED = range(5)


async def with_ideas(stage: Stage) -> tuple[Server, list[MemberActor]]:
    """Three followers and three ideas, of which Ben and Cleo want the first."""
    server = await stage.community()
    fans = await stage.fans(server, "anna", "ben", "cleo")
    for fan, idea in zip(fans, ("a studio tour", "more cooking streams", "a podcast, **live**"), strict=True):
        await fan.slash(server.welcome, "idea", text=idea)
    for fan in fans[1:]:
        await stage.press(fan.user, fan.user.dm_channel, "ear:do:idea-vote:1:0:1:")
    return server, fans


async def board(server: Server) -> Shown:
    return shown(await server.boss.slash(server.results, "ideas board"))


async def opened(server: Server, idea: int) -> Shown:
    """The idea's card, by way of the board."""
    shows = await server.boss.slash(server.results, "ideas board")
    return shown(await server.boss.select(response(shows), [str(idea)], custom_id="ear:pick:board-open:0:"))


async def decide(server: Server, card: Shown, state: str, **fields: str) -> Shown:
    """Pick a status on an idea's card, fill in the form, and send it."""
    (menu,) = [one for one in _ids(card) if ":board-set:" in one]
    form = await server.boss.select(card.message, [state], custom_id=menu)
    return shown(await server.boss.submit_modal(form, fields))


def _ids(card: Shown) -> list[str]:
    return list(custom_ids(components_of(card.message)).values())


async def test_what_is_wanted_most_comes_first_and_a_made_one_has_a_link(stage: Stage) -> None:
    server, (anna, *_) = await with_ideas(stage)
    text = (await board(server)).text
    assert text.index("a studio tour") < text.index("a podcast, \\*\\*live\\*\\*") < text.index("cooking")
    assert "wanted by 3 people · 2 votes · open" in text
    card = await opened(server, 1)
    assert card.private
    assert wording.PUBLIC in card.text

    for link, why in (
        ("", wording.NEEDS_LINK),
        ("http://x.org/v", wording.NOT_HTTPS),
        ("ftp", wording.BAD_LINK),
    ):
        said = shown(
            await server.boss.slash(
                server.results, "ideas status", idea="1", status="made", **({"link": link} if link else {})
            )
        )
        assert (said.text, said.private) == (why, True)
    assert await stage.rows("SELECT state FROM ideas WHERE id = 1") == ["open"]

    await stage.restart()
    made = await decide(server, card, "made", link="https://example.com/v", response="Here *it* is")
    assert made.redrawn
    for part in ("✅ **made**", "**Made:** https://example.com/v", "Here \\*it\\* is", "· made ·"):
        assert part in made.text
    assert await stage.rows("SELECT state, link, by_user FROM idea_events") == [
        ("made", "https://example.com/v", server.boss.id)
    ]
    assert await stage.rows("SELECT deed, subject FROM audit_log WHERE deed LIKE 'idea%'") == [
        ("idea_status", "idea 1: made")
    ]
    impact = shown(await anna.slash(server.welcome, "feedback impact")).text
    assert "- Made: “a studio tour”" in impact
    assert "https://example.com/v" in impact
    assert "Here \\*it\\* is" in impact


async def test_filter_order_and_pages(stage: Stage) -> None:
    server, (anna, *_) = await with_ideas(stage)
    for number in range(4, 11):
        await stage.change(
            "INSERT INTO ideas (community_id, follower_id, text, at) SELECT community_id, follower_id, :it, at "
            "FROM ideas WHERE id = 1",
            it=f"idea {number}",
        )
    shows = await server.boss.slash(server.results, "ideas board")
    assert "6 of 10 · page 1 of 2" in shown(shows).text
    turned = await server.boss.click(response(shows), label=wording.LATER)
    assert "4 of 10 · page 2 of 2" in shown(turned).text
    newest = await server.boss.select(response(turned), ["1"], custom_id="ear:pick:board-order:100:")
    assert "💡 “idea 10”" in shown(newest).text.splitlines()[1]
    one = await server.boss.select(response(newest), ["9"], custom_id="ear:pick:board-open:1:")
    await decide(server, shown(one), "declined", response="We have no dog")
    back = await stage.press(server.boss, server.welcome, "ear:do:board:1:")
    assert "6 of 9 · page 1 of 2" in back.text
    declined = await stage.press(server.boss, server.welcome, "ear:pick:board-show:1:", ["5"])
    assert "“idea 9”" in declined.text
    assert "declined" in declined.text
    none = await stage.press(server.boss, server.welcome, "ear:pick:board-show:1:", ["4"])
    assert wording.NONE_HERE in none.text
    assert "Not this time: “idea 9”" in shown(await anna.slash(server.welcome, "feedback impact")).text


async def test_of_two_creators_at_once_the_second_sees_what_the_first_did(stage: Stage) -> None:
    server, _ = await with_ideas(stage)
    mine, theirs = await opened(server, 1), await opened(server, 1)
    await decide(server, mine, "planned")
    late = await decide(server, theirs, "declined", response="no")
    assert wording.CHANGED_MEANWHILE in late.text
    assert "**planned**" in late.text
    assert await stage.rows("SELECT state FROM idea_events") == ["planned"]
    again = shown(await server.boss.slash(server.results, "ideas status", idea="1", status="planned"))
    assert "is planned already" in again.text


async def test_merging_counts_everybody_once_and_can_be_undone(stage: Stage) -> None:
    server, (_, ben, _) = await with_ideas(stage)
    await ben.slash(server.welcome, "idea", text="a tour of your studio at night")
    await stage.press(ben, server.welcome, "ear:do:idea-keep:4:")
    card = await opened(server, 4)
    asked = await server.boss.click(card.message, label=wording.MERGE)
    assert "**1.** “a studio tour”" in shown(asked).text
    (menu,) = [one for one in _ids(shown(asked)) if one.startswith("ear:pick:board-merge")]
    merged = await server.boss.select(response(asked), ["1"], custom_id=menu)
    assert words.say(wording.MERGED, number=1) in shown(merged).text
    first = await opened(server, 1)
    assert "wanted by 3 people · 2 votes" in first.text, "Ben wanted it before"
    assert "1 idea merged into it" in first.text
    for one, into, why in (
        ("1", "4", wording.MERGE_CIRCLE),
        ("1", "1", wording.MERGE_SELF),
        ("2", "4", "is off the board itself"),
        ("4", "2", "is merged into"),
        ("2", "999", wording.UNKNOWN),
    ):
        said = shown(await server.boss.slash(server.results, "ideas merge", idea=one, into=into))
        assert why in said.text
    undo = _undo_id(shown(merged))
    await stage.restart()
    undone = shown(await server.boss.click(merged.response, label=wording.UNDO_MERGE))  # type: ignore[arg-type]  # it was redrawn
    assert wording.UNMERGED in undone.text
    assert await stage.rows("SELECT state, duplicate_of FROM ideas WHERE id = 4") == [("open", None)]
    again = await stage.press(server.boss, server.welcome, undo)
    assert wording.CHANGED_MEANWHILE in again.text


async def test_all_that_a_theme_says_is_gathered_at_a_tap(stage: Stage) -> None:
    server, people = await with_ideas(stage)
    await people[1].slash(server.welcome, "idea", text="see where you build")
    await stage.press(people[1], server.welcome, "ear:do:idea-keep:4:")
    # A theme of a posted summary that all but the second ask for; the third is decided already.
    await stage.open_round(server)
    await stage.close_round(server)
    await stage.change(
        "INSERT INTO themes (id, round_id, question_id, label, size) VALUES (9, 1, 'q', 'tour', 3)"
    )
    for number in (1, 3, 4):
        await stage.change(f"INSERT INTO idea_themes (idea_id, theme_id) VALUES ({number}, 9)")
    await decide(server, await opened(server, 3), "planned")
    card = await opened(server, 1)
    label = words.count(1, wording.GATHER_ONE, wording.GATHER_MANY)
    (gather,) = [one for one in _ids(card) if ":board-gather:" in one]
    gathered = shown(await server.boss.click(card.message, label=label))
    assert words.count(1, wording.GATHERED_ONE, wording.GATHERED_MANY) in gathered.text
    assert "1 idea merged into it" in gathered.text
    assert await stage.rows("SELECT id FROM ideas WHERE duplicate_of = 1") == [4]
    assert label not in custom_ids(components_of(gathered.message))
    # What Discord repeats, or a card that was open elsewhere, merges nothing more.
    again = await stage.press(server.boss, server.welcome, gather)
    assert "0 ideas" in again.text or wording.CHANGED_MEANWHILE in again.text


def _undo_id(card: Shown) -> str:
    (found,) = [one for one in _ids(card) if ":board-apart:" in one]
    return found


async def test_an_idea_is_searched_for_to_merge_into(stage: Stage) -> None:
    server, _ = await with_ideas(stage)
    card = await opened(server, 3)
    asked = await server.boss.click(card.message, label=wording.MERGE)
    assert wording.MERGE_NONE_ALIKE in shown(asked).text
    form = await server.boss.click(response(asked), label=wording.MERGE_SEARCH)
    found = shown(await server.boss.submit_modal(form, {"typed": "COOK"}))
    assert "**2.** “more cooking streams”" in found.text
    form = await server.boss.click(response(asked), label=wording.MERGE_SEARCH)
    nothing = shown(await server.boss.submit_modal(form, {"typed": "@everyone"}))
    assert words.say(wording.MERGE_NOT_FOUND, typed="\\@everyone") in nothing.text
    offered = await server.boss.autocomplete(server.results, "ideas merge", "into", "cook")
    assert [one["value"] for one in offered] == ["2"]
    first = await server.boss.autocomplete(server.results, "ideas merge", "into", "")
    assert first[0] == {"name": "1. a studio tour", "value": "1"}


async def test_who_may_not_and_who_is_elsewhere(stage: Stage) -> None:
    server, (anna, *_) = await with_ideas(stage)
    other = await stage.community("Other", survey=None)
    card = await opened(server, 1)
    before = await stage.everything()
    stage.allow_all_commands(server, anna)
    for command, given in (
        ("ideas board", {}),
        ("ideas status", {"idea": "1", "status": "planned"}),
        ("ideas merge", {"idea": "1", "into": "2"}),
        ("ideas channel", {}),
    ):
        said = shown(await anna.slash(server.welcome, command, **given))
        assert (said.text, said.private) == (words.NOT_ALLOWED, True)
    for custom_id in _ids(card):
        values = ["planned"] if ":pick:" in custom_id else None
        assert (await stage.press(anna, server.welcome, custom_id, values)).text == words.NOT_ALLOWED
        elsewhere = await stage.press(other.boss, other.welcome, custom_id, values)
        assert "studio tour" not in elsewhere.text
    for command, given in (
        ("ideas status", {"idea": "1", "status": "planned"}),
        ("ideas merge", {"idea": "1", "into": "2"}),
    ):
        assert shown(await other.boss.slash(other.results, command, **given)).text == wording.UNKNOWN
    assert wording.NONE_YET in (await board(other)).text
    assert await other.boss.autocomplete(other.results, "ideas merge", "into", "") == []
    assert await stage.everything() == before


async def test_who_may_only_read_results_decides_nothing(stage: Stage) -> None:
    server, _ = await with_ideas(stage)
    await stage.change(
        "INSERT INTO grants (community_id, role_id, right) VALUES (:it, 5, 'results')", it=server.guild.id
    )
    role = server.guild.create_role("Readers")
    await stage.change("UPDATE grants SET role_id = :it", it=role.id)
    reader = server.guild.add_member(stage.env.create_user("rita"), roles=[role])
    stage.allow_all_commands(server, reader)
    assert "a studio tour" in shown(await reader.slash(server.results, "ideas board")).text
    said = shown(await reader.slash(server.results, "ideas status", idea="1", status="planned"))
    assert "/rights" in said.text
    assert await stage.rows("SELECT count(*) FROM idea_events") == [0]


async def test_a_named_author_is_named_and_a_silent_one_is_read_without_a_name(stage: Stage) -> None:
    server, (anna, ben, _) = await with_ideas(stage)
    await stage.change("UPDATE followers SET quoting = 'named' WHERE user_id = :it", it=anna.id)
    await stage.change("UPDATE followers SET quoting = 'no' WHERE user_id = :it", it=ben.id)
    assert "by @anna" in (await opened(server, 1)).text
    silent = (await opened(server, 2)).text
    assert "more cooking streams" in silent
    assert "@ben" not in silent
    assert wording.NOT_SHAREABLE in silent
    assert wording.HIDE not in silent


async def test_themes_are_ticked_by_hand(stage: Stage) -> None:
    server, (anna, *_) = await with_ideas(stage)
    none = await server.boss.click((await opened(server, 2)).message, label=wording.THEMES_BUTTON)
    assert wording.THEMES_NONE in shown(none).text
    await stage.open_round(server)
    await stage.change("UPDATE rounds SET summarised_at = opened_at")
    await stage.change("INSERT INTO themes (round_id, question_id, label, size) VALUES (1, 'q', 'food', 1)")
    await stage.change(
        "INSERT INTO theme_replies SELECT 1, i.id FROM invitations i JOIN followers f ON f.id = follower_id "
        "WHERE user_id = :it",
        it=anna.id,
    )
    asked = await server.boss.click((await opened(server, 2)).message, label=wording.THEMES_BUTTON)
    (menu,) = [one for one in _ids(shown(asked)) if one.startswith("ear:pick:board-theme")]
    ticked = shown(await server.boss.select(response(asked), ["1"], custom_id=menu))
    assert f"{wording.THEMES_SAVED} Wanted by 2 people." in ticked.text
    assert "“food” (round 1, 1 person)" in (await opened(server, 2)).text
    await stage.press(server.boss, server.welcome, menu, [])
    assert await stage.rows("SELECT linked FROM idea_themes") == [0]


@pytest.mark.parametrize("follows", [True, False])
async def test_a_message_is_saved_as_an_idea_once(stage: Stage, follows: bool) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    writer = anna if follows else server.guild.add_member(stage.env.create_user("cleo"))
    message = await writer.send(server.welcome, "Please *paint* the \u202eoffice")
    said = shown(await server.boss.context_menu(server.welcome, "Save as idea", message))
    assert said.private
    assert (wording.SAVED_AUTHOR if follows else wording.SAVED_NOBODY) in said.text
    assert "“Please \\*paint\\* the office”" in said.text
    again = shown(await server.boss.context_menu(server.welcome, "Save as idea", message))
    assert wording.SAVED_BEFORE in again.text
    rows = await stage.rows("SELECT text, follower_id, ref FROM ideas")
    assert rows == [("Please *paint* the office", 1 if follows else None, message.id)]
    card = shown(await server.boss.click(again.message, label=wording.SAVED_OPEN))
    assert "wanted by 1 person" in card.text
    picture = await writer.send(server.welcome, "\u200b \u202e")
    nothing = shown(await server.boss.context_menu(server.welcome, "Save as idea", picture))
    assert nothing.text == wording.SAVED_EMPTY
    long = await writer.send(server.welcome, "a" * 2000)
    assert "first 1,000" in shown(await server.boss.context_menu(server.welcome, "Save as idea", long)).text
    stage.allow_all_commands(server, writer)
    refused = shown(await writer.context_menu(server.welcome, "Save as idea", long))
    assert refused.text == words.NOT_ALLOWED
    assert await stage.rows("SELECT count(*) FROM ideas") == [2]
