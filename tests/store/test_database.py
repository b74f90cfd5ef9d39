import asyncio
import os
import sqlite3
import sys
from asyncio.subprocess import PIPE
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from surveys.core import words
from surveys.core.phrases import trouble
from surveys.store import backup, migrations, opening
from surveys.store import database as databases
from surveys.store.database import Database, DatabaseError, StoreBusyError, StoreClosedError, inspect
from surveys.store.lock import FolderLock
from surveys.store.tables import followers, people
from tests.store.conftest import NOW, Opener
from tests.store.test_writer import adding, stored

ROOT = Path(__file__).parents[2]


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def contents(path: Path) -> dict[str, bytes]:
    """Every file in the data folder, but for what readers share in memory."""
    return {
        one.name: one.read_bytes() for one in path.parent.glob("earful.*") if not one.name.endswith("-shm")
    }


def put(path: Path, content: str) -> None:
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    path.write_text(content)
    path.chmod(0o644)


async def make(path: Path) -> None:
    opened = await Database.open(path, now=NOW)
    for user_id in range(200):
        await opened.write(adding(user_id))
    await opened.close()


async def refusal(path: Path) -> str:
    """The sentence with which opening is refused; the folder is free again afterwards."""
    with pytest.raises(DatabaseError) as caught:
        await Database.open(path, now=NOW)
    return caught.value.sentence


async def test_what_was_stored_is_there_after_closing_and_opening(path: Path, open_database: Opener) -> None:
    first = await open_database()
    await first.write(adding(1))
    await first.close()
    second = await open_database()
    async with second.reading() as tx:
        assert list(await tx.scalars(select(people.c.user_id))) == [1]


async def test_closing_folds_the_log_into_the_file(path: Path, open_database: Opener) -> None:
    opened = await open_database()
    await opened.write(adding(1))
    async with opened.reading() as tx:
        await tx.execute(select(people))
    assert contents(path)["earful.sqlite3-wal"]
    await asyncio.gather(opened.close(), opened.close())
    await opened.close()
    assert set(contents(path)) == {"earful.lock", "earful.sqlite3"}


async def test_after_closing_nothing_goes(open_database: Opener) -> None:
    opened = await open_database()
    await opened.close()
    with pytest.raises(StoreClosedError) as caught:
        await opened.write(adding(1))
    assert caught.value.sentence == trouble.STORE_CLOSED.text
    with pytest.raises(StoreClosedError):
        async with opened.reading():
            pass


async def test_closing_waits_for_those_who_read(open_database: Opener) -> None:
    opened = await open_database()
    await opened.write(adding(1))
    async with opened.reading() as tx:
        shutting = asyncio.create_task(opened.close())
        await asyncio.sleep(0)
        assert list(await tx.scalars(select(people.c.user_id))) == [1]
        assert not shutting.done()
    await shutting


async def test_files_are_for_the_owner_alone(path: Path, open_database: Opener) -> None:
    before = os.umask(0)
    try:
        opened = await open_database()
        await opened.write(adding(1))
    finally:
        os.umask(before)
    assert mode(path.parent) == 0o700
    found = {one.name: mode(one) for one in path.parent.iterdir()}
    assert found == dict.fromkeys(
        ("earful.lock", "earful.sqlite3", "earful.sqlite3-shm", "earful.sqlite3-wal"), 0o600
    )


async def test_a_folder_that_was_there_keeps_its_mode_but_the_file_is_closed_to_others(
    path: Path, open_database: Opener
) -> None:
    put(path, "")
    await open_database()
    assert (mode(path.parent), mode(path)) == (0o750, 0o600)


async def test_every_connection_is_set_up_for_safety(database: Database) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "temp_store": 2}

    async def settings(tx: AsyncConnection) -> dict[str, object]:
        return {name: (await tx.execute(text(f"PRAGMA {name}"))).scalar_one() for name in expected}

    assert await database.write(settings) == expected
    async with database.reading() as tx:
        assert await settings(tx) == expected


# --- reading -------------------------------------------------------------------------------------


