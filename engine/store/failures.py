"""What a failed statement means: whether another try may help, whom it concerns, and what to tell the operator. Pure."""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError

_PASSING: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
"""SQLite primary result codes that may go away by themselves or by an operator's hand."""


def is_away(error: DBAPIError) -> bool:
    """The database's server cannot be reached, or has broken off; SQLite has none."""
    if not isinstance(error, OperationalError) or _sqlite_code(error) is not None:
        return False
    return error.connection_invalidated or error.statement is None


def may_pass(error: DBAPIError) -> bool:
    """The same work may succeed later."""
    # After a lost connection nobody knows whether the commit took place: running the work again could do it twice.
    if not isinstance(error, OperationalError) or error.connection_invalidated:
        return False
    code = _sqlite_code(error)
    return code is None or code in _PASSING


def concerning_all(error: BaseException | None) -> DBAPIError | None:
    """What befell the whole transaction, if a work failed by it. Its savepoint is gone then, which is an error after the error."""
    while error is not None:
        if isinstance(error, DBAPIError) and (error.connection_invalidated or may_pass(error)):
            return error
        error = error.__context__
    return None


def explained(error: DBAPIError, url: URL) -> str:
    """What went wrong with the database, and what to do about it."""
    where = url.render_as_string(hide_password=True)
    code = _sqlite_code(error)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return f"{where}: stayed locked by another program: close it and try again"
    if code == sqlite3.SQLITE_FULL:
        return f"{where}: the disk is full: make room and try again"
    if code == sqlite3.SQLITE_NOTADB:
        return f"{where}: is not an SQLite database"
    return f"{where}: {error.orig}"


def _sqlite_code(error: DBAPIError) -> int | None:
    """SQLite's primary result code, the low byte of the extended one."""
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
