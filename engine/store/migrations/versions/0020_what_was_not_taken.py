"""Messages that were never reported and write-backs that were given up are counted without looking at all others."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_text_messages_state_sent_at", "text_messages", ["state", "sent_at"])
    op.create_index("ix_deliveries_state_created_at", "deliveries", ["state", "created_at"])
