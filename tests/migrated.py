"""Databases with the tables of today, migrated once in a process and then copied: all migrations take longer than most tests do."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.store.schema import upgrade
from engine.store.urls import database_url


def migrated(url: str) -> None:
    """As `upgrade`, for a database that is empty."""
    place = database_url(url)
    if place.get_backend_name() != "sqlite":
        upgrade(url)
        return
    path = Path(str(place.database))
    if path.exists():
        raise FileExistsError(f"{path} is a database already: migrate it by `upgrade`")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_empty())


@cache
def _empty() -> bytes:
    """A file of SQLite with nothing in its tables."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        upgrade(f"sqlite:///{path}")
        return path.read_bytes()
