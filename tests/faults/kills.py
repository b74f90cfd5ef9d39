"""Real kills of the real process, at random moments of a round, with answers lost on the wire.

The bot runs as a process of its own against the loopback Discord, whose ledger says what every person
really received. People reply while it runs and while it doesn't. In the end each has one invitation,
every reply is stored once, and there is one summary.
"""

import asyncio
import random
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from tests.faults.findings import Findings
from tests.faults.process import BotProcess
from tests.faults.town import RESULTS, settle_town
from tests.wire.api import SEND
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.faults import Fault, Kind
from tests.wire.ledger import Attached, Json
from tests.wire.limits import Limits

SURVEY: Final = {
    "key": "k",
    "title": "What next?",
    "questions": [{"id": "next", "kind": "short_text", "text": "What should come next?"}],
}
#: Kills and people of the short form and of the full one, and the kills while the summary is made.
SHORT, FULL, _AT_THE_END = (1, 12), (53, 600), 2
#: Seconds a life of the process lasts after it connected; the invitations go out at a quarter of the pace.
_SHORTEST, _LONGEST = 0.05, 1.2
#: Seconds after which a campaign that doesn't get on has failed.
PATIENCE: Final = 600.0
#: Seconds in which the process ends when it is asked to.
_TO_END: Final = 5.0
#: What happens to one message in so many, each.
_TROUBLES, _ONE_IN = (Kind.LOSE, Kind.FAIL_AFTER), 100


class _Recording(LoopbackDiscord):
    """Remembers each message as it was posted: cards are redrawn later, and then say something else.

    Of a hundred messages the answer to one is lost, and one is answered with an error; `struck` counts them.
    """

    def __init__(self, chance: random.Random, **options: Any) -> None:
        super().__init__(**options)
        self.posted: defaultdict[int, list[str]] = defaultdict(list)
        self.struck = 0
        self._chance = chance

    async def _fault(self, route: str, request: web.Request) -> Fault | None:
        drawn = self._chance.randrange(_ONE_IN)
        if route != SEND or drawn >= len(_TROUBLES):
            return None
        self.struck += 1
        return Fault(_TROUBLES[drawn], status=500)

    def _keep(self, channel_id: int, body: Json, files: tuple[Attached, ...]) -> Json:
        self.posted[channel_id].append(str(body.get("nonce")))
        return super()._keep(channel_id, body, files)


async def killed(folder: Path, seed: int, *, full: bool) -> Findings:
    """Everybody has one invitation, every reply is stored once, and there is one summary."""
    kills, people = FULL if full else SHORT
    began, chance = time.monotonic(), random.Random(seed)
    wire = random.Random(f"{seed}.wire")
    async with _Recording(wire, limits=Limits(per_second=50), latency=0.02) as server:
        await settle_town(folder / "data" / "earful.sqlite3", server, people, survey=SURVEY)
        town = _Town(folder, server, chance)
        async with asyncio.timeout(PATIENCE):
            for _ in range(kills):
                await town.live(chance.uniform(_SHORTEST, _LONGEST))
            await town.finish()
    result = Findings("real kills", seed)
    result.figures["kills"] = kills + _AT_THE_END
    town.judge(result)
    result.seconds = time.monotonic() - began
    return result


class _Town:
    """The people, the process that dies again and again, and what is true in the end."""

    def __init__(self, folder: Path, server: _Recording, chance: random.Random) -> None:
        self._folder = folder
        self._server = server
        self._chance = chance
        self._said: dict[int, str] = {}
        self._open = True

    async def live(self, seconds: float | None) -> None:
        """Start the process, let people reply, and kill it after so long; None: until all is done, then end it."""
        async with BotProcess.started(self._folder, self._server) as bot:
            await bot.connected()
            if seconds is not None:
                await self._for(seconds)
                bot.kill()
            else:
                await self._until_done()
                bot.terminate()
                async with asyncio.timeout(_TO_END):
                    await bot.ended()
        await self._somebody_replies()  # while nobody listens

    async def finish(self) -> None:
        """Let the round be sent to the end, close it, and wait for its summary; killed twice more on the way."""
        await self.live(None)
        self._open = False
        past = datetime.now(UTC)  # noqa: TID251  as above
        with closing(sqlite3.connect(self._database)) as connection, connection:
            connection.execute("UPDATE rounds SET closes_at = ?", (past.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),))
        for _ in range(_AT_THE_END):
            await self.live(self._chance.uniform(_SHORTEST, _LONGEST))
        await self.live(None)

    def judge(self, result: Findings) -> None:
        """What the ledger and the rows say."""
        invited = {person: self._invitations_to(person) for person in self._server.dms}
        stored = Counter(self._stored())
        result.figures.update(
            recipients=len(invited),
            lost=sum(not number for number in invited.values()),
            doubled=sum(number > 1 for number in invited.values()),
            answers=len(self._said),
            answers_lost=sum(not stored[said] for said in self._said.values()),
            answers_doubled=sum(number > 1 for number in stored.values()),
            faults_on_the_wire=self._server.struck,
        )
        for what in ("lost", "doubled", "answers_lost", "answers_doubled"):
            result.must(not result.figures[what], f"{what}: {result.figures[what]}")
        summaries = sum(one.startswith("s") for one in self._server.posted[RESULTS])
        result.must(summaries == 1, f"{summaries} summaries")

    @property
    def _database(self) -> Path:
        return self._folder / "data" / "earful.sqlite3"

    async def _for(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await self._somebody_replies()
            await asyncio.sleep(min(0.1, max(0.0, end - time.monotonic())))

    async def _until_done(self) -> None:
        while not self._is_done():
            await self._somebody_replies()
            await asyncio.sleep(0.1)

    def _is_done(self) -> bool:
        with closing(sqlite3.connect(self._database, timeout=5)) as connection:
            (under_way,) = connection.execute(
                "SELECT (SELECT count(*) FROM invitations WHERE state IN ('queued', 'sending'))"
                " + (SELECT count(*) FROM rounds WHERE summarised_at IS NULL AND NOT ?)",
                (self._open,),
            ).fetchone()
        return not under_way and set(self._said.values()) <= set(self._stored())

    async def _somebody_replies(self) -> None:
        """One of those who were asked and haven't replied does, perhaps."""
        asked = [one for one in self._server.dms if one not in self._said and self._invitations_to(one)]
        if self._open and asked and self._chance.random() < 0.5:
            person = self._chance.choice(asked)
            self._said[person] = f"the answer of {person}"
            await self._server.says(person, self._said[person])

    def _stored(self) -> Iterator[str]:
        with closing(sqlite3.connect(self._database, timeout=5)) as connection:
            rows = connection.execute("SELECT value ->> 'wrote' FROM answers").fetchall()
        return iter([str(one) for (one,) in rows])

    def _invitations_to(self, person: int) -> int:
        return sum(one.startswith("i") for one in self._server.posted[self._server.dms[person]])
