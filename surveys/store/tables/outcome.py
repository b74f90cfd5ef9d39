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
