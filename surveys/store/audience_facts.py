"""Queries for what rules about audiences ask of followers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from surveys.core.choosing import Facts, Needs
from surveys.core.respect import Wishes
from surveys.core.text import folded
from surveys.store import wishes
from surveys.store.tables import answers, communities, followers, invitations, people, rounds, survey_versions
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Reply:
    """A follower's reply to one question of one survey version."""

    follower_id: int
    survey_id: int
    version_id: int
    question_id: str
    value: Any


async def of_followers(tx: Tx, community_id: int, needs: Needs, now: datetime) -> tuple[Facts, ...]:
    """Everybody who follows the community, with the turns and the numbers of replies that are needed."""
    turns = await _turns(tx, community_id) if needs.turns else {}
    answered = await _answered(tx, community_id, sorted(needs.days), now) if needs.answers else {}
    rows = await tx.execute(
        select(followers.c.id, followers.c.user_id, followers.c.joined_at, followers.c.topics)
        .where(followers.c.community_id == community_id, followers.c.left_at.is_(None))
        .order_by(followers.c.id)
    )
    return tuple(
        Facts(
            follower_id=row.id,
            user_id=row.user_id,
            joined_at=row.joined_at,
            turn=turns.get(row.id),
            answered_at=answered[row.id][0] if row.id in answered else None,
            topics=frozenset(folded(topic) for topic in row.topics),
            replies=answered[row.id][1] if row.id in answered else {},
        )
        for row in rows
    )


def _counts(community_id: int) -> ColumnElement[bool]:
    """Invitations of the community's rounds that count, to people who are still known: rehearsals don't."""
    return (
        (rounds.c.community_id == community_id)
        & (rounds.c.rehearsal == 0)
        & invitations.c.follower_id.is_not(None)
    )


async def _turns(tx: Tx, community_id: int) -> dict[int, datetime]:
    """When the newest round opened that had each of them in it."""
    rows = await tx.execute(
        select(invitations.c.follower_id, func.max(rounds.c.opened_at))
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .where(_counts(community_id))
        .group_by(invitations.c.follower_id)
    )
    return {row[0]: row[1] for row in rows}


async def _answered(
    tx: Tx, community_id: int, days: Sequence[int], now: datetime
) -> dict[int, tuple[datetime, dict[int, int]]]:
    """When each answered last, and how many questions in so many days back."""
    since = [func.count().filter(answers.c.at >= now - timedelta(days=one)) for one in days]
    rows = await tx.execute(
        select(invitations.c.follower_id, func.max(answers.c.at), *since)
        .join(answers, answers.c.invitation_id == invitations.c.id)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .where(_counts(community_id))
        .group_by(invitations.c.follower_id)
    )
    return {row[0]: (row[1], dict(zip(days, row[2:], strict=True))) for row in rows}


async def replies(tx: Tx, community_id: int, questions: Collection[tuple[int, str]]) -> tuple[Reply, ...]:
    """What each follower replied last to each of these questions, by survey and id; the newest last."""
    newest_first = func.row_number().over(
        partition_by=(invitations.c.follower_id, survey_versions.c.survey_id, answers.c.question_id),
        order_by=(answers.c.at.desc(), answers.c.id.desc()),
    )
    every = (
        select(
            invitations.c.follower_id,
            survey_versions.c.survey_id,
            rounds.c.version_id,
            answers.c.question_id,
            answers.c.value,
            answers.c.at,
            newest_first.label("place"),
        )
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .join(survey_versions, survey_versions.c.id == rounds.c.version_id)
        .where(
            _counts(community_id),
            survey_versions.c.survey_id.in_({survey for survey, _ in questions}),
            answers.c.question_id.in_({question for _, question in questions}),
        )
        .subquery()
    )
    columns = (every.c.follower_id, every.c.survey_id, every.c.version_id, every.c.question_id, every.c.value)
    rows = await tx.execute(select(*columns).where(every.c.place == 1).order_by(every.c.at))
    wanted = frozenset(questions)
    return tuple(Reply(*row) for row in rows if (row.survey_id, row.question_id) in wanted)


async def wishes_of(tx: Tx, follower_ids: Collection[int]) -> dict[int, Wishes]:
    """What each of these followers wishes."""
    rows = await tx.execute(
        select(followers.c.id, *wishes.COLUMNS)
        .select_from(followers)
        .join(people, people.c.user_id == followers.c.user_id)
        .join(communities, communities.c.id == followers.c.community_id)
        .where(followers.c.id.in_(follower_ids))
    )
    return {row.id: wishes.of_row(row) for row in rows}


@dataclass(frozen=True, slots=True)
class Numbers:
    """How a community's followers stand; `joined` and `left` lately."""

    followers: int
    joined: int
    left: int
    reachable: int
    answered: int
    never: int


async def numbers(tx: Tx, community_id: int, lately: datetime, answered_since: datetime) -> Numbers:
    """Those numbers: who joined and left since `lately`, whose DMs are open, who answered since then, and who never did."""
    mine = followers.c.community_id == community_id
    last = (
        select(invitations.c.follower_id, func.max(answers.c.at).label("at"))
        .join(answers, answers.c.invitation_id == invitations.c.id)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .where(_counts(community_id))
        .group_by(invitations.c.follower_id)
        .subquery()
    )
    here = followers.c.left_at.is_(None)
    row = (
        await tx.execute(
            select(
                func.count().filter(here),
                func.count().filter(here & (followers.c.joined_at >= lately)),
                func.count().filter(followers.c.left_at >= lately),
                func.count().filter(here & people.c.dms_refused_at.is_(None)),
                func.count().filter(here & (last.c.at >= answered_since)),
                func.count().filter(here & last.c.at.is_(None)),
            )
            .select_from(followers)
            .join(people, people.c.user_id == followers.c.user_id)
            .outerjoin(last, last.c.follower_id == followers.c.id)
            .where(mine)
        )
    ).one()
    return Numbers(*(int(number) for number in row))


async def versions_of(tx: Tx, survey_ids: Collection[int]) -> tuple[tuple[int, int, dict[str, Any]], ...]:
    """Survey, id and definition of every version of these surveys."""
    rows = await tx.execute(
        select(survey_versions.c.survey_id, survey_versions.c.id, survey_versions.c.definition).where(
            survey_versions.c.survey_id.in_(survey_ids)
        )
    )
    return tuple((row[0], row[1], row[2]) for row in rows)
