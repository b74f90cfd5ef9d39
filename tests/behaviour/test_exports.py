"""`/results export` and the button under a summary, as a creator uses them; and what is left of exports on the disk."""

import io
import json
import logging
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from simcord.actors import MemberActor

from surveys.core import words
from surveys.core.phrases import asking
from surveys.core.phrases import rights as phrases
from surveys.core.roles import Right
from surveys.core.wording import exports as wording
from surveys.core.wording import team as team_wording
from surveys.engine import exporting
from surveys.insight.worker import Workshop
from surveys.store import rights
from tests.behaviour.conftest import Server, Stage, last, response, shown
from tests.behaviour.test_preferences import choose
from tests.behaviour.test_results import ALL, files, played, table
from tests.behaviour.test_team import helper
from tests.insight.exported import sheets, tables

ANONYMOUS = """
key: honest
title: Honestly
anonymous: true
questions:
  - {id: mood, kind: scale, text: 'How was it?', low_label: meh, high_label: great}
  - {id: why, kind: short_text, text: 'Why?'}
"""


def folder(stage: Stage) -> list[Path]:
    there = stage.settings.data_folder / "exports"
    return sorted(there.iterdir()) if there.is_dir() else []


async def naming(stage: Stage, fan: MemberActor) -> None:
    """They agree to be quoted by name."""
    await stage.change("UPDATE followers SET quoting = 'named' WHERE user_id = :it", it=fan.id)


async def test_the_button_gives_a_workbook_with_everybody_and_everything(stage: Stage) -> None:
    server = await stage.community()
    idea = 'Cats, "real" ones; and ünïcödé 🐈'
    fans = await played(
        stage,
        server,
        ("4", "streams", "evenings, lunch", idea),
        ("2", "skip", "skip", "=HYPERLINK(1)"),
        ("3", "stop"),
        (),
    )
    await stage.close_round(server)
    result = await server.boss.click(last(server.results), label=words.SUMMARY_EXPORT)
    said = shown(result)
    assert said.private
    assert said.text.splitlines()[:2] == [
        "Round 1: 4 people, and everything they answered.",
        wording.NUMBERED,
    ]
    name, found = await table(result)
    assert name == "answers-round-1.xlsx"
    people = {row["Respondent"]: row for row in found["Respondents"]}
    assert sorted(row["State"] for row in people.values()) == [
        "broke_off",
        "completed",
        "completed",
        "expired",
    ]
    given = {
        sheet: {row["Respondent"]: row for row in found[sheet]}
        for sheet in ("scale", "choice", "multiple_choice", "idea")
    }
    (one,) = [number for number, row in given["scale"].items() if row["mood"] == 4]
    assert given["choice"][one]["more"] == "Streams"
    assert given["multiple_choice"][one]["when"] == "Lunch; Evenings"
    assert given["idea"][one]["idea"] == idea
    assert {row["idea"] for row in found["idea"]} == {idea, "=HYPERLINK(1)"}
    text = repr(found)
    assert not any(str(fan.id) in text or fan.name in text for fan in fans)
    assert await stage.rows("SELECT deed, subject FROM audit_log ORDER BY id DESC LIMIT 1") == [
        ("results_exported", "round 1, xlsx")
    ]
    assert folder(stage) == [], "what was sent is not kept"


async def test_the_command_gives_every_format_of_the_round_asked_for(stage: Stage) -> None:
    server = await stage.community()
    await played(stage, server, ALL, ("5",))
    await stage.close_round(server)
    for wanted, suffix in (("xlsx", "xlsx"), ("csv", "csv.zip"), ("json", "json")):
        result = await server.boss.slash(server.results, "results export", round=1, format=wanted)
        ((name, raw),) = await files(result)
        assert name == f"answers-round-1.{suffix}"
        if wanted == "json":
            assert len(json.loads(raw)["respondents"]) == 2
        elif wanted == "csv":
            assert len(tables(raw)["respondents"]) == 2
            assert not zipfile.ZipFile(io.BytesIO(raw)).testzip()
        else:
            assert len(sheets(raw)["Respondents"]) == 2
    unknown = await server.boss.slash(server.results, "results export", round=2)
    assert shown(unknown).text == words.say(words.RESULTS_ROUND_UNKNOWN, number=2)
    other = await stage.community("Other")
    refused = await other.boss.slash(other.results, "results export", round=1)
    assert shown(refused).text == words.say(words.RESULTS_ROUND_UNKNOWN, number=1)
    assert await files(refused) == []


