"""Accounts have by when the whole numbers that they looked for are no longer counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("lookups_counted_at", sa.Double))
