import pytest

from engine.events import (
    BotSpoke,
    CallEnded,
    ConversationStarted,
    HandedBack,
    MarkedForReview,
    NodeEntered,
    PhoneAnswered,
    PhoneRinging,
    TakenOver,
)
from engine.live.calls import CallState, LiveCalls
from engine.live.feed import CallDialled, Happening, Told
from engine.outcome import Disposition

pytestmark = pytest.mark.unit


def take(calls: LiveCalls, *events: Happening, campaign_id: int = 1) -> None:
    for event in events:
        calls.take(Told(campaign_id=campaign_id, campaign="spring", event=event))


def dialled(attempt_id: str = "a") -> CallDialled:
    return CallDialled(attempt_id=attempt_id, at=10.0, number="+15550100001", worker="worker-1")


SPOKE = BotSpoke(
    attempt_id="a", at=16.0, node="offer", text="Good day.", started_ms=0, played_ms=900, interrupted=False, reply_gap_ms=None
)


def test_a_call_is_followed_from_its_dialling_to_its_end() -> None:
    calls = LiveCalls()
    states: list[CallState] = []
    take(calls, dialled())
    call = calls.find("a")
    assert call is not None
    for event in (
        PhoneRinging(attempt_id="a", at=11.0, sip_status=180),
        PhoneAnswered(attempt_id="a", at=14.0),
        ConversationStarted(attempt_id="a", at=14.1, codec="PCMA/8000"),
        TakenOver(attempt_id="a", at=20.0, by="sue"),
        HandedBack(attempt_id="a", at=30.0, by="sue", node=None),
    ):
        take(calls, event)
        states.append(call.state)
    assert states == ["ringing", "answered", "talking", "taken_over", "talking"]
    assert call.since == 14.0
    take(calls, CallEnded(attempt_id="a", at=40.0, disposition=Disposition.COMPLETED, cause="normal"))
    assert calls.find("a") is None


def test_a_call_shows_where_it_is_and_what_was_said_last() -> None:
    calls = LiveCalls()
    marked = MarkedForReview(attempt_id="a", at=17.0, by="sue", note="")
    take(calls, dialled(), NodeEntered(attempt_id="a", at=15.0, node="offer"), SPOKE, marked)
    (call,) = calls
    assert (call.node, call.last_words, call.by_person, call.marked) == ("offer", "Good day.", False, True)
    assert [type(event).__name__ for event in call.events] == ["NodeEntered", "BotSpoke", "MarkedForReview"]


def test_a_run_that_is_over_has_no_calls_whatever_became_of_them() -> None:
    calls = LiveCalls()
    take(calls, dialled("a"))
    take(calls, dialled("b"), campaign_id=2)
    calls.forget(1)
    assert [call.attempt_id for call in calls] == ["b"]


def test_events_of_calls_that_were_never_dialled_here_change_nothing() -> None:
    calls = LiveCalls()
    take(calls, SPOKE)
    assert len(calls) == 0