async def test_who_said_it_is_for_those_who_may_see_people_and_as_people_agreed(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await played(stage, server, ("4",), ("2",))
    await naming(stage, anna)
    await stage.close_round(server)
    _, found = await table(await server.boss.slash(server.results, "results export"))
    told = {row["Discord user id"] for row in found["Respondents"]}
    assert told == {str(anna.id), None}, "only who agreed to be named"
    assert str(ben.id) not in repr(found)

    role, ann = await helper(stage, server)
    refused = await ann.slash(server.results, "results export")
    assert shown(refused).text == words.NOT_ALLOWED
    card = response(await server.boss.slash(server.results, "rights", role=role))
    await choose(server.boss, card, team_wording.MENU_HINT, Right.RESULTS.value)
    result = await ann.slash(server.results, "results export")
    assert wording.NUMBERED in shown(result).text
    _, found = await table(result)
    assert "Discord user id" not in found["Respondents"][0]
    assert str(anna.id) not in repr(found)


async def test_numbers_lead_from_no_round_to_the_next(stage: Stage) -> None:
    server = await stage.community()
    fans = await played(
        stage, server, *[(f"{1 + number % 5}", "skip", "skip", f"from {number}") for number in range(8)]
    )
    await stage.close_round(server)
    await stage.pass_time(timedelta(days=8))
    await stage.open_round(server)
    for number, fan in enumerate(fans):
        for said in ("4", "skip", "skip", f"from {number}"):
            await fan.user.send_dm(said)
    await stage.close_round(server)
    numbers = []
    for number in (1, 2, 2):
        _, found = await table(await server.boss.slash(server.results, "results export", round=number))
        numbers.append({row["idea"]: row["Respondent"] for row in found["idea"]})
    first, second, again = numbers
    assert first != second
    assert second == again


# --- anonymous rounds --------------------------------------------------------------------------------


async def anonymous(stage: Stage) -> tuple[Server, list[MemberActor]]:
    server = await stage.community(survey=ANONYMOUS)
    fans = await stage.fans(server, *(f"fan {number}" for number in range(6)))
    await stage.open_round(server, "honest")
    assert all(asking.ANONYMOUS.text in stage.dm(fan) for fan in fans)
    for number, fan in enumerate(fans):
        await naming(stage, fan)
        await fan.user.send_dm(str(1 + number % 5))
        await fan.user.send_dm(f"reason {number}")
    return server, fans


async def test_an_anonymous_round_says_so_first_and_tells_nobody_who_said_what(stage: Stage) -> None:
    server, fans = await anonymous(stage)
    for command in ("results show", "results export"):
        refused = await server.boss.slash(server.results, command)
        assert shown(refused).text == wording.ANONYMOUS_OPEN, (
            "replies that come one by one show whose they are"
        )
        assert await files(refused) == []
    await stage.close_round(server)
    summary = shown(await server.boss.slash(server.results, "results show")).text
    assert "6" in summary
    assert not any(str(fan.id) in summary for fan in fans)
    result = await server.boss.slash(server.results, "results export", format="json")
    assert wording.ANONYMOUS in shown(result).text
    ((_, raw),) = await files(result)
    told = json.loads(raw)
    assert sorted(one["value"]["wrote"] for one in told["answers"] if one["question"] == "why") == [
        f"reason {number}" for number in range(6)
    ]
    assert not any(str(fan.id).encode() in raw for fan in fans)
    assert b'respondent"' not in raw
    ((_, again),) = await files(await server.boss.slash(server.results, "results export", format="json"))
    assert json.loads(again)["answers"] != told["answers"], "mixed anew each time"


# --- large ones --------------------------------------------------------------------------------------


def limit(monkeypatch: pytest.MonkeyPatch, most_bytes: int, most_files: int) -> None:
    """What Discord takes, made small."""
    monkeypatch.setattr(exporting, "MOST_BYTES", most_bytes)
    monkeypatch.setattr(exporting, "MOST_FILES", most_files)


async def test_a_large_export_comes_in_several_messages(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await stage.community()
    await played(stage, server, *[ALL] * 4)
    ((_, whole),) = await files(await server.boss.slash(server.results, "results export", format="json"))
    limit(monkeypatch, len(whole) * 4 // 5, 4)
    result = await server.boss.slash(server.results, "results export", format="json")
    parts = await files(result)
    assert len(parts) >= 2
    assert [name for name, _ in parts] == [
        f"answers-round-1-part-{part}-of-{len(parts)}.json" for part in range(1, len(parts) + 1)
    ]
    together = [one for _, raw in parts for one in json.loads(raw)["respondents"]]
    assert together == json.loads(whole)["respondents"]
    assert words.say(wording.PART, part=1, parts=len(parts)) in shown(result).text
    assert folder(stage) == []


async def test_one_too_large_for_discord_stays_on_the_machine_for_a_week(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server = await stage.community()
    await played(stage, server, ALL)
    limit(monkeypatch, 500, 2)
    with caplog.at_level(logging.INFO):
        result = await server.boss.slash(server.results, "results export")
    assert await files(result) == []
    (kept,) = folder(stage)
    reference = kept.name.split("-")[-1].removesuffix(".xlsx")
    said = shown(result).text
    assert f"`{reference}`" in said
    assert str(stage.settings.data_folder) not in said
    assert f"export {reference} is at {kept.absolute()}" in caplog.text
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert len(sheets(kept.read_bytes())["Respondents"]) == 1
    await stage.pass_time(timedelta(days=6, hours=23))
    assert folder(stage) == [kept]
    await stage.pass_time(timedelta(hours=2))
    assert folder(stage) == []


async def test_who_is_forgotten_is_in_no_export_that_is_kept(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await stage.community()
    anna, _ = await played(stage, server, ("4", "skip", "skip", "the canary sings"), ALL)
    limit(monkeypatch, 500, 2)
    await server.boss.slash(server.results, "results export", format="json")
    (kept,) = folder(stage)
    assert b"the canary sings" in kept.read_bytes()
    (kept.parent / "round-1-20261124T120000Z-aaaaaaaa-0.scratch").mkdir()
    asked = await anna.slash(server.welcome, "feedback forget")
    await anna.click(response(asked), label=phrases.FORGET_BUTTON.text)
    await stage.quiet()
    assert folder(stage) == []


async def test_who_is_forgotten_while_an_export_is_made_is_not_in_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await stage.community()
    anna, _ = await played(stage, server, ("4", "skip", "skip", "the canary sings"), ALL)
    real, made = Workshop.run, []

    async def run(self: Workshop, *given: Any) -> Any:
        made.append(await real(self, *given))
        if len(made) == 1:
            await stage.app.database.write(lambda tx: rights.forget(tx, anna.id, "left", stage.now))
        return made[-1]

    monkeypatch.setattr(Workshop, "run", run)
    ((_, raw),) = await files(await server.boss.slash(server.results, "results export", format="json"))
    assert len(made) == 2
    assert b"the canary sings" not in raw
    assert folder(stage) == []
