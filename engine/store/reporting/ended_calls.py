"""Calls that ended within a span of time, counted: what monitoring adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.events import RecordingStopped, TurnUnread
from engine.store.tables import Attempt, CallNote, Delivery, DeliveryState, Handover, Turn


@dataclass(frozen=True, slots=True)
class EndedCalls:
    """Of one span."""

    by_disposition: Mapping[str, int]
    by_cause: Mapping[str, int]
    reply_gaps_ms: tuple[int, ...]
    recognition_ms: tuple[int, ...]
    """Of each turn that was recognized: from asking for its words to having them, the wait in the server's queue included."""
    agent_waits_s: tuple[float, ...]
    """Of each person who came to an agent: from asking for one until they could hear each other."""
    unread_turns: Mapping[str, int]
    """By why, see `engine.events.TurnUnread`."""
    recordings_stopped: int
    """Legs that were to be recorded and are not, or not to their end."""


@dataclass(frozen=True, slots=True)
class Now:
    """What waits or goes on, whoever carries it."""

    open_calls: int
    deliveries: Mapping[DeliveryState, int]
    """Queued and dead ones."""


def ended_between(session: Session, after: float, until: float) -> EndedCalls:
    """Of calls that ended after one moment and not after the other, Unix seconds."""
    span = (Attempt.ended_at > after, Attempt.ended_at <= until)
    dispositions = select(Attempt.disposition, func.count()).where(*span).group_by(Attempt.disposition)
    causes = select(Attempt.cause, func.count()).where(*span).group_by(Attempt.cause)
    turns = select(Turn.reply_gap_ms, Turn.asr_ms).join(Attempt, Turn.attempt_id == Attempt.id).where(*span)
    spoken = session.execute(turns).all()
    waits = select(Handover.joined_at - Handover.asked_at).join(Attempt, Handover.attempt_id == Attempt.id)
    waits = waits.where(*span, Handover.joined_at.is_not(None))
    noted = select(CallNote.detail).join(Attempt, CallNote.attempt_id == Attempt.id).where(*span)
    unread = noted.where(CallNote.kind == TurnUnread.__name__)
    stopped = noted.where(CallNote.kind == RecordingStopped.__name__)
    return EndedCalls(
        by_disposition={disposition.value: count for disposition, count in session.execute(dispositions) if disposition},
        by_cause={cause or "unknown": count for cause, count in session.execute(causes)},
        reply_gaps_ms=tuple(gap_ms for gap_ms, _ in spoken if gap_ms is not None),
        recognition_ms=tuple(asr_ms for _, asr_ms in spoken if asr_ms is not None),
        agent_waits_s=tuple(session.scalars(waits)),
        unread_turns=Counter(str(detail["why"]) for detail in session.scalars(unread)),
        recordings_stopped=len(session.scalars(stopped).all()),
    )


def now(session: Session) -> Now:
    open_calls = session.scalar(select(func.count()).select_from(Attempt).where(Attempt.ended_at.is_(None))) or 0
    waiting = Delivery.state.in_((DeliveryState.QUEUED, DeliveryState.DEAD))
    rows = session.execute(select(Delivery.state, func.count()).where(waiting).group_by(Delivery.state))
    return Now(open_calls, {row[0]: row[1] for row in rows})
