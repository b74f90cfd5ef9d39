"""Queries about ideas: those sent, the votes for them, and what came of a follower's words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, exists, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.consent import Quoting
from surveys.core.ideas import VOTABLE, Counts, Heard, IdeaState, Outcome
from surveys.store import board, summary_ideas
from surveys.store.board_ties import loosen, taken_up
from surveys.store.tables import (
    answers,
    communities,
    followers,
    idea_votes,
    ideas,
    invitations,
    rounds,
    theme_replies,
    themes,
)
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class IdeaRow:
    """An idea and how many voted for it. `follower_id` is empty where its author is forgotten."""

    id: int
    community_id: int
    community: str
    follower_id: int | None
    answer_id: int | None
    text: str
    state: IdeaState
    at: datetime
    votes: int
    #: The team did something about it, so it is its author's alone no more.
    taken_up: bool


@dataclass(frozen=True, slots=True)
class TextRow:
    """What an idea says, and since when."""

    id: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A person as the follower of a community, now or once."""

    follower_id: int
    community: str
    follows: bool


_VOTABLE = ideas.c.state.in_(VOTABLE)


def _votes() -> Any:
    counted = select(func.count()).select_from(idea_votes)
    return counted.where(idea_votes.c.idea_id == ideas.c.id).scalar_subquery()


def _rows() -> Select[Any]:
    return select(
        ideas.c.id,
        ideas.c.community_id,
        communities.c.name,
        ideas.c.follower_id,
        ideas.c.answer_id,
        ideas.c.text,
        ideas.c.state,
        ideas.c.at,
        _votes(),
        taken_up(),
    ).join(communities, communities.c.id == ideas.c.community_id)


def _row(row: Any) -> IdeaRow:
    values = list(row)
    values[6], values[9] = IdeaState(values[6]), bool(values[9])
    return IdeaRow(*values)


def _may_be_shown() -> Any:
    """Whether others may see it: its author is known and lets their words be quoted."""
    return exists().where(followers.c.id == ideas.c.follower_id, followers.c.quoting != Quoting.NO)


async def heard(tx: Tx, ref: int) -> bool:
    """Whether an idea came with this Discord id already."""
    return await tx.scalar(select(ideas.c.id).where(ideas.c.ref == ref)) is not None


async def add(tx: Tx, community_id: int, follower_id: int, text: str, ref: int, now: datetime) -> int:
    """Store an idea sent outside a round; its id."""
    adding = insert(ideas).values(
        community_id=community_id, follower_id=follower_id, text=text, ref=ref, at=now
    )
    idea_id: int = (await tx.execute(adding.returning(ideas.c.id))).scalar_one()
    await board.touch(tx, community_id, now)
    return idea_id


async def load(tx: Tx, idea_id: int) -> IdeaRow | None:
    """The idea. Callers check whose it is, and whose community."""
    row = (await tx.execute(_rows().where(ideas.c.id == idea_id))).first()
    return _row(row) if row is not None else None


async def quotable(tx: Tx, follower_id: int) -> bool:
    """Whether the follower lets others read their words."""
    return await tx.scalar(select(followers.c.quoting).where(followers.c.id == follower_id)) != Quoting.NO


async def sent_since(tx: Tx, follower_id: int, since: datetime) -> int:
    """How many ideas the follower sent after `since`, outside rounds; those withdrawn count, too."""
    counted = select(func.count()).select_from(ideas)
    where = (ideas.c.follower_id == follower_id, ideas.c.answer_id.is_(None), ideas.c.at > since)
    return await tx.scalar(counted.where(*where)) or 0


async def own_texts(tx: Tx, follower_id: int, most: int) -> tuple[str, ...]:
    """What the follower's newest votable ideas say, at most `most` of them."""
    query = select(ideas.c.text).where(ideas.c.follower_id == follower_id, _VOTABLE)
    return tuple(await tx.scalars(query.order_by(ideas.c.id.desc()).limit(most)))


async def texts(tx: Tx, community_id: int, since: datetime | None, most: int) -> tuple[TextRow, ...]:
    """What the community's votable ideas say, if that is as new as `since`; the newest `most`, newest first."""
    query = select(ideas.c.id, ideas.c.text, ideas.c.at).where(ideas.c.community_id == community_id, _VOTABLE)
    if since is not None:
        query = query.where(ideas.c.at >= since)
    rows = await tx.execute(query.order_by(ideas.c.id.desc()).limit(most))
    return tuple(TextRow(*row) for row in rows)


