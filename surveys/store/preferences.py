"""Queries about how followers want to be asked, and what a change of it does to what is under way."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy import select, update

from surveys.core.consent import Quoting
from surveys.core.invitation import LISTENING, Happening, InvitationState, before, move
from surveys.core.preferences import Choices
from surveys.core.respect import Cadence, News, Sort, Where, Why
from surveys.core.rounds import RoundState
from surveys.store import board, tellings_due
from surveys.store.communities import terms_of
from surveys.store.tables import communities, follow_ups, followers, invitations, people, rounds
from surveys.store.tx import Tx

#: Reasons for being held back that another wish, or a sign of life, may lift.
_OF_WISHES: Final = (
    Why.SERVER,
    Why.TOPIC,
    Why.SPECIAL,
    Why.SILENT,
    Why.PAUSED,
    Why.MONTHLY,
    Why.BACK_OFF,
    Why.QUIET,
)
#: Reasons for being held back that the community's own terms may lift.
_OF_TERMS: Final = (Why.GAP, Why.BACK_OFF, Why.QUIET)


@dataclass(frozen=True, slots=True)
class Mine:
    """A follower's choices, with whose they are and whether they left."""

    user_id: int
    left: bool
    choices: Choices


async def load(tx: Tx, follower_id: int) -> Mine | None:
    """The follower's choices. Callers check whose they are."""
    row = (
        await tx.execute(
            select(
                followers.c.id,
                followers.c.user_id,
                followers.c.left_at,
                followers.c.cadence,
                followers.c.topics,
                followers.c.asked_in,
                followers.c.quoting,
                followers.c.paused_until,
                followers.c.news,
                communities.c.id.label("community_id"),
                communities.c.name,
                communities.c.time_zone.label("community_zone"),
                communities.c.topics.label("offered"),
                communities.c.gap_days,
                communities.c.quiet_from.label("usually_quiet_from"),
                communities.c.quiet_until.label("usually_quiet_until"),
                people.c.locale,
                people.c.language,
                people.c.time_zone,
                people.c.quiet_from,
                people.c.quiet_until,
            )
            .join(communities, communities.c.id == followers.c.community_id)
            .join(people, people.c.user_id == followers.c.user_id)
            .where(followers.c.id == follower_id)
        )
    ).first()
    return None if row is None else Mine(row.user_id, row.left_at is not None, _choices(row))


def _choices(row: Any) -> Choices:
    chosen = row.quiet_from is not None and row.quiet_until is not None
    return Choices(
        follower=row.id,
        community_id=row.community_id,
        community=row.name,
        community_zone=row.community_zone,
        terms=terms_of(row.gap_days, row.usually_quiet_from, row.usually_quiet_until),
        offered=tuple(row.offered),
        topics=tuple(row.topics),
        cadence=Cadence(row.cadence),
        where=Where(row.asked_in),
        quoting=Quoting(row.quoting),
        paused_until=row.paused_until,
        news=News(row.news),
        locale=row.locale,
        language=row.language,
        time_zone=row.time_zone,
        quiet=(time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_until)) if chosen else None,
    )


async def save(tx: Tx, user_id: int, choices: Choices) -> None:
    """Store what was chosen: hours and language with the person, the rest with the membership."""
    begin, end = choices.quiet or (None, None)
    await tx.execute(
        update(people)
        .where(people.c.user_id == user_id)
        .values(
            language=choices.language,
            time_zone=choices.time_zone,
            quiet_from=None if begin is None else f"{begin:%H:%M}",
            quiet_until=None if end is None else f"{end:%H:%M}",
        )
    )
    await tx.execute(
        update(followers)
        .where(followers.c.id == choices.follower, followers.c.user_id == user_id)
        .values(
            cadence=choices.cadence,
            topics=list(choices.topics),
            asked_in=choices.where,
            quoting=choices.quoting,
            paused_until=choices.paused_until,
            news=choices.news,
        )
    )
    await board.touch_those_of(tx, (choices.follower,))


async def sign_of_life(tx: Tx, follower_id: int, now: datetime) -> None:
    """The follower is there: rounds from before now no longer count as unanswered. A pause stays."""
    await tx.execute(update(followers).where(followers.c.id == follower_id).values(kept_at=now))


async def rejudge(tx: Tx, user_id: int) -> None:
    """Let everything that waits for this person, or was held back by their wishes, be judged anew.

    Only in rounds that are open. The sender decides again by what is wished now, so a wish that
    became stricter is as safe as one that became looser.
    """
    await _rejudge(tx, followers.c.user_id == user_id, _OF_WISHES)


async def rejudge_community(tx: Tx, community_id: int) -> None:
    """The same for everybody in a community, after its own terms changed."""
    await _rejudge(tx, followers.c.community_id == community_id, _OF_TERMS)


async def _rejudge(tx: Tx, whose: Any, liftable: Collection[Why]) -> None:
    mine = select(followers.c.id).where(whose, followers.c.left_at.is_(None))
    still_open = select(rounds.c.id).where(rounds.c.state == RoundState.OPEN)
    theirs = (invitations.c.follower_id.in_(mine), invitations.c.round_id.in_(still_open))
    await tellings_due.rejudge(tx, mine)
    await tx.execute(
        update(invitations)
        .where(*theirs, invitations.c.state == InvitationState.QUEUED)
        .values(due_at=None, reason=None)
    )
    for state in sorted(before(Happening.LIFTED)):
        await tx.execute(
            update(invitations)
            .where(*theirs, invitations.c.state == state, invitations.c.reason.in_(liftable))
            .values(state=move(state, Happening.LIFTED), reason=None, due_at=None, ended_at=None)
        )


async def drop_follow_ups(tx: Tx, follower_id: int, now: datetime) -> None:
    """A pause ends reminders and questions put off that have not gone out."""
    theirs = select(invitations.c.id).where(invitations.c.follower_id == follower_id)
    await tx.execute(
        update(follow_ups)
        .where(
            follow_ups.c.invitation_id.in_(theirs),
            follow_ups.c.sort.in_((Sort.REMINDER, Sort.RETURN)),
            follow_ups.c.ended_at.is_(None),
            follow_ups.c.claimed_at.is_(None),
        )
        .values(ended_at=now, reason=Why.PAUSED)
    )


async def open_round(tx: Tx, follower_id: int, now: datetime) -> tuple[int, datetime] | None:
    """A round of their community that is open and that they were not asked in yet: its id, and when it closes."""
    asked = select(invitations.c.round_id).where(
        invitations.c.follower_id == follower_id, invitations.c.state.in_(_values(LISTENING))
    )
    invited = select(invitations.c.round_id).where(
        invitations.c.follower_id == follower_id, invitations.c.reason.is_distinct_from(Why.ROLE)
    )
    row = (
        await tx.execute(
            select(rounds.c.id, rounds.c.closes_at)
            .join(followers, followers.c.community_id == rounds.c.community_id)
            .where(
                followers.c.id == follower_id,
                rounds.c.state == RoundState.OPEN,
                rounds.c.closes_at > now,
                rounds.c.rehearsal == 0,
                rounds.c.id.not_in(asked),
                # One for some people only is theirs if they are among them.
                rounds.c.audience.is_(None) | rounds.c.id.in_(invited),
            )
            .order_by(rounds.c.id.desc())
            .limit(1)
        )
    ).first()
    return None if row is None else (row.id, row.closes_at)


def _values(states: Collection[InvitationState]) -> list[str]:
    return sorted(states)
