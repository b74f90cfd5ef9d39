"""`/audience`, and rounds for one: built on a card, chosen when a round opens, looked at again when it is sent."""

from datetime import timedelta
from typing import Any

import pytest
from simcord.actors import MemberActor
from simcord.builders import RoleHandle

from bot.courier import DiscordCourier
from surveys.core import words
from surveys.core.audience_rules import Kind
from surveys.core.phrases import asking
from surveys.core.respect import Why
from surveys.core.roles import Right
from surveys.core.wording import audiences as wording
from tests.behaviour.conftest import (
    Server,
    Shown,
    Stage,
    components_of,
    custom_ids,
    last,
    response,
    shown,
)

DAY = timedelta(days=1)
SURVEY = """
key: pulse
title: Pulse
questions:
  - {id: more, kind: choice, text: "More of what?", options: [Streams, Shorts]}
  - {id: recommend, kind: nps, text: "Would you recommend us?"}
"""


class Building:
    """A creator at work on an audience's card."""

    def __init__(self, server: Server, result: Any, who: MemberActor | None = None) -> None:
        self.who = who or server.boss
        self.card = shown(result)

    async def pick(self, hint: str, *values: Any) -> Shown:
        """Pick from a menu of the card; what comes is the card from then on."""
        custom_id = custom_ids(components_of(self.card.message))[hint]
        self.card = shown(await self.who.select(self.card.message, list(values), custom_id=custom_id))
        return self.card

    async def fill(self, hint: str, kind: Kind, **texts: str) -> Shown:
        """Choose a kind of rule and fill its form in."""
        custom_id = custom_ids(components_of(self.card.message))[hint]
        form = await self.who.select(self.card.message, [str(int(kind))], custom_id=custom_id)
        self.card = shown(await self.who.submit_modal(form, texts))
        return self.card

    async def press(self, label: str, **texts: str) -> Shown:
        """Press a button of the card, and fill in the form it opens, if texts are given."""
        result = await self.who.click(self.card.message, label=label)
        self.card = shown(await self.who.submit_modal(result, texts) if texts else result)
        return self.card

    async def role(self, hint: str, *roles: RoleHandle) -> Shown:
        await self.pick(hint, str(int(Kind.ROLE)))
        return await self.pick(wording.PICK_ROLE, *roles)


async def made(stage: Stage, server: Server, name: str, who: MemberActor | None = None) -> Building:
    return Building(server, await (who or server.boss).slash(server.results, "audience new", name=name), who)


async def with_role(stage: Stage, server: Server, *names: str) -> tuple[RoleHandle, list[MemberActor]]:
    """A role, and followers who have it."""
    role = server.guild.create_role("Members")
    members = await stage.fans(server, *names)
    for member in members:
        stage.env.backend.add_member_role(server.guild.id, member.id, role.id)
    return role, members


async def started(stage: Stage, server: Server, **options: object) -> Shown:
    """The cost card of a round that was then started."""
    offered = await server.boss.slash(server.results, "round start", **{"survey": "monthly", **options})
    card = shown(offered)
    said = shown(await server.boss.click(response(offered), label=words.ROUND_START))
    assert said.text == words.ROUND_STARTED
    await stage.quiet()
    return card


async def invited(stage: Stage) -> list[Any]:
    """Follower's user, state and reason of the newest round's invitations."""
    return await stage.rows(
        "SELECT user_id, i.state, reason FROM invitations i JOIN followers f ON f.id = follower_id "
        "WHERE round_id = (SELECT max(id) FROM rounds) ORDER BY i.id"
    )


