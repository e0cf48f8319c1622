"""The do-not-call list is shown in the order in which it grew."""

from __future__ import annotations

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_do_not_call_added_at_number", "do_not_call", ["added_at", "number"])
