"""Who agreed is counted from an index alone; the newest messages are found without a look at all others."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns = ["channel", "granted", "customer_id", "at"]
    op.create_index("ix_consents_channel_granted_customer_id_at", "consents", columns)
    op.create_index("ix_text_messages_asked_at", "text_messages", ["asked_at"])
