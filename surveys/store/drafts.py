"""Queries about surveys in the making. Each change is stored at once, and only on top of what its author saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.store.tables import drafts
from surveys.store.tx import Tx

#: Steps that can be taken back.
MOST_UNDONE: Final = 20
_FIRST: Final = 1


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A survey in the making, as plain data. `undo` has what it was before, the latest last."""

    id: int
    key: str
    based_on: int | None
    definition: dict[str, Any]
    undo: tuple[dict[str, Any], ...]
    revision: int
    edited_by: int
    edited_at: datetime

    @property
    def changed(self) -> bool:
        """Whether anything was changed since it was begun."""
        return self.revision > _FIRST

    @property
    def title(self) -> str:
        """Its title, without reading the rest."""
        return str(self.definition.get("title", self.key))


_ROW: Final = (
    drafts.c.id,
    drafts.c.key,
    drafts.c.based_on,
    drafts.c.definition,
    drafts.c.undo,
    drafts.c.revision,
    drafts.c.edited_by,
    drafts.c.edited_at,
)


def _row(row: Any) -> DraftRow:
    draft_id, key, based_on, definition, undo, revision, edited_by, edited_at = row
    return DraftRow(draft_id, key, based_on, definition, tuple(undo), revision, edited_by, edited_at)


async def load(tx: Tx, community_id: int, draft_id: int) -> DraftRow | None:
    """The community's draft with that id."""
    row = (
        await tx.execute(select(*_ROW).where(drafts.c.community_id == community_id, drafts.c.id == draft_id))
    ).first()
    return None if row is None else _row(row)


async def by_key(tx: Tx, community_id: int, key: str) -> DraftRow | None:
    """The draft of the community's survey `key`."""
    row = (
        await tx.execute(select(*_ROW).where(drafts.c.community_id == community_id, drafts.c.key == key))
    ).first()
    return None if row is None else _row(row)


async def of_community(tx: Tx, community_id: int) -> tuple[DraftRow, ...]:
    """All drafts of the community, by key."""
    rows = await tx.execute(select(*_ROW).where(drafts.c.community_id == community_id).order_by(drafts.c.key))
    return tuple(map(_row, rows))


async def begin(
    tx: Tx,
    community_id: int,
    key: str,
    based_on: int | None,
    definition: Mapping[str, Any],
    user_id: int,
    now: datetime,
) -> DraftRow:
    """Store a new draft. Its key has none yet."""
    adding = insert(drafts).values(
        community_id=community_id,
        key=key,
        based_on=based_on,
        definition=definition,
        undo=[],
        revision=_FIRST,
        edited_by=user_id,
        edited_at=now,
    )
    return _row((await tx.execute(adding.returning(*_ROW))).one())


async def change(
    tx: Tx, before: DraftRow, definition: Mapping[str, Any], user_id: int, now: datetime
) -> DraftRow:
    """Store what became of the draft; what it was can be taken back, up to 20 steps."""
    undo = (*before.undo, before.definition)[-MOST_UNDONE:]
    return await _put(tx, before, definition, undo, user_id, now)


async def take_back(tx: Tx, before: DraftRow, user_id: int, now: datetime) -> DraftRow:
    """Make the draft what it was before its last change. There has to be one."""
    return await _put(tx, before, before.undo[-1], before.undo[:-1], user_id, now)


async def remove(tx: Tx, community_id: int, draft_id: int) -> None:
    """The draft is saved, or nobody wants it."""
    await tx.execute(delete(drafts).where(drafts.c.community_id == community_id, drafts.c.id == draft_id))


async def _put(
    tx: Tx,
    before: DraftRow,
    definition: Mapping[str, Any],
    undo: tuple[Mapping[str, Any], ...],
    user_id: int,
    now: datetime,
) -> DraftRow:
    changed = (
        update(drafts)
        # The caller compared revisions in this transaction; this is what keeps it true whoever calls.
        .where(drafts.c.id == before.id, drafts.c.revision == before.revision)
        .values(
            definition=definition,
            undo=list(undo),
            revision=before.revision + 1,
            edited_by=user_id,
            edited_at=now,
        )
    )
    return _row((await tx.execute(changed.returning(*_ROW))).one())
