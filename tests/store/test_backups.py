"""Backups: whole, private, kept as long as promised; and back in the database's place."""

import logging
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from surveys.core import words
from surveys.engine.backups import Backups
from surveys.store import backup, migrations
from surveys.store.database import Database, DatabaseError
from surveys.store.restoring import backed_up, restore
from tests.store.conftest import NOW, Opener
from tests.store.rows import Rows, rows

__all__ = ["rows"]
DAY = timedelta(days=1)


class Space(NamedTuple):
    """What a disk has, as shutil says it."""

    total: int
    used: int
    free: int


async def joined(database: Database) -> int:
    async with database.reading() as tx:
        found = await tx.exec_driver_sql("SELECT count(*) FROM people")
        return int(found.scalar_one())


@pytest.fixture
async def filled(rows: Rows) -> Path:
    """A database with one person in it, closed."""
    await rows.follower(1)
    await rows.database.close()
    return rows.database.path


def damage(path: Path) -> None:
    """Overwrite a page, and leave a log that is none."""
    data = path.read_bytes()
    path.write_bytes(data[:1024] + b"\xff" * 8192 + data[9216:])
    log(path).write_bytes(b"the end of a log")


def log(path: Path) -> Path:
    return Path(f"{path}-wal")


def kept_apart(path: Path) -> bool:
    """Whether no log stands beside the database any more."""
    return not log(path).exists()


def halves(path: Path) -> list[Path]:
    """What an interrupted restore leaves."""
    return list(path.parent.glob("*.restored*"))


