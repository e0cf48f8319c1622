"""Brings a database to the tables this version knows."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from engine.store.database import DEFAULT_PATIENCE, Patience, connect, database_url
from engine.store.errors import StoreError


def upgrade(url: str, patience: Patience = DEFAULT_PATIENCE, revision: str = "head") -> None:
    """Creates the tables in an empty database, or migrates older ones, as far as `revision`.

    Raises:
        StoreError: the database cannot be used, or was made by a newer Callwright.
    """
    engine = connect(database_url(url), patience)
    try:
        with engine.begin() as connection:
            command.upgrade(_config(connection), revision)
    except DBAPIError as error:
        raise StoreError(f"{engine.url.render_as_string(hide_password=True)}: cannot be opened: {error.orig}") from error
    except CommandError as error:
        raise StoreError(f"{engine.url.render_as_string(hide_password=True)}: made by another version: {error}") from error
    finally:
        engine.dispose()


def newest_revision() -> str | None:
    """The schema version of this code."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
