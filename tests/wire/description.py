"""Discord's own descriptions, where they are at hand: every REST operation, and some payloads of the gateway.

They are not ours to ship. `AT_HAND` says whether they lie beside the repository; nothing else here may
be called where they don't.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from jsonschema_rs import Draft7Validator, Draft202012Validator, ValidationError

FOLDER: Final = Path(__file__).parents[3] / "shared" / "discord"
AT_HAND: Final = (FOLDER / "openapi.json").is_file()
ABSENT: Final = "Discord's own descriptions are not beside the repository; they are not ours to ship"

#: Where in the description a schema stands.
Pointer = tuple[str, ...]

_BASE: Final = "https://discord.invalid/openapi"
_CONTENT: Final = ("content", "application/json", "schema")
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Operation:
    """One REST operation: which requests it takes, and which responses it gives."""

    name: str
    parts: tuple[str, ...]
    #: By where they stand (path, query) and their name.
    parameters: Mapping[tuple[str, str], Pointer]
    body: Pointer | None
    wants_body: bool
    #: By status, or by its first digit as "4XX"; None stands for an empty body.
    answers: Mapping[str, Pointer | None]

    def is_at(self, parts: Sequence[str]) -> bool:
        """Whether a path of so many parts is this operation's."""
        return all(mine[:1] == "{" or mine == given for mine, given in zip(self.parts, parts, strict=True))

    def against_request(self, path: str, query: Iterable[tuple[str, str]], body: Any) -> Iterator[str]:
        """What is wrong with a request; `body` is None where there is none."""
        variable = zip(self.parts, path.split("/"), strict=True)
        given = [(("path", mine[1:-1]), value) for mine, value in variable if mine[:1] == "{"]
        for where, value in [*given, *((("query", name), value) for name, value in query)]:
            if where not in self.parameters:
                yield f"{self.name}: takes no {where[1]}"
            elif not any(map(_validator(self.parameters[where]).is_valid, _readings(value))):
                yield f"{self.name}: {where[1]} can't be {value!r}"
        if body is not None and self.body is not None:
            yield from (f"{self.name}: {flaw}" for flaw in _flaws(_validator(self.body), body))
        elif body is not None:
            yield f"{self.name}: takes no body"
        elif self.wants_body:
            yield f"{self.name}: wants a body"

    def against_response(self, status: int, body: Any) -> Iterator[str]:
        """What is wrong with a response; `body` is None where there is none. Nothing is said of a server's errors."""
        if status >= 500:
            return
        key = str(status) if str(status) in self.answers else f"{status // 100}XX"
        if key not in self.answers:
            yield f"{self.name}: never answers {status}"
            return
        pointer = self.answers[key]
        if pointer is None or body is None:
            if (pointer is None) != (body is None):
                yield f"{self.name}: {status} comes {'without' if pointer is None else 'with'} a body"
            return
        yield from (f"{self.name} {status}: {flaw}" for flaw in _flaws(_validator(pointer), body))


def operation(method: str, path: str) -> Operation | None:
    """The operation that a request is for, if there is one; `path` without version and query."""
    parts = path.split("/")
    among = _operations().get((method.lower(), len(parts)), ())
    return next((one for one in among if one.is_at(parts)), None)


def against_schema(name: str, value: Any) -> Iterator[str]:
    """What one of the named schemas of the REST description says against `value`."""
    return _flaws(_validator(("components", "schemas", name)), value)


def against_payload(name: str, data: Any) -> Iterator[str]:
    """What the description of a gateway payload (Ready, GuildCreate, …) says against its data."""
    return _flaws(_payload(name), data)


@cache
def _spec() -> dict[str, Any]:
    spec: dict[str, Any] = json.loads((FOLDER / "openapi.json").read_bytes())
    schemas = spec["components"]["schemas"]
    # Stricter than Discord: most 429s carry no code, and where a field is at fault the code is a name.
    schemas["RatelimitedResponse"]["allOf"][0] = schemas["Error"] | {"required": ["message"]}
    named = schemas["Error"]["properties"] | {"code": {"type": ["integer", "string"]}}
    schemas["InnerErrors"]["properties"]["_errors"]["items"] = schemas["Error"] | {"properties": named}
    return spec


