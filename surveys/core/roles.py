"""Who may do what in a community."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """What somebody may be allowed; each for itself, none implies another."""

    SURVEYS = "surveys"  # write and change what is asked
    ROUNDS = "rounds"  # decide that something is sent, to whom and when
    RESULTS = "results"  # read summaries and what people said
    PEOPLE = "people"  # see who said it, as far as they agreed to that


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who uses a command: their id, their roles, whether they may manage the server."""

    user_id: int
    role_ids: frozenset[int]
    manages_server: bool


def may(
    actor: Actor, right: Right, creator_role_id: int | None, granted: Mapping[Right, frozenset[int]]
) -> bool:
    """Whether the actor has the right: by Manage Server, by the creator role, or by a role it was granted to."""
    if actor.manages_server or (creator_role_id is not None and creator_role_id in actor.role_ids):
        return True
    return not granted.get(right, frozenset()).isdisjoint(actor.role_ids)
