"""What a community has sent its followers lately, as far as the caps and the back-off ask; rehearsals don't count."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select

from surveys.core.invitation import InvitationState
from surveys.core.respect import PAST_DAYS, News, Past, Sort
from surveys.store.tables import follow_ups, followers, invitations, tellings
from surveys.store.tables import rounds as rounds_table
from surveys.store.tx import Tx

#: More rounds than this fit no window the rules look at: one a week at most, over PAST_DAYS.
_MOST_ROUNDS = 12
#: States in which an invitation that was sent has brought no reply.
_SILENT = frozenset({InvitationState.SENDING, InvitationState.SENT, InvitationState.EXPIRED})
#: Follow-ups that count as prompts; a question somebody put off comes back at their own wish.
_COUNTED = (Sort.REMINDER.value, Sort.GOODBYE.value)


async def pasts(tx: Tx, follower_ids: Collection[int], now: datetime) -> dict[int, Past]:
    """The past of each of these followers. What is on its way counts as sent."""
    since = now - timedelta(days=PAST_DAYS)
    at = func.coalesce(invitations.c.sent_at, invitations.c.claimed_at)
    newest_first = func.row_number().over(partition_by=invitations.c.follower_id, order_by=at.desc())
    sent = (
        select(
            invitations.c.follower_id,
            at.label("at"),
            invitations.c.state,
            invitations.c.heard,
            followers.c.kept_at,
            rounds_table.c.cancelled_at,
            newest_first.label("place"),
        )
        .join(followers, followers.c.id == invitations.c.follower_id)
        .join(rounds_table, rounds_table.c.id == invitations.c.round_id)
        .where(
            invitations.c.follower_id.in_(follower_ids),
            rounds_table.c.rehearsal == 0,
            (invitations.c.sent_at.is_not(None)) | (invitations.c.state == InvitationState.SENDING),
        )
        .subquery()
    )
    rows = await tx.execute(
        select(sent).where(sent.c.place <= _MOST_ROUNDS).order_by(sent.c.follower_id, sent.c.place)
    )
    rounds: defaultdict[int, list[datetime]] = defaultdict(list)
    silent: defaultdict[int, int] = defaultdict(int)
    spoke: set[int] = set()
    for row in rows:
        if row.at >= since:
            rounds[row.follower_id].append(row.at)
        kept = row.kept_at is not None and row.at <= row.kept_at
        if kept or row.heard or InvitationState(row.state) not in _SILENT:
            spoke.add(row.follower_id)
        elif row.follower_id not in spoke and row.cancelled_at is None:
            silent[row.follower_id] += 1
    again = await tx.execute(
        select(invitations.c.follower_id, func.coalesce(follow_ups.c.sent_at, follow_ups.c.claimed_at))
        .join(invitations, invitations.c.id == follow_ups.c.invitation_id)
        .join(rounds_table, rounds_table.c.id == invitations.c.round_id)
        .where(
            invitations.c.follower_id.in_(follower_ids),
            rounds_table.c.rehearsal == 0,
            follow_ups.c.sort.in_(_COUNTED),
            (follow_ups.c.sent_at >= since)
            | (follow_ups.c.claimed_at.is_not(None) & follow_ups.c.ended_at.is_(None)),
        )
    )
    prompts = {one: list(moments) for one, moments in rounds.items()}
    for follower_id, moment in again:
        prompts.setdefault(follower_id, []).append(moment)
    told = await _news(tx, follower_ids, since)
    for follower_id, (wanted, moments) in told.items():
        if wanted is not News.ALWAYS:
            prompts.setdefault(follower_id, []).extend(moments)
    return {
        one: Past(
            tuple(rounds.get(one, ())),
            tuple(prompts.get(one, ())),
            silent.get(one, 0),
            told[one][1] if one in told else (),
        )
        for one in follower_ids
    }


async def _news(
    tx: Tx, follower_ids: Collection[int], since: datetime
) -> dict[int, tuple[News, tuple[datetime, ...]]]:
    """Whether these followers want news beside their limits, and when each message with news went to them."""
    rows = await tx.execute(
        select(tellings.c.follower_id, followers.c.news, func.min(tellings.c.claimed_at).label("at"))
        .join(followers, followers.c.id == tellings.c.follower_id)
        .where(
            tellings.c.follower_id.in_(follower_ids),
            (tellings.c.sent_at >= since)
            | (tellings.c.claimed_at.is_not(None) & tellings.c.ended_at.is_(None)),
        )
        .group_by(tellings.c.follower_id, followers.c.news, tellings.c.lead_id)
    )
    found: dict[int, tuple[News, tuple[datetime, ...]]] = {}
    for row in rows:
        _, moments = found.get(row.follower_id, (News.LIMITS, ()))
        found[row.follower_id] = News(row.news), (*moments, row.at)
    return found
