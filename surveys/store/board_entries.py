"""Single ideas of the board, whole, and looking for one."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, or_, select, update

from surveys.core.board import Change, Entry, Happened, Wanted
from surveys.core.consent import Quoting
from surveys.core.ideas import IdeaState
from surveys.store import board, board_ties, tellings
from surveys.store.tables import followers, idea_events, idea_themes, ideas
from surveys.store.tx import Tx

_MOST_EVENTS: Final = 20
_MOST_MERGED: Final = 200
#: Ideas that are merged at once: each is a decision with its own history, and a tap is answered in seconds.
_MOST_ALIKE: Final = 50
#: Merges in a row that are followed.
_LONGEST_CHAIN: Final = 50


async def load(tx: Tx, community_id: int, idea_id: int) -> Entry | None:
    """The community's idea, with all there is to know of it."""
    row = (
        await tx.execute(
            select(ideas, followers.c.user_id, followers.c.quoting, followers.c.left_at)
            .outerjoin(followers, followers.c.id == ideas.c.follower_id)
            .where(ideas.c.id == idea_id, ideas.c.community_id == community_id)
        )
    ).first()
    if row is None:
        return None
    state = IdeaState(row.state)
    here = row.user_id is not None and row.left_at is None
    wanted = Wanted(
        row.id,
        row.text,
        state,
        row.at,
        await board.demand_of(tx, row.id),
        await board.votes_of(tx, row.id),
    )
    return Entry(
        wanted=wanted,
        community_id=row.community_id,
        response=row.response,
        link=row.link,
        author=row.user_id if here and row.quoting == Quoting.NAMED else None,
        shareable=here and row.quoting != Quoting.NO and row.text != "",
        hidden=bool(row.hidden),
        withdrawn=state is IdeaState.DUPLICATE and row.duplicate_of is None,
        into=None if row.duplicate_of is None else (row.duplicate_of, await _text(tx, row.duplicate_of)),
        merged=await _merged(tx, row.id),
        themes=await board_ties.of_idea(tx, row.id),
        history=await history(tx, row.id),
        hits=(await tellings.hits(tx, (row.id,))).get(row.id),
        alike=await _alike(tx, row.community_id, row.id),
    )


async def _alike(tx: Tx, community_id: int, idea_id: int) -> tuple[int, ...]:
    """Open ideas that are tied to a theme of this one, the oldest first."""
    mine = select(idea_themes.c.theme_id).where(idea_themes.c.idea_id == idea_id, idea_themes.c.linked == 1)
    found = (
        select(ideas.c.id)
        .join(idea_themes, idea_themes.c.idea_id == ideas.c.id)
        .where(
            ideas.c.community_id == community_id,
            ideas.c.id != idea_id,
            ideas.c.state == IdeaState.OPEN,
            ideas.c.duplicate_of.is_(None),
            ideas.c.text != "",
            idea_themes.c.linked == 1,
            idea_themes.c.theme_id.in_(mine),
        )
        .distinct()
        .order_by(ideas.c.id)
        .limit(_MOST_ALIKE)
    )
    return tuple(await tx.scalars(found))


async def history(tx: Tx, idea_id: int) -> tuple[Happened, ...]:
    """What the team did about the idea, newest first."""
    query = select(
        idea_events.c.id,
        idea_events.c.state,
        idea_events.c.response,
        idea_events.c.link,
        idea_events.c.by_user,
        idea_events.c.at,
    ).where(idea_events.c.idea_id == idea_id)
    rows = await tx.execute(query.order_by(idea_events.c.id.desc()).limit(_MOST_EVENTS))
    return tuple(
        Happened(row.id, IdeaState(row.state), row.response, row.link, row.by_user, row.at) for row in rows
    )


