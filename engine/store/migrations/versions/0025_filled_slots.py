"""A turn tells which slots it filled; those of earlier calls do not say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("turns", sa.Column("filled", sa.JSON))
