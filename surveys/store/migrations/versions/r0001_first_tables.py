"""The first tables: communities, followers and consents, surveys, rounds, invitations, replies, answers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROUND_STATES = "state IN ('open', 'closing', 'closed')"
_INVITATION_STATES = (
    "state IN ('queued', 'sending', 'sent', 'started', 'completed', 'partial', 'expired', 'refused', "
    "'broke_off', 'unreachable', 'failed', 'held_back')"
)


def upgrade() -> None:
    """Build everything on an empty database."""
    op.create_table(
        "communities",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("results_channel_id", sa.Integer(), nullable=False),
        sa.Column("join_channel_id", sa.Integer()),
        sa.Column("join_message_id", sa.Integer()),
        sa.Column("creator_role_id", sa.Integer()),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("set_up_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communities")),
        sqlite_strict=True,
    )
    op.create_table(
        "people",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dm_channel_id", sa.Integer()),
        sa.Column("dms_refused_at", sa.Text()),
        sa.Column("heard", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_people")),
        sqlite_strict=True,
    )
    op.create_table(
        "followers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.Text(), nullable=False),
        sa.Column("left_at", sa.Text()),
        sa.UniqueConstraint("community_id", "user_id", name=op.f("uq_followers_community_id_user_id")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_followers_community_id")),
        sa.ForeignKeyConstraint(["user_id"], ["people.user_id"], name=op.f("fk_followers_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followers")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_followers_user_id"), "followers", ["user_id"])
    op.create_table(
        "surveys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.UniqueConstraint("community_id", "key", name=op.f("uq_surveys_community_id_key")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_surveys_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sqlite_strict=True,
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column(
            "granted",
            sa.Integer(),
            sa.CheckConstraint("granted IN (0, 1)", name=op.f("ck_consents_granted")),
            nullable=False,
        ),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["follower_id"], ["followers.id"], name=op.f("fk_consents_follower_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_consents_follower_id"), "consents", ["follower_id"])
    op.create_table(
        "survey_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_survey_versions_survey_id_number")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_versions_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_versions")),
        sqlite_strict=True,
    )
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Text(),
            sa.CheckConstraint(_ROUND_STATES, name=op.f("ck_rounds_state")),
            nullable=False,
        ),
        sa.Column("started_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.Column("closes_at", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text()),
        sa.Column("halted", sa.Text()),
        sa.Column("halted_at", sa.Text()),
        sa.Column("summary_message_ids", sa.Text()),
        sa.Column("summarised_at", sa.Text()),
        sa.UniqueConstraint("community_id", "number", name=op.f("uq_rounds_community_id_number")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_rounds_community_id")),
        sa.ForeignKeyConstraint(["version_id"], ["survey_versions.id"], name=op.f("fk_rounds_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_rounds_state"), "rounds", ["state"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Text(),
            sa.CheckConstraint(_INVITATION_STATES, name=op.f("ck_invitations_state")),
            nullable=False,
        ),
        sa.Column("reason", sa.Text()),
        sa.Column("error", sa.Text()),
        sa.Column("claimed_at", sa.Text()),
        sa.Column("sent_at", sa.Text()),
        sa.Column("started_at", sa.Text()),
        sa.Column("ended_at", sa.Text()),
        sa.Column("message_id", sa.Integer()),
        sa.Column("current", sa.Text()),
        sa.Column("trail", sa.Text()),
        sa.Column("draft", sa.Text()),
        sa.Column("heard", sa.Integer(), server_default="0", nullable=False),
        sa.UniqueConstraint("round_id", "follower_id", name=op.f("uq_invitations_round_id_follower_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_invitations_round_id")),
        sa.ForeignKeyConstraint(["follower_id"], ["followers.id"], name=op.f("fk_invitations_follower_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_invitations_follower_id"), "invitations", ["follower_id"])
    op.create_index(op.f("ix_invitations_round_id_state"), "invitations", ["round_id", "state"])
    op.create_table(
        "replies",
        sa.Column("discord_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name=op.f("fk_replies_invitation_id")),
        sa.PrimaryKeyConstraint("discord_id", name=op.f("pk_replies")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_replies_invitation_id"), "replies", ["invitation_id"])
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.UniqueConstraint(
            "invitation_id", "question_id", name=op.f("uq_answers_invitation_id_question_id")
        ),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name=op.f("fk_answers_invitation_id")),
        sa.UniqueConstraint("reply_id", name=op.f("uq_answers_reply_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["replies.discord_id"], name=op.f("fk_answers_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sqlite_strict=True,
    )
