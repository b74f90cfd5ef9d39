"""A survey asked again and again: what its summary says about the time before."""

from datetime import timedelta

from simcord.actors import MemberActor

from tests.behaviour.conftest import Server, Stage, shown
from tests.behaviour.test_results import posted, read, table

SURVEY = """
key: mood
title: Mood
questions:
  - {id: mood, kind: scale, text: 'How was it?', low_label: bad, high_label: good}
  - {id: again, kind: yes_no, text: 'Again?'}
"""


async def asked(stage: Stage, server: Server, fans: list[MemberActor], *points: str) -> str:
    """A round in which the fans gave these points; its summary."""
    await stage.open_round(server, "mood")
    for fan, point in zip(fans, points, strict=False):
        await fan.user.send_dm(point)
        await fan.user.send_dm("yes")
    await stage.close_round(server)
    summary = read(posted(server)[-1])
    await stage.pass_time(timedelta(days=30))
    return summary


async def test_what_changed_since_the_last_round_is_told_and_can_be_counted(stage: Stage) -> None:
    server = await stage.community(survey=SURVEY)
    fans = await stage.fans(server, *(f"fan {number}" for number in range(6)))
    first = await asked(stage, server, fans, *"112211")
    assert "Since " not in first
    second = await asked(stage, server, fans, *"455454")
    assert "“How was it?”: 1.3 on average then, 4.5 now (+3.2)" in second
    assert "6 answers · mean 4.5 (likely 3.9 to 5), median 4.5 · +3.2 since November" in second
    third = await asked(stage, server, fans, *"544454")
    assert "Nothing changed for sure" in third
    picture = posted(server)[-1].attachments
    assert any(
        (one.description or "").startswith("Lines over time, “Over the last 3 rounds”") for one in picture
    )

    result = await server.boss.slash(server.results, "results export", format="xlsx")
    _, found = await table(result)
    assert [(row["Wave"], row["Count"]) for row in found["Waves"] if row["Kind"] == "response"] == [
        ("round 1", 6), ("round 2", 6),
    ]  # fmt: skip
    assert [row["Count"] for row in found["Waves"] if (row["Round"], row["Question"]) == (1, "mood")] == [
        4, 2, 0, 0, 0,
    ]  # fmt: skip
    again = shown(await server.boss.slash(server.results, "results show", number=2))
    assert again.text == second, "what came later changes nothing in it"
