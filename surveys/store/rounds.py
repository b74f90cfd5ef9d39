"""Queries about rounds as creators see them: opening, counting, closing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, literal, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.audience import Audience
from surveys.core.audience_data import from_plain, to_plain
from surveys.core.invitation import ANSWERED, REACHED, Happening, InvitationState, before, move
from surveys.core.rounds import Halt, RoundState
from surveys.core.webhooks import Event
from surveys.store import follow_ups, webhooks
from surveys.store.experiments import draw_variants
from surveys.store.letting_go import portions
from surveys.store.tables import (
    communities,
    followers,
    invitations,
    rounds,
    survey_versions,
    surveys,
)
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round with the survey version it asks and where its summary goes."""

    id: int
    community_id: int
    community: str
    results_channel_id: int
    number: int
    state: RoundState
    started_by: int
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    halted: Halt | None
    version_id: int
    definition: dict[str, Any]
    summarised_at: datetime | None
    target: int | None
    cancelled_at: datetime | None
    model_host: str | None
    special: bool
    rehearsal: bool


def _rounds() -> Any:
    return (
        select(
            rounds.c.id,
            rounds.c.community_id,
            communities.c.name,
            communities.c.results_channel_id,
            rounds.c.number,
            rounds.c.state,
            rounds.c.started_by,
            rounds.c.opened_at,
            rounds.c.closes_at,
            rounds.c.closed_at,
            rounds.c.halted,
            rounds.c.version_id,
            survey_versions.c.definition,
            rounds.c.summarised_at,
            rounds.c.target,
            rounds.c.cancelled_at,
            rounds.c.model_host,
            rounds.c.special,
            rounds.c.rehearsal,
        )
        .join(communities, communities.c.id == rounds.c.community_id)
        .join(survey_versions, survey_versions.c.id == rounds.c.version_id)
    )


def _real(community_id: int) -> Any:
    """The community's rounds without its rehearsals, which only their own queries know."""
    return _rounds().where(rounds.c.community_id == community_id, rounds.c.rehearsal == 0)


def _row(row: Any) -> RoundRow:
    values = list(row)
    values[5] = RoundState(values[5])
    values[10] = Halt(values[10]) if values[10] is not None else None
    values[-2:] = bool(values[-2]), bool(values[-1])
    return RoundRow(*values)


async def open_round(
    tx: Tx,
    community_id: int,
    version_id: int,
    started_by: int,
    now: datetime,
    closes_at: datetime,
    *,
    remind_at: datetime | None = None,
    special: bool = False,
    target: int | None = None,
    series: tuple[int, date] | None = None,
    audience: tuple[Audience, Collection[int]] | None = None,
) -> int:
    """Open a round and invite everyone who follows the community now, all in the caller's transaction.

    The round's id. Nobody can be in it twice, and no date of a series (`series`: its id, and the date)
    can open two rounds: the tables forbid it. `target`: it closes when so many have completed it.
    `audience`: its definition, and the followers chosen by it, who alone are invited.
    """
    adding = insert(rounds).values(
        community_id=community_id,
        number=await next_number(tx, community_id),
        version_id=version_id,
        state=RoundState.OPEN,
        started_by=started_by,
        opened_at=now,
        closes_at=closes_at,
        remind_at=remind_at,
        special=int(special),
        target=target,
        # What followers are told when they are asked, whatever is changed later.
        model_host=select(communities.c.model_host).where(communities.c.id == community_id).scalar_subquery(),
        audience=None if audience is None else to_plain(audience[0]),
        series_id=series[0] if series is not None else None,
        series_date=series[1].isoformat() if series is not None else None,
    )
    round_id: int = (await tx.execute(adding.returning(rounds.c.id))).scalar_one()
    invited = select(literal(round_id), followers.c.id, literal(InvitationState.QUEUED.value)).where(
        followers.c.community_id == community_id, followers.c.left_at.is_(None)
    )
    columns = ["round_id", "follower_id", "state"]
    if audience is None:
        await tx.execute(insert(invitations).from_select(columns, invited))
    else:
        for some in portions(audience[1]):
            chosen = invited.where(followers.c.id.in_(some))
            await tx.execute(insert(invitations).from_select(columns, chosen))
    await draw_variants(tx, round_id)
    return round_id


