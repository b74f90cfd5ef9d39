"""Looking up what stands in a channel: what people wrote while the bot was away, and what it posted itself."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Protocol, TypeVar
from zlib import crc32

import discord

from cogs.cards import Drawn
from cogs.typed import written
from surveys.ports import Fate, Outcome, Page, Person

#: The most messages Discord gives at a time.
PAGE: Final = 100
#: How many pages back a card of ours is looked for.
MOST_PAGES: Final = 20
#: Discord's clock and this machine's may differ by so much.
_CLOCKS_APART: Final = timedelta(minutes=10)

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class Ask(Protocol):
    """Makes a request that Discord may refuse: then it returns what became of it."""

    async def __call__(self, request: Callable[[], Awaitable[_T]], /) -> _T | Outcome:
        """Make the request."""
        ...


class History:
    """Reads channels over `client`; each request goes through `ask`."""

    def __init__(self, client: discord.Client, ask: Ask) -> None:
        self._client = client
        self._ask = ask

    async def written_since(self, person: Person, after: int) -> Page | Outcome:
        """What the person wrote in the DM after the message `after`: one page, oldest first."""
        if person.channel_id is None:
            return Outcome(Fate.REJECTED, detail="the DM channel is not known")
        where = self._client.get_partial_messageable(person.channel_id, type=discord.ChannelType.private)

        async def read() -> list[discord.Message]:
            history = where.history(limit=PAGE, after=discord.Object(after), oldest_first=True)
            return [message async for message in history]

        found = await self._ask(read)
        if isinstance(found, Outcome):
            return found
        theirs = tuple(written(message) for message in found if message.author.id == person.user_id)
        return Page(theirs, found[-1].id if len(found) == PAGE else None)

    async def find(self, channel_id: int, mark: str, since: datetime | None) -> Outcome:
        """The newest message of ours whose custom ids contain `mark`.

        Without `since` one page is looked at, otherwise as many as go back to that moment.
        """
        async for page in self._back(channel_id, since):
            if isinstance(page, Outcome):
                return page
            for message in page:
                if any(mark in custom_id for custom_id in _custom_ids(message.get("components"))):
                    return Outcome(Fate.DELIVERED, (int(message["id"]),), channel_id)
        return Outcome(Fate.NOT_FOUND, channel_id=channel_id)

    async def parts(self, channel_id: int, mark: str, since: datetime) -> dict[int, int] | Outcome:
        """The messages that `marked` has marked with `mark`, by their number; the first number is 1.

        The last one bears the custom id `mark`, and has the number 0 besides.
        """
        first = _number(mark)
        found: dict[int, int] = {}
        async for page in self._back(channel_id, since):
            if isinstance(page, Outcome):
                return page
            for message in page:
                components, message_id = message.get("components"), int(message["id"])
                if any(mark in custom_id for custom_id in _custom_ids(components)):
                    found.setdefault(0, message_id)
                for number in _ids(components):
                    if first < number < first + _PARTS:
                        found.setdefault(number - first, message_id)
            if 1 in found:
                break
        return found

    async def before(
        self, channel_id: int, message_ids: Sequence[int], drawn: Sequence[Drawn]
    ) -> Sequence[int | None] | Outcome:
        """The message of each part, None for one that can't be found. Looks for those before the last, if need be."""
        if len(message_ids) >= len(drawn) or not message_ids:
            return message_ids
        last = message_ids[-1]
        earlier = await self._ask(partial(self._before, channel_id, last))
        if isinstance(earlier, Outcome):
            return earlier
        ours = [one for one in earlier if self._is_ours(one)]
        found: list[int | None] = [last]
        for part in reversed(drawn[:-1]):
            first = next(_texts([item.to_component_dict() for item in part.view.children]), None)
            match = next((one for one in ours if next(_texts(one.get("components")), None) == first), None)
            found.insert(0, None if match is None else int(match["id"]))
        return found

    async def _back(
        self, channel_id: int, since: datetime | None
    ) -> AsyncIterator[Sequence[dict[str, Any]] | Outcome]:
        """Our messages in the channel, the newest first, page by page; in the end why a page can't be read."""
        oldest = None if since is None else discord.utils.time_snowflake(since - _CLOCKS_APART)
        before: int | None = None
        for _ in range(1 if oldest is None else MOST_PAGES):
            page = await self._ask(partial(self._before, channel_id, before))
            if isinstance(page, Outcome):
                yield page
                return
            yield [one for one in page if self._is_ours(one)]
            if len(page) < PAGE or oldest is None or (before := int(page[-1]["id"])) < oldest:
                return
        _log.warning("stopped looking %d messages back in channel %d", MOST_PAGES * PAGE, channel_id)

    async def _before(self, channel_id: int, before: int | None) -> list[Any]:
        return await self._client.http.logs_from(channel_id, PAGE, before=before)

    def _is_ours(self, message: Any) -> bool:
        us = self._client.user
        return us is not None and int(message["author"]["id"]) == us.id


#: Discord lets every component have a number of 31 bits; the last eight count the parts of a card.
_PARTS: Final = 1 << 8


def marked(drawn: Sequence[Drawn], mark: str) -> Sequence[Drawn]:
    """The parts of a card, each told from those of all other cards by the number of its first component."""
    for number, part in enumerate(drawn, start=1):
        if number < _PARTS:
            part.view.children[0].id = _number(mark) + number
    return drawn


def _number(mark: str) -> int:
    return crc32(mark.encode()) & 0x7FFF_FF00


def _texts(tree: Any) -> Iterator[str]:
    """The first line of every text in a message's components, in order."""
    if isinstance(tree, list):
        for item in tree:
            yield from _texts(item)
    elif isinstance(tree, dict):
        if isinstance(content := tree.get("content"), str):
            yield content.partition("\n")[0]
        yield from _texts(tree.get("components"))


def _custom_ids(tree: Any) -> Iterable[str]:
    """Every custom id in a message's components, however deep."""
    if isinstance(tree, list):
        for item in tree:
            yield from _custom_ids(item)
    elif isinstance(tree, dict):
        if isinstance(custom_id := tree.get("custom_id"), str):
            yield custom_id
        for value in tree.values():
            if isinstance(value, dict | list):
                yield from _custom_ids(value)


def _ids(components: Any) -> Iterable[int]:
    """The numbers of a message's outermost components."""
    return (one["id"] for one in components or () if isinstance(one.get("id"), int))
