"""A town for the scenarios: people who follow, a round that asks them all, and what everybody really has."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bot.app import App
from config.settings import read_settings
from surveys.store import communities, followers, rounds, surveys
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.tx import Tx
from tests.faults.findings import Findings
from tests.wire import payloads
from tests.wire.discord_server import LoopbackDiscord

GUILD, RESULTS = 70, 71
SURVEY: Final = {
    "key": "k",
    "title": "What next?",
    "questions": [
        {"id": "more", "kind": "yes_no", "text": "More of these?"},
        {"id": "why", "kind": "short_text", "text": "Why?"},
    ],
}
#: DM channels are numbered from here, so that the same seed means the same for the same person.
_FIRST_DM: Final = 500_000
_TO_CONNECT: Final = 20.0
#: What isn't sent, or isn't known to be sent.
_UNDER_WAY: Final = ("queued", "sending")


def dm_of(person: int) -> int:
    """The DM channel of a person."""
    return _FIRST_DM + person


async def found(
    database: Database,
    server: LoopbackDiscord,
    people: int,
    now: datetime,
    *,
    strangers: int = 0,
    survey: Mapping[str, Any] = SURVEY,
) -> None:
    """Let so many people follow and open a round that asks them; with the last `strangers` no DM was ever opened."""

    async def fill(tx: Tx) -> None:
        await communities.save(tx, Community(GUILD, "Town", RESULTS, None, None, None, "UTC"), now)
        version = await surveys.add_version(tx, GUILD, "k", dict(survey), 1, now)
        for person in range(1, people + 1):
            await followers.know_person(tx, person)
            await followers.join(tx, GUILD, person, now)
            server.add_person(person, dm_of(person))
            if person <= people - strangers:
                await followers.set_dm_channel(tx, person, dm_of(person))
        await rounds.open_round(tx, GUILD, version.id, 1, now, now + timedelta(days=3))
        # Whatever the hour is: nobody here sleeps.
        await tx.exec_driver_sql("UPDATE people SET quiet_from = '00:00', quiet_until = '00:00'")

    await database.write(fill, lengthy=True)


async def settle_town(
    path: Path, server: LoopbackDiscord, people: int, *, survey: Mapping[str, Any] = SURVEY
) -> None:
    """A town in `path` whose round is open; the process that follows, which goes by the real clock, sends it."""
    server.add_community(GUILD, ((RESULTS, "results"),))
    now = datetime.now(UTC)  # noqa: TID251  the process reads the real clock, too
    database = await Database.open(path, now=now)
    await found(database, server, people, now, survey=survey)
    await database.close()


@asynccontextmanager
async def running(folder: Path, now: Callable[[], datetime]) -> AsyncIterator[App]:
    """The whole bot in this process, connected to whatever is Discord now; its clock says `now`."""
    settings = read_settings(
        data_folder=folder / "data", requests_per_second=50, canary_seconds=0, _env_file=None
    )
    async with App(settings, now=now) as app:

        async def at_once(shard: int | None, *, initial: bool = False) -> None:
            """Discord wants five seconds between two sessions; this one doesn't."""

        app.client.before_identify_hook = at_once  # type: ignore[method-assign, assignment]  # a hook, made to be replaced
        ready = asyncio.Event()

        async def on_ready() -> None:
            ready.set()

        app.client.add_listener(on_ready)
        running = asyncio.create_task(app.client.start(payloads.TOKEN))
        try:
            async with asyncio.timeout(_TO_CONNECT):
                await ready.wait()
            yield app
        finally:
            await app.client.close()
            await asyncio.gather(running, return_exceptions=True)


def under_way(path: Path) -> int:
    """How many invitations are not sent yet, or not known to be, as anybody else sees the file."""
    marks = ", ".join("?" * len(_UNDER_WAY))
    with closing(sqlite3.connect(path, timeout=5)) as other:
        query = f"SELECT count(*) FROM invitations WHERE state IN ({marks})"
        ((number,),) = other.execute(query, _UNDER_WAY)
    return int(number)


def invitations_in(server: LoopbackDiscord, person: int) -> int:
    """How many invitations stand in the person's DM."""
    channel = server.ledger.in_channel(server.dms[person])
    return sum(str(one.get("nonce", "")).startswith("i") for one in channel)


def count_invitations(found: Findings, server: LoopbackDiscord, *, but: frozenset[int] = frozenset()) -> None:
    """Each person has one invitation, apart from those who can't have any: note who has none, and who has two."""
    has = {person: invitations_in(server, person) for person in server.dms if person not in but}
    found.figures["recipients"] += len(has)
    lost = [person for person, number in has.items() if not number]
    doubled = [person for person, number in has.items() if number > 1]
    found.figures["lost"] += len(lost)
    found.figures["doubled"] += len(doubled)
    found.must(not lost, f"lost: the invitations of {lost[:10]}")
    found.must(not doubled, f"doubled: the invitations of {doubled[:10]}")
    found.must(
        not server.ledger.violations, f"messages that Discord doesn't take: {server.ledger.violations[:1]}"
    )
