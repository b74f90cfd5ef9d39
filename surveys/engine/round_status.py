"""How a round is going, for those who may steer it."""

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.prompt import Say
from surveys.core.roles import Actor, Right
from surveys.core.status_cards import status_card
from surveys.engine.access import allowed
from surveys.engine.versions import Versions
from surveys.store import rounds
from surveys.store.database import Database


class RoundStatus:
    """Reads only."""

    def __init__(self, database: Database, versions: Versions) -> None:
        self._database = database
        self._versions = versions

    async def status(self, community_id: int, actor: Actor, number: int | None = None) -> Say:
        """How that round is going, or the latest. Raises KindError where there is none."""
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        async with self._database.reading() as tx:
            latest = await rounds.by_number(tx, community_id, number)
            if latest is None:
                raise KindError(
                    words.ROUND_NONE
                    if number is None
                    else words.say(words.RESULTS_ROUND_UNKNOWN, number=number)
                )
            counts = await rounds.count_states(tx, latest.id)
            reasons = await rounds.count_reasons(tx, latest.id)
        survey = self._versions.survey(latest.version_id, latest.definition)
        return status_card(latest, survey.title, counts, reasons)
