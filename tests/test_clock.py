"""The alarm clock: who is woken, when, and how often."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bot.clock import HEARTBEAT, AlarmClock, Work, utc_now

#: Longer than anything here takes. Nothing waits for it to pass.
PATIENCE = 5.0
LATER = timedelta(days=1)


class Worker:
    """Works when woken, held at its `gate` while that is shut; what it did can be counted and waited for."""

    def __init__(self, *plans: datetime | Exception | None) -> None:
        self.begun = 0
        self.ended = 0
        self.most_at_once = 0
        self.cancelled = False
        self.gate = asyncio.Event()
        self.gate.set()
        self._plans = list(plans)
        self._changed = asyncio.Condition()

    async def __call__(self) -> datetime | None:
        self.begun += 1
        self.most_at_once = max(self.most_at_once, self.begun - self.ended)
        await self._tell()
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        finally:
            self.ended += 1
        await self._tell()
        plan = self._plans.pop(0) if self._plans else None
        if isinstance(plan, Exception):
            raise plan
        return plan

    async def until(self, *, begun: int) -> None:
        """Wait until it has begun that often. Raises TimeoutError where it does not."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: self.begun >= begun)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


@asynccontextmanager
async def running(**workers: Work) -> AsyncIterator[AlarmClock]:
    """A started clock."""
    clock = AlarmClock(dict(workers))
    clock.start()
    try:
        yield clock
    finally:
        await clock.close()


async def soon(waiting: Awaitable[None]) -> None:
    """Wait for it. Raises TimeoutError where it does not come."""
    await asyncio.wait_for(waiting, PATIENCE)


async def turns(count: int = 50) -> None:
    """Let everything that could go on go on."""
    for _ in range(count):
        await asyncio.sleep(0)


def jobs(clock: AlarmClock) -> Iterable[Any]:
    """What the scheduler would ring for."""
    found: Iterable[Any] = clock._scheduler.get_jobs()
    return found


async def test_nobody_works_before_the_client_can_send() -> None:
    worker = Worker()
    async with running(sending=worker) as clock:
        clock.ring()
        await turns()
        assert worker.begun == 0
        clock.connected()
        await soon(clock.quiet())
        assert worker.begun == 1


async def test_a_connection_wakes_everyone_and_a_later_one_again() -> None:
    sending, closing = Worker(), Worker()
    async with running(sending=sending, closing=closing) as clock:
        clock.connected()
        await soon(clock.quiet())
        assert (sending.ended, closing.ended) == (1, 1)
        clock.connected()
        await soon(clock.quiet())
        assert (sending.ended, closing.ended) == (2, 2)


async def test_a_ring_wakes_everyone() -> None:
    sending, closing = Worker(), Worker()
    async with running(sending=sending, closing=closing) as clock:
        clock.connected()
        for rung in range(1, 4):
            await soon(clock.quiet())
            assert (sending.ended, closing.ended) == (rung, rung)
            clock.ring()


async def test_a_worker_runs_again_when_it_asked_to_and_only_that_one() -> None:
    sending, closing = Worker(utc_now()), Worker()
    async with running(sending=sending, closing=closing) as clock:
        clock.connected()
        await sending.until(begun=2)
        await soon(clock.quiet())
        assert (sending.begun, closing.begun) == (2, 1)


async def test_a_worker_that_keeps_asking_for_a_moment_already_over_gets_a_second_between() -> None:
    worker = Worker(utc_now() - LATER)
    before = utc_now()
    async with running(sending=worker) as clock:
        clock.connected()
        await soon(clock.quiet())
        await turns()
        (due,) = [job.next_run_time for job in jobs(clock) if job.id == "sending"]
        assert before < due - timedelta(seconds=1) <= utc_now()
        assert worker.begun == 1


def assert_due(clock: AlarmClock, at: datetime) -> None:
    """The worker is rung at that moment, give or take what passed since it asked."""
    (due,) = [job.next_run_time for job in jobs(clock) if job.id == "sending"]
    assert abs(due - at) < timedelta(seconds=1)


async def test_the_next_time_is_the_one_asked_for_last_in_any_zone() -> None:
    far = utc_now() + LATER
    nearer = (far - timedelta(hours=1)).astimezone(timezone(timedelta(hours=9)))
    worker = Worker(far, nearer)
    async with running(sending=worker) as clock:
        clock.connected()
        await soon(clock.quiet())
        await turns()
        assert_due(clock, far)
        clock.ring()
        await soon(clock.quiet())
        await turns()
        assert_due(clock, nearer)
        assert worker.begun == 2


