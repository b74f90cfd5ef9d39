"""A few people of a large round go ahead of the others."""

from datetime import timedelta

from surveys.core import words
from tests.behaviour.conftest import Stage

NAMES = [f"fan{number}" for number in range(26)]


async def test_the_others_follow_a_minute_later(stage: Stage) -> None:
    server = await stage.community()
    await stage.fans(server, *NAMES)
    await stage.open_round(server)
    assert sorted(await stage.states()) == ["queued"] * 6 + ["sent"] * 20
    await stage.pass_time(timedelta(seconds=30))
    assert (await stage.states()).count("queued") == 6
    await stage.restart()
    assert (await stage.states()).count("queued") == 6
    await stage.pass_time(timedelta(seconds=31))
    assert await stage.states() == ["sent"] * 26


async def test_the_team_is_told_when_most_of_the_first_are_refused_and_a_few_more_are_tried(
    stage: Stage,
) -> None:
    server = await stage.community()
    fans = await stage.fans(server, *NAMES)
    stage.close_dms(*fans)
    await stage.open_round(server)
    assert sorted(await stage.states()) == ["queued"] * 6 + ["unreachable"] * 20
    await stage.pass_time(timedelta(seconds=61))
    assert (await stage.states()).count("queued") == 6
    assert sum(words.HALT_CANARY in said for said in stage.posted(server)) == 1
    stage.open_dms()
    await stage.pass_time(timedelta(minutes=61))
    assert sorted(await stage.states()) == ["sent"] * 6 + ["unreachable"] * 20
