"""The people who follow, their wishes, and what they agreed to."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from surveys.core.consent import Quoting
from surveys.core.respect import Cadence, News, Where
from surveys.store.tables.base import metadata, one_of
from surveys.store.types import Instant, PlainData

people = Table(
    "people",
    metadata,
    Column("user_id", Integer, primary_key=True, autoincrement=False),
    Column("dm_channel_id", Integer),
    # When a DM was last refused (DMs closed); empty again as soon as one arrives.
    Column("dms_refused_at", Instant),
    # The newest message heard in the DM, inside a round or not: a replay of it changes nothing.
    Column("heard", Integer, nullable=False, server_default="0"),
    # Discord's language setting as it was last seen; `language` is what they chose instead.
    Column("locale", Text),
    Column("language", Text),
    # Empty: as guessed from the locale, and the usual quiet hours.
    Column("time_zone", Text),
    Column("quiet_from", Text),  # HH:MM in their zone
    Column("quiet_until", Text),
    sqlite_strict=True,
)

followers = Table(
    "followers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("user_id", ForeignKey("people.user_id"), nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("left_at", Instant),
    Column("cadence", Text, one_of("cadence", Cadence), nullable=False, server_default=Cadence.EVERY.value),
    Column("topics", PlainData, nullable=False, server_default="[]"),  # those chosen; none: all
    Column("asked_in", Text, one_of("asked_in", Where), nullable=False, server_default=Where.DM.value),
    Column(
        "quoting", Text, one_of("quoting", Quoting), nullable=False, server_default=Quoting.ANONYMOUS.value
    ),
    Column("paused_until", Instant),
    # Whether they want to hear what became of what they asked for.
    Column("news", Text, one_of("news", News), nullable=False, server_default=News.LIMITS.value),
    # Rounds from before this moment no longer count as unanswered: they asked to be kept in.
    Column("kept_at", Instant),
    UniqueConstraint("community_id", "user_id"),
    Index(None, "user_id"),
    sqlite_strict=True,
)

# Append-only: what was agreed to or withdrawn, when, where and under which wording.
consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("follower_id", ForeignKey("followers.id"), nullable=False),
    Column("scope", Text, nullable=False),
    Column("granted", Integer, CheckConstraint("granted IN (0, 1)", name="granted"), nullable=False),
    Column("place", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "follower_id"),
    sqlite_strict=True,
)
