"""What was said in a call, and the other events worth keeping."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from engine.events import AnswerMissed, BotSpoke, CallEvent, PersonSpoke, SlotFilled
from engine.store.tables import CallNote, Speaker, Turn


def add_person(session: Session, spoke: PersonSpoke) -> None:
    session.add(
        Turn(
            attempt_id=spoke.attempt_id,
            sequence=_next_sequence(session, spoke.attempt_id),
            speaker=Speaker.PERSON,
            node=spoke.node,
            text=spoke.text,
            started_ms=spoke.started_ms,
            ended_ms=spoke.ended_ms,
            intent=spoke.intent,
            confidence=spoke.confidence,
            asr_ms=spoke.asr_ms,
            missed=False,
            filled={},
            interrupted=False,
        )
    )


def mark_missed(session: Session, answer: AnswerMissed) -> None:
    """Notes with the turn that it was not understood; a key has none, nor has speech of which no words were made out."""
    session.execute(update(Turn).where(*_is_turn(answer.attempt_id, answer.turn_ended_ms)).values(missed=True))


def note_filled(session: Session, filled: SlotFilled) -> None:
    """Notes with the turn what it filled; what was not said has none."""
    turn = session.scalar(select(Turn).where(*_is_turn(filled.attempt_id, filled.turn_ended_ms)))
    if turn is not None:
        turn.filled = {**(turn.filled or {}), filled.slot: filled.value}


def add_bot(session: Session, spoke: BotSpoke) -> None:
    session.add(
        Turn(
            attempt_id=spoke.attempt_id,
            sequence=_next_sequence(session, spoke.attempt_id),
            speaker=Speaker.BOT,
            node=spoke.node,
            text=spoke.text,
            started_ms=spoke.started_ms,
            ended_ms=spoke.started_ms + spoke.played_ms,
            interrupted=spoke.interrupted,
            reply_gap_ms=spoke.reply_gap_ms,
        )
    )


def add_note(session: Session, event: CallEvent) -> None:
    """Keeps an event as it was told."""
    detail = msgspec.to_builtins(event)
    kind = detail.pop("type")
    del detail["attempt_id"], detail["at"]
    session.add(CallNote(attempt_id=event.attempt_id, at=event.at, kind=kind, detail=detail))


def _is_turn(attempt_id: str, ended_ms: int | None) -> tuple[ColumnElement[bool], ...]:
    """The person's turn that ended then."""
    return Turn.attempt_id == attempt_id, Turn.speaker == Speaker.PERSON, Turn.ended_ms == ended_ms


def _next_sequence(session: Session, attempt_id: str) -> int:
    last = session.scalar(select(func.max(Turn.sequence)).where(Turn.attempt_id == attempt_id))
    return (last or 0) + 1
