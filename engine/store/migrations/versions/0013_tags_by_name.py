"""Who has a tag is found from the tag."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_customer_tags_tag_at_customer_id", "customer_tags", ["tag", "at", "customer_id"])
