"""One engine per database: the claim that makes it safe to settle open attempts at start.

SQLite: a lock on a file beside the database, which the kernel drops when the process dies, however it dies. PostgreSQL: a session
advisory lock, which the server drops with the connection.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError

from engine.store.database import DEFAULT_PATIENCE, connect, database_url
from engine.store.errors import StoreBusy, StoreError

_ADVISORY_KEY: Final = 0x63616C6C77726974
"""The bytes `callwrit`: one key per database, since advisory locks are per database."""


@contextmanager
def claimed(url: str) -> Iterator[None]:
    """Owns the database while the block runs.

    Raises:
        StoreBusy: another engine owns it.
        StoreError: it cannot be reached.
    """
    parsed = database_url(url)
    claim = _claimed_sqlite if parsed.get_backend_name() == "sqlite" else _claimed_postgresql
    with claim(parsed):
        yield


@contextmanager
def _claimed_sqlite(url: URL) -> Iterator[None]:
    path = Path(f"{url.database}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy(url) from error
        yield
    finally:
        os.close(handle)


@contextmanager
def _claimed_postgresql(url: URL) -> Iterator[None]:
    engine = connect(url, DEFAULT_PATIENCE)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ADVISORY_KEY}):
                raise _busy(url)
            yield
    except DBAPIError as error:
        raise StoreError(f"{url.render_as_string(hide_password=True)}: {error.orig}") from error
    finally:
        engine.dispose()


def _busy(url: URL) -> StoreBusy:
    where = url.render_as_string(hide_password=True)
    return StoreBusy(f"{where}: another Callwright is running campaigns on this database: let it finish, or use --database")