async def test_an_audience_is_built_on_one_card_that_counts(stage: Stage) -> None:
    server = await stage.community()
    role, (anna, ben) = await with_role(stage, server, "anna", "ben")
    await stage.fans(server, "cem", "dora")
    building = await made(stage, server, "Regulars")
    assert building.card.private
    assert building.card.text.startswith("Regulars\nMeans **4** people now, of 4 who follow.")
    assert wording.EVERYBODY in building.card.text
    said = await building.role(wording.MENU_INCLUDE, role)
    assert said.redrawn
    assert (
        f"Means **2** people now, of 4 who follow.\n{wording.INCLUDE}\n- has the role <@&{role.id}>"
        in said.text
    )
    said = await building.fill(wording.MENU_EXCLUDE, Kind.INVITED, days="7")
    assert f"{wording.EXCLUDE}\n- was in a round in the last 7 days" in said.text
    await started(stage, server, audience="regulars")
    assert [user for user, *_ in await invited(stage)] == [anna.id, ben.id]
    building = Building(server, await server.boss.slash(server.results, "audience edit", audience="REGULARS"))
    assert "Means **0** people now" in building.card.text, "they have just been in one"
    await building.pick(wording.MENU_RULES, "1")
    assert building.card.text.startswith("A condition of “Regulars”\nLeft out is who was in a round")
    assert "Means **2** people" in (await building.press(wording.MOVE_IN)).text
    await building.pick(wording.MENU_RULES, "1")
    assert "- was in a round" not in (await building.press(wording.REMOVE)).text
    said = await building.press(wording.SETTINGS, name="Core", sample="1")
    assert said.text.startswith("Core\n")
    assert words.count(1, wording.SAMPLE_ONE, wording.SAMPLE_MANY) in said.text
    listed = shown(await server.boss.slash(server.results, "audience list"))
    assert f"**Core** · 2 people\nwho has the role <@&{role.id}>; a sample of 1" in listed.text
    deeds = await stage.rows("SELECT subject FROM audit_log WHERE deed = 'audience_saved' ORDER BY id")
    assert deeds[0] == "Regulars"
    assert deeds[-1] == "Core, version 6"


async def test_every_kind_of_rule_can_be_added_and_says_what_it_means(stage: Stage) -> None:
    server = await stage.community(survey=SURVEY)
    await server.boss.slash(
        server.results, "setup start", results_channel=server.results, topics="Cats, Dogs"
    )
    await stage.fan(server)
    await made(stage, server, "Other")
    one = await made(stage, server, "All kinds")
    only = wording.MENU_INCLUDE
    await one.fill(only, Kind.ANSWERED, days="60")
    await one.pick(only, str(int(Kind.NEVER)))
    await one.fill(only, Kind.TENURE, least="30", most="")
    await one.fill(only, Kind.ACTIVE, people="10%", days="60")
    await one.pick(only, str(int(Kind.TOPIC)))
    await one.pick(wording.PICK_TOPIC, "0", "1")
    await one.pick(only, str(int(Kind.NPS)))
    await one.pick(wording.PICK_NPS, "0")
    await one.pick(only, str(int(Kind.AUDIENCE)))
    (other,) = await stage.rows("SELECT id FROM audiences WHERE name = 'Other'")
    await one.pick(wording.PICK_AUDIENCE, str(other))
    await one.pick(only, str(int(Kind.REPLIED)))
    (survey,) = await stage.rows("SELECT id FROM surveys")
    await one.pick(wording.PICK_SURVEY, str(survey))
    await one.pick(wording.PICK_QUESTION, "0")
    assert "**More of what?**" in one.card.text
    await one.pick(wording.PICK_ANSWER, "streams", "shorts")
    for line in (
        "- answered in the last 60 days",
        "- has never answered",
        "- joined at least 30 days ago",
        "- is among the most active 10% of the last 60 days",
        "- wants to hear of “Cats” or “Dogs”",
        "- rated 0–6 in NPS last time",
        "- is in the audience “Other”",
        "- last replied “Streams” or “Shorts” to “More of what?”",
    ):
        assert line in one.card.text
    await one.pick(wording.MENU_RULES, "7")
    said = await one.press(wording.AT_MOST_EACH, most="10")
    assert "At most **10** of each: who last replied “Streams” or “Shorts”" in said.text
    before = await stage.everything()
    bad = await one.fill(only, Kind.ANSWERED, days="soon")
    assert "I can't read “soon” as a number." in bad.text
    assert await stage.everything() == before
    other_card = Building(server, await server.boss.slash(server.results, "audience edit", audience="Other"))
    await other_card.pick(only, str(int(Kind.AUDIENCE)))
    (mine,) = await stage.rows("SELECT id FROM audiences WHERE name = 'All kinds'")
    assert "can't be named" in (await other_card.pick(wording.PICK_AUDIENCE, str(mine))).text


