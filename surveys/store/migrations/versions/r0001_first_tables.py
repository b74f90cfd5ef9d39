"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


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
        sa.Column("topics", sa.Text(), server_default="[]", nullable=False),
        sa.Column("locale", sa.Text()),
        sa.Column("gap_days", sa.Integer(), server_default="7", nullable=False),
        sa.Column("quiet_from", sa.Text(), server_default="21:00", nullable=False),
        sa.Column("quiet_until", sa.Text(), server_default="09:00", nullable=False),
        sa.Column("retention_days", sa.Integer()),
        sa.Column("model_host", sa.Text()),
        sa.Column(
            "nudged",
            sa.Integer(),
            sa.CheckConstraint("nudged IN (0, 1)", name=op.f("ck_communities_nudged")),
            server_default="1",
            nullable=False,
        ),
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
        sa.Column("locale", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("time_zone", sa.Text()),
        sa.Column("quiet_from", sa.Text()),
        sa.Column("quiet_until", sa.Text()),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_people")),
        sqlite_strict=True,
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_audit_log_community_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_audit_log_community_id"), "audit_log", ["community_id"])
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("disabled_at", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
        sa.UniqueConstraint("community_id", "url", name=op.f("uq_webhooks_community_id_url")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_webhooks_community_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "webhook_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Text(),
            sa.CheckConstraint("state IN ('waiting', 'dead')", name=op.f("ck_webhook_events_state")),
            server_default="waiting",
            nullable=False,
        ),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("due_at", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("why", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_events")),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name=op.f("fk_webhook_events_webhook_id")),
        sa.UniqueConstraint("message_id", name=op.f("uq_webhook_events_message_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_webhook_events_webhook_id"), "webhook_events", ["webhook_id"])
    op.create_index(
        "ix_webhook_events_waiting", "webhook_events", ["due_at"], sqlite_where=sa.text("state = 'waiting'")
    )
    op.create_table(
        "followers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.Text(), nullable=False),
        sa.Column("left_at", sa.Text()),
        sa.Column(
            "cadence",
            sa.Text(),
            sa.CheckConstraint(
                "cadence IN ('every', 'monthly', 'special')", name=op.f("ck_followers_cadence")
            ),
            server_default="every",
            nullable=False,
        ),
        sa.Column("topics", sa.Text(), server_default="[]", nullable=False),
        sa.Column(
            "asked_in",
            sa.Text(),
            sa.CheckConstraint("asked_in IN ('dm', 'server')", name=op.f("ck_followers_asked_in")),
            server_default="dm",
            nullable=False,
        ),
        sa.Column(
            "quoting",
            sa.Text(),
            sa.CheckConstraint("quoting IN ('no', 'anonymous', 'named')", name=op.f("ck_followers_quoting")),
            server_default="anonymous",
            nullable=False,
        ),
        sa.Column("paused_until", sa.Text()),
        sa.Column(
            "news",
            sa.Text(),
            sa.CheckConstraint("news IN ('always', 'limits', 'never')", name=op.f("ck_followers_news")),
            server_default="limits",
            nullable=False,
        ),
        sa.Column("kept_at", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followers")),
        sa.UniqueConstraint("community_id", "user_id", name=op.f("uq_followers_community_id_user_id")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_followers_community_id")),
        sa.ForeignKeyConstraint(["user_id"], ["people.user_id"], name=op.f("fk_followers_user_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_followers_user_id"), "followers", ["user_id"])
    op.create_table(
        "grants",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column(
            "right",
            sa.Text(),
            sa.CheckConstraint(
                "right IN ('surveys', 'rounds', 'results', 'people')", name=op.f("ck_grants_right")
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("community_id", "role_id", "right", name=op.f("pk_grants")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_grants_community_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "surveys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("community_id", "key", name=op.f("uq_surveys_community_id_key")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_surveys_community_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("based_on", sa.Integer()),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("undo", sa.Text(), server_default="[]", nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("community_id", "key", name=op.f("uq_drafts_community_id_key")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_drafts_community_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "media",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_media_community_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_media_community_id"), "media", ["community_id"])
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.ForeignKeyConstraint(["follower_id"], ["followers.id"], name=op.f("fk_consents_follower_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_consents_follower_id"), "consents", ["follower_id"])
    op.create_table(
        "audiences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audiences")),
        sa.UniqueConstraint("community_id", "folded", name=op.f("uq_audiences_community_id_folded")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_audiences_community_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Text(),
            sa.CheckConstraint(
                "state IN ('draft', 'active', 'paused', 'ended')", name=op.f("ck_series_state")
            ),
            nullable=False,
        ),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Text()),
        sa.Column("skips", sa.Text(), server_default="[]", nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer()),
        sa.Column(
            "remind",
            sa.Integer(),
            sa.CheckConstraint("remind IN (0, 1)", name=op.f("ck_series_remind")),
            nullable=False,
        ),
        sa.Column("audience_id", sa.Integer()),
        sa.Column("next_on", sa.Text()),
        sa.Column("next_at", sa.Text()),
        sa.Column("held_on", sa.Text()),
        sa.Column("held_at", sa.Text()),
        sa.Column("asked_message_id", sa.Integer()),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_series_community_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_series_survey_id")),
        sa.ForeignKeyConstraint(["audience_id"], ["audiences.id"], name=op.f("fk_series_audience_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_series_community_id"), "series", ["community_id"])
    op.create_index("ix_series_next", "series", ["next_at"], sqlite_where=sa.text("state = 'active'"))
    op.create_table(
        "survey_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_versions")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_survey_versions_survey_id_number")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_versions_survey_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column(
            "number_seed", sa.Text(), server_default=sa.text("(lower(hex(randomblob(16))))"), nullable=False
        ),
        sa.Column("series_id", sa.Integer()),
        sa.Column("series_date", sa.Text()),
        sa.Column(
            "state",
            sa.Text(),
            sa.CheckConstraint("state IN ('open', 'closing', 'closed')", name=op.f("ck_rounds_state")),
            nullable=False,
        ),
        sa.Column("started_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.Column("closes_at", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text()),
        sa.Column("target", sa.Integer()),
        sa.Column("audience", sa.Text()),
        sa.Column("cancelled_at", sa.Text()),
        sa.Column("halted", sa.Text()),
        sa.Column("halted_at", sa.Text()),
        sa.Column(
            "special",
            sa.Integer(),
            sa.CheckConstraint("special IN (0, 1)", name=op.f("ck_rounds_special")),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "rehearsal",
            sa.Integer(),
            sa.CheckConstraint("rehearsal IN (0, 1)", name=op.f("ck_rounds_rehearsal")),
            server_default="0",
            nullable=False,
        ),
        sa.Column("canary_left", sa.Integer()),
        sa.Column("canary_until", sa.Text()),
        sa.Column("remind_at", sa.Text()),
        sa.Column("model_host", sa.Text()),
        sa.Column("card_channel_id", sa.Integer()),
        sa.Column("card_message_id", sa.Integer()),
        sa.Column("summary_message_ids", sa.Text()),
        sa.Column("summary", sa.Text()),
        sa.Column("summarised_at", sa.Text()),
        sa.Column("themes_revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("aged_at", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("community_id", "number", name=op.f("uq_rounds_community_id_number")),
        sa.UniqueConstraint("series_id", "series_date", name=op.f("uq_rounds_series_id_series_date")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_rounds_community_id")),
        sa.ForeignKeyConstraint(["version_id"], ["survey_versions.id"], name=op.f("fk_rounds_version_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_rounds_series_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_rounds_state"), "rounds", ["state"])
    op.create_table(
        "statuses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer()),
        sa.Column("posted_at", sa.Text(), nullable=False),
        sa.Column("drawn", sa.Text()),
        sa.Column("moved_at", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.Text(), nullable=False),
        sa.Column("due_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statuses")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_statuses_round_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_statuses_round_id"), "statuses", ["round_id"])
    op.create_index(op.f("ix_statuses_due_at"), "statuses", ["due_at"])
    op.create_table(
        "round_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column(
            "special",
            sa.Integer(),
            sa.CheckConstraint("special IN (0, 1)", name=op.f("ck_round_plans_special")),
            nullable=False,
        ),
        sa.Column(
            "remind",
            sa.Integer(),
            sa.CheckConstraint("remind IN (0, 1)", name=op.f("ck_round_plans_remind")),
            nullable=False,
        ),
        sa.Column("target", sa.Integer()),
        sa.Column("audience_id", sa.Integer()),
        sa.Column("audience_version", sa.Integer()),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("used_at", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_plans")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_round_plans_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["survey_versions.id"], name=op.f("fk_round_plans_version_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_round_plans_community_id"), "round_plans", ["community_id"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer()),
        sa.Column(
            "state",
            sa.Text(),
            sa.CheckConstraint(
                "state IN ('queued', 'sending', 'sent', 'started', 'completed', 'partial', 'expired', 'refused', 'broke_off', 'unreachable', 'failed', 'held_back')",
                name=op.f("ck_invitations_state"),
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text()),
        sa.Column("variant", sa.Text()),
        sa.Column("due_at", sa.Text()),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("round_id", "follower_id", name=op.f("uq_invitations_round_id_follower_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_invitations_round_id")),
        sa.ForeignKeyConstraint(["follower_id"], ["followers.id"], name=op.f("fk_invitations_follower_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_invitations_follower_id"), "invitations", ["follower_id"])
    op.create_index(
        op.f("ix_invitations_round_id_state_due_at"), "invitations", ["round_id", "state", "due_at"]
    )
    op.create_table(
        "themes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("centre", sa.LargeBinary()),
        sa.Column(
            "named",
            sa.Integer(),
            sa.CheckConstraint("named IN (0, 1)", name=op.f("ck_themes_named")),
            server_default="0",
            nullable=False,
        ),
        sa.Column("begun_by", sa.Integer()),
        sa.Column("ended_by", sa.Integer()),
        sa.Column("matched", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_themes")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_themes_round_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_themes_round_id"), "themes", ["round_id"])
    op.create_table(
        "theme_edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Text(),
            sa.CheckConstraint("kind IN ('renamed', 'merged', 'split')", name=op.f("ck_theme_edits_kind")),
            nullable=False,
        ),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column(
            "named",
            sa.Integer(),
            sa.CheckConstraint("named IN (0, 1)", name=op.f("ck_theme_edits_named")),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_edits")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_theme_edits_round_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_theme_edits_round_id"), "theme_edits", ["round_id"])
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_attachments_invitation_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_attachments_invitation_id"), "attachments", ["invitation_id"])
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column(
            "sort",
            sa.Text(),
            sa.CheckConstraint(
                "sort IN ('invitation', 'reminder', 'return', 'goodbye', 'news')",
                name=op.f("ck_follow_ups_sort"),
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.Text()),
        sa.Column("sent_at", sa.Text()),
        sa.Column("ended_at", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_follow_ups_invitation_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_follow_ups_invitation_id"), "follow_ups", ["invitation_id"])
    op.create_index(
        "ix_follow_ups_pending", "follow_ups", ["due_at"], sqlite_where=sa.text("ended_at IS NULL")
    )
    op.create_index(
        "uq_follow_ups_once",
        "follow_ups",
        ["invitation_id", "sort"],
        unique=True,
        sqlite_where=sa.text("sort IN ('reminder', 'goodbye')"),
    )
    op.create_table(
        "quotes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_quotes_round_id")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name=op.f("fk_quotes_invitation_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_quotes_invitation_id"), "quotes", ["invitation_id"])
    op.create_index(op.f("ix_quotes_round_id"), "quotes", ["round_id"])
    op.create_table(
        "replies",
        sa.Column("discord_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("discord_id", name=op.f("pk_replies")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name=op.f("fk_replies_invitation_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_replies_invitation_id"), "replies", ["invitation_id"])
    op.create_table(
        "unquoted",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("invitation_id", "question_id", name=op.f("pk_unquoted")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_unquoted_invitation_id")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "theme_replies",
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("theme_id", "invitation_id", name=op.f("pk_theme_replies")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_theme_replies_theme_id")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_theme_replies_invitation_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_theme_replies_invitation_id"), "theme_replies", ["invitation_id"])
    op.create_table(
        "model_usage",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("names", sa.Text()),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_model_usage")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_model_usage_round_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_model_usage_at"), "model_usage", ["at"])
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_claims_round_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_claims_round_id"), "claims", ["round_id"])
    op.create_table(
        "claim_replies",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("claim_id", "invitation_id", name=op.f("pk_claim_replies")),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_replies_claim_id")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_claim_replies_invitation_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_claim_replies_invitation_id"), "claim_replies", ["invitation_id"])
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reply_id", sa.Integer()),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint(
            "invitation_id", "question_id", name=op.f("uq_answers_invitation_id_question_id")
        ),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name=op.f("fk_answers_invitation_id")),
        sa.UniqueConstraint("reply_id", name=op.f("uq_answers_reply_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["replies.discord_id"], name=op.f("fk_answers_reply_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "answer_vectors",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_answer_vectors")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name=op.f("fk_answer_vectors_answer_id"), ondelete="CASCADE"
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hidden_at", sa.Text()),
        sa.Column("agreed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("disagreed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("passed", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_statements_round_id")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_statements_answer_id")),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_statements_answer_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_statements_round_id"), "statements", ["round_id"])
    op.create_table(
        "statement_votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Text(),
            sa.CheckConstraint(
                "verdict IN ('agree', 'disagree', 'pass')", name=op.f("ck_statement_votes_verdict")
            ),
            nullable=False,
        ),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_votes")),
        sa.UniqueConstraint(
            "statement_id", "invitation_id", name=op.f("uq_statement_votes_statement_id_invitation_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name=op.f("fk_statement_votes_statement_id")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_statement_votes_invitation_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_statement_votes_invitation_id"), "statement_votes", ["invitation_id"])
    op.create_table(
        "ideas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer()),
        sa.Column("answer_id", sa.Integer()),
        sa.Column("ref", sa.Integer()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Text(),
            sa.CheckConstraint(
                "state IN ('open', 'planned', 'started', 'made', 'declined', 'duplicate')",
                name=op.f("ck_ideas_state"),
            ),
            server_default="open",
            nullable=False,
        ),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("response", sa.Text()),
        sa.Column("link", sa.Text()),
        sa.Column("state_at", sa.Text()),
        sa.Column("state_by", sa.Integer()),
        sa.Column("duplicate_of", sa.Integer()),
        sa.Column("hidden", sa.Integer(), server_default="0", nullable=False),
        sa.Column("matched", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ideas")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_ideas_community_id")),
        sa.ForeignKeyConstraint(["follower_id"], ["followers.id"], name=op.f("fk_ideas_follower_id")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_ideas_answer_id")),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_ideas_answer_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_ideas_ref")),
        sa.ForeignKeyConstraint(["duplicate_of"], ["ideas.id"], name=op.f("fk_ideas_duplicate_of")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_ideas_community_id"), "ideas", ["community_id"])
    op.create_index(op.f("ix_ideas_follower_id"), "ideas", ["follower_id"])
    op.create_index(op.f("ix_ideas_duplicate_of"), "ideas", ["duplicate_of"])
    op.create_index("ix_ideas_unmatched", "ideas", ["id"], sqlite_where=sa.text("matched = 0"))
    op.create_table(
        "idea_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Text(),
            sa.CheckConstraint(
                "state IN ('open', 'planned', 'started', 'made', 'declined', 'duplicate')",
                name=op.f("ck_idea_events_state"),
            ),
            nullable=False,
        ),
        sa.Column("response", sa.Text()),
        sa.Column("link", sa.Text()),
        sa.Column("by_user", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_events")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_idea_events_idea_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_idea_events_idea_id"), "idea_events", ["idea_id"])
    op.create_table(
        "boards",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer()),
        sa.Column("due_at", sa.Text()),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_boards")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_boards_community_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "idea_cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer()),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer()),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("drawn", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_cards")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_idea_cards_community_id")
        ),
        sa.UniqueConstraint("idea_id", name=op.f("uq_idea_cards_idea_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_idea_cards_idea_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_idea_cards_community_id"), "idea_cards", ["community_id"])
    op.create_table(
        "idea_themes",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("linked", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("idea_id", "theme_id", name=op.f("pk_idea_themes")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_idea_themes_idea_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_idea_themes_theme_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_idea_themes_theme_id"), "idea_themes", ["theme_id"])
    op.create_table(
        "idea_votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer()),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_votes")),
        sa.UniqueConstraint("idea_id", "follower_id", name=op.f("uq_idea_votes_idea_id_follower_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_idea_votes_idea_id")),
        sa.ForeignKeyConstraint(["follower_id"], ["followers.id"], name=op.f("fk_idea_votes_follower_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_idea_votes_follower_id"), "idea_votes", ["follower_id"])
    op.create_table(
        "tellings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer()),
        sa.Column(
            "state",
            sa.Text(),
            sa.CheckConstraint(
                "state IN ('open', 'planned', 'started', 'made', 'declined', 'duplicate')",
                name=op.f("ck_tellings_state"),
            ),
            nullable=False,
        ),
        sa.Column("planned_at", sa.Text(), nullable=False),
        sa.Column("due_at", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Integer()),
        sa.Column("claimed_at", sa.Text()),
        sa.Column("sent_at", sa.Text()),
        sa.Column("ended_at", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("hit", sa.Integer(), sa.CheckConstraint("hit IN (0, 1)", name=op.f("ck_tellings_hit"))),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tellings")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_tellings_idea_id")),
        sa.ForeignKeyConstraint(["follower_id"], ["followers.id"], name=op.f("fk_tellings_follower_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_tellings_idea_id_follower_id"), "tellings", ["idea_id", "follower_id"])
    op.create_index(op.f("ix_tellings_follower_id"), "tellings", ["follower_id"])
    op.create_index(op.f("ix_tellings_lead_id"), "tellings", ["lead_id"])
    op.create_index("ix_tellings_pending", "tellings", ["due_at"], sqlite_where=sa.text("ended_at IS NULL"))
    op.create_index(
        "uq_tellings_once",
        "tellings",
        ["idea_id", "follower_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND claimed_at IS NULL"),
    )
    op.create_table(
        "nudges",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.Text(), nullable=False),
        sa.Column("due_at", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Text()),
        sa.Column("message_id", sa.Integer()),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_nudges")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_nudges_round_id")),
        sqlite_strict=True,
    )
