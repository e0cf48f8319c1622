"""Tries at passwords that were not right, or not yet: counted here, so that every process on the database counts the same."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.store.tables import PasswordTries
from engine.store.upserting import insert_into


def known(session: Session, keys: Sequence[str]) -> dict[str, PasswordTries]:
    """The counts there are."""
    return {row.key: row for row in session.scalars(select(PasswordTries).where(PasswordTries.key.in_(keys)))}


def held(session: Session, keys: Sequence[str], at: float) -> dict[str, PasswordTries]:
    """A count for each key; nobody else changes them before this transaction ends."""
    found = {}
    for key in keys:
        nothing_yet = {"key": key, "count": 0, "last_at": at}
        session.execute(insert_into(session, PasswordTries).on_conflict_do_nothing(index_elements=["key"]), nothing_yet)
        # One that another transaction added meanwhile has to be read as it is now.
        found[key] = session.get_one(PasswordTries, key, with_for_update=True, populate_existing=True)
    return found


def forget(session: Session, key: str) -> None:
    """Nothing is held against this one any more."""
    session.execute(delete(PasswordTries).where(PasswordTries.key == key))


def forget_older(session: Session, last_before: float) -> None:
    """Drops the counts to which nothing was added since."""
    session.execute(delete(PasswordTries).where(PasswordTries.last_at < last_before))
