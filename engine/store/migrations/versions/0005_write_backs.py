"""What customers' own systems are told about calls."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("summary", sa.Text))
    op.add_column("customers", sa.Column("next_action", sa.String(20)))
    op.create_table(
        "deliveries",
        _required("id", sa.String(36)),
        _required("receiver", sa.String(100)),
        _required("attempt_id", sa.String(36)),
        _required("about", sa.String(200)),
        _required("body", sa.Text),
        _required("state", sa.String(20)),
        _required("created_at", sa.Double),
        _required("tries", sa.Integer),
        _required("next_try_at", sa.Double),
        sa.Column("delivered_at", sa.Double),
        sa.Column("problem", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("attempt_id", "receiver", "about", name="uq_deliveries_attempt_id_receiver_about"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_deliveries_attempt_id"),
    )
    op.create_index("ix_deliveries_receiver_state_next_try_at", "deliveries", ["receiver", "state", "next_try_at"])


def _required(name: str, kind: type[sa.types.TypeEngine[Any]] | sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
