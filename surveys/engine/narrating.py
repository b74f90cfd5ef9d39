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
from surveys.core.prompt import Grouped
from surveys.core.results import RoundData
from surveys.insight import orders
from surveys.insight.similar import contained
from surveys.insight.worker import Workshop
from surveys.ports import LanguageModel, Silence
from surveys.store import communities, model_usage
from surveys.store.database import Database
from surveys.store.model_usage import Names, Said
from surveys.store.rounds import RoundRow
from surveys.store.tx import Tx

#: How long an endpoint that didn't answer is left alone, so that it delays one summary and not all that are due.
REST: Final = timedelta(minutes=10)
_log = logging.getLogger(__name__)


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
        workshop: Workshop,
        model: LanguageModel | None,
        allowance: Allowance,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._workshop = workshop
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

    async def narrated(self, row: RoundRow, data: RoundData, invitations: Sequence[int]) -> RoundData:
        """The data of a closed round with what the model makes of it; as it is, where that is nothing.

        `invitations` are those behind the running numbers in `data`. Takes as long as the model may, at most, and
        raises what the workshop raises. A round whose summary is posted is asked about no more: what was said of it
        came with its data.
        """
        if row.model_host is None or row.summarised_at is not None:
            return data
        async with self._database.reading() as tx:
            said = await model_usage.said_of(tx, row.id)
        if said is None and not await self._may_ask(row):
            return data
        themes = await self._workshop.run(orders.themes_of, data)
        if said is None:
            said = await self._ask(row, data, themes, invitations)
        if said is None:
            return data
        return replace(
            data,
            arranged={**data.arranged, **_arranged(themes, said.names, invitations)},
            narrative=said.claims,
        )

    async def _may_ask(self, row: RoundRow) -> bool:
        """Whether there is a model to ask, the one that the round's followers were told of, and it is to be used still."""
        if self._model is None or row.model_host != self._model.host:
            return False
        if self._rests_until is not None and self._now() < self._rests_until:
            _log.info("round %d is summed up without the language model, which didn't answer lately", row.id)
            return False
        async with self._database.reading() as tx:
            community = await communities.load(tx, row.community_id)
        return community is not None and community.model_host == self._model.host

    async def _ask(
        self, row: RoundRow, data: RoundData, themes: Sequence[Grouped], invitations: Sequence[int]
    ) -> Said | None:
        assert self._model is not None, "it was there just now"
        material = gather(data, themes, self._allowance.per_summary, _shuffled)
        if material is None:
            return None
        now = self._now()
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
        return await self._answered(row, self._model, material, invitations)

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


def _shuffled(pieces: Sequence[Piece]) -> Sequence[Piece]:
    return secrets.SystemRandom().sample(pieces, len(pieces))


def _names(named: Sequence[Named], invitations: Sequence[int]) -> Names:
    found: dict[str, dict[str, str]] = {}
    for one in named:
        mark = model_usage.mark_of([invitations[person - 1] for person in one.theme.people])
        found.setdefault(one.theme.question, {})[mark] = one.name
    return found


def _arranged(
    themes: Sequence[Grouped], names: Names, invitations: Sequence[int]
) -> Mapping[str, tuple[Grouped, ...]]:
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
