"""Reading messages as a person does: what stands there, and what can be pressed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

Component = Mapping[str, Any]

_ROW, _BUTTON, _MENU, _TEXT, _GALLERY, _LINE, _CONTAINER = 1, 2, 3, 10, 12, 14, 17
_CONTROL: Final = re.compile(r"^ear:go:\d+:([a-z0-9_-]+):")
_ANSWERS: Final = "ear:tap:"
_VERDICTS: Final = "ear:do:judge:"
_MOMENT: Final = re.compile(r"<t:(\d+):\w>")
_CHANNEL: Final = re.compile(r"<#(\d+)>")
_ESCAPED: Final = re.compile(r"\\([\\`*_~|\[\]<>#@:+-])")
_MARKS: Final = re.compile(r"(?<!\\)(\*\*|`)")
_AT_LINE_START: Final = re.compile(r"^(?:#{1,3} |-# )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Card:
    """A question as it stands in a DM: its id, the answers on buttons, those in a menu, and the controls."""

    question: str
    buttons: tuple[tuple[str, str], ...]  # (label, custom id)
    menu: tuple[tuple[str, str], ...]  # (label, value)
    controls: tuple[str, ...]


def walk(components: Iterable[Component]) -> Iterable[Component]:
    """Every component, in the order one reads them."""
    for component in components:
        yield component
        yield from walk(component.get("components", ()))


def texts(components: Iterable[Component]) -> list[str]:
    """The blocks of text, with their Markdown."""
    return [str(one["content"]) for one in walk(components) if one.get("type") == _TEXT]


def verdicts(components: Sequence[Component]) -> list[tuple[str, str]]:
    """The buttons with which something somebody else said can be judged: label and custom id."""
    return [
        (str(one["label"]), str(one["custom_id"]))
        for one in walk(components)
        if str(one.get("custom_id", "")).startswith(_VERDICTS)
    ]


def card(components: Sequence[Component]) -> Card | None:
    """The question on a message, or None if it asks nothing."""
    question: str | None = None
    buttons: list[tuple[str, str]] = []
    menu: list[tuple[str, str]] = []
    controls: list[str] = []
    for one in walk(components):
        custom_id = str(one.get("custom_id", ""))
        if one.get("type") == _MENU:
            menu += [(str(option["label"]), str(option["value"])) for option in one.get("options", ())]
        elif custom_id.startswith(_ANSWERS):
            buttons.append((str(one["label"]), custom_id))
        elif found := _CONTROL.match(custom_id):
            question = found[1]
            controls.append(str(one["label"]))
    return Card(question, tuple(buttons), tuple(menu), tuple(controls)) if question is not None else None


def shown(components: Sequence[Component], channels: Mapping[int, str]) -> list[str]:
    """A message as lines of plain text, [buttons] in brackets. `channels` are names by id."""
    lines: list[str] = []
    for one in components:
        match one.get("type"):
            case 17:
                lines += shown(one.get("components", ()), channels)
            case 10:
                lines += plain(str(one["content"]), channels).splitlines()
            case 1:
                lines.append("  ".join(_pressable(part) for part in one.get("components", ())))
            case 12:
                lines += [_picture(item) for item in one.get("items", ())]
            case 14:
                lines.append("")
            case _:
                pass
    return lines


def plain(text: str, channels: Mapping[int, str]) -> str:
    """Discord's Markdown as a reader sees it: no marks, moments and channels by name."""
    text = _MOMENT.sub(lambda found: _moment(int(found[1])), text)
    text = _CHANNEL.sub(lambda found: "#" + channels.get(int(found[1]), "somewhere"), text)
    return _ESCAPED.sub(r"\1", _MARKS.sub("", _AT_LINE_START.sub("", text)))


def gist(components: Sequence[Component], channels: Mapping[int, str] | None = None) -> str:
    """The first line of a message, for a passing glance."""
    found = texts(components)
    return plain(found[0], channels or {}).splitlines()[0] if found else ""


def _moment(seconds: int) -> str:
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{at.day} {at:%B %Y %H:%M} UTC"


def _pressable(part: Component) -> str:
    if part.get("type") == _MENU:
        return f"[{part.get('placeholder', '')} ▾ {' | '.join(str(o['label']) for o in part.get('options', ()))}]"
    return f"[{part.get('label', '')}]"


def _picture(item: Component) -> str:
    name = str(item.get("media", {}).get("url", "")).rsplit("/", 1)[-1].split("?")[0]
    about = item.get("description")
    return f"(picture {name}: {about})" if about else f"(picture {name})"
