"""The demo, as a newcomer runs it: it ends well, its files are there, and a wrong number does not go unnoticed."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from demo import keeping
from demo.__main__ import DISAGREED, FINE, TO_PUT_RIGHT, main
from demo.cast import KINDS, make_cast
from tests.insight.exported import sheets

ROOT = Path(__file__).parents[2]
PROMISED = (
    "followers", "invited", "sent", "started", "completed", "refused", "broke_off", "unreachable", "expired",
    "answers", "doubled", "lost", "seconds", "partial", "failed", "held_back", "versions",
)  # fmt: skip


def report_in(folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return report


def test_the_demo_plays_a_round_and_both_counts_agree(tmp_path: Path) -> None:
    disturbing = {"EARFUL_REQUESTS_PER_SECOND": "none", "EARFUL_DATA_FOLDER": str(tmp_path / "elsewhere")}
    done = subprocess.run(
        [sys.executable, "-m", "demo", "--once", "--followers", "24", "--output", str(tmp_path / "out")],
        cwd=ROOT,
        env={**os.environ, **disturbing},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == FINE, done.stdout + done.stderr
    assert done.stderr == ""
    assert not (tmp_path / "elsewhere").exists()
    out = tmp_path / "out"
    report = report_in(out)
    assert [name for name in PROMISED if name not in report] == []
    assert report["followers"] == 24
    assert (report["lost"], report["doubled"], report["errors"]) == (0, 0, 0)
    assert report["complaints"] == []
    assert {name: report[name] for name in report["counted_in_discord"]} == report["counted_in_discord"]
    assert report["completed"] >= 10
    assert min(report[state] for state in ("expired", "refused", "broke_off", "unreachable")) >= 1
    ends = ("completed", "partial", "expired", "refused", "broke_off", "unreachable", "failed", "held_back")
    assert sum(report[state] for state in ends) == report["invited"]

    pictures = sorted(out.glob("summary-*.png"))
    assert len(pictures) == 5
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)
    assert len(sheets((out / "answers.xlsx").read_bytes())["Respondents"]) == report["invited"]
    transcript = (out / "transcript.txt").read_text(encoding="utf-8").splitlines()
    assert max(map(len, transcript)) <= 100
    assert any("presses [Start the round]" in line for line in transcript)
    assert any("│ Thank you" in line for line in transcript)


def test_a_tampered_database_is_noticed_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def lose_an_answer(database: Path) -> None:
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("DELETE FROM answers WHERE id = (SELECT min(id) FROM answers)")

    code = main(["--once", "--followers", "8", "--output", str(tmp_path)], meddle=lose_an_answer)
    assert code == DISAGREED
    report = report_in(tmp_path)
    assert report["lost"] == 1
    assert report["answers"] == report["counted_in_discord"]["answers"] - 1
    told = capsys.readouterr().out
    assert f"answers: the database has {report['answers']}" in told
    assert "lost: 1, and it must be 0." in told


def test_an_answer_with_other_words_is_noticed_although_the_counts_agree(tmp_path: Path) -> None:
    def change_an_answer(database: Path) -> None:
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("""UPDATE answers SET value = '{"rated":0}' WHERE id = 1""")

    assert (
        main(["--once", "--followers", "5", "--output", str(tmp_path)], meddle=change_an_answer) == DISAGREED
    )
    assert report_in(tmp_path)["complaints"] == ["lost: 1, and it must be 0."]


def test_somebody_elses_files_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = tmp_path / "earful.sqlite3"
    database.write_text("a real one")
    assert main(["--once", "--output", str(tmp_path)]) == TO_PUT_RIGHT
    assert database.read_text() == "a real one"
    assert [one.name for one in tmp_path.iterdir()] == ["earful.sqlite3"]
    assert "the demo did not make that" in capsys.readouterr().err


def test_an_earlier_demos_files_go_and_others_stay(tmp_path: Path) -> None:
    keeping.make_room(tmp_path)
    (tmp_path / "summary-9.png").write_text("of an earlier demo")
    (tmp_path / "notes.txt").write_text("mine")
    keeping.make_room(tmp_path)
    assert not (tmp_path / "summary-9.png").exists()
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("number", [1, 2, 7, 24, 120, 500])
def test_a_cast_has_the_size_one_asks_for_and_is_the_same_for_the_same_seed(number: int) -> None:
    cast = make_cast(number, seed=3)
    assert len(cast) == number
    assert cast == make_cast(number, seed=3)
    assert number < 24 or cast != make_cast(number, seed=4)
    assert len({one.name for one in cast}) == number
    assert {one.kind for one in cast} <= set(KINDS)