async def test_reading_sees_one_state_throughout(database: Database) -> None:
    await database.write(adding(1))
    async with database.reading() as tx:
        assert list(await tx.scalars(select(people.c.user_id))) == [1]
        await database.write(adding(2))
        assert list(await tx.scalars(select(people.c.user_id))) == [1]
    async with database.reading() as tx:
        assert list(await tx.scalars(select(people.c.user_id))) == [1, 2]


async def test_reading_cannot_write(database: Database, path: Path) -> None:
    async with database.reading() as tx:
        with pytest.raises(OperationalError, match="readonly"):
            await tx.execute(insert(people).values(user_id=1))
    assert stored(path) == []


async def test_more_readers_than_connections_take_turns(database: Database) -> None:
    async def count() -> int:
        async with database.reading() as tx:
            return len((await tx.execute(select(people))).all())

    await database.write(adding(1))
    assert await asyncio.gather(*(count() for _ in range(50))) == [1] * 50


async def test_a_reader_that_gets_no_turn_is_told(
    monkeypatch: pytest.MonkeyPatch, open_database: Opener
) -> None:
    monkeypatch.setattr(databases, "READERS", 1)
    monkeypatch.setattr(databases, "READER_PATIENCE", 0.01)
    opened = await open_database()
    async with opened.reading():
        with pytest.raises(StoreBusyError):
            async with opened.reading():
                pass


async def test_a_reader_that_is_cancelled_leaves_its_connection_fit_for_use(
    monkeypatch: pytest.MonkeyPatch, open_database: Opener
) -> None:
    monkeypatch.setattr(databases, "READERS", 1)
    opened = await open_database()
    inside = asyncio.Event()

    async def dawdle() -> None:
        async with opened.reading() as tx:
            await tx.execute(select(people))
            inside.set()
            await asyncio.Event().wait()

    dawdling = asyncio.create_task(dawdle())
    await inside.wait()
    dawdling.cancel()
    await asyncio.wait({dawdling})
    await opened.write(adding(1))
    async with opened.reading() as tx:
        assert list(await tx.scalars(select(people.c.user_id))) == [1]


# --- what the rows promise -----------------------------------------------------------------------


async def test_instants_come_back_as_they_were_in_utc(database: Database, path: Path) -> None:
    at = datetime(2026, 3, 1, 20, 0, 0, 1, tzinfo=timezone(timedelta(hours=2)))

    async def work(tx: AsyncConnection) -> datetime | None:
        await tx.execute(insert(people).values(user_id=1, dms_refused_at=at))
        return await tx.scalar(select(people.c.dms_refused_at))

    back = await database.write(work)
    assert back == at
    assert back is not None
    assert back.tzinfo is UTC
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT dms_refused_at FROM people").fetchone() == (
            "2026-03-01T18:00:00.000001Z",
        )


async def test_naive_datetimes_are_refused(database: Database, path: Path) -> None:
    async def work(tx: AsyncConnection) -> None:
        naive = NOW.replace(tzinfo=None)
        await tx.execute(insert(people).values(user_id=1, dms_refused_at=naive))

    with pytest.raises(StatementError, match="names no instant"):
        await database.write(work)
    assert stored(path) == []


async def test_references_must_exist(database: Database) -> None:
    async def orphan(tx: AsyncConnection) -> None:
        await tx.execute(insert(followers).values(community_id=1, user_id=1, joined_at=NOW))

    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        await database.write(orphan)


