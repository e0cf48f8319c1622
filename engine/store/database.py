"""The database behind the store: connections, transactions, and what happens when it is locked or its disk is full."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import msgspec
from sqlalchemy import URL, Connection, Engine, Row, Select, create_engine, event, make_url
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.sql import FromClause

from engine.store.errors import StoreError

T = TypeVar("T")

_READ_ONLY: Final = "callwright_read_only"
_BULK: Final = "callwright_bulk"
_ALONE: Final = "callwright_alone"
_encoder: Final = msgspec.json.Encoder()
_PAGE_CACHE_KIB: Final = 32 << 10
"""Of each SQLite connection at most. By default it is 2 MiB, less than the indexes of a long list."""
_SQLITE_BULK: Final = (("synchronous", "FULL", "NORMAL"), ("wal_autocheckpoint", "1000", "16384"))
"""Pragmas, ordinarily and while much is written: no commit waits for the disk, and the log's pages, of which each commit writes
many anew, are copied to the database every 64 MiB."""
_PASSING: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
"""SQLite primary result codes that may go away by themselves or by an operator's hand."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a transaction is tried before it is given up."""

    busy_timeout_ms: int = 5000
    """SQLite's own wait for another writer."""
    tries: int = 3
    pause_s: float = 0.5
    """Between tries."""


DEFAULT_PATIENCE: Final = Patience()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several works."""

    value: Any = None
    """What it returned."""
    error: Exception | None = None
    """What it raised; nothing of it was written."""


def database_url(text: str) -> URL:
    """A database URL as the operator gives it, with the drivers Callwright ships filled in.

    Raises:
        StoreError: it is no URL, of an unsupported database, or would live in memory only.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise StoreError(f"{text!r} is no database URL: expected e.g. sqlite:///calls.db or postgresql://user@host/name") from error
    if url.drivername in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
        raise StoreError("the database must outlive the calls: give a file, e.g. sqlite:///calls.db")
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreError(f"database {url.get_backend_name()!r} is not supported: use sqlite or postgresql")
    return url


