"""One engine per SQLite database: the claim that makes it safe to settle open attempts at start.

It is a lock on a file beside the database, which the kernel drops when the process dies, however it dies. A PostgreSQL database may
have several engines: see `engine.store.engines`.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL

from engine.store.errors import StoreBusy, StoreError
from engine.store.urls import database_url


@contextmanager
def claimed(url: str) -> Iterator[None]:
    """Owns an SQLite database while the block runs; others have no owner.

    Raises:
        StoreBusy: another engine owns it.
        StoreError: it cannot be reached.
    """
    parsed = database_url(url)
    if parsed.get_backend_name() != "sqlite":
        yield
        return
    with _claimed_sqlite(parsed):
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


def _busy(url: URL) -> StoreBusy:
    where = url.render_as_string(hide_password=True)
    return StoreBusy(f"{where}: another Callwright is running campaigns on this database: let it finish, or use --database")
