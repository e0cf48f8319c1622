"""First tables: customers, campaigns, leads, attempts, turns, call notes, do-not-call."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _customers()
    _campaigns()
    _leads()
    _attempts()
    _turns()
    _call_notes()
    _do_not_call()


def _required(name: str, kind: type[sa.types.TypeEngine[Any]] | sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _customers() -> None:
    op.create_table(
        "customers",
        _required("id", sa.Integer),
        _required("number", sa.String(20)),
        sa.Column("name", sa.Text),
        _required("fields", sa.JSON),
        sa.Column("grade", sa.String(20)),
        _required("tags", sa.JSON),
        _required("slots", sa.JSON),
        _required("updated_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
        sa.UniqueConstraint("number", name="uq_customers_number"),
    )


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        _required("id", sa.Integer),
        _required("name", sa.String(200)),
        _required("script_id", sa.Text),
        _required("script_hash", sa.Text),
        _required("headings", sa.JSON),
        _required("created_at", sa.Double),
        sa.Column("finished_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
        sa.UniqueConstraint("name", name="uq_campaigns_name"),
    )


def _leads() -> None:
    op.create_table(
        "leads",
        _required("id", sa.Integer),
        _required("campaign_id", sa.Integer),
        _required("customer_id", sa.Integer),
        _required("row_number", sa.Integer),
        _required("variables", sa.JSON),
        _required("state", sa.String(20)),
        sa.Column("disposition", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_leads"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_leads_campaign_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_leads_customer_id"),
        sa.UniqueConstraint("campaign_id", "customer_id", name="uq_leads_campaign_id_customer_id"),
    )
    op.create_index("ix_leads_campaign_id_state_row_number", "leads", ["campaign_id", "state", "row_number"])
    op.create_index("ix_leads_customer_id", "leads", ["customer_id"])


def _attempts() -> None:
    op.create_table(
        "attempts",
        _required("id", sa.String(36)),
        _required("lead_id", sa.Integer),
        _required("number", sa.String(20)),
        sa.Column("worker", sa.Text),
        sa.Column("caller_id", sa.Text),
        _required("script_hash", sa.Text),
        _required("created_at", sa.Double),
        sa.Column("ringing_at", sa.Double),
        sa.Column("answered_at", sa.Double),
        sa.Column("ended_at", sa.Double),
        sa.Column("disposition", sa.String(20)),
        sa.Column("cause", sa.Text),
        sa.Column("sip_status", sa.Integer),
        sa.Column("q850", sa.Integer),
        sa.Column("retry_after_s", sa.Integer),
        sa.Column("grade", sa.String(20)),
        sa.Column("opted_out_at", sa.Double),
        _required("tags", sa.JSON),
        _required("slots", sa.JSON),
        sa.Column("duration_ms", sa.Integer),
        sa.Column("recording", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_attempts_lead_id"),
    )
    op.create_index("ix_attempts_lead_id", "attempts", ["lead_id"])
    still_open = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_attempts_one_open_per_number",
        "attempts",
        ["number"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )


def _turns() -> None:
    op.create_table(
        "turns",
        _required("id", sa.Integer),
        _required("attempt_id", sa.String(36)),
        _required("sequence", sa.Integer),
        _required("speaker", sa.String(20)),
        _required("node", sa.Text),
        _required("text", sa.Text),
        _required("started_ms", sa.Integer),
        _required("ended_ms", sa.Integer),
        sa.Column("intent", sa.Text),
        sa.Column("confidence", sa.Double),
        sa.Column("asr_ms", sa.Integer),
        _required("interrupted", sa.Boolean),
        sa.Column("reply_gap_ms", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_turns_attempt_id"),
        sa.UniqueConstraint("attempt_id", "sequence", name="uq_turns_attempt_id_sequence"),
    )


def _call_notes() -> None:
    op.create_table(
        "call_notes",
        _required("id", sa.Integer),
        _required("attempt_id", sa.String(36)),
        _required("at", sa.Double),
        _required("kind", sa.Text),
        _required("detail", sa.JSON),
        sa.PrimaryKeyConstraint("id", name="pk_call_notes"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_call_notes_attempt_id"),
    )
    op.create_index("ix_call_notes_attempt_id", "call_notes", ["attempt_id"])


def _do_not_call() -> None:
    op.create_table(
        "do_not_call",
        _required("number", sa.String(20)),
        _required("reason", sa.Text),
        sa.Column("source_attempt_id", sa.String(36)),
        _required("added_at", sa.Double),
        sa.PrimaryKeyConstraint("number", name="pk_do_not_call"),
        sa.ForeignKeyConstraint(["source_attempt_id"], ["attempts.id"], name="fk_do_not_call_source_attempt_id"),
    )
