"""Discord in memory, as far as exactly-once depends on it: messages, nonces for minutes, a network that fails.

`Post` is the port the engine talks to. Like the real courier it makes a request up to four times with
the same nonce, and says `UNSURE` when no answer ever came.
"""

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Final, TypeVar

from discord import ui as discord_ui

from bot.history import marked
from cogs.cards import Drawn, draw
from surveys.core.prompt import Card, Pages
from surveys.ports import Address, Channel, Fate, Outcome, Page, Person, Written
from tests.faults.steps import Steps, pause
from tests.wire.rules import walk

T = TypeVar("T")

#: Wednesday; nobody has quiet hours then.
BEGIN: Final = datetime(2026, 11, 25, 10, tzinfo=UTC)
#: How long Discord remembers a nonce here: the shortest that "a few minutes" can mean.
NONCE: Final = timedelta(seconds=120)
#: Seconds between two tries of one request.
_PAUSES: Final = (1, 3, 6)
_TAKES: Final = timedelta(milliseconds=50)
_DISCORD_EPOCH: Final = 1_420_070_400_000


class Luck(Enum):
    """What becomes of one request on its way."""

    FINE = auto()
    #: It never arrives.
    LOST = auto()
    #: Discord carries it out, and the answer never arrives (or is a 500).
    ANSWER_LOST = auto()


@dataclass(frozen=True, slots=True)
class Message:
    """One message as Discord has it: which custom ids stand on it, and the numbers of its components."""

    id: int
    channel_id: int
    at: datetime
    custom_ids: frozenset[str]
    numbers: frozenset[int]
    nonce: str


@dataclass(slots=True)
class SmallDiscord:
    """What exists however often the process ends. `now` is everybody's clock."""

    luck: random.Random
    #: Shares of requests that never arrive, and whose answers don't.
    lost: float = 0.06
    answer_lost: float = 0.06
    #: The share of requests after which nothing gets through for a while.
    outages: float = 0.01
    now: datetime = BEGIN
    messages: list[Message] = field(default_factory=list)
    written: list[tuple[int, int, str]] = field(default_factory=list)  # id, user, text
    dms: dict[int, int] = field(default_factory=dict)
    deduplicated: int = 0
    requests: int = 0
    _nonces: dict[tuple[int, str], tuple[datetime, Message]] = field(default_factory=dict)
    _dark_until: datetime = BEGIN
    _serial: int = 0

    def new_id(self) -> int:
        """The next id; like Discord's it says when it was made."""
        self._serial += 1
        return ((int(self.now.timestamp() * 1000) - _DISCORD_EPOCH) << 22) + self._serial

    def fate_of_a_request(self) -> Luck:
        """What happens to the next request; now and then nothing gets through for up to twenty minutes."""
        self.requests += 1
        self.now += _TAKES
        if self.now < self._dark_until:
            return Luck.LOST
        drawn = self.luck.random()
        if drawn < self.outages:
            # Often right after Discord has carried the request out: then only a look can tell.
            self._dark_until = self.now + timedelta(seconds=self.luck.choice((5, 30, 300, 1200)))
            return self.luck.choice((Luck.LOST, Luck.ANSWER_LOST, Luck.ANSWER_LOST))
        drawn -= self.outages
        if drawn < self.lost:
            return Luck.LOST
        return Luck.ANSWER_LOST if drawn < self.lost + self.answer_lost else Luck.FINE

    def post(self, channel_id: int, part: Drawn, nonce: str) -> Message:
        """Put a message there, or give back the one that came with the same nonce minutes ago."""
        known = self._nonces.get((channel_id, nonce))
        if known is not None and self.now - known[0] < NONCE:
            self.deduplicated += 1
            return known[1]
        components = list(walk([item.to_component_dict() for item in part.view.children]))
        message = Message(
            self.new_id(),
            channel_id,
            self.now,
            frozenset(str(one["custom_id"]) for one in components if "custom_id" in one),
            frozenset(one["id"] for one in components if isinstance(one.get("id"), int)),
            nonce,
        )
        self.messages.append(message)
        self._nonces[channel_id, nonce] = (self.now, message)
        return message

    def bearing(self, channel_id: int, mark: str) -> list[Message]:
        """The messages of a channel that bear `mark`, the newest first."""
        return [
            one
            for one in reversed(self.messages)
            if one.channel_id == channel_id and any(mark in custom_id for custom_id in one.custom_ids)
        ]

    def dm(self, user_id: int) -> int:
        """The person's DM channel."""
        return self.dms.setdefault(user_id, 50_000 + user_id)


