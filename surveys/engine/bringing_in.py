"""A round's data, for whoever may see it: what summaries and exports are both made of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from surveys.core import words
from surveys.core.consent import Quoting
from surveys.core.errors import KindError
from surveys.core.ledger import balance
from surveys.core.results import Invited, RoundData, Stated, Wanted
from surveys.core.roles import Actor, Right
from surveys.core.rounds import RoundState
from surveys.core.survey import Survey
from surveys.core.waves import Wave, tally
from surveys.core.wording import exports as wording
from surveys.engine.access import allowed
from surveys.engine.versions import Versions
from surveys.store import (
    board,
    ledger,
    model_usage,
    results,
    rounds,
    statements,
    summary_ideas,
    summary_quotes,
    theming,
    vectors,
)
from surveys.store.database import Database
from surveys.store.results import Earlier
from surveys.store.rounds import RoundRow
from surveys.store.tx import Tx

#: Ideas in a summary, and how many are looked at to find those that may stand there.
_MOST_WANTED, _LOOKED_AT = 5, 50
#: How many earlier rounds of a survey a summary looks back on.
_WAVES: Final = 8
#: With fewer answers than this a question of an earlier round isn't looked at.
_LEAST: Final = 5


async def round_to_read(database: Database, community_id: int, actor: Actor, number: int | None) -> RoundRow:
    """The community's round `number`, or its latest, for somebody who may read results.

    Raises KindError for everyone else, and where there is no such round.
    """
    await allowed(database, community_id, actor, Right.RESULTS)
    async with database.reading() as tx:
        row = await rounds.by_number(tx, community_id, number)
    if row is None:
        unknown = words.say(words.RESULTS_ROUND_UNKNOWN, number=number)
        raise KindError(words.ROUND_NONE if number is None else unknown)
    return row


async def brought_in(tx: Tx, versions: Versions, row: RoundRow) -> RoundData:
    """What the round brought in. Raises KindError for an anonymous round that isn't closed.

    Looking at it twice while replies come in one by one would show whose they are.
    """
    survey = versions.survey(row.version_id, row.definition)
    if survey.anonymous and row.state is not RoundState.CLOSED:
        raise KindError(wording.ANONYMOUS_OPEN)
    invited = await results.everyone(tx, row.id)
    origin = await results.origin(tx, row.id)
    numbers = {invitation: number for number, invitation in enumerate(await results.numbered(tx, row.id), 1)}
    waves = await results.earlier(tx, row.community_id, row.id, _WAVES)
    return RoundData(
        community=row.community,
        number=row.number,
        survey=survey,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        invited=tuple(map(_unnamed, invited)) if survey.anonymous else invited,
        wave=origin.wave,
        earlier=await _earlier(tx, versions, waves, survey),
        vectors=await _vectors(tx, row, numbers),
        remembered=await theming.remembered(tx, waves[-1].id) if waves else {},
        arranged=await theming.arranged(tx, row.id) if row.summarised_at is not None else {},
        unquoted=await _unquoted(tx, row, numbers),
        narrative=await model_usage.claims_of(tx, row.id) if row.model_host is not None else (),
        board=await _wanted(tx, row.community_id),
        ledger=balance(await ledger.wishes(tx, row.community_id)),
        statements=await _stated(tx, row, numbers),
    )


async def _stated(tx: Tx, row: RoundRow, numbers: Mapping[int, int]) -> tuple[Stated, ...]:
    """What was put to others, with invitations turned into the running numbers of `everyone`."""
    return tuple(
        Stated(
            numbers[one.author],
            one.question_id,
            one.text,
            tuple((numbers[voter], verdict) for voter, verdict in one.verdicts),
        )
        for one in await statements.judged(tx, row.id)
    )


async def _unquoted(tx: Tx, row: RoundRow, numbers: Mapping[int, int]) -> frozenset[tuple[int, str]]:
    """What a creator took out of the summary, by running numbers."""
    taken = await summary_quotes.unquoted_of(tx, row.id)
    return frozenset((numbers[invitation], question) for invitation, question in taken)


async def _wanted(tx: Tx, community_id: int) -> tuple[Wanted, ...]:
    """What is wanted most, of those who let their words be quoted."""
    most = await summary_ideas.may_stand(tx, await board.top(tx, community_id, _LOOKED_AT), _MOST_WANTED)
    return tuple(Wanted(one.text, one.demand, one.state) for one in most)


async def _vectors(tx: Tx, row: RoundRow, numbers: Mapping[int, int]) -> dict[str, dict[int, bytes]]:
    """What written answers mean, as far as that is known, by running numbers."""
    return {
        question: {numbers[invitation]: vector for invitation, vector in some.items()}
        for question, some in (await vectors.of_round(tx, row.id)).items()
    }


async def _earlier(tx: Tx, versions: Versions, waves: Sequence[Earlier], survey: Survey) -> tuple[Wave, ...]:
    """The rounds that asked the same survey before, counted; questions the survey no longer has are left out."""
    countable = [one.id for one in survey.questions if tally(one, ()) is not None]
    given = await results.given_before(tx, [one.id for one in waves], countable)
    found = []
    for wave in waves:
        tallies = {}
        for question in versions.survey(wave.version_id, wave.definition).questions:
            if question.id not in countable:
                continue
            counted = tally(question, given.get(wave.id, {}).get(question.id, ()))
            if counted is not None and counted.of >= _LEAST:
                tallies[question.id] = counted
        found.append(Wave(wave.number, wave.opened_at, wave.reached, wave.answered, tallies, wave.date))
    return tuple(found)


def _unnamed(one: Invited) -> Invited:
    """Somebody in an anonymous round, where nobody is quoted by name whatever they agreed to elsewhere."""
    quoting = Quoting.ANONYMOUS if one.quoting is Quoting.NAMED else one.quoting
    return replace(one, quoting=quoting, mention=None)
