"""The port Caller over aiohttp: one POST to an allowed place, and no step further.

No redirect is followed, no cookie kept, no proxy used, and nothing of the answer is read but its status. Names
are looked up anew each time, and an address of a private network is refused at the moment of connecting, so
that no name can lead there.
"""

import ipaddress
import socket
from collections.abc import Mapping
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from surveys.core.webhooks import Place, public
from surveys.engine.delivering import PATIENCE
from surveys.ports import Answer, Trouble


class PrivateAddressError(OSError):
    """A name leads to this machine or its network."""


class _PublicOnly(AbstractResolver):
    """Looks names up, and finds only what is on the open internet."""

    def __init__(self) -> None:
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if not all(public(one["host"]) for one in found):
            raise PrivateAddressError(f"{host} leads into a private network")
        return found

    async def close(self) -> None:
        await self._resolver.close()


class WebhookCaller:
    """Calls. Open it inside the event loop by its first call; `close` it there."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def call(self, place: Place, headers: Mapping[str, str], body: bytes) -> Answer:
        """POST `body` and say what came of it. Raises nothing but cancellation."""
        if not place.private and _is_address(place.host) and not public(place.host):
            return Answer(trouble=Trouble.PRIVATE)
        try:
            async with self._session(private=place.private).post(
                place.url,
                data=body,
                headers={**headers, "user-agent": "Earful-Webhooks"},
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=self._patience),
            ) as response:
                # Leaving unread what an address goes on to say costs the connection, and nothing else.
                response.close()
                return Answer(status=response.status)
        except TimeoutError:
            return Answer(trouble=Trouble.TIMEOUT)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Answer(trouble=Trouble.PRIVATE if _is_private(error) else Trouble.UNREACHABLE)

    async def close(self) -> None:
        """Close the connections."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    def _session(self, *, private: bool) -> aiohttp.ClientSession:
        if private not in self._sessions:
            shape: dict[str, Any] = {} if private else {"resolver": _PublicOnly()}
            connector = aiohttp.TCPConnector(use_dns_cache=False, force_close=True, **shape)
            self._sessions[private] = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
            )
        return self._sessions[private]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_private(error: BaseException) -> bool:
    return isinstance(error, PrivateAddressError) or isinstance(error.__cause__, PrivateAddressError)
