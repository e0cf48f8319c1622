"""The VAD on made-up sounds: what is no speech is never taken for it, and silence never wakes the model."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.speech.models import ModelStore
from engine.speech.resample import Samples
from engine.speech.vad import SpeechModel, VoiceActivity, load_speech_model
from telephony.audio import FRAME_BYTES, SAMPLE_RATE_HZ, SILENT_FRAME

pytestmark = pytest.mark.unit

_SECONDS = 4


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SpeechModel:
    return load_speech_model(ModelStore(tmp_path_factory.mktemp("cache")))


def _frames(sound: NDArray[np.float64]) -> list[bytes]:
    pcm = (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
    return [pcm[start : start + FRAME_BYTES] for start in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)]


def _noise(dbfs: float) -> NDArray[np.float64]:
    return np.random.default_rng(7).standard_normal(SAMPLE_RATE_HZ * _SECONDS) * 10 ** (dbfs / 20)


def _tones(*hz: float, on_ms: int = 1000, off_ms: int = 0) -> NDArray[np.float64]:
    """Tones of together -20 dBFS, switched on and off."""
    time_s = np.arange(SAMPLE_RATE_HZ * _SECONDS) / SAMPLE_RATE_HZ
    sound = sum((np.sin(2 * np.pi * f * time_s) for f in hz), np.zeros_like(time_s)) * 0.14 / np.sqrt(len(hz))
    return np.where((time_s * 1000) % (on_ms + off_ms) < on_ms, sound, 0.0)


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(_noise(-20), id="white noise -20 dB"),
        pytest.param(_noise(-40), id="white noise -40 dB"),
        pytest.param(_tones(440, 480, on_ms=2000, off_ms=1000), id="ringback US"),
        pytest.param(_tones(425, on_ms=1000, off_ms=1000), id="ringback EU"),
        pytest.param(_tones(770, 1336, on_ms=100, off_ms=100), id="DTMF 5"),
        pytest.param(_tones(941, 1209), id="DTMF * held"),
        pytest.param(_tones(100), id="hum"),
    ],
)
def test_what_is_no_speech_is_not_taken_for_it(model: SpeechModel, sound: NDArray[np.float64]) -> None:
    vad = VoiceActivity(model)
    decisions = [vad.feed(frame) for frame in _frames(sound)]
    assert sum(decisions) <= len(decisions) * 0.02


class _Counting(SpeechModel):
    """Counts how often the network runs."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.steps = 0

    def step(self, window: Samples, state: list[object]) -> tuple[float, list[object]]:
        self.steps += 1
        return super().step(window, state)


def test_silence_and_line_noise_never_wake_the_model(tmp_path: Path) -> None:
    from engine.speech.catalogue import Kind

    model = _Counting(ModelStore(tmp_path).resolve("silero-v6", Kind.VAD).file("*.onnx"))
    vad = VoiceActivity(model)
    for frame in [SILENT_FRAME] * 100 + _frames(_noise(-60)):
        assert vad.feed(frame) is False
    assert model.steps == 0
    for frame in _frames(_tones(440, 480)):
        vad.feed(frame)
    assert model.steps > 100


def test_a_frame_of_another_length_is_refused(model: SpeechModel) -> None:
    with pytest.raises(ValueError, match="20 ms has 320 bytes, this one 318"):
        VoiceActivity(model).feed(SILENT_FRAME[2:])


class _Told(SpeechModel):
    """Says what it is told to, one probability a window; windows end in frames 2, 4, 5, 7 and 8 of every eight."""

    def __init__(self, probabilities: list[float]) -> None:
        self._probabilities = iter(probabilities)

    def step(self, window: Samples, state: list[object]) -> tuple[float, list[object]]:
        return next(self._probabilities), state


@pytest.mark.parametrize(
    ("probabilities", "speech"),
    [
        ([0.19, 0.19, 0.19, 0.19, 0.19], "........"),
        ([0.21, 0.16, 0.16, 0.16, 0.16], ".#######"),
        ([0.21, 0.14, 0.16, 0.19, 0.21], ".##....#"),
        ([0.14, 0.16, 0.9, 0.16, 0.14], "....###."),
    ],
    ids=["never sure", "begun, it lasts in doubt", "over, it does not begin again in doubt", "between"],
)
def test_speech_begins_above_one_probability_and_lasts_above_a_lower_one(probabilities: list[float], speech: str) -> None:
    vad = VoiceActivity(_Told(probabilities))
    assert "".join("#" if vad.feed(frame) else "." for frame in _frames(_noise(-20))[:8]) == speech
