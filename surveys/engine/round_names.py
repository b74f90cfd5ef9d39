"""Rounds as creators tell them apart while they type a command: by number, survey and how they stand."""

from surveys.core import words
from surveys.core.roles import Actor, Right
from surveys.core.text import clip, one_line
from surveys.core.wording import rounds as wording
from surveys.engine.access import is_allowed
from surveys.engine.versions import Versions
from surveys.store import rounds
from surveys.store.database import Database

_LONGEST_TITLE, _LONGEST = 60, 100


class RoundNames:
    """The community's rounds, the latest first. Looks things up and changes nothing."""

    def __init__(self, database: Database, versions: Versions) -> None:
        self._database = database
        self._versions = versions

    async def suggest(
        self, community_id: int, actor: Actor, typed: str, right: Right, most: int, *, only_open: bool
    ) -> tuple[tuple[int, str], ...]:
        """Numbers and names of rounds that contain what was typed, at most `most`; for those with the right only."""
        if not await is_allowed(self._database, community_id, actor, right):
            return ()  # a list of suggestions has no place for a sentence; the command itself says it
        async with self._database.reading() as tx:
            found = await rounds.latest(tx, community_id, only_open=only_open)
        named = ((row.number, self._name(row)) for row in found)
        wanted = typed.strip().casefold()
        return tuple((number, name) for number, name in named if wanted in name.casefold())[:most]

    def _name(self, row: rounds.RoundRow) -> str:
        survey = self._versions.survey(row.version_id, row.definition)
        title = one_line(survey.title, _LONGEST_TITLE)
        state = wording.CANCELLED if row.cancelled_at is not None else wording.STATES[row.state]
        name = words.say(
            wording.ROUND_NAME,
            number=row.number,
            title=title,
            state=state,
            opened=f"{row.opened_at:%Y-%m-%d}",
        )
        return clip(name, _LONGEST)
