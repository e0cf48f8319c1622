"""Models that tell whom to call first, and the rank that leads have by them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "score_models",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("target", sa.String(20), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("model", sa.JSON, nullable=False),
        sa.Column("evaluation", sa.JSON, nullable=False),
        sa.Column("refused", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_score_models"),
    )
    op.create_index("ix_score_models_target_refused_id", "score_models", ["target", "refused", "id"])
    op.add_column("leads", sa.Column("rank", sa.Double, nullable=False, server_default="0"))
    op.drop_index("ix_leads_campaign_id_state_priority_due_at_row_number", "leads")
    columns = ["campaign_id", "state", "priority", "due_at", "rank", "row_number"]
    op.create_index("ix_leads_campaign_id_state_priority_due_at_rank_row_number", "leads", columns)
