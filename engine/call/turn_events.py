"""What is told of a turn: its words and their meaning, or that there are none though the person spoke. Pure."""

from __future__ import annotations

from engine.call.report import Stamp
from engine.call.understanding import Understanding
from engine.events import PersonSpoke, TurnUnread


def event_of(heard: Understanding, node: str, stamp: Stamp) -> PersonSpoke | TurnUnread | None:
    """The event of a turn that is over; None of noise.

    Args:
        heard: the turn.
        node: where the dialog stood.
        stamp: of now.
    """
    if heard.text:
        return PersonSpoke(
            **stamp,
            node=node,
            text=heard.text,
            started_ms=heard.onset_ms,
            ended_ms=heard.end_ms,
            intent=heard.intent,
            confidence=heard.confidence,
            asr_ms=heard.asr_ms,
        )
    if heard.lost:
        return TurnUnread(
            **stamp,
            node=node,
            started_ms=heard.onset_ms,
            ended_ms=heard.end_ms,
            why=heard.lost,
            detail=heard.failure,
            asr_ms=heard.asr_ms,
        )
    return None
