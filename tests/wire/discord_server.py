"""A small Discord on loopback: enough REST and gateway for the real discord.py, with faults on demand.

In a test: `async with LoopbackDiscord() as discord: ...`, with `pointed_at(discord.base)` around the
client. As a process of its own: `python -m tests.wire.discord_server`, which prints its address and
ends when its standard input does.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final, Self

import discord
import yarl
from aiohttp import web
from discord.gateway import DiscordWebSocket

from tests.wire import payloads
from tests.wire.api import Api, Handler, RefusedError
from tests.wire.contract import FLAWS, Contract
from tests.wire.faults import Fault, Faults, Kind
from tests.wire.ledger import Asked, Attached
from tests.wire.limits import Limits

PREFIX: Final = "/api/v10"
#: The route of whatever this Discord does not know.
UNKNOWN: Final = "unknown"
_STALLED_SECONDS: Final = 3600.0


class LoopbackDiscord(Api):
    """Discord for one bot. `latency` is the whole way there and back, in seconds."""

    def __init__(
        self,
        *,
        latency: float = 0.0,
        limits: Limits | None = None,
        nonce_seconds: float = 180.0,
        clock: Callable[[], float] = time.monotonic,
        contract: Contract | None = None,
    ) -> None:
        super().__init__(nonce_seconds=nonce_seconds, clock=clock, contract=contract)
        self.latency = latency
        self.limits = limits or Limits()
        self.faults = Faults()
        self.base = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        watch = [] if self.contract is None else [self.contract.watch]
        app = web.Application(client_max_size=32 * 1024 * 1024, middlewares=watch)
        for route, handler in self.routes().items():
            method, path = route.split(" ", 1)
            app.router.add_route(method, PREFIX + path, self._judged(route, handler))
        app.router.add_route("*", PREFIX + "/{path:.*}", self._judged(UNKNOWN, _know_nothing))
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/ledger", self._tell_ledger)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        self.gateway.at(f"ws://{host}:{port}/gateway/")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # How a request is judged.

    def _judged(self, route: str, handler: Handler) -> Callable[[web.Request], Any]:
        exempt = route.partition(" ")[2].startswith(("/interactions", "/webhooks"))

        async def judge(request: web.Request) -> web.StreamResponse:
            await asyncio.sleep(self.latency / 2)
            major = request.match_info.get("channel_id") or request.match_info.get("token", "")
            # The moment of judging is the moment that counts; the limit on all routes comes first.
            now = self._clock()
            wall = time.time()  # noqa: TID251  Discord's clock, not the bot's
            verdict = self.limits.judge(route, major, now, wall, exempt=exempt)
            fault = await self._fault(route, request) if verdict.passes else None
            if not verdict.passes:
                answer, code = _limited(verdict.retry_after, verdict.scope, verdict.headers), 0
            else:
                answer, code = await self._carry_out(request, handler, fault, verdict.headers)
            self.ledger.asked.append(Asked(now, route, request.path, answer.status, code or None))
            if fault is not None and fault.kind in (Kind.RESET, Kind.LOSE) and request.transport is not None:
                request.transport.abort()
            await asyncio.sleep(self.latency / 2)
            return answer

        return judge

    async def _fault(self, route: str, request: web.Request) -> Fault | None:
        """What goes wrong with this request, if anything does."""
        return self.faults.strike(route)

    async def _carry_out(
        self, request: web.Request, handler: Handler, fault: Fault | None, headers: dict[str, str]
    ) -> tuple[web.Response, int]:
        if fault is not None and fault.kind in (Kind.REFUSE, Kind.RESET, Kind.STALL):
            if fault.kind is Kind.STALL:
                await asyncio.sleep(_STALLED_SECONDS)  # cancelled when the client gives up
            return _fault_answer(fault, headers), fault.code
        try:
            _authorize(request)
            if flaws := request.get(FLAWS):
                raise RefusedError.for_flaws(flaws)
            body, files = await _body(request)
            result = handler(request, body, files)
        except RefusedError as refused:
            return _answer(refused.status, refused.body, headers), refused.code
        if fault is not None:
            return _fault_answer(fault, headers), fault.code
        return (
            web.Response(status=204, headers=headers) if result is None else _answer(200, result, headers)
        ), 0

    async def _tell_ledger(self, request: web.Request) -> web.Response:
        return _answer(200, self.ledger.to_json(), {})


def _know_nothing(request: web.Request, body: Any, files: tuple[Attached, ...]) -> Any:
    raise RefusedError(404, 0, "404: Not Found")


def _answer(status: int, body: Any, headers: dict[str, str]) -> web.Response:
    # discord.py reads a body as JSON only if the type is exactly this, and takes a 429 without Via for a ban.
    return web.Response(
        status=status,
        body=json.dumps(body).encode(),
        content_type="application/json",
        headers=headers | {"Via": "1.1 loopback"},
    )


def _limited(retry_after: float, scope: str, headers: dict[str, str]) -> web.Response:
    body = {
        "message": "You are being rate limited.",
        "retry_after": round(retry_after + 0.001, 3),
        "global": scope == "global",
    }
    more = {"X-RateLimit-Scope": scope, "Retry-After": str(int(retry_after) + 1)}
    if scope == "global":
        more["X-RateLimit-Global"] = "true"
    return _answer(429, body, headers | more)


def _fault_answer(fault: Fault, headers: dict[str, str]) -> web.Response:
    if not fault.via:  # what stands before Discord answers in its place, and not in JSON
        return web.Response(status=fault.status, text="error code: 1015")
    if fault.status == 429:
        return _limited(fault.retry_after, fault.scope, headers)
    body = {
        "message": fault.message,
        "code": fault.code,
        **({"errors": fault.errors} if fault.errors else {}),
    }
    return _answer(fault.status, body, headers)


def _authorize(request: web.Request) -> None:
    by_token_in_path = any(part in request.path for part in ("/webhooks/", "/interactions/"))
    if not by_token_in_path and request.headers.get("Authorization") != f"Bot {payloads.TOKEN}":
        raise RefusedError(401, 0, "401: Unauthorized")


async def _body(request: web.Request) -> tuple[Any, tuple[Attached, ...]]:
    if request.content_type == "application/json":
        return await request.json(), ()
    if request.content_type != "multipart/form-data":
        return None, ()
    body: Any = {}
    files: list[Attached] = []
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            with value.file as file:
                files.append(Attached(value.filename, file.read()))
        elif name == "payload_json":
            body = json.loads(value)
    announced = [
        item.get("filename") for item in body.get("attachments", body.get("data", {}).get("attachments", []))
    ]
    if [name for name in announced if name is not None] != [file.name for file in files]:
        raise RefusedError(
            400, 50035, "Invalid Form Body", {"attachments": {"_errors": [{"code": "X", "message": "files"}]}}
        )
    return body, tuple(files)


@contextmanager
def pointed_at(base: str) -> Iterator[None]:
    """Let discord.py take `base` (http://127.0.0.1:port) for Discord, until the block ends."""
    before = discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, discord.asset.Asset.BASE
    discord.http.Route.BASE = base + PREFIX
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(base.replace("http", "ws", 1) + "/gateway/")
    discord.asset.Asset.BASE = base + "/cdn"
    try:
        yield
    finally:
        discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, discord.asset.Asset.BASE = before


async def _serve(latency: float, per_second: int, people: int, contract: Contract | None) -> None:
    limits = Limits(per_second=per_second)
    async with LoopbackDiscord(latency=latency, limits=limits, contract=contract) as server:
        known = {number: server.add_person(number) for number in range(1, people + 1)}
        sys.stdout.write(json.dumps({"base": server.base, "people": known}) + "\n")
        sys.stdout.flush()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, sys.stdin.read)


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds, there and back")
    parser.add_argument("--per-second", type=int, default=50)
    parser.add_argument(
        "--people", type=int, default=0, help="people whose DM channel exists; their ids are 1, 2, …"
    )
    parser.add_argument("--contract", action="store_true", help="look at everything said on the wire")
    given = parser.parse_args()
    contract = Contract(PREFIX) if given.contract else None
    asyncio.run(_serve(given.latency, given.per_second, given.people, contract))


if __name__ == "__main__":
    main()
