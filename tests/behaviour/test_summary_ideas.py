"""Ideas in a posted summary: most wanted first, and gone from card and report once their author wants that no more."""

from simcord.actors import MemberActor

from surveys.core.wording import summary
from tests.behaviour.conftest import Server, Stage
from tests.behaviour.test_rights import forget
from tests.behaviour.test_theming import attached, posted, read, seconds_later

SURVEY = "key: mood\ntitle: Mood\nquestions:\n  - {id: how, kind: scale, text: 'How was it?', low_label: bad, high_label: good}\n"


async def _summarised(stage: Stage) -> tuple[Server, list[MemberActor]]:
    """A round without words; three of its people sent ideas before, one of them quoted by nobody."""
    server = await stage.community(survey=SURVEY)
    fans = await stage.fans(server, *(f"fan {number}" for number in range(6)))
    for fan, text in zip(
        fans, ("idea: a studio tour", "idea: a chess evening", "idea: a secret wish"), strict=False
    ):
        await fan.user.send_dm(text)
    await stage.change(
        "UPDATE followers SET quoting = 'no' WHERE id = (SELECT follower_id FROM ideas WHERE text = 'a secret wish')"
    )
    # Two want the first and the third each, and one the second.
    for idea in (1, 2, 3):
        await stage.press(fans[5].user, fans[5].user.dm_channel, f"ear:do:idea-vote:{idea}:0:1:")
    await stage.open_round(server, "mood")
    for fan in fans:
        await fan.user.send_dm("4")
    await stage.close_round(server)
    return server, fans


async def test_what_is_wanted_most_stands_in_the_summary(stage: Stage) -> None:
    server, _ = await _summarised(stage)
    text = read(posted(server))
    assert summary.IDEAS in text
    assert "a studio tour" in text
    assert "a chess evening" in text
    assert "a secret wish" not in text
    page = await attached(posted(server), ".html")
    assert b"a studio tour" in page
    assert b"a secret wish" not in page


async def test_an_idea_goes_with_its_author(stage: Stage) -> None:
    server, fans = await _summarised(stage)
    await forget(stage, server, fans[0])
    await seconds_later(stage)
    message = posted(server)
    assert "a studio tour" not in read(message)
    assert "a chess evening" in read(message)
    page = await attached(message, ".html")
    assert b"a studio tour" not in page
    assert b"a chess evening" in page