async def to_vote_for(
    tx: Tx, community_id: int, idea_ids: Collection[int], follower_id: int
) -> tuple[IdeaRow, ...]:
    """Those of `idea_ids` the follower may be shown to vote for: votable, of others who let their words be read."""
    where = (
        ideas.c.id.in_(idea_ids),
        ideas.c.community_id == community_id,
        _VOTABLE,
        ideas.c.follower_id != follower_id,
        _may_be_shown(),
    )
    return tuple(_row(row) for row in await tx.execute(_rows().where(*where)))


async def still_votable(tx: Tx, community_id: int, idea_ids: Collection[int]) -> frozenset[int]:
    """Those of `idea_ids` that are votable ideas of the community."""
    where = (ideas.c.id.in_(idea_ids), ideas.c.community_id == community_id, _VOTABLE)
    return frozenset(await tx.scalars(select(ideas.c.id).where(*where)))


async def may_be_shown(tx: Tx, idea_id: int) -> bool:
    """Whether others may see the idea."""
    return await tx.scalar(select(ideas.c.id).where(ideas.c.id == idea_id, _may_be_shown())) is not None


async def vote(tx: Tx, idea_id: int, follower_id: int, now: datetime) -> bool:
    """Count the follower in. False where they were counted before."""
    adding = insert(idea_votes).values(idea_id=idea_id, follower_id=follower_id, at=now)
    added = (await tx.execute(adding.on_conflict_do_nothing().returning(idea_votes.c.id))).first()
    await board.touch_that_of(tx, idea_id, now)
    return added is not None


async def take_vote_back(tx: Tx, idea_id: int, follower_id: int, now: datetime) -> bool:
    """Count the follower out. False where they weren't counted."""
    where = (idea_votes.c.idea_id == idea_id, idea_votes.c.follower_id == follower_id)
    gone = (await tx.execute(delete(idea_votes).where(*where).returning(idea_votes.c.id))).first()
    await board.touch_that_of(tx, idea_id, now)
    return gone is not None


async def withdraw(tx: Tx, idea_id: int, now: datetime) -> None:
    """Its author takes the idea off the list. What the team merges is `board.set_status`'s."""
    await tx.execute(update(ideas).where(ideas.c.id == idea_id).values(state=IdeaState.DUPLICATE))
    await board.touch_that_of(tx, idea_id, now)


async def put_back(tx: Tx, idea_id: int, now: datetime) -> None:
    """Its author puts the idea back on the list."""
    await tx.execute(update(ideas).where(ideas.c.id == idea_id).values(state=IdeaState.OPEN))
    await board.touch_that_of(tx, idea_id, now)


async def move(tx: Tx, idea_id: int, community_id: int, follower_id: int, now: datetime) -> None:
    """The idea is for that community, from the same person as its follower; new there as of `now`."""
    await loosen(tx, (idea_id,))
    await board.touch_that_of(tx, idea_id, now)
    here = {"community_id": community_id, "follower_id": follower_id, "at": now, "matched": 0}
    await tx.execute(update(ideas).where(ideas.c.id == idea_id).values(**here))
    await board.touch(tx, community_id, now)


async def follow_answer(
    tx: Tx, community_id: int, follower_id: int, answer_id: int, text: str | None, now: datetime
) -> None:
    """Let the idea of an answer follow it: `text` is what the answer asks for now, None: nothing any more.

    Call it before an answer's row is deleted. An idea that others voted for, or that the team has
    taken up, stays as it is and is no answer's any more: votes are never moved to other words.
    """
    row = (
        await tx.execute(
            select(
                ideas.c.id,
                ideas.c.text,
                ideas.c.state,
                _votes().label("votes"),
                taken_up().label("taken_up"),
            ).where(ideas.c.answer_id == answer_id)
        )
    ).first()
    if row is not None:
        if row.text == text:
            return
        mine = ideas.c.id == row.id
        if row.votes or row.taken_up or row.state != IdeaState.OPEN:
            await tx.execute(update(ideas).where(mine).values(answer_id=None))
        elif text is None:
            await loosen(tx, (row.id,))
            await summary_ideas.take_out(tx, (row.id,))
            await tx.execute(delete(ideas).where(mine))
        else:
            await loosen(tx, (row.id,))
            await summary_ideas.take_out(tx, (row.id,))
            await tx.execute(update(ideas).where(mine).values(text=text, at=now, matched=0))
            await board.touch(tx, community_id, now)
            return
    if text is not None:
        values = {"community_id": community_id, "follower_id": follower_id, "text": text, "at": now}
        await tx.execute(insert(ideas).values(**values, answer_id=answer_id))
    await board.touch(tx, community_id, now)


# --- What came of it ---------------------------------------------------------------------------------


