"""The page: a list of who one can be, and simcord's preview of that person's channel or DM.

The preview shows one channel at a time. The list beside it closes one and opens the next, so
switching is a click. Both are served on this machine alone.
"""

import asyncio
import contextlib
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import simcord
from aiohttp import web

from bot.clock import utc_now
from demo.acting import Follower, telling
from demo.stage import CREATOR, SERVER, Play

_PORT: Final = 8010
_MOST_LISTED: Final = 14
_HEARTBEAT: Final = 1.0
_TRIES, _BETWEEN_TRIES = 40, 0.05
#: A phone's width, and a desktop's, in CSS pixels.
_PHONE, _DESK = 430, 960
_HEAD: Final = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Earful: the demo</title><style>
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:42rem;margin:3rem auto;padding:0 1rem}
ul{list-style:none;padding:0}a{display:block;padding:.5rem .8rem;border-radius:.5rem;text-decoration:none;color:inherit}
a:hover,a:focus{background:#5b6ee133}b{color:#5b6ee1}</style>"""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somewhere to look at the simulated Discord from: who one is, and where."""

    who: str
    where: str
    channel: simcord.ChannelHandle
    viewer: simcord.MemberActor | simcord.UserHandle


def seats(play: Play) -> list[Seat]:
    """The creator's channel, the join card, and the DMs of a few followers who differ."""
    listed = [
        Seat(f"{CREATOR}, the creator", f"#{play.team.name}", play.team, play.creator),
        Seat(
            f"{CREATOR}, the creator", f"#{play.welcome.name}, with the join card", play.welcome, play.creator
        ),
    ]
    listed += [_seat(one) for one in telling(play.followers) if not one.closed][: _MOST_LISTED - len(listed)]
    return listed


def _seat(one: Follower) -> Seat:
    left = " (gone, so not asked again)" if one.left else ""
    return Seat(f"{one.character.name}, who {one.character.kind}{left}", "DM", one.dm, one.user)


class Page:
    """The list and the preview behind it. Enter it to serve; leaving closes both."""

    def __init__(
        self, play: Play, listed: Sequence[Seat], assets: Mapping[str, tuple[str, bytes]] | None = None
    ) -> None:
        self._play = play
        self._seats = listed
        # Pictures of the world outside, by address: (name, content). Nothing is fetched.
        self._assets = assets
        self._preview: simcord.Preview | None = None
        self._switching = asyncio.Lock()
        self._runner: web.AppRunner | None = None
        self._beating: asyncio.Task[None] | None = None
        self._port = 0

    @property
    def address(self) -> str:
        """Where the list is."""
        return f"http://127.0.0.1:{self._port}/"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/", self._list)
        app.router.add_get("/look/{seat:\\d{1,3}}", self._look)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        self._port = await _serve(self._runner, _PORT)
        self._beating = asyncio.create_task(self._beat(), name="simulated time")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
        async with self._switching:
            if self._preview is not None:
                await self._preview.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def look(self, seat: int) -> str:
        """Take a seat; the address of its page. The one taken before is left."""
        async with self._switching:
            if self._preview is not None:
                await self._preview.close()
                self._preview = None
            chosen = self._seats[seat]
            for number in range(_TRIES):
                # simcord does one thing at a time, and somebody may be pressing; or the port is taken.
                with contextlib.suppress(simcord.SetupError):
                    preview = self._play.env.preview(
                        chosen.channel,
                        viewers=[chosen.viewer],
                        layout="channel",
                        width=_DESK if chosen.channel.guild else _PHONE,
                        timezone="Europe/Berlin",
                        assets=self._assets,
                        port=None if number % 2 else self._port + 1,
                    )
                    await preview.__aenter__()
                    self._preview = preview
                    return preview.url
                await asyncio.sleep(_BETWEEN_TRIES)
            raise RuntimeError("the page can't be opened")

    async def _list(self, request: web.Request) -> web.Response:
        self._only_here(request)
        rows = "".join(
            f'<li><a href="/look/{number}"><b>{html.escape(seat.where)}</b> as {html.escape(seat.who)}</a></li>'
            for number, seat in enumerate(self._seats)
        )
        body = (
            f"{_HEAD}<h1>{html.escape(SERVER)}</h1><p>Choose who to be. Press the buttons, type, use / commands: "
            f"the bot is running and answers. To switch, come back here.</p><ul>{rows}</ul></html>"
        )
        return web.Response(text=body, content_type="text/html")

    async def _look(self, request: web.Request) -> web.Response:
        self._only_here(request)
        seat = int(request.match_info["seat"])
        if seat >= len(self._seats):
            raise web.HTTPNotFound
        raise web.HTTPFound(await self.look(seat))

    def _only_here(self, request: web.Request) -> None:
        """Turn away pages of other sites that reach this one under a name of theirs."""
        if request.host not in {f"127.0.0.1:{self._port}", f"localhost:{self._port}"}:
            raise web.HTTPForbidden

    async def _beat(self) -> None:
        """Let the simulated time pass as the real one does, and show what the bot did by itself."""
        env = self._play.env
        seen = 0
        while True:
            # Somebody is pressing something, or the bot is still at it: next time.
            with contextlib.suppress(simcord.SetupError, TimeoutError):
                async with self._switching:
                    behind = (utc_now() - env.now()).total_seconds()
                    await env.advance_time(max(0.0, behind))
                    if self._preview is not None and len(env.backend.transcript) != seen:
                        await self._preview.refresh()
                        seen = len(env.backend.transcript)
            await asyncio.sleep(_HEARTBEAT)


async def _serve(runner: web.AppRunner, wanted: int) -> int:
    """Listen on this machine, at `wanted` or else at any free port; the port."""
    for port in (wanted, 0):
        site = web.TCPSite(runner, "127.0.0.1", port)
        with contextlib.suppress(OSError):
            await site.start()
            return int(runner.addresses[0][1])
    raise RuntimeError("no port for the page is free")
