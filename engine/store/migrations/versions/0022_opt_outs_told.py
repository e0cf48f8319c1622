"""What is told of a person without a call: opt-outs from elsewhere."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.alter_column("attempt_id", existing_type=sa.String(36), nullable=True)
        deliveries.add_column(sa.Column("customer_id", sa.Integer))
        deliveries.create_foreign_key("fk_deliveries_customer_id", "customers", ["customer_id"], ["id"])
    op.create_index("ix_deliveries_customer_id", "deliveries", ["customer_id"])
