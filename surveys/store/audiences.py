"""Queries about saved audiences, and about the rounds that were shown but not confirmed yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, insert, select, update

from surveys.core.audience import Audience, named
from surveys.core.audience_data import from_plain, to_plain
from surveys.core.series import SeriesState
from surveys.core.text import folded
from surveys.store.tables import audiences, round_plans, series, surveys
from surveys.store.tx import Tx

#: How long a round that was shown can be confirmed.
PLANS_KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Saved:
    """An audience under its name. `version` counts its changes."""

    id: int
    name: str
    audience: Audience
    version: int


_SAVED = (audiences.c.id, audiences.c.name, audiences.c.definition, audiences.c.version)


def _saved(row: Any) -> Saved:
    return Saved(row.id, row.name, from_plain(row.definition), row.version)


async def add(
    tx: Tx, community_id: int, name: str, audience: Audience, made_by: int, now: datetime
) -> int | None:
    """Save an audience; its id. None where the community has one of that name."""
    adding = insert(audiences).values(
        community_id=community_id,
        name=name,
        folded=folded(name),
        definition=to_plain(audience),
        made_by=made_by,
        made_at=now,
    )
    if await by_name(tx, community_id, name) is not None:
        return None
    made: int = (await tx.execute(adding.returning(audiences.c.id))).scalar_one()
    return made


async def load(tx: Tx, community_id: int, audience_id: int) -> Saved | None:
    """The community's audience with that id."""
    found = await tx.execute(
        select(*_SAVED).where(audiences.c.id == audience_id, audiences.c.community_id == community_id)
    )
    row = found.first()
    return None if row is None else _saved(row)


async def by_name(tx: Tx, community_id: int, name: str) -> Saved | None:
    """The community's audience of that name; case and punctuation don't count."""
    found = await tx.execute(
        select(*_SAVED).where(audiences.c.folded == folded(name), audiences.c.community_id == community_id)
    )
    row = found.first()
    return None if row is None else _saved(row)


async def of_community(tx: Tx, community_id: int) -> tuple[Saved, ...]:
    """All of the community's audiences, by name."""
    rows = await tx.execute(
        select(*_SAVED).where(audiences.c.community_id == community_id).order_by(audiences.c.folded)
    )
    return tuple(_saved(row) for row in rows)


async def change(tx: Tx, audience_id: int, name: str, audience: Audience) -> None:
    """The audience is called and defined like this from now on. No other may have the name."""
    await tx.execute(
        update(audiences)
        .where(audiences.c.id == audience_id)
        .values(
            name=name,
            folded=folded(name),
            definition=to_plain(audience),
            version=audiences.c.version + 1,
        )
    )


async def users_of(tx: Tx, community_id: int, audience_id: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keys of the surveys whose series go to it, and names of the audiences that name it."""
    keys = await tx.scalars(
        select(surveys.c.key)
        .join(series, series.c.survey_id == surveys.c.id)
        .where(
            series.c.audience_id == audience_id,
            series.c.state.in_((SeriesState.ACTIVE, SeriesState.PAUSED)),
        )
        .order_by(surveys.c.key)
        .distinct()
    )
    every = await of_community(tx, community_id)
    return tuple(keys), tuple(one.name for one in every if audience_id in named(one.audience))


async def remove(tx: Tx, audience_id: int) -> None:
    """It is gone. Callers see to it that nothing that goes on needs it."""
    await tx.execute(update(series).where(series.c.audience_id == audience_id).values(audience_id=None))
    await tx.execute(delete(audiences).where(audiences.c.id == audience_id))


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """A round as it was shown to a creator. `saved`: the audience it is for, by id and version."""

    version_id: int
    days: int
    special: bool
    remind: bool
    target: int | None
    audience: Audience
    saved: tuple[int, int] | None = None
    used: bool = False


async def keep_plan(tx: Tx, community_id: int, plan: RoundPlan, now: datetime) -> int:
    """Store what was shown, to be confirmed by its id; plans that are too old go."""
    await tidy_plans(tx, now)
    audience_id, audience_version = plan.saved or (None, None)
    adding = insert(round_plans).values(
        community_id=community_id,
        version_id=plan.version_id,
        days=plan.days,
        special=int(plan.special),
        remind=int(plan.remind),
        target=plan.target,
        audience_id=audience_id,
        audience_version=audience_version,
        audience=to_plain(plan.audience),
        made_at=now,
    )
    made: int = (await tx.execute(adding.returning(round_plans.c.id))).scalar_one()
    return made


async def plan(tx: Tx, community_id: int, plan_id: int, now: datetime) -> RoundPlan | None:
    """The community's plan with that id, if it can still be confirmed."""
    found = await tx.execute(
        select(round_plans).where(
            round_plans.c.id == plan_id,
            round_plans.c.community_id == community_id,
            round_plans.c.made_at > now - PLANS_KEPT,
        )
    )
    row = found.first()
    if row is None:
        return None
    return RoundPlan(
        row.version_id,
        row.days,
        bool(row.special),
        bool(row.remind),
        row.target,
        from_plain(row.audience),
        None if row.audience_id is None else (row.audience_id, row.audience_version),
        row.used_at is not None,
    )


async def use_plan(tx: Tx, plan_id: int, now: datetime) -> None:
    """The round was opened: the same confirmation opens no second one."""
    await tx.execute(update(round_plans).where(round_plans.c.id == plan_id).values(used_at=now))


async def tidy_plans(tx: Tx, now: datetime) -> None:
    """Plans that nobody can confirm any more go."""
    await tx.execute(delete(round_plans).where(round_plans.c.made_at <= now - PLANS_KEPT))


async def look_up(tx: Tx, community_id: int) -> Mapping[int, Audience]:
    """Every audience of the community by id, for those that name others."""
    return {one.id: one.audience for one in await of_community(tx, community_id)}
