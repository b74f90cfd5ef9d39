"""What both sides of a wire owe each other: every request, response and gateway frame, held to Discord's word.

A loopback Discord that is given a `Contract` notes there whatever breaks it, and refuses such requests.
Where Discord's descriptions aren't at hand, only the rules written here, in `frames` and in `rules` are kept.
Without a contract nothing of this is looked at, and nothing costs.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Final

from aiohttp import web

from tests.wire import description, frames
from tests.wire.ledger import Json

#: Where a request carries what is wrong with it, for whoever answers it.
FLAWS: Final = web.RequestKey("flaws", list[str])

#: What the headers of a bucket hold. They come together or not at all.
_BUCKET: Final[Mapping[str, Callable[[str], object]]] = {
    "X-RateLimit-Limit": int,
    "X-RateLimit-Remaining": int,
    "X-RateLimit-Reset": float,
    "X-RateLimit-Reset-After": float,
    "X-RateLimit-Bucket": str,
}
_SCOPES: Final = ("user", "global", "shared")
_JSON, _MULTIPART = "application/json", "multipart/form-data"
_FIRST_ID: Final = 1 << 22
_FILE: Final = re.compile(r"files\[([0-9])\]")

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Contract:
    """Collects in `violations` what breaks it. `prefix` is where the API begins."""

    def __init__(self, prefix: str = "/api/v10") -> None:
        self.violations: list[str] = []
        self._prefix = prefix

    def take(self) -> list[str]:
        """What was broken so far, and forgotten with this: for who breaks something deliberately."""
        taken = list(self.violations)
        self.violations.clear()
        return taken

    @web.middleware
    async def watch(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Look at a request, have it answered, and look at the answer. A defect of the server is noted, too."""
        if not request.path.startswith(self._prefix):
            return await handler(request)
        try:
            return await self._watched(request, handler)
        except Exception as error:
            self.violations.append(f"{request.method} {request.path}: {error!r}")
            raise

    async def _watched(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        path = request.path.removeprefix(self._prefix)
        flaws = await _against_request(request, path)
        request[FLAWS] = flaws
        self.violations.extend(flaws)
        answer = await handler(request)
        arrives = request.transport is not None and not request.transport.is_closing()
        if arrives and isinstance(answer, web.Response):
            self.violations.extend(against_response(request.method, path, answer))
        return answer

    def told(self, frame: Json) -> None:
        """The gateway tells the bot something."""
        self.violations.extend(frames.against_told(frame))

    def said(self, frame: Json) -> None:
        """The bot says something to the gateway."""
        self.violations.extend(frames.against_said(frame))


async def _against_request(request: web.Request, path: str) -> list[str]:
    found: list[str] = []
    body: Any = None
    if request.content_type == _MULTIPART:
        body = await _of_parts(request, found)
    elif request.can_read_body:
        if request.content_type != _JSON:
            found.append(f"{path}: a body of type {request.content_type}")
        body = await request.json()
    if description.AT_HAND:
        operation = description.operation(request.method, path)
        if operation is None:
            found.append(f"there is no {request.method} {path}")
        else:
            found += operation.against_request(path, request.query.items(), _as_described(body))
    return found


async def _of_parts(request: web.Request, found: list[str]) -> Any:
    """The JSON of a body in parts; what is wrong with the parts goes into `found`."""
    body: Any = None
    files: dict[int, str] = {}
    for name, value in (await request.post()).items():
        if name == "payload_json" and isinstance(value, str):
            body = json.loads(value)
        elif (number := _FILE.fullmatch(name)) and isinstance(value, web.FileField):
            files[int(number[1])] = value.filename
        else:
            found.append(f"{request.path}: a part named {name}")
    message = body.get("data", body) if isinstance(body, dict) else {}
    listed = {int(one["id"]): one.get("filename") for one in message.get("attachments") or []}
    # Those that the message has already are listed by their long ids.
    announced = {number: name for number, name in listed.items() if number < _FIRST_ID}
    if announced != files:
        found.append(f"{request.path}: announces the files {announced}, sends {files}")
    return body


def _as_described(body: Any) -> Any:
    """`body` with ids as text: Discord also takes the numbers that discord.py writes for some."""
    if not isinstance(body, dict):
        return body
    described = dict(body)
    if "recipient_id" in body:
        described["recipient_id"] = str(body["recipient_id"])
    if isinstance(body.get("attachments"), list):
        described["attachments"] = [one | {"id": str(one["id"])} for one in body["attachments"]]
    if isinstance(body.get("default_values"), list):
        described["default_values"] = [one | {"id": str(one["id"])} for one in body["default_values"]]
    if isinstance(body.get("components"), list):
        described["components"] = [_as_described(one) for one in body["components"]]
    if isinstance(body.get("data"), dict):
        described["data"] = _as_described(body["data"])
    return described


def against_response(method: str, path: str, answer: web.Response) -> Iterator[str]:
    """What Discord would not answer so: body, status, and the headers that a client lives by."""
    if "Via" not in answer.headers:
        return  # no answer of the API's: the address is banned
    about = f"{method} {path} {answer.status}"
    body: Any = None
    if answer.body:
        assert isinstance(answer.body, bytes)
        if answer.headers["Content-Type"] != _JSON:
            yield f"{about}: the type is {answer.headers['Content-Type']}"  # discord.py would leave it a string
            return
        body = json.loads(answer.body)
    yield from (f"{about}: {flaw}" for flaw in _against_limits(answer, body))
    if description.AT_HAND and (operation := description.operation(method, path)) is not None:
        yield from operation.against_response(answer.status, body)


def _against_limits(answer: web.Response, body: Any) -> Iterator[str]:
    headers = answer.headers
    there = [name for name in _BUCKET if name in headers]
    if there and len(there) < len(_BUCKET):
        yield f"of a bucket's headers only {there}"
    for name in there:
        try:
            _BUCKET[name](headers[name])
        except ValueError:
            yield f"{name} is {headers[name]!r}"
    if answer.status != 429:
        if "X-RateLimit-Scope" in headers or "Retry-After" in headers:
            yield "a scope, or a time to try again, where no limit was met"
        return
    scope = headers.get("X-RateLimit-Scope")
    if scope not in _SCOPES:
        yield f"the limit's scope is {scope}"
    if not headers.get("Retry-After", "").isdecimal():
        yield f"Retry-After is {headers.get('Retry-After')}"
    if not isinstance(body, dict) or body.get("global") is not (scope == "global"):
        yield f"a limit of scope {scope}, and the body says otherwise"
    if ("X-RateLimit-Global" in headers) is not (scope == "global"):
        yield f"X-RateLimit-Global in a limit of scope {scope}"
