"""The real bot as a process of its own, against a loopback Discord."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from tests.wire import payloads
from tests.wire.discord_server import LoopbackDiscord

ROOT: Final = Path(__file__).parents[2]
#: The bot's own entry, with another address for Discord. Hurried, it looks at the rows twice a second instead of
#: twice a minute, and waits less long for a lock.
_LAUNCHER: Final = """
import sys
import bot.clock
import surveys.store.writer
from tests.wire.discord_server import pointed_at

if __name__ == "__main__":
    from bot.__main__ import main
    if sys.argv[2:] == ["hurried"]:
        bot.clock.HEARTBEAT = 0.5
        surveys.store.writer.PATIENCE_MS = 400
    with pointed_at(sys.argv[1]):
        sys.exit(main(["run"]))
"""
#: Seconds after which a process that doesn't get on has failed.
_PATIENCE: Final = 60.0


class BotProcess:
    """`python -m bot run` in `folder`, whose data is in `folder/data`. `said` is what it wrote so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.said = ""
        self._process = process
        self._connected = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    @asynccontextmanager
    async def started(
        cls, folder: Path, server: LoopbackDiscord, *, hurried: bool = False, **settings: str
    ) -> AsyncIterator["BotProcess"]:
        """A process that is killed in the end if it still runs."""
        launcher = folder / "launcher.py"
        launcher.write_text(_LAUNCHER)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *(str(launcher), server.base),
            *(("hurried",) if hurried else ()),
            cwd=folder,
            env={
                "PYTHONPATH": str(ROOT),
                "PATH": os.environ.get("PATH", ""),
                "EARFUL_TOKEN": payloads.TOKEN,
                "EARFUL_CANARY_SECONDS": "0",
                "EARFUL_REQUESTS_PER_SECOND": "50",
                **settings,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        bot = cls(process)
        try:
            yield bot
        finally:
            if process.returncode is None:
                process.kill()
            await bot.ended()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it hasn't ended."""
        return self._process.returncode is None

    async def connected(self) -> None:
        """Wait until it says that it is. Raises RuntimeError, with what it said, where it ended instead."""
        waiting = asyncio.create_task(self._connected.wait())
        async with asyncio.timeout(_PATIENCE):
            await asyncio.wait({waiting, self._reading}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not self._connected.is_set():
            raise RuntimeError(f"the process ended before it was connected:\n{self.said}")

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it here and now."""
        self._process.kill()

    async def ended(self) -> int:
        """Wait for its end; the exit code."""
        async with asyncio.timeout(_PATIENCE):
            code = await self._process.wait()
            await self._reading
        return code

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            self.said += line.decode()
            if b"connected as" in line:
                self._connected.set()
