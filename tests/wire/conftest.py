"""A loopback Discord and a real discord.py client on it, for every test here."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import discord
import pytest

from bot.brakes import InvalidRequests
from bot.courier import DiscordCourier
from cogs.cards import Drawn
from surveys.core.prompt import Ask, Card, Pages, Say
from tests.wire.contract import Contract
from tests.wire.discord_server import LoopbackDiscord, pointed_at
from tests.wire.limits import Limits
from tests.wire.payloads import TOKEN

#: Tests that are not about the pace don't wait for it.
FAST = 10_000


class Tap(discord.ui.Button[discord.ui.LayoutView]):
    """A button with a custom id of our shape."""

    def __init__(self, custom_id: str) -> None:
        super().__init__(label="Yes", custom_id=custom_id)


def draw(card: Card) -> Sequence[Drawn]:
    """Cards drawn as plainly as possible: text, pictures, one button per question."""
    match card:
        case Ask():
            view = discord.ui.LayoutView()
            view.add_item(discord.ui.TextDisplay(card.body))
            row = discord.ui.ActionRow[discord.ui.LayoutView]()
            row.add_item(Tap(f"answer:{card.invitation}:{card.question}"))
            view.add_item(row)
            return (Drawn(view),)
        case Say():
            view = discord.ui.LayoutView()
            view.add_item(discord.ui.TextDisplay("\n".join(card.paragraphs)))
            return (Drawn(view),)
        case Pages():
            return tuple(_page(card, number) for number in range(len(card.sections)))


def _page(card: Pages, number: int) -> Drawn:
    section = card.sections[number]
    view = discord.ui.LayoutView()
    container = discord.ui.Container[discord.ui.LayoutView](discord.ui.TextDisplay(section.text))
    view.add_item(container)
    if section.picture is None:
        return Drawn(view)
    shown = discord.MediaGalleryItem(f"attachment://{section.picture.name}", description=section.picture.alt)
    container.add_item(discord.ui.MediaGallery(shown))
    return Drawn(view, (section.picture,))


class Naps:
    """Stands in for sleeping: remembers for how long, and does not."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


def new_client(**options: Any) -> discord.Client:
    """A client as the bot makes it."""
    intents = discord.Intents(guilds=True, dm_messages=True)
    return discord.Client(
        **options,
        intents=intents,
        max_messages=None,
        member_cache_flags=discord.MemberCacheFlags.none(),
        chunk_guilds_at_startup=False,
        guild_ready_timeout=0.01,
        allowed_mentions=discord.AllowedMentions.none(),
    )


@pytest.fixture
def contract() -> Iterator[Contract]:
    """What both sides of the wire are held to; by the end of a test neither must have broken it."""
    made = Contract()
    yield made
    assert made.violations == []


@pytest.fixture
async def server(contract: Contract) -> AsyncIterator[LoopbackDiscord]:
    """Discord on loopback, without latency; limits as Discord's, per second far above."""
    async with LoopbackDiscord(limits=Limits(per_second=FAST), contract=contract) as loopback:
        with pointed_at(loopback.base):
            yield loopback


@pytest.fixture
def naps() -> Naps:
    """What the courier slept between its tries."""
    return Naps()


Start = Callable[..., AbstractAsyncContextManager[tuple[discord.Client, DiscordCourier]]]


@pytest.fixture
def start(server: LoopbackDiscord, naps: Naps) -> Start:
    """Log a client with its courier in (REST only)."""

    @asynccontextmanager
    async def starting(
        *, per_second: float = FAST, invalid: InvalidRequests | None = None
    ) -> AsyncIterator[tuple[discord.Client, DiscordCourier]]:
        client = new_client()
        courier = DiscordCourier(
            client, requests_per_second=per_second, draw=draw, sleep=naps, chance=lambda: 0.5, invalid=invalid
        )
        async with client:
            await client.login(TOKEN)
            yield client, courier

    return starting


@pytest.fixture
async def courier(start: Start) -> AsyncIterator[DiscordCourier]:
    """A courier of a client that has logged in."""
    async with start() as (_, ready):
        yield ready


@asynccontextmanager
async def connected(client: discord.Client) -> AsyncIterator[None]:
    """The client with a gateway connection, until the block ends. It begins a new session at once."""
    ready = asyncio.Event()

    async def at_once(shard: int | None, *, initial: bool = False) -> None:
        """Discord wants five seconds between two sessions; this one doesn't."""

    client.before_identify_hook = at_once  # type: ignore[method-assign, assignment]  # a hook, made to be replaced

    async def on_ready() -> None:
        ready.set()

    client.event(on_ready)
    async with client:
        running = asyncio.create_task(client.start(TOKEN))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        try:
            yield
        finally:
            waiting.cancel()
            await client.close()
            await asyncio.gather(running, return_exceptions=True)
