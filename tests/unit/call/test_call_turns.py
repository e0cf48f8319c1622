"""The turn detector on virtual audio time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.call.turns import SpeechPaused, SpeechResumed, SpeechStarted, TurnDetector, TurnEnded, TurnEvent, TurnLimits

pytestmark = pytest.mark.unit

FRAME_MS = 20
LIMITS = TurnLimits(min_speech_ms=120, speculate_ms=200, patience_ms=500, max_turn_ms=15_000)


def detect(*parts: tuple[bool, int]) -> list[TurnEvent]:
    """Feeds (is speech, length in ms) parts."""
    detector = TurnDetector(LIMITS, frame_ms=FRAME_MS)
    return [event for is_speech, ms in parts for _ in range(ms // FRAME_MS) for event in detector.feed(is_speech)]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param([(True, 100), (False, 1000)], [], id="a click is no speech"),
        pytest.param([(True, 120)], [SpeechStarted(0)], id="enough speech"),
        pytest.param(
            [(False, 400), (True, 600), (False, 200)],
            [SpeechStarted(400), SpeechPaused(400, 1000)],
            id="a pause to speculate in",
        ),
        pytest.param(
            [(True, 600), (False, 480)],
            [SpeechStarted(0), SpeechPaused(0, 600)],
            id="one frame short of the end",
        ),
        pytest.param(
            [(True, 600), (False, 500)],
            [SpeechStarted(0), SpeechPaused(0, 600), TurnEnded(0, 600, cut=False)],
            id="a whole turn",
        ),
        pytest.param(
            [(True, 600), (False, 300), (True, 400), (False, 500)],
            [SpeechStarted(0), SpeechPaused(0, 600), SpeechResumed(), SpeechPaused(0, 1300), TurnEnded(0, 1300, cut=False)],
            id="a breath in the middle",
        ),
        pytest.param(
            [(True, 600), (False, 100), (True, 400)],
            [SpeechStarted(0)],
            id="a stop consonant is no pause",
        ),
        pytest.param(
            [(True, 15_020)],
            [SpeechStarted(0), TurnEnded(0, 15_000, cut=True)],
            id="a monologue is cut",
        ),
    ],
)
def test_turns(parts: list[tuple[bool, int]], expected: list[TurnEvent]) -> None:
    assert detect(*parts) == expected


def test_patience_holds_for_the_pause_at_hand_only() -> None:
    detector = TurnDetector(LIMITS, frame_ms=FRAME_MS)

    def feed(is_speech: bool, ms: int) -> list[TurnEvent]:
        return [event for _ in range(ms // FRAME_MS) for event in detector.feed(is_speech)]

    feed(True, 400)
    feed(False, 200)
    detector.be_patient(1200)
    assert feed(False, 980) == []
    assert feed(False, 20) == [TurnEnded(0, 400, cut=False)]
    feed(True, 400)
    assert feed(False, 500)[-1] == TurnEnded(1600, 2000, cut=False)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 1200)), max_size=40))
def test_events_alternate_and_times_are_ordered(parts: list[tuple[bool, int]]) -> None:
    speaking = paused = False
    last_end_ms = 0
    for event in detect(*parts):
        match event:
            case SpeechStarted(onset_ms):
                assert not speaking
                assert onset_ms >= last_end_ms
                speaking = True
            case SpeechPaused(onset_ms, end_ms):
                assert speaking
                assert not paused
                assert end_ms > onset_ms
                paused = True
            case SpeechResumed():
                assert paused
                paused = False
            case TurnEnded(onset_ms, end_ms, cut):
                assert speaking
                assert paused or cut
                assert end_ms - onset_ms <= LIMITS.max_turn_ms + FRAME_MS
                speaking = paused = False
                last_end_ms = end_ms
