"""A summary that can't be made comes with less, and never not at all; and nobody waits for it."""

import asyncio
import os
import signal
from datetime import timedelta

import pytest

from surveys.core.prompt import Pages
from surveys.core.wording import summary as wording
from surveys.insight import orders
from tests.behaviour.conftest import Server, Stage, shown
from tests.behaviour.test_results import ALL, played, posted, read

AGAIN = timedelta(seconds=31)


def killed(*_: object) -> Pages:
    """What the system does to a worker that takes too much memory."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("the process is gone")


def defective(*_: object) -> Pages:
    raise ZeroDivisionError("a defect that these replies bring out")


async def closed(stage: Stage) -> Server:
    server = await stage.community()
    await played(stage, server, *[ALL] * 6)
    return server


async def test_a_worker_killed_in_the_middle_is_no_reason_for_less(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await closed(stage)
    with monkeypatch.context() as patched:
        patched.setattr(orders, "summary", killed)
        await stage.close_round(server)
        assert posted(server) == []
    await stage.pass_time(AGAIN)
    (summary,) = posted(server)
    assert wording.REDUCED not in read(summary)
    assert [one.filename for one in summary.attachments][-2:] == [
        "report-round-1.html",
        "answers-round-1.xlsx",
    ]


@pytest.mark.parametrize("why", [killed, defective])
async def test_one_that_cant_be_made_comes_in_numbers_then_as_counts(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, why: object
) -> None:
    server = await closed(stage)
    with monkeypatch.context() as patched:
        patched.setattr(orders, "summary", why)
        if why is defective:
            patched.setattr(orders, "reduced", why)
        await stage.close_round(server)
        for _ in range(7):
            await stage.pass_time(AGAIN)
    (summary,) = posted(server)
    said = read(summary)
    assert (wording.BARE if why is defective else wording.REDUCED) in said
    assert "**6** of 6 who were reached answered" in said
    assert summary.attachments == []
    assert "cats" not in said
    # It is there in full for whoever asks, once it can be made again.
    shown_now = shown(await server.boss.slash(server.results, "results show")).text
    assert "**What should I make next?**" in shown_now
    await stage.pass_time(AGAIN)
    assert len(posted(server)) == 1, "it is posted once"


async def test_the_loop_turns_while_a_summary_is_made(stage: Stage) -> None:
    server = await closed(stage)
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    counting = asyncio.create_task(count())
    await stage.close_round(server)
    counting.cancel()
    assert posted(server)
    assert turns > 1000, "drawing its pictures alone would take a few hundred turns' time each"
