"""Lists, consent, plans, retries, several engines on one database, and human agents."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _lists()
    _consents()
    _tags()
    _campaigns()
    _leads()
    _attempts()
    _floor()


def _lists() -> None:
    op.add_column("customers", sa.Column("external_id", sa.String(200)))
    op.add_column("customers", sa.Column("time_zone", sa.String(64)))
    op.create_index("ix_customers_external_id", "customers", ["external_id"], unique=True)
    op.create_table(
        "contact_lists",
        _required("id", sa.Integer),
        _required("name", sa.String(200)),
        _required("headings", sa.JSON),
        _required("created_at", sa.Double),
        _required("updated_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_contact_lists"),
        sa.UniqueConstraint("name", name="uq_contact_lists_name"),
    )
    op.create_table(
        "list_imports",
        _required("id", sa.Integer),
        _required("list_id", sa.Integer),
        _required("file", sa.Text),
        _required("sha256", sa.String(64)),
        _required("at", sa.Double),
        sa.Column("finished_at", sa.Double),
        _required("counts", sa.JSON),
        sa.PrimaryKeyConstraint("id", name="pk_list_imports"),
        sa.ForeignKeyConstraint(["list_id"], ["contact_lists.id"], name="fk_list_imports_list_id"),
    )
    op.create_index("ix_list_imports_list_id", "list_imports", ["list_id"])
    op.create_table(
        "list_members",
        _required("list_id", sa.Integer),
        _required("customer_id", sa.Integer),
        _required("import_id", sa.Integer),
        _required("row_number", sa.Integer),
        _required("variables", sa.JSON),
        sa.PrimaryKeyConstraint("list_id", "customer_id", name="pk_list_members"),
        sa.ForeignKeyConstraint(["import_id"], ["list_imports.id"], name="fk_list_members_import_id"),
        sa.ForeignKeyConstraint(["list_id"], ["contact_lists.id"], name="fk_list_members_list_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_list_members_customer_id"),
    )
    op.create_index("ix_list_members_customer_id", "list_members", ["customer_id"])


def _consents() -> None:
    op.add_column("do_not_call", sa.Column("source", sa.Text))
    op.create_table(
        "do_not_call_removals",
        _required("id", sa.Integer),
        _required("number", sa.String(20)),
        _required("listed_for", sa.Text),
        _required("listed_at", sa.Double),
        _required("reason", sa.Text),
        _required("by", sa.Text),
        _required("at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_do_not_call_removals"),
    )
    op.create_index("ix_do_not_call_removals_number", "do_not_call_removals", ["number"])
    op.create_table(
        "consents",
        _required("id", sa.Integer),
        _required("customer_id", sa.Integer),
        _required("channel", sa.String(20)),
        _required("granted", sa.Boolean),
        _required("at", sa.Double),
        _required("source", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_consents_customer_id"),
    )
    op.create_index("ix_consents_customer_id_channel_at", "consents", ["customer_id", "channel", "at"])


def _tags() -> None:
    tags = op.create_table(
        "customer_tags",
        _required("id", sa.Integer),
        _required("customer_id", sa.Integer),
        _required("tag", sa.String(200)),
        _required("source", sa.Text),
        _required("at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_customer_tags"),
        sa.UniqueConstraint("customer_id", "tag", name="uq_customer_tags_customer_id_tag"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_customer_tags_customer_id"),
    )
    customers = sa.table("customers", sa.column("id"), sa.column("tags", sa.JSON), sa.column("updated_at"))
    for id_, earned, updated_at in op.get_bind().execute(sa.select(customers).order_by(customers.c.id)).all():
        rows = [{"customer_id": id_, "tag": tag, "source": "earlier calls", "at": updated_at} for tag in dict.fromkeys(earned)]
        if rows:
            op.bulk_insert(tags, rows)
    op.drop_column("customers", "tags")


def _campaigns() -> None:
    op.add_column("campaigns", _required("plan", sa.JSON, server_default="{}"))
    op.add_column("campaigns", _required("state", sa.String(20), server_default="running"))
    op.create_table(
        "campaign_exclusions",
        _required("campaign_id", sa.Integer),
        _required("number", sa.String(20)),
        _required("reason", sa.Text),
        _required("added_at", sa.Double),
        sa.PrimaryKeyConstraint("campaign_id", "number", name="pk_campaign_exclusions"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_campaign_exclusions_campaign_id"),
    )
    op.create_table(
        "engines",
        _required("id", sa.String(36)),
        _required("host", sa.Text),
        _required("pid", sa.Integer),
        _required("started_at", sa.Double),
        _required("seen_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_engines"),
    )


def _leads() -> None:
    op.add_column("leads", _required("priority", sa.Integer, server_default="0"))
    op.add_column("leads", _required("due_at", sa.Double, server_default="0"))
    op.add_column("leads", _required("attempts", sa.Integer, server_default="0"))
    op.add_column("leads", _required("callbacks", sa.Integer, server_default="0"))
    op.add_column("leads", sa.Column("reason", sa.Text))
    op.drop_index("ix_leads_campaign_id_state_row_number", "leads")
    by_turn = ["campaign_id", "state", "priority", "due_at", "row_number"]
    op.create_index("ix_leads_campaign_id_state_priority_due_at_row_number", "leads", by_turn)
    op.execute("UPDATE leads SET attempts = (SELECT count(*) FROM attempts WHERE attempts.lead_id = leads.id)")
    op.create_table(
        "refusals",
        _required("lead_id", sa.Integer),
        _required("rule", sa.String(40)),
        _required("detail", sa.Text),
        _required("at", sa.Double),
        sa.Column("until", sa.Double),
        sa.PrimaryKeyConstraint("lead_id", "rule", name="pk_refusals"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_refusals_lead_id"),
    )


def _attempts() -> None:
    op.add_column("attempts", sa.Column("engine", sa.String(36)))
    op.add_column("attempts", sa.Column("trunk", sa.Text))
    op.add_column("attempts", sa.Column("contactable", sa.JSON))
    op.create_index("ix_attempts_number_created_at", "attempts", ["number", "created_at"])
    op.add_column("attempts", _required("refused_by_trunk", sa.Boolean, server_default=sa.false()))


def _floor() -> None:
    op.create_table(
        "agents",
        _required("id", sa.Integer),
        _required("name", sa.String(100)),
        _required("sip_uri", sa.Text),
        _required("state", sa.String(20)),
        _required("since", sa.Double),
        _required("wish", sa.String(20)),
        sa.Column("engine", sa.String(36)),
        sa.PrimaryKeyConstraint("id", name="pk_agents"),
        sa.UniqueConstraint("name", name="uq_agents_name"),
    )
    op.create_table(
        "agent_shifts",
        _required("id", sa.Integer),
        _required("agent_id", sa.Integer),
        _required("state", sa.String(20)),
        _required("began_at", sa.Double),
        _required("ended_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_agent_shifts"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_agent_shifts_agent_id"),
    )
    op.create_index("ix_agent_shifts_agent_id_began_at", "agent_shifts", ["agent_id", "began_at"])
    op.create_table(
        "handovers",
        _required("id", sa.Integer),
        _required("attempt_id", sa.String(36)),
        _required("agent_id", sa.Integer),
        _required("asked_at", sa.Double),
        sa.Column("joined_at", sa.Double),
        sa.Column("ended_at", sa.Double),
        sa.Column("outcome", sa.String(20)),
        _required("summary", sa.Text),
        sa.Column("disposition", sa.Text),
        sa.Column("notes", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_handovers"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_handovers_attempt_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_handovers_agent_id"),
    )
    op.create_index("ix_handovers_attempt_id", "handovers", ["attempt_id"])
    op.create_index("ix_handovers_agent_id", "handovers", ["agent_id"])


def _required(
    name: str,
    kind: type[sa.types.TypeEngine[Any]] | sa.types.TypeEngine[Any],
    server_default: str | sa.ColumnElement[bool] | None = None,
) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=server_default)