_ROUND = (
    "INSERT INTO communities (id, name, results_channel_id, time_zone, set_up_at) VALUES (1, 'c', 1, 'UTC', '')",
    "INSERT INTO people (user_id) VALUES (1), (2)",
    "INSERT INTO followers (id, community_id, user_id, joined_at) VALUES (1, 1, 1, ''), (2, 1, 2, '')",
    "INSERT INTO surveys (id, community_id, key) VALUES (1, 1, 'monthly')",
    "INSERT INTO survey_versions VALUES (1, 1, 1, '{}', 1, '')",
    (
        "INSERT INTO rounds (id, community_id, number, version_id, state, started_by, opened_at, closes_at) "
        "VALUES (1, 1, 1, 1, 'open', 1, '', '')"
    ),
    "INSERT INTO invitations (id, round_id, follower_id, state) VALUES (1, 1, 1, 'sent')",
    "INSERT INTO replies VALUES (100, 1, ''), (101, 1, '')",
    "INSERT INTO answers VALUES (1, 1, 'q', '1', 100, '')",
)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO followers (community_id, user_id, joined_at) VALUES (1, 1, '')",
        "INSERT INTO surveys (community_id, key) VALUES (1, 'monthly')",
        "INSERT INTO invitations (round_id, follower_id, state) VALUES (1, 1, 'queued')",
        "INSERT INTO invitations (round_id, follower_id, state) VALUES (1, 2, 'nowhere')",
        "INSERT INTO replies VALUES (100, 1, '')",
        "INSERT INTO answers VALUES (2, 1, 'q', '1', 101, '')",
        "INSERT INTO answers VALUES (2, 1, 'other', '1', 100, '')",
        "INSERT INTO people (user_id) VALUES ('a word')",
        "UPDATE rounds SET state = 'nowhere'",
        "INSERT INTO consents VALUES (1, 1, 'prompts', 2, '', '', '')",
    ],
)
async def test_rows_that_cannot_be_are_refused(database: Database, statement: str) -> None:
    async def work(tx: AsyncConnection) -> None:
        for made in _ROUND:
            await tx.execute(text(made))

    async def wrong(tx: AsyncConnection) -> None:
        await tx.execute(text(statement))

    await database.write(work)
    with pytest.raises(IntegrityError):
        await database.write(wrong)


# --- one process per folder ----------------------------------------------------------------------


async def test_a_second_database_on_the_same_folder_is_refused(
    database: Database, path: Path, open_database: Opener
) -> None:
    assert await refusal(path) == words.say(words.DATABASE_TAKEN, folder=path.parent)
    await database.write(adding(1))
    await database.close()
    again = await open_database()
    await again.write(adding(2))
    assert stored(path) == [1, 2]


_HOLD = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from surveys.store.database import Database
async def hold():
    await Database.open(Path(sys.argv[1]), now=datetime(2026, 3, 1, tzinfo=UTC))
    print("open", flush=True)
    sys.stdin.read()
