"""People who did something are counted from an index alone."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns = ["kind", "customer_id", "at", "value"]
    op.create_index("ix_customer_events_kind_customer_id_at_value", "customer_events", columns)
