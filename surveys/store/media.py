"""Files that are shown with questions: kept in a folder under their ids, with a row for each."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import Text, cast, delete, exists, func, literal, select
from sqlalchemy.dialects.sqlite import insert

from surveys.store.tables import drafts, media, survey_versions
from surveys.store.tx import Tx

#: The folder of these files, beside the database.
FOLDER: Final = "media"


async def add(tx: Tx, community_id: int, media_id: int, content_type: str, size: int, now: datetime) -> None:
    """Store the row of a file that is on the disk. A second time changes nothing."""
    adding = insert(media).values(
        id=media_id, community_id=community_id, content_type=content_type, size=size, at=now
    )
    await tx.execute(adding.on_conflict_do_nothing())


async def known(tx: Tx, community_id: int, ids: Collection[int]) -> frozenset[int]:
    """Those of `ids` that are files of the community."""
    rows = await tx.scalars(
        select(media.c.id).where(media.c.community_id == community_id, media.c.id.in_(ids))
    )
    return frozenset(rows)


async def let_go(tx: Tx, community_id: int, before: datetime) -> tuple[int, ...]:
    """Remove the rows of the community's files from before then that no survey and no draft shows; their ids."""
    named = func.instr
    reference = literal('"upload:') + cast(media.c.id, Text) + literal('"')
    in_version = exists().where(named(survey_versions.c.definition, reference) > 0)
    in_draft = exists().where(
        (named(drafts.c.definition, reference) > 0) | (named(drafts.c.undo, reference) > 0)
    )
    gone = (
        delete(media)
        .where(media.c.community_id == community_id, media.c.at < before, ~in_version, ~in_draft)
        .returning(media.c.id)
    )
    return tuple(await tx.scalars(gone))
