"""Taking a person out of the backups.

A backup is as old as the tables were then, so nothing here knows them: from the person's own row it follows
whatever the file itself says refers to what. Synchronous, run in a thread.
"""

import json
import logging
import sqlite3
from collections import defaultdict
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from surveys.core.rights import without_quote
from surveys.store import backup
from surveys.store.errors import StoreBusyError
from surveys.store.opening import PATIENCE

_WHOLE: Final = "earful-*.sqlite3"
_HALVES: Final = "earful-*.partial*"
#: Columns that name a creator; they are about the survey or the round, which stays.
_MAKERS: Final = (
    ("survey_versions", "made_by"),
    ("rounds", "started_by"),
    ("series", "made_by"),
    ("drafts", "edited_by"),
    ("audiences", "made_by"),
    ("audit_log", "user_id"),
    ("ideas", "state_by"),
    ("idea_events", "by_user"),
)
_log = logging.getLogger(__name__)


def clean_backups(database: Path, user_id: int) -> None:
    """Take the person out of every backup of `database`. May be repeated.

    A backup that can't be read as one is removed. Raises StoreBusyError where one is in use, or can be
    neither cleaned nor removed.
    """
    folder = backup.folder_of(database)
    for path in sorted(folder.glob(_HALVES)):
        _remove(path)
    for path in sorted(folder.glob(_WHOLE)):
        try:
            _clean(path, user_id)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise StoreBusyError from error
            _give_up(path, error)
        except (sqlite3.Error, ValueError) as error:
            _give_up(path, error)


def remove_backups(database: Path, made_before: datetime) -> int:
    """Remove backups made before that moment, by the time in their names; how many."""
    old = [
        path
        for path in backup.folder_of(database).glob(_WHOLE)
        if (made := backup.made_at(path)) is not None and made < made_before
    ]
    for path in old:
        _remove(path)
    return len(old)


def _clean(path: Path, user_id: int) -> None:
    with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("BEGIN IMMEDIATE")
        tables = {
            str(name): {str(row[1]) for row in connection.execute(f"PRAGMA table_info({_name(str(name))})")}
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
        }
        changed = 0
        if "user_id" in tables.get("people", ()):
            gone = _whose(connection, tables, user_id)
            _withdraw_quotes(connection, tables, gone)
            for table, rows in gone.items():
                removing = f"DELETE FROM {_name(table)} WHERE rowid = ?"  # noqa: S608  the file's own names, quoted
                changed += connection.executemany(removing, [(row,) for row in rows]).rowcount
            _let_stand(connection, tables)
        for table, column in _MAKERS:
            if column in tables.get(table, ()):
                nobodys = f"UPDATE {table} SET {column} = 0 WHERE {column} = ?"  # noqa: S608  constants of this module, nothing anybody wrote
                changed += connection.execute(nobodys, (user_id,)).rowcount
        connection.execute("COMMIT")
        if changed:
            connection.execute("VACUUM")


def _whose(connection: sqlite3.Connection, tables: dict[str, set[str]], user_id: int) -> dict[str, set[int]]:
    """The rows of the person, and all that refer to them, however far; by table."""
    children = defaultdict(list)
    for table in tables:
        for key in connection.execute(f"PRAGMA foreign_key_list({_name(table)})"):
            if key[2] != table:  # what refers to a row of its own kind is somebody else's
                children[str(key[2])].append((table, str(key[3]), str(key[4] or "rowid")))
    gone: defaultdict[str, set[int]] = defaultdict(set)
    found = {row for (row,) in connection.execute("SELECT rowid FROM people WHERE user_id = ?", (user_id,))}
    following = [("people", found)]
    while following:
        table, rows = following.pop()
        new = rows - gone[table]
        gone[table] |= new
        for child, column, to in children[table] if new else ():
            finding = (
                f"SELECT c.rowid FROM {_name(child)} c JOIN {_name(table)} p "  # noqa: S608  the file's own names, quoted
                f"ON c.{_name(column)} = p.{_name(to)} WHERE p.rowid = ?"
            )
            following.append((child, {one for row in new for (one,) in connection.execute(finding, (row,))}))
    return gone


def _let_stand(connection: sqlite3.Connection, tables: dict[str, set[str]]) -> None:
    """Rows that referred to a row of their own kind that is gone refer to none."""
    for table in tables:
        for key in connection.execute(f"PRAGMA foreign_key_list({_name(table)})").fetchall():
            if key[2] == table:
                column, to = _name(str(key[3])), _name(str(key[4] or "rowid"))
                connection.execute(
                    f"UPDATE {_name(table)} SET {column} = NULL "  # noqa: S608  the file's own names, quoted
                    f"WHERE {column} NOT IN (SELECT {to} FROM {_name(table)})"
                )


def _withdraw_quotes(
    connection: sqlite3.Connection, tables: dict[str, set[str]], gone: dict[str, set[int]]
) -> None:
    if (
        not {"round_id", "section", "line"} <= tables.get("quotes", set())
        or "summary" not in tables["rounds"]
    ):
        return
    for row in gone.get("quotes", ()):
        found = connection.execute(
            "SELECT q.round_id, q.section, q.line, r.summary FROM quotes q JOIN rounds r ON r.id = q.round_id "
            "WHERE q.rowid = ? AND r.summary IS NOT NULL",
            (row,),
        ).fetchone()
        if found is not None:
            round_id, section, line, summary = found
            told = json.dumps(without_quote(json.loads(summary), section, line), ensure_ascii=False)
            connection.execute("UPDATE rounds SET summary = ? WHERE id = ?", (told, round_id))


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _give_up(path: Path, error: Exception) -> None:
    _log.warning("the backup %s can't be read (%s); it is removed", path, type(error).__name__)
    _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
        for beside in ("-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                Path(f"{path}{beside}").unlink()
    except OSError as error:
        raise StoreBusyError from error
