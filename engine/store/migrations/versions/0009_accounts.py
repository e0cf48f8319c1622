"""Accounts, their sessions and tokens, and what they did."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_REFUSAL = "the audit log is only ever added to"


def upgrade() -> None:
    _accounts()
    _sessions_and_tokens()
    _audit()


def _accounts() -> None:
    op.create_table(
        "accounts",
        _required("id", sa.Integer),
        _required("name", sa.String(100)),
        _required("roles", sa.JSON),
        sa.Column("password_hash", sa.Text),
        sa.Column("agent_id", sa.Integer),
        _required("created_at", sa.Double),
        sa.Column("password_set_at", sa.Double),
        sa.Column("disabled_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("name", name="uq_accounts_name"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_accounts_agent_id"),
    )


def _sessions_and_tokens() -> None:
    op.create_table(
        "account_sessions",
        _required("id_hash", sa.String(64)),
        _required("account_id", sa.Integer),
        _required("created_at", sa.Double),
        _required("seen_at", sa.Double),
        _required("address", sa.Text),
        _required("browser", sa.Text),
        sa.PrimaryKeyConstraint("id_hash", name="pk_account_sessions"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_account_sessions_account_id"),
    )
    op.create_index("ix_account_sessions_account_id", "account_sessions", ["account_id"])
    op.create_table(
        "api_tokens",
        _required("id", sa.Integer),
        _required("account_id", sa.Integer),
        _required("name", sa.String(100)),
        _required("prefix", sa.String(20)),
        _required("token_hash", sa.String(64)),
        _required("scopes", sa.JSON),
        _required("created_at", sa.Double),
        sa.Column("expires_at", sa.Double),
        sa.Column("revoked_at", sa.Double),
        sa.Column("used_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_api_tokens_token_hash"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_api_tokens_account_id"),
    )
    op.create_index("ix_api_tokens_account_id", "api_tokens", ["account_id"])


def _audit() -> None:
    op.create_table(
        "audit_entries",
        _required("id", sa.Integer),
        _required("at", sa.Double),
        _required("actor", sa.String(220)),
        _required("action", sa.String(60)),
        _required("subject", sa.String(220)),
        _required("detail", sa.JSON),
        sa.Column("address", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_actor_id", "audit_entries", ["actor", "id"])
    op.create_index("ix_audit_entries_subject_id", "audit_entries", ["subject", "id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries "
            "EXECUTE FUNCTION refuse_change_of_audit()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_entries_refuse_{change.lower()} BEFORE {change} ON audit_entries "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )


def _required(name: str, kind: type[sa.types.TypeEngine[Any]] | sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
