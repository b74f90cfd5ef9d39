"""Queries about the public board: where it stands, which ideas belong on it, and the cards that are there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.board import LIVE, SHOWN_AFTERWARDS
from surveys.core.board_public import Shown
from surveys.core.consent import Quoting
from surveys.core.ideas import IdeaState
from surveys.store import board, tellings
from surveys.store.board_ties import AT_ONCE
from surveys.store.tables import boards, communities, followers, idea_cards, ideas
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A community's public board; no channel: there is none (any more). `due_at` is when to look at it."""

    community_id: int
    community: str
    locale: str | None
    results_channel_id: int
    channel_id: int | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class CardRow:
    """An idea's card. `idea_id` is empty where it is to be taken down, `message_id` where it isn't known to be posted."""

    id: int
    idea_id: int | None
    channel_id: int
    message_id: int | None
    added_at: datetime
    drawn: str | None


async def channel(tx: Tx, community_id: int) -> int | None:
    """Where the community's public board stands, if it has one."""
    return await tx.scalar(select(boards.c.channel_id).where(boards.c.community_id == community_id))


async def set_channel(tx: Tx, community_id: int, channel_id: int | None) -> None:
    """The board stands there from now on, or nowhere. Cards elsewhere are taken down."""
    values = {"channel_id": channel_id, "due_at": AT_ONCE}
    adding = insert(boards).values(community_id=community_id, **values)
    await tx.execute(adding.on_conflict_do_update(index_elements=[boards.c.community_id], set_=values))


async def due(tx: Tx, now: datetime) -> tuple[BoardRow, ...]:
    """Boards that are to be looked at now."""
    rows = await tx.execute(
        select(
            boards.c.community_id,
            communities.c.name,
            communities.c.locale,
            communities.c.results_channel_id,
            boards.c.channel_id,
            boards.c.due_at,
        )
        .join(communities, communities.c.id == boards.c.community_id)
        .where(boards.c.due_at <= now)
        .order_by(boards.c.due_at, boards.c.community_id)
    )
    return tuple(BoardRow(*row) for row in rows)


async def next_due(tx: Tx) -> datetime | None:
    """When the next board is to be looked at."""
    return await tx.scalar(
        select(boards.c.due_at).where(boards.c.due_at.is_not(None)).order_by(boards.c.due_at).limit(1)
    )


async def look(tx: Tx, row: BoardRow, until: datetime) -> None:
    """The board is being looked at, until then: what changes on it from now on is looked at once more."""
    await tx.execute(
        update(boards)
        .where(boards.c.community_id == row.community_id, boards.c.due_at == row.due_at)
        .values(due_at=until)
    )


async def looked_at(tx: Tx, row: BoardRow, until: datetime, again: datetime | None) -> None:
    """The board was looked at, as `look` said; `again` is when to go on, unless something changed meanwhile."""
    await tx.execute(
        update(boards)
        .where(boards.c.community_id == row.community_id, boards.c.due_at == until)
        .values(due_at=again)
    )


async def shown(tx: Tx, community_id: int, now: datetime, most: int) -> tuple[Shown, ...]:
    """The ideas that belong on the public board, those wanted most first.

    Each is one whose author follows and lets others read it, that the team doesn't keep off, and that something can
    still come of, or came of lately.
    """
    everyone = board.roots_of(community_id)
    demand = board.per_root(board.wants_of(everyone), "demand")
    people = func.coalesce(demand.c.demand, 0)
    query = (
        select(
            ideas.c.id, ideas.c.text, ideas.c.state, ideas.c.response, ideas.c.link, people.label("people")
        )
        .outerjoin(demand, demand.c.root == ideas.c.id)
        .join(followers, followers.c.id == ideas.c.follower_id)
        .where(ideas.c.community_id == community_id, *_public(now))
        .order_by(people.desc(), ideas.c.id.desc())
        .limit(most)
    )
    rows = (await tx.execute(query)).all()
    hits = await tellings.hits(tx, [row.id for row in rows if row.state == IdeaState.MADE])
    return tuple(
        Shown(row.id, row.text, IdeaState(row.state), row.response, row.link, row.people, hits.get(row.id))
        for row in rows
    )


