"""Queries about reminding a team of ideas that nobody has said anything to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.ideas import IdeaState
from surveys.core.nudging import AFTER, GAP, LATEST
from surveys.core.rounds import RoundState
from surveys.store.tables import (
    answers,
    communities,
    idea_themes,
    ideas,
    invitations,
    nudges,
    rounds,
    themes,
)
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Nudge:
    """A reminder that may be sent, or is under way. `ideas` came in the round and are open."""

    round_id: int
    number: int
    channel_id: int
    claimed_at: datetime
    ideas: int


@dataclass(frozen=True, slots=True)
class Due:
    """A round a team is to be reminded of, and where."""

    round_id: int
    channel_id: int


async def due(tx: Tx, now: datetime) -> tuple[Due, ...]:
    """Rounds whose teams are to be reminded now: at most one for each community, its latest."""
    earlier = rounds.alias("earlier")
    lately = exists().where(
        nudges.c.round_id == earlier.c.id,
        earlier.c.community_id == rounds.c.community_id,
        nudges.c.claimed_at > now - GAP,
    )
    decided = exists().where(
        ideas.c.community_id == rounds.c.community_id, ideas.c.state_at >= rounds.c.closed_at
    )
    rows = await tx.execute(
        select(rounds.c.id, rounds.c.community_id, communities.c.results_channel_id)
        .join(communities, communities.c.id == rounds.c.community_id)
        .where(
            communities.c.nudged == 1,
            rounds.c.state == RoundState.CLOSED,
            rounds.c.rehearsal == 0,
            rounds.c.cancelled_at.is_(None),
            rounds.c.summarised_at.is_not(None),
            rounds.c.closed_at <= now - AFTER,
            rounds.c.closed_at > now - LATEST,
            rounds.c.id.not_in(select(nudges.c.round_id)),
            ~lately,
            ~decided,
            _from_answers(rounds.c.id) | _by_themes(rounds.c.id),
        )
        .order_by(rounds.c.closed_at.desc(), rounds.c.id.desc())
    )
    found: dict[int, Due] = {}
    for row in rows:
        found.setdefault(row.community_id, Due(row.id, row.results_channel_id))
    return tuple(found.values())


async def claim(tx: Tx, due: Collection[Due], now: datetime) -> None:
    """These reminders are under way from now on, each once."""
    for one in due:
        adding = insert(nudges).values(
            round_id=one.round_id, claimed_at=now, due_at=now, channel_id=one.channel_id
        )
        await tx.execute(adding.on_conflict_do_nothing())


def _open() -> Any:
    return (ideas.c.state == IdeaState.OPEN) & (ideas.c.text != "")


def _from_answers(round_id: Any) -> Any:
    """Whether an open idea came in the round."""
    return exists().where(
        _open(),
        answers.c.id == ideas.c.answer_id,
        invitations.c.id == answers.c.invitation_id,
        invitations.c.round_id == round_id,
    )


def _by_themes(round_id: Any) -> Any:
    """Whether a theme of the round asks for the same as an open idea."""
    return exists().where(
        _open(),
        idea_themes.c.idea_id == ideas.c.id,
        idea_themes.c.linked == 1,
        themes.c.id == idea_themes.c.theme_id,
        themes.c.round_id == round_id,
    )


async def under_way(tx: Tx, now: datetime) -> tuple[Nudge, ...]:
    """Reminders that were begun and aren't over."""
    came = (
        select(func.count())
        .select_from(ideas)
        .join(answers, answers.c.id == ideas.c.answer_id)
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .where(invitations.c.round_id == rounds.c.id, _open())
        .scalar_subquery()
    )
    rows = await tx.execute(
        select(
            nudges.c.round_id, rounds.c.number, nudges.c.channel_id, nudges.c.claimed_at, came.label("ideas")
        )
        .join(rounds, rounds.c.id == nudges.c.round_id)
        .where(nudges.c.ended_at.is_(None), nudges.c.due_at <= now)
        .order_by(nudges.c.round_id)
    )
    return tuple(Nudge(*row) for row in rows)


async def later(tx: Tx, round_id: int, until: datetime) -> None:
    """It couldn't be posted just now."""
    await tx.execute(update(nudges).where(nudges.c.round_id == round_id).values(due_at=until))


async def end(tx: Tx, round_id: int, message_id: int | None, now: datetime) -> None:
    """It is over: posted, or never to be."""
    where = nudges.c.round_id == round_id
    await tx.execute(update(nudges).where(where).values(ended_at=now, message_id=message_id))


async def next_due(tx: Tx, now: datetime) -> datetime | None:
    """When to look again: at the time of one under way, or when the next round has been closed for long enough."""
    waiting = await tx.scalar(select(func.min(nudges.c.due_at)).where(nudges.c.ended_at.is_(None)))
    closed = await tx.scalar(
        select(rounds.c.closed_at)
        .where(rounds.c.state == RoundState.CLOSED, rounds.c.rehearsal == 0, rounds.c.closed_at > now - AFTER)
        .order_by(rounds.c.closed_at)
        .limit(1)
    )
    due = [one for one in (waiting, None if closed is None else closed + AFTER) if one is not None]
    return min(due, default=None)


async def set_wanted(tx: Tx, community_id: int, *, on: bool) -> None:
    """Whether the community's team wants to be reminded."""
    await tx.execute(update(communities).where(communities.c.id == community_id).values(nudged=int(on)))


async def is_of(tx: Tx, round_id: int, community_id: int) -> bool:
    """Whether a reminder about that round of the community was begun."""
    found = select(nudges.c.round_id).join(rounds, rounds.c.id == nudges.c.round_id)
    where = (nudges.c.round_id == round_id, rounds.c.community_id == community_id)
    return await tx.scalar(found.where(*where)) is not None
