"""A call's events as spans: what lasted from when to when, and nothing of what was said."""

from __future__ import annotations

from dataclasses import fields

import pytest

from engine.events import (
    AgentJoined,
    AgentLeft,
    AgentRinging,
    BotSpoke,
    CallEnded,
    CallEvent,
    ConversationStarted,
    HandedBack,
    LookedUp,
    NodeEntered,
    PersonPressed,
    PersonSpoke,
    PhoneAnswered,
    PhoneRinging,
    SlotFilled,
    TakenOver,
)
from engine.outcome import Disposition, HandoverOutcome
from engine.tracing.spans import Dialled, Span, spans_of

pytestmark = pytest.mark.unit

CALL = "6f0e8f3a-3c39-4f0e-9d3c-0c1f0f4f0a11"
BEGAN = Dialled(CALL, "spring", "worker-1", 100.0)
SECRET = "Ann of +12025550143"


def ended(at: float, disposition: Disposition = Disposition.COMPLETED) -> CallEnded:
    return CallEnded(attempt_id=CALL, at=at, disposition=disposition, cause="normal", sip_status=200)


def a_turn() -> list[CallEvent]:
    """Answered after 4 s; the person talks from 1 to 2 s, is understood at 2.6 s, and is answered at 2.7 s."""
    return [
        PhoneRinging(attempt_id=CALL, at=101.0, sip_status=180),
        PhoneAnswered(attempt_id=CALL, at=104.0),
        ConversationStarted(attempt_id=CALL, at=104.5, codec="PCMA/8000"),
        NodeEntered(attempt_id=CALL, at=104.5, node="offer"),
        PersonSpoke(
            attempt_id=CALL,
            at=107.1,
            node="offer",
            text=SECRET,
            started_ms=1000,
            ended_ms=2000,
            intent="price",
            confidence=0.9,
            asr_ms=300,
        ),
        BotSpoke(
            attempt_id=CALL,
            at=110.2,
            node="price",
            text=SECRET,
            started_ms=2700,
            played_ms=3000,
            interrupted=True,
            reply_gap_ms=700,
        ),
    ]


def times(call: Span) -> dict[str, tuple[float, float]]:
    return {span.name: (round(span.begin, 3), round(span.end, 3)) for span in call.children}


def test_a_turn_is_waited_for_understood_and_answered() -> None:
    call = spans_of(BEGAN, [*a_turn(), ended(112.0)])
    assert (call.name, call.begin, call.end, call.failed) == ("call", 100.0, 112.0, False)
    assert times(call) == {
        "ring": (100.0, 104.0),
        "person": (105.5, 106.5),
        "understanding": (106.5, 107.1),
        "reply": (107.1, 107.2),
        "speech": (107.2, 110.2),
    }
    (understanding,) = (span for span in call.children if span.name == "understanding")
    assert understanding.attributes == {"node": "offer", "intent": "price", "confidence": 0.9, "asr_ms": 300}
    assert [moment.name for moment in call.moments] == ["PhoneRinging", "PhoneAnswered", "ConversationStarted", "NodeEntered"]


def test_who_does_not_answer_only_rings() -> None:
    call = spans_of(BEGAN, [PhoneRinging(attempt_id=CALL, at=101.0, sip_status=180), ended(112.0, Disposition.NO_ANSWER)])
    assert times(call) == {"ring": (100.0, 112.0)}
    assert call.attributes["callwright.disposition"] == "no_answer"


def test_what_broke_is_marked() -> None:
    assert spans_of(BEGAN, [ended(101.0, Disposition.FAILED)]).failed


def test_what_other_people_do_in_a_call_lasts_until_they_leave_or_the_call_ends() -> None:
    call = spans_of(
        BEGAN,
        [
            AgentRinging(attempt_id=CALL, at=105.0, agent="zoe", summary=SECRET),
            AgentJoined(attempt_id=CALL, at=108.0, agent="zoe"),
            AgentLeft(attempt_id=CALL, at=120.0, agent="zoe", outcome=HandoverOutcome.JOINED),
            TakenOver(attempt_id=CALL, at=121.0, by="sue"),
            HandedBack(attempt_id=CALL, at=122.0, by="sue", node=None),
            LookedUp(attempt_id=CALL, at=124.0, host="crm.example.com", failure=None, took_ms=500),
            AgentRinging(attempt_id=CALL, at=125.0, agent="zoe", summary=SECRET),
            ended(126.0),
        ],
    )
    assert [(span.name, span.begin, span.end) for span in call.children] == [
        ("ring", 100.0, 126.0),
        ("agent rings", 105.0, 108.0),
        ("agent", 108.0, 120.0),
        ("taken over", 121.0, 122.0),
        ("lookup", 123.5, 124.0),
        ("agent rings", 125.0, 126.0),
    ]


def test_nothing_that_was_said_or_pressed_is_told() -> None:
    private: list[CallEvent] = [
        PersonPressed(attempt_id=CALL, at=111.0, node="offer", digit="7"),
        SlotFilled(attempt_id=CALL, at=111.0, slot="name", value=SECRET),
    ]
    call = spans_of(BEGAN, [*a_turn(), *private, ended(112.0)])
    told = repr([getattr(call, field.name) for field in fields(call)])
    assert "PersonPressed" in told
    for words in (SECRET, "2025550143", "'7'"):
        assert words not in told
