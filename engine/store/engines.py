"""Several engines on one PostgreSQL database: each says all the time that it lives, the others settle the calls of one that died.

Time is the database server's: engines' clocks may differ. An SQLite database belongs to one engine, see `engine.store.ownership`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, exists, select, text, update
from sqlalchemy.orm import Session

from engine.store.errors import TakenForDead
from engine.store.tables import Attempt, EngineLease

DEAD_AFTER_S: Final = 20.0
"""Longer than a busy database may take, and than the workers of a killed engine need to hang up."""
_PATIENT_SHARE: Final = 0.6
"""Of that time, an engine waits for its own sign of life; in the rest it hangs up all calls."""
_SETTLING_KEY: Final = 0x736574746C65
"""The bytes `settle`: one engine settles at a time."""
_NOW: Final = text("SELECT extract(epoch FROM clock_timestamp())")


@dataclass(frozen=True, slots=True)
class Lease:
    """How engines that share a database know of each other."""

    engine_id: str
    host: str
    pid: int
    beat_s: float = 3.0
    """Between two signs of life."""
    dead_after_s: float = DEAD_AFTER_S
    """Without a sign of life for so long an engine is taken for dead."""

    @property
    def patience_s(self) -> float:
        """A sign of life that takes longer is too late: the calls have to be hung up before the others settle them."""
        return self.dead_after_s * _PATIENT_SHARE


def register(session: Session, lease: Lease) -> None:
    """This engine is going to make calls."""
    now = _now(session)
    session.add(EngineLease(id=lease.engine_id, host=lease.host, pid=lease.pid, started_at=now, seen_at=now))


def beat(session: Session, engine_id: str) -> None:
    """A sign of life. In the transaction that writes an attempt it makes sure that nobody has settled this engine's calls.

    Raises:
        TakenForDead: the others did not hear of this engine for too long.
    """
    alive = update(EngineLease).where(EngineLease.id == engine_id).values(seen_at=_now(session)).returning(EngineLease.id)
    if session.scalar(alive) is None:
        raise TakenForDead("the other engines on this database took this one for dead and settled its calls: it stops")


def leave(session: Session, engine_id: str) -> None:
    """This engine makes no calls any more, and all of its own are settled."""
    session.execute(delete(EngineLease).where(EngineLease.id == engine_id))


def orphans(session: Session, dead_after_s: float) -> list[str]:
    """Open attempts that no living engine carries, oldest first; engines that died are forgotten.

    Waits for another engine that asks the same: what one settles, the other does not see again.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SETTLING_KEY})
    session.execute(delete(EngineLease).where(EngineLease.seen_at < _now(session) - dead_after_s))
    carried = exists().where(EngineLease.id == Attempt.engine)
    query = select(Attempt.id).where(Attempt.ended_at.is_(None), ~carried)
    return list(session.scalars(query.order_by(Attempt.created_at, Attempt.id)))


def _now(session: Session) -> float:
    return float(session.execute(_NOW).scalar_one())
