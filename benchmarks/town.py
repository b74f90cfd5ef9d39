"""A data folder with many followers, for a bot that is started on it."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from surveys.store import communities, rounds, surveys
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.tx import Tx

GUILD, RESULTS = 70, 71
_JOINED: Final = timedelta(days=400)


def now() -> datetime:
    """The moment: processes that read the real clock follow."""
    return datetime.now(UTC)  # noqa: TID251  as above


def stored(at: datetime) -> str:
    """A moment as the tables have it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def database_in(folder: Path) -> Path:
    """Where the bot in `folder` has its database."""
    return folder / "data" / "earful.sqlite3"


async def fill(folder: Path, survey: dict[str, Any], people: Mapping[int, int | None]) -> None:
    """A community with that survey, which these people (by DM channel, if known) have followed for long.

    Nobody has quiet hours, whatever the hour is. Follower numbers count from 1, in the order of `people`.
    """
    path, at = database_in(folder), now()
    database = await Database.open(path, now=at)

    async def set_up(tx: Tx) -> None:
        await communities.save(tx, Community(GUILD, "Town", RESULTS, None, None, None, "UTC"), at)
        await surveys.add_version(tx, GUILD, survey["key"], survey, 1, at)

    await database.write(set_up)
    await database.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO people (user_id, dm_channel_id, quiet_from, quiet_until) VALUES (?, ?, '00:00', '00:00')",
            people.items(),
        )
        joined = stored(at - _JOINED)
        connection.executemany(
            "INSERT INTO followers (id, community_id, user_id, joined_at) VALUES (?, ?, ?, ?)",
            ((number, GUILD, user_id, joined) for number, user_id in enumerate(people, start=1)),
        )


async def open_round(folder: Path, *, days: int = 3) -> int:
    """A round of the survey with everybody in the queue; it began just now, and lasts so many days. Its id."""
    at = now()
    database = await Database.open(database_in(folder), now=at)

    async def work(tx: Tx) -> int:
        return await rounds.open_round(tx, GUILD, 1, 1, at, at + timedelta(days=days))

    try:
        return await database.write(work, lengthy=True)
    finally:
        await database.close()


def has_cards(folder: Path, round_id: int, message_ids: Sequence[int]) -> None:
    """Invitation 1, 2, … of the only round was sent as these messages."""
    with closing(sqlite3.connect(database_in(folder))) as connection, connection:
        connection.executemany(
            "UPDATE invitations SET state = 'sent', sent_at = ?, message_id = ? WHERE round_id = ? AND id = ?",
            (
                (stored(now()), message_id, round_id, number)
                for number, message_id in enumerate(message_ids, start=1)
            ),
        )
