import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from surveys.core import words
from surveys.store import backup, migrations
from surveys.store.database import Database, DatabaseError
from surveys.store.tables import metadata
from tests.store.conftest import NOW, Opener


def schema(path: Path) -> dict[str, str | None]:
    """Each table and index with its SQL, white space apart."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE tbl_name <> 'alembic_version' ORDER BY name"
        ).fetchall()
    return {name: None if sql is None else " ".join(sql.split()) for name, sql in rows}


@pytest.fixture
def migrated(path: Path) -> Path:
    async def make() -> None:
        await (await Database.open(path, now=NOW)).close()

    asyncio.run(make())
    return path


@pytest.fixture
def connection(migrated: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{migrated}")
    with engine.connect() as open_connection:
        yield open_connection
    engine.dispose()


def test_the_migrations_build_exactly_the_tables(migrated: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.sqlite3"
    engine = create_engine(f"sqlite:///{fresh}")
    metadata.create_all(engine)
    engine.dispose()
    built = schema(migrated)
    assert built == schema(fresh)
    assert all(
        (sql or "").endswith("STRICT") for sql in built.values() if (sql or "").startswith("CREATE TABLE")
    )


def test_alembic_finds_no_difference_either(connection: Connection) -> None:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    assert compare_metadata(context, metadata) == []


def test_there_is_one_line_of_revisions() -> None:
    known = migrations.revisions()
    found = ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions()
    assert known == tuple(script.revision for script in found)
    assert known[-1] == "0001"


def test_it_works_from_any_folder(tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "100% elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "100% elsewhere")

    async def make() -> None:
        opened = await Database.open(Path("data?") / "earful.sqlite3", now=NOW)
        await opened.close()

    asyncio.run(make())
    assert "invitations" in schema(tmp_path / "100% elsewhere" / "data?" / "earful.sqlite3")


@pytest.fixture
def outdated(migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database at 0001 while this version's newest revision is "0002", which adds a table."""

    def to_0002(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE novelties (id INTEGER PRIMARY KEY) STRICT")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")

    monkeypatch.setattr(migrations, "revisions", lambda: ("0002", "0001"))
    monkeypatch.setattr(migrations, "migrate", to_0002)
    with closing(sqlite3.connect(migrated)) as connection, connection:
        connection.execute("INSERT INTO people (user_id) VALUES (7)")
    return migrated


async def test_a_migration_is_preceded_by_a_backup(outdated: Path, open_database: Opener) -> None:
    await open_database()
    copy = outdated.parent / "backups" / "earful-20260301T180000Z-before-0002.sqlite3"
    assert [copy] == list(copy.parent.iterdir())
    assert "novelties" in schema(outdated)
    assert "novelties" not in schema(copy)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT user_id FROM people").fetchall() == [(7,)]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.parent.stat().st_mode & 0o777 == 0o700


async def test_nothing_to_migrate_no_backup(migrated: Path, open_database: Opener) -> None:
    await open_database()
    assert not (migrated.parent / "backups").exists()


async def test_a_migration_that_fails_changes_nothing(
    outdated: Path, monkeypatch: pytest.MonkeyPatch, open_database: Opener
) -> None:
    def failing(connection: Connection) -> None:
        connection.exec_driver_sql("DROP TABLE answers")
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER) STRICT")
        raise RuntimeError("a defect")

    before = schema(outdated)
    monkeypatch.setattr(migrations, "migrate", failing)
    with pytest.raises(RuntimeError, match="a defect"):
        await open_database()
    assert schema(outdated) == before


async def test_a_migration_that_breaks_references_is_undone(
    outdated: Path, monkeypatch: pytest.MonkeyPatch, open_database: Opener
) -> None:
    def breaking(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO replies VALUES (1, 1, '')")

    monkeypatch.setattr(migrations, "migrate", breaking)
    with pytest.raises(RuntimeError, match="refer to nothing"):
        await open_database()
    with closing(sqlite3.connect(outdated)) as connection:
        assert connection.execute("SELECT count(*) FROM replies").fetchone() == (0,)


async def test_a_backup_that_cannot_be_read_back_stops_the_migration(
    outdated: Path, monkeypatch: pytest.MonkeyPatch, open_database: Opener
) -> None:
    real = backup.first_flaw
    checked = 0

    def flawed(connection: sqlite3.Connection) -> str | None:
        nonlocal checked
        checked += 1
        return real(connection) if checked == 1 else "a page is missing"  # the second is the copy

    monkeypatch.setattr(backup, "first_flaw", flawed)
    with pytest.raises(DatabaseError) as caught:
        await open_database()
    assert caught.value.sentence == words.say(
        words.DATABASE_DISK_TROUBLE, folder=outdated.parent, detail="the backup could not be read back"
    )
    assert list((outdated.parent / "backups").iterdir()) == []
    assert "novelties" not in schema(outdated)


def test_the_newest_ten_backups_are_kept(migrated: Path) -> None:
    made = [
        backup.back_up(migrated, why="before-0002", now=NOW + timedelta(days=days))
        for days in range(backup.KEPT + 3)
    ]
    assert sorted(made[0].parent.iterdir()) == made[-backup.KEPT :]
    assert backup.newest(migrated) == made[-1]


def test_a_backup_may_be_taken_while_somebody_writes(migrated: Path) -> None:
    with closing(sqlite3.connect(migrated)) as connection:
        connection.execute("INSERT INTO people (user_id) VALUES (1)")  # not committed
        copy = backup.back_up(migrated, why="before-0002", now=NOW)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM people").fetchone() == (0,)
