"""Several works in one transaction, of which each happens wholly or not at all by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine.store.failures import concerning_all

Work = Callable[[Session], Any]
"""Its only effects are on the session."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several works."""

    value: Any = None
    """What it returned."""
    error: Exception | None = None
    """What it raised; nothing of it was written."""


def all_done(session: Session, works: Sequence[Work]) -> Sequence[Outcome]:
    """Runs works one after another; whatever one raises is raised, and nothing of any counts."""
    return [_done(session, work) for work in works]


def each_by_itself(session: Session, works: Sequence[Work]) -> Sequence[Outcome]:
    """Runs works one after another, each behind a savepoint that keeps its errors from the others; savepoints cost.

    Raises:
        DBAPIError: it befell the transaction: nothing of any counts.
    """
    return [_among_others(session.connection(), work) for work in works]


def _done(session: Session, work: Work) -> Outcome:
    value = work(session)
    session.flush()  # or what follows could be written before it
    session.expunge_all()  # which reads for itself, as in a transaction of its own
    return Outcome(value)


def _among_others(connection: Connection, work: Work) -> Outcome:
    try:
        with _part_of(connection) as session, session.begin():
            return Outcome(work(session))
    except DBAPIError as error:
        if fatal := concerning_all(error):
            raise fatal from error
        return Outcome(error=error)
    except Exception as error:
        return Outcome(error=error)


def _part_of(connection: Connection) -> Session:
    """A session whose transaction is a savepoint of the connection's."""
    return Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
