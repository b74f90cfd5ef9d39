"""Work that would hold up the event loop, done in a process of its own.

One worker process, started at the first piece of work and let go when there has been none for a
while. It is an ordinary child that reads work from its standard input: when the bot ends, however
it ends, that input closes and the worker is gone too. A thread feeds it, so nothing here depends
on an event loop's timers or child watchers, and it may be called from any task.
"""

import asyncio
import contextlib
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, ParamSpec, TypeVar

from surveys.insight.parcels import packed, unpacked

P = ParamSpec("P")
T = TypeVar("T")

_SERVE: Final = "from surveys.insight.worker import serve; serve()"
#: More threads than one make small sums slower on a busy machine, and the machine busier.
_ONE_THREAD: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
#: Each parcel on a pipe is preceded by its length.
_LENGTH: Final = struct.Struct(">Q")
#: The bot's own settings, its token among them, are none of the worker's business.
_PRIVATE: Final = "EARFUL_"


class WorkerDiedError(RuntimeError):
    """The worker process ended in the middle of its work; the next piece of work gets a new one."""


class WorkshopClosedError(RuntimeError):
    """The workshop was closed before the work was done."""


@dataclass(frozen=True, slots=True)
class _Job:
    parcel: bytes
    result: Future[Any]


class Workshop:
    """Runs plain functions in one worker process, one after the other.

    Functions, arguments and results have to be picklable. Create it wherever the process is put
    together, outside the Discord client, and `close` it there.
    """

    def __init__(self, idle_seconds: float = 60.0) -> None:
        self._idle_seconds = idle_seconds
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        # Guards what `close`, the callers and the thread share: the two fields below, and `_closed`.
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The worker's process id, while there is one."""
        child = self._child
        return None if child is None or child.poll() is not None else child.pid

    async def run(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns; what it raises is raised here, with the worker's traceback as a note.

        Raises WorkerDiedError if the worker was killed meanwhile, WorkshopClosedError if the
        workshop is or gets closed. Whoever is cancelled while waiting leaves the work to finish unseen.
        """
        # A large round takes seconds to pack; in a thread it shares the time with everybody who waits for an answer.
        parcel = await asyncio.to_thread(packed, (work, args, kwargs))
        result: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise WorkshopClosedError("the workshop is closed")
            if self._thread is None:
                self._thread = threading.Thread(target=self._feed, name="workshop", daemon=True)
                self._thread.start()
            self._jobs.put(_Job(parcel, result))
        return await asyncio.wrap_future(result)

    def close(self) -> None:
        """End the worker at once, with whatever it is doing. Takes milliseconds; may be called again."""
        with self._lock:
            self._closed = True
            thread = self._thread
            self._jobs.put(None)
            if self._child is not None:
                self._child.kill()
        if thread is not None:
            thread.join()

    def _feed(self) -> None:
        """The thread: hands jobs to the worker one by one, and lets it go when none has come for a while."""
        while True:
            try:
                job = self._jobs.get(timeout=self._idle_seconds if self._child is not None else None)
            except queue.Empty:
                self._dismiss()
                continue
            if job is None:
                break
            if job.result.set_running_or_notify_cancel():
                self._do(job)
        self._dismiss()
        while not self._jobs.empty():
            left = self._jobs.get()
            if left is not None and left.result.set_running_or_notify_cancel():
                left.result.set_exception(WorkshopClosedError("the workshop was closed"))

    def _do(self, job: _Job) -> None:
        try:
            child = self._worker()
            assert child.stdin is not None
            assert child.stdout is not None
            _put(child.stdin, job.parcel)
            done, outcome = pickle.loads(_take(child.stdout))  # noqa: S301  the other end is our own process
        except WorkshopClosedError as error:
            job.result.set_exception(error)
        except (OSError, EOFError) as error:
            code = self._dismiss()
            died: RuntimeError = (
                WorkshopClosedError("the workshop was closed")
                if self._closed
                else WorkerDiedError(f"the worker process ended in the middle of its work (exit code {code})")
            )
            died.__cause__ = error
            job.result.set_exception(died)
        except Exception as error:  # noqa: BLE001  whatever loading the result raises belongs to the caller
            job.result.set_exception(error)
        else:
            if done:
                job.result.set_result(outcome)
            else:
                job.result.set_exception(outcome)

    def _worker(self) -> subprocess.Popen[bytes]:
        """The running worker; a new one where there is none, or where it died between two jobs."""
        if self._child is not None and self._child.poll() is not None:
            self._dismiss()
        with self._lock:
            if self._closed:
                raise WorkshopClosedError("the workshop was closed")
            if self._child is None:
                self._child = _start()
            return self._child

    def _dismiss(self) -> int | None:
        """End the worker, if there is one, and forget it. Its exit code, negative for a signal."""
        with self._lock:
            child, self._child = self._child, None
        if child is None:
            return None
        if child.stdin is not None and child.stdout is not None:
            child.stdout.close()
            with contextlib.suppress(OSError):  # what was still to be written has nobody to read it
                child.stdin.close()
        try:
            return child.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()


def serve() -> None:
    """The worker's whole life: read work, do it, write what came of it, until the input closes."""
    # Ctrl-C is for the bot, which then ends this process in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, target = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # A stray print must not end up between two results.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # The other end being gone is how this life ends.
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            _put(target, _outcome(_take(source)))


def _outcome(parcel: bytes) -> bytes:
    """What came of one piece of work, as it is sent back."""
    try:
        work, args, kwargs = unpacked(parcel)  # the other end is our own parent
        return pickle.dumps((True, work(*args, **kwargs)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001  it is the caller's to handle, whatever it is
        error.add_note("in the worker:\n" + "".join(traceback.format_exception(error)))
        return _failure(error)


def _put(stream: IO[bytes], parcel: bytes) -> None:
    stream.write(_LENGTH.pack(len(parcel)))
    stream.write(parcel)
    stream.flush()


def _take(stream: IO[bytes]) -> bytes:
    """The next parcel. Raises EOFError when the other end is gone, also in the middle of one."""
    head = stream.read(_LENGTH.size)
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else None
    parcel = stream.read(length) if length is not None else b""
    if length is None or len(parcel) < length:
        raise EOFError("the other end is gone")
    return parcel


def _failure(error: Exception) -> bytes:
    """`error` as it is sent back; one that can't travel is told in words."""
    try:
        parcel = pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
        pickle.loads(parcel)  # noqa: S301  just written here; not every exception survives the journey
    except Exception:  # noqa: BLE001  pickling runs other people's code, which may raise anything
        told = RuntimeError(f"{type(error).__name__} in the worker")
        for note in error.__notes__:
            told.add_note(note)
        return pickle.dumps((False, told), pickle.HIGHEST_PROTOCOL)
    return parcel


def _start() -> subprocess.Popen[bytes]:
    """A worker that finds the same modules as this process, outside the terminal's process group."""
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    shared = {name: value for name, value in os.environ.items() if not name.startswith(_PRIVATE)}
    return subprocess.Popen(  # noqa: S603  our own interpreter with a constant command
        [sys.executable, "-P", "-c", _SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**shared, **_ONE_THREAD, "PYTHONPATH": path},
        # Ctrl-C in the terminal reaches the bot alone, even while the worker is still starting.
        start_new_session=True,
    )
