"""Who may do what in a community."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who uses a command: their id, their roles, whether they may manage the server."""

    user_id: int
    role_ids: frozenset[int]
    manages_server: bool


def is_creator(actor: Actor, creator_role_id: int | None) -> bool:
    """Whether the actor belongs to the community's creators."""
    return actor.manages_server or (creator_role_id is not None and creator_role_id in actor.role_ids)
