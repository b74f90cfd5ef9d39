"""Frozen survey versions, read once."""

from collections import OrderedDict
from typing import Any, Final

from surveys.core.survey import Survey
from surveys.formats import from_plain

_KEPT: Final = 256


class Versions:
    """Turns stored definitions into surveys. A version never changes, so the last used ones are kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Survey] = OrderedDict()

    def survey(self, version_id: int, definition: dict[str, Any]) -> Survey:
        """The survey of that version."""
        known = self._kept.get(version_id)
        if known is None:
            known = self._kept[version_id] = from_plain(definition)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(version_id)
        return known
