"""A word on consent tells whether it has a date. What a list said without one stands at the moment of its import."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_UNDATED = """
    UPDATE consents SET dated = false WHERE EXISTS (
        SELECT 1 FROM list_imports JOIN contact_lists ON contact_lists.id = list_imports.list_id
        WHERE list_imports.at = consents.at AND consents.source = 'list ' || contact_lists.name
    )
"""


def upgrade() -> None:
    op.add_column("consents", sa.Column("dated", sa.Boolean, nullable=False, server_default=sa.true()))
    op.execute(_UNDATED)
