"""The tables. What is written here is what the migrations build; a test compares the two.

Times are UTC text of fixed width, so they sort and read as they are. Discord ids are integers.
"""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from surveys.core.invitation import InvitationState
from surveys.core.rounds import RoundState

_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC text with microseconds."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """The stored text. Raises ValueError for a naive datetime: it names no instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime names no instant")
        return value.astimezone(UTC).strftime(_FORMAT)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """The aware datetime that was stored."""
        return None if value is None else datetime.strptime(value, _FORMAT).replace(tzinfo=UTC)


class PlainData(TypeDecorator[Any]):
    """JSON-ready data, kept as JSON text that people can read."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The stored text."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """What was stored."""
        return None if value is None else json.loads(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _one_of(column: str, values: type[InvitationState] | type[RoundState]) -> CheckConstraint:
    listed = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


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
    Column("set_up_at", Instant, nullable=False),
    sqlite_strict=True,
)

people = Table(
    "people",
    metadata,
    Column("user_id", Integer, primary_key=True, autoincrement=False),
    Column("dm_channel_id", Integer),
    # When a DM was last refused (DMs closed); empty again as soon as one arrives.
    Column("dms_refused_at", Instant),
    # The newest message heard in the DM, inside a round or not: a replay of it changes nothing.
    Column("heard", Integer, nullable=False, server_default="0"),
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

surveys = Table(
    "surveys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("key", Text, nullable=False),
    UniqueConstraint("community_id", "key"),
    sqlite_strict=True,
)

survey_versions = Table(
    "survey_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("survey_id", ForeignKey("surveys.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("definition", PlainData, nullable=False),
    Column("made_by", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("survey_id", "number"),
    sqlite_strict=True,
)

rounds = Table(
    "rounds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("number", Integer, nullable=False),  # counts within the community
    Column("version_id", ForeignKey("survey_versions.id"), nullable=False),
    Column("state", Text, _one_of("state", RoundState), nullable=False),
    Column("started_by", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("halted", Text),  # a Halt, while sending is on hold
    Column("halted_at", Instant),
    Column("summary_message_ids", PlainData),
    Column("summarised_at", Instant),
    UniqueConstraint("community_id", "number"),
    Index(None, "state"),
    sqlite_strict=True,
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("rounds.id"), nullable=False),
    Column("follower_id", ForeignKey("followers.id"), nullable=False),
    Column("state", Text, _one_of("state", InvitationState), nullable=False),
    Column("reason", Text),  # why held back
    Column("error", Text),  # why failed: Discord's code and words, never a person's text
    Column("claimed_at", Instant),
    Column("sent_at", Instant),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Column("message_id", Integer),  # the card that carries the current question
    # The conversation, as surveys.core.conversation has it; empty until the first reply.
    Column("current", Text),
    Column("trail", PlainData),
    Column("draft", PlainData),
    # The newest Discord id heard; what is not newer changes nothing, so replays are harmless.
    Column("heard", Integer, nullable=False, server_default="0"),
    UniqueConstraint("round_id", "follower_id"),
    Index(None, "follower_id"),
    Index(None, "round_id", "state"),
    sqlite_strict=True,
)

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
    Column("reply_id", ForeignKey("replies.discord_id"), nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    UniqueConstraint("invitation_id", "question_id"),
    sqlite_strict=True,
)
