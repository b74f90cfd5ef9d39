"""A theme that comes back in a later round: it keeps its name, one that a creator gave it for good, and says how many there were."""

from datetime import timedelta

from simcord.actors import MemberActor

from tests.behaviour.conftest import Server, Stage
from tests.behaviour.test_results import posted, read
from tests.behaviour.test_theming import edit, rename, seconds_later

SURVEY = "key: wish\ntitle: Wishes\nquestions:\n  - {id: what, kind: idea, text: 'What should I make?'}\n"
FIRST = ("more minecraft please", "minecraft with mods", "bring back minecraft", "longer videos please",
         "make the videos longer", "I wish the videos were longer")  # fmt: skip
#: The same two wishes in other words, one of them in another language, and a new one.
SECOND = ("a minecraft castle", "minecraft survival series", "play minecraft again", "längere Videos bitte",
          "die Videos sollten länger sein", "videos that last longer", "a cooking stream", "cook your favourite recipe",
          "more cooking")  # fmt: skip


async def _asked(stage: Stage, server: Server, fans: list[MemberActor], texts: tuple[str, ...]) -> str:
    await stage.open_round(server, "wish")
    for fan, text in zip(fans, texts, strict=False):
        await fan.user.send_dm(text)
    await stage.close_round(server)
    return read(posted(server)[-1])


async def test_a_theme_is_known_again_under_the_name_it_was_given(stage: Stage) -> None:
    server = await stage.community(survey=SURVEY)
    fans = await stage.fans(server, *(f"fan {number}" for number in range(len(SECOND))))
    first = await _asked(stage, server, fans, FIRST)
    assert "last time" not in first
    (longer,) = await stage.rows("SELECT id FROM themes WHERE label LIKE '%long%'")
    said = await rename(stage, server.boss, await edit(server), str(longer), "Give us more time")
    assert "Renamed." in said
    await seconds_later(stage)
    await stage.pass_time(timedelta(days=30))
    second = await _asked(stage, server, fans, SECOND)
    assert "**Give us more time** · 3 people, 3 last time" in second
    assert "minecraft** · 3 people, 3 last time" in second
    (new,) = [line for line in second.splitlines() if "cook" in line and line.startswith("**")]
    assert "last time" not in new
    assert await stage.rows("SELECT named FROM themes WHERE label = 'Give us more time' ORDER BY id") == [
        1,
        1,
    ]