async def next_number(tx: Tx, community_id: int) -> int:
    """The number the community's next round will have."""
    last = await tx.scalar(select(func.max(rounds.c.number)).where(rounds.c.community_id == community_id))
    return max(last or 0, 0) + 1  # those of rehearsals are below zero


async def audience_of(tx: Tx, round_id: int) -> Audience | None:
    """Whom the round is for, as it was defined when it opened; None: everybody."""
    plain = await tx.scalar(select(rounds.c.audience).where(rounds.c.id == round_id))
    return None if plain is None else from_plain(plain)


async def is_latest_version(tx: Tx, community_id: int, version_id: int) -> bool:
    """Whether that version is one of the community's, and the newest of its survey."""
    survey_id = (
        select(survey_versions.c.survey_id)
        .join(surveys, surveys.c.id == survey_versions.c.survey_id)
        .where(survey_versions.c.id == version_id, surveys.c.community_id == community_id)
        .scalar_subquery()
    )
    newest = await tx.scalar(
        select(func.max(survey_versions.c.id)).where(survey_versions.c.survey_id == survey_id)
    )
    return bool(newest == version_id)


async def load(tx: Tx, round_id: int) -> RoundRow | None:
    """The round with that id. Callers check that it belongs to the community they act for."""
    row = (await tx.execute(_rounds().where(rounds.c.id == round_id))).first()
    return _row(row) if row is not None else None


async def by_number(tx: Tx, community_id: int, number: int | None) -> RoundRow | None:
    """The community's round with that number, or its latest."""
    query = _real(community_id).order_by(rounds.c.number.desc()).limit(1)
    if number is not None:
        query = query.where(rounds.c.number == number)
    row = (await tx.execute(query)).first()
    return _row(row) if row is not None else None


async def running(tx: Tx, community_id: int) -> RoundRow | None:
    """The community's round that is not closed yet, the latest if there are several."""
    row = (
        await tx.execute(
            _real(community_id)
            .where(rounds.c.state != RoundState.CLOSED)
            .order_by(rounds.c.number.desc())
            .limit(1)
        )
    ).first()
    return _row(row) if row is not None else None


async def all_open(tx: Tx, community_id: int) -> tuple[RoundRow, ...]:
    """The community's rounds that are not closed yet, the latest first."""
    rows = await tx.execute(
        _real(community_id).where(rounds.c.state != RoundState.CLOSED).order_by(rounds.c.number.desc())
    )
    return tuple(_row(row) for row in rows)


async def latest(tx: Tx, community_id: int, *, only_open: bool, most: int = 200) -> tuple[RoundRow, ...]:
    """The community's newest rounds, the latest first, at most `most`; `only_open`: those that still take replies."""
    query = _rounds().where(rounds.c.community_id == community_id)
    if only_open:
        query = query.where(rounds.c.state == RoundState.OPEN)
    rows = await tx.execute(query.order_by(rounds.c.number.desc()).limit(most))
    return tuple(_row(row) for row in rows)


async def count_states(tx: Tx, round_id: int) -> Mapping[InvitationState, int]:
    """How many of the round's invitations are in each state; states nobody is in are left out."""
    rows = await tx.execute(
        select(invitations.c.state, func.count())
        .where(invitations.c.round_id == round_id)
        .group_by(invitations.c.state)
    )
    return {InvitationState(state): number for state, number in rows}


async def running_of(tx: Tx, version_id: int) -> RoundRow | None:
    """A round that is not closed yet and asks the same survey as that version, the latest of them."""
    survey_id = (
        select(survey_versions.c.survey_id).where(survey_versions.c.id == version_id).scalar_subquery()
    )
    row = (
        await tx.execute(
            _rounds()
            .where(
                survey_versions.c.survey_id == survey_id,
                rounds.c.state != RoundState.CLOSED,
                rounds.c.rehearsal == 0,
            )
            .order_by(rounds.c.number.desc())
            .limit(1)
        )
    ).first()
    return _row(row) if row is not None else None


