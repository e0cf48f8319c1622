"""Leads that agents look at before they are dialled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_UNDECIDED = sa.text("decided_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "previews",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("campaign_id", sa.Integer, nullable=False),
        sa.Column("lead_id", sa.Integer, nullable=False),
        sa.Column("agent_id", sa.Integer, nullable=False),
        sa.Column("offered_at", sa.Double, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("decided_at", sa.Double),
        sa.Column("decision", sa.String(20)),
        sa.Column("reason", sa.Text),
        sa.Column("attempt_id", sa.String(36)),
        sa.PrimaryKeyConstraint("id", name="pk_previews"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_previews_campaign_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_previews_lead_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_previews_agent_id"),
    )
    for name, column in (("ix_previews_one_per_agent", "agent_id"), ("ix_previews_one_per_lead", "lead_id")):
        op.create_index(name, "previews", [column], unique=True, sqlite_where=_UNDECIDED, postgresql_where=_UNDECIDED)
    op.create_index("ix_previews_campaign_id_decision_attempt_id", "previews", ["campaign_id", "decision", "attempt_id"])
