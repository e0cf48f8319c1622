"""Campaigns that a serving process runs and goes on with after a restart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "served_campaigns",
        sa.Column("campaign_id", sa.Integer, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("encoding", sa.Text),
        sa.Column("recordings", sa.Text),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_served_campaigns"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_served_campaigns_campaign_id"),
    )
