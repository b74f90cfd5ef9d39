"""Putting a backup back in the database's place."""

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from surveys.core import words
from surveys.store import backup, opening
from surveys.store.errors import DatabaseError
from surveys.store.lock import FolderLock


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored; `replaced` is where the database is that was there before, if there was one."""

    source: Path
    replaced: Path | None


def backed_up(database: Path, now: datetime, to: Path | None) -> Path:
    """A backup made because somebody asked for it. Raises DatabaseError, whose sentence says what to do."""
    with opening.troubles(database if to is None else to.absolute()):
        return backup.back_up(database, why="asked", now=now, to=to)


def restore(database: Path, source: Path, now: datetime) -> Restored:
    """Put a copy of `source` in the place of `database`, and keep what was there beside the backups.

    Raises DatabaseError where a bot runs on the data, or `source` is no whole database of ours that this
    version can use; then nothing changed. The copy is checked before anything is replaced.
    """
    database, source = database.absolute(), source.absolute()
    if source == database:
        raise DatabaseError(words.say(words.RESTORE_ITSELF, path=source))
    if not source.is_file():
        raise DatabaseError(words.say(words.RESTORE_MISSING, path=source))
    health = opening.inspect(source)
    if not health.opens or not health.whole or health.revision is None:
        raise DatabaseError(words.say(words.RESTORE_UNFIT, path=source))
    lock = FolderLock(database.parent)
    with opening.troubles(database):
        if not database.parent.is_dir():
            database.parent.mkdir(mode=0o700)
        opening.take(lock, database.parent)
        try:
            return _replace(database, source, now)
        finally:
            lock.release()


def _replace(database: Path, source: Path, now: datetime) -> Restored:
    fresh = database.with_name(f"{database.name}.restored")
    try:
        backup.copy_whole(source, fresh)
        replaced = _put_aside(database, now) if database.exists() else None
        # From here on no log of the old database is left that SQLite could take for one of the new.
        fresh.replace(database)
    finally:
        fresh.unlink(missing_ok=True)
    return Restored(source, replaced)


def _put_aside(database: Path, now: datetime) -> Path:
    """Give the database, which stays in its place, a second name beside the backups, and move its log there."""
    folder = backup.folder_of(database)
    if not folder.is_dir():
        folder.mkdir(mode=0o700)
    stamp = f"earful-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-replaced"
    names = (f"{stamp}{number or ''}.sqlite3" for number in count())
    aside = next(path for name in names if not (path := folder / name).exists())
    # A whole database takes its log in; one that is damaged is kept as it is, log and all.
    with suppress(sqlite3.Error), closing(sqlite3.connect(database, timeout=opening.PATIENCE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.link(database, aside)
    log = Path(f"{database}-wal")
    if log.exists():
        log.replace(f"{aside}-wal")
    Path(f"{database}-shm").unlink(missing_ok=True)
    return aside
