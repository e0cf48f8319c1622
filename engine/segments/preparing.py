"""Saved segments are prepared: each gets the index of its members (`engine.segments.indices`), which goes when no segment needs it.

PostgreSQL makes an index beside all other work. SQLite lets nobody write meanwhile, seconds for a million customers: a long table
is left alone as long as a call is under way, and a call that begins meanwhile is dialled when the index is there.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import Connection, exists, func, select
from sqlalchemy.orm import Session

from engine.segments import saved
from engine.segments.binding import parse_filter
from engine.segments.grammar import FilterError
from engine.segments.indices import MembersIndex, members_index, present
from engine.store.database import Database
from engine.store.tables import Attempt, Customer

log = logging.getLogger(__name__)

INDICES_MAX: Final = 20
"""Each costs a little whenever a customer is written: of more segments those changed last are prepared."""
SHORT: Final = 20_000
"""Customers of whom SQLite makes an index in less time than anybody on a call would notice."""
_KEY: Final = 0x7365676D656E7473
"""The bytes `segments`: of PostgreSQL's lock, so that one process prepares at a time."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """What was done, by names of indices."""

    made: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    """Not made, for calls are under way, or another process is at it."""


def prepare(database: Database) -> Preparation:
    """Makes what saved segments need and is not there, drops what none needs any more.

    Raises:
        StoreError: the database cannot be used.
    """
    wanted, there = database.read(lambda session: (_wanted(session), present(session)))
    dropped = tuple(sorted(there - set(wanted)))
    missing = [index for name, index in wanted.items() if name not in there]
    if not dropped and not missing:
        return Preparation()
    done = (_on_postgresql if database.shared else _on_sqlite)(database, missing, dropped)
    if done.made or done.dropped:
        told = {"action": "segments_prepared", "made": len(done.made), "dropped": len(done.dropped), "waiting": len(done.waiting)}
        log.info("segments prepared", extra=told)
    return done


def _wanted(session: Session) -> dict[str, MembersIndex]:
    """By name."""
    known = saved.attributes(session)
    indices: dict[str, MembersIndex] = {}
    for segment in sorted(saved.listed(session), key=lambda one: one.updated_at, reverse=True):
        try:
            index = members_index(session, parse_filter(segment.text, known).root)
        except FilterError:  # it is shown to whoever looks at the segment
            continue
        if index and len(indices) < INDICES_MAX:
            indices[index.name] = index
    return indices


def _on_sqlite(database: Database, missing: list[MembersIndex], dropped: tuple[str, ...]) -> Preparation:
    """Each in a transaction of its own: others write between them."""
    for name in dropped:
        database.write(partial(_drop, name=name))
    made = [index.name for index in missing if database.write(partial(_made_in_peace, index=index))]
    return Preparation(tuple(made), dropped, tuple(index.name for index in missing if index.name not in made))


def _made_in_peace(session: Session, index: MembersIndex) -> bool:
    """Makes it unless that would hold up a call. No call begins before this transaction ends."""
    long = session.scalar(select(Customer.id).order_by(Customer.id).offset(SHORT).limit(1)) is not None
    if long and session.scalar(select(exists().where(Attempt.ended_at.is_(None)))):
        return False
    session.connection().exec_driver_sql(f"CREATE INDEX IF NOT EXISTS {index.name} {index.definition}")
    session.connection().exec_driver_sql(f"ANALYZE {index.name}")  # tells how short it is beside others that would do
    return True


def _on_postgresql(database: Database, missing: list[MembersIndex], dropped: tuple[str, ...]) -> Preparation:
    broken_off = database.read(lambda session: present(session, valid=False))

    def work(connection: Connection) -> Preparation:
        if not connection.scalar(select(func.pg_try_advisory_lock(_KEY))):
            return Preparation(waiting=tuple(index.name for index in missing))
        try:
            for name in (*dropped, *broken_off):
                connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            for index in missing:
                connection.exec_driver_sql(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {index.name} {index.definition}")
            if missing:
                # Whom an index tells to be a member is believed without a look at the table only after this.
                connection.exec_driver_sql("VACUUM (ANALYZE) customers")
        finally:
            connection.scalar(select(func.pg_advisory_unlock(_KEY)))
        return Preparation(tuple(index.name for index in missing), dropped)

    return database.outside_transactions(work)


def _drop(session: Session, name: str) -> None:
    session.connection().exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
