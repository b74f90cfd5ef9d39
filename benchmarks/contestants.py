"""What sends in the benchmarks: Earful's own sender on a database of its own, and discord.py alone."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import discord

from bot.courier import DiscordCourier
from bot.pace import in_no_hurry
from cogs.cards import Drawn, draw
from surveys.core.careful import NO_CANARY
from surveys.core.conversation import begin
from surveys.core.hours import Hours
from surveys.core.language import ENGLISH, Languages
from surveys.core.prompt import Card
from surveys.core.scene import Scene
from surveys.core.showing import opening
from surveys.engine.scenes import Scenes
from surveys.engine.sending import Sender
from surveys.engine.versions import Versions
from surveys.formats import from_plain
from surveys.ports import Address, Outcome
from surveys.store import communities, followers, rounds, surveys
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.tx import Tx

IN_FLIGHT: Final = 16
COMMUNITY: Final = 1
NOW: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
#: A card with buttons, as most rounds begin with.
SURVEY: Final[dict[str, Any]] = {
    "key": "monthly",
    "title": "Monthly ideas",
    "questions": [
        {
            "id": "next",
            "kind": "choice",
            "text": "What should come next?",
            "options": [{"id": f"o{n}", "label": f"Option {n}"} for n in range(1, 5)],
        },
        {"id": "why", "kind": "short_text", "text": "Why?"},
    ],
}

#: Sends one message to a person whose DM channel is known; whether it arrived.
Send = Callable[[int, int], Awaitable[bool]]


async def to_all(send: Send, people: Mapping[int, int], in_flight: int) -> int:
    """Send to everybody, `in_flight` at a time; how many arrived."""
    slots = asyncio.Semaphore(in_flight)

    async def one(user_id: int, channel_id: int) -> bool:
        try:
            return await send(user_id, channel_id)
        finally:
            slots.release()

    sending = []
    for user_id, channel_id in people.items():
        await slots.acquire()
        sending.append(asyncio.ensure_future(one(user_id, channel_id)))
    return sum(await asyncio.gather(*sending))


def a_card(invitation: int = 1, survey: dict[str, Any] | None = None) -> Drawn:
    """The card that opens a conversation, drawn."""
    version = from_plain(survey or SURVEY)
    scene = Scene(version, "Studio", ENGLISH, Hours("UTC"), NOW + timedelta(days=3), NOW)
    return draw(opening(scene, begin(version, invitation)))[0]


def body_of(card: Drawn) -> dict[str, Any]:
    """A card without files as the body of a request."""
    components = card.view.to_components()  # type: ignore[no-untyped-call]  # it has no annotations
    return {"components": components, "flags": discord.MessageFlags(components_v2=True).value}


def plainly(client: discord.Client) -> Send:
    """As one would with discord.py alone: the same prepared card to everybody, nothing stored."""
    view = a_card().view
    view.stop()

    async def send(_user_id: int, channel_id: int) -> bool:
        where = client.get_partial_messageable(channel_id, type=discord.ChannelType.private)
        try:
            await where.send(view=view)
        except discord.HTTPException:
            return False
        return True

    return send


class Settled(DiscordCourier):
    """The courier of a bot that has sent before, in a server nobody left: its gateway isn't part of this.

    `sent` is told of each message once it went out.
    """

    def __init__(
        self,
        client: discord.Client,
        *,
        requests_per_second: float,
        draw: Callable[[Card], Sequence[Drawn]] = draw,
        sent: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(client, requests_per_second=requests_per_second, draw=draw)
        self._sent = sent

    async def send(self, to: Address, card: Card, nonce: str) -> Outcome:
        """Send, and tell of it."""
        outcome = await super().send(to, card, nonce)
        self._sent()
        return outcome

    def warm_up(self, share: float) -> None:
        """It is warm."""

    async def absent(self, community_id: int, user_ids: Sequence[int]) -> frozenset[int]:
        """Nobody is."""
        return frozenset()

    async def roles(self, community_id: int, user_ids: Sequence[int]) -> Mapping[int, frozenset[int]] | None:
        """Nobody asks."""
        return None


class Rounds:
    """Earful in one community where everybody follows: `send` asks all of them in a new round."""

    def __init__(self, database: Database, courier: Settled) -> None:
        scenes = Scenes(Versions(), Languages())
        sender = Sender(database, scenes, courier, lambda: NOW, in_flight=IN_FLIGHT, canary=NO_CANARY)
        self._database = database
        self._following: list[int] = []
        self._send_queued = in_no_hurry(sender.send_queued)

    @classmethod
    @asynccontextmanager
    async def of(cls, people: Mapping[int, int], folder: Path, courier: Settled) -> AsyncIterator["Rounds"]:
        """With a new database in `folder`; `people` are the followers' DM channels."""
        database = await Database.open(folder / "earful.sqlite3", now=NOW)
        try:

            async def found(tx: Tx) -> None:
                await communities.save(tx, Community(COMMUNITY, "Studio", 2, None, None, None, "UTC"), NOW)
                await surveys.add_version(tx, COMMUNITY, "monthly", SURVEY, 1, NOW)

            await database.write(found)
            earful = cls(database, courier)
            await earful.join(people)
            yield earful
        finally:
            await database.close()

    async def join(self, people: Mapping[int, int]) -> None:
        """From now on these people (by DM channel) follow, and nobody else."""

        async def work(tx: Tx) -> None:
            for follower_id in self._following:
                await followers.leave(tx, follower_id, NOW)
            self._following = []
            for user_id, channel_id in people.items():
                await followers.know_person(tx, user_id)
                self._following.append((await followers.join(tx, COMMUNITY, user_id, NOW))[0])
                await followers.set_dm_channel(tx, user_id, channel_id)

        await self._database.write(work, lengthy=True)

    async def open(self) -> None:
        """Open a round; everybody is in the queue then."""

        async def work(tx: Tx) -> None:
            await rounds.open_round(
                tx, COMMUNITY, 1, 1, NOW, NOW + timedelta(days=3), remind_at=NOW + timedelta(days=2)
            )

        await self._database.write(work, lengthy=True)

    async def send(self) -> None:
        """Send to everybody in the queue."""
        await self._send_queued()
