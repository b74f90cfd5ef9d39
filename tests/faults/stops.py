"""The bot is stopped in the middle of a round, as whoever hosts it does: by SIGTERM."""

import asyncio
import random
import time
from functools import partial
from pathlib import Path
from typing import Final

from tests.faults.disk import Crowd, stored_in, until
from tests.faults.findings import Findings
from tests.faults.process import BotProcess
from tests.faults.town import count_invitations, settle_town, under_way
from tests.wire.api import SEND
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.faults import Kind
from tests.wire.limits import Limits

#: People and stops of the short form and of the full one.
SHORT, FULL = (12, 1), (160, 12)
#: Seconds in which it has to end.
_TO_END: Final = 5.0
#: Seconds after which a request that was to be struck will never be made.
_NEVER_STRUCK: Final = 60.0


def _reached(crowd: Crowd, enough: int) -> bool:
    return len(crowd.asked()) >= enough


async def stopped(folder: Path, seed: int, *, full: bool) -> Findings:
    """It ends by itself within five seconds, with code 0, and the next process goes on: nothing lost or doubled.

    A request is unanswered when it is told to end: it hangs, or its answer is lost, or an error.
    """
    began, lot = time.monotonic(), random.Random(f"{seed}.stops")
    people, stops = FULL if full else SHORT
    result = Findings("stops", seed)
    path = folder / "data" / "earful.sqlite3"
    async with LoopbackDiscord(limits=Limits(per_second=50), latency=0.05) as server:
        await settle_town(path, server, people)
        crowd = Crowd(result, server, path)
        for number in range(stops):
            async with BotProcess.started(folder, server) as bot:
                await bot.connected()
                # So much of what is left goes out in this life.
                enough = len(crowd.asked()) + lot.randint(1, max(1, people // (stops + 1)))
                await until(partial(_reached, crowd, enough))
                await crowd.reply(lot.sample(crowd.asked(), 1), counted=True)
                server.faults.order(lot.choice((Kind.STALL, Kind.LOSE, Kind.FAIL_AFTER)), SEND, status=503)
                await asyncio.wait_for(server.faults.struck.wait(), _NEVER_STRUCK)
                server.faults.struck.clear()
                left = under_way(path)
                asked = time.monotonic()
                bot.terminate()
                code = await bot.ended()
                seconds = time.monotonic() - asked
            result.figures["stops"] += 1
            result.figures["in_the_middle"] += left > 0
            slowest = max(result.figures["slowest_end_ms"], round(seconds * 1000))
            result.figures["slowest_end_ms"] = slowest
            result.must(code == 0, f"exit code {code} at stop {number}: {bot.said[-800:]}")
            result.must(seconds <= _TO_END, f"it took {seconds:.1f} s to end at stop {number}")
            result.must("Traceback" not in bot.said, f"trouble at stop {number}: {bot.said[-2000:]}")
        async with BotProcess.started(folder, server) as bot:
            await bot.connected()
            await until(lambda: not under_way(path))
            await crowd.reply(crowd.asked(), counted=True)
            bot.terminate()
            result.must(await bot.ended() == 0, f"exit code at the last stop: {bot.said[-800:]}")
        count_invitations(result, server)
    stored = stored_in(path)
    result.figures["answers"] = len(crowd.acknowledged)
    result.figures["answers_lost"] = len(crowd.acknowledged - set(stored))
    result.must(set(stored) == crowd.acknowledged, "what is stored isn't what was acknowledged")
    result.must(result.figures["in_the_middle"] > 0, "it was never stopped in the middle")
    result.seconds = time.monotonic() - began
    return result