async def is_public(tx: Tx, idea_id: int, now: datetime) -> bool:
    """Whether the idea may stand on the public board at this moment."""
    found = (
        select(ideas.c.id)
        .join(followers, followers.c.id == ideas.c.follower_id)
        .where(ideas.c.id == idea_id, *_public(now))
    )
    return await tx.scalar(found) is not None


def _public(now: datetime) -> tuple[Any, ...]:
    lately = ideas.c.state.in_((IdeaState.MADE, IdeaState.DECLINED)) & (
        ideas.c.state_at > now - SHOWN_AFTERWARDS
    )
    return (
        followers.c.quoting != Quoting.NO,
        followers.c.left_at.is_(None),
        ideas.c.hidden == 0,
        ideas.c.text != "",
        or_(ideas.c.state.in_(LIVE), lately),
    )


async def cards(tx: Tx, community_id: int) -> tuple[CardRow, ...]:
    """The community's cards, in the order they were added in."""
    query = _cards().where(idea_cards.c.community_id == community_id)
    return tuple(CardRow(*row) for row in await tx.execute(query.order_by(idea_cards.c.id)))


async def card(tx: Tx, community_id: int, card_id: int, added_ms: int) -> CardRow | None:
    """The community's card of that id, if it is the one that was added at that moment: ids are given out again."""
    query = _cards().where(idea_cards.c.id == card_id, idea_cards.c.community_id == community_id)
    row = (await tx.execute(query)).first()
    if row is None or int(row.added_at.timestamp() * 1000) != added_ms:
        return None
    return CardRow(*row)


def _cards() -> Any:
    return select(
        idea_cards.c.id,
        idea_cards.c.idea_id,
        idea_cards.c.channel_id,
        idea_cards.c.message_id,
        idea_cards.c.added_at,
        idea_cards.c.drawn,
    )


async def arrange(
    tx: Tx, community_id: int, channel_id: int | None, idea_ids: Sequence[int], now: datetime, most: int
) -> tuple[frozenset[int], bool]:
    """Let the cards be those of these ideas, in that channel: others are to be taken down, missing ones are added.

    At most `most` are added: their ids, and whether that was all.
    """
    there = await cards(tx, community_id)
    wrong = [
        one.id
        for one in there
        if one.idea_id is not None and (one.idea_id not in idea_ids or one.channel_id != channel_id)
    ]
    await tx.execute(update(idea_cards).where(idea_cards.c.id.in_(wrong)).values(idea_id=None))
    if channel_id is None:
        return frozenset(), True
    have = {one.idea_id for one in there if one.id not in wrong}
    # Those wanted most are posted last, so that they stand lowest, where people look.
    missing = [
        {"community_id": community_id, "channel_id": channel_id, "idea_id": one, "added_at": now}
        for one in reversed(idea_ids)
        if one not in have
    ]
    if not missing:
        return frozenset(), True
    adding = insert(idea_cards).values(missing[:most]).returning(idea_cards.c.id)
    return frozenset(await tx.scalars(adding)), len(missing) <= most


async def posted(tx: Tx, card_id: int, message_id: int, drawn: str | None) -> None:
    """The card stands on that message, and says what `drawn` stands for."""
    await tx.execute(
        update(idea_cards).where(idea_cards.c.id == card_id).values(message_id=message_id, drawn=drawn)
    )


async def gone(tx: Tx, card_ids: Collection[int]) -> None:
    """These cards stand nowhere any more."""
    await tx.execute(delete(idea_cards).where(idea_cards.c.id.in_(card_ids)))


async def lost(tx: Tx, community_id: int, channel_id: int) -> None:
    """The channel is closed to the bot: there is no public board, until the team says so again.

    Its cards are to be taken down as soon as that can be done.
    """
    await tx.execute(
        update(idea_cards)
        .where(idea_cards.c.community_id == community_id, idea_cards.c.channel_id == channel_id)
        .values(idea_id=None)
    )
    await tx.execute(
        update(boards)
        .where(boards.c.community_id == community_id, boards.c.channel_id == channel_id)
        .values(channel_id=None)
    )
