"""Questions marked private: counted, never quoted, never on the ideas board, and in the table for few."""

from collections.abc import Callable

from surveys.core import words
from surveys.core.roles import Right
from tests.behaviour.conftest import Stage, response
from tests.behaviour.test_preferences import choose
from tests.behaviour.test_results import files, posted, read, table
from tests.behaviour.test_team import helper
from tests.insight.exported import sheets, tables

SURVEY = """\
title: Honestly
questions:
  - {id: open, kind: short_text, text: "In the open?"}
  - {id: secret, kind: short_text, text: "Between us?", private: true}
  - {id: pick, kind: choice, text: "Which?", options: [Tea, Coffee], other: true, private: true}
  - {id: wish, kind: idea, text: "An idea?", private: true}
"""
SAID = (
    "more gameplay videos please",
    "less shouting in videos please",
    "cocoa it is",
    "a video about whales",
)


async def test_what_was_said_in_private_is_counted_and_shown_to_nobody_else(stage: Stage) -> None:
    server = await stage.community(survey=SURVEY)
    fans = await stage.fans(server, *(f"fan {number}" for number in range(6)))
    await stage.open_round(server, "honestly")
    for fan in fans:
        for said in SAID:
            await fan.user.send_dm(said)
    assert await stage.rows("SELECT count(*) FROM ideas") == [0]
    await stage.close_round(server)
    (summary,) = posted(server)
    text = read(summary)
    assert SAID[0] in text
    assert text.count(words.SUMMARY_PRIVATE) == 3
    assert text.count("6 answers") == 4
    for secret in SAID[1:]:
        assert secret not in text
        assert secret not in str(await stage.rows("SELECT summary FROM rounds"))
        assert secret not in str(await stage.rows("SELECT label FROM themes"))

    pressed = await server.boss.click(summary, label=words.SUMMARY_EXPORT)
    _, told = await table(pressed)
    assert SAID[1] in repr(told)
    role, ann = await helper(stage, server)
    card = response(await server.boss.slash(server.results, "rights", role=role))
    await choose(server.boss, card, "What may they do?", Right.RESULTS.value)
    readings: dict[str, Callable[[bytes], object]] = {"xlsx": sheets, "csv": tables, "json": bytes.decode}
    for wanted, reading in readings.items():
        ((_, raw),) = await files(await ann.slash(server.results, "results export", format=wanted))
        told_less = repr(reading(raw))
        assert SAID[0] in told_less
        assert not [said for said in SAID[1:] if said in told_less], wanted
