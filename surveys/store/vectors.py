"""Queries about what answers mean, kept as numbers: 512 bytes each, as `surveys.insight.meaning` packs them.

One counts as long as its answer is as old as when it was made.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, delete, func, select, type_coerce
from sqlalchemy.dialects.sqlite import insert

from surveys.core.rounds import RoundState
from surveys.store.tables import answer_vectors, answers, invitations, rounds
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Unread:
    """What was written in an answer that has no vector, as of `at`."""

    answer_id: int
    at: datetime
    text: str


def _current() -> ColumnElement[bool]:
    return and_(answer_vectors.c.answer_id == answers.c.id, answer_vectors.c.at == answers.c.at)


async def open_rounds(tx: Tx) -> tuple[int, ...]:
    """Rounds that may bring in more answers, rehearsals left out."""
    found = select(rounds.c.id).where(rounds.c.state == RoundState.OPEN, rounds.c.rehearsal == 0)
    return tuple(await tx.scalars(found.order_by(rounds.c.id)))


async def unread(tx: Tx, round_id: int, most: int) -> tuple[Unread, ...]:
    """Up to `most` answers of the round that are free text and have no vector, the oldest first."""
    wrote = func.json_extract(answers.c.value, "$.wrote")
    rows = await tx.execute(
        select(answers.c.id, answers.c.at, type_coerce(wrote, Text).label("text"))
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .outerjoin(answer_vectors, _current())
        .where(
            invitations.c.round_id == round_id,
            wrote.is_not(None),
            answer_vectors.c.answer_id.is_(None),
        )
        .order_by(answers.c.id)
        .limit(most)
    )
    return tuple(Unread(row.id, row.at, row.text) for row in rows)


async def keep(tx: Tx, made: Sequence[tuple[Unread, bytes]]) -> None:
    """Keep what was made of these answers; of one that changed or went since, nothing is kept."""
    ids = [one.answer_id for one, _ in made]
    rows = await tx.execute(select(answers.c.id, answers.c.at).where(answers.c.id.in_(ids)))
    as_old = {row.id: row.at for row in rows}
    fresh = [
        {"answer_id": one.answer_id, "at": one.at, "vector": vector}
        for one, vector in made
        if as_old.get(one.answer_id) == one.at
    ]
    if not fresh:
        return
    adding = insert(answer_vectors)
    changed = {name: adding.excluded[name] for name in ("at", "vector")}
    await tx.execute(adding.on_conflict_do_update(index_elements=["answer_id"], set_=changed), fresh)


async def drop(tx: Tx, answer_ids: Collection[int]) -> None:
    """Forget what these answers mean."""
    await tx.execute(delete(answer_vectors).where(answer_vectors.c.answer_id.in_(answer_ids)))


async def of_round(tx: Tx, round_id: int) -> dict[str, dict[int, bytes]]:
    """The vectors there are: by question, then by invitation."""
    found: defaultdict[str, dict[int, bytes]] = defaultdict(dict)
    rows = await tx.execute(
        select(answers.c.question_id, answers.c.invitation_id, answer_vectors.c.vector)
        .join(answer_vectors, _current())
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .where(invitations.c.round_id == round_id)
    )
    for question_id, invitation_id, vector in rows:
        found[question_id][invitation_id] = vector
    return dict(found)
