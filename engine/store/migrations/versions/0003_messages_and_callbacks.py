"""What calls promise: text messages and callbacks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_messages",
        _required("id", sa.String(36)),
        _required("attempt_id", sa.String(36)),
        _required("number", sa.String(20)),
        _required("text", sa.Text),
        _required("state", sa.String(20)),
        _required("asked_at", sa.Double),
        _required("tries", sa.Integer),
        _required("next_try_at", sa.Double),
        sa.Column("sent_at", sa.Double),
        sa.Column("problem", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_text_messages"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_text_messages_attempt_id"),
    )
    op.create_index("ix_text_messages_attempt_id", "text_messages", ["attempt_id"])
    op.create_index("ix_text_messages_state_next_try_at", "text_messages", ["state", "next_try_at"])
    op.create_table(
        "callbacks",
        _required("id", sa.Integer),
        _required("attempt_id", sa.String(36)),
        _required("asked_at", sa.Double),
        sa.Column("due", sa.Text),
        _required("said", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_callbacks"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_callbacks_attempt_id"),
    )
    op.create_index("ix_callbacks_attempt_id", "callbacks", ["attempt_id"])


def _required(name: str, kind: type[sa.types.TypeEngine[Any]] | sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
