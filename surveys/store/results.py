"""Queries about what a round brought in."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from surveys.core.consent import Quoting
from surveys.core.invitation import InvitationState
from surveys.core.results import Invited
from surveys.core.values import Value, from_plain
from surveys.store.tables import answers, followers, invitations, people, rounds
from surveys.store.tx import Tx


async def everyone(tx: Tx, round_id: int) -> tuple[Invited, ...]:
    """Everyone who was invited, with their answers; people are running numbers, not accounts.

    Whoever is nobody's any more, or left, is not quoted. Only who agreed to being named can be.
    """
    given: defaultdict[int, dict[str, Value]] = defaultdict(dict)
    rows = await tx.execute(
        select(answers.c.invitation_id, answers.c.question_id, answers.c.value)
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .where(invitations.c.round_id == round_id)
    )
    for invitation_id, question_id, value in rows:
        given[invitation_id][question_id] = from_plain(value)
    invited = await tx.execute(
        select(
            invitations.c.id,
            invitations.c.state,
            invitations.c.reason,
            invitations.c.variant,
            invitations.c.sent_at,
            invitations.c.started_at,
            invitations.c.ended_at,
            followers.c.user_id,
            followers.c.quoting,
            followers.c.left_at,
            followers.c.topics,
            func.coalesce(people.c.language, people.c.locale).label("language"),
        )
        .outerjoin(followers, followers.c.id == invitations.c.follower_id)
        .outerjoin(people, people.c.user_id == followers.c.user_id)
        .where(invitations.c.round_id == round_id)
        .order_by(invitations.c.id)
    )
    return tuple(
        Invited(
            person=person,
            state=InvitationState(row.state),
            reason=row.reason,
            variant=row.variant,
            sent_at=row.sent_at,
            started_at=row.started_at,
            ended_at=row.ended_at,
            answers=given.get(row.id, {}),
            quoting=_quoting(row),
            mention=f"<@{row.user_id}>" if _quoting(row) is Quoting.NAMED else None,
            language=row.language,
            topics=tuple(row.topics or ()),
        )
        for person, row in enumerate(invited, start=1)
    )


@dataclass(frozen=True, slots=True)
class Origin:
    """The date of the series that opened a round, if one did, and what numbers its people in exports."""

    wave: str | None
    number_seed: str


async def origin(tx: Tx, round_id: int) -> Origin:
    """Where that round, which there is, came from."""
    row = (
        await tx.execute(select(rounds.c.series_date, rounds.c.number_seed).where(rounds.c.id == round_id))
    ).one()
    return Origin(*row)


async def known_people(tx: Tx, round_id: int) -> int:
    """How many invited people somebody still knows: fewer than before means that one was forgotten since."""
    known = select(func.count()).where(
        invitations.c.round_id == round_id, invitations.c.follower_id.is_not(None)
    )
    return int(await tx.scalar(known) or 0)


async def numbered(tx: Tx, round_id: int) -> tuple[int, ...]:
    """The invitations behind the running numbers of `everyone`: that of number 1 first."""
    rows = await tx.scalars(
        select(invitations.c.id).where(invitations.c.round_id == round_id).order_by(invitations.c.id)
    )
    return tuple(rows)


def _quoting(row: Any) -> Quoting:
    return Quoting.NO if row.quoting is None or row.left_at is not None else Quoting(row.quoting)
