"""What happens before a database is used: is it there, is it whole, is it ours, is it up to date?

Synchronous, run in a thread at start. Every trouble becomes one sentence for whoever hosts the bot.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from surveys.core import words
from surveys.store import backup, migrations
from surveys.store.errors import DatabaseError
from surveys.store.lock import FolderLock

#: The first SQLite with STRICT tables.
LEAST_SQLITE: Final = (3, 37, 0)
#: Seconds to wait for a program that has the file locked.
PATIENCE: Final = 2.0

_ON_HOLD: Final = (
    "SELECT halted, count(*) FROM rounds WHERE state = 'open' AND halted IS NOT NULL GROUP BY halted"
)


@dataclass(frozen=True, slots=True)
class Health:
    """What `inspect` found. `problem` is a sentence that says what to do, None if there is none.

    `revision` is what the file is at, `newest` what this version of Earful brings it to.
    """

    path: Path
    exists: bool
    opens: bool
    whole: bool
    revision: str | None
    newest: str
    size_bytes: int
    newest_backup: Path | None
    problem: str | None
    #: How many open rounds' sending is on hold, and why, as the rows have it.
    on_hold: Mapping[str, int]

    @property
    def well(self) -> bool:
        """Whether Earful would start with it. A file that isn't there yet will be made."""
        return self.problem is None


def inspect(path: Path) -> Health:
    """Look at the database without changing it; it may be in use."""
    path = path.absolute()
    opens = whole = False
    revision = problem = None
    on_hold: dict[str, int] = {}
    newest = migrations.revisions()[0]
    try:
        with troubles(path):
            if not path.parent.is_dir() and path.parent.exists():
                raise NotADirectoryError(errno.ENOTDIR, "not a folder")
            if path.exists():
                # A file without a log beside it has no other user; then not even a lock is taken.
                immutable = "" if Path(f"{path}-wal").exists() else "&immutable=1"
                address = f"{path.as_uri()}?mode=ro{immutable}"
                with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as connection:
                    revision = _revision(connection, path)
                    opens = True
                    _check(connection, path)
                    whole = True
                    if revision == newest:
                        on_hold = dict(connection.execute(_ON_HOLD))
    except DatabaseError as trouble:
        problem = trouble.sentence
    return Health(
        path=path,
        exists=path.exists(),
        opens=opens,
        whole=whole,
        revision=revision,
        newest=newest,
        size_bytes=path.stat().st_size if path.is_file() else 0,
        newest_backup=backup.newest(path),
        problem=problem,
        on_hold=on_hold,
    )


def prepare(path: Path, now: datetime) -> tuple[Path, FolderLock]:
    """Lock the folder and leave a whole, migrated database in WAL mode at `path`.

    Returns the absolute path and the lock, held. Raises DatabaseError with the lock free again.
    """
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        least = ".".join(map(str, LEAST_SQLITE[:2]))
        raise DatabaseError(words.say(words.DATABASE_OLD_SQLITE, version=sqlite3.sqlite_version, least=least))
    path = path.absolute()
    lock = FolderLock(path.parent)
    try:
        with troubles(path):
            if not path.parent.is_dir():
                path.parent.mkdir(mode=0o700)
            take(lock, path.parent)
            _bring_up_to_date(path, now)
    except BaseException:
        lock.release()
        raise
    return path, lock


def scrub(path: Path, whole: bool) -> bool:
    """Fold the log into the file; if `whole`, write the file anew first, and take its mark off.

    Deleted rows are overwritten where they were, but copies may stay in the gaps that moving rows
    leaves in a page; only writing the file anew closes those. False where the database is in use or
    the disk refuses.
    """
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA secure_delete=ON")
            if whole:
                connection.execute("VACUUM")
                connection.execute("PRAGMA user_version=0")
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    return not busy


def take(lock: FolderLock, folder: Path) -> None:
    """Take the lock on the data folder. Raises DatabaseError where another process has it."""
    if not lock.acquire():
        raise DatabaseError(words.say(words.DATABASE_TAKEN, folder=folder))