def connect(url: URL, patience: Patience) -> Engine:
    """An SQLAlchemy engine with SQLite in WAL mode, foreign keys on, and explicit transactions.

    Raises:
        StoreError: the driver is not installed, or the folder of the file cannot be made.
    """
    try:
        engine = create_engine(
            url, pool_pre_ping=url.get_backend_name() != "sqlite", json_serializer=as_json, json_deserializer=msgspec.json.decode
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError(f"no driver for {url.drivername}: install callwright[postgresql]") from error
    if engine.dialect.name == "sqlite":
        engine.dialect.statement_compiler = _SqliteCompiler
        _make_folder(url)
        event.listen(engine, "connect", _sqlite_setup(patience))
        event.listen(engine, "begin", _sqlite_begin)
    else:
        event.listen(engine, "begin", _postgresql_begin)
    return engine


class _SqliteCompiler(SQLiteCompiler):
    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        """`INDEXED BY name` behind a table, which SQLAlchemy leaves out."""
        del table
        return text


def as_json(value: object) -> str:
    """A value as JSON columns keep it."""
    return _encoder.encode(value).decode()


def _make_folder(url: URL) -> None:
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be made for the database: {error.strerror}") from error


def _sqlite_setup(patience: Patience) -> Callable[[sqlite3.Connection, Any], None]:
    def setup(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun by `_sqlite_begin`, not guessed by the driver
        connection.execute(f"PRAGMA busy_timeout = {patience.busy_timeout_ms}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # an attempt must survive a power cut once its call was placed
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = {-_PAGE_CACHE_KIB}")

    return setup


def _sqlite_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if _ALONE in options:
        return  # each statement is a transaction of its own
    if (bulk := _BULK in options) != connection.info.get(_BULK, False):
        for pragma, ordinary, in_bulk in _SQLITE_BULK:
            connection.exec_driver_sql(f"PRAGMA {pragma} = {in_bulk if bulk else ordinary}")
        connection.info[_BULK] = bulk
    # A writer takes the lock at once: a transaction that reads first and then writes could not be waited for.
    connection.exec_driver_sql("BEGIN" if _READ_ONLY in options else "BEGIN IMMEDIATE")


def _postgresql_begin(connection: Connection) -> None:
    if _BULK in connection.get_execution_options():
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


class Database:
    """Runs pieces of work as transactions: each happens wholly or not at all."""

    def __init__(self, url: str, patience: Patience = DEFAULT_PATIENCE, sleep: Callable[[float], None] = time.sleep) -> None:
        self._url = database_url(url)
        self._engine = connect(self._url, patience)
        self._reading = self._engine.execution_options(**{_READ_ONLY: True})
        self._in_bulk = self._engine.execution_options(**{_BULK: True})
        self._patience = patience
        self._sleep = sleep
        self._looking_up = threading.Lock()
        self._kept: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def url(self) -> str:
        """With its password: for processes that are started."""
        return self._url.render_as_string(hide_password=False)

    @property
    def shared(self) -> bool:
        """Whether several engines may work on it at a time."""
        return self._engine.dialect.name == "postgresql"

    def close(self) -> None:
        """Closes all connections."""
        with self._looking_up:
            if self._kept:
                self._kept.close()
                self._kept = None
        self._engine.dispose()

    def read(self, work: Callable[[Session], T]) -> T:
        """Runs work that changes nothing. Errors as for `write`."""
        return self._transact(self._reading, work)

    def look_up(self, query: Select[*tuple[Any, ...]], keys: Mapping[str, object]) -> Row[*tuple[Any, ...]] | None:
        """The first row of a query that an index answers, without the ceremony of a session; None if there is none.

        SQLite is asked on a connection that is kept for this, without a transaction around one statement: both would take longer
        than the answer.

        Raises:
            StoreError: the database is unusable.
        """
        try:
            if self.shared:
                with self._reading.connect() as connection:
                    return connection.execute(query, keys).first()
            with self._looking_up:
                if self._kept is None:
                    self._kept = self._engine.connect().execution_options(**{_ALONE: True})
                return self._kept.execute(query, keys).first()
        except DBAPIError as error:
            raise StoreError(self._explain(error)) from error

    def write(self, work: Callable[[Session], T]) -> T:
        """Runs work in one transaction. It may run several times, so its only effects are on the session.

        Raises:
            StoreError: the database stayed locked or full through all tries, or is unusable.
        """
        return self._transact(self._engine, work)

    def write_in_bulk(self, work: Callable[[Session], T]) -> T:
        """As `write`, for much that is written piece by piece: it is durable with the next `write`, not when this returns."""
        return self._transact(self._in_bulk, work)

    def write_together(self, works: Sequence[Callable[[Session], Any]]) -> Sequence[Outcome]:
        """Runs works one after another in one transaction, durable when it returns. Each happens wholly or not at all by itself.

        Returns:
            What became of each, in their order; what `write` would raise for it alone is its error.

        Raises:
            StoreError: nothing of any was written: the database stayed locked or full through all tries, or is unusable.
        """
        try:
            return self._transact(self._engine, lambda session: [_done(session, work) for work in works])
        except Exception as error:
            if isinstance(error, StoreError) and _concerning_all(error.__cause__):
                raise
            # One is faulty. Savepoints tell which, and keep it from the others; they cost too much to be set each time.
            return self._transact(self._engine, lambda session: [self._among_others(session.connection(), work) for work in works])

    def outside_transactions(self, work: Callable[[Connection], T]) -> T:
        """Runs work once, each statement for itself: for what a database does only so, such as PostgreSQL's maintenance.

        Raises:
            StoreError: a statement failed; those before it took effect.
        """
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                return work(connection)
        except DBAPIError as error:
            raise StoreError(self._explain(error)) from error

    def _among_others(self, connection: Connection, work: Callable[[Session], Any]) -> Outcome:
        try:
            with _part_of(connection) as session, session.begin():
                return Outcome(work(session))
        except DBAPIError as error:
            if fatal := _concerning_all(error):
                raise fatal from error
            return Outcome(error=StoreError(self._explain(error)))
        except Exception as error:
            return Outcome(error=error)

    def _transact(self, engine: Engine, work: Callable[[Session], T]) -> T:
        for left in range(self._patience.tries - 1, -1, -1):
            try:
                with Session(engine, expire_on_commit=False) as session, session.begin():
                    return work(session)
            except DBAPIError as error:
                if left == 0 or not _may_pass(error):
                    raise StoreError(self._explain(error)) from error
            self._sleep(self._patience.pause_s)
        raise AssertionError("unreachable: the last try returns or raises")

    def _explain(self, error: DBAPIError) -> str:
        where = self._url.render_as_string(hide_password=True)
        code = _sqlite_code(error)
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return f"{where}: stayed locked by another program: close it and try again"
        if code == sqlite3.SQLITE_FULL:
            return f"{where}: the disk is full: make room and try again"
        if code == sqlite3.SQLITE_NOTADB:
            return f"{where}: is not an SQLite database"
        return f"{where}: {error.orig}"


def _done(session: Session, work: Callable[[Session], Any]) -> Outcome:
    value = work(session)
    session.flush()  # or what follows could be written before it
    session.expunge_all()  # which reads for itself, as in a transaction of its own
    return Outcome(value)


def _part_of(connection: Connection) -> Session:
    """A session whose transaction is a savepoint of the connection's."""
    return Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")


def _concerning_all(error: BaseException | None) -> DBAPIError | None:
    """What befell the whole transaction, if a work failed by it. Its savepoint is gone then, which is an error after the error."""
    while error is not None:
        if isinstance(error, DBAPIError) and (error.connection_invalidated or _may_pass(error)):
            return error
        error = error.__context__
    return None


def _sqlite_code(error: DBAPIError) -> int | None:
    """SQLite's primary result code, the low byte of the extended one."""
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _may_pass(error: DBAPIError) -> bool:
    # After a lost connection nobody knows whether the commit took place: running the work again could do it twice.
    if not isinstance(error, OperationalError) or error.connection_invalidated:
        return False
    code = _sqlite_code(error)
    return code is None or code in _PASSING
