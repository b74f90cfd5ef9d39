"""What replies mean is worked out while a round is open, so that its summary is quick when it closes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from surveys.insight import orders
from surveys.insight.worker import Workshop
from surveys.store import vectors
from surveys.store.database import Database

#: So few are quicker read by the summary itself than by starting a worker for them.
_FEWEST: Final = 100
_AT_ONCE: Final = 1000
_EVERY: Final = timedelta(minutes=10)


class Embedding:
    """Keeps vectors of what was written in open rounds, a thousand at a time, made in the workshop."""

    def __init__(self, database: Database, workshop: Workshop, now: Callable[[], datetime]) -> None:
        self._database = database
        self._workshop = workshop
        self._now = now
        self._next = now()

    async def embed_due(self) -> datetime | None:
        """Read what gathered in open rounds; when to look again, None where nothing is open."""
        now = self._now()
        # A clock that was set back must not keep it from being done.
        if now < self._next <= now + _EVERY:
            return self._next
        async with self._database.reading() as tx:
            opened = await vectors.open_rounds(tx)
        for round_id in opened:
            while await self._embed(round_id):
                pass
        self._next = now + _EVERY
        return self._next if opened else None

    async def _embed(self, round_id: int) -> bool:
        """Read up to a thousand of the round's replies; whether there may be more."""
        async with self._database.reading() as tx:
            unread = await vectors.unread(tx, round_id, _AT_ONCE)
        if len(unread) < _FEWEST:
            return False
        made = await self._workshop.run(orders.embed, [one.text for one in unread])
        await self._database.write(lambda tx: vectors.keep(tx, list(zip(unread, made, strict=True))))
        return len(unread) == _AT_ONCE
