"""The join that queries about one person's invitation share."""

from typing import Any

from sqlalchemy import select

from surveys.store.tables import communities, followers, invitations, people, rounds, survey_versions


def of_invitations(*columns: Any) -> Any:
    """A select of `columns` over invitations, each with its person, round, community and survey version."""
    return (
        select(*columns)
        .select_from(invitations)
        .join(followers, followers.c.id == invitations.c.follower_id)
        .join(people, people.c.user_id == followers.c.user_id)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .join(communities, communities.c.id == rounds.c.community_id)
        .join(survey_versions, survey_versions.c.id == rounds.c.version_id)
    )
