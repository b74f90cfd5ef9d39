"""What is left of a message when Discord refuses its files: the same layout without whatever shows them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import discord

_ATTACHED: Final = "attachment://"


class BareView(discord.ui.LayoutView):
    """A layout without whatever shows an attached file."""

    def __init__(self, full: discord.ui.LayoutView) -> None:
        super().__init__(timeout=None)
        self._bare = _without_files(item.to_component_dict() for item in full.children)

    def has_components_v2(self) -> bool:
        """Always: it was drawn as a layout."""
        return True

    def to_components(self) -> list[dict[str, Any]]:
        """What is left, for the wire."""
        return self._bare


def _without_files(components: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The components that show no attached file; a section that loses its picture keeps its words."""
    kept: list[dict[str, Any]] = []
    for component in components:
        match component:
            case {"type": 13}:  # a file
                continue
            case {"type": 12, "items": items}:  # a gallery
                rest = [item for item in items if not _attached(item)]
                kept.extend([{**component, "items": rest}] if rest else [])
            case {"type": 9, "accessory": accessory, "components": words} if _attached(accessory):
                kept.extend(words)
            case {"type": 17, "components": inside}:  # a container
                rest = _without_files(inside)
                kept.extend([{**component, "components": rest}] if rest else [])
            case _:
                kept.append(dict(component))
    return kept


def _attached(shown: Mapping[str, Any]) -> bool:
    return str(shown.get("media", {}).get("url", "")).startswith(_ATTACHED)
