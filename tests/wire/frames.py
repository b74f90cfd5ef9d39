"""What a gateway's frames look like: by Discord's description of some payloads, and by rules for the others."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from tests.wire import description
from tests.wire.ledger import Json

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT = 0, 1, 2, 3, 6, 7
MEMBERS, INVALID, HELLO, ACK = 8, 9, 10, 11

#: The descriptions of dispatched data: a payload's own, or a schema of the REST API that says the same.
_PAYLOADS: Final = {
    "READY": "Ready",
    "GUILD_CREATE": "GuildCreate",
    "INTERACTION_CREATE": "InteractionCreate",
}
_SCHEMAS: Final = {"MESSAGE_CREATE": "MessageResponse"}
_CHUNK: Final = {"guild_id": str, "members": list, "chunk_index": int, "chunk_count": int}
_RESUMED: Final = {"token": str, "session_id": str, "seq": int}
_KEYS: Final = {"op", "d", "s", "t"}
_MOST_ASKED: Final = 100
_LONGEST_NONCE: Final = 32


def against_told(frame: Json) -> Iterator[str]:
    """What a gateway would not tell a bot so."""
    yield from _envelope(frame)
    operation, data = frame.get("op"), frame.get("d")
    if operation == DISPATCH:
        if not isinstance(frame.get("s"), int) or not isinstance(frame.get("t"), str):
            yield "an event has a number and a name"
        yield from (f"{frame.get('t')}: {flaw}" for flaw in _event(str(frame.get("t")), data))
    elif frame.get("s") is not None or frame.get("t") is not None:
        yield f"op {operation} is no event, and has no number and no name"
    match operation:
        case 0 | 1 | 7 | 11:  # of which only an event carries anything
            if operation != DISPATCH and data is not None:
                yield f"op {operation} carries nothing"
        case 9:
            if not isinstance(data, bool):
                yield "an invalid session can be resumed or not"
        case 10:
            if not isinstance(data, dict) or not _is_int(data.get("heartbeat_interval")):
                yield "a hello says how often to beat"
        case _:
            yield f"op {operation} is never told"


def _event(name: str, data: Any) -> Iterator[str]:
    if not isinstance(data, dict):
        yield "an event's data is an object"
        return
    match name:
        case "RESUMED":
            if data.keys() - {"_trace"}:
                yield "carries nothing"
        case "GUILD_MEMBERS_CHUNK":
            yield from _of_types(data, _CHUNK)
            if description.AT_HAND:
                for member in data["members"]:
                    yield from description.against_schema("GuildMemberResponse", member)
        case _ if not description.AT_HAND:
            return
        case _ if name in _PAYLOADS:
            yield from description.against_payload(_PAYLOADS[name], data)
        case _ if name in _SCHEMAS:
            yield from description.against_schema(_SCHEMAS[name], data)
        case _:
            yield "nothing describes it"


def against_said(frame: Json) -> Iterator[str]:
    """What a gateway would not take from a bot."""
    yield from _envelope(frame)
    operation, data = frame.get("op"), frame.get("d")
    rule = _SAID.get(operation) if isinstance(operation, int) else None
    if rule is None:
        yield f"op {operation} is never said"
    else:
        yield from (f"op {operation}: {flaw}" for flaw in rule(data))


def _heartbeat(data: Any) -> Iterator[str]:
    if data is not None and not _is_int(data):
        yield "a heartbeat carries the last number, or null"


def _identify(data: Any) -> Iterator[str]:
    if description.AT_HAND:
        yield from description.against_payload("Identify", data)


def _resume(data: Any) -> Iterator[str]:
    yield from _of_types(data, _RESUMED)


def _ask_for_members(data: Any) -> Iterator[str]:
    if not isinstance(data, dict) or not str(data.get("guild_id")).isdecimal():
        yield "members of which community?"
        return
    if ("query" in data) is ("user_ids" in data):
        yield "members are asked for by the beginning of their name or by id, not both"
    asked = data.get("user_ids", ())
    if isinstance(asked, list) and len(asked) > _MOST_ASKED:
        yield f"{_MOST_ASKED} members can be asked for at once"
    if "query" in data and not _is_int(data.get("limit")):
        yield "who asks by name says how many at most"
    if len(str(data.get("nonce") or "").encode()) > _LONGEST_NONCE:
        yield f"a nonce holds {_LONGEST_NONCE} bytes"


_SAID: Final[Mapping[int, Callable[[Any], Iterator[str]]]] = {
    HEARTBEAT: _heartbeat,
    IDENTIFY: _identify,
    RESUME: _resume,
    MEMBERS: _ask_for_members,
}


def _envelope(frame: Json) -> Iterator[str]:
    if not _is_int(frame.get("op")):
        yield "a frame says what it is for"
    if unknown := frame.keys() - _KEYS:
        yield f"a frame has no {', '.join(sorted(unknown))}"


def _of_types(data: Any, wanted: Mapping[str, type]) -> Iterator[str]:
    if not isinstance(data, dict):
        yield "an object is wanted"
        return
    for key, kind in wanted.items():
        if not isinstance(data.get(key), kind):
            yield f"{key} is {data.get(key)!r}"


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
