"""What a follower wishes, read from the rows: their hours, their language, how often and where they are asked."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update

from surveys.core.hours import Hours
from surveys.core.respect import Cadence, News, Where, Wishes
from surveys.core.text import folded
from surveys.core.zones import guess_zone, is_zone
from surveys.store.tables import communities, followers, people
from surveys.store.tx import Tx

#: The columns `of_row` reads, under these names; the query joins followers, people and communities.
COLUMNS = (
    people.c.locale,
    people.c.language,
    people.c.time_zone,
    people.c.quiet_from,
    people.c.quiet_until,
    communities.c.time_zone.label("community_zone"),
    communities.c.gap_days,
    communities.c.quiet_from.label("usually_quiet_from"),
    communities.c.quiet_until.label("usually_quiet_until"),
    followers.c.cadence,
    followers.c.topics,
    followers.c.asked_in,
    followers.c.paused_until,
    followers.c.news,
)


def hours_of(row: Any) -> Hours:
    """The person's own hours: as they set them, else the community's quiet hours where they probably live.

    That is guessed from their locale, and is the community's zone where that tells nothing.
    """
    zone = row.time_zone if row.time_zone is not None and is_zone(row.time_zone) else None
    quiet = (row.quiet_from, row.quiet_until)
    if None in quiet:
        quiet = (row.usually_quiet_from, row.usually_quiet_until)
    return Hours(zone or guess_zone(row.locale, row.community_zone), *map(time.fromisoformat, quiet))


def of_row(row: Any) -> Wishes:
    """Everything that decides whether and when the follower may be sent something."""
    return Wishes(
        hours=hours_of(row),
        cadence=Cadence(row.cadence),
        topics=frozenset(folded(topic) for topic in row.topics),
        where=Where(row.asked_in),
        paused_until=row.paused_until,
        gap=timedelta(days=row.gap_days),
        news=News(row.news),
    )


async def languages(tx: Tx, user_id: int) -> tuple[str | None, str | None]:
    """The language the person chose, and Discord's setting as last seen; for `Languages.of`."""
    row = (
        await tx.execute(select(people.c.language, people.c.locale).where(people.c.user_id == user_id))
    ).first()
    return (None, None) if row is None else (row.language, row.locale)


async def note_locale(tx: Tx, user_id: int, locale: str | None) -> None:
    """Remember Discord's language setting of a person we know; messages sent later are in it."""
    if locale is None:
        return
    await tx.execute(
        update(people)
        .where(people.c.user_id == user_id, people.c.locale.is_distinct_from(locale))
        .values(locale=locale)
    )


async def keep(tx: Tx, follower_id: int, now: datetime) -> None:
    """The follower gave a sign of life: rounds before now no longer count as unanswered, a pause is over."""
    await tx.execute(
        update(followers).where(followers.c.id == follower_id).values(kept_at=now, paused_until=None)
    )
