"""The turn detector on virtual audio time."""

from dataclasses import replace

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


def _fed(detector: TurnDetector, *parts: tuple[bool, int]) -> list[TurnEvent]:
    return [event for is_speech, ms in parts for _ in range(ms // FRAME_MS) for event in detector.feed(is_speech)]


def test_silence_counts_from_the_last_sound_and_not_from_the_detectors_release() -> None:
    detector = TurnDetector(replace(LIMITS, release_ms=100), frame_ms=FRAME_MS)
    assert _fed(detector, (True, 600), (False, 80)) == [SpeechStarted(0)]
    assert _fed(detector, (False, 20)) == [SpeechPaused(0, 500)]
    assert _fed(detector, (False, 280)) == []
    assert _fed(detector, (False, 20)) == [TurnEnded(0, 500, cut=False)]


def test_a_click_in_a_pause_is_no_resumption_and_ends_no_turn() -> None:
    detector = TurnDetector(LIMITS, frame_ms=FRAME_MS)
    _fed(detector, (True, 600), (False, 460))
    assert _fed(detector, (True, 40)) == []
    assert _fed(detector, (False, 20)) == [TurnEnded(0, 600, cut=False)]


def test_each_wasted_speculation_makes_the_next_one_wait_longer() -> None:
    detector = TurnDetector(LIMITS, frame_ms=FRAME_MS)
    waits_ms = []
    for _ in range(5):
        _fed(detector, (True, 400))
        silence_ms = FRAME_MS
        while not any(isinstance(event, SpeechPaused) for event in _fed(detector, (False, FRAME_MS))):
            silence_ms += FRAME_MS
        waits_ms.append(silence_ms)
    assert waits_ms == [200, 280, 360, 440, 440]


def test_after_a_cut_the_same_sound_begins_no_turn_until_it_pauses() -> None:
    detector = TurnDetector(LIMITS, frame_ms=FRAME_MS)
    assert _fed(detector, (True, 18_000)) == [SpeechStarted(0), TurnEnded(0, 15_000, cut=True)]
    assert not detector.speaking
    assert _fed(detector, (False, 200), (True, 120)) == [SpeechStarted(18_200)]


def test_sound_without_end_is_cut_again_and_again() -> None:
    cuts = [event for event in detect((True, 60_000)) if isinstance(event, TurnEnded)]
    assert [(cut.onset_ms, cut.end_ms) for cut in cuts] == [(0, 15_000), (20_000, 35_000), (40_000, 55_000)]


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