asyncio.run(hold())
"""


async def test_another_process_keeps_us_out_and_a_killed_one_does_not(
    path: Path, open_database: Opener
) -> None:
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOLD, str(path), cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    assert other.stdout is not None
    assert await other.stdout.readline() == b"open\n"
    assert await refusal(path) == words.say(words.DATABASE_TAKEN, folder=path.parent)
    other.kill()
    await other.communicate()
    await (await open_database()).write(adding(1))
    assert stored(path) == [1]


# --- what can be wrong with the disk -------------------------------------------------------------


async def test_a_folder_whose_place_is_taken_by_a_file(path: Path) -> None:
    put(path.parent, "in the way")
    sentence = words.say(words.DATABASE_FOLDER_NOT_ONE, folder=path.parent)
    assert await refusal(path) == sentence
    assert inspect(path).problem == sentence


async def test_a_folder_that_would_stand_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "no" / "data" / "earful.sqlite3"
    assert await refusal(path) == words.say(words.DATABASE_FOLDER_MISSING, parent=tmp_path / "no")


async def test_a_folder_in_the_place_of_the_file(path: Path) -> None:
    put(path / "in the way", "")
    assert await refusal(path) == words.say(words.DATABASE_NOT_OURS, path=path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to root")
async def test_a_folder_closed_to_us(path: Path) -> None:
    path.parent.mkdir(mode=0o500)
    assert await refusal(path) == words.say(words.DATABASE_FOLDER_CLOSED, folder=path.parent)


@pytest.mark.parametrize(
    ("error", "template"),
    [
        (PermissionError(13, "Permission denied"), words.DATABASE_FOLDER_CLOSED),
        (OSError(30, "Read-only file system"), words.DATABASE_FOLDER_CLOSED),
        (OSError(28, "No space left on device"), words.DATABASE_DISK_FULL),
    ],
)
async def test_what_the_disk_says_is_translated(
    path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, template: str
) -> None:
    def refuse(_: object) -> bool:
        raise error

    monkeypatch.setattr(FolderLock, "acquire", refuse)
    assert await refusal(path) == words.say(template, folder=path.parent)


async def test_a_full_disk_while_migrating_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch, open_database: Opener
) -> None:
    def filling(connection: object) -> None:
        full = sqlite3.OperationalError("database or disk is full")
        full.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise full

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "migrate", filling)
        assert await refusal(path) == words.say(words.DATABASE_DISK_FULL, folder=path.parent)
    await (await open_database()).write(adding(1))
    assert stored(path) == [1]


async def test_a_file_locked_by_another_program(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await make(path)
    monkeypatch.setattr(opening, "PATIENCE", 0.01)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert await refusal(path) == words.say(words.DATABASE_LOCKED, path=path)


def _overwrite(path: Path, offset: int, length: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(b"\xa5" * length)


@pytest.mark.parametrize(("offset", "length"), [(0, 100), (16, 80), (4096, 60_000), (8192, 4096)])
async def test_a_damaged_file_is_left_alone_and_the_newest_backup_named(
    path: Path, offset: int, length: int
) -> None:
    await make(path)
    bare = words.say(words.DATABASE_NO_BACKUP, folder=path.parent / "backups")
    copy = backup.back_up(path, why="before-0002", now=NOW)
    _overwrite(path, offset, length)
    broken = contents(path)["earful.sqlite3"]

    hint = words.say(words.DATABASE_BACKUP, backup=copy, path=path)
    sentence = words.say(words.DATABASE_DAMAGED, path=path, backup=hint)
    assert await refusal(path) == sentence
    health = inspect(path)
    assert (health.problem, health.whole, health.newest_backup) == (sentence, False, copy)
    copy.unlink()
    assert await refusal(path) == words.say(words.DATABASE_DAMAGED, path=path, backup=bare)
    assert contents(path)["earful.sqlite3"] == broken


async def test_a_file_that_never_was_a_database(path: Path) -> None:
    put(path, "Dear diary, today I was mistaken for a database once more.\n" * 20)
    assert (await refusal(path)).startswith(f"{path} is damaged, or no database at all")


async def test_somebody_elses_database(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (id INTEGER)")
    sentence = words.say(words.DATABASE_NOT_OURS, path=path)
    assert await refusal(path) == sentence
    health = inspect(path)
    assert (health.problem, health.opens) == (sentence, False)


async def test_a_database_from_a_newer_version(path: Path) -> None:
    await make(path)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    bare = words.say(words.DATABASE_NO_BACKUP, folder=path.parent / "backups")
    sentence = words.say(words.DATABASE_NEWER, path=path, revision="9999", backup=bare)
    assert await refusal(path) == sentence
    assert inspect(path).problem == sentence


async def test_an_sqlite_that_is_too_old(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LEAST_SQLITE", (99, 1, 0))
    assert f"SQLite {sqlite3.sqlite_version}, and Earful needs 99.1 or newer" in await refusal(path)


async def test_opening_that_is_cancelled_frees_the_folder(path: Path, open_database: Opener) -> None:
    opened = asyncio.create_task(Database.open(path, now=NOW))
    await asyncio.sleep(0)
    opened.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opened
    await (await open_database()).write(adding(1))
    assert stored(path) == [1]


# --- inspect -------------------------------------------------------------------------------------


def test_inspecting_nothing_makes_nothing(path: Path) -> None:
    health = inspect(path)
    assert (health.exists, health.opens, health.well, health.size_bytes) == (False, False, True, 0)
    assert not path.parent.exists()


async def test_inspecting_a_closed_database_changes_nothing(path: Path) -> None:
    await make(path)
    before = contents(path)
    health = inspect(path)
    assert (health.exists, health.opens, health.whole, health.well) == (True, True, True, True)
    assert health.revision == health.newest == migrations.revisions()[0]
    assert health.size_bytes == len(before["earful.sqlite3"])
    assert contents(path) == before


async def test_inspecting_while_it_is_in_use(database: Database, path: Path) -> None:
    await database.write(adding(1))
    before = contents(path)
    health = inspect(path)
    assert (health.opens, health.whole, health.problem) == (True, True, None)
    assert contents(path) == before
    await database.write(adding(2))
    assert stored(path) == [1, 2]
