"""Clicks are written after the answer: in their order, together, and whatever the database does meanwhile."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from engine.store import links
from engine.store.database import Database
from engine.store.errors import StoreError
from engine.store.links import Click
from engine.store.patience import Patience
from engine.store.tables import CustomerEvent, ShortLink
from engine.web.public import clicks
from engine.web.public.clicks import Clicks
from tests.integration.links.conftest import PHONE, SENT_AT, World

pytestmark = pytest.mark.integration

T = TypeVar("T")


def test_a_server_that_stops_has_written_every_click(world: World) -> None:
    world.clock.at = SENT_AT + 60

    with TestClient(world.client.app, follow_redirects=False) as client:
        assert client.get(f"/l/{world.link.code}", headers=PHONE).status_code == 302

    events = world.database.read(lambda session: session.scalars(select(CustomerEvent.at)).all())
    assert events == [SENT_AT + 60]


def test_a_locked_database_is_waited_for(world: World, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/calls.db", Patience(busy_timeout_ms=1, tries=1, pause_s=0.0))
    other = sqlite3.connect(tmp_path / "calls.db", isolation_level=None)
    counted = Clicks(database, pause_s=0.01)
    other.execute("BEGIN IMMEDIATE")

    counted.count(Click(world.link.id, 5.0))
    counted.count(Click(world.link.id, 6.0))
    assert world.database.look_up(select(CustomerEvent.id), {}) is None
    other.execute("ROLLBACK")
    counted.written()

    assert [event.at for event in world.events()] == [5.0]
    counted.close()
    database.close()
    other.close()


class Failing(Database):
    """Cannot be written."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.tried = threading.Semaphore(0)

    def write(self, work: Callable[[Session], T]) -> T:
        self.tried.release()
        raise StoreError("the disk is full")


def test_what_cannot_be_written_is_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(clicks, "WAITING_MAX", 1)
    database = Failing(f"sqlite:///{tmp_path}/none.db")
    counted = Clicks(database, pause_s=60.0)

    counted.count(Click(7, 5.0))
    assert database.tried.acquire(timeout=30)
    counted.count(Click(8, 6.0))
    counted.count(Click(9, 7.0))
    counted.close()  # ends the pause; what waits is tried once more

    lost = [record.__dict__["link"] for record in caplog.records if record.__dict__.get("action") == "click_lost"]
    assert sorted(lost) == [7, 8, 9]
    assert lost[0] == 9  # no room for it


def test_the_click_of_a_link_that_was_erased_meanwhile_is_none(world: World) -> None:
    world.database.write(lambda session: session.execute(delete(ShortLink)))

    world.database.write(lambda session: links.count_clicks(session, [Click(world.link.id, 5.0)]))

    assert world.database.read(lambda session: session.scalars(select(CustomerEvent)).all()) == []
