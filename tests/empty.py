"""A database with all tables and nothing in them, laid down in a moment: building it anew takes longest in many tests."""

import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from surveys.store import opening

_MADE = datetime(2026, 3, 1, tzinfo=UTC)


@cache
def _bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path, lock = opening.prepare(Path(folder) / "data" / "earful.sqlite3", _MADE)
        lock.release()
        return path.read_bytes()


def lay_down(path: Path) -> None:
    """Put it at `path`, as Earful itself would have made it; nothing happens where there is one."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_bytes(_bytes())
    path.chmod(0o600)
