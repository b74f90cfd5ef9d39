"""Queries about series: schedules that open rounds. The next date of each is in its row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.series import Occurrence, Schedule, SeriesState
from surveys.store.tables import communities, series, survey_versions, surveys
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Plan:
    """A series as its maker wants it: whose, of which survey, when, and what its rounds are like."""

    community_id: int
    survey_id: int
    schedule: Schedule
    days: int
    target: int | None
    remind: bool
    made_by: int
    audience_id: int | None = None


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series with what is needed to open its next round. `version_id` is the survey's newest version."""

    id: int
    plan: Plan
    state: SeriesState
    next: Occurrence | None
    held_on: date | None
    held_at: datetime | None
    asked_message_id: int | None
    community: str
    results_channel_id: int
    version_id: int
    definition: dict[str, Any]
    #: Its survey is put away, so that no round of it opens.
    archived: bool


def _rows() -> Any:
    newest = (
        select(survey_versions.c.id)
        .where(survey_versions.c.survey_id == series.c.survey_id)
        .order_by(survey_versions.c.number.desc())
        .limit(1)
        .correlate(series)
        .scalar_subquery()
    )
    return (
        select(
            series,
            communities.c.name.label("community"),
            communities.c.results_channel_id,
            survey_versions.c.id.label("version_id"),
            survey_versions.c.definition,
            surveys.c.archived_at,
        )
        .join(surveys, surveys.c.id == series.c.survey_id)
        .join(communities, communities.c.id == series.c.community_id)
        .join(survey_versions, survey_versions.c.id == newest)
    )


def _row(row: Any) -> SeriesRow:
    schedule = Schedule(
        rule=row.rule,
        at=time.fromisoformat(row.at),
        zone=row.zone,
        starts=date.fromisoformat(row.starts_on),
        ends=_date(row.ends_on),
        skips=frozenset(date.fromisoformat(one) for one in row.skips),
    )
    plan = Plan(
        row.community_id,
        row.survey_id,
        schedule,
        row.days,
        row.target,
        bool(row.remind),
        row.made_by,
        row.audience_id,
    )
    next_on = _date(row.next_on)
    return SeriesRow(
        id=row.id,
        plan=plan,
        state=SeriesState(row.state),
        next=None if next_on is None else Occurrence(next_on, row.next_at),
        held_on=_date(row.held_on),
        held_at=row.held_at,
        asked_message_id=row.asked_message_id,
        community=row.community,
        results_channel_id=row.results_channel_id,
        version_id=row.version_id,
        definition=row.definition,
        archived=row.archived_at is not None,
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


async def survey_id(tx: Tx, community_id: int, key: str) -> int | None:
    """The row of the community's survey `key`."""
    return await tx.scalar(
        select(surveys.c.id).where(surveys.c.community_id == community_id, surveys.c.key == key)
    )


async def draft(tx: Tx, plan: Plan, first: Occurrence, now: datetime) -> int:
    """Store a series that its maker has yet to confirm; earlier drafts of the community go. Its id."""
    await tx.execute(
        delete(series).where(series.c.community_id == plan.community_id, series.c.state == SeriesState.DRAFT)
    )
    adding = insert(series).values(
        community_id=plan.community_id,
        survey_id=plan.survey_id,
        state=SeriesState.DRAFT,
        rule=plan.schedule.rule,
        at=plan.schedule.at.isoformat(),
        zone=plan.schedule.zone,
        starts_on=plan.schedule.starts.isoformat(),
        ends_on=None if plan.schedule.ends is None else plan.schedule.ends.isoformat(),
        skips=_skips(plan.schedule),
        days=plan.days,
        target=plan.target,
        remind=int(plan.remind),
        audience_id=plan.audience_id,
        made_by=plan.made_by,
        made_at=now,
        next_on=first.on.isoformat(),
        next_at=first.at,
    )
    made: int = (await tx.execute(adding.returning(series.c.id))).scalar_one()
    return made


async def load(tx: Tx, community_id: int, series_id: int) -> SeriesRow | None:
    """The community's series with that id."""
    found = await tx.execute(_rows().where(series.c.id == series_id, series.c.community_id == community_id))
    row = found.first()
    return None if row is None else _row(row)


async def of_community(tx: Tx, community_id: int) -> tuple[SeriesRow, ...]:
    """The community's series that are active or paused, in the order they were made."""
    rows = await tx.execute(
        _rows()
        .where(
            series.c.community_id == community_id,
            series.c.state.in_((SeriesState.ACTIVE, SeriesState.PAUSED)),
        )
        .order_by(series.c.id)
    )
    return tuple(_row(row) for row in rows)


async def due(tx: Tx, now: datetime, most: int) -> tuple[SeriesRow, ...]:
    """Up to `most` active series whose next date has come."""
    rows = await tx.execute(
        _rows()
        .where(series.c.state == SeriesState.ACTIVE, series.c.next_at <= now)
        .order_by(series.c.next_at)
        .limit(most)
    )
    return tuple(_row(row) for row in rows)


async def next_due(tx: Tx) -> datetime | None:
    """When the next date of any series comes."""
    return await tx.scalar(
        select(series.c.next_at)
        .where(series.c.state == SeriesState.ACTIVE, series.c.next_at.is_not(None))
        .order_by(series.c.next_at)
        .limit(1)
    )


async def to_ask(tx: Tx) -> tuple[SeriesRow, ...]:
    """Series with a date that was missed, of which nobody was told yet."""
    rows = await tx.execute(
        _rows()
        .where(
            series.c.state == SeriesState.ACTIVE,
            series.c.held_on.is_not(None),
            series.c.asked_message_id.is_(None),
        )
        .order_by(series.c.id)
    )
    return tuple(_row(row) for row in rows)


async def set_next(tx: Tx, series_id: int, following: Occurrence | None) -> None:
    """The next date; None: there is none any more."""
    await tx.execute(
        update(series)
        .where(series.c.id == series_id)
        .values(
            next_on=None if following is None else following.on.isoformat(),
            next_at=None if following is None else following.at,
        )
    )


async def hold(tx: Tx, series_id: int, missed: Occurrence | None) -> None:
    """A date that was missed waits for somebody's word; None: none waits any more."""
    await tx.execute(
        update(series)
        .where(series.c.id == series_id)
        .values(
            held_on=None if missed is None else missed.on.isoformat(),
            held_at=None if missed is None else missed.at,
            asked_message_id=None,
        )
    )


async def asked(tx: Tx, series_id: int, held_on: date, message_id: int) -> None:
    """Somebody was asked about that date, in this message (0: they can't be)."""
    await tx.execute(
        update(series)
        .where(series.c.id == series_id, series.c.held_on == held_on.isoformat())
        .values(asked_message_id=message_id)
    )


async def set_state(tx: Tx, series_id: int, state: SeriesState) -> None:
    """Pause a series, let it go on, or end it."""
    await tx.execute(update(series).where(series.c.id == series_id).values(state=state))


async def set_skips(tx: Tx, series_id: int, schedule: Schedule) -> None:
    """The dates that are left out."""
    await tx.execute(update(series).where(series.c.id == series_id).values(skips=_skips(schedule)))


async def forget_draft(tx: Tx, community_id: int, series_id: int) -> None:
    """Its maker thought better of it."""
    await tx.execute(
        delete(series).where(
            series.c.id == series_id,
            series.c.community_id == community_id,
            series.c.state == SeriesState.DRAFT,
        )
    )


def _skips(schedule: Schedule) -> Sequence[str]:
    return sorted(one.isoformat() for one in schedule.skips)
