from collections.abc import Sequence

import pytest

from engine.events import (
    AnswerMissed,
    BotSpoke,
    CallEvent,
    HandedBack,
    NodeEntered,
    OverlapJudged,
    PersonSpoke,
    SlotFilled,
    TakenOver,
)
from engine.live.alerts import Alert, CallAlerts, angry

pytestmark = pytest.mark.unit


def person(at: float, text: str = "well", intent: str | None = "accept") -> PersonSpoke:
    return PersonSpoke(
        attempt_id="a", at=at, node="offer", text=text, started_ms=0, ended_ms=0, intent=intent, confidence=1.0, asr_ms=0
    )


def bot(at: float) -> BotSpoke:
    return BotSpoke(
        attempt_id="a", at=at, node="offer", text="Hello.", started_ms=0, played_ms=900, interrupted=False, reply_gap_ms=None
    )


def overlap(at: float, verdict: str = "interruption") -> OverlapJudged:
    return OverlapJudged(attempt_id="a", at=at, verdict=verdict, reason="long", onset_ms=0, decided_ms=0)


def node(at: float, name: str) -> NodeEntered:
    return NodeEntered(attempt_id="a", at=at, node=name)


def missed(at: float) -> AnswerMissed:
    return AnswerMissed(attempt_id="a", at=at, node="offer", turn_ended_ms=0)


HELD = TakenOver(attempt_id="a", at=2.0, by="sue")
BACK = HandedBack(attempt_id="a", at=50.0, by="sue", node=None)
FILLED = SlotFilled(attempt_id="a", at=3.5, slot="day", value="2026-11-23")
UNKNOWN = (person(2, intent=None), missed(2), person(3, intent=None), missed(3))
"""Two answers that were not understood."""


@pytest.mark.parametrize(
    ("events", "now", "expected"),
    [
        ([], 100, ()),
        ([bot(1)], 5, ()),
        ([bot(1)], 13, (Alert.LONG_SILENCE,)),
        ([bot(1), person(9)], 13, ()),
        ([bot(1), HELD], 60, ()),
        ([bot(1), HELD, BACK], 61, ()),
        ([bot(1), HELD, BACK], 62, (Alert.LONG_SILENCE,)),
        ([overlap(1), overlap(2), overlap(3)], 4, (Alert.TALKING_OVER,)),
        ([overlap(1), overlap(2), overlap(3)], 31, ()),
        ([overlap(1), overlap(2), overlap(3, "backchannel")], 4, ()),
        ([*UNKNOWN], 4, (Alert.NO_MATCH,)),
        ([*UNKNOWN[:2], person(3)], 4, ()),
        ([*UNKNOWN[:2], person(2.5), *UNKNOWN[2:]], 4, ()),
        ([missed(2), missed(3)], 4, (Alert.NO_MATCH,)),
        ([person(2, "Two.", intent=None), person(3, "Yes.", intent=None)], 4, ()),
        ([*UNKNOWN, node(3.2, "price")], 4, ()),
        ([*UNKNOWN, FILLED], 4, ()),
        ([person(2, "Stop calling me, I'll call my lawyer!")], 3, (Alert.ANGRY_WORDS,)),
        ([person(2, "Leave me alone."), bot(60)], 61.9, (Alert.ANGRY_WORDS,)),
        ([person(2, "Leave me alone."), bot(60)], 62, ()),
    ],
)
def test_what_a_supervisor_should_look_at(events: Sequence[CallEvent], now: float, expected: tuple[Alert, ...]) -> None:
    alerts = CallAlerts()
    for event in events:
        alerts.take(event)
    assert alerts.at(now) == expected


@pytest.mark.parametrize(
    ("text", "is_angry"),
    [
        ("You people are harassing me", True),
        ("别再打电话给我了，不然我投诉", True),
        ("No thanks, not interested.", False),
        ("I was pursued by a bear", False),
        ("不用了，谢谢", False),
    ],
)
def test_words_of_somebody_who_has_had_enough(text: str, is_angry: bool) -> None:
    assert angry(text) is is_angry
