"""The database behind the store: pieces of work as transactions, tried again while it is locked, full or away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, Row, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine.store.connecting import connect
from engine.store.errors import StoreAway, StoreError
from engine.store.failures import concerning_all, explained, is_away, may_pass
from engine.store.modes import Mode
from engine.store.patience import DEFAULT_PATIENCE, Absence, Patience
from engine.store.together import Outcome, Work, all_done, each_by_itself
from engine.store.urls import database_url

T = TypeVar("T")


class Database:
    """Runs pieces of work as transactions: each happens wholly or not at all."""

    def __init__(
        self,
        url: str,
        patience: Patience = DEFAULT_PATIENCE,
        sleep: Callable[[float], None] = time.sleep,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = database_url(url)
        self._engine = connect(self._url, patience)
        self._reading = self._engine.execution_options(**{Mode.READ_ONLY: True})
        self._in_bulk = self._engine.execution_options(**{Mode.BULK: True})
        self._patience = patience
        self._absence = Absence(patience.away_s, now_s)
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
                    self._kept = self._engine.connect().execution_options(**{Mode.ALONE: True})
                return self._kept.execute(query, keys).first()
        except DBAPIError as error:
            raise self._failure(error) from error

    def write(self, work: Callable[[Session], T]) -> T:
        """Runs work in one transaction. It may run several times, so its only effects are on the session.

        Raises:
            StoreAway: its server does not answer, or did not in the end: then nobody knows whether the work was done.
            StoreError: the database stayed locked or full through all tries, or is unusable.
        """
        return self._transact(self._engine, work)

    def write_in_bulk(self, work: Callable[[Session], T]) -> T:
        """As `write`, for much that is written piece by piece: it is durable with the next `write`, not when this returns."""
        return self._transact(self._in_bulk, work)

    def write_together(self, works: Sequence[Work]) -> Sequence[Outcome]:
        """Runs works one after another in one transaction, durable when it returns. Each happens wholly or not at all by itself.

        Returns:
            What became of each, in their order; what `write` would raise for it alone is its error.

        Raises:
            StoreError: nothing of any was written: the database stayed locked or full through all tries, or is unusable.
        """
        try:
            return self._transact(self._engine, lambda session: all_done(session, works))
        except Exception as error:
            if isinstance(error, StoreError) and concerning_all(error.__cause__):
                raise
            # One is faulty. Savepoints tell which, and keep it from the others; they cost too much to be set each time.
            return [self._told(outcome) for outcome in self._transact(self._engine, lambda session: each_by_itself(session, works))]

    def outside_transactions(self, work: Callable[[Connection], T]) -> T:
        """Runs work once, each statement for itself: for what a database does only so, such as PostgreSQL's maintenance.

        Raises:
            StoreError: a statement failed; those before it took effect.
        """
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                return work(connection)
        except DBAPIError as error:
            raise self._failure(error) from error

    def _told(self, outcome: Outcome) -> Outcome:
        """As whoever wanted the work is told of it."""
        error = outcome.error
        if not isinstance(error, DBAPIError):
            return outcome
        return Outcome(error=self._failure(error))

    def _transact(self, engine: Engine, work: Callable[[Session], T]) -> T:
        left = self._patience.tries
        while True:
            committing = False
            try:
                with Session(engine, expire_on_commit=False) as session, session.begin():
                    result = work(session)
                    session.flush()
                    committing = True
            except DBAPIError as error:
                left -= 1
                if not self._may_try_again(error, left, committing=committing):
                    raise self._failure(error) from error
                self._sleep(self._patience.pause_s)
            else:
                self._absence.over()
                return result

    def _may_try_again(self, error: DBAPIError, left: int, *, committing: bool) -> bool:
        """Whether it may, after an error with so many tries left. `committing`: the server may have done what it was told last."""
        if is_away(error) and not committing and self._absence.bearable():
            return True
        return left > 0 and may_pass(error)

    def _failure(self, error: DBAPIError) -> StoreError:
        kind = StoreAway if is_away(error) else StoreError
        return kind(explained(error, self._url))
