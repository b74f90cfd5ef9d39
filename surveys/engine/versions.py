"""Frozen survey versions, read once."""

from collections import OrderedDict
from typing import Any, Final

from surveys.core.survey import Survey
from surveys.formats import from_plain

_KEPT: Final = 256


class Versions:
    """Turns stored definitions into surveys. A version never changes, so the last used ones are kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str | None], Survey] = OrderedDict()

    def survey(self, version_id: int, definition: dict[str, Any]) -> Survey:
        """The survey of that version, in its own words."""
        return self._remembered((version_id, None)) or self._keep((version_id, None), from_plain(definition))

    def shown(self, version_id: int, definition: dict[str, Any], *wishes: str | None) -> Survey:
        """The survey of that version for somebody whose languages are `wishes`, as in `Survey.in_language`."""
        own = self.survey(version_id, definition)
        wish = next((one for one in wishes if one), None)
        if wish is None or not own.translations:
            return own
        return self._remembered((version_id, wish)) or self._keep((version_id, wish), own.in_language(wish))

    def _remembered(self, key: tuple[int, str | None]) -> Survey | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _keep(self, key: tuple[int, str | None], survey: Survey) -> Survey:
        self._kept[key] = survey
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return survey
