"""Telling webhooks what happened: from the outbox, at least once each, under one id."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.prompt import Say, Tone
from surveys.core.text import quoted
from surveys.core.webhooks import GONE, Hosts, delivered, headers, next_attempt
from surveys.core.wording import webhooks as wording
from surveys.ports import Answer, Caller, Channel, Courier, Trouble
from surveys.store import communities, webhooks
from surveys.store.database import Database
from surveys.store.tx import Tx
from surveys.store.webhooks import Delivery

_AT_ONCE: Final = 100
_LONGEST_URL: Final = 120
_REDIRECTS: Final = range(300, 400)
#: How long an address has to answer, in seconds.
PATIENCE: Final = 10
_log = logging.getLogger(__name__)


class Deliverer:
    """Sends what is due. One `deliver_due` runs at a time; the clock sees to it.

    A row goes only after the address took it, so a process that ends in between sends it once more, under
    the same id.
    """

    def __init__(
        self, database: Database, hosts: Hosts, caller: Caller, courier: Courier, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._hosts = hosts
        self._caller = caller
        self._courier = courier
        self._now = now

    async def deliver_due(self) -> datetime | None:
        """Send what is due; when the next is, None if nothing waits."""
        async with self._database.reading() as tx:
            due = await webhooks.due(tx, self._now(), _AT_ONCE)
        by_hook: dict[int, list[Delivery]] = defaultdict(list)
        for one in due:
            by_hook[one.webhook_id].append(one)
        await asyncio.gather(*map(self._in_order, by_hook.values()))
        async with self._database.reading() as tx:
            return await webhooks.next_due(tx)

    async def _in_order(self, waiting: Sequence[Delivery]) -> None:
        """Send to one webhook, the oldest first; whatever comes after a failure waits with it."""
        for one in waiting:
            if not await self._deliver(one):
                return

    async def _deliver(self, one: Delivery) -> bool:
        now, body = self._now(), one.body.encode()
        try:
            place = self._hosts.place(one.url)
        except KindError:  # the host's list is another one since
            await self._failed(one, wording.WHY_NOT_ALLOWED, None)
            return False
        answer = await self._caller.call(place, headers(one.secret, one.message_id, body, now), body)
        why = what_went_wrong(answer)
        if why is None:
            await self._database.write(lambda tx: webhooks.delivered(tx, one.id))
            return True
        if answer.status == GONE:
            await self._gone(one)
            return False
        await self._failed(one, why, next_attempt(one.attempts + 1, self._now()))
        return False

    async def _failed(self, one: Delivery, why: str, again: datetime | None) -> None:
        await self._database.write(lambda tx: webhooks.failed(tx, one.id, why, again))
        _log.warning(
            "webhook %d (%s): %s; %s", one.webhook_id, urlsplit(one.url).hostname, why,
            "put aside" if again is None else "tried again later",
        )  # fmt: skip

    async def _gone(self, one: Delivery) -> None:
        now = self._now()

        async def disable(tx: Tx) -> bool:
            return await webhooks.disable(tx, one.webhook_id, wording.WHY_GONE, now)

        if not await self._database.write(disable):
            return
        _log.warning(
            "webhook %d (%s) is gone; it is switched off", one.webhook_id, urlsplit(one.url).hostname
        )
        async with self._database.reading() as tx:
            community = await communities.load(tx, one.community_id)
        if community is not None:
            bare = one.url.partition("?")[0].partition("://")[2]
            card = Say((words.say(wording.GONE, url=quoted(bare, _LONGEST_URL)),), tone=Tone.CAREFUL)
            await self._courier.send(Channel(community.results_channel_id), card, f"w{one.webhook_id}")


def what_went_wrong(answer: Answer) -> str | None:
    """Why an event did not arrive, in words; None: it did."""
    if delivered(answer.status):
        return None
    if answer.status is not None:
        redirect = answer.status in _REDIRECTS
        return words.say(wording.WHY_REDIRECT if redirect else wording.WHY_STATUS, status=answer.status)
    match answer.trouble:
        case Trouble.TIMEOUT:
            return words.say(wording.WHY_TIMEOUT, seconds=PATIENCE)
        case Trouble.PRIVATE:
            return wording.WHY_PRIVATE
        case _:
            return wording.WHY_UNREACHABLE
