"""Queries about surveys and their frozen versions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.store.tables import survey_versions, surveys
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a survey: its row, its number within the survey, and the definition as plain data.

    `survey_id` is the row of the survey, `archived` whether that is put away.
    """

    id: int
    key: str
    number: int
    definition: dict[str, Any]
    survey_id: int
    archived: bool = False

    @property
    def title(self) -> str:
        """The survey's title, without reading the rest."""
        return str(self.definition.get("title", self.key))


_VERSION = (
    survey_versions.c.id,
    surveys.c.key,
    survey_versions.c.number,
    survey_versions.c.definition,
    survey_versions.c.survey_id,
    surveys.c.archived_at.is_not(None),
)


async def latest(tx: Tx, community_id: int, key: str) -> Version | None:
    """The newest version of the community's survey `key`."""
    row = (
        await tx.execute(
            select(*_VERSION)
            .join(surveys, surveys.c.id == survey_versions.c.survey_id)
            .where(surveys.c.community_id == community_id, surveys.c.key == key)
            .order_by(survey_versions.c.number.desc())
            .limit(1)
        )
    ).first()
    return Version(*row) if row is not None else None


async def by_row(tx: Tx, community_id: int, survey_id: int) -> Version | None:
    """The newest version of the community's survey with that row."""
    key = await tx.scalar(
        select(surveys.c.key).where(surveys.c.community_id == community_id, surveys.c.id == survey_id)
    )
    return None if key is None else await latest(tx, community_id, key)


async def definitions(tx: Tx, community_id: int, key: str) -> tuple[dict[str, Any], ...]:
    """Every version the community's survey `key` ever had, as plain data."""
    rows = await tx.scalars(
        select(survey_versions.c.definition)
        .join(surveys, surveys.c.id == survey_versions.c.survey_id)
        .where(surveys.c.community_id == community_id, surveys.c.key == key)
    )
    return tuple(rows)


async def archive(tx: Tx, community_id: int, survey_id: int, since: datetime | None) -> None:
    """Put the community's survey away, or (None) bring it back."""
    await tx.execute(
        update(surveys)
        .where(surveys.c.community_id == community_id, surveys.c.id == survey_id)
        .values(archived_at=since)
    )


async def all_latest(tx: Tx, community_id: int, *, archived: bool = False) -> tuple[Version, ...]:
    """The newest version of each of the community's surveys, by key; the archived ones only where wanted, too."""
    newest = (
        select(survey_versions.c.survey_id, func.max(survey_versions.c.number).label("number"))
        .group_by(survey_versions.c.survey_id)
        .subquery()
    )
    rows = await tx.execute(
        select(*_VERSION)
        .join(surveys, surveys.c.id == survey_versions.c.survey_id)
        .join(
            newest,
            (newest.c.survey_id == survey_versions.c.survey_id)
            & (newest.c.number == survey_versions.c.number),
        )
        .where(
            surveys.c.community_id == community_id, *(() if archived else (surveys.c.archived_at.is_(None),))
        )
        .order_by(surveys.c.key)
    )
    return tuple(Version(*row) for row in rows)


async def add_version(
    tx: Tx, community_id: int, key: str, definition: dict[str, Any], made_by: int, now: datetime
) -> Version:
    """Store the next version of survey `key`, creating the survey with its first."""
    await tx.execute(insert(surveys).values(community_id=community_id, key=key).on_conflict_do_nothing())
    survey_id = (
        await tx.execute(
            select(surveys.c.id).where(surveys.c.community_id == community_id, surveys.c.key == key)
        )
    ).scalar_one()
    last = await tx.scalar(
        select(func.max(survey_versions.c.number)).where(survey_versions.c.survey_id == survey_id)
    )
    number = (last or 0) + 1
    adding = insert(survey_versions).values(
        survey_id=survey_id, number=number, definition=definition, made_by=made_by, made_at=now
    )
    version_id = (await tx.execute(adding.returning(survey_versions.c.id))).scalar_one()
    return Version(version_id, key, number, definition, survey_id)


async def ids(tx: Tx, community_id: int) -> tuple[int, ...]:
    """The rows of all surveys of the community."""
    return tuple(await tx.scalars(select(surveys.c.id).where(surveys.c.community_id == community_id)))


async def by_version(tx: Tx, community_id: int, version_id: int) -> Version | None:
    """That version, if its survey is the community's."""
    row = (
        await tx.execute(
            select(*_VERSION)
            .join(surveys, surveys.c.id == survey_versions.c.survey_id)
            .where(surveys.c.community_id == community_id, survey_versions.c.id == version_id)
        )
    ).first()
    return Version(*row) if row is not None else None
