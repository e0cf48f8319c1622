"""The newest calls of an outcome or a grade are found without walking past all others."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("disposition", "grade"):
        op.create_index(f"ix_attempts_{column}_created_at_id", "attempts", [column, "created_at", "id"])
