"""The database of commands that look at it or change it beside campaigns that may be running."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from engine.commands.context import settings_of
from engine.store.database import Database
from engine.store.schema import upgrade

DatabaseOption = Annotated[str | None, typer.Option("--database", help="SQLAlchemy URL, instead of the settings' database_url")]


@contextmanager
def opened_database(context: typer.Context, url: str | None) -> Iterator[Database]:
    """The database with its tables brought up to date. It need not be ours alone."""
    chosen = url or settings_of(context).database_url
    upgrade(chosen)
    with Database(chosen) as database:
        yield database