def _bring_up_to_date(path: Path, now: datetime) -> None:
    for half in path.parent.glob(f"{path.name}.restored*"):
        half.unlink()  # a restore that was interrupted before it replaced anything
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with suppress(PermissionError):  # somebody else's file, shared with us
        path.chmod(0o600)
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
        revision = _revision(connection, path)
        _check(connection, path)
    newest = migrations.revisions()[0]
    if revision != newest:
        if revision is not None:
            backup.back_up(path, why=f"before-{newest}", now=now)
        _migrate(path)
    _use_log(path)


def _revision(connection: sqlite3.Connection, path: Path) -> str | None:
    """The revision the file is at, None for an empty one. Raises DatabaseError if we can't have written it."""
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not names:
        return None
    if "alembic_version" not in names:
        raise DatabaseError(words.say(words.DATABASE_NOT_OURS, path=path))
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    revision = None if found is None else str(found[0])
    if revision not in migrations.revisions():
        raise DatabaseError(
            words.say(words.DATABASE_NEWER, path=path, revision=revision, backup=_way_back(path))
        )
    return revision


def _check(connection: sqlite3.Connection, path: Path) -> None:
    if backup.first_flaw(connection) is not None:
        raise _damaged(path)


def _migrate(path: Path) -> None:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": PATIENCE},
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    # Foreign keys are off here, or rebuilding a table would empty those that refer to it.
    with engine.begin() as connection:
        migrations.migrate(connection)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise RuntimeError("a migration left rows that refer to nothing")


def _use_log(path: Path) -> None:
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
    if mode != "wal":
        raise DatabaseError(words.say(words.DATABASE_NO_WAL, folder=path.parent))


@contextmanager
def troubles(path: Path) -> Iterator[None]:
    """Turn what the disk and SQLite say into a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        raise _from_disk(error, path) from error
    except sqlite3.Error as error:
        raise _from_sqlite(error, path) from error
    except DBAPIError as error:
        if not isinstance(error.orig, sqlite3.Error):
            raise
        raise _from_sqlite(error.orig, path) from error
    except backup.SpoiledBackupError as error:
        raise _disk_trouble(path, "the backup could not be read back") from error


def _from_disk(error: OSError, path: Path) -> DatabaseError:
    match error.errno:
        case errno.ENOENT:
            return DatabaseError(words.say(words.DATABASE_FOLDER_MISSING, parent=path.parent.parent))
        case errno.ENOTDIR | errno.EEXIST:
            return DatabaseError(words.say(words.DATABASE_FOLDER_NOT_ONE, folder=path.parent))
        case errno.EISDIR:
            return DatabaseError(words.say(words.DATABASE_NOT_OURS, path=path))
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return DatabaseError(words.say(words.DATABASE_FOLDER_CLOSED, folder=path.parent))
        case errno.ENOSPC | errno.EDQUOT:
            return DatabaseError(words.say(words.DATABASE_DISK_FULL, folder=path.parent))
        case _:
            return _disk_trouble(path, error.strerror or type(error).__name__)


def _from_sqlite(error: sqlite3.Error, path: Path) -> DatabaseError:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return _damaged(path)
        case sqlite3.SQLITE_FULL:
            return DatabaseError(words.say(words.DATABASE_DISK_FULL, folder=path.parent))
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DatabaseError(words.say(words.DATABASE_LOCKED, path=path))
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return DatabaseError(words.say(words.DATABASE_FOLDER_CLOSED, folder=path.parent))
        case _:
            return _disk_trouble(path, str(error))


def _disk_trouble(path: Path, detail: str) -> DatabaseError:
    return DatabaseError(words.say(words.DATABASE_DISK_TROUBLE, folder=path.parent, detail=detail))


def _damaged(path: Path) -> DatabaseError:
    return DatabaseError(words.say(words.DATABASE_DAMAGED, path=path, backup=_way_back(path)))


def _way_back(path: Path) -> str:
    newest = backup.newest(path)
    if newest is None:
        return words.say(words.DATABASE_NO_BACKUP, folder=backup.folder_of(path))
    return words.say(words.DATABASE_BACKUP, backup=newest, path=path)
