"""Queries about conversations: where a follower stands, and what a reply changed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.conversation import Conversation
from surveys.core.invitation import ANSWERED, Happening, InvitationState, before, move
from surveys.core.rounds import RoundState
from surveys.core.values import Value, from_plain, to_plain
from surveys.store.joins import of_invitations
from surveys.store.tables import (
    answers,
    communities,
    followers,
    invitations,
    people,
    replies,
    rounds,
    survey_versions,
)
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Standing:
    """An invitation with everything a reply to it needs. `trail` is None until the first reply."""

    invitation_id: int
    state: InvitationState
    current: str | None
    trail: list[str] | None
    draft: list[str] | None
    heard: int
    message_id: int | None
    follower_id: int
    user_id: int
    dm_channel_id: int | None
    community_id: int
    community: str
    round_state: RoundState
    version_id: int
    definition: dict[str, Any]


def _standings() -> Any:
    return of_invitations(
        invitations.c.id,
        invitations.c.state,
        invitations.c.current,
        invitations.c.trail,
        invitations.c.draft,
        invitations.c.heard,
        invitations.c.message_id,
        invitations.c.follower_id,
        followers.c.user_id,
        people.c.dm_channel_id,
        communities.c.id,
        communities.c.name,
        rounds.c.state,
        rounds.c.version_id,
        survey_versions.c.definition,
    )


def _standing(row: Any) -> Standing:
    values = list(row)
    values[1] = InvitationState(values[1])
    values[12] = RoundState(values[12])
    return Standing(*values)


async def by_invitation(tx: Tx, invitation_id: int) -> Standing | None:
    """Where that invitation stands. Callers check whose it is."""
    row = (await tx.execute(_standings().where(invitations.c.id == invitation_id))).first()
    return _standing(row) if row is not None else None


async def waiting_for(tx: Tx, user_id: int) -> Standing | None:
    """The conversation a typed message of this person belongs to: the one whose card is the newest."""
    waiting = [InvitationState.SENDING, InvitationState.SENT, InvitationState.STARTED]
    row = (
        await tx.execute(
            _standings()
            .where(
                followers.c.user_id == user_id,
                invitations.c.state.in_(waiting),
                rounds.c.state != RoundState.CLOSED,
            )
            .order_by(invitations.c.message_id.desc().nulls_last(), invitations.c.id.desc())
            .limit(1)
        )
    ).first()
    return _standing(row) if row is not None else None


async def load_answers(tx: Tx, invitation_id: int) -> dict[str, Value]:
    """What has been answered so far, by question id."""
    rows = await tx.execute(
        select(answers.c.question_id, answers.c.value).where(answers.c.invitation_id == invitation_id)
    )
    return {question: from_plain(value) for question, value in rows}


async def hear(tx: Tx, invitation_id: int, ref: int, now: datetime) -> None:
    """Record that something with Discord's id `ref` was heard."""
    await tx.execute(insert(replies).values(discord_id=ref, invitation_id=invitation_id, at=now))
    await tx.execute(update(invitations).where(invitations.c.id == invitation_id).values(heard=ref))


async def save(tx: Tx, conversation: Conversation, was: InvitationState, now: datetime) -> None:
    """Store where the conversation stands now; `was` is the state it had."""
    changes: dict[str, object] = {
        "state": conversation.state,
        "current": conversation.current,
        "trail": list(conversation.trail),
        "draft": list(conversation.draft),
    }
    if was not in ANSWERED and conversation.state in ANSWERED:
        changes["started_at"] = now
    if was is not conversation.state and conversation.state in {
        InvitationState.COMPLETED,
        InvitationState.REFUSED,
        InvitationState.BROKE_OFF,
    }:
        changes["ended_at"] = now
    await tx.execute(update(invitations).where(invitations.c.id == conversation.invitation).values(**changes))


async def save_answer(
    tx: Tx, invitation_id: int, question_id: str, value: Value, ref: int, now: datetime
) -> None:
    """Store one answer; an earlier one to the same question gives way."""
    values = {"value": to_plain(value), "reply_id": ref, "at": now}
    adding = insert(answers).values(invitation_id=invitation_id, question_id=question_id, **values)
    await tx.execute(
        adding.on_conflict_do_update(index_elements=["invitation_id", "question_id"], set_=values)
    )


async def drop_answers(tx: Tx, invitation_id: int, question_ids: Collection[str]) -> None:
    """Forget answers to questions that a changed answer no longer leads to."""
    await tx.execute(
        delete(answers).where(
            answers.c.invitation_id == invitation_id, answers.c.question_id.in_(question_ids)
        )
    )


async def show_on(tx: Tx, invitation_id: int, message_id: int) -> None:
    """Remember which message carries the current question's card."""
    await tx.execute(
        update(invitations).where(invitations.c.id == invitation_id).values(message_id=message_id)
    )


async def stop_all(tx: Tx, follower_id: int, why_held: str, now: datetime) -> None:
    """End everything that is pending for a follower who leaves."""
    for state in sorted(before(Happening.STOPPED) - {InvitationState.COMPLETED}):
        changes: dict[str, object] = {"state": move(state, Happening.STOPPED), "ended_at": now}
        if state is InvitationState.QUEUED:
            changes["reason"] = why_held
        await tx.execute(
            update(invitations)
            .where(invitations.c.follower_id == follower_id, invitations.c.state == state)
            .values(**changes)
        )
