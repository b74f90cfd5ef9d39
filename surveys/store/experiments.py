"""Which wording of an experiment each invitation is: decided when somebody is invited, and kept."""

from collections import defaultdict
from typing import Final

from sqlalchemy import select, update

from surveys.core.experiment import drawing
from surveys.store.tables import invitations, rounds, survey_versions, surveys
from surveys.store.tx import Tx

#: Invitations that one statement names.
_AT_ONCE: Final = 5_000


async def draw_variants(tx: Tx, round_id: int, follower_id: int | None = None) -> None:
    """Give every invitation of the round its variant, or that follower's, where it has none yet.

    Does nothing where the round's survey has no experiment.
    """
    row = (
        await tx.execute(
            select(rounds.c.community_id, surveys.c.key, survey_versions.c.definition)
            .join(survey_versions, survey_versions.c.id == rounds.c.version_id)
            .join(surveys, surveys.c.id == survey_versions.c.survey_id)
            .where(rounds.c.id == round_id)
        )
    ).one()
    drawn = drawing(row.community_id, row.key, row.definition)
    if drawn is None:
        return
    waiting = select(invitations.c.id, invitations.c.follower_id).where(
        invitations.c.round_id == round_id,
        invitations.c.follower_id.is_not(None),
        invitations.c.variant.is_(None),
    )
    if follower_id is not None:
        waiting = waiting.where(invitations.c.follower_id == follower_id)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for invitation_id, follower in await tx.execute(waiting):
        found[drawn.variant(follower)].append(invitation_id)
    for variant, ids in found.items():
        for start in range(0, len(ids), _AT_ONCE):
            some = invitations.c.id.in_(ids[start : start + _AT_ONCE])
            await tx.execute(update(invitations).where(some).values(variant=variant))
