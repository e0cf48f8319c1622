"""Saved segments, and what customers' calls came to, where filters find it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CALLS = """
    FROM attempts JOIN leads ON attempts.lead_id = leads.id
    WHERE leads.customer_id = customers.id AND attempts.ended_at IS NOT NULL AND NOT attempts.refused_by_trunk
"""
_LATEST = f"{_CALLS} ORDER BY attempts.created_at DESC, attempts.ended_at DESC LIMIT 1"


def upgrade() -> None:
    for name in ("calls", "answered"):
        op.add_column("customers", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.add_column("customers", sa.Column("last_call_at", sa.Double))
    op.add_column("customers", sa.Column("last_outcome", sa.String(20)))
    op.execute(
        f"""
        UPDATE customers SET
            calls = (SELECT count(*) {_CALLS}),
            answered = (SELECT count(attempts.answered_at) {_CALLS}),
            last_call_at = (SELECT attempts.created_at {_LATEST}),
            last_outcome = (SELECT attempts.disposition {_LATEST})
        WHERE EXISTS (SELECT 1 FROM leads JOIN attempts ON attempts.lead_id = leads.id WHERE leads.customer_id = customers.id)
        """
    )
    history = ["grade", "last_call_at", "calls", "answered", "last_outcome"]
    op.create_index("ix_customers_history", "customers", history)
    op.create_table(
        "segments",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("updated_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_segments"),
        sa.UniqueConstraint("name", name="uq_segments_name"),
    )
