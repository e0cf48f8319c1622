"""Who has which arm of which experiment."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arm_assignments",
        _required("experiment", sa.String(200)),
        _required("customer_id", sa.Integer),
        _required("campaign_id", sa.Integer),
        _required("arm", sa.String(200)),
        _required("shares", sa.Text),
        _required("at", sa.Double),
        sa.PrimaryKeyConstraint("experiment", "customer_id", name="pk_arm_assignments"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_arm_assignments_customer_id"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_arm_assignments_campaign_id"),
    )
    op.create_table(
        "experiment_ends",
        _required("experiment", sa.String(200)),
        _required("standing", sa.String(20)),
        sa.Column("best", sa.String(200)),
        _required("at", sa.Double),
        sa.PrimaryKeyConstraint("experiment", name="pk_experiment_ends"),
    )


def _required(name: str, kind: type[sa.types.TypeEngine[Any]] | sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
