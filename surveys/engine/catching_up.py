"""Catching up with what people wrote while the bot was away, before anything they write now.

Discord tells what happened meanwhile only if the connection can be resumed. After any other connection the
DMs of those who may have written are looked up, and what stands there is heard as if it had just arrived.
How far that got is in the rows: whatever was heard is not looked up again, so a process may end anywhere.
"""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from surveys.engine.hearing import is_open
from surveys.ports import Fate, Mailbox, Outcome, Person, Written
from surveys.store import conversations, followers, unheard
from surveys.store.database import Database
from surveys.store.tx import Tx

#: Those who were asked in a round that closed no longer ago may still want to leave by a word.
LATELY: Final = timedelta(days=2)
#: The most pages of one person's messages that are looked up.
MOST_PAGES: Final = 5
#: Seconds between tries to look up what somebody wrote who writes again.
PAUSES: Final = (10.0, 30.0)
#: How long a round's end waits for word of what people wrote before it. While DMs can't be read, a summary
#: could hardly be posted either, so waiting costs little; what was typed in time and not heard would be lost.
PATIENCE: Final = timedelta(minutes=30)
#: How often a message is tried that can't be taken because of a defect.
_TRIES: Final = 3
#: When to try again with those whose messages could not be looked up.
_LATER: Final = timedelta(seconds=30)
_NOT_NOW: Final = frozenset({Fate.POSTPONED, Fate.UNSURE, Fate.HALTED})

Work = Callable[[], Awaitable[datetime | None]]
_log = logging.getLogger(__name__)


class Listener(Protocol):
    """Who hears what was written, and answers."""

    async def take(self, person: Person, written: Written) -> None:
        """Hear it, and keep in mind what to say. One that is not newer than the last changes nothing."""

    async def speak(self, user_id: int) -> None:
        """Say to that person what is to be said, unless more of theirs waits to be heard."""


