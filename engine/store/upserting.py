"""INSERT … ON CONFLICT, which both databases have and SQLAlchemy spells once per database."""

from __future__ import annotations

from typing import Any, TypeAlias

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.store.tables import Base

Upsert: TypeAlias = sqlite.Insert | postgresql.Insert


def insert_into(session: Session, table: type[Base]) -> Any:
    """An INSERT of the session's database, with `on_conflict_do_nothing` and `on_conflict_do_update`."""
    statement: Upsert = postgresql.insert(table) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(table)
    return statement