async def test_names_are_taken_once_whatever_their_case(stage: Stage) -> None:
    server, other = await stage.community(), await stage.community("Two")
    await made(stage, server, "Regulars")
    assert "already" in (await made(stage, server, "  regulars ")).card.text
    assert (await made(stage, server, "!!!")).card.text == wording.NAME_EMPTY
    assert "Means" in (await made(stage, other, "REGULARS")).card.text
    two = await made(stage, server, "Others")
    assert "already" in (await two.press(wording.SETTINGS, name="Regulars!", sample="")).text
    assert await stage.rows("SELECT count(*) FROM audiences") == [3]


async def test_whoever_lost_the_role_before_sending_is_held_back(stage: Stage) -> None:
    server = await stage.community()
    role, (anna, ben) = await with_role(stage, server, "anna", "ben")
    cem = await stage.fan(server, "cem")
    await (await made(stage, server, "Members")).role(wording.MENU_INCLUDE, role)
    # It is night where they live, so that they wait.
    await stage.change("UPDATE people SET time_zone = 'Asia/Tokyo'")
    cost = await started(stage, server, audience="Members")
    assert "**2** followers get 4 questions" in cost.text
    assert "Of them **2** wait for the end of their quiet hours." in cost.text
    assert await invited(stage) == [(anna.id, "queued", Why.QUIET), (ben.id, "queued", Why.QUIET)]
    stage.env.backend.remove_member_role(server.guild.id, ben.id, role.id)
    await stage.pass_time(DAY / 2)
    await stage.pass_time(timedelta(minutes=5))
    assert await invited(stage) == [(anna.id, "sent", None), (ben.id, "held_back", Why.ROLE)]
    status = await stage.status(server)
    assert f"1 · {words.WHY_ROLE}" in status.text
    # Nor can they, or somebody it was never for, answer it in the server.
    for member in (ben, cem):
        here = shown(await member.click(last(server.welcome), label="Answer here"))
        assert (here.text, here.private) == (asking.NOT_IN_ROUND.text, True)
    assert len(await invited(stage)) == 2
    assert (
        "How were last month's videos?"
        in shown(await anna.click(last(server.welcome), label="Answer here")).text
    )


async def test_a_sample_goes_round(stage: Stage) -> None:
    server = await stage.community()
    fans = await stage.fans(server, *"abcdef")
    await stage.change("UPDATE followers SET paused_until = '9999-01-01T00:00:00.000000Z' WHERE id = 6")
    for _ in range(3):
        card = await started(stage, server, sample=2)
        assert "For everybody who follows; a sample of 2." in card.text
        await stage.close_round(server)
        await stage.pass_time(8 * DAY)
    turns = await stage.rows("SELECT follower_id FROM invitations ORDER BY id")
    assert len(turns) == 6
    assert set(turns[:5]) == {1, 2, 3, 4, 5}, "each once before any twice, and nobody who can't get it"
    assert len(fans) == 6


async def test_a_role_that_was_deleted_means_nobody(stage: Stage) -> None:
    server = await stage.community()
    role, _ = await with_role(stage, server, "anna")
    building = await made(stage, server, "Members")
    await building.role(wording.MENU_INCLUDE, role)
    offered = await server.boss.slash(server.results, "round start", survey="monthly", audience="Members")
    stage.env.backend.delete_role(server.guild.id, role.id)
    said = shown(await server.boss.click(response(offered), label=words.ROUND_START))
    assert (said.text, said.private) == (wording.ROUND_NOBODY, True)
    said = shown(await server.boss.slash(server.results, "round start", survey="monthly", audience="Members"))
    assert said.text == wording.ROUND_NOBODY


async def test_what_was_seen_is_what_is_started(stage: Stage) -> None:
    server = await stage.community()
    await stage.fans(server, "anna", "ben")
    building = await made(stage, server, "New")
    await building.pick(wording.MENU_INCLUDE, str(int(Kind.NEVER)))
    cards = [
        await server.boss.slash(server.results, "round start", survey="monthly", audience="New")
        for _ in range(2)
    ]
    await building.fill(wording.MENU_EXCLUDE, Kind.INVITED, days="7")
    said = shown(await server.boss.click(response(cards[0]), label=words.ROUND_START))
    assert said.text == wording.ROUND_CHANGED
    await building.press(wording.DELETE)
    assert "“New” is deleted." in (await building.press(wording.DELETE_CONFIRM)).text
    said = shown(await server.boss.click(response(cards[1]), label=words.ROUND_START))
    assert said.text == wording.ROUND_GONE
    said = shown(await server.boss.slash(server.results, "round start", survey="monthly", audience="New"))
    assert "There is no audience “New” here." in said.text
    assert await stage.rows("SELECT count(*) FROM rounds") == [0]


