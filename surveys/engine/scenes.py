"""From rows to the scene a conversation happens in."""

from dataclasses import dataclass, field
from datetime import datetime

from surveys.core.language import Languages, Words
from surveys.core.respect import Where
from surveys.core.scene import Scene
from surveys.engine.library import Library
from surveys.engine.versions import Versions
from surveys.store.standings import Standing


@dataclass(frozen=True, slots=True)
class Scenes:
    """Knows the surveys and the languages."""

    versions: Versions
    languages: Languages = field(default_factory=Languages)
    library: Library = field(default_factory=Library)

    def of(self, row: Standing, now: datetime, *, locale: str | None = None, here: bool = False) -> Scene:
        """The scene of that invitation; `locale` is Discord's setting as just heard, `here` as in Scene."""
        own = self.versions.survey(row.version_id, row.definition)
        wishes = self._wishes(row, locale)
        shown = self.versions.shown(row.version_id, row.definition, *wishes, variant=row.variant)
        return Scene(
            survey=shown,
            uploads=self.library.of(own),
            community=row.community,
            lang=self.words(row, locale),
            hours=row.wishes.hours,
            closes_at=row.closes_at,
            now=now,
            name=f"<@{row.user_id}>",
            community_id=row.community_id,
            here=here,
            returns=row.wishes.where is Where.DM and row.reachable,
            rehearsal=row.rehearsal,
            own=None if shown is own else own,
            model_host=row.model_host,
        )

    def words(self, row: Standing, locale: str | None = None) -> Words:
        """The language to speak to that follower: chosen, as Discord just said, or as it said before."""
        return self.languages.of(*self._wishes(row, locale))

    @staticmethod
    def _wishes(row: Standing, locale: str | None) -> tuple[str | None, ...]:
        return row.language, locale, row.locale
