"""Guesses at passwords are counted by account and by address, once for all who use the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.access import accounts
from engine.store.database import Database
from engine.store.tables import PasswordTries
from engine.web.access.lockout import ACCOUNT, TooManyTries, begin_try, forgive, waits_s, was_right
from engine.web.access.permissions import Role

pytestmark = pytest.mark.integration

NOW = 1_000_000.0


@pytest.fixture(autouse=True)
def ann(database: Database) -> None:
    database.write(lambda session: accounts.add(session, "ann", [Role.OPERATOR], "$argon2id$…", NOW))


def guess(database: Database, name: str = "ann", address: str = "192.0.2.1", now: float = NOW) -> bool:
    """A try that is not right; whether it was allowed."""
    try:
        database.write(lambda session: begin_try(session, name, address, now))
    except TooManyTries:
        return False
    return True


def sign_in(database: Database, name: str, address: str, now: float = NOW) -> bool:
    def right(session: Session) -> None:
        begin_try(session, name, address, now)
        was_right(session, name, address, now)

    try:
        database.write(right)
    except TooManyTries:
        return False
    return True


def waiting(database: Database, now: float = NOW) -> dict[str, float]:
    return database.read(lambda session: waits_s(session, ["ann", "bob"], now))


def test_an_account_waits_wherever_the_guesses_come_from(database: Database) -> None:
    assert [guess(database, address=f"192.0.2.{last}") for last in range(6)] == [True] * 5 + [False]
    assert waiting(database) == {"ann": 2.0}
    assert waiting(database, NOW + 2) == {}
    assert guess(database, address="192.0.2.9", now=NOW + 2)
    assert waiting(database, NOW + 2) == {"ann": 4.0}


def test_a_right_password_or_an_admin_ends_the_wait(database: Database) -> None:
    for _ in range(5):
        guess(database, now=NOW - 2)
    assert sign_in(database, "ann", "192.0.2.1")
    assert [guess(database) for _ in range(6)] == [True] * 5 + [False]
    database.write(lambda session: forgive(session, "ann"))
    assert waiting(database) == {}
    assert guess(database)


def test_who_knows_one_password_may_not_guess_freely_at_others(database: Database) -> None:
    """An address that signs in as itself between guesses: only its right tries do not count."""
    for number in range(21):
        assert guess(database, name=f"somebody {number}")
        sign_in(database, "ann", "192.0.2.1")
    assert not sign_in(database, "ann", "192.0.2.1")
    assert sign_in(database, "ann", "192.0.2.2")


def test_names_of_nobody_wait_like_others_and_are_not_kept(database: Database) -> None:
    """A password may be typed into the field of the name."""
    tries = [guess(database, name="correct horse battery", address=f"192.0.2.{last}") for last in range(6)]
    assert tries == [True] * 5 + [False]
    keys = database.read(lambda session: list(session.scalars(select(PasswordTries.key))))
    assert any(key.startswith("nobody ") and len(key) == len("nobody ffff") for key in keys)
    assert not [key for key in keys if "horse" in key]


def test_tries_at_the_same_time_are_not_all_the_first_one(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(lambda last: guess(database, address=f"192.0.2.{last}"), range(16)))
    assert sum(allowed) == 5


def test_counts_that_are_forgotten_are_dropped(database: Database) -> None:
    guess(database, address="192.0.2.1")
    sign_in(database, "ann", "192.0.2.2", NOW + ACCOUNT.forgotten_s + 1)
    keys = database.read(lambda session: list(session.scalars(select(PasswordTries.key))))
    assert keys == ["address 192.0.2.2"]
