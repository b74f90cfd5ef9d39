"""Queries about the language model: what it cost, what it said of a round, and where texts may go."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s
from typing import Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_once

from surveys.core.consent import Quoting
from surveys.core.results import Claim
from surveys.store.tables import (
    claim_replies,
    claims,
    communities,
    followers,
    invitations,
    model_usage,
)
from surveys.store.tx import Tx

#: A cost beyond this is a slip of the endpoint's, and would not fit a column for long.
_MOST_TOKENS: Final = 1_000_000_000

#: Names by question, then by what `mark_of` makes of the people in the theme.
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """What the model said of a round and was found to hold. `people` of claims are running numbers in the round."""

    names: Names
    claims: tuple[Claim, ...]


def mark_of(invitation_ids: Collection[int]) -> str:
    """What stands for the people in a theme; a theme that lost or gained one is another."""
    listed = ",".join(map(str, sorted(invitation_ids)))
    return blake2s(listed.encode(), digest_size=16).hexdigest()


async def reserve(
    tx: Tx, round_id: int, tokens: int, since: datetime, most_since: int, now: datetime
) -> bool:
    """Note that asking about the round may cost so many tokens; whether that is within what is left.

    False, and nothing noted, where the model was asked about the round before, or where more than `most_since` would
    be spent since then, of all communities together.
    """
    spent = await tx.scalar(
        select(func.coalesce(func.sum(model_usage.c.tokens), 0)).where(model_usage.c.at >= since)
    )
    if int(spent or 0) + tokens > most_since:
        return False
    adding = insert_once(model_usage).values(round_id=round_id, at=now, tokens=tokens)
    noted = await tx.execute(adding.on_conflict_do_nothing().returning(model_usage.c.round_id))
    return noted.first() is not None


async def settle(
    tx: Tx,
    round_id: int,
    tokens: int | None,
    names: Names,
    said: Sequence[Claim],
    invitation_ids: Sequence[int],
) -> None:
    """Store what the model said, and what it cost; None keeps what was reserved.

    `invitation_ids` turns the running numbers in `said` back into rows. A claim is left out where one of those it rests
    on went, or changed their mind about being quoted, meanwhile.
    """
    values: dict[str, object] = {"names": names}
    if tokens is not None:
        values["tokens"] = min(tokens, _MOST_TOKENS)
    await tx.execute(update(model_usage).where(model_usage.c.round_id == round_id).values(values))
    agreed = await _quotable(tx, {invitation_ids[person - 1] for one in said for person in one.people})
    for claim in said:
        behind = [invitation_ids[person - 1] for person in claim.people]
        if not agreed.issuperset(behind):
            continue
        adding = insert(claims).values(round_id=round_id, question_id=claim.question, text=claim.text)
        claim_id: int = (await tx.execute(adding.returning(claims.c.id))).scalar_one()
        await tx.execute(
            insert(claim_replies), [{"claim_id": claim_id, "invitation_id": one} for one in behind]
        )


async def said_of(tx: Tx, round_id: int) -> Said | None:
    """What the model said of the round; None where it was never asked. One that never answered said nothing."""
    row = (await tx.execute(select(model_usage.c.names).where(model_usage.c.round_id == round_id))).first()
    if row is None:
        return None
    return Said(row.names or {}, await claims_of(tx, round_id))


async def claims_of(tx: Tx, round_id: int) -> tuple[Claim, ...]:
    """What the model said of the round and still may stand, in its order."""
    numbered = {
        invitation: number
        for number, invitation in enumerate(
            await tx.scalars(
                select(invitations.c.id).where(invitations.c.round_id == round_id).order_by(invitations.c.id)
            ),
            start=1,
        )
    }
    behind: defaultdict[int, list[int]] = defaultdict(list)
    rows = await tx.execute(
        select(claim_replies.c.claim_id, claim_replies.c.invitation_id)
        .join(claims, claims.c.id == claim_replies.c.claim_id)
        .where(claims.c.round_id == round_id)
        .order_by(claim_replies.c.invitation_id)
    )
    for claim_id, invitation_id in rows:
        behind[claim_id].append(numbered[invitation_id])
    found = await tx.execute(
        select(claims.c.id, claims.c.question_id, claims.c.text)
        .where(claims.c.round_id == round_id)
        .order_by(claims.c.id)
    )
    return tuple(Claim(row.question_id, row.text, tuple(behind[row.id])) for row in found)


async def withdraw(tx: Tx, invitation_ids: Collection[int]) -> None:
    """Delete every claim that rests on one of these people's replies: it may be worded after that one."""
    concerned = tuple(
        await tx.scalars(
            select(claim_replies.c.claim_id)
            .where(claim_replies.c.invitation_id.in_(invitation_ids))
            .distinct()
        )
    )
    await tx.execute(delete(claim_replies).where(claim_replies.c.claim_id.in_(concerned)))
    await tx.execute(delete(claims).where(claims.c.id.in_(concerned)))


async def only_host(tx: Tx, host: str | None) -> None:
    """Switch the model off in communities that agreed to another host than this one; None: in all."""
    agreed = communities.c.model_host.is_not(None)
    other = agreed if host is None else agreed & (communities.c.model_host != host)
    await tx.execute(update(communities).where(other).values(model_host=None))


async def _quotable(tx: Tx, invitation_ids: Collection[int]) -> set[int]:
    rows = await tx.scalars(
        select(invitations.c.id)
        .join(followers, followers.c.id == invitations.c.follower_id)
        .where(
            invitations.c.id.in_(invitation_ids),
            followers.c.quoting != Quoting.NO,
            followers.c.left_at.is_(None),
        )
    )
    return set(rows)
