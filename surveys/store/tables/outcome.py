"""What came of it: ideas and their votes, themes, and the replies that are quoted."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from surveys.core.ideas import IdeaState
from surveys.core.theming import ThemeEdit
from surveys.store.tables.base import metadata, one_of
from surveys.store.types import Instant, PlainData

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

# Replies that stand as quotes in a posted summary: which section, and the line as it stands there. Those with
# section -1 stand in its documents alone.
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

# Answers that a creator took out of a summary: they count, and are not quoted again.
unquoted = Table(
    "unquoted",
    metadata,
    Column("invitation_id", ForeignKey("invitations.id"), primary_key=True),
    Column("question_id", Text, primary_key=True),
    sqlite_strict=True,
)

# What creators did to the themes of a posted summary, in the order they did it, to be taken back from the end.
theme_edits = Table(
    "theme_edits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("rounds.id"), nullable=False),
    Column("kind", Text, one_of("kind", ThemeEdit), nullable=False),
    Column("theme_id", Integer, nullable=False),  # renamed, merged into, or split
    # What it was called before, and whether a person had called it that.
    Column("label", Text, nullable=False),
    Column("named", Integer, CheckConstraint("named IN (0, 1)", name="named"), nullable=False),
    Index(None, "round_id"),
    sqlite_strict=True,
)

# Themes of a summary, and whose replies were grouped into each. Where a creator merged or split one it ends
# with that edit, and keeps its replies, so that it can come back.
themes = Table(
    "themes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("rounds.id"), nullable=False),
    Column("question_id", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("centre", LargeBinary),  # what its replies mean on average, to know it again in a later round
    # A person chose the label.
    Column(
        "named", Integer, CheckConstraint("named IN (0, 1)", name="named"), nullable=False, server_default="0"
    ),
    Column("begun_by", Integer),  # the edit that made it; empty: it was there when the summary was posted
    Column("ended_by", Integer),  # the edit that ended it (0: one that was undone); empty: it stands
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

# What asking the language model cost: one row a round at most, made before it is asked.
model_usage = Table(
    "model_usage",
    metadata,
    Column("round_id", ForeignKey("rounds.id"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("tokens", Integer, nullable=False),  # what it may cost at most; what it did, once that is known
    # The names it gave to themes: by question, then by what stands for the people in the theme. Empty: no answer yet.
    Column("names", PlainData),
    Index(None, "at"),
    sqlite_strict=True,
)

# Sentences of a language model that were found to hold, and whose replies each rests on.
claims = Table(
    "claims",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("rounds.id"), nullable=False),
    Column("question_id", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index(None, "round_id"),
    sqlite_strict=True,
)

claim_replies = Table(
    "claim_replies",
    metadata,
    Column("claim_id", ForeignKey("claims.id"), primary_key=True),
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
