"""Database URLs as operators give them."""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from engine.store.errors import StoreError


def database_url(text: str) -> URL:
    """A database URL with the drivers Callwright ships filled in.

    Raises:
        StoreError: it is no URL, of an unsupported database, or would live in memory only.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        # Not told, for it may have a password.
        raise StoreError("this is no database URL: expected e.g. sqlite:///calls.db or postgresql://user@host/name") from error
    if url.drivername in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
        raise StoreError("the database must outlive the calls: give a file, e.g. sqlite:///calls.db")
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreError(f"database {url.get_backend_name()!r} is not supported: use sqlite or postgresql")
    return url
