"""How much memory a process has had. Linux only: /proc says."""

from contextlib import suppress
from pathlib import Path


def peak(pid: int | str | None) -> float:
    """The most memory a process (or "self") has had since it began, in MB; 0 where the system doesn't say, or it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0