async def scheduled(stage: Stage, server: Server, **options: object) -> Shown:
    given = {"survey": "monthly", "repeat": 1, "at": "18:00", **options}
    proposed = await server.boss.slash(server.results, "round schedule", **given)
    card = shown(proposed)
    await server.boss.click(response(proposed), label=words.SERIES_KEEP)
    await stage.quiet()
    return card


async def test_a_series_goes_to_its_audience_as_that_stands_on_the_day(stage: Stage) -> None:
    server = await stage.community()
    role, (anna,) = await with_role(stage, server, "anna")
    ben = await stage.fan(server, "ben")
    building = await made(stage, server, "Members")
    await building.role(wording.MENU_INCLUDE, role)
    card = await scheduled(stage, server, audience="Members")
    assert f"It goes to the audience **Members**: who has the role <@&{role.id}>." in card.text
    used = shown(await server.boss.slash(server.results, "audience delete", audience="Members"))
    assert "the series of `monthly` goes to it" in used.text
    stage.env.backend.add_member_role(server.guild.id, ben.id, role.id)
    await stage.pass_time(timedelta(hours=6, seconds=5))
    assert [user for user, *_ in await invited(stage)] == [anna.id, ben.id]
    (definition,) = await stage.rows("SELECT audience FROM rounds")
    assert str(role.id) in definition
    await stage.close_round(server)
    stage.env.backend.delete_role(server.guild.id, role.id)
    await stage.pass_time(DAY)
    assert "means nobody" in stage.posted(server)[-1]
    assert await stage.rows("SELECT count(*) FROM rounds") == [1]
    assert await stage.rows("SELECT next_on FROM series") == [f"{stage.now + DAY:%Y-%m-%d}"], "it goes on"


async def test_small_numbers_by_answers_are_kept_from_those_who_may_not_see_people(stage: Stage) -> None:
    server = await stage.community(survey=SURVEY)
    fans = await stage.fans(server, *"abcdef")
    await stage.open_round(server, "pulse")
    for number, fan in enumerate(fans):
        await fan.user.send_dm("Streams" if number else "Shorts")
    await stage.close_round(server)
    role = server.guild.create_role("Planners")
    ann = server.guild.add_member(stage.env.create_user("ann"), roles=[role])
    stage.allow_all_commands(server, ann)
    await stage.change(
        "INSERT INTO grants VALUES (:server, :role, :right)",
        server=server.guild.id,
        role=role.id,
        right=Right.ROUNDS.value,
    )
    theirs = await made(stage, server, "Shorts", ann)
    await theirs.pick(wording.MENU_INCLUDE, str(int(Kind.REPLIED)))
    await theirs.pick(wording.PICK_SURVEY, "1")
    await theirs.pick(wording.PICK_QUESTION, "0")
    await theirs.pick(wording.PICK_ANSWER, "shorts")
    assert "Means **fewer than 5** people now, of 6 who follow." in theirs.card.text
    await theirs.pick(wording.MENU_RULES, "0")
    assert "Means **nearly all** of the 6 who follow." in (await theirs.press(wording.MOVE_OUT)).text
    await theirs.pick(wording.MENU_RULES, "0")
    await theirs.press(wording.MOVE_IN)
    asked = {"survey": "pulse", "audience": "Shorts"}
    said = shown(await ann.slash(server.results, "round start", **asked))
    assert said.text == wording.ROUND_TOO_FEW.format(few=5)
    assert "fewer than 5 people" in shown(await ann.slash(server.results, "audience list")).text
    boss = shown(await server.boss.slash(server.results, "audience edit", audience="Shorts"))
    assert "Means **1** person now" in boss.text
    await stage.pass_time(8 * DAY)
    cost = shown(await server.boss.slash(server.results, "round start", **asked))
    assert "**1** follower gets 2 questions" in cost.text
    (subject,) = await stage.rows(
        "SELECT subject FROM audit_log WHERE subject LIKE '%by answers' ORDER BY id LIMIT 1"
    )
    assert subject == "Shorts, version 2, by answers"


