"""What people do outside of calls, and the links that lead them there."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "short_links",
        _required("id", sa.Integer),
        _required("code", sa.String(32)),
        _required("token", sa.String(32)),
        _required("message_id", sa.String(36)),
        _required("attempt_id", sa.String(36)),
        _required("customer_id", sa.Integer),
        _required("target", sa.Text),
        _required("created_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_short_links"),
        sa.UniqueConstraint("code", name="uq_short_links_code"),
        sa.UniqueConstraint("token", name="uq_short_links_token"),
        _reference("short_links", "message_id", "text_messages.id"),
        _reference("short_links", "attempt_id", "attempts.id"),
        _reference("short_links", "customer_id", "customers.id"),
    )
    _index("short_links", "message_id")
    _index("short_links", "attempt_id")
    _index("short_links", "customer_id")
    op.create_table(
        "customer_events",
        _required("id", sa.Integer),
        _required("customer_id", sa.Integer),
        _required("kind", sa.String(40)),
        _required("at", sa.Double),
        sa.Column("value", sa.Double),
        _required("detail", sa.JSON),
        _required("source", sa.String(200)),
        sa.Column("key", sa.String(200)),
        sa.Column("attempt_id", sa.String(36)),
        sa.Column("link_id", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_customer_events"),
        sa.UniqueConstraint("key", name="uq_customer_events_key"),
        _reference("customer_events", "customer_id", "customers.id"),
        _reference("customer_events", "attempt_id", "attempts.id"),
        _reference("customer_events", "link_id", "short_links.id"),
    )
    _index("customer_events", "customer_id", "kind", "at")
    _index("customer_events", "kind", "at")
    _index("customer_events", "attempt_id")
    _index("customer_events", "link_id")


def _required(name: str, kind: type[sa.types.TypeEngine[Any]] | sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=f"fk_{table}_{column}")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