async def test_a_worker_is_rung_by_the_clock_it_goes_by() -> None:
    ago = timedelta(days=400)
    worker = Worker(utc_now() - ago + LATER)
    clock = AlarmClock({"sending": worker}, lambda: utc_now() - ago)
    clock.start()
    try:
        clock.connected()
        await soon(clock.quiet())
        await turns()
        assert_due(clock, utc_now() + LATER)
    finally:
        await clock.close()


async def test_the_heart_beats_for_every_worker_and_no_beat_is_ever_too_late() -> None:
    async with running(sending=Worker(), closing=Worker()) as clock:
        beats = list(jobs(clock))
        assert len(beats) == 2
        assert HEARTBEAT == 30
        for beat in beats:
            assert beat.trigger.interval == timedelta(seconds=30)
            assert beat.coalesce is True
            assert beat.misfire_grace_time is None
            assert beat.max_instances == 1
            assert beat.next_run_time - utc_now() <= timedelta(seconds=30)


async def test_a_beat_wakes_its_worker() -> None:
    sending, closing = Worker(), Worker()
    async with running(sending=sending, closing=closing) as clock:
        clock.connected()
        await soon(clock.quiet())
        first, second = jobs(clock)
        await first.func(*first.args)
        await soon(clock.quiet())
        assert sorted((sending.ended, closing.ended)) == [1, 2]
        await second.func(*second.args)
        await soon(clock.quiet())
        assert (sending.ended, closing.ended) == (2, 2)


async def test_a_worker_that_raises_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    worker = Worker(RuntimeError("a defect"), None)
    async with running(sending=worker) as clock:
        clock.connected()
        await soon(clock.quiet())
        clock.ring()
        await soon(clock.quiet())
        assert worker.ended == 2
    (record,) = caplog.records
    assert (record.levelno, record.name) == (logging.ERROR, "bot.clock")
    assert "worker sending; it goes on" in record.getMessage()
    assert record.exc_info is not None


async def test_one_that_raises_holds_nobody_else_up(caplog: pytest.LogCaptureFixture) -> None:
    broken, whole = Worker(ValueError(), ValueError()), Worker()
    async with running(sending=broken, closing=whole) as clock:
        clock.connected()
        await soon(clock.quiet())
        clock.ring()
        await soon(clock.quiet())
        assert whole.ended == 2
    assert len(caplog.records) == 2


async def test_however_often_it_is_rung_during_a_run_it_runs_once_more_and_never_twice_at_once() -> None:
    worker = Worker()
    worker.gate.clear()
    async with running(sending=worker) as clock:
        clock.connected()
        await worker.until(begun=1)
        for _ in range(5):
            clock.ring()
            await turns(3)
        assert (worker.begun, worker.ended) == (1, 0)
        worker.gate.set()
        await soon(clock.quiet())
        await turns()
        assert (worker.begun, worker.ended, worker.most_at_once) == (2, 2, 1)


async def test_workers_do_not_wait_for_each_other() -> None:
    slow, quick = Worker(), Worker()
    slow.gate.clear()
    async with running(sending=slow, closing=quick) as clock:
        clock.connected()
        await slow.until(begun=1)
        await quick.until(begun=1)
        clock.ring()
        await quick.until(begun=2)
        assert slow.ended == 0
        slow.gate.set()
        await soon(clock.quiet())


async def test_quiet_waits_for_what_runs_and_for_what_is_about_to() -> None:
    worker = Worker()
    worker.gate.clear()
    async with running(sending=worker) as clock:
        clock.connected()
        waiting = asyncio.create_task(clock.quiet())
        await worker.until(begun=1)
        clock.ring()
        await turns()
        assert not waiting.done()
        worker.gate.set()
        await soon(waiting)
        assert worker.ended == 2
        clock.ring()
        await soon(clock.quiet())
        assert worker.ended == 3


async def test_closing_ends_a_worker_in_the_middle_and_nobody_works_after() -> None:
    worker = Worker()
    worker.gate.clear()
    async with running(sending=worker) as clock:
        clock.connected()
        await worker.until(begun=1)
        await soon(clock.close())
        assert worker.cancelled
        clock.ring()
        await turns()
        assert worker.begun == worker.ended == 1
        assert [task for task in asyncio.all_tasks() if task.get_name().startswith("worker ")] == []


@pytest.mark.parametrize("before", ["never started", "not connected", "closed already"])
async def test_closing_is_harmless_at_any_time(before: str) -> None:
    worker = Worker()
    clock = AlarmClock({"sending": worker})
    if before != "never started":
        clock.start()
    if before == "closed already":
        await soon(clock.close())
    await soon(clock.close())
    assert worker.begun == 0


async def test_without_workers_it_is_always_quiet() -> None:
    async with running() as clock:
        clock.connected()
        await soon(clock.quiet())


def test_now_is_aware_and_in_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)