async def due_to_close(tx: Tx, now: datetime) -> tuple[int, ...]:
    """Rounds whose time is over, or whose target is reached, and that are not closed."""
    completed = (
        select(func.count())
        .where(invitations.c.round_id == rounds.c.id, invitations.c.state == InvitationState.COMPLETED)
        .scalar_subquery()
    )
    rows = await tx.scalars(
        select(rounds.c.id).where(
            rounds.c.rehearsal == 0,
            or_(
                rounds.c.state == RoundState.CLOSING,
                (rounds.c.state == RoundState.OPEN) & (rounds.c.closes_at <= now),
                (rounds.c.state == RoundState.OPEN)
                & rounds.c.target.is_not(None)
                & (completed >= rounds.c.target),
            ),
        )
    )
    return tuple(rows)


async def next_close(tx: Tx) -> datetime | None:
    """When the next open round is due to close."""
    return await tx.scalar(
        select(rounds.c.closes_at)
        .where(rounds.c.state == RoundState.OPEN, rounds.c.rehearsal == 0)
        .order_by(rounds.c.closes_at)
        .limit(1)
    )


async def close(tx: Tx, round_id: int, why_held: str, now: datetime) -> bool:
    """Take the round as far towards closed as possible.

    Who was still queued is held back. False while deliveries are under way: their outcome decides
    what becomes of those people, so the round stays `closing` until it is recorded.
    """
    mine = invitations.c.round_id == round_id
    await tx.execute(update(rounds).where(rounds.c.id == round_id).values(state=RoundState.CLOSING))
    for state in sorted(before(Happening.CLOSED)):
        changes: dict[str, object] = {"state": move(state, Happening.CLOSED), "ended_at": now}
        if state is InvitationState.COMPLETED:
            continue
        if state is InvitationState.QUEUED:
            # Whoever waited for a reason keeps it.
            changes["reason"] = func.coalesce(invitations.c.reason, why_held)
        await tx.execute(update(invitations).where(mine, invitations.c.state == state).values(**changes))
    under_way = await tx.scalar(
        select(func.count()).where(mine, invitations.c.state == InvitationState.SENDING)
    )
    if under_way:
        return False
    await tx.execute(
        update(rounds).where(rounds.c.id == round_id).values(state=RoundState.CLOSED, closed_at=now)
    )
    await follow_ups.plan_goodbyes(tx, round_id, now)
    row = await load(tx, round_id)
    assert row is not None
    await webhooks.enqueue(tx, row.community_id, Event.ROUND_CLOSED, await _facts(tx, row), now)
    return True


async def without_summary(tx: Tx) -> tuple[int, ...]:
    """Closed rounds whose summary has not been posted."""
    rows = await tx.scalars(
        select(rounds.c.id)
        .where(rounds.c.state == RoundState.CLOSED, rounds.c.summarised_at.is_(None), rounds.c.rehearsal == 0)
        .order_by(rounds.c.closed_at)
    )
    return tuple(rows)


async def record_summary(tx: Tx, round_id: int, message_ids: tuple[int, ...], now: datetime) -> None:
    """The summary stands in the creator's channel."""
    await tx.execute(
        update(rounds)
        .where(rounds.c.id == round_id)
        .values(summary_message_ids=list(message_ids), summarised_at=now)
    )
    row = await load(tx, round_id)
    assert row is not None
    messages = {
        "channel_id": str(row.results_channel_id),
        "message_ids": [str(one) for one in message_ids],
    }
    facts = {**await _facts(tx, row), **messages}
    await webhooks.enqueue(tx, row.community_id, Event.SUMMARY_READY, facts, now)


async def _facts(tx: Tx, row: RoundRow) -> dict[str, Any]:
    """What webhooks are told of a round: ids and counts."""
    states = await count_states(tx, row.id)

    def among(wanted: Collection[InvitationState]) -> int:
        return sum(number for state, number in states.items() if state in wanted)

    return {
        "community_id": str(row.community_id),
        "round": row.number,
        "survey": row.definition.get("key"),
        "cancelled": row.cancelled_at is not None,
        "invited": sum(states.values()),
        "reached": among(REACHED),
        "started": among(ANSWERED),
        "completed": states.get(InvitationState.COMPLETED, 0),
    }
