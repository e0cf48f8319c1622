"""The frequency of a single steady tone, such as a voicemail's beep or one of a network's special information tones.

Sound is a tone when almost all its energy of the last 40 ms stands around one spectral peak: a vowel spreads its energy over
harmonics, a DTMF key has two tones, music has chords. The peak is found between the bins of the spectrum by fitting a parabola
through the logarithms of three of them (J. O. Smith, Spectral Audio Signal Processing, "Quadratic Interpolation").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telephony.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ, SILENT_FRAME

LOWEST_HZ: Final = 350
"""Below are hums and humming people."""
HIGHEST_HZ: Final = 2500
PURITY: Final = 0.9
"""Share of the energy within two bins (50 Hz) of the peak; speech stays below 0.8 for more than a frame or two."""
_QUIETEST_RMS: Final = 300.0
"""About -41 dBFS: below, line noise decides about the peak."""
_WINDOW_SAMPLES: Final = 2 * FRAME_SAMPLES
_BIN_HZ: Final = SAMPLE_RATE_HZ / _WINDOW_SAMPLES
_WINDOW: Final = np.hanning(_WINDOW_SAMPLES)
_NEAR: Final = 2
_SILENCE: Final = np.zeros(FRAME_SAMPLES, dtype=np.float32)


class ToneDetector:
    """Takes frames of 20 ms one after the other."""

    def __init__(self) -> None:
        self._before: NDArray[np.float32] | None = None
        self._before_rms = self._rms = 0.0
        self.level_dbfs = _level_dbfs(0.0)
        """Root mean square of the last frame below full scale; -99 for digital silence."""

    def feed(self, frame: bytes) -> float | None:
        """The tone's frequency in Hz if this frame and the one before carry the same single tone."""
        before, samples = self._before, self._take(frame)
        if before is None or min(self._before_rms, self._rms) < _QUIETEST_RMS:
            return None
        return _single_tone_hz(np.concatenate([before, samples]))

    def pass_over(self, frames: Sequence[bytes]) -> None:
        """See `engine.call.steady`."""
        for frame in frames[-2:]:
            self._take(frame)

    def _take(self, frame: bytes) -> NDArray[np.float32]:
        if frame == SILENT_FRAME:
            return self._remember(_SILENCE, 0.0)
        samples = np.frombuffer(frame, dtype="<i2").astype(np.float32)
        return self._remember(samples, math.sqrt(float(np.dot(samples, samples)) / len(samples)))

    def _remember(self, samples: NDArray[np.float32], rms: float) -> NDArray[np.float32]:
        self._before, self._before_rms = samples, self._rms
        if rms != self._rms:
            self._rms, self.level_dbfs = rms, _level_dbfs(rms)
        return samples


def _level_dbfs(rms: float) -> float:
    return 20 * math.log10(max(rms / 32768, 1.1e-5))


def _single_tone_hz(samples: NDArray[np.float32]) -> float | None:
    power = np.abs(np.fft.rfft(samples * _WINDOW)) ** 2
    peak = int(np.argmax(power))
    if not LOWEST_HZ <= peak * _BIN_HZ <= HIGHEST_HZ:
        return None
    near = float(power[peak - _NEAR : peak + _NEAR + 1].sum())
    if near < PURITY * float(power.sum()):
        return None
    left, middle, right = np.log(power[peak - 1 : peak + 2] + 1e-9)
    curve = left - 2 * middle + right
    return float((peak + (0.5 * (left - right) / curve if curve else 0.0)) * _BIN_HZ)
