"""Copies of the database, taken while it may be in use."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

FOLDER: Final = "backups"
#: Backups kept; older ones are removed when a new one is there.
KEPT: Final = 10

_PATTERN: Final = "earful-*.sqlite3"


class SpoiledBackupError(Exception):
    """The copy is not whole; it was removed."""


def folder_of(database: Path) -> Path:
    """Where the backups of `database` are."""
    return database.parent / FOLDER


def newest(database: Path) -> Path | None:
    """The newest backup of `database`, None where there is none. Names begin with the time, so they sort."""
    return max(folder_of(database).glob(_PATTERN), default=None)


def back_up(database: Path, *, before: str, now: datetime) -> Path:
    """Copy `database` as it is now, check the copy, and remove all but the newest `KEPT`.

    `before` says what comes next and becomes part of the name; `now` is aware. A copy is there
    under its name only when it is complete and flushed. Raises SpoiledBackupError, sqlite3.Error or OSError.
    """
    folder = folder_of(database)
    if not folder.is_dir():
        folder.mkdir(mode=0o700)
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = folder / f"earful-{stamp}-before-{before}.sqlite3"
    partial = target.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    try:
        os.close(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(partial)) as copy:
            source.backup(copy)
        # Immutable: looked at without leaving a log or a lock file beside it.
        address = f"{partial.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as copy:
            flaw = first_flaw(copy)
        if flaw is not None:
            raise SpoiledBackupError(flaw)
        _flush(partial)
        partial.replace(target)
        if os.name == "posix":
            _flush(folder)
    finally:
        partial.unlink(missing_ok=True)
    for old in sorted(folder.glob(_PATTERN))[:-KEPT]:
        old.unlink()
    return target


def first_flaw(connection: sqlite3.Connection) -> str | None:
    """What SQLite's quick check finds first, None if the file is whole. Raises sqlite3.Error."""
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    return None if found == "ok" else str(found)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
