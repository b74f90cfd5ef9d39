"""The port LanguageModel over aiohttp: the one request of OpenAI's interface that many endpoints speak.

No redirect is followed, no cookie kept, no proxy used, nothing unpacked; an answer is read up to a size and a time.
Nothing is opened before the first request. Neither what is sent nor what comes back is ever logged.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any, Final

import aiohttp

from surveys.ports import Completion, Silence

#: Bytes of an answer that are read. One that is right has a few thousand.
MOST_BYTES: Final = 262_144
_OK: Final = 200
#: The endpoint doesn't know something in the request; it costs nothing to be told so.
_NOT_THIS_WAY: Final = frozenset({400, 422})
_AS_JSON: Final = {"response_format": {"type": "json_object"}}
#: What endpoints differ in: how the length is limited, and what else may be asked for. The first that is taken.
_FORMS: Final[tuple[tuple[str, Mapping[str, Any]], ...]] = (
    ("max_tokens", {"temperature": 0, **_AS_JSON}),
    ("max_completion_tokens", _AS_JSON),
    ("max_tokens", {"temperature": 0}),
)
_SILENCES: Final = {
    401: Silence.NOT_ALLOWED,
    402: Silence.REFUSED,
    403: Silence.NOT_ALLOWED,
    404: Silence.NOT_ALLOWED,
    429: Silence.REFUSED,
}
_log = logging.getLogger(__name__)


class ModelClient:
    """Asks a model. Call it inside the event loop; `close` it there.

    `patience` is how many seconds one `complete` takes at most, whatever happens.
    """

    def __init__(self, url: str, name: str, key: str | None, host: str, patience: float) -> None:
        self._address = f"{url}/chat/completions"
        self._name = name
        self._key = key
        self._host = host
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None
        #: The form that was taken last; refused ones are not tried again.
        self._form = 0

    @property
    def host(self) -> str:
        """Where what is said goes."""
        return self._host

    async def complete(self, instruction: str, given: str, most_tokens: int) -> Completion:
        """As the port promises."""
        body: dict[str, Any] = {
            "model": self._name,
            "messages": [
                {"role": "system", "content": instruction},
                {"role": "user", "content": given},
            ],
        }
        try:
            async with asyncio.timeout(self._patience):
                return _completion(*await self._taken(body, most_tokens))
        except TimeoutError:
            return Completion(silence=Silence.TIMEOUT)
        except (aiohttp.ClientError, OSError, ValueError):
            return Completion(silence=Silence.UNREACHABLE)

    async def close(self) -> None:
        """Close the connections, if there are any."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _taken(self, body: dict[str, Any], most_tokens: int) -> tuple[int, bytes | None]:
        """Status and answer, in the first form of the request that the endpoint knows; else in the last."""
        status, answer = 0, None
        for form in range(self._form, len(_FORMS)):
            length, more = _FORMS[form]
            status, answer = await self._post({**body, length: most_tokens, **more})
            if status not in _NOT_THIS_WAY:
                self._form = form
                break
        return status, answer

    async def _post(self, body: dict[str, Any]) -> tuple[int, bytes | None]:
        """The status, and the answer; None for one that is too long."""
        headers = {"accept-encoding": "identity", "user-agent": "Earful"}
        if self._key is not None:
            headers["authorization"] = f"Bearer {self._key}"
        async with self._opened().post(
            self._address, json=body, headers=headers, allow_redirects=False
        ) as response:
            read = bytearray()
            async for chunk in response.content.iter_any():
                read += chunk
                if len(read) > MOST_BYTES:
                    # What it goes on to say is left unread, which costs the connection and nothing else.
                    response.close()
                    return response.status, None
            return response.status, bytes(read)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=2, force_close=True),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=None),
            )
        return self._session


def _completion(status: int, answer: bytes | None) -> Completion:
    if status != _OK:
        _log.warning("the language model's endpoint answered %d", status)
        return Completion(silence=_SILENCES.get(status, Silence.FAILED))
    try:
        found = json.loads(answer or b"")
        text = found["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return Completion(silence=Silence.GARBAGE)
    if not isinstance(text, str):
        return Completion(silence=Silence.GARBAGE)
    return Completion(text, _tokens(found))


def _tokens(found: Any) -> int | None:
    """What the answer says it cost, where it says so in a way that can be meant."""
    match found:
        case {"usage": {"total_tokens": int(tokens)}} if tokens > 0:
            return tokens
        case _:
            return None
