"""What people said, and the files they sent."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from surveys.core.polis import Verdict
from surveys.store.tables.base import metadata, one_of
from surveys.store.types import Instant, PlainData

# One row for everything heard in a conversation, whether or not it answered something.
replies = Table(
    "replies",
    metadata,
    Column("discord_id", Integer, primary_key=True, autoincrement=False),
    Column("invitation_id", ForeignKey("invitations.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "invitation_id"),
    sqlite_strict=True,
)

answers = Table(
    "answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("invitation_id", ForeignKey("invitations.id"), nullable=False),
    Column("question_id", Text, nullable=False),
    Column("value", PlainData, nullable=False),
    Column("reply_id", ForeignKey("replies.discord_id"), unique=True),  # empty once it is nobody's any more
    Column("at", Instant, nullable=False),
    UniqueConstraint("invitation_id", "question_id"),
    sqlite_strict=True,
)

# What answers mean, as numbers, so that summaries need not work it out each time: made from the answer alone, and
# of no use once that has changed since (`at`) or is gone.
answer_vectors = Table(
    "answer_vectors",
    metadata,
    Column("answer_id", ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    sqlite_strict=True,
)

# Files people sent, kept in the data folder under their ids; a file without a row is removed.
attachments = Table(
    "attachments",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # Discord's id
    Column("invitation_id", ForeignKey("invitations.id"), nullable=False),
    Column("question_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "invitation_id"),
    sqlite_strict=True,
)

# Replies that may be put to others in the same round, and what those think of them.
statements = Table(
    "statements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("rounds.id"), nullable=False),
    Column("answer_id", ForeignKey("answers.id"), nullable=False, unique=True),
    Column("text", Text, nullable=False),  # empty: its author took it back, or its time was over
    Column("hidden_at", Instant),  # since when the team wants it shown to nobody; empty: it is shown
    # How often it was judged, which decides to whom it is shown; summaries count the rows below.
    Column("agreed", Integer, nullable=False, server_default="0"),
    Column("disagreed", Integer, nullable=False, server_default="0"),
    Column("passed", Integer, nullable=False, server_default="0"),
    Index(None, "round_id"),
    sqlite_strict=True,
)

statement_votes = Table(
    "statement_votes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("statement_id", ForeignKey("statements.id"), nullable=False),
    Column("invitation_id", ForeignKey("invitations.id"), nullable=False),
    Column("verdict", Text, one_of("verdict", Verdict), nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("statement_id", "invitation_id"),
    Index(None, "invitation_id"),
    sqlite_strict=True,
)
