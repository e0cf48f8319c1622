"""Brings a database to the tables this version knows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from engine.store.connecting import connect
from engine.store.errors import StoreError
from engine.store.patience import Patience
from engine.store.urls import database_url

_UPGRADE_KEY: Final = 0x75706772616465
"""The bytes `upgrade`; not the key of `engine.store.ownership`, which an engine holds for as long as it runs."""

WHILE_ANOTHER_MIGRATES: Final = Patience(busy_timeout_ms=60_000)
"""All migrations are one transaction of SQLite, and may take so long on a busy machine: whoever comes second waits for its end."""


def upgrade(url: str, patience: Patience = WHILE_ANOTHER_MIGRATES, revision: str = "head") -> None:
    """Creates the tables in an empty database, or migrates older ones, as far as `revision`.

    Raises:
        StoreError: the database cannot be used, or was made by a newer Callwright.
    """
    engine = connect(database_url(url), patience)
    try:
        with engine.begin() as connection:
            _wait_for_other_upgrades(connection)
            command.upgrade(_config(connection), revision)
    except DBAPIError as error:
        raise StoreError(f"{engine.url.render_as_string(hide_password=True)}: cannot be opened: {error.orig}") from error
    except CommandError as error:
        raise StoreError(f"{engine.url.render_as_string(hide_password=True)}: made by another version: {error}") from error
    finally:
        engine.dispose()


def _wait_for_other_upgrades(connection: Connection) -> None:
    """SQLite's transactions have the database to themselves anyway; PostgreSQL would let two create the same tables."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_KEY})


def newest_revision() -> str | None:
    """The schema version of this code."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
