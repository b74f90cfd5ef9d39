"""Files people sent: kept in a folder under Discord's ids of them, with a row for each.

A file's own name is what somebody typed, so it never becomes a name on this disk.
"""

import hashlib
import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy import select

from surveys.store.tables import attachments
from surveys.store.tx import Tx

#: The folder of files people sent, beside the database.
FOLDER: Final = "attachments"
_PARTIAL: Final = ".partial"
_IDS_AT_ONCE: Final = 500


class Attachments:
    """The folder with the files. Its methods wait for the disk: call them in a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Those whose rows may not be there yet: they are saved before their reply is stored.
        self._new: set[int] = set()

    def path(self, attachment_id: int) -> Path:
        """Where the file with that id is, or would be."""
        return self._folder / str(int(attachment_id))

    def save(self, attachment_id: int, data: bytes) -> None:
        """Keep the file, readable by this account alone: under its name only when it is whole and on the disk.

        One that is there already gives way. Raises OSError where the disk does.
        """
        self._new.add(attachment_id)
        self._folder.mkdir(mode=0o700, exist_ok=True)
        target = self.path(attachment_id)
        partial = target.with_suffix(_PARTIAL)
        try:
            partial.unlink(missing_ok=True)
            handle = os.open(
                partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
            )
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)

    def sha256(self, attachment_id: int) -> str | None:
        """The file's checksum in hexadecimal; None where it isn't there or can't be read."""
        try:
            with self.path(attachment_id).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return None

    def remove(self, ids: Collection[int]) -> None:
        """Remove these files; those that aren't there are fine. Raises OSError where one can't be removed."""
        for attachment_id in ids:
            self.path(attachment_id).unlink(missing_ok=True)
            self._new.discard(attachment_id)

    def there(self) -> tuple[int, ...]:
        """The ids of the files that are there from before this process began to save any."""
        if not self._folder.is_dir():
            return ()
        names = (entry.name for entry in self._folder.iterdir())
        return tuple(sorted(int(name) for name in names if name.isdecimal() and int(name) not in self._new))

    def sweep(self, known: Collection[int]) -> int:
        """Remove files from before this process that aren't among `known`, and halves of files; how many."""
        lost = [attachment_id for attachment_id in self.there() if attachment_id not in set(known)]
        self.remove(lost)
        halves = [half for half in self._folder.glob(f"*{_PARTIAL}") if half.stem.isdecimal()]
        for half in halves:
            if int(half.stem) not in self._new:
                with suppress(FileNotFoundError):
                    half.unlink()
        return len(lost)


async def known(tx: Tx, ids: Sequence[int]) -> frozenset[int]:
    """Those of `ids` that have a row."""
    found: set[int] = set()
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        found.update(await tx.scalars(select(attachments.c.id).where(attachments.c.id.in_(some))))
    return frozenset(found)
