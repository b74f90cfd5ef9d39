"""Where an invitation stands, with all that replying to it or sending it needs to know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from surveys.core.invitation import InvitationState
from surveys.core.respect import Wishes
from surveys.core.rounds import RoundState
from surveys.store import wishes
from surveys.store.joins import of_invitations
from surveys.store.tables import communities, followers, invitations, people, rounds, survey_versions


@dataclass(frozen=True, slots=True)
class Standing:
    """An invitation with everything a reply to it needs. `trail` is None until the first reply.

    `own`: the round is one that they started. `reachable`: their DMs were open when last tried. `variant`
    is the wording of the survey's experiment that is theirs. `language` and `locale` are what the person
    chose and what Discord last said; `wishes` are theirs.
    """

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
    reachable: bool
    following: bool
    community_id: int
    community: str
    round_id: int
    round_state: RoundState
    closes_at: datetime
    special: bool
    rehearsal: bool
    own: bool
    version_id: int
    definition: dict[str, Any]
    variant: str | None
    language: str | None
    locale: str | None
    wishes: Wishes
    #: Where replies go to be summed up by a language model; None: nowhere.
    model_host: str | None = None


def standings() -> Any:
    """A select of everything `standing_of` reads; the caller narrows it down."""
    return of_invitations(
        invitations.c.id.label("invitation_id"),
        invitations.c.state,
        invitations.c.current,
        invitations.c.trail,
        invitations.c.draft,
        invitations.c.heard,
        invitations.c.message_id,
        invitations.c.follower_id,
        followers.c.user_id,
        people.c.dm_channel_id,
        people.c.dms_refused_at,
        followers.c.left_at,
        communities.c.id.label("community_id"),
        communities.c.name.label("community"),
        rounds.c.id.label("round_id"),
        rounds.c.state.label("round_state"),
        rounds.c.closes_at,
        rounds.c.special,
        rounds.c.rehearsal,
        rounds.c.model_host,
        (rounds.c.started_by == followers.c.user_id).label("own"),
        rounds.c.version_id,
        survey_versions.c.definition,
        invitations.c.variant,
        *wishes.COLUMNS,
    )


def standing_of(row: Any) -> Standing:
    """Where the invitation in that row stands."""
    return Standing(
        invitation_id=row.invitation_id,
        state=InvitationState(row.state),
        current=row.current,
        trail=row.trail,
        draft=row.draft,
        heard=row.heard,
        message_id=row.message_id,
        follower_id=row.follower_id,
        user_id=row.user_id,
        dm_channel_id=row.dm_channel_id,
        reachable=row.dms_refused_at is None,
        following=row.left_at is None,
        community_id=row.community_id,
        community=row.community,
        round_id=row.round_id,
        round_state=RoundState(row.round_state),
        closes_at=row.closes_at,
        special=bool(row.special),
        rehearsal=bool(row.rehearsal),
        own=bool(row.own),
        version_id=row.version_id,
        definition=row.definition,
        variant=row.variant,
        language=row.language,
        locale=row.locale,
        wishes=wishes.of_row(row),
        model_host=row.model_host,
    )
