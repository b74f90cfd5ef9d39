"""Real kills of the real process, at random moments of a round, with answers lost on the wire.

The bot runs as a process of its own against the loopback Discord, whose ledger says what every person
really received. People reply while it runs and while it doesn't. In the end each has one invitation,
every reply is stored once, and there is one summary.
"""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from surveys.store import communities, followers, rounds, surveys
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.tx import Tx
from tests.wire import payloads
from tests.wire.api import SEND
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.faults import Kind
from tests.wire.ledger import Attached, Json
from tests.wire.limits import Limits

ROOT: Final = Path(__file__).parents[2]
GUILD, RESULTS = 70, 71
SURVEY: Final = {
    "key": "k",
    "title": "What next?",
    "questions": [{"id": "next", "kind": "short_text", "text": "What should come next?"}],
}
#: Seconds a life of the process lasts after it connected; the invitations go out at a quarter of the pace.
_SHORTEST, _LONGEST = 0.05, 1.2
#: Seconds after which a campaign that doesn't get on has failed.
PATIENCE: Final = 600.0
#: Seconds in which the process ends when it is asked to.
_TO_END: Final = 5.0
#: Of a hundred messages one answer is lost on the way back, and one is an error after it was carried out.
_ONE_IN: Final = 100
_LAUNCHER: Final = """
import sys
from tests.wire.discord_server import pointed_at

if __name__ == "__main__":
    from bot.__main__ import main
    with pointed_at(sys.argv[1]):
        sys.exit(main(["run"]))
"""


@dataclass(frozen=True, slots=True)
class Kills:
    """What came of it. `lost` and `doubled` are invitations, `answers_lost` and `answers_doubled` replies."""

    kills: int
    recipients: int
    lost: int
    doubled: int
    answers: int
    answers_lost: int
    answers_doubled: int
    summaries: int
    faults_on_the_wire: int
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether everything is as it must be."""
        bad = (self.lost, self.doubled, self.answers_lost, self.answers_doubled)
        return not any(bad) and self.summaries == 1


class _Recording(LoopbackDiscord):
    """Remembers each message as it was posted: cards are redrawn later, and then say something else."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.posted: defaultdict[int, list[str]] = defaultdict(list)

    def _keep(self, channel_id: int, body: Json, files: tuple[Attached, ...]) -> Json:
        self.posted[channel_id].append(str(body.get("nonce")))
        return super()._keep(channel_id, body, files)


async def campaign(folder: Path, *, kills: int, people: int, seed: int) -> Kills:
    """Kill the process so often in a round of so many people; `folder` is empty and ours."""
    began, chance = time.monotonic(), random.Random(seed)
    async with _Recording(limits=Limits(per_second=50), latency=0.02) as server:
        server.add_community(GUILD, ((RESULTS, "results"),))
        await _fill(folder, server, people)
        town = _Town(folder, server, chance)
        async with asyncio.timeout(PATIENCE):
            for _ in range(kills):
                await town.live(chance.uniform(_SHORTEST, _LONGEST))
            await town.finish()
    return town.verdict(kills, round(time.monotonic() - began, 1))


async def _fill(folder: Path, server: LoopbackDiscord, people: int) -> None:
    now = datetime.now(UTC)  # noqa: TID251  the process that follows reads the real clock
    database = await Database.open(folder / "data" / "earful.sqlite3", now=now)

    async def fill(tx: Tx) -> None:
        await communities.save(tx, Community(GUILD, "Town", RESULTS, None, None, None, "UTC"), now)
        version = await surveys.add_version(tx, GUILD, "k", SURVEY, 1, now)
        for person in range(1, people + 1):
            await followers.know_person(tx, person)
            await followers.join(tx, GUILD, person, now)
            await followers.set_dm_channel(tx, person, server.add_person(person))
        await rounds.open_round(tx, GUILD, version.id, 1, now, now + timedelta(days=3))
        # Whatever the hour is where this runs: nobody here sleeps.
        await tx.exec_driver_sql("UPDATE people SET quiet_from = '00:00', quiet_until = '00:00'")

    await database.write(fill)
    await database.close()


class _Town:
    """The people, the process that dies again and again, and what is true in the end."""

    def __init__(self, folder: Path, server: _Recording, chance: random.Random) -> None:
        self._folder = folder
        self._server = server
        self._chance = chance
        self._launcher = folder / "launcher.py"
        self._launcher.write_text(_LAUNCHER)
        self._said: dict[int, str] = {}
        self._open = True

    async def live(self, seconds: float | None) -> None:
        """Start the process, let people reply, and kill it after so long; None: until all is done, then end it."""
        self._disturb()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(self._launcher),
            self._server.base,
            cwd=self._folder,
            env={
                "PYTHONPATH": str(ROOT),
                "PYTHONDONTWRITEBYTECODE": "1",
                "EARFUL_TOKEN": payloads.TOKEN,
                "EARFUL_CANARY_SECONDS": "0",
                "PATH": os.environ.get("PATH", ""),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            await _connected(process)
            if seconds is not None:
                await self._for(seconds)
                process.send_signal(signal.SIGKILL)
            else:
                await self._until_done()
                process.send_signal(signal.SIGTERM)
                await asyncio.wait_for(process.communicate(), _TO_END)
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()
        await self._somebody_replies()  # while nobody listens

    async def finish(self) -> None:
        """Let the round be sent to the end, close it, and wait for its summary; killed twice more on the way."""
        await self.live(None)
        self._open = False
        past = datetime.now(UTC)  # noqa: TID251  as above
        with closing(sqlite3.connect(self._database)) as connection, connection:
            connection.execute("UPDATE rounds SET closes_at = ?", (past.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),))
        for _ in range(2):
            await self.live(self._chance.uniform(_SHORTEST, _LONGEST))
        await self.live(None)

    def verdict(self, kills: int, seconds: float) -> Kills:
        """What the ledger and the rows say."""
        invited = [self._invitations_to(person) for person in self._server.dms]
        stored = Counter(self._stored())
        return Kills(
            kills=kills + 2,
            recipients=len(invited),
            lost=sum(one == 0 for one in invited),
            doubled=sum(one > 1 for one in invited),
            answers=len(self._said),
            answers_lost=sum(not stored[said] for said in self._said.values()),
            answers_doubled=sum(number > 1 for number in stored.values()),
            summaries=self._summaries(),
            faults_on_the_wire=self._struck,
            seconds=seconds,
        )

    @property
    def _database(self) -> Path:
        return self._folder / "data" / "earful.sqlite3"

    @property
    def _struck(self) -> int:
        return self._disturbances - len(self._server.faults.ordered)

    _disturbances = 0

    def _disturb(self) -> None:
        """Order what goes wrong among the next hundred messages, unless it is still to come."""
        for kind in (Kind.LOSE, Kind.FAIL_AFTER):
            if all(fault.kind is not kind for fault in self._server.faults.ordered):
                self._server.faults.order(kind, SEND, skip=self._chance.randrange(_ONE_IN // 4), status=500)
                self._disturbances += 1

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

    def _summaries(self) -> int:
        return sum(one.startswith("s") for one in self._server.posted[RESULTS])


async def _connected(process: asyncio.subprocess.Process) -> None:
    """Wait until it says so. Raises RuntimeError, with what it said, where it ended instead."""
    assert process.stderr is not None
    said = ""
    while line := (await process.stderr.readline()).decode():
        said += line
        if "connected as" in line:
            return
    raise RuntimeError(f"the process ended before it was connected:\n{said}")