async def memberships(tx: Tx, user_id: int, community_id: int | None, most: int) -> tuple[MembershipRow, ...]:
    """The person as a follower of that community, or of all; those left come last, else the latest joined first."""
    left = followers.c.left_at.is_not(None)
    query = (
        select(followers.c.id, communities.c.name, ~left)
        .join(communities, communities.c.id == followers.c.community_id)
        .where(followers.c.user_id == user_id)
    )
    if community_id is not None:
        query = query.where(communities.c.id == community_id)
    order = (left, followers.c.joined_at.desc(), followers.c.id.desc())
    rows = await tx.execute(query.order_by(*order).limit(most))
    return tuple(MembershipRow(row[0], row[1], bool(row[2])) for row in rows)


async def counts(tx: Tx, follower_id: int) -> Counts:
    """What the follower did so far."""
    in_round = invitations.c.round_id.distinct()
    answered = (
        await tx.execute(
            select(
                func.count(in_round).label("rounds"),
                func.count(answers.c.id).label("answers"),
                func.count(in_round).filter(rounds.c.summarised_at.is_(None)).label("waiting"),
            )
            .join(answers, answers.c.invitation_id == invitations.c.id)
            .join(rounds, rounds.c.id == invitations.c.round_id)
            .where(invitations.c.follower_id == follower_id, rounds.c.rehearsal == 0)
        )
    ).one()
    own = (ideas.c.follower_id == follower_id, ideas.c.state != IdeaState.DUPLICATE)
    # People, not votes; of those who are forgotten each vote is somebody.
    who = func.coalesce(idea_votes.c.follower_id, -idea_votes.c.id)
    voters = select(func.count(who.distinct())).join(ideas, ideas.c.id == idea_votes.c.idea_id)
    given = select(func.count()).select_from(idea_votes).where(idea_votes.c.follower_id == follower_id)
    return Counts(
        rounds=answered.rounds,
        answers=answered.answers,
        ideas=await tx.scalar(select(func.count()).select_from(ideas).where(*own)) or 0,
        voters=await tx.scalar(voters.where(*own)) or 0,
        votes=await tx.scalar(given) or 0,
        waiting=answered.waiting,
    )


async def themes_of(tx: Tx, follower_id: int, most: int) -> tuple[Heard, ...]:
    """Themes of posted summaries that the follower's replies are part of; the newest round's first, then the largest."""
    query = (
        select(themes.c.label, themes.c.size)
        .join(theme_replies, theme_replies.c.theme_id == themes.c.id)
        .join(invitations, invitations.c.id == theme_replies.c.invitation_id)
        .join(rounds, rounds.c.id == themes.c.round_id)
        .where(
            invitations.c.follower_id == follower_id,
            rounds.c.summarised_at.is_not(None),
            themes.c.ended_by.is_(None),
        )
        .order_by(themes.c.round_id.desc(), themes.c.size.desc(), themes.c.id)
    )
    return tuple(Heard(*row) for row in await tx.execute(query.limit(most)))


async def outcomes(tx: Tx, follower_id: int, most: int) -> tuple[Outcome, ...]:
    """Ideas something came of: the follower's own, and those they voted for and may read; the latest news first.

    Where one was merged, it is what came of the idea it was merged into. A no is news only with a reason.
    """
    voted_for = exists().where(idea_votes.c.idea_id == ideas.c.id, idea_votes.c.follower_id == follower_id)
    theirs = or_(ideas.c.follower_id == follower_id, voted_for & _may_be_shown())
    up = select(ideas.c.id.label("mine"), ideas.c.id.label("at")).where(theirs).cte("up", recursive=True)
    merged, end = ideas.alias("merged"), ideas.alias("end")
    further = select(up.c.mine, merged.c.duplicate_of).join(merged, merged.c.id == up.c.at)
    up = up.union(further.where(merged.c.duplicate_of.is_not(None)))
    became = (IdeaState.MADE, IdeaState.STARTED, IdeaState.PLANNED)
    reasoned = (end.c.state == IdeaState.DECLINED) & end.c.response.is_not(None)
    query = (
        select(ideas.c.text, end.c.state, end.c.response, end.c.link)
        .join(up, up.c.mine == ideas.c.id)
        .join(end, end.c.id == up.c.at)
        .where(or_(end.c.state.in_(became), reasoned))
        .order_by(func.coalesce(end.c.state_at, ideas.c.at).desc(), ideas.c.id.desc())
    )
    rows = await tx.execute(query.limit(most))
    return tuple(Outcome(row.text, IdeaState(row.state), row.response, row.link) for row in rows)
