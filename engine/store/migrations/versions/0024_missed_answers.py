"""A turn tells whether it was an answer that was not understood; those of earlier calls do not say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("turns", sa.Column("missed", sa.Boolean))
