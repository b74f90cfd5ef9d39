"""Everything that is stored about a person, row by row, for the person."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, case, exists, select

from surveys.core.consent import Quoting
from surveys.store.tables import (
    answer_vectors,
    answers,
    attachments,
    audiences,
    audit_log,
    claim_replies,
    claims,
    communities,
    consents,
    drafts,
    follow_ups,
    followers,
    idea_events,
    idea_votes,
    ideas,
    invitations,
    people,
    quotes,
    replies,
    rounds,
    series,
    statement_votes,
    statements,
    survey_versions,
    surveys,
    tellings,
    theme_replies,
    themes,
    unquoted,
)
from surveys.store.tx import Tx

Row = Any
Rows = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Everything:
    """The rows about one person. Those below an invitation or a membership are by its id."""

    person: Row | None
    memberships: Rows
    consents: Mapping[int, Rows]
    invitations: Mapping[int, Rows]
    answers: Mapping[int, Rows]
    replies: Mapping[int, Rows]
    follow_ups: Mapping[int, Rows]
    attachments: Mapping[int, Rows]
    quotes: Mapping[int, Rows]
    themes: Mapping[int, Rows]
    claims: Mapping[int, Rows]
    taken_out: Mapping[int, Rows]
    statements: Mapping[int, Rows]
    judged: Mapping[int, Rows]
    ideas: Mapping[int, Rows]
    votes: Mapping[int, Rows]
    tellings: Mapping[int, Rows]
    versions_made: Rows
    rounds_started: Rows
    series_made: Rows
    drafts_edited: Rows
    audiences_made: Rows
    statuses_set: Rows
    deeds: Rows


async def about(tx: Tx, user_id: int) -> Everything:
    """Everything stored about the person, as follower and as creator."""
    person = (await tx.execute(select(people).where(people.c.user_id == user_id))).first()
    memberships = (
        await tx.execute(
            select(followers, communities.c.name.label("community"))
            .join(communities, communities.c.id == followers.c.community_id)
            .where(followers.c.user_id == user_id)
            .order_by(followers.c.joined_at)
        )
    ).all()
    mine = [one.id for one in memberships]
    asked = await _by(tx, "follower_id", _invitations().where(invitations.c.follower_id.in_(mine)))
    own = [row.id for rows in asked.values() for row in rows]

    async def below(table: Table, *order: ColumnElement[Any]) -> Mapping[int, Rows]:
        found = select(table).where(table.c.invitation_id.in_(own)).order_by(*order)
        return await _by(tx, "invitation_id", found)

    grouped = (
        select(theme_replies.c.invitation_id, themes.c.question_id, themes.c.label, themes.c.size)
        .join(themes, themes.c.id == theme_replies.c.theme_id)
        .where(theme_replies.c.invitation_id.in_(own), themes.c.ended_by.is_(None))
        .order_by(themes.c.id)
    )
    claimed = (
        select(claim_replies.c.invitation_id, claims.c.question_id, claims.c.text)
        .join(claims, claims.c.id == claim_replies.c.claim_id)
        .where(claim_replies.c.invitation_id.in_(own))
        .order_by(claims.c.id)
    )
    put_to_others = (
        select(answers.c.invitation_id, statements.c.text, statements.c.hidden_at)
        .join(statements, statements.c.answer_id == answers.c.id)
        .where(answers.c.invitation_id.in_(own))
        .order_by(statements.c.id)
    )
    judged = (
        select(
            statement_votes.c.invitation_id,
            statements.c.text,
            statement_votes.c.verdict,
            statement_votes.c.at,
        )
        .join(statements, statements.c.id == statement_votes.c.statement_id)
        .where(statement_votes.c.invitation_id.in_(own))
        .order_by(statement_votes.c.id)
    )
    voted = (
        select(idea_votes.c.follower_id, idea_votes.c.idea_id, idea_votes.c.at, ideas.c.text)
        .join(ideas, ideas.c.id == idea_votes.c.idea_id)
        .where(idea_votes.c.follower_id.in_(mine))
        .order_by(idea_votes.c.id)
    )
    own_idea = ideas.c.follower_id == tellings.c.follower_id
    readable = exists().where(followers.c.id == ideas.c.follower_id, followers.c.quoting != Quoting.NO)
    told = (
        select(
            tellings,
            case((own_idea | readable, ideas.c.text), else_=None).label("text"),
        )
        .join(ideas, ideas.c.id == tellings.c.idea_id)
        .where(tellings.c.follower_id.in_(mine))
        .order_by(tellings.c.id)
    )
    return Everything(
        person=person,
        memberships=memberships,
        consents=await _by(
            tx,
            "follower_id",
            select(consents).where(consents.c.follower_id.in_(mine)).order_by(consents.c.id),
        ),
        invitations=asked,
        answers=await _by(
            tx,
            "invitation_id",
            select(answers, answer_vectors.c.vector)
            .outerjoin(answer_vectors, answer_vectors.c.answer_id == answers.c.id)
            .where(answers.c.invitation_id.in_(own))
            .order_by(answers.c.id),
        ),
        replies=await below(replies, replies.c.discord_id),
        follow_ups=await below(follow_ups, follow_ups.c.id),
        attachments=await below(attachments, attachments.c.id),
        quotes=await below(quotes, quotes.c.id),
        themes=await _by(tx, "invitation_id", grouped),
        claims=await _by(tx, "invitation_id", claimed),
        taken_out=await below(unquoted, unquoted.c.question_id),
        statements=await _by(tx, "invitation_id", put_to_others),
        judged=await _by(tx, "invitation_id", judged),
        ideas=await _by(
            tx, "follower_id", select(ideas).where(ideas.c.follower_id.in_(mine)).order_by(ideas.c.id)
        ),
        votes=await _by(tx, "follower_id", voted),
        tellings=await _by(tx, "follower_id", told),
        versions_made=(
            await tx.execute(
                select(
                    communities.c.name.label("community"),
                    surveys.c.key,
                    survey_versions.c.number,
                    survey_versions.c.made_at,
                )
                .join(surveys, surveys.c.id == survey_versions.c.survey_id)
                .join(communities, communities.c.id == surveys.c.community_id)
                .where(survey_versions.c.made_by == user_id)
                .order_by(survey_versions.c.id)
            )
        ).all(),
        rounds_started=(
            await tx.execute(
                select(
                    communities.c.name.label("community"),
                    rounds.c.number,
                    rounds.c.rehearsal,
                    rounds.c.opened_at,
                )
                .join(communities, communities.c.id == rounds.c.community_id)
                .where(rounds.c.started_by == user_id)
                .order_by(rounds.c.id)
            )
        ).all(),
        series_made=(
            await tx.execute(
                select(communities.c.name.label("community"), surveys.c.key, series.c.made_at)
                .join(communities, communities.c.id == series.c.community_id)
                .join(surveys, surveys.c.id == series.c.survey_id)
                .where(series.c.made_by == user_id)
                .order_by(series.c.id)
            )
        ).all(),
        drafts_edited=(
            await tx.execute(
                select(communities.c.name.label("community"), drafts.c.key, drafts.c.edited_at)
                .join(communities, communities.c.id == drafts.c.community_id)
                .where(drafts.c.edited_by == user_id)
                .order_by(drafts.c.id)
            )
        ).all(),
        audiences_made=(
            await tx.execute(
                select(communities.c.name.label("community"), audiences.c.name, audiences.c.made_at)
                .join(communities, communities.c.id == audiences.c.community_id)
                .where(audiences.c.made_by == user_id)
                .order_by(audiences.c.id)
            )
        ).all(),
        statuses_set=(
            await tx.execute(
                select(communities.c.name.label("community"), idea_events.c.state, idea_events.c.at)
                .join(ideas, ideas.c.id == idea_events.c.idea_id)
                .join(communities, communities.c.id == ideas.c.community_id)
                .where(idea_events.c.by_user == user_id)
                .order_by(idea_events.c.id)
            )
        ).all(),
        deeds=(
            await tx.execute(
                select(
                    communities.c.name.label("community"),
                    audit_log.c.deed,
                    audit_log.c.subject,
                    audit_log.c.at,
                )
                .join(communities, communities.c.id == audit_log.c.community_id)
                .where(audit_log.c.user_id == user_id)
                .order_by(audit_log.c.id)
            )
        ).all(),
    )


def _invitations() -> Any:
    return (
        select(
            invitations,
            rounds.c.number.label("round_number"),
            rounds.c.rehearsal,
            rounds.c.version_id,
            survey_versions.c.definition,
        )
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .join(survey_versions, survey_versions.c.id == rounds.c.version_id)
        .order_by(invitations.c.id)
    )


async def _by(tx: Tx, column: str, query: Any) -> Mapping[int, Rows]:
    """The rows of `query` by that column."""
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in await tx.execute(query):
        found[getattr(row, column)].append(row)
    return found