@dataclass(slots=True)
class _Line:
    """Those who wait for somebody's turn."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class CatchingUp:
    """Sees to it that everything people write is heard once and in the order they wrote it.

    `in_flight` people are looked up at a time.
    """

    def __init__(
        self,
        database: Database,
        mailbox: Mailbox,
        now: Callable[[], datetime],
        *,
        in_flight: int = 16,
        patience: timedelta = PATIENCE,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._mailbox = mailbox
        self._now = now
        self._in_flight = in_flight
        self._patience = patience
        self._sleep = sleep
        self._listener: Listener
        # Counts the connections after which something may be missing.
        self._gap = 0
        self._gap_at = datetime.min.replace(tzinfo=UTC)
        self._behind = False
        # There is no connection now.
        self._apart = False
        # Since when either is so.
        self._deaf_since: datetime | None = None
        self._caught_up: set[int] = set()
        self._deleted: set[int] = set()
        self._stumbled: Counter[int] = Counter()
        self._lines: dict[int, _Line] = {}
        self._ahead: dict[int, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        # Everybody was looked up since the last gap, or at least tried.
        self._tried = asyncio.Event()

    def tell(self, listener: Listener) -> None:
        """From now on `listener` hears what is found."""
        self._listener = listener

    def lost_touch(self) -> None:
        """A connection was made that can't say what happened before it: anybody may have written meanwhile."""
        self._gap += 1
        self._gap_at = self._now()
        self._behind, self._apart = True, False
        self._deaf_since = self._deaf_since or self._now()
        self._caught_up.clear()
        self._deleted.clear()
        self._stumbled.clear()
        self._tried.clear()

    def parted(self) -> None:
        """The connection is lost: nobody is heard until there is one again."""
        self._apart = True
        self._deaf_since = self._deaf_since or self._now()

    def resumed(self) -> None:
        """The connection is there again, and Discord has told what happened meanwhile."""
        self._apart = False
        self._hears_again()

    def deleted(self, ref: int) -> None:
        """Somebody deleted a message: if it was looked up but not heard yet, it won't be."""
        if self._behind:
            self._deleted.add(ref)

    async def close(self) -> None:
        """End what is still under way; the next process begins with it."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @asynccontextmanager
    async def turn(self, person: Person) -> AsyncIterator[None]:
        """Inside it is this person's turn: whatever they wrote before has been heard, nothing later yet.

        Where it can't be looked up what they wrote, this waits, and goes on without it in the end.
        """
        async with self._line(person.user_id):
            await self._catch_up_with(person)
            yield

    def is_awaited(self, user_id: int) -> bool:
        """Whether more of what this person wrote waits for its turn, or has it."""
        return user_id in self._lines

    async def settle(self, person: Person, seconds: float) -> None:
        """Wait until what the person wrote before has been heard, but no longer than that many seconds.

        For those who use a button: their answer can't wait long.
        """
        if not self._is_behind(person.user_id):
            return
        heard = self._ahead.get(person.user_id)
        if heard is None:
            heard = self._ahead[person.user_id] = asyncio.Event()
            task = asyncio.create_task(self._hurry(person, heard))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await heard.wait()

    async def is_open(self, invitation_id: int) -> bool:
        """Whether the person still follows and the invitation's round takes replies."""
        async with self._database.reading() as tx:
            standing = await conversations.by_invitation(tx, invitation_id)
        return standing is not None and standing.following and is_open(standing)

    def afterwards(self, work: Work) -> Work:
        """`work`, done only when everybody was heard, or could not be for longer than one's patience."""

        async def run() -> datetime | None:
            if self._behind and not self._apart:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._patience.total_seconds()):
                        await self._tried.wait()
            if self._deaf_since is not None and self._now() < self._deaf_since + self._patience:
                return self._now() + _LATER
            return await work()

        return run

    def _hears_again(self) -> None:
        if not (self._behind or self._apart):
            self._deaf_since = None

    async def catch_up(self) -> datetime | None:
        """Catch up with everybody; when to try again, None if there is nothing left to look up."""
        if not self._behind:
            return None
        gap, now = self._gap, self._now()
        async with self._database.reading() as tx:
            people = await unheard.followers_to_ask(tx, now - LATELY, self._gap_at)
        left = iter([one for one in people if self._is_behind(one)])
        missed: list[int] = []
        workers = (self._work_through(left, gap, missed) for _ in range(self._in_flight))
        await asyncio.gather(*workers)
        if gap != self._gap:
            return now
        self._tried.set()
        if missed:
            _log.warning("could not look up what %d people wrote; trying again", len(missed))
            return now + _LATER
        self._behind = False
        self._hears_again()
        self._caught_up.clear()
        self._deleted.clear()
        _log.info("caught up with %d people", len(people))
        return None

    async def _work_through(self, left: Iterator[int], gap: int, missed: list[int]) -> None:
        for user_id in left:
            try:
                caught_up = await self._sweep(Person(user_id), gap)
            except Exception:  # noqa: BLE001  one person's defect must not keep the others waiting
                _log.exception("trouble %s in catching up with somebody", secrets.token_hex(4))
                caught_up = False
            if not caught_up:
                missed.append(user_id)

    async def _sweep(self, person: Person, gap: int) -> bool:
        """Whether the person has been caught up with now."""
        if gap != self._gap or not self._is_behind(person.user_id):
            return True
        # Looked up before it is their turn: whoever writes meanwhile doesn't wait for this slow lookup.
        found = await self._look_up(person)
        if found is None:
            return False
        async with self._line(person.user_id):
            if gap != self._gap or not self._is_behind(person.user_id):
                return True
            await self._hear(person, found, gap)
        await self._listener.speak(person.user_id)
        return True

    async def _hurry(self, person: Person, heard: asyncio.Event) -> None:
        try:
            async with self.turn(person):
                pass
        except Exception:  # noqa: BLE001  nobody waits for this task; what failed is looked up again
            _log.exception("trouble %s in catching up with somebody", secrets.token_hex(4))
        finally:
            del self._ahead[person.user_id]
            heard.set()
        await self._listener.speak(person.user_id)

    async def _catch_up_with(self, person: Person) -> None:
        pauses = iter(PAUSES)
        while self._is_behind(person.user_id):
            gap = self._gap
            found = await self._look_up(person)
            if found is not None:
                await self._hear(person, found, gap)
            elif (pause := next(pauses, None)) is not None:
                await self._sleep(pause)
            else:
                _log.warning("what somebody wrote could not be looked up; going on without it")
                self._caught_up.add(person.user_id)

    async def _look_up(self, person: Person) -> Sequence[Written] | None:
        """What the person wrote unheard, oldest first; None if it can't be looked up now."""
        async with self._database.reading() as tx:
            since = (await unheard.of(tx, (person.user_id,))).get(person.user_id)
        channel_id = person.channel_id if since is None else since.channel_id or person.channel_id
        found: list[Written] = []
        if since is None or (channel_id is None and not since.on_its_way):
            return found
        if channel_id is None:
            return None
        after = since.after
        for _ in range(MOST_PAGES):
            page = await self._mailbox.written_since(Person(person.user_id, channel_id), after)
            if isinstance(page, Outcome):
                if page.fate in _NOT_NOW:
                    return None
                _log.info("a DM can't be looked into: %s %s", page.fate, page.code)
                return found
            found += page.written
            if page.goes_on is None:
                return found
            after = page.goes_on
        _log.warning("somebody wrote more than %d pages; the rest is left out", MOST_PAGES)
        return found

    async def _hear(self, person: Person, found: Sequence[Written], gap: int) -> None:
        """Hear what was found, in the person's turn. Raises whatever keeps it from being taken, a few times."""
        for one in found:
            if one.ref in self._deleted:
                continue
            try:
                await self._listener.take(person, one)
            except Exception:
                self._stumbled[one.ref] += 1
                if self._stumbled[one.ref] < _TRIES:
                    raise
                _log.exception("trouble %s in taking what somebody wrote", secrets.token_hex(4))
        if found:
            # Even what could not be taken, a broken file say, is not looked up again and again.
            async def note(tx: Tx) -> None:
                await followers.hear(tx, person.user_id, found[-1].ref)

            await self._database.write(note)
        if gap == self._gap:
            self._caught_up.add(person.user_id)

    def _is_behind(self, user_id: int) -> bool:
        return self._behind and user_id not in self._caught_up

    @asynccontextmanager
    async def _line(self, user_id: int) -> AsyncIterator[None]:
        line = self._lines.setdefault(user_id, _Line())
        line.length += 1
        try:
            async with line.lock:
                yield
        finally:
            line.length -= 1
            if line.length == 0:
                del self._lines[user_id]
