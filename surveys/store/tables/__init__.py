"""The tables. What is written here is what the migrations build; a test compares the two.

Times are UTC text of fixed width, so they sort and read as they are. Discord ids are integers.
"""

from surveys.store.tables.answering import (
    answer_vectors,
    answers,
    attachments,
    replies,
    statement_votes,
    statements,
)
from surveys.store.tables.asking import (
    audiences,
    drafts,
    follow_ups,
    invitations,
    media,
    round_plans,
    rounds,
    series,
    statuses,
    survey_versions,
    surveys,
)
from surveys.store.tables.base import metadata
from surveys.store.tables.community import audit_log, communities, grants
from surveys.store.tables.outcome import (
    boards,
    claim_replies,
    claims,
    idea_cards,
    idea_events,
    idea_themes,
    idea_votes,
    ideas,
    model_usage,
    quotes,
    theme_edits,
    theme_replies,
    themes,
    unquoted,
)
from surveys.store.tables.people import consents, followers, people
from surveys.store.tables.telling import nudges, tellings
from surveys.store.tables.webhooks import webhook_events, webhooks

__all__ = [
    "answer_vectors",
    "answers",
    "attachments",
    "audiences",
    "audit_log",
    "boards",
    "claim_replies",
    "claims",
    "communities",
    "consents",
    "drafts",
    "follow_ups",
    "followers",
    "grants",
    "idea_cards",
    "idea_events",
    "idea_themes",
    "idea_votes",
    "ideas",
    "invitations",
    "media",
    "metadata",
    "model_usage",
    "nudges",
    "people",
    "quotes",
    "replies",
    "round_plans",
    "rounds",
    "series",
    "statement_votes",
    "statements",
    "statuses",
    "survey_versions",
    "surveys",
    "tellings",
    "theme_edits",
    "theme_replies",
    "themes",
    "unquoted",
    "webhook_events",
    "webhooks",
]
