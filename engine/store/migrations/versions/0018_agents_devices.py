"""Where agents take calls: at their SIP phone, or in a browser."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agents", sa.Column("device", sa.String(20), nullable=False, server_default="sip"))
