"""A round's data, for whoever may see it: what summaries and exports are both made of."""

from dataclasses import replace

from surveys.core import words
from surveys.core.consent import Quoting
from surveys.core.errors import KindError
from surveys.core.results import Invited, RoundData, Stated
from surveys.core.roles import Actor, Right
from surveys.core.rounds import RoundState
from surveys.core.wording import exports as wording
from surveys.engine.access import allowed
from surveys.engine.versions import Versions
from surveys.store import results, rounds, statements
from surveys.store.database import Database
from surveys.store.rounds import RoundRow
from surveys.store.tx import Tx


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
    return RoundData(
        community=row.community,
        number=row.number,
        survey=survey,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        invited=tuple(map(_unnamed, invited)) if survey.anonymous else invited,
        wave=origin.wave,
        statements=await _stated(tx, row.id),
    )


async def _stated(tx: Tx, round_id: int) -> tuple[Stated, ...]:
    """What was put to others, with invitations turned into the running numbers of `everyone`."""
    judged = await statements.judged(tx, round_id)
    if not judged:
        return ()
    number = {one: person for person, one in enumerate(await results.numbered(tx, round_id), 1)}
    return tuple(
        Stated(
            number[one.author],
            one.question_id,
            one.text,
            tuple((number[voter], verdict) for voter, verdict in one.verdicts),
        )
        for one in judged
    )


def _unnamed(one: Invited) -> Invited:
    """Somebody in an anonymous round, where nobody is quoted by name whatever they agreed to elsewhere."""
    quoting = Quoting.ANONYMOUS if one.quoting is Quoting.NAMED else one.quoting
    return replace(one, quoting=quoting, mention=None)
