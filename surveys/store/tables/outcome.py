"""What came of it: ideas and their votes, themes, and the replies that are quoted."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from surveys.core.ideas import IdeaState
from surveys.store.tables.base import metadata, one_of
from surveys.store.types import Instant

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
    Column("state", Text, one_of("state", IdeaState), nullable=False, server_default=IdeaState.OPEN.value),
    Column("at", Instant, nullable=False),
    Column("response", Text),  # what the team says to it
    Column("link", Text),  # what was made of it; https only
    Column("state_at", Instant),  # when the team set the state last; empty: never
    Column("state_by", Integer),  # which member of the team, by Discord id; NOBODY once forgotten
    Column("duplicate_of", ForeignKey("ideas.id")),  # what the team merged it into
    Column("hidden", Integer, nullable=False, server_default="0"),  # kept off the public board by the team
    Column("matched", Integer, nullable=False, server_default="0"),  # compared with the themes there are
    Index(None, "community_id"),
    Index(None, "follower_id"),
    Index(None, "duplicate_of"),
    Index("ix_ideas_unmatched", "id", sqlite_where=text("matched = 0")),
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

# Every change of an idea's state by the team, oldest first; the last one is what the idea itself says.
idea_events = Table(
    "idea_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("idea_id", ForeignKey("ideas.id"), nullable=False),
    Column("state", Text, one_of("state", IdeaState), nullable=False),
    Column("response", Text),
    Column("link", Text),
    Column("by_user", Integer, nullable=False),  # as state_by
    Column("at", Instant, nullable=False),
    Index(None, "idea_id"),
    sqlite_strict=True,
)

# A community's board: where ideas stand for all to see, and when to look whether they still say what is so.
boards = Table(
    "boards",
    metadata,
    Column("community_id", ForeignKey("communities.id"), primary_key=True),
    Column("channel_id", Integer),  # empty: no public board
    Column("due_at", Instant),  # empty: every card says what is so
    sqlite_strict=True,
)

# An idea's card on the public board: a row before it is a message, and until the message is gone.
idea_cards = Table(
    "idea_cards",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("communities.id"), nullable=False),
    Column("idea_id", ForeignKey("ideas.id"), unique=True),  # empty: to be taken down
    Column("channel_id", Integer, nullable=False),
    Column("message_id", Integer),  # empty: not posted, as far as is known
    Column("added_at", Instant, nullable=False),
    Column("drawn", Text),  # what stands for everything it says
    Index(None, "community_id"),
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
    Column("matched", Integer, nullable=False, server_default="0"),  # compared with the ideas there are
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

# Themes that ask for the same as an idea. A pair the team took apart stays, so that it isn't joined again.
idea_themes = Table(
    "idea_themes",
    metadata,
    Column("idea_id", ForeignKey("ideas.id"), primary_key=True),
    Column("theme_id", ForeignKey("themes.id"), primary_key=True),
    Column("linked", Integer, nullable=False, server_default="1"),
    Index(None, "theme_id"),
    sqlite_strict=True,
)