async def test_the_cost_says_who_gets_it_who_waits_and_who_does_not(stage: Stage) -> None:
    server = await stage.community()
    await stage.fans(server, *"abcd")
    await stage.change("UPDATE people SET time_zone = 'Asia/Tokyo' WHERE user_id IN "
                       "(SELECT user_id FROM followers WHERE id = 1)")  # fmt: skip
    await stage.change("UPDATE followers SET cadence = 'special' WHERE id = 2")
    await stage.change("UPDATE followers SET paused_until = :day WHERE id = 3",
                       day=f"{stage.now + DAY:%Y-%m-%dT%H:%M:%S}.000000Z")  # fmt: skip
    card = shown(await server.boss.slash(server.results, "round start", survey="monthly"))
    _, asked, *lines = card.text.splitlines()
    assert asked.startswith("**3** followers get 4 questions")
    assert lines[:4] == [
        "Of them **1** waits for the end of their quiet hours.",
        "1 · paused for now; they get it later",
        wording.NOT_NOW,
        "1 · only want special rounds",
    ]
    overview = shown(await server.boss.slash(server.results, "audience overview"))
    assert "**4** people follow." in overview.text
    assert "In the last 30 days: **4** joined, **0** left." in overview.text
    assert "**4** never answered." in overview.text


async def test_without_roles_discord_is_asked_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    server = await stage.community()
    await stage.fans(server, "anna", "ben")
    asked: list[int] = []

    async def nothing(_: DiscordCourier, community_id: int, user_ids: object) -> None:
        asked.append(community_id)

    monkeypatch.setattr(DiscordCourier, "roles", nothing)
    building = await made(stage, server, "New")
    await building.pick(wording.MENU_INCLUDE, str(int(Kind.NEVER)))
    await started(stage, server, audience="New")
    assert asked == []
    role = server.guild.create_role("Members")
    await building.role(wording.MENU_INCLUDE, role)
    assert wording.ROLES_UNKNOWN_NOW in building.card.text
    await stage.close_round(server)
    said = shown(await server.boss.slash(server.results, "round start", survey="monthly", audience="New"))
    assert said.text == wording.ROLES_UNKNOWN
    assert asked


async def test_another_servers_audience_is_out_of_reach(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    await stage.fan(one)
    await made(stage, one, "Mine")
    (theirs,) = await stage.rows("SELECT id FROM audiences")
    before = await stage.everything()
    for custom_id in (
        f"ear:do:audience:{theirs}:",
        f"ear:do:audience-del:{theirs}:",
        f"ear:do:audience-gone:{theirs}:",
        f"ear:do:audience-move:{theirs}:1:0:",
    ):
        assert (await stage.press(two.boss, two.welcome, custom_id)).text == wording.GONE
    for custom_id, value in (
        (f"ear:pick:audience-add:{theirs}:0:", str(int(Kind.NEVER))),
        (f"ear:pick:audience-pick:{theirs}:0:{int(Kind.NPS)}:", "0"),
        (f"ear:pick:aud-asked:{theirs}:0:1:0:", "shorts"),
        ("ear:pick:audience:", str(theirs)),
    ):
        assert (await stage.press(two.boss, two.welcome, custom_id, [value])).text == wording.GONE
    said = shown(await two.boss.slash(two.results, "round start", survey="monthly", audience="Mine"))
    assert "There is no audience “Mine” here." in said.text
    mine = await made(stage, two, "Ours")
    (ours,) = await stage.rows("SELECT id FROM audiences WHERE name = 'Ours'")
    naming = f"ear:pick:audience-pick:{ours}:0:{int(Kind.AUDIENCE)}:"
    assert (await stage.press(two.boss, two.welcome, naming, [str(theirs)])).text == wording.PICK_AGAIN
    assert mine.card.private
    assert (await stage.rows("SELECT * FROM audiences WHERE id = :id", id=theirs)) == before["audiences"]
