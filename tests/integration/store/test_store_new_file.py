"""A SQLite file that several processes open first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from engine.store.connecting import connect
from engine.store.patience import Patience
from engine.store.urls import database_url

pytestmark = pytest.mark.integration

PATIENT = Patience(busy_timeout_ms=10_000)
QUICK = Patience(busy_timeout_ms=20)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new.db"


@pytest.fixture
def writer(path: Path) -> Iterator[sqlite3.Connection]:
    """Another process that has begun to write into the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def _mode_of(path: Path, patience: Patience) -> str:
    engine = connect(database_url(f"sqlite:///{path}"), patience)
    try:
        with engine.connect() as connection:
            return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())
    finally:
        engine.dispose()


def test_who_comes_second_waits_until_the_first_has_written(path: Path, writer: sqlite3.Connection) -> None:
    with ThreadPoolExecutor(1) as second:
        opened = second.submit(_mode_of, path, PATIENT)
        wait([opened], timeout=0.2)  # long enough to be refused, if it is not on a busy machine
        writer.execute("COMMIT")
        assert opened.result() == "wal"


def test_a_file_that_stays_locked_is_given_up(path: Path, writer: sqlite3.Connection) -> None:
    with pytest.raises(OperationalError, match="locked"):
        _mode_of(path, QUICK)
    writer.execute("ROLLBACK")
