"""Script versions: contents and their files, published versions, what was live when; campaigns and attempts name a version."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _blobs()
    _script_contents()
    _script_files()
    _scripts()
    _script_versions()
    _script_releases()
    for table in ("campaigns", "attempts"):
        op.add_column(table, sa.Column("script_version", sa.Integer))


def _required(name: str, kind: type[sa.types.TypeEngine[Any]] | sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _blobs() -> None:
    op.create_table(
        "blobs",
        _required("sha256", sa.String(64)),
        _required("data", sa.LargeBinary),
        sa.PrimaryKeyConstraint("sha256", name="pk_blobs"),
    )


def _script_contents() -> None:
    op.create_table(
        "script_contents",
        _required("content_hash", sa.String(64)),
        _required("script_id", sa.Text),
        _required("main", sa.Text),
        _required("first_seen_at", sa.Double),
        sa.PrimaryKeyConstraint("content_hash", name="pk_script_contents"),
    )


def _script_files() -> None:
    op.create_table(
        "script_files",
        _required("content_hash", sa.String(64)),
        _required("path", sa.Text),
        _required("recording", sa.Boolean),
        _required("blob", sa.String(64)),
        sa.PrimaryKeyConstraint("content_hash", "path", name="pk_script_files"),
        sa.ForeignKeyConstraint(["content_hash"], ["script_contents.content_hash"], name="fk_script_files_content_hash"),
        sa.ForeignKeyConstraint(["blob"], ["blobs.sha256"], name="fk_script_files_blob"),
    )


def _scripts() -> None:
    op.create_table(
        "scripts",
        _required("id", sa.Text),
        _required("created_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_scripts"),
    )


def _script_versions() -> None:
    op.create_table(
        "script_versions",
        _required("script_id", sa.Text),
        _required("number", sa.Integer),
        _required("content_hash", sa.String(64)),
        _required("published_at", sa.Double),
        _required("published_by", sa.Text),
        _required("note", sa.Text),
        sa.PrimaryKeyConstraint("script_id", "number", name="pk_script_versions"),
        sa.ForeignKeyConstraint(["script_id"], ["scripts.id"], name="fk_script_versions_script_id"),
        sa.ForeignKeyConstraint(["content_hash"], ["script_contents.content_hash"], name="fk_script_versions_content_hash"),
        sa.UniqueConstraint("content_hash", name="uq_script_versions_content_hash"),
    )


def _script_releases() -> None:
    op.create_table(
        "script_releases",
        _required("id", sa.Integer),
        _required("script_id", sa.Text),
        _required("number", sa.Integer),
        _required("kind", sa.String(20)),
        _required("at", sa.Double),
        _required("by", sa.Text),
        _required("note", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_script_releases"),
        sa.ForeignKeyConstraint(
            ["script_id", "number"],
            ["script_versions.script_id", "script_versions.number"],
            name="fk_script_releases_script_id",
        ),
    )
    op.create_index("ix_script_releases_script_id", "script_releases", ["script_id"])