def interrupt(path: Path) -> None:
    Path(f"{path}.restored.partial").write_bytes(b"half of it")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def people(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM people").fetchone()[0])


# --- The daily one --------------------------------------------------------------------------------


async def test_a_day_has_one_backup_whoever_asks_and_however_often(rows: Rows) -> None:
    now = NOW
    backups = Backups(rows.database, lambda: now)
    assert await backups.back_up_due() == NOW + timedelta(minutes=10)
    now += timedelta(minutes=10)
    await rows.follower(1)
    due = await backups.back_up_due()
    assert due == now + DAY
    (made,) = backup.folder_of(rows.database.path).iterdir()
    assert made.name.endswith("-daily.sqlite3")
    assert people(made) == 1
    assert mode(made) == 0o600
    again = Backups(rows.database, lambda: now)  # a new process
    assert await again.back_up_due() == due
    now += DAY
    await again.back_up_due()
    assert len(list(made.parent.iterdir())) == 2


async def test_writers_do_not_wait_for_a_backup(rows: Rows) -> None:
    with closing(sqlite3.connect(rows.database.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM people").fetchone()
        copy = backup.back_up(rows.database.path, why=backup.DAILY, now=NOW)
        await rows.follower(7)
    assert people(copy) == 0


async def test_too_little_room_is_said_once_an_hour_and_leaves_nothing(
    rows: Rows, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Space(10, 9, 1))
    now = NOW
    backups = Backups(rows.database, lambda: now)
    now += timedelta(minutes=10)
    with caplog.at_level(logging.ERROR):
        due = await backups.back_up_due()
        now += timedelta(minutes=1)
        assert await backups.back_up_due() == due
    assert len(caplog.records) == 1
    assert "free space" in caplog.text
    assert list(backup.folder_of(rows.database.path).iterdir()) == []
    monkeypatch.undo()
    now += timedelta(hours=1)
    await backups.back_up_due()
    assert len(list(backup.folder_of(rows.database.path).iterdir())) == 1


def test_a_week_of_days_a_month_of_weeks_and_the_last_ten_for_a_reason_are_kept(filled: Path) -> None:
    for days in range(40):
        backup.back_up(filled, why=backup.DAILY, now=NOW + days * DAY)
        backup.back_up(filled, why="asked", now=NOW + days * DAY)
    kept = sorted(one.name for one in backup.folder_of(filled).iterdir())
    daily = [one for one in kept if "-daily" in one]
    assert len([one for one in kept if "-asked" in one]) == backup.KEPT
    assert (
        len(daily) == backup.DAYS_KEPT + backup.WEEKS_KEPT - 2
    )  # the two newest of a week are among the days
    ages = [(NOW + 39 * DAY - (backup.made_at(Path(one)) or NOW)).days for one in daily]
    assert ages[-7:] == [6, 5, 4, 3, 2, 1, 0]
    assert max(ages) <= 30


# --- On request, and back -------------------------------------------------------------------------


async def test_a_backup_brings_back_what_was_there(filled: Path, open_database: Opener) -> None:
    copy = backed_up(filled, NOW, None)
    opened = await open_database()
    await opened.write(lambda tx: tx.exec_driver_sql("INSERT INTO people (user_id) VALUES (2)"))
    await opened.close()
    done = restore(filled, copy, NOW)
    assert people(filled) == 1
    assert done.replaced is not None
    assert people(done.replaced) == 2
    assert mode(filled) == 0o600
    undone = restore(filled, done.replaced, NOW + DAY)
    assert people(filled) == 2
    assert undone.replaced is not None
    assert await joined(await open_database()) == 2


def test_a_backup_elsewhere_is_not_counted_among_ours(filled: Path, tmp_path: Path) -> None:
    there = tmp_path / "elsewhere.sqlite3"
    assert backed_up(filled, NOW, there) == there
    assert people(there) == 1
    assert not backup.folder_of(filled).exists()
    with pytest.raises(DatabaseError):
        backed_up(filled, NOW, tmp_path / "nowhere" / "copy.sqlite3")


async def test_while_a_bot_runs_nothing_is_restored(rows: Rows, tmp_path: Path) -> None:
    copy = backed_up(rows.database.path, NOW, tmp_path / "copy.sqlite3")
    with pytest.raises(DatabaseError) as refused:
        restore(rows.database.path, copy, NOW)
    assert refused.value.sentence == words.say(words.DATABASE_TAKEN, folder=rows.database.path.parent)


async def test_a_damaged_database_gives_way_to_its_backup_and_is_kept(
    filled: Path, open_database: Opener
) -> None:
    copy = backed_up(filled, NOW, None)
    damage(filled)
    with pytest.raises(DatabaseError, match="damaged"):
        await open_database()
    done = restore(filled, copy, NOW)
    assert people(filled) == 1
    assert done.replaced is not None
    assert kept_apart(filled), "an old log must not be taken for one of the new database"
    assert await joined(await open_database()) == 1


def nothing_there(path: Path) -> str:
    return words.say(words.RESTORE_MISSING, path=path)


def an_empty_file(path: Path) -> str:
    path.touch()
    return words.say(words.RESTORE_UNFIT, path=path)


def a_web_page(path: Path) -> str:
    path.write_bytes(b"<html>not found</html>" * 100)
    return words.say(words.RESTORE_UNFIT, path=path)


def another_programs(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")
    return words.say(words.RESTORE_UNFIT, path=path)


def a_folder(path: Path) -> str:
    path.mkdir()
    return words.say(words.RESTORE_MISSING, path=path)


@pytest.mark.parametrize("make", [nothing_there, an_empty_file, a_web_page, another_programs, a_folder])
def test_what_is_no_backup_is_refused_and_nothing_changes(
    make: "object", filled: Path, tmp_path: Path
) -> None:
    assert callable(make)
    sentence = make(tmp_path / "file")
    before = filled.read_bytes()
    with pytest.raises(DatabaseError) as refused:
        restore(filled, tmp_path / "file", NOW)
    assert refused.value.sentence == sentence
    assert filled.read_bytes() == before
    assert not backup.folder_of(filled).exists()


def test_the_database_is_no_backup_of_itself(filled: Path) -> None:
    with pytest.raises(DatabaseError, match="the database itself"):
        restore(filled, filled, NOW)


def test_one_of_a_newer_version_is_refused_and_one_of_an_older_is_taken(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = backed_up(filled, NOW, None)
    known = migrations.revisions()
    monkeypatch.setattr(migrations, "revisions", lambda: ("0002", *known))
    restore(filled, copy, NOW)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseError, match="install the"):
        restore(filled, copy, NOW)


async def test_a_restore_that_was_interrupted_leaves_the_database_and_no_half(
    filled: Path, monkeypatch: pytest.MonkeyPatch, open_database: Opener
) -> None:
    copy = backed_up(filled, NOW, None)

    def power_cut(*_: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(os, "link", power_cut)
    with pytest.raises(DatabaseError):
        restore(filled, copy, NOW)
    monkeypatch.undo()
    interrupt(filled)
    assert await joined(await open_database()) == 1
    assert halves(filled) == []


def test_names_say_when() -> None:
    assert backup.made_at(Path("earful-20260301T180000Z-daily.sqlite3")) == datetime(
        2026, 3, 1, 18, tzinfo=UTC
    )
    assert backup.made_at(Path("holiday.sqlite3")) is None
