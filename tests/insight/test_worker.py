"""The workshop: work in another process, come what may."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from surveys.core.errors import KindError
from surveys.insight.worker import WorkerDiedError, Workshop, WorkshopClosedError


@pytest.fixture
def workshop() -> Iterator[Workshop]:
    made = Workshop()
    yield made
    made.close()


def add(one: int, other: int) -> int:
    return one + other


def complain() -> None:
    raise KindError("Try a smaller one.")


def end_of_file() -> None:
    raise EOFError("no more")


class UntravelledError(Exception):
    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"{one} and {other}")


def complain_strangely() -> None:
    raise UntravelledError(1, 2)


def lock() -> object:
    return threading.Lock()


def shout() -> str:
    print("noise on standard output")  # noqa: T201  the very thing that must not end up in the result
    return "result"


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def wait_for_ever() -> None:
    threading.Event().wait()


def environment() -> dict[str, str]:
    return dict(os.environ)


def signalled() -> str:
    os.kill(os.getpid(), signal.SIGINT)
    return "still here"


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def ended(pid: int) -> None:
    """Return once the child has ended, whoever takes note of it first."""
    with contextlib.suppress(ChildProcessError):
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


async def test_work_is_done_in_another_process(workshop: Workshop) -> None:
    assert workshop.pid is None
    assert await workshop.run(add, 1, other=2) == 3
    first = workshop.pid
    assert await workshop.run(os.getpid) == first != os.getpid()


async def test_large_parcels_travel_both_ways(workshop: Workshop) -> None:
    parcel = bytes(5_000_000)
    assert await workshop.run(bytes.upper, parcel) == parcel


async def test_many_at_once_each_get_their_own_result(workshop: Workshop) -> None:
    assert await asyncio.gather(*(workshop.run(add, n, n) for n in range(50))) == list(range(0, 100, 2))


async def test_what_the_work_raises_is_raised_here(workshop: Workshop) -> None:
    with pytest.raises(KindError, match="smaller") as caught:
        await workshop.run(complain)
    assert any("complain" in note for note in caught.value.__notes__)
    with pytest.raises(EOFError, match="no more"):
        await workshop.run(end_of_file)
    with pytest.raises(RuntimeError, match="UntravelledError"):
        await workshop.run(complain_strangely)
    with pytest.raises(TypeError, match="pickle"):
        await workshop.run(lock)
    assert await workshop.run(add, 1, 1) == 2


async def test_what_cannot_travel_is_refused_before_it_starts(workshop: Workshop) -> None:
    with pytest.raises((TypeError, AttributeError)):
        await workshop.run(lambda: 1)
    assert workshop.pid is None


async def test_a_stray_print_is_no_result(workshop: Workshop) -> None:
    assert await workshop.run(shout) == "result"
    assert await workshop.run(add, 1, 1) == 2


async def test_a_killed_worker_is_told_once_and_replaced(workshop: Workshop) -> None:
    first = await workshop.run(os.getpid)
    with pytest.raises(WorkerDiedError, match="exit code -9"):
        await workshop.run(die)
    second = await workshop.run(os.getpid)
    assert second != first
    assert not is_running(first)


async def test_a_worker_killed_between_two_jobs_is_replaced_unnoticed(workshop: Workshop) -> None:
    first = await workshop.run(os.getpid)
    os.kill(first, signal.SIGKILL)
    ended(first)
    assert await workshop.run(add, 1, 1) == 2


async def test_it_ignores_ctrl_c(workshop: Workshop) -> None:
    assert await workshop.run(signalled) == "still here"
    assert await workshop.run(os.getpgrp) != os.getpgrp()


async def test_it_does_not_get_the_bots_secrets(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARFUL_TOKEN", "secret")
    seen = await workshop.run(environment)
    assert "EARFUL_TOKEN" not in seen
    assert "PATH" in seen


async def test_an_idle_worker_is_let_go_and_comes_back() -> None:
    workshop = Workshop(idle_seconds=0.01)
    first = await workshop.run(os.getpid)
    await asyncio.to_thread(ended, first)
    assert await workshop.run(os.getpid) != first
    assert not is_running(first)
    workshop.close()


async def test_closing_ends_the_work_at_once(workshop: Workshop) -> None:
    pid = await workshop.run(os.getpid)
    endless = asyncio.create_task(workshop.run(wait_for_ever))
    behind = asyncio.create_task(workshop.run(add, 1, 1))
    await asyncio.sleep(0)
    begun = time.perf_counter()
    await asyncio.to_thread(workshop.close)
    assert time.perf_counter() - begun < 1
    for task in (endless, behind):
        with pytest.raises(WorkshopClosedError):
            await task
    assert not is_running(pid)
    with pytest.raises(WorkshopClosedError):
        await workshop.run(add, 1, 1)
    workshop.close()


async def test_whoever_stops_waiting_holds_up_nobody(workshop: Workshop) -> None:
    waiting = asyncio.create_task(workshop.run(add, 1, 1))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await workshop.run(add, 2, 2) == 4


def test_it_serves_several_event_loops(workshop: Workshop) -> None:
    assert [asyncio.run(workshop.run(add, n, n)) for n in range(2)] == [0, 2]


def test_closing_what_never_started_is_fine() -> None:
    Workshop().close()


def test_a_killed_bot_leaves_no_worker_behind() -> None:
    script = (
        "import asyncio, os, signal\n"
        "from surveys.insight.worker import Workshop\n"
        "print(asyncio.run(Workshop().run(os.getpid)), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[2]
    bot = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False
    )
    assert bot.returncode == -signal.SIGKILL
    pid = int(bot.stdout)
    deadline = time.perf_counter() + 10
    # Orphans are reaped by whoever runs as process 1; a zombie counts as gone.
    while is_running(pid) and not _is_zombie(pid):
        assert time.perf_counter() < deadline, "the worker outlived the bot"


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_what_only_the_worker_needs_is_not_in_the_process_of_the_bot() -> None:
    heavy = "{'numpy', 'networkx', 'typst', 'xlsxwriter', 'jinja2', 'markupsafe'}"
    looking = f"import sys, bot.app; sys.exit(', '.join({heavy} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", looking], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
