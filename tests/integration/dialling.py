"""Dialling step by step: one lead's turn at a time."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from engine.store.leads import Caller, ContactCheck, Dialling, Refused, not_listed, take_turn


def dial_next(
    session: Session,
    campaign_id: int,
    *,
    attempt_id: str,
    at: float,
    caller_id_for: Callable[[str], str | None] = lambda _: None,
    check: ContactCheck = not_listed,
    engine: str | None = None,
) -> Dialling | Refused | None:
    """What became of the first lead that is due; None if none is."""
    caller = Caller(attempt_id, at, caller_id_for, check, engine)
    turn = take_turn(session, campaign_id, caller, decisions_max=1)
    return turn.refused[0] if turn.refused else turn.dialling
