"""The do-not-call list."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.store.tables import DoNotCall


def add(session: Session, number: str, reason: str, at: float, source_attempt_id: str | None = None) -> None:
    """Lists a number for good. The first reason stays."""
    if not listed(session, number):
        session.add(DoNotCall(number=number, reason=reason, source_attempt_id=source_attempt_id, added_at=at))


def listed(session: Session, number: str) -> bool:
    return session.get(DoNotCall, number) is not None
