"""Agents have the session of the console in which they said that they take calls; what was said before holds as a command does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agents", sa.Column("said_in", sa.String(64)))
