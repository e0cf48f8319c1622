from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from engine.campaign.grades import final_grade
from engine.store.calls.recorder import Recorder
from engine.store.campaigns import NewLead, Opening, open_campaign
from engine.store.database import Database
from engine.store.errors import StoreBusy, StoreError
from engine.store.opening import opened
from engine.store.ownership import claimed
from engine.store.patience import Patience
from engine.store.people import do_not_call
from engine.store.schema import upgrade
from engine.store.scripts.pins import Pin
from engine.store.tables import DoNotCall
from engine.store.thread import StoreThread
from tests.integration.dialling import dial_next

pytestmark = pytest.mark.integration

QUICK = Patience(busy_timeout_ms=20, tries=3, pause_s=0.25)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    upgrade(f"sqlite:///{tmp_path / 'calls.db'}")
    return tmp_path / "calls.db"


def _add(session: Session) -> None:
    do_not_call.add(session, "+15550100001", "test", at=1.0)


def _listed(database: Database) -> bool:
    return database.read(lambda session: do_not_call.listed(session, "+15550100001"))


@contextmanager
def _locked(path: Path) -> Iterator[sqlite3.Connection]:
    other = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield other
    finally:
        other.close()


def test_sqlite_is_set_up_for_safety(path: Path) -> None:
    with Database(f"sqlite:///{path}", QUICK) as database:

        def pragma(name: str) -> object:
            return database.read(lambda session: session.scalar(text(f"PRAGMA {name}")))

        assert [pragma(name) for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")] == ["wal", 1, 20, 2]


def test_a_locked_database_is_tried_again(path: Path) -> None:
    pauses: list[float] = []
    with _locked(path) as other:

        def let_go(pause_s: float) -> None:
            pauses.append(pause_s)
            if len(pauses) == 2:
                other.execute("ROLLBACK")

        with Database(f"sqlite:///{path}", QUICK, sleep=let_go) as database:
            database.write(_add)
            assert _listed(database)
    assert pauses == [0.25, 0.25]


def test_a_database_that_stays_locked_is_a_clear_error_and_readable(path: Path) -> None:
    pauses: list[float] = []
    with _locked(path), Database(f"sqlite:///{path}", QUICK, sleep=pauses.append) as database:
        with pytest.raises(StoreError, match=r"calls\.db: stayed locked by another program"):
            database.write(_add)
        assert not _listed(database)
    assert pauses == [0.25, 0.25]


def test_a_full_disk_is_a_clear_error_and_nothing_is_half_written(path: Path) -> None:
    pauses: list[float] = []

    def fill(session: Session) -> None:
        _add(session)
        session.flush()
        # SQLite reports SQLITE_FULL at its page limit just as for a full disk.
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
        do_not_call.add(session, "+15550100002", "x" * 1_000_000, at=1.0)
        session.flush()

    with Database(f"sqlite:///{path}", QUICK, sleep=pauses.append) as database:
        with pytest.raises(StoreError, match="the disk is full: make room"):
            database.write(fill)
        assert not _listed(database)


def test_a_look_up_sees_what_was_written_since_the_last_and_holds_up_no_writer(path: Path) -> None:
    query = select(DoNotCall.reason).where(DoNotCall.number == bindparam("number"))
    url = f"sqlite:///{path}"
    with Database(url) as database, Database(url, QUICK) as other:
        assert database.look_up(query, {"number": "+15550100001"}) is None
        other.write(_add)
        found = database.look_up(query, {"number": "+15550100001"})
        assert found is not None
        with closing(sqlite3.connect(path)) as connection:
            blocked, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert blocked == 0, "the kept connection still reads"
    with Database(f"sqlite:///{path.parent / 'empty.db'}") as empty, pytest.raises(StoreError, match="no such table"):
        empty.look_up(query, {"number": "+15550100001"})


def test_an_error_inside_the_work_rolls_everything_back(path: Path) -> None:
    def fail(session: Session) -> None:
        _add(session)
        session.flush()
        raise ZeroDivisionError

    with Database(f"sqlite:///{path}", QUICK) as database:
        with pytest.raises(ZeroDivisionError):
            database.write(fail)
        assert not _listed(database)


def test_a_writer_holds_the_lock_from_its_first_look(path: Path) -> None:
    """Or what it read could change before it writes, and its commit would fail however long it waits."""

    def look(session: Session) -> None:
        assert not do_not_call.listed(session, "+15550100001")
        with pytest.raises(sqlite3.OperationalError, match="locked"), _locked(path):
            pytest.fail("another writer came between")

    with Database(f"sqlite:///{path}", QUICK) as database:
        database.write(look)


def test_a_broken_constraint_is_not_retried(url: str) -> None:
    upgrade(url)

    def twice(session: Session) -> None:
        session.execute(text("INSERT INTO do_not_call (number, reason, added_at) VALUES ('1', 'a', 1), ('1', 'b', 1)"))

    pauses: list[float] = []
    with Database(url, QUICK, sleep=pauses.append) as database, pytest.raises(StoreError, match=r"(?i)unique"):
        database.write(twice)
    assert pauses == []


def test_one_engine_owns_an_sqlite_database(path: Path) -> None:
    url = f"sqlite:///{path}"
    with claimed(url), pytest.raises(StoreBusy, match="another Callwright is running campaigns"), claimed(url):
        pytest.fail("claimed twice")
    with claimed(url):
        pass


def test_opening_claims_migrates_and_settles(url: str) -> None:
    plan = Opening("spring", Pin("offer", "h", None), {}, [NewLead(2, "+15550100002", {})])
    with opened(url, final_grade, at=1.0) as store:
        assert store.settled == 0
        campaign = store.database.write(lambda session: open_campaign(session, plan, at=1.0))
        store.database.write(
            lambda session: dial_next(session, campaign.campaign_id, attempt_id="a1", caller_id_for=lambda _: None, at=1.0)
        )

    with opened(url, final_grade, at=2.0) as store:
        assert store.settled == 1


def test_an_unreachable_server_is_a_clear_error_without_the_password() -> None:
    url = "postgresql://caller:secret@127.0.0.1:1/calls"

    for use in (upgrade, lambda url: opened(url, final_grade, at=1.0).__enter__()):
        with pytest.raises(StoreError, match=r"caller:\*\*\*@127\.0\.0\.1:1/calls: .*refused") as caught:
            use(url)
        assert "secret" not in str(caught.value)


KILLED_WRITER = """
import sys
from engine.store.database import Database
from engine.store.opening import opened
from engine.store.ownership import claimed
from engine.store.campaigns import Opening, NewLead, open_campaign
from engine.store.scripts.pins import Pin
from engine.store.people import do_not_call
from tests.integration.dialling import dial_next

url = sys.argv[1]
plan = Opening("spring", Pin("offer", "h", None), {}, [NewLead(n, f"+1555010000{n}", {}) for n in (2, 3)])

def halfway(session):
    dial_next(session, 1, attempt_id="a2", caller_id_for=lambda _: None, at=2.0)
    do_not_call.add(session, "+15550100001", "half", at=2.0)
    session.flush()
    print("halfway", flush=True)
    sys.stdin.read()

with claimed(url), Database(url) as database:
    database.write(lambda session: open_campaign(session, plan, at=1.0))
    database.write(lambda session: dial_next(session, 1, attempt_id="a1", caller_id_for=lambda _: None, at=1.0))
    database.write(halfway)
"""


def test_a_writer_killed_in_mid_transaction_leaves_nothing_half_written(path: Path) -> None:
    url = f"sqlite:///{path}"
    command = [sys.executable, "-c", KILLED_WRITER, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "halfway\n"
        with pytest.raises(StoreBusy), claimed(url):
            pytest.fail("claimed while the owner lives")
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait(timeout=10)

    with claimed(url), Database(url, QUICK) as database:
        assert not _listed(database)
        assert database.read(lambda session: session.scalars(text("SELECT id FROM attempts")).all()) == ["a1"]
        assert Recorder(database, final_grade).settle_open_attempts("engine_died", at=9.0) == 1
        assert database.read(lambda session: session.scalars(text("SELECT state FROM leads ORDER BY id")).all()) == [
            "done",
            "pending",
        ]


async def test_the_store_thread_keeps_the_order_and_passes_errors_on() -> None:
    done: list[int] = []

    async with StoreThread() as thread:
        jobs = [thread.run(done.append, n) for n in range(50)]
        for job in jobs:
            await job
        with pytest.raises(ZeroDivisionError):
            await thread.run(lambda: 1 / 0)

    assert done == list(range(50))


async def test_a_closed_store_thread_takes_no_work() -> None:
    async with StoreThread() as thread:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        await thread.run(int)
