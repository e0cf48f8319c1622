"""Writes that wait one behind the other share a transaction, and nothing of it shows."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from engine.store.database import Database
from engine.store.errors import StoreError, UnknownAttempt
from engine.store.patience import Patience
from engine.store.people import do_not_call
from engine.store.thread import TOGETHER_MAX, StoreThread
from tests.migrated import migrated

pytestmark = pytest.mark.integration

QUICK = Patience(busy_timeout_ms=20, tries=2, pause_s=0.01)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    migrated(f"sqlite:///{tmp_path / 'calls.db'}")
    return tmp_path / "calls.db"


def _adding(index: int) -> Callable[[Session], int]:
    def work(session: Session) -> int:
        do_not_call.add(session, f"+1555010{index:04}", "test", at=1.0)
        session.flush()
        return index

    return work


def _adding_and_failing(session: Session) -> None:
    _adding(7777)(session)
    raise UnknownAttempt("of no call")


def _breaking_a_constraint(session: Session) -> None:
    _adding(8888)(session)
    session.execute(text("INSERT INTO do_not_call (number, reason, added_at) VALUES ('1', 'a', 1), ('1', 'b', 1)"))


def _filling_the_disk(session: Session) -> None:
    pages = session.scalar(text("PRAGMA page_count"))
    session.execute(text(f"PRAGMA max_page_count = {pages}"))
    do_not_call.add(session, "+15559999999", "x" * 1_000_000, at=1.0)
    session.flush()


def _listed(database: Database) -> list[str]:
    return list(database.read(lambda session: session.scalars(text("SELECT number FROM do_not_call ORDER BY number")).all()))


@contextmanager
def _counting_commits(path: Path) -> Iterator[Callable[[], int]]:
    """How many there were by others between two looks, as far as one connection sees: none, or some."""
    other = sqlite3.connect(path)
    versions: set[int] = set()

    def commits() -> int:
        versions.add(other.execute("PRAGMA data_version").fetchone()[0])
        return len(versions) - 1

    yield commits
    other.close()


def test_a_faulty_work_among_good_ones_fails_alone(url: str) -> None:
    migrated(url)
    with Database(url, QUICK) as database:
        outcomes = database.write_together([_adding(1), _adding_and_failing, _adding(2), _breaking_a_constraint, _adding(3)])
        assert _listed(database) == ["+15550100001", "+15550100002", "+15550100003"]
    assert [outcome.value for outcome in outcomes] == [1, None, 2, None, 3]
    assert isinstance(outcomes[1].error, UnknownAttempt)
    assert isinstance(outcomes[3].error, StoreError)
    assert "unique" in str(outcomes[3].error).lower()


def test_later_works_see_what_earlier_ones_wrote(url: str) -> None:
    migrated(url)
    with Database(url, QUICK) as database:
        outcomes = database.write_together([_adding(1), lambda session: do_not_call.listed(session, "+15550100001")])
    assert outcomes[1].value is True


def test_a_full_disk_undoes_all_and_says_so(path: Path) -> None:
    with Database(f"sqlite:///{path}", QUICK) as database:
        with pytest.raises(StoreError, match="the disk is full: make room"):
            database.write_together([_adding(1), _filling_the_disk])
        assert _listed(database) == []


def test_a_disk_that_has_room_again_takes_all(path: Path) -> None:
    tries: list[int] = []

    def full_at_first(session: Session) -> None:
        tries.append(1)
        if len(tries) == 1:
            _filling_the_disk(session)

    def make_room(_pause_s: float) -> None:
        database.read(lambda session: session.execute(text("PRAGMA max_page_count = 100000")))

    with Database(f"sqlite:///{path}", QUICK, sleep=make_room) as database:
        outcomes = database.write_together([_adding(1), full_at_first, _adding(2)])
        assert _listed(database) == ["+15550100001", "+15550100002"]
    assert [outcome.error for outcome in outcomes] == [None] * 3
    assert len(tries) == 2


async def test_what_waits_is_written_in_one_transaction_and_told_after_it(path: Path) -> None:
    behind, done = threading.Event(), []
    with Database(f"sqlite:///{path}", QUICK) as database, _counting_commits(path) as commits:
        assert commits() == 0
        async with StoreThread() as thread:
            held = asyncio.create_task(thread.run(behind.wait))
            writes = [asyncio.create_task(thread.write(database, _adding(index))) for index in range(TOGETHER_MAX)]
            faulty = asyncio.create_task(thread.write(database, _adding_and_failing))
            read = asyncio.create_task(thread.run(database.read, lambda session: len(list(_rows(session)))))
            for write in writes:
                write.add_done_callback(lambda task: done.append((task.result(), len(_listed(database)))))
            await asyncio.sleep(0)
            behind.set()
            await asyncio.gather(*writes, held)
            with pytest.raises(UnknownAttempt):
                await faulty
            assert await read == TOGETHER_MAX
        assert commits() == 1
    assert done == [(index, TOGETHER_MAX) for index in range(TOGETHER_MAX)]


def _rows(session: Session) -> list[str]:
    return list(session.scalars(text("SELECT number FROM do_not_call")))


async def test_what_is_urgent_comes_first(path: Path) -> None:
    behind = threading.Event()
    with Database(f"sqlite:///{path}", QUICK) as database:
        async with StoreThread() as thread:
            held = asyncio.create_task(thread.run(behind.wait))
            writes = [asyncio.create_task(thread.write(database, _adding(index))) for index in range(3)]
            await asyncio.sleep(0)
            urgent = asyncio.create_task(thread.write(database, lambda session: len(_rows(session)), urgent=True))
            await asyncio.sleep(0)
            behind.set()
            assert await urgent == 0
            await asyncio.gather(held, *writes)
        assert len(_listed(database)) == 3


async def test_what_is_urgent_waits_for_no_other_write_to_be_durable(path: Path) -> None:
    behind = threading.Event()
    shared: list[Session] = []
    with Database(f"sqlite:///{path}", QUICK) as database:
        async with StoreThread() as thread:
            held = asyncio.create_task(thread.run(behind.wait))
            writes = [asyncio.create_task(thread.write(database, shared.append)) for _ in range(2)]
            urgent = asyncio.create_task(thread.write(database, lambda session: session, urgent=True))
            await asyncio.sleep(0)
            behind.set()
            await asyncio.gather(held, *writes)
            assert shared[0] is shared[1]
            assert await urgent is not shared[0]


async def test_a_write_that_nobody_waits_for_any_more_is_left_out(path: Path) -> None:
    behind = threading.Event()
    with Database(f"sqlite:///{path}", QUICK) as database:
        async with StoreThread() as thread:
            held = asyncio.create_task(thread.run(behind.wait))
            one, two = (asyncio.create_task(thread.write(database, _adding(index))) for index in (1, 2))
            await asyncio.sleep(0)
            one.cancel()
            await asyncio.sleep(0)
            behind.set()
            await two
            await held
        assert _listed(database) == ["+15550100002"]


KILLED_WRITER = """
import sys
from engine.store.people import do_not_call
from engine.store.database import Database

