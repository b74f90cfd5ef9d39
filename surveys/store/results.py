"""Queries about what a round brought in."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Subquery, func, select

from surveys.core.consent import Quoting
from surveys.core.invitation import ANSWERED, REACHED, InvitationState
from surveys.core.results import Invited
from surveys.core.rounds import RoundState
from surveys.core.values import Value, from_plain
from surveys.store.tables import answers, followers, invitations, people, rounds, survey_versions
from surveys.store.turns import in_turns
from surveys.store.tx import Tx
from surveys.store.types import PlainData

#: How many of the community's rounds before a round say who usually answers.
_LATELY: Final = 5
#: Rows that are read in one go, which takes a few milliseconds.
_AT_A_TIME: Final = 200


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
    async for invitation_id, question_id, value in in_turns(rows):
        given[invitation_id][question_id] = from_plain(value)
    before = _before(round_id)
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
            followers.c.joined_at,
            func.coalesce(before.c.asked, 0).label("asked"),
            func.coalesce(before.c.answered, 0).label("answered"),
            func.coalesce(people.c.language, people.c.locale).label("language"),
        )
        .outerjoin(followers, followers.c.id == invitations.c.follower_id)
        .outerjoin(people, people.c.user_id == followers.c.user_id)
        .outerjoin(before, before.c.follower_id == invitations.c.follower_id)
        .where(invitations.c.round_id == round_id)
        .order_by(invitations.c.id)
    )
    everybody: list[Invited] = []
    async for row in in_turns(invited):
        quoting = _quoting(row)
        everybody.append(
            Invited(
                person=len(everybody) + 1,
                state=InvitationState(row.state),
                reason=row.reason,
                variant=row.variant,
                sent_at=row.sent_at,
                started_at=row.started_at,
                ended_at=row.ended_at,
                answers=given.get(row.id, {}),
                quoting=quoting,
                mention=f"<@{row.user_id}>" if quoting is Quoting.NAMED else None,
                language=row.language,
                topics=tuple(row.topics or ()),
                joined_at=row.joined_at,
                asked_before=row.asked,
                answered_before=row.answered,
            )
        )
    return tuple(everybody)


def _before(round_id: int) -> Subquery:
    """By follower: how many of the community's last rounds before that one reached them, and in how many they answered."""
    this = select(rounds.c.community_id, rounds.c.opened_at).where(rounds.c.id == round_id).subquery()
    lately = (
        select(rounds.c.id)
        .join(this, (this.c.community_id == rounds.c.community_id) & (rounds.c.opened_at < this.c.opened_at))
        .where(rounds.c.rehearsal == 0)
        .order_by(rounds.c.opened_at.desc(), rounds.c.id.desc())
        .limit(_LATELY)
    )
    answered = func.count().filter(invitations.c.state.in_(sorted(ANSWERED)))
    return (
        select(invitations.c.follower_id, func.count().label("asked"), answered.label("answered"))
        .where(
            invitations.c.round_id.in_(lately),
            invitations.c.follower_id.is_not(None),
            invitations.c.state.in_(sorted(REACHED)),
        )
        .group_by(invitations.c.follower_id)
        .subquery()
    )


@dataclass(frozen=True, slots=True)
class Earlier:
    """A closed round that asked the same survey before: which version, and how many it reached and heard from."""

    id: int
    number: int
    date: str | None
    opened_at: datetime
    version_id: int
    definition: dict[str, Any]
    reached: int
    answered: int


async def earlier(tx: Tx, community_id: int, round_id: int, most: int) -> tuple[Earlier, ...]:
    """The community's closed rounds before that one with the same survey, oldest first: the last `most` of them.

    Rehearsals and cancelled rounds are no waves.
    """
    this = (
        select(rounds.c.opened_at, survey_versions.c.survey_id)
        .join(survey_versions, survey_versions.c.id == rounds.c.version_id)
        .where(rounds.c.id == round_id, rounds.c.community_id == community_id)
        .subquery()
    )
    found = (
        select(
            rounds.c.id,
            rounds.c.number,
            rounds.c.series_date,
            rounds.c.opened_at,
            rounds.c.version_id,
            survey_versions.c.definition,
        )
        .join(survey_versions, survey_versions.c.id == rounds.c.version_id)
        .join(this, this.c.survey_id == survey_versions.c.survey_id)
        .where(
            rounds.c.community_id == community_id,
            rounds.c.opened_at < this.c.opened_at,
            rounds.c.state == RoundState.CLOSED,
            rounds.c.rehearsal == 0,
            rounds.c.cancelled_at.is_(None),
        )
        .order_by(rounds.c.opened_at.desc(), rounds.c.id.desc())
        .limit(most)
    )
    waves = list(await tx.execute(found))
    counts: dict[int, tuple[int, int]] = {}
    for row in await tx.execute(
        select(
            invitations.c.round_id,
            func.count().filter(invitations.c.state.in_(sorted(REACHED))),
            func.count().filter(invitations.c.state.in_(sorted(ANSWERED))),
        )
        .where(invitations.c.round_id.in_([row.id for row in waves]))
        .group_by(invitations.c.round_id)
    ):
        counts[row[0]] = (row[1], row[2])
    none = (0, 0)
    return tuple(
        Earlier(
            row.id,
            row.number,
            row.series_date,
            row.opened_at,
            row.version_id,
            row.definition,
            *counts.get(row.id, none),
        )
        for row in reversed(waves)
    )


async def given_before(
    tx: Tx, round_ids: Collection[int], questions: Collection[str]
) -> Mapping[int, Mapping[str, Sequence[tuple[Value, int]]]]:
    """Each different answer to these questions in these rounds, and how many gave it; own words left out.

    Callers check whose rounds they are.
    """
    # Words beside an option would make nearly every answer a different one.
    value = func.json_replace(answers.c.value, "$.other", "", type_=PlainData).label("value")
    rows = await tx.execute(
        select(invitations.c.round_id, answers.c.question_id, value, func.count())
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .where(invitations.c.round_id.in_(round_ids), answers.c.question_id.in_(questions))
        .group_by(invitations.c.round_id, answers.c.question_id, value)
    )
    found: dict[int, dict[str, list[tuple[Value, int]]]] = {}
    async for round_id, question_id, plain, number in in_turns(rows):
        found.setdefault(round_id, {}).setdefault(question_id, []).append((from_plain(plain), number))
    return found


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


async def answered(tx: Tx, round_id: int, question: str) -> dict[int, Value]:
    """What was answered to that question, by invitation."""
    rows = await tx.execute(
        select(answers.c.invitation_id, answers.c.value)
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .where(invitations.c.round_id == round_id, answers.c.question_id == question)
    )
    return {row.invitation_id: from_plain(row.value) for row in rows}


async def numbered(tx: Tx, round_id: int) -> tuple[int, ...]:
    """The invitations behind the running numbers of `everyone`: that of number 1 first."""
    rows = await tx.scalars(
        select(invitations.c.id).where(invitations.c.round_id == round_id).order_by(invitations.c.id)
    )
    return tuple([one async for one in in_turns(rows)])


def _quoting(row: Any) -> Quoting:
    return Quoting.NO if row.quoting is None or row.left_at is not None else Quoting(row.quoting)
