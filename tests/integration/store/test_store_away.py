"""A PostgreSQL server that goes away: work waits for it a while, and none is done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.store.database import Database
from engine.store.errors import StoreAway
from engine.store.patience import Patience
from tests.integration.store import postgresql
from tests.integration.store.postgresql import Server

pytestmark = pytest.mark.integration

PATIENCE = Patience(tries=3, pause_s=0.5, away_s=8.0)
CUT = "SELECT pg_terminate_backend(pg_backend_pid())"
CUT_AT_COMMIT = """
    CREATE OR REPLACE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON words DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut();
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgresql.serving() as server:
        yield server


class Watch:
    """A clock that goes by the pauses between tries, and whatever happens in the first of them."""

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.now_s = 100.0
        self._meanwhile = meanwhile

    def sleep(self, pause_s: float) -> None:
        if self.now_s == 100.0:
            self._meanwhile()
        self.now_s += pause_s


@pytest.fixture
def opened(server: Server) -> Iterator[Callable[[Watch], Database]]:
    """A database with a table of words that was reached before."""
    made: list[Database] = []

    def open_with(watch: Watch) -> Database:
        database = Database(server.url, PATIENCE, watch.sleep, lambda: watch.now_s)
        made.append(database)
        database.write(lambda session: session.execute(text("DROP TABLE IF EXISTS words; CREATE TABLE words (word text)")))
        return database

    yield open_with
    for database in made:
        database.close()


def say(session: Session) -> None:
    session.execute(text("INSERT INTO words VALUES ('hello')"))


def said(database: Database) -> int:
    return database.read(lambda session: len(session.execute(text("SELECT * FROM words")).all()))


def test_a_server_that_is_started_anew_is_waited_for(server: Server, opened: Callable[[Watch], Database]) -> None:
    database = opened(Watch(server.start))
    server.stop()
    database.write(say)
    assert said(database) == 1


def test_what_was_cut_off_before_its_end_is_done_again(opened: Callable[[Watch], Database]) -> None:
    database, tries = opened(Watch()), 0

    def work(session: Session) -> None:
        nonlocal tries
        tries += 1
        say(session)
        if tries == 1:
            session.execute(text(CUT))

    database.write(work)
    assert (tries, said(database)) == (2, 1)


def test_what_was_cut_off_as_it_was_made_durable_is_not_done_again(opened: Callable[[Watch], Database]) -> None:
    database, tries = opened(Watch()), 0
    database.write(lambda session: session.execute(text(CUT_AT_COMMIT)))

    def work(session: Session) -> None:
        nonlocal tries
        tries += 1
        say(session)

    with pytest.raises(StoreAway):
        database.write(work)
    assert tries == 1


def test_a_server_that_stays_away_is_waited_for_once_by_all(server: Server, opened: Callable[[Watch], Database]) -> None:
    watch = Watch()
    database = opened(watch)
    server.stop()
    with pytest.raises(StoreAway):
        database.write(say)
    assert watch.now_s == 108.0
    with pytest.raises(StoreAway):
        database.write(say)
    assert watch.now_s == 109.0, "as for a server that never answered"

    server.start()
    database.write(say)
    server.stop()
    with pytest.raises(StoreAway):
        database.write(say)
    assert watch.now_s == 117.0, "anew"
    server.start()


def test_a_server_that_is_gone_without_a_word_is_noticed_and_the_url_may_say_when(server: Server) -> None:
    for url, user_timeout_ms in ((server.url, "10000"), (f"{server.url}&tcp_user_timeout=3000", "3000")):
        with Database(url) as database:
            told = database.read(lambda session: cast("psycopg.Connection", _driver(session)).info.get_parameters())
        assert (told["connect_timeout"], told["tcp_user_timeout"], told["keepalives_idle"]) == ("5", user_timeout_ms, "5")


def _driver(session: Session) -> object:
    return session.connection().connection.driver_connection
