"""What is put to others, for the team: reading it, and taking out what shouldn't be."""

from datetime import datetime

from surveys.core import statement_cards as cards
from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.polis import LEAST
from surveys.core.prompt import Say
from surveys.core.roles import Actor, Right
from surveys.core.statement_cards import Listed
from surveys.core.wording import polis as wording
from surveys.engine.access import allowed
from surveys.engine.bringing_in import round_to_read
from surveys.engine.versions import Versions
from surveys.store import audit, rounds, statements
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.rounds import RoundRow
from surveys.store.tx import Tx


class Statements:
    """Statements of rounds, for whoever may read results. Whoever said them isn't among what is shown."""

    def __init__(self, database: Database, versions: Versions) -> None:
        self._database = database
        self._versions = versions

    async def of_round(self, community_id: int, actor: Actor, number: int | None) -> Say:
        """The statements of the community's round `number`, or of its latest. Raises KindError where none may be seen."""
        row = await round_to_read(self._database, community_id, actor, number)
        async with self._database.reading() as tx:
            return await self._card(tx, row, 0)

    async def page(self, community_id: int, actor: Actor, round_id: int, page: int) -> Say:
        """Another page of a round's statements, from 0."""
        await allowed(self._database, community_id, actor, Right.RESULTS)
        async with self._database.reading() as tx:
            return await self._card(tx, await _own(tx, community_id, round_id), page)

    async def toggle(
        self, community_id: int, actor: Actor, round_id: int, page: int, picked: str, now: datetime
    ) -> Say:
        """Take out what was picked, or put it back. Raises KindError where it isn't there."""
        await allowed(self._database, community_id, actor, Right.RESULTS)

        async def work(tx: Tx) -> Say:
            row = await _own(tx, community_id, round_id)
            seen = {str(one.id): one.id for one in await self._listed(tx, row)}
            hidden = (
                await statements.toggle(tx, community_id, round_id, seen[picked], now)
                if picked in seen
                else None
            )
            if hidden is None:
                raise KindError(wording.NOT_THERE)
            deed = Deed.STATEMENT_HIDDEN if hidden else Deed.STATEMENT_SHOWN
            subject = f"round {row.number}, reply {picked}"
            await audit.record(tx, community_id, actor.user_id, deed, subject, now)
            return await self._card(tx, row, page, wording.TAKEN_OUT if hidden else wording.PUT_BACK)

        return await self._database.write(work)

    async def _card(self, tx: Tx, row: RoundRow, page: int, note: str | None = None) -> Say:
        survey = self._versions.survey(row.version_id, row.definition)
        listed = await self._listed(tx, row)
        if not listed:
            count = None if survey.others is None else len(await statements.listed(tx, row.id))
            return cards.nothing(survey.title, row.number, count)
        return cards.card(survey.title, row.number, row.id, listed, page, note)

    async def _listed(self, tx: Tx, row: RoundRow) -> list[Listed]:
        """As many as followers may see: in an anonymous round the team doesn't see one reply arrive after another either."""
        known = await statements.listed(tx, row.id)
        if len(known) < LEAST:
            return []
        anonymous = self._versions.survey(row.version_id, row.definition).anonymous
        shown = known[: len(known) // LEAST * LEAST] if anonymous else known
        return [Listed(one.id, one.text, one.hidden, one.agreed, one.disagreed, one.passed) for one in shown]


async def _own(tx: Tx, community_id: int, round_id: int) -> RoundRow:
    row = await rounds.load(tx, round_id)
    if row is None or row.community_id != community_id or row.rehearsal:
        raise KindError(words.ROUND_NONE)
    return row
