"""One call from its first ring to its end: what was said and understood, and everything else that happened, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.outcome import Disposition, Grade
from engine.store.calls import attempts
from engine.store.floor import handovers
from engine.store.floor.handovers import AgentNote
from engine.store.scripts.pins import Pin
from engine.store.tables import CallNote, Campaign, Customer, Lead, Speaker, Turn


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
    """A call. Times are Unix seconds unless they end in `_ms`."""

    attempt_id: str
    campaign_id: int
    campaign: str
    customer_id: int
    number: str
    name: str | None
    script: Pin
    trunk: str | None
    caller_id: str | None
    created_at: float
    ringing_at: float | None
    answered_at: float | None
    ended_at: float | None
    disposition: Disposition | None
    cause: str | None
    sip_status: int | None
    grade: Grade | None
    tags: tuple[str, ...]
    slots: dict[str, str]
    contactable: dict[str, Any] | None
    """The decision that let it be dialled."""
    duration_ms: int | None
    recording: str | None
    turns: tuple[SaidTurn, ...]
    notes: tuple[Noted, ...]
    agent_notes: tuple[AgentNote, ...]
    """What human agents who had it made of it."""


def call_record(session: Session, attempt_id: str) -> CallRecord:
    """The call of this id, as far as it is written down.

    Raises:
        UnknownAttempt: there is none.
    """
    attempt = attempts.get(session, attempt_id)
    lead = session.get_one(Lead, attempt.lead_id)
    campaign = session.get_one(Campaign, lead.campaign_id)
    customer = session.get_one(Customer, lead.customer_id)
    return CallRecord(
        attempt_id=attempt.id,
        campaign_id=campaign.id,
        campaign=campaign.name,
        customer_id=customer.id,
        number=attempt.number,
        name=lead.variables.get("name") or customer.name,
        script=Pin(campaign.script_id, attempt.script_hash, attempt.script_version),
        trunk=attempt.trunk,
        caller_id=attempt.caller_id,
        created_at=attempt.created_at,
        ringing_at=attempt.ringing_at,
        answered_at=attempt.answered_at,
        ended_at=attempt.ended_at,
        disposition=attempt.disposition,
        cause=attempt.cause,
        sip_status=attempt.sip_status,
        grade=attempt.grade,
        tags=tuple(attempt.tags),
        slots=dict(attempt.slots),
        contactable=attempt.contactable,
        duration_ms=attempt.duration_ms,
        recording=attempt.recording,
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
