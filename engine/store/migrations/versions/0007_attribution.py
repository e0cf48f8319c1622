"""What calls are attributed to: experiment arm, offer, segment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("arm", "offer", "segment"):
        op.add_column("attempts", sa.Column(name, sa.String(200)))
