"""The gateway's side of the loopback Discord: one session, events in order, resumed where possible."""

import asyncio
import json
from typing import Any, Final

from aiohttp import WSCloseCode, WSMsgType, web

from tests.wire import payloads
from tests.wire.ledger import Json

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, INVALID, HELLO, ACK = 0, 1, 2, 6, 9, 10, 11
_HEARTBEAT_MS: Final = 41_250


class Gateway:
    """What the bot is told. Events sent while it is away are kept and replayed if it resumes."""

    def __init__(self) -> None:
        self.communities: list[Json] = []
        self.identified = 0
        self.absent: set[int] = set()
        self.resumed = 0
        self._session = "none"
        self._sent: list[Json] = []
        self._socket: web.WebSocketResponse | None = None
        self._url = ""

    def at(self, url: str) -> None:
        """Where a client is to resume."""
        self._url = url

    async def tell(self, event: str, data: Json) -> None:
        """Send an event; without a connection it waits for a resume."""
        payload = {"op": DISPATCH, "t": event, "s": len(self._sent) + 1, "d": data}
        self._sent.append(payload)
        if self._socket is not None and not self._socket.closed:
            await self._socket.send_str(json.dumps(payload))

    async def drop(self, *, forget: bool = False) -> None:
        """Cut the connection; with `forget`, what happens meanwhile can't be resumed."""
        if forget:
            self._session = "forgotten"
        if self._socket is not None:
            await self._socket.close(code=4000)

    async def close(self) -> None:
        """End the connection for good."""
        if self._socket is not None:
            await self._socket.close(code=WSCloseCode.GOING_AWAY)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from HELLO on."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": _HEARTBEAT_MS}})
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            await self._hear(socket, json.loads(frame.data))
        if self._socket is socket:
            self._socket = None
        return socket

    async def _hear(self, socket: web.WebSocketResponse, said: dict[str, Any]) -> None:
        match said["op"]:
            case 1:
                await socket.send_json({"op": ACK})
            case 2:
                if said["d"]["token"] != payloads.TOKEN:
                    await socket.close(code=4004)
                    return
                self.identified += 1
                await self._begin(socket)
            case 6 if said["d"]["session_id"] == self._session:
                self.resumed += 1
                self._socket = socket
                for payload in self._sent[said["d"]["seq"] or 0 :]:
                    await socket.send_str(json.dumps(payload))
                await self.tell("RESUMED", {})
            case 6:
                await socket.send_json({"op": INVALID, "d": False})
            case 8:
                await self._name_members(said["d"])
            case _:
                pass

    async def _name_members(self, asked: dict[str, Any]) -> None:
        """Everybody is a member, unless their id was put into `absent`."""
        wanted = [int(one) for one in asked["user_ids"]]
        members = [payloads.member(one) for one in wanted if one not in self.absent]
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
            "application": {"id": str(payloads.BOT_ID), "flags": 0},
            "shard": [0, 1],
        }
        await self.tell("READY", ready)
        for guild in self.communities:
            await self.tell("GUILD_CREATE", guild)
        await asyncio.sleep(0)
