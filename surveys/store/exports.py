"""Exports kept on this disk: those too large for Discord, and, for moments, those about to be sent.

They hold what people said, so they are this account's alone, go after a week, and all of them go as
soon as anybody's data is deleted.
"""

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

#: The folder, beside the database.
FOLDER: Final = "exports"
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_STAMPED: Final = re.compile(r"-([0-9]{8}T[0-9]{6}Z)-")


def folder_of(database: Path) -> Path:
    """Where exports of that database are kept. It is made, for this account alone, if it isn't there."""
    folder = database.parent / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def name(number: int, now: datetime) -> tuple[str, str]:
    """A reference to tell people, and how the files of an export of round `number` begin; it has both in it."""
    reference = secrets.token_hex(4)
    return reference, f"round-{number}-{now.astimezone(UTC):{_STAMP}}-{reference}"


def remove_all(database: Path) -> int:
    """Remove every export of that database, finished or not; how many files. Raises OSError where one can't be."""
    return _remove(path for path in _there(database))


def remove_old(database: Path, before: datetime) -> int:
    """Remove those made before that moment, and what isn't named like one; how many files. Raises OSError likewise."""
    return _remove(path for path in _there(database) if _made_at(path) < before)


def _there(database: Path) -> list[Path]:
    folder = database.parent / FOLDER
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _made_at(path: Path) -> datetime:
    stamp = _STAMPED.search(path.name)
    with suppress(ValueError):
        if stamp is not None:
            return datetime.strptime(stamp[1], _STAMP).replace(tzinfo=UTC)
    return datetime.min.replace(tzinfo=UTC)


def _remove(paths: Iterator[Path]) -> int:
    removed = 0
    for path in paths:
        with suppress(FileNotFoundError):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
            removed += 1
    return removed
