"""What other systems tell, and what gateways report of messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbound_requests",
        sa.Column("key", sa.String(400), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_inbound_requests"),
    )
    op.add_column("campaigns", sa.Column("pushed_at", sa.Double))
    op.add_column("text_messages", sa.Column("reference", sa.String(200)))
    op.add_column("text_messages", sa.Column("reported_at", sa.Double))
    op.create_index("ix_text_messages_reference", "text_messages", ["reference"])
