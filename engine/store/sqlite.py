"""SQLite as the store uses it: WAL mode, foreign keys, explicit transactions, and the words that SQLAlchemy leaves out."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.sql import FromClause

from engine.store.errors import StoreError
from engine.store.modes import Mode

_PAGE_CACHE_KIB: Final = 32 << 10
"""Of each connection at most. By default it is 2 MiB, less than the indexes of a long list."""
_REFUSED_S: Final = 0.01
"""Until it is tried again."""
_BULK_PRAGMAS: Final = (("synchronous", "FULL", "NORMAL"), ("wal_autocheckpoint", "1000", "16384"))
"""Ordinarily and while much is written: no commit waits for the disk, and the log's pages, of which each commit writes many anew,
are copied to the database every 64 MiB."""


def prepare(engine: Engine, busy_timeout_ms: int) -> None:
    """Makes the folder of the file, and sets up every connection.

    Raises:
        StoreError: the folder cannot be made.
    """
    _make_folder(Path(str(engine.url.database)).parent)
    engine.dialect.statement_compiler = _Compiler

    def set_up(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun by `_begin`, not guessed by the driver
        connection.execute(f"PRAGMA busy_timeout = {busy_timeout_ms}")
        _write_ahead(connection, busy_timeout_ms)
        connection.execute("PRAGMA synchronous = FULL")  # an attempt must survive a power cut once its call was placed
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = {-_PAGE_CACHE_KIB}")

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", _begin)


def _write_ahead(connection: sqlite3.Connection, busy_timeout_ms: int) -> None:
    """Sets WAL mode. SQLite refuses whoever opens a new file while another writes to it, without the wait of `busy_timeout`."""
    given_up_s = time.monotonic() + busy_timeout_ms / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > given_up_s:
                raise
            time.sleep(_REFUSED_S)
        else:
            return


class _Compiler(SQLiteCompiler):
    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        """`INDEXED BY name` behind a table, which SQLAlchemy leaves out."""
        del table
        return text


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be made for the database: {error.strerror}") from error


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if Mode.ALONE in options:
        return
    if (bulk := Mode.BULK in options) != connection.info.get(Mode.BULK, False):
        for pragma, ordinary, in_bulk in _BULK_PRAGMAS:
            connection.exec_driver_sql(f"PRAGMA {pragma} = {in_bulk if bulk else ordinary}")
        connection.info[Mode.BULK] = bulk
    # A writer takes the lock at once: a transaction that reads first and then writes could not be waited for.
    connection.exec_driver_sql("BEGIN" if Mode.READ_ONLY in options else "BEGIN IMMEDIATE")
