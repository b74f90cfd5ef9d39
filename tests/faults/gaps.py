"""The gateway is lost again and again while people type and tap: with sessions that can be resumed, and without."""

import asyncio
import random
import re
import time
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.app import App
from tests.faults.disk import response_to, until
from tests.faults.findings import Findings
from tests.faults.town import GUILD, RESULTS, found, running
from tests.wire.discord_server import LoopbackDiscord, pointed_at
from tests.wire.gateway import Gateway
from tests.wire.limits import Limits
from tests.wire.test_gaps import NOW, Town

#: People and losses of the short form and of the full one.
SHORT, FULL = (6, 6), (24, 60)
#: A question that is tapped, and one to which every message typed is one more piece of the answer.
_SURVEY: Final = {
    "key": "k",
    "title": "T",
    "questions": [
        {"id": "more", "kind": "yes_no", "text": "More of these?"},
        {"id": "why", "kind": "long_text", "text": "Why do you watch?"},
    ],
}


class Doors(Gateway):
    """A gateway that lets nobody in while it is shut."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.open.set()

    @property
    def entered(self) -> int:
        """How many connections have come about."""
        return self.identified + self.resumed

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, once the door is open."""
        await self.open.wait()
        return await super().serve(request)


class _People:
    """They tap once and type ever so often, whether the bot hears it or not."""

    def __init__(self, server: LoopbackDiscord, lot: random.Random) -> None:
        self.typed: defaultdict[int, list[str]] = defaultdict(list)
        self.last: dict[int, int] = {}
        self.taps: dict[int, list[str]] = defaultdict(list)
        self._server = server
        self._lot = lot

    def answered(self, person: int) -> bool:
        """Whether a tap of theirs got a response."""
        return any(response_to(self._server, token) for token in self.taps[person])

    async def do_something(self) -> None:
        """Somebody types if the bot has answered their tap, else taps."""
        person = self._lot.choice(list(self._server.dms))
        if self.answered(person):
            words = f"{person}: {len(self.typed[person])}"
            self.typed[person].append(words)
            self.last[person] = await self._server.says(person, words)
        else:
            await self.tap(person)

    async def tap(self, person: int) -> None:
        """Tap “yes” on the invitation."""
        for message in self._server.ledger.in_channel(self._server.dms[person]):
            if named := re.search(r"ear:tap:\d+:more:yes", str(message["components"])):
                self.taps[person].append(await self._server.presses(person, int(message["id"]), named[0]))
                return
        raise AssertionError(f"{person} was not asked")


async def lost_gateway(folder: Path, seed: int, *, full: bool) -> Findings:
    """Every message typed is heard once and in its order; those of a gap that can't be resumed are looked up.

    A tap is answered once at most. One in such a gap is lost, as Discord tells whoever tapped; they tap again.
    """
    began, lot = time.monotonic(), random.Random(f"{seed}.gaps")
    people, losses = FULL if full else SHORT
    result = Findings("lost gateway", seed)
    doors = Doors()
    server = LoopbackDiscord(limits=Limits(per_second=10_000))
    server.gateway = doors
    server.add_community(GUILD, ((RESULTS, "results"),))
    async with server:
        with pointed_at(server.base):
            async with running(folder, _now) as app:
                await found(app.database, server, people, NOW, survey=_SURVEY)
                town, crowd = Town(server, app), _People(server, lot)
                app.clock.ring()
                await app.clock.quiet()
                for person in list(server.dms)[::2]:  # the others do so while it is lost
                    await crowd.tap(person)
                await until(lambda: all(crowd.answered(person) for person in list(server.dms)[::2]), every=0)
                for _ in range(losses):
                    await _lose(result, doors, crowd, lot)
                await _all_heard(result, app, town, crowd)
                for person in server.dms:
                    drafted = await town.draft(person)
                    result.figures["answers_lost"] += len(set(crowd.typed[person]) - set(drafted))
                    result.figures["answers_doubled"] += len(drafted) - len(set(drafted))
                    result.must(drafted == crowd.typed[person], f"{person} typed otherwise: {drafted[:20]}")
                ((taps,),) = await town.rows("SELECT count(*) FROM answers WHERE question_id = 'more'")
                result.must(taps == people, f"{taps} answers tapped by {people} people")
        tokens = [token for token, _ in server.ledger.responses]
        result.must(len(tokens) == len(set(tokens)), "a tap was answered twice")
    result.figures.update(
        recipients=people,
        typed=sum(map(len, crowd.typed.values())),
        taps=sum(map(len, crowd.taps.values())),
        resumed=doors.resumed,
        new_sessions=doors.identified - 1,
        lookups=town.lookups(),
    )
    result.must(doors.entered > losses, f"{doors.entered} connections after {losses} losses")
    result.seconds = time.monotonic() - began
    return result


def _now() -> datetime:
    return NOW


async def _lose(result: Findings, doors: Doors, crowd: _People, lot: random.Random) -> None:
    """Things happen, the gateway is lost, things happen, and it is there again, and before that is over more happens."""
    for _ in range(lot.randint(0, 8)):
        await crowd.do_something()
    before, forgotten = doors.entered, lot.random() < 0.5
    doors.open.clear()
    await doors.drop(forget=forgotten)
    meanwhile = lot.randint(0, 12)
    for _ in range(meanwhile):
        await crowd.do_something()
    result.figures["in_gaps"] += meanwhile
    doors.open.set()
    await until(lambda: doors.entered > before, every=0)
    for _ in range(lot.randint(0, 4)):
        await crowd.do_something()


async def _all_heard(result: Findings, app: App, town: Town, crowd: _People) -> None:
    """Wait until everything typed is heard; who never got a response to a tap taps once more."""
    await app.clock.quiet()
    for person in town.server.dms:
        if not crowd.answered(person):
            await crowd.tap(person)
    await until(lambda: all(map(crowd.answered, town.server.dms)), every=0)
    for person, last in crowd.last.items():
        await town.heard(person, last)
