"""Where a community's events are told, and what is still to be told."""

from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from surveys.store.tables.base import metadata, one_of
from surveys.store.types import Instant, PlainData


class DeliveryState(StrEnum):
    """What has not been delivered: still to be tried, or put aside. What was delivered has no row."""

    WAITING = "waiting"
    DEAD = "dead"


webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),  # signs; whoever reads the database can sign, too
    Column("events", PlainData, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("disabled_at", Instant),  # the address said that nobody listens any more
    UniqueConstraint("community_id", "url"),
    sqlite_strict=True,
)

# The outbox: written with what happened, sent afterwards, each with one id however often it is tried.
webhook_events = Table(
    "webhook_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("webhook_id", ForeignKey("webhooks.id"), nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("event", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, one_of("state", DeliveryState), nullable=False, server_default="waiting"),
    Column("at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("why", Text),  # why the last attempt failed, in our words
    Index(None, "webhook_id"),
    Index("ix_webhook_events_waiting", "due_at", sqlite_where=text("state = 'waiting'")),
    sqlite_strict=True,
)
