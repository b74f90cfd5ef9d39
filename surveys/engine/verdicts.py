"""What people make of what they were told: whether it hit, and how much of this they want to hear."""

from datetime import datetime

from surveys.core.errors import KindError
from surveys.core.ideas import IdeaState
from surveys.core.language import Languages
from surveys.core.phrases import preferences as preference_phrases
from surveys.core.phrases import tellings as phrases
from surveys.core.preferences import Page
from surveys.core.prompt import Say
from surveys.core.tellings import message
from surveys.core.text import quoted
from surveys.engine.preferences import Preferences
from surveys.store import board, preferences, tellings_said, wishes
from surveys.store.database import Database
from surveys.store.tx import Tx

_LONGEST_NAME = 80


class Verdicts:
    """Taps on messages with news. They name a telling; who taps must be the person it was for."""

    def __init__(self, database: Database, languages: Languages, preferences_of: Preferences) -> None:
        self._database = database
        self._languages = languages
        self._preferences = preferences_of

    async def rate(self, user_id: int, telling_id: int, hit: int, locale: str | None, now: datetime) -> Say:
        """What was made hit (1), or not quite (0). The message as it reads now; another tap changes it.

        Raises KindError where the message isn't theirs, or they left.
        """

        async def work(tx: Tx) -> Say:
            said = await tellings_said.load(tx, telling_id)
            if (
                said is None
                or said.user_id != user_id
                or said.state is not IdeaState.MADE
                or hit not in {0, 1}
            ):
                raise KindError(phrases.NOT_YOURS)
            if not said.following:
                raise KindError(phrases.LEFT, community=quoted(said.community, _LONGEST_NAME))
            await tellings_said.rate(tx, said, hit=bool(hit))
            await preferences.sign_of_life(tx, said.follower_id, now)
            await board.touch(tx, said.community_id, now)
            chosen, seen = await wishes.languages(tx, user_id)
            told = [
                found
                for one in await tellings_said.in_message(tx, said)
                if (found := await tellings_said.told(tx, one, said.follower_id)) is not None
            ]
            lang = self._languages.of(chosen, locale, seen)
            return message(told, said.community_id, said.community, said.lead_id, said.planned_at, lang)

        return await self._database.write(work)

    async def how_much(
        self, user_id: int, telling_id: int, locale: str | None, now: datetime, *, here: bool
    ) -> Say:
        """The side of the person's preferences where they choose what they hear. Raises KindError where it isn't theirs."""
        async with self._database.reading() as tx:
            said = await tellings_said.load(tx, telling_id)
        if said is None or said.user_id != user_id:
            raise KindError(preference_phrases.NOT_YOURS)
        return await self._preferences.turn(user_id, said.follower_id, Page.WAY, locale, now, here=here)
