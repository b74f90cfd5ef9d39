"""A language model's endpoint on loopback, which does as it is told and misbehaves on demand."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

from aiohttp import web
from aiohttp.test_utils import TestServer

#: What was asked, as JSON, to what is answered: a message's text, or a whole response.
Answering: TypeAlias = Callable[[dict[str, Any]], str | web.StreamResponse]

NOTHING = '{"names": [], "claims": []}'


class Endpoint:
    """What it was asked, and how it answers. `misbehaves` says how, if it is to."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answering: Answering = lambda _: NOTHING
        self.misbehaves: str | None = None
        self.usage: Any = {"total_tokens": 1234}
        self.elsewhere = 0
        self.heard, self.over = asyncio.Event(), asyncio.Event()
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._take)
        app.router.add_route("*", "/elsewhere", self._arrived)
        self.server = TestServer(app)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/v1"

    @property
    def given(self) -> Any:
        """What was given last: the user's message, as data."""
        return json.loads(self.asked[-1]["messages"][1]["content"])

    async def _arrived(self, request: web.Request) -> web.Response:
        self.elsewhere += 1
        return web.json_response({"choices": [{"message": {"content": NOTHING}}]})

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(body)
        self.heard.set()
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        match self.misbehaves:
            case None:
                answer = self.answering(body)
                if not isinstance(answer, str):
                    return answer
                message = {"choices": [{"message": {"role": "assistant", "content": answer}}]}
                return web.json_response(message | ({} if self.usage is None else {"usage": self.usage}))
            case "hangs":
                await self.over.wait()
                return web.Response()
            case "redirects":
                raise web.HTTPTemporaryRedirect("/elsewhere")
            case "html":
                return web.Response(text="<html><body>Bad gateway</body></html>", content_type="text/html")
            case "drops":
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            case "trickles":
                return await self._stream(request, b" ", every=0.01)
            case "floods":
                return await self._stream(request, b"x" * 65_536, every=0)
            case status:
                return web.json_response({"error": {"message": "no"}}, status=int(status))

    async def _stream(self, request: web.Request, chunk: bytes, *, every: float) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while not self.over.is_set():
            try:
                await response.write(chunk)
                await asyncio.wait_for(self.over.wait(), every or 0.001)
            except TimeoutError:
                continue
            except ConnectionError:
                break
        return response


@asynccontextmanager
async def endpoint() -> AsyncIterator[Endpoint]:
    """One that listens, until the end of the block."""
    made = Endpoint()
    await made.server.start_server()
    try:
        yield made
    finally:
        made.over.set()
        await made.server.close()