async def before_merging(tx: Tx, idea_id: int) -> Change:
    """What the team last said about the idea before it was merged: that it is open, if nothing."""
    query = select(idea_events.c.state, idea_events.c.response, idea_events.c.link).where(
        idea_events.c.idea_id == idea_id, idea_events.c.state != IdeaState.DUPLICATE
    )
    row = (await tx.execute(query.order_by(idea_events.c.id.desc()).limit(1))).first()
    return Change(IdeaState.OPEN) if row is None else Change(IdeaState(row.state), row.response, row.link)


async def above(tx: Tx, idea_id: int) -> frozenset[int]:
    """All that the idea is merged into, directly or by way of another."""
    found: list[int] = []
    into = await tx.scalar(select(ideas.c.duplicate_of).where(ideas.c.id == idea_id))
    while into is not None and into not in found and len(found) < _LONGEST_CHAIN:
        found.append(into)
        into = await tx.scalar(select(ideas.c.duplicate_of).where(ideas.c.id == into))
    return frozenset(found)


async def set_hidden(tx: Tx, idea_id: int, *, hidden: bool) -> None:
    """Whether the team keeps the idea off the public board."""
    await tx.execute(update(ideas).where(ideas.c.id == idea_id).values(hidden=int(hidden)))


async def search(tx: Tx, community_id: int, typed: str, most: int) -> tuple[tuple[int, str], ...]:
    """The community's ideas on the board with `typed` in them or as their number, the newest first: id and words."""
    # SQLite knows the case of A to Z only.
    forms = {typed, typed.lower(), typed.capitalize(), typed.upper(), typed.casefold()}
    found: Any = or_(*(ideas.c.text.contains(one, autoescape=True) for one in sorted(forms)))
    number = typed.removeprefix("#")
    if number.isascii() and number.isdecimal() and len(number) < 19:  # noqa: PLR2004  as many digits as a row's id has
        found = or_(ideas.c.id == int(number), found)
        first = (ideas.c.id == int(number)).desc()
    else:
        first = ideas.c.at.desc()
    rows = await tx.execute(
        select(ideas.c.id, ideas.c.text)
        .where(
            ideas.c.community_id == community_id,
            ideas.c.state != IdeaState.DUPLICATE,
            ideas.c.text != "",
            found,
        )
        .order_by(first, ideas.c.at.desc(), ideas.c.id.desc())
        .limit(most)
    )
    return tuple((row.id, row.text) for row in rows)


async def texts_to_merge(tx: Tx, community_id: int, most: int) -> dict[int, str]:
    """What the community's ideas on the board say, the newest `most`, by id."""
    query = select(ideas.c.id, ideas.c.text).where(
        ideas.c.community_id == community_id, ideas.c.state != IdeaState.DUPLICATE, ideas.c.text != ""
    )
    return {row.id: row.text for row in await tx.execute(query.order_by(ideas.c.id.desc()).limit(most))}


async def save_message(
    tx: Tx, community_id: int, follower_id: int | None, text: str, ref: int, now: datetime
) -> tuple[int, bool]:
    """Keep a message as an idea; its id, and whether it is new. `ref` is the message's id, which counts once."""
    known = await tx.scalar(
        select(ideas.c.id).where(ideas.c.ref == ref, ideas.c.community_id == community_id)
    )
    if known is not None:
        return known, False
    adding = insert(ideas).values(
        community_id=community_id, follower_id=follower_id, text=text, ref=ref, at=now
    )
    added: int = (await tx.execute(adding.returning(ideas.c.id))).scalar_one()
    await board.touch(tx, community_id, now)
    return added, True


async def _text(tx: Tx, idea_id: int) -> str:
    return await tx.scalar(select(ideas.c.text).where(ideas.c.id == idea_id)) or ""


async def _merged(tx: Tx, idea_id: int) -> tuple[tuple[int, str], ...]:
    query = select(ideas.c.id, ideas.c.text).where(ideas.c.duplicate_of == idea_id).order_by(ideas.c.id)
    return tuple((row.id, row.text) for row in await tx.execute(query.limit(_MOST_MERGED)))
