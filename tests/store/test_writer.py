import asyncio
import logging
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from surveys.core.phrases import trouble
from surveys.store import writer as writing
from surveys.store.database import Database
from surveys.store.errors import StoreBusyError, StoreClosedError
from surveys.store.tables import people
from surveys.store.writer import Work, Writer


class SomethingWrongError(Exception):
    pass


def adding(user_id: int) -> Work[int]:
    async def add(tx: AsyncConnection) -> int:
        await tx.execute(insert(people).values(user_id=user_id))
        return user_id

    return add


def stored(path: Path) -> list[int]:
    """What somebody else sees in the file."""
    with closing(sqlite3.connect(path)) as other:
        return [user_id for (user_id,) in other.execute("SELECT user_id FROM people ORDER BY 1")]


def limit_pages(database: Database, pages: int) -> None:
    """A disk with room for `pages` pages more."""
    raw = database._writer._driver.raw
    (now,) = raw.execute("PRAGMA page_count").fetchone()
    raw.execute(f"PRAGMA max_page_count={now + pages}")


def free_pages(database: Database) -> None:
    database._writer._driver.raw.execute("PRAGMA max_page_count=1000000")


async def filling(tx: AsyncConnection) -> None:
    await tx.execute(
        text(
            "INSERT INTO communities (id, name, results_channel_id, time_zone, set_up_at) "
            "VALUES (1, hex(zeroblob(200000)), 1, 'UTC', '')"
        )
    )


async def test_what_was_written_is_there_for_others_as_soon_as_the_call_returns(
    database: Database, path: Path
) -> None:
    for user_id in range(5):
        assert await database.write(adding(user_id)) == user_id
        assert user_id in stored(path)


async def test_nobody_hears_back_before_the_commit(database: Database, path: Path) -> None:
    order: list[str] = []
    writer = database._writer
    writer._driver.raw.set_trace_callback(lambda sql: order.append(sql.split()[0]))

    async def call(user_id: int) -> None:
        await database.write(adding(user_id))
        order.append("heard")

    await asyncio.gather(*(call(user_id) for user_id in range(3)))
    writer._driver.raw.set_trace_callback(None)

    assert order.count("COMMIT") == 1
    assert order.index("COMMIT") < order.index("heard")
    assert order.count("heard") == 3
    assert stored(path) == [0, 1, 2]


