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
from engine.speech.whisper import Whisper
from telephony.audio import FRAME_BYTES
from tests.g711 import alaw_decoded
from tests.integration.speech.speech_recordings import words

pytestmark = pytest.mark.models

_TURNS: Final = Path(__file__).parents[2] / "fixtures" / "turns"
_SPECULATED_MS: Final = 110
"""So long after the last sound the turn was read: what the recording holds of its pause."""


def test_a_question_that_was_read_as_nothing(tmp_path: Path) -> None:
    """With digital silence after it, the guards took the recognizer's doubts for noise."""
    model = ModelStore(tmp_path).resolve(SpeechSection().whisper, Kind.ASR)
    whisper = Whisper(model, device="cpu", compute_type="auto", workers=1)
    pcm = bytes(alaw_decoded(np.fromfile(_TURNS / "how-much-does-it-cost.alaw", dtype=np.uint8)))
    heard = HeardAudio()
    for start in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES):
        heard.add(pcm[start : start + FRAME_BYTES])
    turn = heard.clip(LEAD_IN_MS, heard.now_ms - _SPECULATED_MS + TAIL_MS)
    text = whisper.transcribe(turn, language="en", hint="Yes, that sounds good to me.").text
    assert words(text) == ["how", "much", "does", "it", "cost"]