def adding(number):
    return lambda session: do_not_call.add(session, number, "test", at=1.0)

def halfway(session):
    print("halfway", flush=True)
    sys.stdin.read()

with Database(sys.argv[1]) as database:
    database.write_together([adding("1"), adding("2")])
    database.write_together([adding("3"), adding("4"), halfway, adding("5")])
"""


def test_a_writer_killed_between_works_leaves_nothing_of_them(path: Path) -> None:
    url = f"sqlite:///{path}"
    command = [sys.executable, "-c", KILLED_WRITER, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "halfway\n"
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait(timeout=10)
    with Database(url, QUICK) as database:
        assert _listed(database) == ["1", "2"]


def test_only_what_is_written_in_bulk_does_not_wait_for_the_disk(path: Path) -> None:
    with Database(f"sqlite:///{path}") as database:
        assert _settings(database, "PRAGMA synchronous") == [2, 1, 2]


def test_on_postgresql_likewise(postgresql_url: str) -> None:
    # The tests' server waits for no disk at all unless it is asked to.
    url = make_url(postgresql_url).update_query_dict({"options": "-c synchronous_commit=on"})
    with Database(url.render_as_string(hide_password=False)) as database:
        assert _settings(database, "SHOW synchronous_commit") == ["on", "off", "on"]


def _settings(database: Database, asked: str) -> list[object]:
    """In a transaction, in one of many, and in the next."""

    def told(session: Session) -> object:
        return session.scalar(text(asked))

    return [database.write(told), database.write_in_bulk(told), database.write(told)]
