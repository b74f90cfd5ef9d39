"""Which language to speak to somebody of whom nothing is known but who they are."""

from surveys.core.language import Languages, Words
from surveys.store import wishes
from surveys.store.database import Database


class Tongues:
    """Looks up what people chose."""

    def __init__(self, database: Database, languages: Languages) -> None:
        self._database = database
        self._languages = languages

    async def of(self, user_id: int, locale: str | None) -> Words:
        """The language they chose, else the one of `locale`, which is Discord's setting as just heard."""
        async with self._database.reading() as tx:
            chosen, seen = await wishes.languages(tx, user_id)
        return self._languages.of(chosen, locale, seen)
