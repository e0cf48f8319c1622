"""One call from its first ring to its end: what was said and understood, and everything else that happened, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.calls.listing import CallRow, row_of
from engine.store.floor import handovers
from engine.store.floor.handovers import AgentNote
from engine.store.tables import Attempt, CallNote, Lead, Speaker, Turn


@dataclass(frozen=True, slots=True)
class SaidTurn:
    """Something that one side said. Times are milliseconds of the recording."""

    speaker: Speaker
    node: str
    text: str
    started_ms: int
    ended_ms: int
    intent: str | None
    confidence: float | None
    missed: bool | None
    filled: dict[str, str] | None
    """These two: see `engine.store.tables.Turn`."""
    interrupted: bool
    reply_gap_ms: int | None


@dataclass(frozen=True, slots=True)
class Noted:
    """Another event of the call."""

    kind: str
    """Name of its class in `engine.events`."""
    at: float
    """Unix seconds."""
    ms: int | None
    """In the recording; None before the conversation began."""
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call, as far as it is written down."""

    row: CallRow
    variables: dict[str, str]
    """What the list said about the person."""
    turns: tuple[SaidTurn, ...]
    """In the order in which they were begun."""
    notes: tuple[Noted, ...]
    agent_notes: tuple[AgentNote, ...]
    """What human agents who had it made of it."""

    @property
    def attempt(self) -> Attempt:
        return self.row.attempt

    @property
    def name(self) -> str | None:
        """The person's, by this campaign's list or by what is known of them."""
        return self.variables.get("name") or self.row.name


def call_record(session: Session, attempt_id: str) -> CallRecord:
    """The call of this id.

    Raises:
        UnknownAttempt: there is none.
    """
    row = row_of(session, attempt_id)
    return CallRecord(
        row=row,
        variables=dict(session.get_one(Lead, row.attempt.lead_id).variables),
        turns=_turns(session, attempt_id),
        notes=_notes(session, attempt_id),
        agent_notes=handovers.written_about(session, [attempt_id]).get(attempt_id, ()),
    )


def _turns(session: Session, attempt_id: str) -> tuple[SaidTurn, ...]:
    rows = session.scalars(select(Turn).where(Turn.attempt_id == attempt_id).order_by(Turn.started_ms, Turn.sequence))
    return tuple(
        SaidTurn(
            row.speaker,
            row.node,
            row.text,
            row.started_ms,
            row.ended_ms,
            row.intent,
            row.confidence,
            row.missed,
            row.filled,
            row.interrupted,
            row.reply_gap_ms,
        )
        for row in rows
    )


def _notes(session: Session, attempt_id: str) -> tuple[Noted, ...]:
    rows = list(session.scalars(select(CallNote).where(CallNote.attempt_id == attempt_id).order_by(CallNote.at, CallNote.id)))
    began = next((row.at for row in rows if row.kind == "ConversationStarted"), None)
    return tuple(Noted(row.kind, row.at, _within(row, began), dict(row.detail)) for row in rows)


def _within(row: CallNote, began: float | None) -> int | None:
    """When in the recording: as the event itself says it, or by the clock."""
    if isinstance(said := row.detail.get("onset_ms"), int):
        return said
    return None if began is None or row.at < began else round((row.at - began) * 1000)