async def test_a_thousand_callers_at_once_share_few_commits(database: Database, path: Path) -> None:
    commits = 0

    def count(sql: str) -> None:
        nonlocal commits
        commits += sql == "COMMIT"

    database._writer._driver.raw.set_trace_callback(count)
    results = await asyncio.gather(*(database.write(adding(user_id)) for user_id in range(1000)))

    assert results == list(range(1000))
    assert stored(path) == list(range(1000))
    assert commits == -(-1000 // writing.MOST_AT_ONCE)


async def test_a_unit_that_raises_is_undone_alone(database: Database, path: Path) -> None:
    async def failing(tx: AsyncConnection) -> None:
        await adding(50)(tx)
        raise SomethingWrongError

    first, wrong, last = await asyncio.gather(
        database.write(adding(1)),
        database.write(failing),
        database.write(adding(2)),
        return_exceptions=True,
    )

    assert (first, last) == (1, 2)
    assert isinstance(wrong, SomethingWrongError)
    assert stored(path) == [1, 2]


async def test_a_single_unit_that_raises_leaves_nothing(database: Database, path: Path) -> None:
    async def failing(tx: AsyncConnection) -> None:
        await adding(50)(tx)
        raise SomethingWrongError

    with pytest.raises(SomethingWrongError):
        await database.write(failing)
    assert stored(path) == []
    await database.write(adding(1))
    assert stored(path) == [1]


async def test_a_broken_constraint_reaches_its_caller_and_nobody_else(database: Database, path: Path) -> None:
    results = await asyncio.gather(
        *(database.write(adding(user_id)) for user_id in (1, 1, 2)), return_exceptions=True
    )
    assert isinstance(results[1], IntegrityError)
    assert (results[0], results[2]) == (1, 2)
    assert stored(path) == [1, 2]


async def test_errors_do_not_repeat_what_people_wrote(database: Database) -> None:
    async def wrong(tx: AsyncConnection) -> None:
        await tx.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": "my secret"})

    with pytest.raises(OperationalError) as caught:
        await database.write(wrong)
    assert "my secret" not in str(caught.value)


async def test_a_unit_may_swallow_an_error_and_go_on_or_fail_later(database: Database, path: Path) -> None:
    async def tolerant(tx: AsyncConnection) -> None:
        await adding(1)(tx)
        with pytest.raises(IntegrityError):
            await adding(1)(tx)
        await adding(2)(tx)

    async def failing_later(tx: AsyncConnection) -> None:
        await adding(3)(tx)
        with pytest.raises(IntegrityError):
            await adding(3)(tx)
        raise SomethingWrongError

    results = await asyncio.gather(
        database.write(tolerant),
        database.write(failing_later),
        database.write(adding(4)),
        return_exceptions=True,
    )
    assert isinstance(results[1], SomethingWrongError)
    assert stored(path) == [1, 2, 4]


async def test_savepoints_of_a_unit_are_real(database: Database, path: Path) -> None:
    async def nested(tx: AsyncConnection) -> None:
        await adding(1)(tx)
        with suppress(SomethingWrongError):
            async with tx.begin_nested():
                await adding(2)(tx)
                raise SomethingWrongError
        async with tx.begin_nested():
            await adding(3)(tx)

    await asyncio.gather(database.write(nested), database.write(adding(4)))
    assert stored(path) == [1, 3, 4]


async def test_a_savepoint_left_open_fails_its_unit_alone(database: Database, path: Path) -> None:
    async def forgetful(tx: AsyncConnection) -> None:
        await adding(1)(tx)
        await tx.begin_nested()
        await adding(2)(tx)

    left, other = await asyncio.gather(
        database.write(forgetful), database.write(adding(3)), return_exceptions=True
    )
    assert isinstance(left, RuntimeError)
    assert other == 3
    assert stored(path) == [3]


@pytest.mark.parametrize("deed", ["commit", "rollback"])
async def test_a_unit_may_not_end_the_transaction(database: Database, path: Path, deed: str) -> None:
    async def ending(tx: AsyncConnection) -> None:
        await adding(1)(tx)
        await getattr(tx, deed)()

    before, wrong, after = await asyncio.gather(
        database.write(adding(2)),
        database.write(ending),
        database.write(adding(3)),
        return_exceptions=True,
    )
    assert (before, after) == (2, 3)
    assert isinstance(wrong, RuntimeError)
    assert stored(path) == [2, 3]
    await database.write(adding(4))
    assert stored(path) == [2, 3, 4]


async def test_a_full_disk_in_a_unit_is_told_kindly_and_passes(database: Database, path: Path) -> None:
    limit_pages(database, 2)
    with pytest.raises(StoreBusyError) as caught:
        await database.write(filling)
    assert caught.value.sentence == trouble.STORE_BUSY.text
    free_pages(database)
    await database.write(filling)
    await database.write(adding(1))
    assert stored(path) == [1]


async def test_a_full_disk_never_makes_anyone_believe_something_was_stored(
    database: Database, path: Path
) -> None:
    limit_pages(database, 2)

    async def swallowing(tx: AsyncConnection) -> None:
        with pytest.raises(OperationalError):
            await filling(tx)
        # If SQLite has given up the transaction, this would otherwise commit by itself.
        await adding(2)(tx)

    results = await asyncio.gather(
        database.write(adding(1)),
        database.write(swallowing),
        database.write(adding(3)),
        return_exceptions=True,
    )
    told = [
        user_id
        for user_id, result in zip((1, 2, 3), results, strict=True)
        if not isinstance(result, Exception)
    ]
    assert stored(path) == told
    assert all(isinstance(result, (int, StoreBusyError, type(None))) for result in results)
    free_pages(database)
    await database.write(adding(9))
    assert stored(path) == [*told, 9]


async def test_when_sqlite_gives_up_the_transaction_the_whole_batch_is_told(
    database: Database, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def losing(tx: AsyncConnection) -> None:
        # What SQLite does by itself after some errors of the disk, brought about by hand.
        database._writer._driver.raw.execute("ROLLBACK")
        with pytest.raises(OperationalError, match="rolled back by SQLite"):
            await adding(2)(tx)

    with caplog.at_level(logging.ERROR):
        results = await asyncio.gather(
            database.write(adding(1)), database.write(losing), return_exceptions=True
        )
    assert all(isinstance(result, StoreBusyError) for result in results)
    assert "rolled back a batch of 2" in caplog.text
    assert stored(path) == []
    await database.write(adding(3))
    assert stored(path) == [3]


async def test_a_transaction_lost_inside_a_savepoint_does_not_haunt_later_units(
    database: Database, path: Path
) -> None:
    async def losing(tx: AsyncConnection) -> None:
        async with tx.begin_nested():
            database._writer._driver.raw.execute("ROLLBACK")
            await adding(2)(tx)

    with pytest.raises(StoreBusyError):
        await database.write(losing)
    await database.write(adding(3))
    assert stored(path) == [3]


async def test_a_commit_that_fails_undoes_the_batch_and_the_writer_goes_on(
    database: Database, path: Path
) -> None:
    async def orphan(tx: AsyncConnection) -> None:
        # Found out only at the commit, as a disk that fills up then would be.
        await tx.execute(text("PRAGMA defer_foreign_keys=ON"))
        await tx.execute(text("INSERT INTO replies VALUES (1, 1, '')"))

    results = await asyncio.gather(
        database.write(adding(1)), database.write(orphan), database.write(adding(2)), return_exceptions=True
    )
    assert [type(result) for result in results] == [StoreBusyError] * 3
    assert stored(path) == []
    await database.write(adding(3))
    assert stored(path) == [3]


async def test_another_process_with_the_write_lock(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PATIENCE_MS", 20)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        results = await asyncio.gather(
            *(database.write(adding(user_id)) for user_id in range(3)), return_exceptions=True
        )
        other.execute("ROLLBACK")
    assert [type(result) for result in results] == [StoreBusyError] * 3
    await database.write(adding(9))
    assert stored(path) == [9]


async def test_a_write_lock_that_is_soon_free_is_waited_for(database: Database, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.05, other.execute, ("ROLLBACK",))
        timer.start()
        await database.write(adding(1))
        timer.join()
    assert stored(path) == [1]


async def test_a_caller_cancelled_while_waiting_hurts_nobody(database: Database, path: Path) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(database.write(adding(user_id))) for user_id in range(5)]
        await asyncio.sleep(0)  # all of them wait now
        tasks[2].cancel()
    assert tasks[2].cancelled()
    assert stored(path) == [0, 1, 3, 4]


async def test_a_caller_cancelled_while_its_unit_runs_hurts_nobody(database: Database, path: Path) -> None:
    async def cancelling(tx: AsyncConnection) -> None:
        await adding(1)(tx)
        caller.cancel()

    caller = asyncio.create_task(database.write(cancelling))
    other = asyncio.create_task(database.write(adding(2)))
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert await other == 2
    assert stored(path) == [1, 2]


async def test_a_unit_that_raises_a_cancellation_does_not_stop_the_writer(
    database: Database, path: Path
) -> None:
    async def cancelled(tx: AsyncConnection) -> None:
        await adding(1)(tx)
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await database.write(cancelled)
    await database.write(adding(2))
    assert stored(path) == [2]


async def test_asking_the_writer_from_inside_a_unit_is_refused_at_once(database: Database) -> None:
    async def nested(tx: AsyncConnection) -> None:
        await database.write(adding(1))

    async def closing_down(tx: AsyncConnection) -> None:
        await database.close()

    with pytest.raises(RuntimeError, match="waits for the writer it runs in"):
        await database.write(nested)
    with pytest.raises(RuntimeError, match="waits for the writer it runs in"):
        await database.write(closing_down)


async def test_a_task_started_in_a_unit_may_write_once_the_unit_is_over(
    database: Database, path: Path
) -> None:
    started: list[asyncio.Task[int]] = []
    over = asyncio.Event()

    async def later() -> int:
        await over.wait()
        return await database.write(adding(2))

    async def starting(tx: AsyncConnection) -> None:
        await adding(1)(tx)
        started.append(asyncio.create_task(later()))

    await database.write(starting)
    over.set()
    assert await started[0] == 2
    assert stored(path) == [1, 2]


async def test_lengthy_units_leave_the_event_loop_free(database: Database, path: Path) -> None:
    running: list[threading.Thread] = []
    database._writer._driver.raw.create_function(
        "here", 0, lambda: running.append(threading.current_thread())
    )

    async def work(tx: AsyncConnection) -> None:
        await tx.execute(text("SELECT here()"))
        await adding(len(running))(tx)

    await database.write(work, lengthy=True)
    await database.write(work)
    assert running[0] is not threading.main_thread()
    assert running[1] is threading.main_thread()
    assert stored(path) == [1, 2]


async def test_a_long_batch_lets_others_have_their_turn(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BREATH", 0.0)
    turns = 0

    async def bystander() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    watching = asyncio.create_task(bystander())
    before: list[int] = []

    async def noting(tx: AsyncConnection) -> None:
        before.append(turns)

    await asyncio.gather(*(database.write(noting) for _ in range(10)))
    watching.cancel()
    assert len(set(before)) == 10


@pytest.fixture
async def narrow(database: Database, path: Path) -> AsyncIterator[Writer]:
    """A writer with room for two."""
    writer = await Writer.open(path, most_waiting=2)
    yield writer
    await writer.close()


async def test_when_the_queue_is_full_callers_wait_for_room(narrow: Writer, path: Path) -> None:
    longest = 0

    async def watching(tx: AsyncConnection) -> None:
        nonlocal longest
        longest = max(longest, len(narrow._waiting) + 1)

    await asyncio.gather(*(narrow.write(watching) for _ in range(20)))
    assert longest == 2


async def test_closing_finishes_what_waits_even_for_room_and_refuses_the_rest(
    narrow: Writer, path: Path
) -> None:
    waiting = [asyncio.create_task(narrow.write(adding(user_id))) for user_id in range(10)]
    await asyncio.sleep(0)
    shutting = asyncio.create_task(narrow.close())
    await asyncio.sleep(0)
    with pytest.raises(StoreClosedError):
        await narrow.write(adding(99))
    assert await asyncio.gather(*waiting) == list(range(10))
    await shutting
    assert stored(path) == list(range(10))


async def test_closing_while_a_caller_waiting_for_room_gives_up(narrow: Writer) -> None:
    waiting = [asyncio.create_task(narrow.write(adding(user_id))) for user_id in range(4)]
    await asyncio.sleep(0)
    shutting = asyncio.create_task(narrow.close())
    for task in waiting[2:]:
        task.cancel()
    await shutting
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert results[:2] == [0, 1]


async def test_a_writer_torn_down_with_the_loop_leaves_nobody_waiting(narrow: Writer, path: Path) -> None:
    async def tearing(tx: AsyncConnection) -> None:
        await adding(1)(tx)
        narrow._task.cancel()
        await asyncio.sleep(0)

    results = await asyncio.gather(
        narrow.write(tearing),
        *(narrow.write(adding(user_id)) for user_id in (2, 3, 4)),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [StoreClosedError] * 4
    assert stored(path) == []


async def test_closing_twice_and_at_once(narrow: Writer) -> None:
    await asyncio.gather(narrow.close(), narrow.close())
    await narrow.close()
    assert [task.get_name() for task in asyncio.all_tasks()].count("store writer") == 1  # the database's


async def test_a_defect_in_the_writer_itself_does_not_stop_it(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def defective(_: object) -> None:
        raise SomethingWrongError

    with monkeypatch.context() as patched:
        patched.setattr(database._writer, "_perform", defective)
        with pytest.raises(StoreBusyError):
            await database.write(adding(1))
    assert "SomethingWrongError" in caplog.text
    await database.write(adding(2))
    assert stored(path) == [2]


async def test_reads_inside_a_unit_see_the_units_before_it(database: Database) -> None:
    async def reading(tx: AsyncConnection) -> list[int]:
        return list(await tx.scalars(select(people.c.user_id)))

    _, seen = await asyncio.gather(database.write(adding(1)), database.write(reading))
    assert seen == [1]
