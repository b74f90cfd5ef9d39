"""Single rights for roles, and the log of what creators did."""

import pytest
from simcord.actors import MemberActor

from surveys.core import words
from surveys.core.roles import Right
from surveys.core.wording import team as wording
from tests.behaviour.conftest import Server, Stage, response, shown
from tests.behaviour.test_preferences import choose, marked


async def helper(stage: Stage, server: Server) -> tuple[object, MemberActor]:
    """A role without rights, and somebody who has it and to whom Discord shows the commands."""
    role = server.guild.create_role("Helpers")
    member = server.guild.add_member(stage.env.create_user("helper"), roles=[role])
    stage.allow_all_commands(server, member)
    return role, member


async def say(stage: Stage, server: Server, who: MemberActor, command: str, **given: object) -> str:
    return shown(await who.slash(server.results, command, **given)).text


#: For each right a command that needs it, and what it says to those who have it.
NEEDS = {
    Right.SURVEYS: ("survey list", "monthly"),
    Right.ROUNDS: ("round list", "scheduled"),
    Right.RESULTS: ("results show", "no rounds"),
    Right.PEOPLE: ("audit", "set up"),
}


@pytest.mark.parametrize("right", list(Right))
async def test_a_role_may_what_it_was_given_and_nothing_else(stage: Stage, right: Right) -> None:
    server = await stage.community()
    role, ann = await helper(stage, server)
    for command, _ in NEEDS.values():
        assert await say(stage, server, ann, command) == words.NOT_ALLOWED
    card = response(await server.boss.slash(server.results, "rights", role=role))
    saved = await choose(server.boss, card, wording.MENU_HINT, right.value)
    assert wording.SAVED in saved.text
    assert marked(card, wording.MENU_HINT) == [right.value]
    for needed, (command, _) in NEEDS.items():
        said = await say(stage, server, ann, command)
        assert (said == words.NOT_GRANTED[needed]) is (needed is not right), (command, said)
    assert wording.RIGHTS[right][1] in await say(stage, server, server.boss, "rights")
    await choose(server.boss, card, wording.MENU_HINT)
    assert await say(stage, server, ann, NEEDS[right][0]) == words.NOT_ALLOWED


async def test_only_manage_server_gives_rights(stage: Stage) -> None:
    server = await stage.community()
    role, ann = await helper(stage, server)
    await server.boss.slash(server.results, "setup start", results_channel=server.results, creator_role=role)
    before = await stage.everything()
    assert await say(stage, server, ann, "rights") == wording.ONLY_MANAGERS
    assert (
        await stage.press(ann, server.welcome, "ear:pick:rights:5:", ["people"])
    ).text == wording.ONLY_MANAGERS
    assert "creator role" in await say(stage, server, server.boss, "rights", role=role)
    everyone = f"ear:pick:rights:{server.guild.id}:"
    assert (await stage.press(server.boss, server.welcome, everyone, ["people"])).text == wording.NOT_EVERYONE
    assert await stage.everything() == before


async def test_rights_of_one_server_mean_nothing_in_another(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    role, ann = await helper(stage, one)
    card = response(await one.boss.slash(one.results, "rights", role=role))
    await choose(one.boss, card, wording.MENU_HINT, *(right.value for right in Right))
    guest = two.guild.add_member(ann.user)
    stage.allow_all_commands(two, guest)
    assert await say(stage, two, guest, "survey list") == words.NOT_ALLOWED


async def test_what_was_done_can_be_read_newest_first(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    await stage.open_round(server)
    for _ in range(8):
        await server.boss.slash(server.results, "round pause")
        await server.boss.slash(server.results, "round resume")
    card = response(await server.boss.slash(server.results, "audit"))
    text = shown(await server.boss.slash(server.results, "audit")).text
    lines = text.splitlines()
    assert "round resumed (round 1)" in lines[1]
    assert " · @" in text, "it says who"
    older = shown(await server.boss.click(card, label=wording.AUDIT_OLDER)).text
    assert "round started (round 1)" in older
    assert "survey saved (monthly, version 1)" in older
    assert wording.AUDIT_OLDER not in older


async def test_who_was_forgotten_is_nobody_in_the_log(stage: Stage) -> None:
    server = await stage.community()
    await stage.change("UPDATE audit_log SET user_id = 0")
    assert wording.FORGOTTEN in await say(stage, server, server.boss, "audit")
