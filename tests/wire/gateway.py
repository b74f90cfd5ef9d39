"""The gateway's side of the loopback Discord: one session, events in order, resumed where possible."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.wire import frames, payloads
from tests.wire.contract import Contract
from tests.wire.frames import ACK, DISPATCH, HELLO, INVALID, RECONNECT
from tests.wire.ledger import Json


class Gateway:
    """What the bot is told. Events sent while it is away are kept and replayed if it resumes."""

    def __init__(self, contract: Contract | None = None) -> None:
        self.communities: list[Json] = []
        self.identified = 0
        self.absent: set[int] = set()
        #: Roles of members, by user; whoever isn't in it has none. How often members were asked for.
        self.roles: dict[int, list[int]] = {}
        self.asked_for_members = 0
        self.resumed = 0
        self.replayed = 0
        #: How often the next connection is to beat, and how many beats were heard.
        self.heartbeat_seconds = 41.25
        self.heartbeats = 0
        self._contract = contract
        self._session = "none"
        self._sent: list[Json] = []
        self._socket: web.WebSocketResponse | None = None
        self._request: web.Request | None = None
        self._dead: web.WebSocketResponse | None = None
        self._url = ""

    def at(self, url: str) -> None:
        """Where a client is to resume."""
        self._url = url

    async def tell(self, event: str, data: Json) -> None:
        """Send an event; without a connection it waits for a resume."""
        payload = {"op": DISPATCH, "t": event, "s": len(self._sent) + 1, "d": data}
        self._sent.append(payload)
        if self._socket is not None and not self._socket.closed:
            await self._say(self._socket, payload)

    # What goes wrong, on demand.

    async def drop(self, *, forget: bool = False) -> None:
        """Close the connection; with `forget`, what happens meanwhile can't be resumed."""
        if forget:
            self._session = "forgotten"
        if self._socket is not None:
            await self._socket.close(code=4000)

    async def reset(self) -> None:
        """Cut the connection without a word."""
        if self._request is not None and self._request.transport is not None:
            self._request.transport.abort()

    async def stall(self) -> None:
        """From now on the connection is dead without being cut: nothing is told, no heartbeat acknowledged."""
        self._dead = self._socket

    async def ask_to_reconnect(self) -> None:
        """Tell the bot to come back, as before a server is restarted."""
        if self._socket is not None:
            await self._say(self._socket, {"op": RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool) -> None:
        """Tell the bot that its session is invalid; what happened is lost unless it is `resumable`."""
        if not resumable:
            self._session = "forgotten"
        if self._socket is not None:
            await self._say(self._socket, {"op": INVALID, "d": resumable})

    async def close(self) -> None:
        """End the connection for good."""
        if self._socket is not None:
            await self._socket.close(code=WSCloseCode.GOING_AWAY)

    # How it talks.

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from HELLO on."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._request = request
        hello = {"heartbeat_interval": round(self.heartbeat_seconds * 1000)}
        await self._say(socket, {"op": HELLO, "d": hello})
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            said = json.loads(frame.data)
            if self._contract is not None:
                self._contract.said(said)
            await self._hear(socket, said)
        if self._socket is socket:
            self._socket = None
        return socket

    async def _say(self, socket: web.WebSocketResponse, frame: Json) -> None:
        if self._contract is not None:
            self._contract.told(frame)
        if socket is not self._dead:
            with suppress(ConnectionResetError):
                await socket.send_str(json.dumps(frame))

    async def _hear(self, socket: web.WebSocketResponse, said: dict[str, Any]) -> None:
        match said["op"]:
            case frames.HEARTBEAT:
                self.heartbeats += 1
                await self._say(socket, {"op": ACK})
            case frames.IDENTIFY:
                if said["d"]["token"] != payloads.TOKEN:
                    await socket.close(code=4004)
                    return
                self.identified += 1
                await self._begin(socket)
            case frames.RESUME if said["d"]["session_id"] == self._session:
                self.resumed += 1
                self._socket = socket
                missed = self._sent[said["d"]["seq"] :]
                self.replayed += len(missed)
                for payload in missed:
                    await self._say(socket, payload)
                await self.tell("RESUMED", {})
            case frames.RESUME:
                await self._say(socket, {"op": INVALID, "d": False})
            case frames.MEMBERS:
                await self._name_members(said["d"])
            case _:
                pass

    async def _name_members(self, asked: dict[str, Any]) -> None:
        """Everybody is a member, unless their id was put into `absent`."""
        self.asked_for_members += 1
        wanted = [int(one) for one in asked["user_ids"]]
        members = [
            payloads.member(one) | {"roles": [str(role) for role in self.roles.get(one, ())]}
            for one in wanted
            if one not in self.absent
        ]
        missing = [str(one) for one in wanted if one in self.absent]
        chunk = {
            "guild_id": str(asked["guild_id"]),
            "members": members,
            "not_found": missing,
            "chunk_index": 0,
            "chunk_count": 1,
            "nonce": asked.get("nonce"),
        }
        await self.tell("GUILD_MEMBERS_CHUNK", chunk)

    async def _begin(self, socket: web.WebSocketResponse) -> None:
        self._session = f"session-{self.identified}"
        self._sent = []
        self._socket = socket
        ready = {
            "v": 10,
            "user": payloads.user(payloads.BOT_ID, "earful", bot=True),
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in self.communities],
            "session_id": self._session,
            "resume_gateway_url": self._url,
            "application": {"id": str(payloads.BOT_ID), "flags": 0, "flags_new": "0"},
            "shard": [0, 1],
        }
        await self.tell("READY", ready)
        for guild in self.communities:
            await self.tell("GUILD_CREATE", guild)
        await asyncio.sleep(0)
