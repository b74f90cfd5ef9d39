"""A bot as a process of its own, and what it takes of the machine. Linux tells that in /proc."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from benchmarks.loopback import ROOT
from tests.wire.payloads import TOKEN

#: Seconds after which a process that doesn't get on has failed.
PATIENCE: Final = 120.0
_TO_END: Final = 10.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")
#: What a bot says once it is connected, and once nobody's messages have to be looked up any more.
CONNECTED, CAUGHT_UP = "connected as", "caught up with"


class BotProcess:
    """A running bot. `began` is the moment before its process was started, of `time.perf_counter`."""

    def __init__(self, process: asyncio.subprocess.Process, began: float) -> None:
        self.began = began
        self._process = process
        self._said: list[tuple[float, str]] = []
        self._more = asyncio.Condition()
        self._ended = False
        self._reading = asyncio.create_task(self._read())

    @classmethod
    @asynccontextmanager
    async def started(
        cls, folder: Path, base: str, which: str = "earful", **settings: str
    ) -> AsyncIterator["BotProcess"]:
        """The bot `which` in `folder` for the Discord at `base`; ended, by force if need be, with the block."""
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "benchmarks.pointed", base, which),
            cwd=folder,
            env={
                "PYTHONPATH": str(ROOT),
                "PATH": os.environ.get("PATH", ""),
                "EARFUL_TOKEN": TOKEN,
                "EARFUL_CANARY_SECONDS": "0",
                **settings,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        bot = cls(process, began)
        try:
            yield bot
        finally:
            await bot._end()

    async def says(self, words: str) -> float:
        """Wait until it said that; when. Raises RuntimeError, with what it said, where it ended instead."""
        async with asyncio.timeout(PATIENCE), self._more:
            while True:
                for at, line in self._said:
                    if words in line:
                        return at
                if self._ended:
                    said = "".join(line for _, line in self._said)
                    raise RuntimeError(f"the process ended before it said “{words}”:\n{said}")
                await self._more.wait()

    async def _read(self) -> None:
        assert self._process.stderr is not None
        while line := (await self._process.stderr.readline()).decode():
            async with self._more:
                self._said.append((time.perf_counter(), line))
                self._more.notify_all()
        self._ended = True
        async with self._more:
            self._more.notify_all()

    async def _end(self) -> None:
        if self._process.returncode is None:
            self._process.terminate()
        try:
            async with asyncio.timeout(_TO_END):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._reading

    def cpu_seconds(self) -> float:
        """CPU time it took so far, its children aside."""
        fields = self._proc("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory_mb(self) -> dict[str, float]:
        """Megabytes (10⁶ bytes) it holds now, at most so far, and how much of it is its own, not files'."""
        kilobytes = {
            name: int(value.split()[0])
            for name, _, value in (line.partition(":") for line in self._proc("status").splitlines())
            if name in {"VmRSS", "VmHWM", "RssAnon"}
        }
        now, most, own = (round(kilobytes[name] * 1024 / 1e6, 1) for name in ("VmRSS", "VmHWM", "RssAnon"))
        return {"now": now, "most": most, "own": own}

    async def childless(self) -> None:
        """Wait until the processes it started, which this finds, have ended."""
        for pid in map(int, self._proc(f"task/{self._process.pid}/children").split()):
            await _ended(pid)

    def _proc(self, what: str) -> str:
        return Path(f"/proc/{self._process.pid}/{what}").read_text()


async def _ended(pid: int) -> None:
    loop = asyncio.get_running_loop()
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended = asyncio.Event()
    loop.add_reader(watched, ended.set)
    try:
        async with asyncio.timeout(PATIENCE):
            await ended.wait()
    finally:
        loop.remove_reader(watched)
        os.close(watched)
