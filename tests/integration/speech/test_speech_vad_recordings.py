"""The VAD on recorded people: noticed soon, held through the words, let go soon after."""

from pathlib import Path

import numpy as np
import pytest

from engine.speech.models import ModelStore
from engine.speech.resample import from_pcm, to_pcm
from engine.speech.vad import VoiceActivity, load_speech_model
from telephony.audio import FRAME_BYTES, FRAME_MS, FRAME_SAMPLES
from tests.integration.speech.speech_recordings import recordings

pytestmark = pytest.mark.models

_LINE_NOISE = 0.001
"""-60 dBFS."""


def test_speech_is_noticed_soon_held_and_let_go(tmp_path: Path) -> None:
    model = load_speech_model(ModelStore(tmp_path))
    rng = np.random.default_rng(1)
    onsets_ms, releases_ms, covered, missed = [], [], [], 0
    for prompt in recordings(longer_than_s=0.6)[::4]:
        sound = from_pcm(bytes(16000) + prompt + bytes(16000))
        pcm = to_pcm((sound + rng.standard_normal(len(sound)) * _LINE_NOISE).astype(np.float32))
        frames = [pcm[start : start + FRAME_BYTES] for start in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)]
        levels = np.sqrt(np.mean(from_pcm(b"".join(frames)).reshape(-1, FRAME_SAMPLES) ** 2, axis=1))
        loud = np.flatnonzero(levels > max(0.01, levels.max() * 10 ** (-25 / 20)))
        vad = VoiceActivity(model)
        decisions = np.array([vad.feed(frame) for frame in frames])
        speech = np.flatnonzero(decisions)
        if not speech.size:
            missed += 1
            continue
        onsets_ms.append((speech[0] - loud[0]) * FRAME_MS)
        releases_ms.append((speech[-1] - loud[-1]) * FRAME_MS)
        covered.append(decisions[loud].mean())
    assert len(onsets_ms) > 50
    assert missed <= 1
    assert np.percentile(onsets_ms, 50) <= 60
    assert np.mean(np.array(onsets_ms) <= 100) > 0.85
    assert np.percentile(releases_ms, 50) <= 150  # after the last loud sound; softer ones that follow are speech, too
    assert np.median(covered) > 0.9
