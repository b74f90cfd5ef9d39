"""What is asked, of whom, and when: surveys, series, rounds and invitations."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from surveys.core.invitation import InvitationState
from surveys.core.respect import Sort
from surveys.core.rounds import RoundState
from surveys.core.series import SeriesState
from surveys.store.tables.base import metadata, one_of
from surveys.store.types import Instant, PlainData

surveys = Table(
    "surveys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("key", Text, nullable=False),
    # Since when it isn't listed and can't be started; empty: it can.
    Column("archived_at", Instant),
    UniqueConstraint("community_id", "key"),
    sqlite_strict=True,
)

# Surveys in the making, one for each key at most: what an editor sees, and the steps to take back.
drafts = Table(
    "drafts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("based_on", Integer),  # the number of the version it was before; empty: it was never saved
    Column("definition", PlainData, nullable=False),
    Column("undo", PlainData, nullable=False, server_default="[]"),  # earlier definitions, the latest last
    Column("revision", Integer, nullable=False),  # grows with each change, so that two editors notice
    Column("edited_by", Integer, nullable=False),
    Column("edited_at", Instant, nullable=False),
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

#: Definitions of who is meant, saved under a name; they name roles and answers, and no person.
audiences = Table(
    "audiences",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),  # the name as it is compared
    Column("definition", PlainData, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),  # counts its changes
    Column("made_by", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("community_id", "folded"),
    sqlite_strict=True,
)

# Files that are shown with questions, kept in the data folder under their ids, which are Discord's.
media = Table(
    "media",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("content_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "community_id"),
    sqlite_strict=True,
)

series = Table(
    "series",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("survey_id", ForeignKey("surveys.id"), nullable=False),
    Column("state", Text, one_of("state", SeriesState), nullable=False),
    # A Schedule: when rounds open, in the calendar of the zone.
    Column("rule", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("starts_on", Text, nullable=False),
    Column("ends_on", Text),
    Column("skips", PlainData, nullable=False, server_default="[]"),
    # What each round is like.
    Column("days", Integer, nullable=False),
    Column("target", Integer),
    Column("remind", Integer, CheckConstraint("remind IN (0, 1)", name="remind"), nullable=False),
    Column("audience_id", ForeignKey("audiences.id")),  # empty: everybody
    # The next date, and the moment it means; empty: there is none.
    Column("next_on", Text),
    Column("next_at", Instant),
    # A date that was missed by more than the grace, and the message that asks what to do about it.
    Column("held_on", Text),
    Column("held_at", Instant),
    Column("asked_message_id", Integer),
    Column("made_by", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    Index(None, "community_id"),
    Index("ix_series_next", "next_at", sqlite_where=text("state = 'active'")),
    sqlite_strict=True,
)

rounds = Table(
    "rounds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("number", Integer, nullable=False),  # counts within the community
    Column("version_id", ForeignKey("survey_versions.id"), nullable=False),
    # Decides how people are numbered in exports, so that nobody can tell who is who from the order they joined in.
    Column("number_seed", Text, nullable=False, server_default=text("(lower(hex(randomblob(16))))")),
    # The series that opened it, for which of its dates: each date opens one round at most.
    Column("series_id", ForeignKey("series.id")),
    Column("series_date", Text),
    Column("state", Text, one_of("state", RoundState), nullable=False),
    Column("started_by", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("target", Integer),  # closes early when so many have completed it
    Column("audience", PlainData),  # the definition in force when it opened; empty: everybody
    Column("cancelled_at", Instant),
    Column("halted", Text),  # a Halt, while sending is on hold
    Column("halted_at", Instant),
    # Special rounds reach those, too, who asked for nothing else.
    Column(
        "special",
        Integer,
        CheckConstraint("special IN (0, 1)", name="special"),
        nullable=False,
        server_default="0",
    ),
    # A rehearsal: sent to a few of the team to try the survey, counted nowhere, its number below zero.
    Column(
        "rehearsal",
        Integer,
        CheckConstraint("rehearsal IN (0, 1)", name="rehearsal"),
        nullable=False,
        server_default="0",
    ),
    # How many may still go ahead of the others (empty: none went yet), and until when they are watched.
    Column("canary_left", Integer),
    Column("canary_until", Instant),
    # When those who haven't replied are reminded; empty: nobody is.
    Column("remind_at", Instant),
    # Where followers were told that replies go to be summed up by a language model; empty: nowhere.
    Column("model_host", Text),
    # The card in the community's channel with which people answer there.
    Column("card_channel_id", Integer),
    Column("card_message_id", Integer),
    Column("summary_message_ids", PlainData),
    # What the summary's messages say, to take a quote out of them later.
    Column("summary", PlainData),
    Column("summarised_at", Instant),
    # Grows with each change to the themes of the summary, so that two creators notice.
    Column("themes_revision", Integer, nullable=False, server_default="0"),
    # When answers were stripped of everything personal, their time being over.
    Column("aged_at", Instant),
    UniqueConstraint("community_id", "number"),
    UniqueConstraint("series_id", "series_date"),
    Index(None, "state"),
    sqlite_strict=True,
)

# Rounds that were shown to a creator, who hasn't confirmed them yet; gone after a day.
round_plans = Table(
    "round_plans",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("version_id", ForeignKey("survey_versions.id"), nullable=False),
    Column("days", Integer, nullable=False),
    Column("special", Integer, CheckConstraint("special IN (0, 1)", name="special"), nullable=False),
    Column("remind", Integer, CheckConstraint("remind IN (0, 1)", name="remind"), nullable=False),
    Column("target", Integer),
    # The saved audience it is for, at which of its versions, and the definition as it was shown.
    Column("audience_id", Integer),
    Column("audience_version", Integer),
    Column("audience", PlainData, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant),
    Index(None, "community_id"),
    sqlite_strict=True,
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("rounds.id"), nullable=False),
    Column("follower_id", ForeignKey("followers.id")),  # empty: nobody knows any more whose it was
    Column("state", Text, one_of("state", InvitationState), nullable=False),
    Column("reason", Text),  # why held back, or why it waits: a Why
    Column("variant", Text),  # the wording of the survey's experiment that they read
    Column("due_at", Instant),  # not to be sent before; empty: at once
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
    Index(None, "round_id", "state", "due_at"),
    sqlite_strict=True,
)

# What a follower is sent after the invitation, each at most once: a reminder, a question they put
# off, a goodbye. Over when `ended_at` is set; sent only if `sent_at` is.
follow_ups = Table(
    "follow_ups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("invitation_id", ForeignKey("invitations.id"), nullable=False),
    Column("sort", Text, one_of("sort", Sort), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("claimed_at", Instant),
    Column("sent_at", Instant),
    Column("ended_at", Instant),
    Column("reason", Text),  # why it waits, or why it was never sent: a Why, or Discord's words
    Index(None, "invitation_id"),
    Index("ix_follow_ups_pending", "due_at", sqlite_where=text("ended_at IS NULL")),
    Index(
        "uq_follow_ups_once",
        "invitation_id",
        "sort",
        unique=True,
        sqlite_where=text("sort IN ('reminder', 'goodbye')"),
    ),
    sqlite_strict=True,
)

# Statuses in channels that keep themselves up to date, the newest of a round alone; a row ends with its last drawing.
statuses = Table(
    "statuses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("rounds.id"), nullable=False),
    Column("channel_id", Integer, nullable=False),
    Column("message_id", Integer),  # empty: to be posted
    Column("posted_at", Instant, nullable=False),
    Column("drawn", Text),  # what stands for what was drawn last
    Column("moved_at", Instant, nullable=False),  # when that last changed
    Column("looked_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),  # when to look again whether it still says what is so
    Index(None, "round_id"),
    Index(None, "due_at"),
    sqlite_strict=True,
)
