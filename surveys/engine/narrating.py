"""Asking the language model about a closed round, once, and keeping of its answer what holds.

Off unless whoever hosts Earful named a model, the community switched it on, and the followers of the round were told
so when they were asked. A summary never needs it: whatever goes wrong, it is made as if there were none.
"""

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from surveys.core.narrative import ANSWER_TOKENS, INSTRUCTION, Material, Piece, gather, read
from surveys.core.narrative_checks import Checked, Named, checked
from surveys.core.prompt import Grouped, Pages
from surveys.core.results import RoundData
from surveys.engine.bringing_in import brought_in
from surveys.engine.versions import Versions
from surveys.insight.similar import contained
from surveys.ports import LanguageModel, Silence
from surveys.store import communities, model_usage
from surveys.store.database import Database
from surveys.store.model_usage import Names, Said
from surveys.store.rounds import RoundRow
from surveys.store.tx import Tx

#: How long an endpoint that didn't answer is left alone, so that it delays one summary and not all that are due.
REST: Final = timedelta(minutes=10)
_log = logging.getLogger(__name__)

#: Themes with other names, by question: those that a summary is to be made with.
Arranged = Mapping[str, tuple[Grouped, ...]]


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many tokens a summary may cost, and all of a calendar month (UTC) together."""

    per_summary: int
    per_month: int


class Narrating:
    """Asks at most once about each round, also after a crash: what was reserved then counts as spent."""

    def __init__(
        self,
        database: Database,
        versions: Versions,
        model: LanguageModel | None,
        allowance: Allowance,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._versions = versions
        self._model = model
        self._allowance = allowance
        self._now = now
        self._rests_until: datetime | None = None

    async def begin(self) -> None:
        """Switch the model off for communities that agreed to another one than is named now. At each start."""
        host = None if self._model is None else self._model.host

        async def work(tx: Tx) -> None:
            await model_usage.only_host(tx, host)

        await self._database.write(work)

    async def narrate(self, row: RoundRow, pages: Pages, invitations: Sequence[int]) -> Arranged | None:
        """What the summary `pages` of a closed round gains: its themes with the names they may have now.

        None where it gains nothing. What else was said is stored, and comes with the round's data from then on.
        `invitations` are those behind the running numbers in `pages`. Takes as long as the model may, at most.
        """
        if row.model_host is None:
            return None
        themes = [theme for section in pages.sections for theme in section.themes]
        async with self._database.reading() as tx:
            said = await model_usage.said_of(tx, row.id)
        if said is None:
            said = await self._ask(row, themes, invitations)
        if said is None or not (said.names or said.claims):
            return None
        return _arranged(themes, said.names, invitations)

    async def _ask(self, row: RoundRow, themes: Sequence[Grouped], invitations: Sequence[int]) -> Said | None:
        model, now = self._model, self._now()
        if model is None or row.model_host != model.host:
            return None
        if self._rests_until is not None and now < self._rests_until:
            _log.info("round %d is summed up without the language model, which didn't answer lately", row.id)
            return None
        async with self._database.reading() as tx:
            community = await communities.load(tx, row.community_id)
            data = await brought_in(tx, self._versions, row)
        material = gather(data, themes, self._allowance.per_summary, _shuffled)
        if community is None or community.model_host != model.host or material is None:
            return None
        month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)

        async def reserve(tx: Tx) -> bool:
            return await model_usage.reserve(
                tx, row.id, material.tokens, month, self._allowance.per_month, now
            )

        if not await self._database.write(reserve):
            _log.warning(
                "round %d is summed up without the language model: the month's tokens are spent", row.id
            )
            return None
        return await self._answered(row, model, material, invitations)

    async def _answered(
        self, row: RoundRow, model: LanguageModel, material: Material, invitations: Sequence[int]
    ) -> Said | None:
        completion = await model.complete(INSTRUCTION, material.written, ANSWER_TOKENS)
        if completion.silence not in {None, Silence.GARBAGE}:
            self._rests_until = self._now() + REST
        answer = None if completion.text is None else read(completion.text)
        found = Checked() if answer is None else checked(answer, material, contained)
        why = completion.silence or (Silence.GARBAGE if answer is None else None)
        _log.log(
            logging.INFO if why is None else logging.WARNING,
            "the language model on round %d: %d of %d themes named, %d lines kept; %s",
            row.id,
            len(found.names),
            len(material.themes),
            len(found.claims),
            why
            or ", ".join(f"{count} dropped: {flaw}" for flaw, count in found.dropped.items())
            or "nothing dropped",
        )
        names = _names(found.names, invitations)

        async def settle(tx: Tx) -> Said | None:
            await model_usage.settle(tx, row.id, completion.tokens, names, found.claims, invitations)
            return await model_usage.said_of(tx, row.id)

        return await self._database.write(settle)


async def with_claims(tx: Tx, row: RoundRow, data: RoundData) -> RoundData:
    """The round's data with what the language model said of it and still may stand."""
    said = await model_usage.claims_of(tx, row.id) if row.model_host is not None else ()
    return replace(data, narrative=said)


def _shuffled(pieces: Sequence[Piece]) -> Sequence[Piece]:
    return secrets.SystemRandom().sample(pieces, len(pieces))


def _names(named: Sequence[Named], invitations: Sequence[int]) -> Names:
    found: dict[str, dict[str, str]] = {}
    for one in named:
        mark = model_usage.mark_of([invitations[person - 1] for person in one.theme.people])
        found.setdefault(one.theme.question, {})[mark] = one.name
    return found


def _arranged(themes: Sequence[Grouped], names: Names, invitations: Sequence[int]) -> Arranged:
    found: dict[str, tuple[Grouped, ...]] = {}
    for theme in themes:
        mine = names.get(theme.question)
        if mine is not None:
            mark = model_usage.mark_of([invitations[person - 1] for person in theme.people])
            # A name that a person chose stays.
            label = theme.label if theme.named else mine.get(mark, theme.label)
            renamed = replace(theme, label=label)
            found[theme.question] = (*found.get(theme.question, ()), renamed)
    return found