class Post:
    """The ports Poster and Mailbox over a SmallDiscord, for one process."""

    def __init__(self, discord: SmallDiscord, steps: Steps) -> None:
        self._discord = discord
        self._steps = steps
        #: Called when a message has arrived, before the bot hears that it has.
        self.arrived: Callable[[Message], Awaitable[None]] | None = None

    @property
    def per_second(self) -> float:
        return 48.0

    def warm_up(self, share: float) -> None:
        pass

    async def open_dm(self, user_id: int) -> Outcome:
        channel_id = await self._ask("opening a DM", lambda: self._discord.dm(user_id))
        return channel_id if isinstance(channel_id, Outcome) else Outcome(Fate.DELIVERED, (), channel_id)

    async def send(self, to: Address, card: Card, nonce: str) -> Outcome:
        if to.channel_id is None:
            assert isinstance(to, Person)
            opened = await self.open_dm(to.user_id)
            if opened.channel_id is None:
                return opened
            to = Person(to.user_id, opened.channel_id)
        return await self._deliver(to.channel_id or 0, draw(card), nonce, {})

    async def _deliver(
        self, channel_id: int, drawn: Sequence[Drawn], nonce: str, posted: dict[int, int]
    ) -> Outcome:
        sent: list[int] = []
        for number, part in enumerate(drawn, start=1):
            if number in posted:
                sent.append(posted[number])
                continue
            once = nonce if number == 1 else f"{nonce}-{number}"

            def put(part: Drawn = part, once: str = once) -> Message:
                return self._discord.post(channel_id, part, self.nonce(once))

            message = await self._ask("sending", put)
            if isinstance(message, Outcome):
                return Outcome(message.fate, tuple(sent), channel_id)
            sent.append(message.id)
        return Outcome(Fate.DELIVERED, tuple(sent), channel_id)

    async def find(self, to: Address, mark: str, since: datetime | None = None) -> Outcome:
        channel_id = to.channel_id or 0
        found = await self._ask("looking for a message", lambda: self._discord.bearing(channel_id, mark))
        if isinstance(found, Outcome):
            return found
        if not found:
            return Outcome(Fate.NOT_FOUND, channel_id=channel_id)
        return Outcome(Fate.DELIVERED, (found[0].id,), channel_id)

    async def absent(self, community_id: int, user_ids: Sequence[int]) -> frozenset[int]:
        return frozenset()

    async def roles(self, community_id: int, user_ids: Sequence[int]) -> Mapping[int, frozenset[int]] | None:
        return None

    async def replace(self, to: Address, message_id: int, card: Card) -> Outcome:
        done = await self._ask("drawing anew", lambda: True)
        return done if isinstance(done, Outcome) else Outcome(Fate.DELIVERED, (message_id,), to.channel_id)

    async def remove(self, to: Channel, message_id: int) -> Outcome:
        done = await self._ask("deleting", lambda: True)
        return done if isinstance(done, Outcome) else Outcome(Fate.DELIVERED, (message_id,))

    async def amend(self, to: Channel, message_ids: Sequence[int], pages: Pages) -> Outcome:
        done = await self._ask("drawing anew", lambda: True)
        return done if isinstance(done, Outcome) else Outcome(Fate.DELIVERED, tuple(message_ids))

    async def find_pages(self, to: Channel, mark: str, since: datetime) -> Outcome:
        found = await self._ask("looking for a summary", lambda: self._parts(to.channel_id, mark))
        if isinstance(found, Outcome):
            return found
        if 0 not in found:
            return Outcome(Fate.NOT_FOUND, channel_id=to.channel_id)
        parts = tuple(found[number] for number in sorted(found) if number)
        return Outcome(Fate.DELIVERED, parts, to.channel_id)

    async def post_pages(self, to: Channel, pages: Pages, nonce: str, mark: str, since: datetime) -> Outcome:
        found = await self._ask("looking for a summary", lambda: self._parts(to.channel_id, mark))
        if isinstance(found, Outcome):
            return found
        return await self._deliver(to.channel_id, marked(draw(pages), mark), nonce, found)

    def _parts(self, channel_id: int, mark: str) -> dict[int, int]:
        """The messages of a summary by number, the last one as 0 besides."""
        last = self._discord.bearing(channel_id, mark)
        found = {0: last[0].id} if last else {}
        numbers = part_numbers(mark)
        for one in self._discord.messages:
            if one.channel_id == channel_id:
                found.update({numbers[n]: one.id for n in one.numbers & numbers.keys()})
        return found

    async def written_since(self, person: Person, after: int) -> Page | Outcome:
        theirs = [
            Written(ref, text)
            for ref, user, text in self._discord.written
            if user == person.user_id and ref > after
        ]
        found = await self._ask("reading a DM", lambda: theirs)
        return found if isinstance(found, Outcome) else Page(tuple(found))

    def nonce(self, once: str) -> str:
        """What a message is sent with: the same at each try of it."""
        return once

    async def _ask(self, what: str, carry_out: Callable[[], T]) -> T | Outcome:
        """One request, up to four times, always the same."""
        for seconds in (*_PAUSES, None):
            self._steps.step(f"before {what}")
            await pause()
            luck = self._discord.fate_of_a_request()
            if luck is not Luck.LOST:
                result = carry_out()
                if isinstance(result, Message) and self.arrived is not None:
                    await self.arrived(result)
                self._steps.step(f"after {what}, before the answer came")
                if luck is Luck.FINE:
                    return result
            if seconds is not None:
                self._discord.now += timedelta(seconds=seconds)
        return Outcome(Fate.UNSURE)


def part_numbers(mark: str) -> dict[int, int]:
    """The numbers of a summary's parts by what stands on them; as `bot.history.marked` writes them."""
    blank = marked([Drawn(_blank()) for _ in range(20)], mark)
    ids = [part.view.children[0].id or 0 for part in blank]
    return dict(zip(ids, range(1, len(ids) + 1), strict=True))


def _blank() -> discord_ui.LayoutView:
    view = discord_ui.LayoutView()
    view.add_item(discord_ui.TextDisplay("…"))
    return view
