"""A copy of the database every day, while it is in use."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from surveys.store import backup
from surveys.store.backup import SpoiledBackupError
from surveys.store.database import Database

_EVERY: Final = timedelta(days=1)
#: Where there is none yet, the first is made so soon after the start.
_FIRST: Final = timedelta(minutes=10)
#: How soon a backup that failed is tried again.
_LATER: Final = timedelta(hours=1)
_log = logging.getLogger(__name__)


class Backups:
    """Makes one when the newest is a day old, whoever made it and whenever the process began."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._not_before = now() + _FIRST

    async def back_up_due(self) -> datetime | None:
        """Make the daily backup if it is time; when the next one is due."""
        now = self._now()
        latest = await asyncio.to_thread(backup.newest_daily, self._database.path)
        # A clock that was set back must not keep backups from being made.
        if latest is not None and latest <= now < latest + _EVERY:
            return latest + _EVERY
        if now < self._not_before <= now + _LATER:
            return self._not_before
        try:
            made = await asyncio.to_thread(backup.back_up, self._database.path, why=backup.DAILY, now=now)
        except (OSError, sqlite3.Error, SpoiledBackupError) as error:
            # Without a backup the bot goes on; whoever hosts it has to know.
            _log.error("no backup could be made, and none will be for an hour: %s", error)
            self._not_before = now + _LATER
            return self._not_before
        _log.info("backed up to %s", made.name)
        return now + _EVERY