@cache
def _operations() -> dict[tuple[str, int], list[Operation]]:
    """By method and number of parts of the path; where several are at a path, the most literal first."""
    found: dict[tuple[str, int], list[Operation]] = {}
    for path, methods in _spec()["paths"].items():
        for method in methods.keys() - {"parameters"}:
            one = _read_operation(path, method, methods)
            found.setdefault((method, len(one.parts)), []).append(one)
    for same in found.values():
        same.sort(key=lambda one: sum(part[:1] == "{" for part in one.parts))
    return found


def _read_operation(path: str, method: str, methods: Mapping[str, Any]) -> Operation:
    described, at = methods[method], ("paths", path)
    parameters = {
        (one["in"], one["name"]): (*at, *inside, "parameters", str(number), "schema")
        for inside, listed in (((), methods), ((method,), described))
        for number, one in enumerate(listed.get("parameters", ()))
    }
    body = described.get("requestBody")
    answers: dict[str, Pointer | None] = {}
    for status, answer in described["responses"].items():
        where: Pointer = (*at, method, "responses", status)
        if "$ref" in answer:
            where = tuple(answer["$ref"].split("/")[1:])
            answer = _spec()["components"]["responses"][where[-1]]  # noqa: PLW2901  the same answer, followed
        answers[status] = (*where, *_CONTENT) if "content" in answer else None
    return Operation(
        name=described["operationId"],
        parts=tuple(path.split("/")),
        parameters=parameters,
        body=None if body is None else (*at, method, "requestBody", *_CONTENT),
        wants_body=bool(body and body.get("required")),
        answers=answers,
    )


@cache
def _registry() -> Any:
    from jsonschema_rs import Registry  # noqa: PLC0415  needed only with the descriptions

    return Registry([(_BASE, _spec())])


@cache
def _validator(pointer: Pointer) -> "Draft202012Validator":
    from jsonschema_rs import Draft202012Validator  # noqa: PLC0415  as above

    at = "/".join(quote(part.replace("~", "~0").replace("/", "~1")) for part in pointer)
    return Draft202012Validator({"$ref": f"{_BASE}#/{at}"}, registry=_registry(), validate_formats=True)


@cache
def _payload(name: str) -> "Draft7Validator":
    from jsonschema_rs import Draft7Validator  # noqa: PLC0415  as above

    schema = json.loads((FOLDER / f"{name}.json").read_bytes())
    for title, definition in schema["definitions"].items():
        if title.endswith("Flags") and (
            "enum" in definition or "const" in definition
        ):  # its members may be set together
            schema["definitions"][title] = {"type": "integer"}
    # A message's media have an id, by the REST description; this one leaves it out.
    schema["definitions"].get("APIUnfurledMediaItem", {}).pop("additionalProperties", None)
    return Draft7Validator(schema)


def _readings(text: str) -> Iterator[Any]:
    """What a parameter may mean: itself, a number, a truth."""
    yield text
    if text.isdecimal():
        yield int(text)
    if text in ("0", "1", "false", "true"):
        yield text in ("1", "true")


def _flaws(validator: "Draft7Validator | Draft202012Validator", value: Any) -> Iterator[str]:
    for flaw in map(_innermost, validator.iter_errors(value)):
        yield f"{'/'.join(map(str, flaw.instance_path))}: {flaw.message[-_LONGEST:]}"  # it begins with the value


def _innermost(flaw: "ValidationError") -> "ValidationError":
    """Where none of several alternatives fits, what is wrong with the one that was meant."""
    alternatives: list[list[ValidationError]] = [
        found for found in getattr(flaw.kind, "context", []) if found
    ]
    if not alternatives:
        return flaw
    of_this_type = [
        [*flaw.instance_path, "type"] not in [one.instance_path for one in found] for found in alternatives
    ]
    meant = [found for found, fits in zip(alternatives, of_this_type, strict=True) if fits] or alternatives
    return _innermost(max((max(found, key=_depth) for found in meant), key=_depth))


def _depth(flaw: "ValidationError") -> tuple[int, bool]:
    return len(flaw.instance_path), "is not of type" not in flaw.message
