"""A community: its settings, its team, and what the team did."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from surveys.core.roles import Right
from surveys.store.tables.base import metadata, one_of
from surveys.store.types import Instant, PlainData

communities = Table(
    "communities",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # the Discord server's id
    Column("name", Text, nullable=False),
    Column("results_channel_id", Integer, nullable=False),
    Column("join_channel_id", Integer),
    Column("join_message_id", Integer),
    Column("creator_role_id", Integer),
    Column("time_zone", Text, nullable=False),
    Column("topics", PlainData, nullable=False, server_default="[]"),  # what rounds may be about
    Column("locale", Text),  # the server's language, for the cards everybody sees
    Column("gap_days", Integer, nullable=False, server_default="7"),  # at most one round in so many
    Column("quiet_from", Text, nullable=False, server_default="21:00"),  # HH:MM where each follower lives
    Column("quiet_until", Text, nullable=False, server_default="09:00"),
    Column("retention_days", Integer),  # shorter than the host's; none: the host's
    Column("model_host", Text),  # where its replies go to be summed up by a language model; empty: nowhere
    # Whether the team is reminded of ideas nobody has decided about.
    Column(
        "nudged",
        Integer,
        CheckConstraint("nudged IN (0, 1)", name="nudged"),
        nullable=False,
        server_default="1",
    ),
    Column("set_up_at", Instant, nullable=False),
    sqlite_strict=True,
)

#: Which roles may do what, besides the creator role, which may do all.
grants = Table(
    "grants",
    metadata,
    Column("community_id", ForeignKey("communities.id"), primary_key=True),
    Column("role_id", Integer, primary_key=True),
    Column("right", Text, one_of("right", Right), primary_key=True),
    sqlite_strict=True,
)

#: What creators did: lines are added, and never changed, except that whoever is forgotten is nobody.
audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("user_id", Integer, nullable=False),
    Column("deed", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "community_id"),
    sqlite_strict=True,
)
