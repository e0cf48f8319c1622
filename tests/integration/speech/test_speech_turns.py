"""Turns of recorded calls that were misread once, read again by the real recognizer."""

from pathlib import Path
from typing import Final

import numpy as np
import pytest

from engine.call.hearing import LEAD_IN_MS, HeardAudio
from engine.call.understanding import TAIL_MS
from engine.settings import SpeechSection
from engine.speech.catalogue import Kind
from engine.speech.models import ModelStore
from engine.speech.recognizing.whisper import WINDOWS_S, Whisper
from telephony.audio import FRAME_BYTES, SAMPLE_RATE_HZ
from tests.g711 import alaw_decoded
from tests.integration.speech.speech_recordings import words

pytestmark = pytest.mark.models

_TURNS: Final = Path(__file__).parents[2] / "fixtures" / "turns"
_SPECULATED_MS: Final = 110
"""So long after the last sound the turn was read: what the recording holds of its pause."""
_LOUD: Final = 8000
_LINE_NOISE: Final = 12
"""Root mean squares of s16 samples."""


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Whisper:
    model = ModelStore(tmp_path_factory.mktemp("models")).resolve(SpeechSection().whisper, Kind.ASR)
    return Whisper(model, device="cpu", compute_type="auto", workers=1)


def test_a_question_that_was_read_as_nothing(whisper: Whisper) -> None:
    """With digital silence after it, the guards took the recognizer's doubts for noise."""
    pcm = bytes(alaw_decoded(np.fromfile(_TURNS / "how-much-does-it-cost.alaw", dtype=np.uint8)))
    heard = HeardAudio()
    for start in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES):
        heard.add(pcm[start : start + FRAME_BYTES])
    turn = heard.clip(LEAD_IN_MS, heard.now_ms - _SPECULATED_MS + TAIL_MS)
    text = whisper.transcribe(turn, language="en", hint="Yes, that sounds good to me.").text
    assert words(text) == ["how", "much", "does", "it", "cost"]


def test_knocks_that_were_read_as_one_syllable_over_and_over(whisper: Whisper) -> None:
    """The decoder had stopped at half its bound, which did not count as a loop."""
    heard = whisper.transcribe(_knocks(), language="zh")
    assert (heard.text, heard.window_s) == ("", WINDOWS_S[0])
    assert heard.no_speech_prob > 0.6


def _knocks() -> bytes:
    """Three in 1.5 s, over a quiet line."""
    time_s = np.arange(SAMPLE_RATE_HZ * 2) / SAMPLE_RATE_HZ
    rng = np.random.default_rng(5)
    loudness = sum(np.where(time_s >= at_s, np.exp(-np.abs(time_s - at_s) / 0.03), 0.0) for at_s in (0.3, 0.7, 1.1))
    sound = loudness * (rng.standard_normal(len(time_s)) + 2 * np.sin(2 * np.pi * 120 * time_s))
    line = rng.standard_normal(len(time_s)) * _LINE_NOISE
    return bytes(np.clip(sound * _LOUD + line, -32767, 32767).astype("<i2"))
