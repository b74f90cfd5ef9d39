"""One process per data folder."""

import os
import sys
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME: Final = "earful.lock"


class FolderLock:
    """A lock on a folder that ends with the process, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._handle: int | None = None

    def acquire(self) -> bool:
        """Take the lock without waiting; False where somebody else has it.

        Raises OSError where the lock file can't be made or locked.
        """
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            if sys.platform == "win32":
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            os.close(handle)
            return False
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle
        return True

    def release(self) -> None:
        """Give the lock up; harmless when it is not held. The file stays: removing it would split the lock."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            os.close(handle)
