"""Queries about conversations: where a follower stands, and what a reply changed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, delete, false, func, literal, or_, select, true, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.conversation import Conversation
from surveys.core.invitation import ANSWERED, LISTENING, WAITING, Happening, InvitationState, before, move
from surveys.core.refs import made_at
from surveys.core.respect import Why
from surveys.core.rounds import RoundState
from surveys.core.values import Attached, Value, from_plain, to_plain
from surveys.store import tellings
from surveys.store.experiments import draw_variants
from surveys.store.standings import Standing, standing_of, standings
from surveys.store.tables import (
    answers,
    attachments,
    communities,
    follow_ups,
    followers,
    invitations,
    replies,
    rounds,
)
from surveys.store.tx import Tx
from surveys.store.types import Instant

# What every reply needs is built once: building a statement costs more than SQLite takes to carry it out.
_BY_INVITATION: Final = standings().where(invitations.c.id == bindparam("wanted"))
_GIVEN: Final = select(answers.c.question_id, answers.c.value).where(
    answers.c.invitation_id == bindparam("wanted")
)
_HEAR: Final = insert(replies)
_SAVE: Final = update(invitations).where(invitations.c.id == bindparam("wanted"))


def _storing() -> Any:
    adding = insert(answers)
    changed = {name: adding.excluded[name] for name in ("value", "reply_id", "at")}
    storing = adding.on_conflict_do_update(index_elements=["invitation_id", "question_id"], set_=changed)
    return storing.returning(answers.c.id)


_STORE: Final = _storing()


async def by_invitation(tx: Tx, invitation_id: int) -> Standing | None:
    """Where that invitation stands. Callers check whose it is."""
    row = (await tx.execute(_BY_INVITATION, {"wanted": invitation_id})).first()
    return standing_of(row) if row is not None else None


async def waiting_for(tx: Tx, user_id: int, ref: int | None = None) -> Standing | None:
    """The conversation a typed message of this person belongs to: the one whose card is the newest.

    One that is being changed after its end waits, too. With `ref`, the message's Discord id, not one that
    was begun only after the message was written.
    """
    waiting = invitations.c.state.in_(sorted(WAITING))
    changing = (invitations.c.state == InvitationState.COMPLETED) & invitations.c.current.is_not(None)
    begun: ColumnElement[bool] = true()
    if ref is not None:
        written = literal(made_at(ref), Instant())
        # All of it, as the clocks differ, and a card that moves on or comes again is newer than the conversation.
        later = and_(
            invitations.c.trail.is_(None), invitations.c.message_id > ref, invitations.c.sent_at > written
        )
        begun = func.coalesce(later, false()).is_(false())
    row = (
        await tx.execute(
            standings()
            .where(
                followers.c.user_id == user_id,
                or_(waiting, changing),
                rounds.c.state != RoundState.CLOSED,
                begun,
            )
            .order_by(invitations.c.message_id.desc().nulls_last(), invitations.c.id.desc())
            .limit(1)
        )
    ).first()
    return standing_of(row) if row is not None else None


async def answered_last(tx: Tx, user_id: int) -> Standing | None:
    """The conversation in an open round that this person, following still, came to the end of; that with the newest card."""
    row = (
        await tx.execute(
            standings()
            .where(
                followers.c.user_id == user_id,
                followers.c.left_at.is_(None),
                invitations.c.state == InvitationState.COMPLETED,
                invitations.c.current.is_(None),
                rounds.c.state == RoundState.OPEN,
            )
            .order_by(invitations.c.message_id.desc().nulls_last(), invitations.c.id.desc())
            .limit(1)
        )
    ).first()
    return standing_of(row) if row is not None else None


async def in_open_rounds(tx: Tx, user_id: int, community_id: int | None) -> tuple[Standing, ...]:
    """Everything the person was or will be asked in rounds that are open, of one community or of all; newest first."""
    query = standings().where(
        followers.c.user_id == user_id,
        followers.c.left_at.is_(None),
        rounds.c.state == RoundState.OPEN,
        invitations.c.reason.is_distinct_from(Why.ROLE),
    )
    if community_id is not None:
        query = query.where(communities.c.id == community_id)
    return tuple(standing_of(row) for row in await tx.execute(query.order_by(rounds.c.id.desc())))


async def in_round(tx: Tx, round_id: int, user_id: int) -> Standing | None:
    """The person's invitation in that round, unless it turned out to be for a role they have no more."""
    query = standings().where(
        rounds.c.id == round_id,
        followers.c.user_id == user_id,
        invitations.c.reason.is_distinct_from(Why.ROLE),
    )
    row = (await tx.execute(query)).first()
    return standing_of(row) if row is not None else None


async def invite(tx: Tx, round_id: int, follower_id: int) -> int:
    """Invite a follower into a round that is open already, if they aren't; the invitation's id."""
    adding = insert(invitations).values(
        round_id=round_id, follower_id=follower_id, state=InvitationState.QUEUED
    )
    await tx.execute(adding.on_conflict_do_nothing())
    await draw_variants(tx, round_id, follower_id)
    wanted = select(invitations.c.id).where(
        invitations.c.round_id == round_id, invitations.c.follower_id == follower_id
    )
    found: int = (await tx.execute(wanted)).scalar_one()
    return found


async def open_here(tx: Tx, standing: Standing, now: datetime) -> InvitationState:
    """The person opened the questions themselves, in the server. The state afterwards."""
    if standing.state in LISTENING and standing.state is not InvitationState.SENDING:
        return standing.state
    after = move(standing.state, Happening.OPENED)
    await tx.execute(
        update(invitations)
        .where(invitations.c.id == standing.invitation_id)
        .values(
            state=after,
            sent_at=func.coalesce(invitations.c.sent_at, literal(now, Instant())),
            ended_at=None,
            reason=None,
            error=None,
        )
    )
    return after


