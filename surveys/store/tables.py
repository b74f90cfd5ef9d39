"""The tables. What is written here is what the migrations build; a test compares the two.

Times are UTC text of fixed width, so they sort and read as they are. Discord ids are integers.
"""

from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from surveys.core.consent import Quoting
from surveys.core.ideas import IdeaState
from surveys.core.invitation import InvitationState
from surveys.core.respect import Cadence, Sort, Where
from surveys.core.roles import Right
from surveys.core.rounds import RoundState
from surveys.core.series import SeriesState
from surveys.store.types import Instant, PlainData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
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
    Column("topics", PlainData, nullable=False, server_default="[]"),  # what rounds may be about
    Column("locale", Text),  # the server's language, for the cards everybody sees
    Column("set_up_at", Instant, nullable=False),
    sqlite_strict=True,
)

#: Which roles may do what, besides the creator role, which may do all.
grants = Table(
    "grants",
    metadata,
    Column("community_id", ForeignKey("communities.id"), primary_key=True),
    Column("role_id", Integer, primary_key=True),
    Column("right", Text, _one_of("right", Right), primary_key=True),
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
    Column("cadence", Text, _one_of("cadence", Cadence), nullable=False, server_default=Cadence.EVERY.value),
    Column("topics", PlainData, nullable=False, server_default="[]"),  # those chosen; none: all
    Column("asked_in", Text, _one_of("asked_in", Where), nullable=False, server_default=Where.DM.value),
    Column(
        "quoting", Text, _one_of("quoting", Quoting), nullable=False, server_default=Quoting.ANONYMOUS.value
    ),
    Column("paused_until", Instant),
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

series = Table(
    "series",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("survey_id", ForeignKey("surveys.id"), nullable=False),
    Column("state", Text, _one_of("state", SeriesState), nullable=False),
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
    # The series that opened it, for which of its dates: each date opens one round at most.
    Column("series_id", ForeignKey("series.id")),
    Column("series_date", Text),
    Column("state", Text, _one_of("state", RoundState), nullable=False),
    Column("started_by", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("target", Integer),  # closes early when so many have completed it
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
    # How many may still go ahead of the others (empty: none went yet), and until when they are watched.
    Column("canary_left", Integer),
    Column("canary_until", Instant),
    # When those who haven't replied are reminded; empty: nobody is.
    Column("remind_at", Instant),
    # The card in the community's channel with which people answer there.
    Column("card_channel_id", Integer),
    Column("card_message_id", Integer),
    Column("summary_message_ids", PlainData),
    # What the summary's messages say, to take a quote out of them later.
    Column("summary", PlainData),
    Column("summarised_at", Instant),
    # When answers were stripped of everything personal, their time being over.
    Column("aged_at", Instant),
    UniqueConstraint("community_id", "number"),
    UniqueConstraint("series_id", "series_date"),
    Index(None, "state"),
    sqlite_strict=True,
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("rounds.id"), nullable=False),
    Column("follower_id", ForeignKey("followers.id")),  # empty: nobody knows any more whose it was
    Column("state", Text, _one_of("state", InvitationState), nullable=False),
    Column("reason", Text),  # why held back, or why it waits: a Why
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
    Column("sort", Text, _one_of("sort", Sort), nullable=False),
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

# What followers want made: sent at any time, or given as the answer to an idea question.
ideas = Table(
    "ideas",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("follower_id", ForeignKey("followers.id")),  # empty: its author is forgotten
    Column("answer_id", ForeignKey("answers.id"), unique=True),  # empty: sent outside a round
    Column("ref", Integer, unique=True),  # the Discord id it came with, so that it counts once
    Column("text", Text, nullable=False),
    Column("state", Text, _one_of("state", IdeaState), nullable=False, server_default=IdeaState.OPEN.value),
    Column("at", Instant, nullable=False),
    Index(None, "community_id"),
    Index(None, "follower_id"),
    sqlite_strict=True,
)

idea_votes = Table(
    "idea_votes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("idea_id", ForeignKey("ideas.id"), nullable=False),
    Column("follower_id", ForeignKey("followers.id")),  # empty: the voter is forgotten, the vote stays
    Column("at", Instant, nullable=False),
    UniqueConstraint("idea_id", "follower_id"),
    Index(None, "follower_id"),
    sqlite_strict=True,
)

# Replies that stand as quotes in a posted summary: which section, and the line as it stands there.
quotes = Table(
    "quotes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("rounds.id"), nullable=False),
    Column("invitation_id", ForeignKey("invitations.id"), nullable=False),
    Column("question_id", Text, nullable=False),
    Column("section", Integer, nullable=False),
    Column("line", Text, nullable=False),
    Index(None, "round_id"),
    Index(None, "invitation_id"),
    sqlite_strict=True,
)

# Themes of a summary, and whose replies were grouped into each.
themes = Table(
    "themes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("rounds.id"), nullable=False),
    Column("question_id", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Index(None, "round_id"),
    sqlite_strict=True,
)

theme_replies = Table(
    "theme_replies",
    metadata,
    Column("theme_id", ForeignKey("themes.id"), primary_key=True),
    Column("invitation_id", ForeignKey("invitations.id"), primary_key=True),
    Index(None, "invitation_id"),
    sqlite_strict=True,
)
