"""Calls are found by when they began and when they ended."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_attempts_created_at_id", "attempts", ["created_at", "id"])
    op.create_index("ix_attempts_ended_at", "attempts", ["ended_at"])
