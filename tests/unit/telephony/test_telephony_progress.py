from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.causes import HangupCause
from telephony.line import Answered, DtmfReceived, EarlyMedia, HungUp, LineEvent, MediaActive, Ringing
from telephony.sip.facts import (
    Broken,
    Confirmed,
    Digit,
    Disconnected,
    EndedBy,
    Fact,
    MediaUp,
    Provisional,
    ReferAnswered,
    ReferNotified,
)
from telephony.sip.progress import CallProgress

pytestmark = pytest.mark.unit

TRYING, RINGING, PROGRESS = Provisional(100), Provisional(180), Provisional(183)
EARLY_MEDIA, MEDIA = MediaUp("PCMA/8000", early=True), MediaUp("PCMA/8000", early=False)
BYE = Disconnected(EndedBy.PEER, 200, "Normal call clearing", 16)


def _events(*facts: Fact, plan: HangupCause | None = None) -> list[LineEvent]:
    progress = CallProgress()
    events = []
    for fact in facts:
        if plan is not None and isinstance(fact, Disconnected):
            progress.plan_end(plan)
        events += progress.feed(fact)
    return events


def _end(*facts: Fact, plan: HangupCause | None = None) -> HungUp:
    last = _events(*facts, plan=plan)[-1]
    assert isinstance(last, HungUp)
    return last


def test_an_ordinary_call() -> None:
    events = _events(TRYING, RINGING, RINGING, MEDIA, Confirmed(), Digit("5"), BYE)
    assert events == [
        Ringing(180),
        Answered(),
        MediaActive("PCMA/8000"),
        DtmfReceived("5"),
        HungUp(HangupCause.NORMAL, False, 200, 16, "Normal call clearing"),
    ]


def test_early_media_is_told_once_and_becomes_the_conversation_on_answer() -> None:
    events = _events(PROGRESS, EARLY_MEDIA, EARLY_MEDIA, MEDIA, Confirmed(), MEDIA)
    assert events == [Ringing(183), EarlyMedia(), Answered(), MediaActive("PCMA/8000")]


def test_media_after_the_answer() -> None:
    assert _events(Confirmed(), Confirmed(), MEDIA, MEDIA) == [Answered(), MediaActive("PCMA/8000")]


@pytest.mark.parametrize(
    ("before", "ended", "plan", "cause", "by_us", "status"),
    [
        ([TRYING], Disconnected(EndedBy.PEER, 486, "Busy"), None, HangupCause.BUSY, False, 486),
        ([TRYING], Disconnected(EndedBy.PEER, 503, "No", 1), None, HangupCause.NOT_IN_SERVICE, False, 503),
        ([], Disconnected(EndedBy.TIMEOUT, 408, ""), None, HangupCause.TIMEOUT, False, 408),
        ([], Disconnected(EndedBy.TRANSPORT, 503, ""), None, HangupCause.TRANSPORT_FAILED, False, 503),
        ([], Disconnected(EndedBy.US, 488, ""), None, HangupCause.MEDIA_FAILED, True, 488),
        ([], Disconnected(EndedBy.US, 0, ""), None, HangupCause.LOCAL_FAILURE, True, None),
        ([RINGING], Disconnected(EndedBy.US, 487, ""), HangupCause.NO_ANSWER, HangupCause.NO_ANSWER, True, 487),
        ([], Disconnected(EndedBy.US, 487, ""), HangupCause.TIMEOUT, HangupCause.TIMEOUT, False, 408),
        ([RINGING], Disconnected(EndedBy.PEER, 487, ""), HangupCause.NO_ANSWER, HangupCause.NO_ANSWER, True, 487),
        ([RINGING], Disconnected(EndedBy.PEER, 486, ""), HangupCause.NO_ANSWER, HangupCause.BUSY, False, 486),
        ([RINGING], Disconnected(EndedBy.PEER, 487, ""), None, HangupCause.CANCELLED, False, 487),
        ([Confirmed()], Disconnected(EndedBy.PEER, 200, "", 41), None, HangupCause.CONNECTION_LOST, False, 200),
        ([Confirmed()], Disconnected(EndedBy.TIMEOUT, 408, ""), None, HangupCause.CONNECTION_LOST, False, 408),
        ([Confirmed()], Disconnected(EndedBy.US, 408, ""), None, HangupCause.CONNECTION_LOST, True, 408),
        ([Confirmed()], Disconnected(EndedBy.US, 200, ""), HangupCause.NORMAL, HangupCause.NORMAL, True, 200),
        ([Confirmed()], Disconnected(EndedBy.PEER, 200, ""), HangupCause.TRANSFERRED, HangupCause.TRANSFERRED, False, 200),
    ],
)
def test_the_end(
    before: list[Fact], ended: Disconnected, plan: HangupCause | None, cause: HangupCause, by_us: bool, status: int | None
) -> None:
    end = _end(*before, ended, plan=plan)
    assert (end.cause, end.by_us, end.sip_status) == (cause, by_us, status)


def test_the_first_plan_stands() -> None:
    progress = CallProgress()
    progress.plan_end(HangupCause.NO_ANSWER)
    progress.plan_end(HangupCause.CANCELLED)
    assert progress.planned_cause is HangupCause.NO_ANSWER


def test_what_broke_is_said() -> None:
    assert _end(Confirmed(), Broken("media callback: oops")) == HungUp(
        HangupCause.LOCAL_FAILURE, True, reason="media callback: oops"
    )


def test_any_response_shows_that_the_trunk_lives() -> None:
    progress = CallProgress()
    assert not progress.heard_from_peer
    assert progress.feed(TRYING) == []
    assert progress.heard_from_peer


_facts = st.one_of(
    st.builds(Provisional, st.integers(100, 199)),
    st.builds(MediaUp, st.just("PCMA/8000"), st.booleans()),
    st.just(Confirmed()),
    st.builds(Digit, st.sampled_from("0123456789*#")),
    st.builds(ReferAnswered, st.integers(200, 699), st.just("")),
    st.builds(ReferNotified, st.integers(100, 699), st.just(""), st.booleans()),
    st.builds(Disconnected, st.sampled_from(EndedBy), st.integers(0, 699), st.just("")),
    st.just(Broken("x")),
)


@given(st.lists(_facts, max_size=12), st.none() | st.sampled_from(HangupCause))
def test_whatever_happens_one_end_comes_last(facts: list[Fact], plan: HangupCause | None) -> None:
    events = _events(*facts, plan=plan)
    ends = [isinstance(event, HungUp) for event in events]
    assert sum(ends) == any(isinstance(fact, Disconnected | Broken) for fact in facts)
    assert not any(ends[:-1])
    assert sum(isinstance(event, Answered) for event in events) <= 1
    assert sum(isinstance(event, MediaActive) for event in events) <= 1
