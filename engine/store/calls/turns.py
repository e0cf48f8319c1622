"""What was said in a call, and the other events worth keeping."""

from __future__ import annotations

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.events import AnswerMissed, BotSpoke, CallEvent, PersonSpoke
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
            interrupted=False,
        )
    )


def mark_missed(session: Session, answer: AnswerMissed) -> None:
    """Notes with the turn that it was not understood; a key has none, nor has speech of which no words were made out."""
    turn = (Turn.attempt_id == answer.attempt_id, Turn.speaker == Speaker.PERSON, Turn.ended_ms == answer.turn_ended_ms)
    session.execute(update(Turn).where(*turn).values(missed=True))


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


def _next_sequence(session: Session, attempt_id: str) -> int:
    last = session.scalar(select(func.max(Turn.sequence)).where(Turn.attempt_id == attempt_id))
    return (last or 0) + 1
