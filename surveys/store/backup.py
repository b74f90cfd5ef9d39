"""Copies of the database, taken while it may be in use."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

FOLDER: Final = "backups"
#: Backups kept that were made for a reason: an upgrade, a request, a restore.
KEPT: Final = 10
#: Daily ones kept: the newest so many, and the newest of each of so many weeks.
DAYS_KEPT, WEEKS_KEPT = 7, 4
DAILY: Final = "daily"

_PATTERN: Final = "earful-*.sqlite3"
_STAMP: Final = "%Y%m%dT%H%M%SZ"
#: Free space a backup needs, as a multiple of the database: the copy, and something to spare.
_ROOM: Final = 1.2


class NoRoomError(OSError):
    """There isn't enough free space for a backup; nothing was written."""

    def __init__(self, needed: int) -> None:
        super().__init__(errno.ENOSPC, f"a backup needs {needed / 1e6:,.0f} MB of free space")


class SpoiledBackupError(Exception):
    """The copy is not whole; it was removed."""


def folder_of(database: Path) -> Path:
    """Where the backups of `database` are."""
    return database.parent / FOLDER


def newest(database: Path) -> Path | None:
    """The newest backup of `database`, None where there is none. Names begin with the time, so they sort."""
    return max(folder_of(database).glob(_PATTERN), default=None)


def newest_daily(database: Path) -> datetime | None:
    """When the newest daily backup was made, as its name says."""
    newest_one = max(folder_of(database).glob(f"earful-*-{DAILY}.sqlite3"), default=None)
    return None if newest_one is None else made_at(newest_one)


def made_at(backup: Path) -> datetime | None:
    """When a backup was made, as its name says; None for a name that doesn't."""
    try:
        return datetime.strptime(backup.name.split("-")[1].split(".")[0], _STAMP).replace(tzinfo=UTC)
    except (IndexError, ValueError):
        return None


def back_up(database: Path, *, why: str, now: datetime, to: Path | None = None) -> Path:
    """Copy `database` as it is now, check the copy, and remove old ones.

    `why` is a word that becomes part of the name; `now` is aware. `to`: a file of its own, elsewhere.
    Whoever writes meanwhile is not kept waiting. A copy is there under its name only when it is
    complete and flushed. Raises NoRoomError, SpoiledBackupError, sqlite3.Error or OSError.
    """
    folder = folder_of(database)
    if to is None and not folder.is_dir():
        folder.mkdir(mode=0o700)
    target = to or folder / f"earful-{now.astimezone(UTC).strftime(_STAMP)}-{why}.sqlite3"
    copy_whole(database, target)
    if to is None:
        for old in _outlived(sorted(folder.glob(_PATTERN))):
            old.unlink()
    return target


def copy_whole(database: Path, target: Path) -> None:
    """Copy a database, in use or not, and check the copy; raises as `back_up` does."""
    folder = target.parent
    needed = int(database.stat().st_size * _ROOM)
    if shutil.disk_usage(folder).free < needed:
        raise NoRoomError(needed)
    partial = target.with_name(target.name + ".partial")
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


def _outlived(backups: Sequence[Path]) -> set[Path]:
    """Those of the backups (the oldest first) that need not be kept any more."""
    daily = [one for one in backups if one.stem.endswith(f"-{DAILY}")]
    others = [one for one in backups if one not in daily]
    made = {one: at for one in daily if (at := made_at(one)) is not None}
    weeks = {at.isocalendar()[:2]: one for one, at in made.items()}  # the newest of each week
    kept = {*daily[-DAYS_KEPT:], *list(weeks.values())[-WEEKS_KEPT:], *others[-KEPT:]}
    return set(backups) - kept


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
