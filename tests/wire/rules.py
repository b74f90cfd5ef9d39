"""What Discord accepts in a message, beyond its own description.

That lets pass unknown keys, over-long text, duplicate custom ids, a layout with content and empty messages.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from tests.wire.ledger import Json

LAYOUT: Final = 1 << 15
_MESSAGE_KEYS: Final = {
    *("content", "embeds", "poll", "components", "attachments", "sticker_ids"),
    *("flags", "tts", "allowed_mentions", "message_reference", "nonce", "enforce_nonce"),
}
_LONGEST: Final = {"label": 80, "custom_id": 100, "placeholder": 150, "description": 1024}


def against_rules(body: Json, files: Sequence[str], *, edit: bool = False) -> list[str]:
    """What else Discord would refuse in a message."""
    found = [f"unknown key {key}" for key in body.keys() - _MESSAGE_KEYS]
    components = list(walk(body.get("components") or []))
    layout = bool((body.get("flags") or 0) & LAYOUT)
    content = body.get("content") or ""
    if layout:
        if content or body.get("embeds") or body.get("poll"):
            found.append("a layout carries no content, embeds or poll")
        if sum(len(str(item.get("content", ""))) for item in components) > 4000:
            found.append("a layout holds 4000 characters of text")
        if len(components) > 40:
            found.append("a layout holds 40 components")
    elif len(content) > 2000:
        found.append("content holds 2000 characters")
    if not edit and not (content or components or files or body.get("embeds") or body.get("poll")):
        found.append("empty message")
    if layout and not edit and not components:
        found.append("empty layout")
    found += _component_faults(components, files)
    if len(str(body.get("nonce") or "")) > 25:
        found.append("a nonce holds 25 characters")
    if len(files) > 10:
        found.append("10 files at most")
    return found


def _component_faults(components: Sequence[Json], files: Sequence[str]) -> Iterator[str]:
    ids = [item["custom_id"] for item in components if "custom_id" in item]
    if len(ids) != len(set(ids)):
        yield "duplicate custom ids"
    for item in components:
        for key, longest in _LONGEST.items():
            text = item.get(key)
            if isinstance(text, str) and len(text) > longest:
                yield f"{key} holds {longest} characters"
        if item.get("custom_id") == "":
            yield "empty custom id"
        if item["type"] == 1 and len(item["components"]) > 5:
            yield "a row holds 5 buttons"
        if item["type"] == 3 and not 1 <= len(item["options"]) <= 25:
            yield "a select holds 1 to 25 options"
        for option in item.get("options", []):
            if any(len(str(option.get(key) or "")) > 100 for key in ("label", "value", "description")):
                yield "an option's texts hold 100 characters"
        for media in media_of(item):
            name = str(media.get("url", "")).removeprefix("attachment://")
            if str(media.get("url", "")).startswith("attachment://") and name not in files:
                yield f"no file named {name}"


def media_of(item: Json) -> Iterator[Json]:
    """What a component shows that has an address."""
    if item["type"] == 11:
        yield item["media"]
    elif item["type"] == 12:
        yield from (shown["media"] for shown in item["items"])
    elif item["type"] == 13:
        yield item["file"]


def walk(components: Sequence[Json]) -> Iterator[Json]:
    """Every component, however deep."""
    for item in components:
        yield item
        yield from walk(item.get("components") or [])
        if "accessory" in item:
            yield from walk([item["accessory"]])
        if "component" in item:
            yield from walk([item["component"]])


def kept(message: Json, body: Json) -> list[Json]:
    """The files that stay with a message when it is edited: all, unless the edit names those that do."""
    there: list[Json] = message["attachments"]
    if "attachments" not in body:
        return there
    named = {str(one["id"]) for one in body["attachments"] or []}
    return [one for one in there if one["id"] in named]
