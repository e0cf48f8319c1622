from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bench.recordings import Loudness, RecordingUnreadable, Samples, Span, joined, lowered_ms, read_stereo, speech_spans
from telephony.recording import interleaved, wav_header

pytestmark = pytest.mark.unit

RATE_MS = 8


def channel(spans: list[Span], length_ms: int, *, noise_dbfs: float | None = None) -> Samples:
    """A 200 Hz tone at speech level in the spans, over silence or noise."""
    at = np.arange(length_ms * RATE_MS)
    sound = np.zeros(len(at))
    for span in spans:
        sound[span.start_ms * RATE_MS : span.end_ms * RATE_MS] = 3600
    mixed = sound * np.sin(2 * np.pi * 200 * at / 8000 + 1)
    if noise_dbfs is not None:
        mixed += np.random.default_rng(1).standard_normal(len(at)) * 32768 * 10 ** (noise_dbfs / 20)
    return mixed.astype(np.int16)


@given(st.lists(st.tuples(st.integers(100, 900), st.integers(40, 900)), min_size=1, max_size=8))
def test_finds_every_span_to_within_10_ms(gaps_and_lengths: list[tuple[int, int]]) -> None:
    ends = list(itertools.accumulate(gap + length for gap, length in gaps_and_lengths))
    spans = [Span(end - length, end) for end, (_, length) in zip(ends, gaps_and_lengths, strict=True)]
    found = speech_spans(channel(spans, ends[-1] + 300))
    assert len(found) == len(spans)
    for seen, true in zip(found, spans, strict=True):
        assert abs(seen.start_ms - true.start_ms) <= 10
        assert abs(seen.end_ms - true.end_ms) <= 10


def test_noise_of_the_line_is_no_speech() -> None:
    found = speech_spans(channel([Span(500, 900)], 1500, noise_dbfs=-60))
    [seen] = found
    assert seen == Span(pytest.approx(500, abs=10), pytest.approx(900, abs=10))  # type: ignore[arg-type]


def test_a_click_is_no_speech_and_a_stop_inside_a_word_no_gap() -> None:
    assert speech_spans(channel([Span(100, 115)], 500)) == []
    assert len(speech_spans(channel([Span(100, 300), Span(340, 600)], 900))) == 1
    assert len(speech_spans(channel([Span(100, 300), Span(340, 600)], 900), Loudness(join_ms=20))) == 2


def test_no_audio_has_no_spans() -> None:
    assert speech_spans(np.zeros(0, np.int16)) == []
    assert speech_spans(np.zeros(8000, np.int16)) == []


@pytest.mark.parametrize(
    ("gap_ms", "expected"), [(100, [(0, 10), (110, 200), (500, 600)]), (101, [(0, 200), (500, 600)]), (1000, [(0, 600)])]
)
def test_joins_what_is_closer_than_the_gap(gap_ms: int, expected: list[tuple[int, int]]) -> None:
    spans = [Span(0, 10), Span(110, 200), Span(500, 600)]
    assert joined(spans, gap_ms) == [Span(*each) for each in expected]


def test_reads_both_channels(tmp_path: Path) -> None:
    left, right = channel([Span(10, 50)], 100), channel([Span(60, 90)], 100)
    data = interleaved(left.tobytes(), right.tobytes())
    (tmp_path / "call.wav").write_bytes(wav_header(len(data)) + data)
    found = read_stereo(tmp_path / "call.wav")
    assert np.array_equal(found[0], left)
    assert np.array_equal(found[1], right)


def test_says_which_recording_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "call.wav").write_bytes(b"RIFF")
    for path in (tmp_path / "call.wav", tmp_path / "none.wav"):
        with pytest.raises(RecordingUnreadable, match=path.name):
            read_stereo(path)


@pytest.mark.parametrize(
    ("gain_db", "back_ms", "expected_ms"),
    [(-18, 3000, 2000), (-100, 3000, 2000), (-9, 3000, None), (-18, 2150, None), (-18, 2250, 2000)],
    ids=["lowered", "silent", "hardly lower", "a pause within speech", "just long enough"],
)
def test_a_lowered_voice_is_found_where_it_falls(gain_db: float, back_ms: int, expected_ms: int | None) -> None:
    voice = channel([Span(500, 4000)], 4000).astype(np.float64)
    voice[2000 * RATE_MS : back_ms * RATE_MS] *= 10 ** (gain_db / 20)
    samples = voice.astype(np.int16)
    assert lowered_ms(samples, 1500, 3500) == expected_ms
    assert lowered_ms(samples, 1500, 1900) is None


def test_a_voice_that_has_not_spoken_cannot_be_lowered() -> None:
    assert lowered_ms(channel([Span(0, 500)], 1000), 0, 1000) is None
