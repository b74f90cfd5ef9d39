"""Telling people what became of what they asked for, and reminding a team of what it hasn't decided."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text

from surveys.core.ideas import IdeaState
from surveys.store.tables.base import metadata, one_of
from surveys.store.types import Instant

# Who is to hear, or heard, that an idea came to a state. Over when `ended_at` is set; sent only if `sent_at` is.
tellings = Table(
    "tellings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("idea_id", ForeignKey("ideas.id"), nullable=False),
    Column("follower_id", ForeignKey("followers.id")),  # empty: nobody knows any more who heard it
    Column("state", Text, one_of("state", IdeaState), nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    # What goes out together is one message, and bears the number of the first of them.
    Column("lead_id", Integer),
    Column("claimed_at", Instant),
    Column("sent_at", Instant),
    Column("ended_at", Instant),
    Column("reason", Text),  # why it waits, or why it was never sent: a Why, or Discord's words
    # Whether what was made is what they hoped for; empty: they haven't said.
    Column("hit", Integer, CheckConstraint("hit IN (0, 1)", name="hit")),
    Index(None, "idea_id", "follower_id"),
    Index(None, "follower_id"),
    Index(None, "lead_id"),
    Index("ix_tellings_pending", "due_at", sqlite_where=text("ended_at IS NULL")),
    Index(
        "uq_tellings_once",
        "idea_id",
        "follower_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL AND claimed_at IS NULL"),
    ),
    sqlite_strict=True,
)

# The one reminder after a round whose ideas nobody has decided about; a row is there from the moment it may be sent.
nudges = Table(
    "nudges",
    metadata,
    Column("round_id", ForeignKey("rounds.id"), primary_key=True),
    Column("claimed_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),  # when to look again, while it isn't over
    Column("channel_id", Integer, nullable=False),
    Column("ended_at", Instant),
    Column("message_id", Integer),  # empty: it isn't there, or not known to be
    sqlite_strict=True,
)
