"""Adding a row that another transaction may be adding at the same time."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.store.tables import Base


def add_once(session: Session, row: Base) -> bool:
    """Adds a row unless one of its key is there; says whether it did. Waits for a transaction that is adding the same."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True
