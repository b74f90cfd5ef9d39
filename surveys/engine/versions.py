"""Frozen survey versions, read once."""

from collections import OrderedDict
from typing import Any, Final

from surveys.core.survey import Survey
from surveys.formats import from_plain

_KEPT: Final = 256
#: Version, language, variant; the latter two None for the survey in its own words.
_Key = tuple[int, str | None, str | None]


class Versions:
    """Turns stored definitions into surveys. A version never changes, so the last used ones are kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, Survey] = OrderedDict()

    def survey(self, version_id: int, definition: dict[str, Any]) -> Survey:
        """The survey of that version, in its own words."""
        return self._remembered((version_id, None, None)) or self._keep(
            (version_id, None, None), from_plain(definition)
        )

    def shown(
        self, version_id: int, definition: dict[str, Any], *wishes: str | None, variant: str | None = None
    ) -> Survey:
        """The survey of that version as somebody reads it whose languages are `wishes`, and who was given `variant`."""
        own = self.survey(version_id, definition)
        wish = next((one for one in wishes if one), None)
        if variant is None and (wish is None or not own.translations):
            return own
        key = (version_id, wish, variant)
        return self._remembered(key) or self._keep(key, own.in_language(wish).in_variant(variant))

    def _remembered(self, key: _Key) -> Survey | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _keep(self, key: _Key, survey: Survey) -> Survey:
        self._kept[key] = survey
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return survey
