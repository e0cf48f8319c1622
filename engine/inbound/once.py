"""Idempotency: the same key again changes nothing and is answered the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.store.adding import add_once
from engine.store.tables import InboundRequest

KEY_MAX: Final = 150
Answer = dict[str, Any]
EVENTS: Final = ""
"""The endpoint of events, whose keys are kept without its name."""


def once(session: Session, endpoint: str, source: str, key: str | None, at: float, work: Callable[[], Answer]) -> Answer:
    """Does the work unless it was done under this key, and returns what it answered then.

    Args:
        session: of the transaction that does the work; if that fails, the key is free again.
        endpoint: what is told, e.g. `people`: the same key elsewhere is about something else.
        source: who tells; each has keys of its own.
        key: None: this is told without one, and done in any case.
        at: Unix seconds.
        work: what to do.
    """
    if key is None:
        return work()
    # Written first: another transaction with the same key waits for this one.
    request = InboundRequest(key=" ".join(part for part in (endpoint, source, key) if part), at=at, answer={})
    if not add_once(session, request):
        return dict(session.get_one(InboundRequest, request.key).answer)
    request.answer = work()
    return request.answer