async def answer_given_by(tx: Tx, message_id: int) -> tuple[int, str] | None:
    """The invitation and question that the message with that Discord id answered, if its answer still stands."""
    row = (
        await tx.execute(
            select(answers.c.invitation_id, answers.c.question_id).where(answers.c.reply_id == message_id)
        )
    ).first()
    return None if row is None else (row.invitation_id, row.question_id)


async def was_heard(tx: Tx, message_id: int) -> bool:
    """Whether the message with that Discord id was part of a conversation."""
    return await tx.scalar(select(replies.c.discord_id).where(replies.c.discord_id == message_id)) is not None


async def load_answers(tx: Tx, invitation_id: int) -> dict[str, Value]:
    """What has been answered so far, by question id."""
    rows = await tx.execute(_GIVEN, {"wanted": invitation_id})
    return {question: from_plain(value) for question, value in rows}


async def hear(tx: Tx, invitation_id: int, ref: int, now: datetime) -> None:
    """Record that something with Discord's id `ref` was heard; `save` notes it as the newest."""
    await tx.execute(_HEAR, {"discord_id": ref, "invitation_id": invitation_id, "at": now})


async def save(tx: Tx, conversation: Conversation, was: InvitationState, heard: int, now: datetime) -> None:
    """Store where the conversation stands now; `was` is the state it had, `heard` the newest Discord id heard."""
    changes: dict[str, object] = {
        "heard": heard,
        "state": conversation.state,
        "current": conversation.current,
        "trail": list(conversation.trail),
        "draft": list(conversation.draft),
    }
    saving = _SAVE
    if was is InvitationState.SENDING:
        # Whoever replies was reached, even if that never gets recorded.
        saving = saving.values(sent_at=func.coalesce(invitations.c.sent_at, invitations.c.claimed_at))
    if was not in ANSWERED and conversation.state in ANSWERED:
        changes["started_at"] = now
    if was is not conversation.state and conversation.state in {
        InvitationState.COMPLETED,
        InvitationState.REFUSED,
        InvitationState.BROKE_OFF,
    }:
        changes["ended_at"] = now
    await tx.execute(saving, changes | {"wanted": conversation.invitation})


async def save_answer(
    tx: Tx, invitation_id: int, question_id: str, value: Value, ref: int, now: datetime
) -> int:
    """Store one answer; an earlier one to the same question gives way. The answer's id."""
    row = {"invitation_id": invitation_id, "question_id": question_id, "value": to_plain(value)}
    stored = await tx.execute(_STORE, row | {"reply_id": ref, "at": now})
    answer_id: int = stored.scalar_one()
    return answer_id


async def answer_ids(tx: Tx, invitation_id: int, question_ids: Collection[str]) -> tuple[int, ...]:
    """The ids of the answers given to these questions."""
    rows = await tx.scalars(
        select(answers.c.id).where(
            answers.c.invitation_id == invitation_id, answers.c.question_id.in_(question_ids)
        )
    )
    return tuple(rows)


async def drop_answers(tx: Tx, invitation_id: int, question_ids: Collection[str]) -> None:
    """Forget answers to questions that a changed answer no longer leads to."""
    await tx.execute(
        delete(answers).where(
            answers.c.invitation_id == invitation_id, answers.c.question_id.in_(question_ids)
        )
    )


async def hold_files(
    tx: Tx, invitation_id: int, question_id: str, files: Collection[Attached], now: datetime
) -> tuple[int, ...]:
    """These and no others are the files of that answer. The ids of those that were and aren't any more."""
    mine = (attachments.c.invitation_id == invitation_id, attachments.c.question_id == question_id)
    held = set(await tx.scalars(select(attachments.c.id).where(*mine)))
    kept = {file.id for file in files}
    if held - kept:
        await tx.execute(delete(attachments).where(*mine, attachments.c.id.in_(held - kept)))
    for file in files:
        if file.id not in held:
            adding = insert(attachments).values(
                id=file.id,
                invitation_id=invitation_id,
                question_id=question_id,
                name=file.name,
                content_type=file.content_type,
                size=file.size,
                at=now,
            )
            await tx.execute(adding)
    return tuple(sorted(held - kept))


async def show_on(tx: Tx, invitation_id: int, message_id: int | None) -> int | None:
    """Remember which message in the DM shows where the conversation stands, if any; the one that did before."""
    mine = (invitations.c.id == invitation_id) & invitations.c.follower_id.is_not(None)
    before: int | None = await tx.scalar(select(invitations.c.message_id).where(mine))
    await tx.execute(update(invitations).where(mine).values(message_id=message_id))
    return before


async def stop_all(tx: Tx, follower_id: int, why_held: str, now: datetime) -> None:
    """End everything that is pending for a follower who leaves."""
    for state in sorted(before(Happening.STOPPED) - {InvitationState.COMPLETED}):
        changes: dict[str, object] = {"state": move(state, Happening.STOPPED), "ended_at": now}
        if state is InvitationState.QUEUED:
            changes["reason"] = why_held
        if state is InvitationState.SENDING:
            changes["sent_at"] = func.coalesce(invitations.c.sent_at, invitations.c.claimed_at)
        await tx.execute(
            update(invitations)
            .where(invitations.c.follower_id == follower_id, invitations.c.state == state)
            .values(**changes)
        )
    mine = select(invitations.c.id).where(invitations.c.follower_id == follower_id)
    await tx.execute(
        update(follow_ups)
        .where(follow_ups.c.ended_at.is_(None), follow_ups.c.invitation_id.in_(mine))
        .values(ended_at=now, reason=why_held)
    )
    await tellings.drop(tx, follower_id, now, why_held)
