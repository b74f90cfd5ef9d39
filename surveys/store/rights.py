"""Letting go of people: what stays of a row when nobody is to know any more whose it was.

Everything here runs in the caller's transaction, and only on rows. Files, posted summaries and what
is left in the database file of deleted rows are the engine's to see to, afterwards.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, exists, select, update

from surveys.store import conversations
from surveys.store.letting_go import let_go, let_go_of_ideas, let_go_of_tellings, mark, portions
from surveys.store.tables import (
    audiences,
    audit_log,
    communities,
    consents,
    drafts,
    followers,
    idea_events,
    ideas,
    invitations,
    people,
    rounds,
    series,
    survey_versions,
)
from surveys.store.tx import Tx

#: Who made a survey or started a round once that is nobody's business any more: no account has this id.
NOBODY: Final = 0


@dataclass(frozen=True, slots=True)
class Membership:
    """One community of a person, left or not."""

    follower_id: int
    community: str


async def memberships(tx: Tx, user_id: int) -> tuple[Membership, ...]:
    """Every community the person is or was in, by name."""
    rows = await tx.execute(
        select(followers.c.id, communities.c.name)
        .join(communities, communities.c.id == followers.c.community_id)
        .where(followers.c.user_id == user_id)
        .order_by(communities.c.name, communities.c.id)
    )
    return tuple(Membership(*row) for row in rows)


async def invitations_of(tx: Tx, follower_id: int) -> tuple[int, ...]:
    """All of the follower's invitations."""
    return tuple(await tx.scalars(select(invitations.c.id).where(invitations.c.follower_id == follower_id)))


async def is_known(tx: Tx, user_id: int) -> bool:
    """Whether any row is about the person, as a follower or as a creator."""
    found = select(
        exists().where(people.c.user_id == user_id)
        | exists().where(survey_versions.c.made_by == user_id)
        | exists().where(rounds.c.started_by == user_id)
        | exists().where(series.c.made_by == user_id)
        | exists().where(drafts.c.edited_by == user_id)
        | exists().where(audiences.c.made_by == user_id)
        | exists().where(audit_log.c.user_id == user_id)
        | exists().where(idea_events.c.by_user == user_id)
    )
    return bool(await tx.scalar(found))


async def forget(tx: Tx, user_id: int, why_held: str, now: datetime) -> tuple[int, ...]:
    """Let go of a person altogether. The ids of their files, to be removed once this is durable.

    What was pending ends as if they had left, for the reason `why_held`. Choices and figures stay, and
    so do the counts; nothing leads from them to anybody. Nothing happens for who is not known.
    """
    mine = [one.follower_id for one in await memberships(tx, user_id)]
    files = await _let_go_of_followers(tx, mine, why_held, now)
    await tx.execute(delete(people).where(people.c.user_id == user_id))
    await tx.execute(
        update(survey_versions).where(survey_versions.c.made_by == user_id).values(made_by=NOBODY)
    )
    await tx.execute(update(rounds).where(rounds.c.started_by == user_id).values(started_by=NOBODY))
    await tx.execute(update(series).where(series.c.made_by == user_id).values(made_by=NOBODY))
    await tx.execute(update(drafts).where(drafts.c.edited_by == user_id).values(edited_by=NOBODY))
    await tx.execute(update(audiences).where(audiences.c.made_by == user_id).values(made_by=NOBODY))
    await tx.execute(update(ideas).where(ideas.c.state_by == user_id).values(state_by=NOBODY))
    await tx.execute(update(idea_events).where(idea_events.c.by_user == user_id).values(by_user=NOBODY))
    await tx.execute(update(audit_log).where(audit_log.c.user_id == user_id).values(user_id=NOBODY))
    await mark(tx)
    return files


async def let_go_of_followers(
    tx: Tx, follower_ids: Collection[int], why_held: str, now: datetime
) -> tuple[int, ...]:
    """End these memberships for good, and with the last one of a person all that is known about them.

    The ids of their files, to be removed once this is durable.
    """
    concerned = tuple(
        await tx.scalars(select(followers.c.user_id).where(followers.c.id.in_(follower_ids)).distinct())
    )
    files = await _let_go_of_followers(tx, follower_ids, why_held, now)
    await tx.execute(
        delete(people).where(
            people.c.user_id.in_(concerned), ~exists().where(followers.c.user_id == people.c.user_id)
        )
    )
    await mark(tx)
    return files


async def _let_go_of_followers(
    tx: Tx, follower_ids: Collection[int], why_held: str, now: datetime
) -> tuple[int, ...]:
    files: list[int] = []
    for some in portions(follower_ids):
        mine = invitations.c.follower_id.in_(some)
        for follower_id in some:
            # What is being sent this moment counts as stopped: nobody looks for it any more.
            await conversations.stop_all(tx, follower_id, why_held, now)
        for portion in portions(tuple(await tx.scalars(select(invitations.c.id).where(mine)))):
            files += await let_go(tx, portion, empty_themes=True)
        await let_go_of_ideas(tx, some)
        await let_go_of_tellings(tx, some)
        await tx.execute(delete(consents).where(consents.c.follower_id.in_(some)))
        await tx.execute(delete(followers).where(followers.c.id.in_(some)))
    return tuple(files)
