"""A community's own quiet hours and cadence, as they are kept when something is sent."""

from datetime import timedelta

from surveys.core import ids, words
from surveys.core.prompt import Picking, Verb
from tests.behaviour.conftest import Server, Stage, shown
from tests.behaviour.test_setup_card import begin


async def often(stage: Stage, server: Server, days: int) -> None:
    """The team picks how often at most."""
    picking = ids.pick(Picking(Verb.SETUP_OFTEN, (), ""))
    said = await stage.press(server.boss, server.welcome, picking, [str(days)])
    assert f"one round in {days} days" in said.text
    await stage.quiet()


async def test_quiet_hours_go_for_whoever_chose_none(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    await stage.change(
        "UPDATE people SET quiet_from = '00:00', quiet_until = '00:00' WHERE user_id = :it", it=ben.id
    )
    walk = await begin(stage, server)
    for label in ("Change settings", "Next", "Next"):
        await walk.tap(label)
    await walk.fill("Quiet hours", **{"from": ["18"], "until": ["12"]})
    stage.now = stage.now.replace(hour=18, minute=30)
    await stage.open_round(server)
    assert await stage.states() == ["queued", "sent"]
    assert await stage.rows("SELECT reason FROM invitations WHERE state = 'queued'") == ["quiet"]
    await stage.pass_time(timedelta(hours=17))
    assert await stage.states() == ["queued", "sent"], "it is 11:30"
    # The team thinks better of it, and who waited is asked at once.
    await walk.fill("Quiet hours", **{"from": ["21"], "until": ["9"]})
    await stage.quiet()
    assert await stage.states() == ["sent", "sent"]
    assert len(stage.sent_to(anna)) == 2


async def test_a_longer_gap_holds_and_a_shorter_one_lets_go(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await often(stage, server, 14)
    await stage.open_round(server)
    await anna.user.send_dm("4")
    await stage.pass_time(timedelta(days=4))
    await stage.pass_time(timedelta(days=4))
    offered = await server.boss.slash(server.results, "round start", survey="monthly", days=3)
    await server.boss.click(shown(offered).message, label=words.ROUND_START)
    await stage.quiet()
    assert await stage.rows("SELECT state, reason FROM invitations ORDER BY id DESC LIMIT 1") == [
        ("held_back", "gap")
    ]
    funnel = (await stage.status(server)).text
    assert words.WHY_GAP in funnel
    await often(stage, server, 7)
    assert (await stage.states())[-1] == "sent"


async def test_the_schedule_tells_the_gap_that_is_in_force(stage: Stage) -> None:
    server = await stage.community()
    await often(stage, server, 28)
    said = shown(
        await server.boss.slash(server.results, "round schedule", survey="monthly", repeat=1, at="18:00")
    ).text
    assert "once in 28 days" in said
