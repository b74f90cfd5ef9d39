"""Queries about rights: which roles have which, besides the creator role, which has all."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, insert, select

from surveys.core.roles import Right
from surveys.store.tables import grants
from surveys.store.tx import Tx


async def load(tx: Tx, community_id: int) -> Mapping[Right, frozenset[int]]:
    """The roles that have each right; a right no role has is left out."""
    where = grants.c.community_id == community_id
    found: dict[Right, set[int]] = {}
    for right, role_id in await tx.execute(select(grants.c.right, grants.c.role_id).where(where)):
        found.setdefault(Right(right), set()).add(role_id)
    return {right: frozenset(roles) for right, roles in found.items()}


async def of_role(tx: Tx, community_id: int, role_id: int, rights: Collection[Right]) -> None:
    """From now on the role has these rights and no others."""
    await tx.execute(delete(grants).where(grants.c.community_id == community_id, grants.c.role_id == role_id))
    if rights:
        rows = [
            {"community_id": community_id, "role_id": role_id, "right": right} for right in sorted(rights)
        ]
        await tx.execute(insert(grants), rows)
