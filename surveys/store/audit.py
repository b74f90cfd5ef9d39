"""The audit log: what creators did, who and when. Lines are added, and never changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select

from surveys.store.tables import audit_log
from surveys.store.tx import Tx


class Deed(StrEnum):
    """What a creator can do that others should be able to look up. Stored, so values never change."""

    SET_UP = "set_up"
    RIGHTS_CHANGED = "rights_changed"
    SURVEY_SAVED = "survey_saved"
    SURVEY_ARCHIVED = "survey_archived"
    SURVEY_BACK = "survey_back"
    AUDIENCE_SAVED = "audience_saved"
    AUDIENCE_DELETED = "audience_deleted"
    ROUND_STARTED = "round_started"
    ROUND_PAUSED = "round_paused"
    ROUND_RESUMED = "round_resumed"
    ROUND_CLOSED = "round_closed"
    ROUND_CANCELLED = "round_cancelled"
    ROUND_REMINDED = "round_reminded"
    REHEARSED = "rehearsed"
    SERIES_CHANGED = "series_changed"
    IDEA_STATUS = "idea_status"
    IDEA_MERGED = "idea_merged"
    IDEA_CHANGED = "idea_changed"
    IDEA_SAVED = "idea_saved"
    BOARD_CHANGED = "board_changed"
    IDEA_REMINDERS = "idea_reminders"
    RESULTS_EXPORTED = "results_exported"
    THEME_RENAMED = "theme_renamed"
    THEMES_MERGED = "themes_merged"
    THEME_SPLIT = "theme_split"
    THEMES_UNDONE = "themes_undone"
    QUOTE_REMOVED = "quote_removed"
    STATEMENT_HIDDEN = "statement_hidden"
    STATEMENT_SHOWN = "statement_shown"
    WEBHOOK_CHANGED = "webhook_changed"


@dataclass(frozen=True, slots=True)
class Line:
    """One deed. `user_id` is NOBODY's where whoever did it was forgotten at their wish."""

    id: int
    at: datetime
    user_id: int
    deed: Deed
    subject: str


async def record(tx: Tx, community_id: int, user_id: int, deed: Deed, subject: str, now: datetime) -> None:
    """Add a line, in the transaction of the deed itself. `subject` names what it was done to, in a few words."""
    await tx.execute(
        insert(audit_log).values(
            community_id=community_id, user_id=user_id, deed=deed, subject=subject, at=now
        )
    )


async def lines(tx: Tx, community_id: int, before: int | None, most: int) -> tuple[Line, ...]:
    """The newest lines, newest first; with `before` only those older than that line."""
    query = select(audit_log.c.id, audit_log.c.at, audit_log.c.user_id, audit_log.c.deed, audit_log.c.subject)
    query = query.where(audit_log.c.community_id == community_id)
    if before is not None:
        query = query.where(audit_log.c.id < before)
    rows = await tx.execute(query.order_by(audit_log.c.id.desc()).limit(most))
    return tuple(Line(row.id, row.at, row.user_id, Deed(row.deed), row.subject) for row in rows)
